import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { ListEndpoint, v1, v2 } from '../jumpcloud/endpoints';
import { normalizeId } from '../jumpcloud/ids';
import { allHold } from './users';
import {
  asBoolean,
  asString,
  asStrings,
  asTimestamp,
  boolean,
  email,
  lowerCase,
  milliseconds,
  not,
  string,
  strings,
  timestamp,
} from './properties';

/** Of the API key when it was made and when it ends, never the hash. */
const FIELDS = {
  _id: RAW,
  id: RAW,
  apiKeyAllowed: RAW,
  apiKeyHash: { createdAt: RAW, expireAt: RAW, prefix: PROPERTY_ONLY },
  apiKeySet: RAW,
  apiKeyUpdatedAt: RAW,
  created: RAW,
  email: RAW,
  enableMultiFactor: RAW,
  firstname: RAW,
  lastname: RAW,
  // The user who says to be this administrator (systemuser.admin), as its entity has it; added by the step. Null where not all users are known.
  linkedUser: {
    canSignIn: PROPERTY_ONLY,
    mfaEnabled: PROPERTY_ONLY,
    mfaExclusion: PROPERTY_ONLY,
    mfaExclusionUntil: PROPERTY_ONLY,
    passwordSource: PROPERTY_ONLY,
  },
  organization: RAW,
  passwordUpdatedAt: RAW,
  provider: RAW,
  role: RAW,
  roleName: RAW,
  roleNames: RAW,
  roles: RAW,
  suspended: RAW,
  totpEnrolled: RAW,
  totpUpdatedAt: RAW,
} as const;

/** A row of an endpoint that JumpCloud's own clients use, but the specification does not show. */
export type Administrator = Row<typeof FIELDS>;

/**
 * Which administrators of a provider reach an organization. The organization is
 * named by the path: JumpCloud's own clients leave `x-org-id` out here.
 */
export const ADMINISTRATOR_LINKS: ListEndpoint = {
  ...v2(
    'administrators of organizations',
    '/organizations/{id}/administratorlinks',
    'organizations.readonly',
  ),
  organizationHeader: 'refused',
  isOptional: true,
  // Such a row has no id of its own.
  idOf: (row) => linkEnd(row, 'administrator'),
};

/** The administrator whom a row of the links of an organization leads to; null where it is one of another organization. */
export function administratorOf(
  row: object,
  { id }: { id: string },
): string | null | undefined {
  const isOwn = (linkEnd(row, 'organization') ?? id) === id;
  return isOwn ? linkEnd(row, 'administrator') : null;
}

function linkEnd(row: object, end: string): string | undefined {
  const id = asString((row as Record<string, unknown>)[end]);
  return id === undefined ? undefined : normalizeId(id);
}

export const admin = declare<typeof FIELDS>({
  list: {
    ...v1('administrators', '/users', 'administrators.readonly'),
    organizationHeader: 'contradictory',
  },
  fields: FIELDS,
  excluded: ['apiKeyHash.prefix', 'growthData'],
  webLink: () => '/#/settings/administrators',
  remember: [
    'email',
    'roles',
    'roleIds',
    // Whether somebody else may sign in as this one.
    'active',
    'canSignIn',
    'linkedToUser',
    'passwordSource',
  ],
  properties: {
    name: string(
      'First and last name',
      (row) =>
        asString(
          `${asString(row.firstname) ?? ''} ${asString(row.lastname) ?? ''}`,
        ) ?? asString(row.email),
    ),
    createdOn: timestamp('When it was created', 'created'),
    username: lowerCase(
      'E-mail address, with which administrators sign in',
      'email',
    ),
    shortLoginId: lowerCase(
      'E-mail address, with which administrators sign in, as the data model calls it',
      'email',
    ),
    email: email('E-mail address in lower case', 'email'),
    firstName: string('First name', 'firstname'),
    lastName: string('Last name', 'lastname'),
    admin: boolean('Always true', () => true),
    active: boolean('Not suspended', (row) => not(row.suspended)),
    suspended: boolean('Suspended', 'suspended'),
    canSignIn: boolean(
      'Not suspended; an administrator who signs in as a user only while that user can; absent when unknown',
      canSignIn,
    ),
    roles: strings('Names of the roles', rolesOf),
    roleIds: strings('Ids of the roles', (row) =>
      asStrings(row.roles ?? [row.role]),
    ),
    providerId: string(
      'Id of the provider (MSP) that an outside administrator belongs to',
      'provider',
    ),
    linkedToUser: boolean(
      'Signs in as a user, with the password and the MFA of that user; absent where not all users could be read',
      ({ linkedUser }) =>
        linkedUser === null ? undefined : linkedUser !== undefined,
    ),
    mfaEnabled: boolean(
      'Enrolled in MFA; that of the user whom the administrator signs in as, where there is one',
      ({ linkedUser, totpEnrolled }) =>
        linkedUser === undefined ? totpEnrolled : linkedUser?.mfaEnabled,
    ),
    mfaExclusion: boolean(
      'The user whom the administrator signs in as was given an enrollment period for MFA; it runs until mfaExclusionUntil',
      'linkedUser.mfaExclusion',
    ),
    mfaExclusionUntil: milliseconds(
      'End of the enrollment period for MFA of the user whom the administrator signs in as',
      'linkedUser.mfaExclusionUntil',
    ),
    mfaRequired: boolean(
      'MFA is demanded of this administrator',
      'enableMultiFactor',
    ),
    totpEnrolled: boolean(
      'Has enrolled a one-time password as an administrator',
      'totpEnrolled',
    ),
    totpEnrolledOn: timestamp(
      'When the one-time password of the administrator was enrolled',
      'totpUpdatedAt',
    ),
    passwordSource: string(
      'Who keeps the password of the user whom the administrator signs in as, where JumpCloud does not: active_directory, federated_identity_provider or scim',
      'linkedUser.passwordSource',
    ),
    passwordChangedOn: timestamp(
      'When the password was changed',
      'passwordUpdatedAt',
    ),
    apiKeyAllowed: boolean('May have an API key', 'apiKeyAllowed'),
    apiKeySet: boolean('Has an API key', 'apiKeySet'),
    apiKeyCreatedOn: timestamp(
      'When the API key was made',
      ({ apiKeyHash, apiKeyUpdatedAt }) =>
        asTimestamp(apiKeyHash?.createdAt) === undefined
          ? apiKeyUpdatedAt
          : apiKeyHash?.createdAt,
    ),
    apiKeyExpiresOn: timestamp(
      'When the API key expires',
      'apiKeyHash.expireAt',
    ),
    apiKeyNeverExpires: boolean(
      'JumpCloud describes the API key, and names no end of it',
      keyNeverExpires,
    ),
  },
});

/** Whoever signs in as a user can only do so as long as that user can. */
function canSignIn({
  linkedUser,
  suspended,
}: Administrator): boolean | undefined {
  return allHold([
    not(suspended),
    linkedUser === undefined ? true : asBoolean(linkedUser?.canSignIn),
  ]);
}

function keyNeverExpires({
  apiKeyHash,
  apiKeySet,
}: Administrator): boolean | undefined {
  if (apiKeySet !== true || asTimestamp(apiKeyHash?.createdAt) === undefined)
    return undefined;
  return asTimestamp(apiKeyHash?.expireAt) === undefined;
}

/** Older rows name one role, newer ones a list. */
export function rolesOf({ roleName, roleNames }: Administrator): string[] {
  const several = asStrings(Array.isArray(roleNames) ? roleNames : [roleNames]);
  const roles = several?.length ? several : asStrings([roleName]);
  return Array.from(new Set(roles));
}
