import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { v1 } from '../jumpcloud/endpoints';
import { pathSegment } from '../jumpcloud/ids';
import {
  asBoolean,
  asLowerCase,
  asString,
  asStrings,
  asTimestamp,
  boolean,
  elements,
  email,
  identifier,
  isSet,
  lengthOf,
  lowerCase,
  milliseconds,
  not,
  number,
  string,
  strings,
  timestamp,
} from './properties';

/*
 * A user has more to tell than other objects: hence the length of this file,
 * which is one list of fields and one of properties.
 */

/**
 * No addresses, phone numbers, recovery e-mail or key material; and no custom
 * attributes but two, since they hold whatever a company likes.
 */
const FIELDS = {
  _id: RAW,
  id: PROPERTY_ONLY,
  account_locked: PROPERTY_ONLY,
  account_locked_date: RAW,
  activated: RAW,
  admin: { id: RAW, roleName: RAW, roleNames: RAW },
  allow_public_key: PROPERTY_ONLY,
  attributes: [{ name: PROPERTY_ONLY, value: PROPERTY_ONLY }],
  badLoginAttempts: PROPERTY_ONLY,
  company: PROPERTY_ONLY,
  costCenter: PROPERTY_ONLY,
  created: RAW,
  creationSource: PROPERTY_ONLY,
  delegatedAuthority: { id: PROPERTY_ONLY, name: PROPERTY_ONLY },
  department: PROPERTY_ONLY,
  description: PROPERTY_ONLY,
  disableDeviceMaxLoginAttempts: PROPERTY_ONLY,
  displayname: RAW,
  email: RAW,
  employeeIdentifier: PROPERTY_ONLY,
  employeeType: PROPERTY_ONLY,
  enable_user_portal_multifactor: PROPERTY_ONLY,
  external_dn: PROPERTY_ONLY,
  external_password_expiration_date: PROPERTY_ONLY,
  external_source_type: PROPERTY_ONLY,
  externally_managed: PROPERTY_ONLY,
  firstname: PROPERTY_ONLY,
  jobTitle: PROPERTY_ONLY,
  lastname: PROPERTY_ONLY,
  ldap_binding_user: PROPERTY_ONLY,
  location: PROPERTY_ONLY,
  managedAppleId: PROPERTY_ONLY,
  manager: PROPERTY_ONLY,
  mfa: { configured: RAW, exclusion: RAW, exclusionUntil: RAW },
  mfaEnrollment: {
    jcGoStatus: PROPERTY_ONLY,
    overallStatus: RAW,
    pushStatus: PROPERTY_ONLY,
    smsStatus: PROPERTY_ONLY,
    totpStatus: PROPERTY_ONLY,
    webAuthnStatus: PROPERTY_ONLY,
  },
  middlename: PROPERTY_ONLY,
  organization: RAW,
  password_date: RAW,
  password_expiration_date: RAW,
  password_expired: PROPERTY_ONLY,
  password_never_expires: PROPERTY_ONLY,
  passwordless_sudo: PROPERTY_ONLY,
  public_key: PROPERTY_ONLY,
  recoveryEmail: { verified: PROPERTY_ONLY },
  restrictedFields: [{ field: PROPERTY_ONLY, type: PROPERTY_ONLY }],
  samba_service_user: PROPERTY_ONLY,
  ssh_keys: [{ create_date: RAW, name: RAW }],
  state: RAW,
  sudo: PROPERTY_ONLY,
  suspended: RAW,
  systemUsername: PROPERTY_ONLY,
  tags: PROPERTY_ONLY,
  totp_enabled: RAW,
  unix_guid: PROPERTY_ONLY,
  unix_uid: PROPERTY_ONLY,
  username: PROPERTY_ONLY,
} as const;

export type SystemUser = Row<typeof FIELDS>;

/**
 * What users may edit of themselves in the user portal, where the settings of the
 * organization let them: those of JumpCloud's article on user attributes that it
 * shows there, without what signs them in. Not verified on a real tenant. A field
 * that another directory masters is not among them.
 */
export const EDITABLE_FIELDS = [
  'addresses',
  'company',
  'costCenter',
  'department',
  'employeeIdentifier',
  'employeeType',
  'firstname',
  'jobTitle',
  'lastname',
  'location',
  'phoneNumbers',
];

export const user = declare<typeof FIELDS>({
  list: { ...v1('users', '/systemusers', 'users.readonly'), isRequired: true },
  fields: FIELDS,
  excluded: [
    'addresses',
    'alternateEmail',
    'managedAppleId',
    'phoneNumbers',
    'public_key',
    'recoveryEmail.address',
    'ssh_keys.public_key',
  ],
  webLink: (id) => `/#/users/${pathSegment(id)}/details`,
  remember: [
    'displayName',
    'email',
    'managerId',
    'adminId',
    // What the administrator who signs in as this user has of it.
    'canSignIn',
    'mfaEnabled',
    'mfaExclusion',
    'mfaExclusionUntil',
    'passwordSource',
    // By which sign-ins that name no id are matched.
    'username',
    'systemUsername',
    // What they become on devices.
    'sudo',
    'passwordlessSudo',
    // What of themselves they cannot edit.
    'masteredFields',
    // What the employee mapping tells of a person.
    'name',
    'firstName',
    'lastName',
    'employeeType',
    'employeeId',
    'jobTitle',
    'department',
    'githubUsername',
    'bitbucketUsername',
    'sambaServiceUser',
  ],
  properties: {
    name: string(
      'First and last name',
      (row) =>
        fullNameOf(row) ??
        asString(row.displayname) ??
        asString(row.username) ??
        asString(row.email),
    ),
    displayName: string(
      'Name as it is shown',
      (row) =>
        asString(row.displayname) ??
        fullNameOf(row) ??
        asString(row.username) ??
        asString(row.email),
    ),
    createdOn: timestamp('When it was created', 'created'),
    username: string('Username', 'username'),
    systemUsername: string(
      'Username on devices, where it is another',
      'systemUsername',
    ),
    login: string('Username, again', 'username'),
    shortLoginId: string(
      'Username, again, as the data model calls it',
      'username',
    ),
    email: email(
      'E-mail address in lower case; absent when it is none',
      'email',
    ),
    firstName: string('First name', 'firstname'),
    middleName: string('Middle name', 'middlename'),
    lastName: string('Last name', 'lastname'),
    description: string('Description', 'description'),
    state: lowerCase('staged, activated or suspended', 'state'),
    active: boolean(
      'Activated and not suspended. Whoever is active without being activated cannot sign in yet, nor can whoever is locked: see canSignIn',
      isActive,
    ),
    activated: boolean(
      'Has finished the activation: a password was set',
      'activated',
    ),
    suspended: boolean(
      'Suspended: keeps groups and applications, but reaches nothing',
      isSuspended,
    ),
    canSignIn: boolean(
      'Active, activated, and not locked after failed logins at this moment; absent when unknown',
      canSignIn,
    ),
    employeeType: string(
      'Kind of employment; see the employee mapping',
      'employeeType',
    ),
    employeeId: string('Employee identifier', 'employeeIdentifier'),
    company: string('Company', 'company'),
    department: string('Department', 'department'),
    costCenter: string('Cost center', 'costCenter'),
    jobTitle: string('Job title', 'jobTitle'),
    location: string('Location', 'location'),
    managerId: identifier("The manager's JumpCloud id", 'manager'),
    mfaEnabled: boolean(
      'Enrolled in MFA. The overall status decides where JumpCloud gives one; else any enrolled factor, or MFA that counts as configured. Absent when unknown',
      isMfaEnabled,
    ),
    mfaConfigured: boolean(
      'JumpCloud counts MFA as configured',
      'mfa.configured',
    ),
    mfaRequired: boolean(
      'The user portal demands MFA. What conditional access policies demand is not in it',
      'enable_user_portal_multifactor',
    ),
    mfaExclusion: boolean(
      'Was given an enrollment period; it runs until mfaExclusionUntil',
      'mfa.exclusion',
    ),
    mfaExclusionUntil: timestamp(
      'End of the enrollment period; whoever is not enrolled by then is locked out of what demands MFA',
      'mfa.exclusionUntil',
    ),
    mfaTotpStatus: string(
      'Enrollment of one-time passwords: ENROLLED, NOT_ENROLLED and others of JumpCloud',
      'mfaEnrollment.totpStatus',
    ),
    mfaWebAuthnStatus: string(
      'Enrollment of security keys',
      'mfaEnrollment.webAuthnStatus',
    ),
    mfaPushStatus: string(
      'Enrollment of push notifications',
      'mfaEnrollment.pushStatus',
    ),
    mfaSmsStatus: string(
      'Enrollment of text messages',
      'mfaEnrollment.smsStatus',
    ),
    mfaJcGoStatus: string(
      'Enrollment of JumpCloud Go',
      'mfaEnrollment.jcGoStatus',
    ),
    mfaOverallStatus: string(
      'Enrollment of any factor',
      'mfaEnrollment.overallStatus',
    ),
    accountLocked: boolean('Locked after failed logins', 'account_locked'),
    accountLockedOn: timestamp(
      'When the account was locked',
      'account_locked_date',
    ),
    badLoginAttempts: number(
      'Failed logins since the last good one',
      'badLoginAttempts',
    ),
    deviceMaxLoginAttemptsDisabled: boolean(
      'Failed logins on devices do not lock the account',
      'disableDeviceMaxLoginAttempts',
    ),
    passwordExpired: boolean('The password has expired', 'password_expired'),
    passwordExpiresOn: timestamp(
      'When the password expires',
      'password_expiration_date',
    ),
    passwordNeverExpires: boolean(
      'The password never expires',
      'password_never_expires',
    ),
    passwordChangedOn: timestamp(
      'When the password was changed',
      'password_date',
    ),
    externalPasswordExpiresOn: timestamp(
      'When the password expires in the directory that manages it',
      'external_password_expiration_date',
    ),
    recoveryEmailVerified: boolean(
      'A recovery e-mail address was verified; the address is not collected',
      'recoveryEmail.verified',
    ),
    sudo: boolean('Administrator on all devices the user is bound to', 'sudo'),
    passwordlessSudo: boolean(
      'Needs no password to act as administrator on devices',
      'passwordless_sudo',
    ),
    sshKeyCount: number('SSH keys', (row) => lengthOf(row.ssh_keys)),
    oldestSshKeyOn: milliseconds(
      'When the oldest SSH key was made',
      oldestSshKey,
    ),
    legacyPublicKey: boolean(
      'Has an SSH key in the field public_key, which is older than the list of keys',
      (row) => isSet(row.public_key),
    ),
    publicKeyAllowed: boolean(
      'May sign in to devices with an SSH key',
      'allow_public_key',
    ),
    ldapBindingUser: boolean(
      'May search the LDAP directory',
      'ldap_binding_user',
    ),
    sambaServiceUser: boolean('Is a Samba service user', 'samba_service_user'),
    externallyManaged: boolean(
      'Managed by another directory. JumpCloud has replaced this field by the one that masteredFields is made of',
      'externally_managed',
    ),
    masteredFields: strings(
      'Fields that another directory masters',
      (row) =>
        row.restrictedFields &&
        elements(row.restrictedFields).map((each) => each?.field),
    ),
    passwordSource: string(
      'Who keeps the password where JumpCloud does not: active_directory, federated_identity_provider (whose MFA JumpCloud does not know) or scim',
      passwordSource,
    ),
    externalSourceType: string(
      'Which directory manages the user',
      'external_source_type',
    ),
    externalDn: string(
      'Distinguished name in the directory that manages the user',
      'external_dn',
    ),
    delegatedAuthority: string(
      'Who checks the password, when not JumpCloud',
      'delegatedAuthority.name',
    ),
    delegatedAuthorityId: string(
      'Id of the Active Directory that checks the password',
      'delegatedAuthority.id',
    ),
    managedAppleIdSet: boolean('Has a managed Apple ID', (row) =>
      isSet(row.managedAppleId),
    ),
    creationSource: string('How the user came to JumpCloud', 'creationSource'),
    unixUid: number('Unix user id', 'unix_uid'),
    unixGid: number('Unix group id', 'unix_guid'),
    admin: boolean('Also an administrator of JumpCloud', isAdmin),
    adminId: identifier("The administrator's JumpCloud id", 'admin.id'),
    adminRoles: strings('Roles as an administrator', rolesOf),
    githubUsername: string('Custom attribute githubUsername', (row) =>
      attribute(row, 'githubUsername'),
    ),
    bitbucketUsername: string('Custom attribute bitbucketUsername', (row) =>
      attribute(row, 'bitbucketUsername'),
    ),
    tags: strings('Tags', 'tags'),
  },
});

function fullNameOf({ firstname, lastname }: SystemUser): string | undefined {
  return asString(`${asString(firstname) ?? ''} ${asString(lastname) ?? ''}`);
}

/** The state and the flag say the same: either is enough. */
function isSuspended({ state, suspended }: SystemUser): boolean | undefined {
  const known = asLowerCase(state);
  if (suspended === true || known === 'suspended') return true;
  return asBoolean(suspended) ?? (known === undefined ? undefined : false);
}

/** Undefined when JumpCloud says neither a state nor whether the user is activated. */
function isActive({
  state,
  activated,
  suspended,
}: SystemUser): boolean | undefined {
  if (suspended === true) return false;
  const known = asLowerCase(state);
  return known === undefined ? asBoolean(activated) : known === 'activated';
}

/** @returns undefined where one that decides is unknown */
export function allHold(
  conditions: readonly (boolean | undefined)[],
): boolean | undefined {
  if (conditions.includes(false)) return false;
  return conditions.includes(undefined) ? undefined : true;
}

/**
 * Whose password another identity provider checks need not set one in JumpCloud,
 * and stays "password pending" (JumpCloud's article on RADIUS with Entra ID): then
 * a missing activation decides nothing.
 */
function canSignIn(row: SystemUser): boolean | undefined {
  const isFederated = passwordSource(row) === 'federated_identity_provider';
  const activated = asBoolean(row.activated);
  return allHold([
    isActive(row),
    isFederated && activated === false ? undefined : activated,
    not(row.account_locked),
  ]);
}

/**
 * An overall status decides alone: PENDING_ACTIVATION and the like are not MFA,
 * whatever is configured. Without one, a single factor is enough to be enrolled,
 * but one that is missing says nothing of the others.
 */
function isMfaEnabled({
  mfa,
  mfaEnrollment,
  totp_enabled,
}: SystemUser): boolean | undefined {
  const overall = asString(mfaEnrollment?.overallStatus);
  if (overall !== undefined) return overall === 'ENROLLED';
  const factors = [
    mfaEnrollment?.totpStatus,
    mfaEnrollment?.webAuthnStatus,
    mfaEnrollment?.pushStatus,
    mfaEnrollment?.smsStatus,
    mfaEnrollment?.jcGoStatus,
  ];
  const hasFactor = totp_enabled === true || factors.includes('ENROLLED');
  return hasFactor || asBoolean(mfa?.configured);
}

function passwordSource({ restrictedFields }: SystemUser): unknown {
  return elements(restrictedFields).find((each) => each?.field === 'password')
    ?.type;
}

function oldestSshKey({ ssh_keys }: SystemUser): number | undefined {
  const dates = elements(ssh_keys)
    .map((key) => asTimestamp(key?.create_date) ?? Infinity)
    .filter((date) => date < Infinity);
  return dates.length > 0 ? dates.reduce((a, b) => Math.min(a, b)) : undefined;
}

/** Undefined where JumpCloud does not say; null and an empty object are "no administrator". */
function isAdmin(row: SystemUser): boolean | undefined {
  if (row.admin === undefined) return undefined;
  return asString(row.admin?.id) !== undefined || rolesOf(row) !== undefined;
}

/** Older tenants name one role, newer ones a list. */
function rolesOf({ admin }: SystemUser): string[] | undefined {
  const roles = asStrings(admin?.roleNames) ?? [];
  if (roles.length > 0) return roles;
  const role = asString(admin?.roleName);
  return role === undefined ? undefined : [role];
}

/** Custom attributes are a company's own; these two are a convention that JupiterOne maps people by. */
function attribute({ attributes }: SystemUser, name: string): unknown {
  return elements(attributes).find((each) => each?.name === name)?.value;
}
