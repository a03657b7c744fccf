import {
  DAY,
  daysFromReference,
  FAR_FUTURE,
  Ids,
  inTurn,
  PLANTED_SECRET,
  Row,
} from './random';

/* The roles of administrators, and the service accounts, which have roles too. */

const EVERYTHING = [
  'organizations',
  'users',
  'groups',
  'systems',
  'associations',
];

/** A custom role may be called almost as the one that may do everything. */
export const ADMIN_ROLES = [
  { name: 'Administrator With Billing', scopes: EVERYTHING, isCustom: false },
  { name: 'Administrator', scopes: EVERYTHING, isCustom: false },
  { name: 'Read Only', scopes: ['users.readonly'], isCustom: false },
  { name: 'Help Desk', scopes: ['users', 'groups.readonly'], isCustom: false },
  { name: 'Manager', scopes: ['users', 'groups'], isCustom: false },
  {
    name: 'Administrator EMEA',
    scopes: ['users.readonly', 'groups.readonly'],
    isCustom: true,
  },
  { name: 'Command Runner', scopes: ['commands'], isCustom: false },
];

/** @returns the rows of `GET /api/v2/roles` */
export function createRoles(ids: Ids): Row[] {
  return ADMIN_ROLES.map(({ name, scopes, isCustom }, n) => ({
    id: ids('role', n),
    name,
    description: isCustom ? 'Looks after one region' : '',
    scopes,
    organizationIds: [ids('organization', 0)],
    isCustom,
    createdBy: isCustom ? ids('admin', 0) : undefined,
    lastUpdatedBy: isCustom ? ids('admin', 0) : undefined,
    providerId: isCustom ? ids('provider', 0) : undefined,
  }));
}

/** Status and end of the secret, kind of credential, role; in turn. The end of one that is expiring depends on the day. */
const SERVICE_ACCOUNTS = [
  ['ACTIVE', FAR_FUTURE, 'CLIENT_SECRET', 2],
  ['ACTIVE', undefined, 'API_KEY', 0],
  ['EXPIRED', '2025-03-31T00:00:00.000Z', 'CLIENT_SECRET', 3],
  ['EXPIRING', FAR_FUTURE, 'CLIENT_SECRET', 1],
  ['ACTIVE', FAR_FUTURE, 'API_KEY', 5],
  ['ACTIVE', undefined, 'AUTH_TYPE_UNSPECIFIED', undefined],
] as const;

const CREDENTIAL = {
  createdAt: daysFromReference(-300),
  createdBy: { id: PLANTED_SECRET, name: PLANTED_SECRET, type: 'ADMIN' },
  expiresAt: FAR_FUTURE,
  lifetime: '365 Days',
  objectId: PLANTED_SECRET,
  status: 'ACTIVE',
};

const PURPOSES = ['inventory', 'backup', 'reporting', 'provisioning'];

/**
 * The specification says that lists come without `authConfigList`; one row has
 * it, so that nobody relies on that.
 *
 * @param now milliseconds since the epoch: the secret that is expiring ends five days later
 * @returns the rows of `GET /api/v2/service-accounts`
 */
export function createServiceAccounts(
  count: number,
  ids: Ids,
  now?: number,
): Row[] {
  return Array.from({ length: count }, (_, n) => {
    // A provider gives its own roles, which the organization's list does not hold.
    const ofProvider = n === 4;
    const [status, end, authType, role] = inTurn(SERVICE_ACCOUNTS, n);
    const expiresAt =
      status === 'EXPIRING' && now !== undefined
        ? new Date(now + 5 * DAY).toISOString()
        : end;
    return {
      objectId: ids('serviceAccount', n),
      name: `${inTurn(PURPOSES, n)}-${n + 1}`,
      authType,
      createdAt: daysFromReference(-300 + n),
      expiresAt,
      status,
      orgId: ids('organization', 0),
      orgCount: ofProvider ? 3 : 0,
      providerId: ofProvider ? ids('provider', 0) : undefined,
      roleId: ofProvider
        ? ids('role', ADMIN_ROLES.length)
        : role === undefined
        ? undefined
        : ids('role', role),
      roleName: ofProvider
        ? 'Auditor of the provider'
        : role === undefined || n % 2 === 1
        ? undefined
        : ADMIN_ROLES[role].name,
      authConfigList:
        n === 0
          ? [
              {
                authType: 'CLIENT_SECRET',
                clientSecretConfig: {
                  ...CREDENTIAL,
                  clientId: PLANTED_SECRET,
                  clientSecret: PLANTED_SECRET,
                },
                apiKeyConfig: {
                  ...CREDENTIAL,
                  apiKey: PLANTED_SECRET,
                  apiKeyPrefix: PLANTED_SECRET,
                },
              },
            ]
          : undefined,
    };
  });
}
