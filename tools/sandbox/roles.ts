import { Basis, inTurn, PLANTED_SECRET, Row } from './random';

/* The roles of administrators, and the service accounts, which have roles too. */

const ALL_BUT_ADMINISTRATORS = [
  'applications',
  'associations',
  'authn',
  'commands',
  'directories',
  'groups',
  'mdm',
  'mfa',
  'organizations',
  'radius',
  'systems',
  'users',
  'workflows',
];
const TO_READ = [
  'applications.readonly',
  'associations.readonly',
  'authn.readonly',
  'commands.readonly',
  'directories.readonly',
  'groups.readonly',
  'mdm.readonly',
  'organizations.readonly',
  'radius.readonly',
  'systems.readonly',
  'users.readonly',
];

interface AdminRole {
  name: string;
  /** Undefined of a role that JumpCloud describes by its name alone. */
  scopes?: string[];
  isCustom: boolean;
}

/** A custom role may be called almost as the one that may do everything, and have a scope that no specification names. */
export const ADMIN_ROLES: AdminRole[] = [
  {
    name: 'Administrator With Billing',
    scopes: [
      ...ALL_BUT_ADMINISTRATORS,
      'administrators',
      'roles',
      'serviceaccounts',
    ],
    isCustom: false,
  },
  { name: 'Administrator', scopes: ALL_BUT_ADMINISTRATORS, isCustom: false },
  { name: 'Read Only', scopes: TO_READ, isCustom: false },
  { name: 'Help Desk', scopes: ['users', 'groups.readonly'], isCustom: false },
  {
    name: 'Manager',
    scopes: ['users', 'groups', 'systems', 'associations.groups'],
    isCustom: false,
  },
  {
    name: 'Administrator EMEA',
    scopes: ['users.readonly', 'groups.readonly', 'regions.emea'],
    isCustom: true,
  },
  { name: 'Command Runner', isCustom: false },
  {
    name: 'Second Line Support',
    scopes: ['users.readonly', 'users.mfa.reset', 'users.password.set'],
    isCustom: true,
  },
];

const PURPOSES: Record<string, string> = {
  'Administrator EMEA': 'Looks after one region',
  'Second Line Support': 'Resets what users have lost',
};

/** @returns the rows of `GET /api/v2/roles` */
export function createRoles({ ids }: Basis): Row[] {
  return ADMIN_ROLES.map(({ name, scopes, isCustom }, n) => ({
    id: ids('role', n),
    name,
    description: PURPOSES[name] ?? '',
    scopes,
    organizationIds: [ids('organization', 0)],
    isCustom,
    createdBy: isCustom ? ids('admin', 0) : undefined,
    lastUpdatedBy: isCustom ? ids('admin', 0) : undefined,
    providerId: isCustom ? ids('provider', 0) : undefined,
  }));
}

/** Name, status, in how many days the secret ends, kind of credential, role; in turn. */
const SERVICE_ACCOUNTS = [
  ['inventory', 'ACTIVE', 240, 'CLIENT_SECRET', 2],
  ['backup-agent', 'ACTIVE', undefined, 'API_KEY', 0],
  ['hr-sync', 'EXPIRED', -65, 'CLIENT_SECRET', 3],
  ['provisioning', 'EXPIRING', 5, 'CLIENT_SECRET', 1],
  ['audit-export', 'ACTIVE', 310, 'API_KEY', 5],
  ['reporting', 'ACTIVE', undefined, 'AUTH_TYPE_UNSPECIFIED', undefined],
] as const;

/**
 * The specification says that lists come without `authConfigList`; one row has
 * it, so that nobody relies on that.
 *
 * @returns the rows of `GET /api/v2/service-accounts`
 */
export function createServiceAccounts(
  count: number,
  { ids, day }: Basis,
): Row[] {
  const credential = {
    createdAt: day(-125),
    createdBy: { id: PLANTED_SECRET, name: PLANTED_SECRET, type: 'ADMIN' },
    expiresAt: day(240),
    lifetime: '365 Days',
    objectId: PLANTED_SECRET,
    status: 'ACTIVE',
  };
  return Array.from({ length: count }, (_, n) => {
    // A provider gives its own roles, which the organization's list does not hold.
    const ofProvider = n === 4;
    const [name, status, end, authType, role] = inTurn(SERVICE_ACCOUNTS, n);
    const round = Math.floor(n / SERVICE_ACCOUNTS.length);
    return {
      objectId: ids('serviceAccount', n),
      name: name + (round ? `-${round + 1}` : ''),
      authType,
      createdAt: day((end ?? 60) - 365),
      expiresAt: end === undefined ? undefined : day(end),
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
                  ...credential,
                  clientId: PLANTED_SECRET,
                  clientSecret: PLANTED_SECRET,
                },
                apiKeyConfig: {
                  ...credential,
                  apiKey: PLANTED_SECRET,
                  apiKeyPrefix: PLANTED_SECRET,
                },
              },
            ]
          : undefined,
    };
  });
}
