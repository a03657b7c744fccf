/*
 * Every property of every entity: the dictionary of the data model. The
 * converters are checked against it when they are compiled, the entities when
 * the tests run, and docs/jupiterone.md is generated from it.
 */

interface Property {
  type: 'string' | 'boolean' | 'number' | 'array';
  items?: { type: 'string' };
  description: string;
}

const text = (description: string) =>
  ({ type: 'string', description } as const);
const flag = (description: string) =>
  ({ type: 'boolean', description } as const);
const count = (description: string) =>
  ({ type: 'number', description } as const);
const time = (description: string) =>
  ({
    type: 'number',
    description: `${description} (milliseconds since the epoch)`,
  } as const);
const list = (description: string) =>
  ({ type: 'array', items: { type: 'string' }, description } as const);

export type PropertyDictionary = Record<string, Property>;

/** The values that a converter may set: those of its dictionary, each of its type, or nothing. */
export type Properties<D extends PropertyDictionary> = {
  [Name in keyof D]?: D[Name]['type'] extends 'string'
    ? string
    : D[Name]['type'] extends 'boolean'
    ? boolean
    : D[Name]['type'] extends 'number'
    ? number
    : string[];
};

const common = {
  id: text("JumpCloud's id"),
  name: text('Name'),
  displayName: text('Name as it is shown'),
  createdOn: time('When it was created'),
  webLink: text("Opens it in the admin console of the organization's region"),
};

export const accountProperties = {
  ...common,
  active: flag('False when the organization is about to be deleted'),
  accountType: text('Kind of customer, as JumpCloud calls it'),
  mfaEnabled: flag('Administrators must use MFA (the same as requireAdminMfa)'),
  requireAdminMfa: flag('Administrators must use MFA'),
  passwordCompliance: text('Password standard: custom, pci3, windows'),
  passwordMinLength: count('Shortest password allowed; absent when none is'),
  passwordNeedsLowercase: flag('Passwords need a lower-case letter'),
  passwordNeedsUppercase: flag('Passwords need an upper-case letter'),
  passwordNeedsNumeric: flag('Passwords need a digit'),
  passwordNeedsSymbolic: flag('Passwords need a symbol'),
  passwordDisallowsCommon: flag('Commonly used passwords are refused'),
  passwordDisallowsSequential: flag(
    'Sequences and repetitions in passwords are refused',
  ),
  passwordAllowsUsername: flag('Passwords may contain the username'),
  passwordHistoryCount: count(
    'Former passwords that may not be used again; absent when all may',
  ),
  passwordMaxAgeDays: count(
    'Days until a password expires; absent when it never does',
  ),
  passwordMinAgeDays: count('Days until a password may be changed again'),
  passwordMaxLoginAttempts: count(
    'Failed logins until a user is locked; absent when never',
  ),
  passwordLockoutSeconds: count('Seconds that a locked user stays locked'),
  passwordRecoveryEmailEnabled: flag(
    'Users may recover their password with a second e-mail address',
  ),
  passwordResetWithoutMfaAllowed: flag(
    'Users without MFA may reset their password',
  ),
  usersCanEditProfile: flag('Users may edit their own profile'),
  userPortalSessionMinutes: count('Minutes until an idle user is signed out'),
  commandRunnerDisabled: flag('Commands on devices are switched off'),
  googleLoginDisabled: flag('Sign-in with Google is switched off'),
  ldapDisabled: flag('LDAP is switched off'),
  googleWorkspaceEnabled: flag('Google Workspace is connected'),
  office365Enabled: flag('Microsoft 365 is connected'),
  directoryInsightsEnabled: flag('Directory Insights is licensed'),
  systemInsightsEnabled: flag('System Insights is licensed'),
  deviceIdentificationEnabled: flag('Devices are recognized by certificates'),
  newUserStateManual: text('State of users made by hand'),
  newUserStateCsvImport: text('State of users imported from a file'),
  newUserStateApplicationImport: text(
    'State of users imported from an application',
  ),
  agentVersion: text('Version of the device agent'),
  maxUsers: count('Users that the contract allows'),
};

export const userProperties = {
  ...common,
  username: text('Username'),
  login: text('Username, again'),
  email: text('E-mail address in lower case; absent when it is none'),
  firstName: text('First name'),
  middleName: text('Middle name'),
  lastName: text('Last name'),
  description: text('Description'),
  state: text('staged, activated or suspended'),
  active: flag('Activated and not suspended'),
  activated: flag('Has finished the enrollment'),
  suspended: flag('Suspended'),
  employeeType: text('Kind of employment; see the employee mapping'),
  employeeId: text('Employee identifier'),
  company: text('Company'),
  department: text('Department'),
  costCenter: text('Cost center'),
  jobTitle: text('Job title'),
  location: text('Location'),
  managerId: text("The manager's JumpCloud id"),
  mfaEnabled: flag('At least one factor is enrolled; absent when unknown'),
  mfaConfigured: flag('JumpCloud counts MFA as configured'),
  mfaRequired: flag('The user portal demands MFA'),
  mfaExclusion: flag('Excluded from MFA'),
  mfaExclusionUntil: time('End of the exclusion from MFA'),
  mfaTotpStatus: text(
    'Enrollment of one-time passwords: ENROLLED, NOT_ENROLLED and others of JumpCloud',
  ),
  mfaWebAuthnStatus: text('Enrollment of security keys'),
  mfaPushStatus: text('Enrollment of push notifications'),
  mfaSmsStatus: text('Enrollment of text messages'),
  mfaJcGoStatus: text('Enrollment of JumpCloud Go'),
  mfaOverallStatus: text('Enrollment of any factor'),
  accountLocked: flag('Locked after failed logins'),
  accountLockedOn: time('When the account was locked'),
  badLoginAttempts: count('Failed logins since the last good one'),
  passwordExpired: flag('The password has expired'),
  passwordExpiresOn: time('When the password expires'),
  passwordNeverExpires: flag('The password never expires'),
  passwordChangedOn: time('When the password was changed'),
  sudo: flag('Administrator on all devices the user is bound to'),
  passwordlessSudo: flag('Needs no password for that'),
  sshKeyCount: count('SSH keys'),
  publicKeyAllowed: flag('May sign in to devices with an SSH key'),
  ldapBindingUser: flag('May search the LDAP directory'),
  sambaServiceUser: flag('Is a Samba service user'),
  externallyManaged: flag('Managed by another directory'),
  externalSourceType: text('Which directory that is'),
  delegatedAuthority: text('Who checks the password, when not JumpCloud'),
  creationSource: text('How the user came to JumpCloud'),
  unixUid: count('Unix user id'),
  unixGid: count('Unix group id'),
  admin: flag('Also an administrator of JumpCloud'),
  adminId: text("The administrator's JumpCloud id"),
  adminRoles: list('Roles as an administrator'),
  githubUsername: text('Custom attribute githubUsername'),
  bitbucketUsername: text('Custom attribute bitbucketUsername'),
  tags: list('Tags'),
};

export const groupProperties = {
  id: common.id,
  name: common.name,
  displayName: common.displayName,
  webLink: common.webLink,
  description: text('Description'),
  email: text('E-mail address of the group in lower case'),
  type: text('Kind of group, as JumpCloud calls it'),
  membershipMethod: text(
    'NOTSET, STATIC, DYNAMIC_REVIEW_REQUIRED or DYNAMIC_AUTOMATED',
  ),
  dynamic: flag('Members are chosen by a query'),
  memberQuery: text('The query of a dynamic group'),
  memberQueryErrors: list('What is wrong with the query'),
  memberQueryExemptionCount: count('Users exempt from the query'),
  memberSuggestionsNotify: flag('Suggested members are notified by e-mail'),
  suggestedAdditions: count('Users that the query would add, to be reviewed'),
  suggestedRemovals: count('Users that the query would remove, to be reviewed'),
  suggestedChanges: count('All changes to be reviewed'),
  sudo: flag('Makes its members administrators on its devices'),
  passwordlessSudo: flag('Without a password'),
  sambaEnabled: flag('Offered to Samba'),
  ldapGroups: list('Names of its LDAP groups'),
  posixGroups: list('Names of its POSIX groups'),
  posixGroupIds: list('Ids of its POSIX groups'),
  radiusReplyAttributes: list(
    'Names of the attributes that RADIUS replies with; their values are not collected',
  ),
};

export const applicationProperties = {
  ...common,
  templateName: text("Name of JumpCloud's template"),
  description: text('Description'),
  active: flag('Active'),
  beta: flag('The template is a beta version'),
  ssoType: text(
    'How users sign in, as JumpCloud calls it: saml, oidc, bookmark',
  ),
  ssoUrl: text('Where users sign in'),
  hidden: flag('Not shown in the user portal'),
  justInTimeProvisioning: flag(
    'Users are made in the application when they first sign in',
  ),
  idpCertificateExpiresOn: time(
    'When the certificate that the application trusts expires',
  ),
  idpCertificateUpdatedOn: time('When that certificate was replaced'),
  idpPrivateKeyUpdatedOn: time('When its private key was replaced'),
};

export const adminProperties = {
  ...common,
  username: text('E-mail address, with which administrators sign in'),
  email: text('E-mail address in lower case'),
  firstName: text('First name'),
  lastName: text('Last name'),
  admin: flag('Always true'),
  active: flag('Not suspended'),
  suspended: flag('Suspended'),
  roles: list('Names of the roles'),
  mfaEnabled: flag('MFA is switched on'),
  mfaEnrolled: flag('A one-time password is enrolled'),
  passwordChangedOn: time('When the password was changed'),
  apiKeyAllowed: flag('May have an API key'),
  apiKeySet: flag('Has an API key'),
  apiKeyCreatedOn: time('When the API key was made'),
  apiKeyExpiresOn: time('When the API key expires; absent when it never does'),
};

export const roleProperties = {
  name: common.name,
  displayName: common.displayName,
};
