import { Basis, Day, inTurn, PLANTED_SECRET, Row } from './random';

/* The directories that an organization is connected with, and its RADIUS servers. */

export type Directory = Row & { id: string; type: string };

const KINDS = [
  ['office_365', 'Microsoft 365'],
  ['g_suite', 'Google Workspace'],
  ['ldap_server', 'JumpCloud LDAP'],
  ['active_directory', 'corp.example'],
  ['workday', 'Workday'],
  ['g_suite', 'Google Workspace (acquired)'],
] as const;

const seconds = (date: string) => ({
  seconds: String(Math.round(Date.parse(date) / 1000)),
});

/** State of what was granted to JumpCloud, as its own command line was seen to read it; only Google and Microsoft grant anything. */
const createGrants = (day: Day) => [
  { expiry: seconds(day(60)) },
  {
    expiry: seconds(day(-40)),
    error: 'invalid_grant',
    errorMessage: `Refused: ${PLANTED_SECRET}`,
  },
  null,
  null,
  undefined,
  null,
];

/**
 * Each kind in turn; of the second Google Workspace nobody knows the state.
 *
 * @returns the rows of `GET /api/v2/directories`
 */
export function createDirectories(
  count: number,
  { ids, day }: Basis,
): Directory[] {
  const grants = createGrants(day);
  return Array.from({ length: count }, (_, n) => {
    const [type, name] = inTurn(KINDS, n);
    const round = Math.floor(n / KINDS.length);
    const cloud = type === 'office_365' || type === 'g_suite';
    return {
      id: ids('directory', n),
      type,
      name: name + (round ? ` ${round + 1}` : ''),
      organizationId: ids('organization', 0),
      oAuthStatus: inTurn(grants, n),
      defaultDomain: cloud
        ? { id: ids('detail', n), domain: 'example.com' }
        : null,
    };
  });
}

/** @returns the rows of `GET /api/v2/ldapservers` */
export function createLdapServers(directories: Directory[]): Row[] {
  return rowsOf('ldap_server', directories, ({ id, name }) => ({
    id,
    name,
    userLockoutAction: 'remove',
    userPasswordExpirationAction: 'disable',
  }));
}

/** @returns the rows of `GET /api/v2/activedirectories` */
export function createActiveDirectories(
  directories: Directory[],
  { ids, day }: Basis,
): Row[] {
  return rowsOf('active_directory', directories, ({ id, name }, n) => ({
    id,
    domain: name,
    useCase: n === 0 ? 'ADASAUTHORITY' : 'TWOWAYSYNC',
    groupsEnabled: true,
    delegationState: n === 0 ? 'ENABLED' : 'PENDING',
    primaryAgent: ids('detail', 900_001),
    primaryImportAgent: ids('detail', 900_002),
    updatedAt: day(-3),
    permission: 'PERMISSION_OWNER',
    organizationId: ids('organization', 0),
  }));
}

/**
 * Of the first domain one of three agents is down, and another of its type is
 * not; of the others all are.
 *
 * @returns Active Directory id -> the rows of `GET /api/v2/activedirectories/{id}/agents`
 */
export function createActiveDirectoryAgents(
  activeDirectories: Row[],
  { ids, day }: Basis,
): Map<string, Row[]> {
  return new Map(
    activeDirectories.map(({ id, primaryAgent }, n) => [
      String(id),
      [
        primaryAgent,
        ids('detail', 910_000 + n),
        ids('detail', 920_000 + n),
      ].map((agent, m) => ({
        id: agent,
        agentType: m === 0 ? 'SYNC' : 'IMPORT',
        state: n === 0 && m !== 1 ? 'active' : 'inactive',
        contactAt: day(-m - 0.01),
        hostname: `dc${m + 1}.corp.example`,
        hostType: 'DOMAIN_CONTROLLER',
        passwordUpdatedAt: null,
        source_ip: '192.0.2.250',
        version: '2.50.0',
        idSourceId: null,
      })),
    ]),
  );
}

/** @returns the objects of `GET /api/v2/gsuites/{id}` and of `GET /api/v2/office365s/{id}` */
export function createCloudDirectories(directories: Directory[]): Row[] {
  return ['g_suite', 'office_365'].flatMap((kind) =>
    rowsOf(
      kind,
      directories,
      ({ id, name, defaultDomain, organizationId }) => ({
        id,
        name,
        defaultDomain,
        groupsEnabled: true,
        importFilter: `department eq ${PLANTED_SECRET}`,
        organizationObjectId: organizationId,
        userLockoutAction: 'suspend',
        userPasswordExpirationAction: 'maintain',
      }),
    ),
  );
}

/** @returns the rows of `GET /api/v2/workdays` */
export function createWorkdays(
  directories: Directory[],
  { day }: Basis,
): Row[] {
  return rowsOf('workday', directories, ({ id, name }, n) => ({
    id,
    name,
    reportUrl: `https://workday.example/${PLANTED_SECRET}`,
    lastImport: day(-1),
    auth: {
      basic: { expiry: '', isValid: n === 0, message: PLANTED_SECRET },
      oauth: { expiry: '', isValid: false, message: '' },
    },
  }));
}

function rowsOf(
  wanted: string,
  directories: Directory[],
  create: (directory: Directory, n: number) => Row,
): Row[] {
  return directories.filter(({ type }) => type === wanted).map(create);
}

/** Demand of a second factor, who checks the password, and how; in turn. */
const RADIUS_SERVERS = [
  ['Office Wi-Fi', 'DISABLED', 'JUMPCLOUD', 'NONE'],
  ['VPN', 'REQUIRED', 'JUMPCLOUD', 'NONE'],
  ['Warehouse Wi-Fi', 'ENABLED', 'JUMPCLOUD', 'JUMPCLOUD_MANAGED'],
  ['Remote desktops', 'ALWAYS', 'AZURE', 'NONE'],
  ['Printers', 'DISABLED', 'JUMPCLOUD', 'BYOC'],
] as const;

/**
 * The third and the fifth ask devices for certificates; the last has no groups.
 *
 * @returns the rows of `GET /api/radiusservers`
 */
export function createRadiusServers(
  count: number,
  { ids }: Basis,
): (Row & { _id: string })[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, mfa, authIdp, caSource] = inTurn(RADIUS_SERVERS, n);
    const round = Math.floor(n / RADIUS_SERVERS.length);
    const certificates = caSource !== 'NONE';
    return {
      _id: ids('radiusServer', n),
      id: ids('radiusServer', n),
      organization: ids('organization', 0),
      name: name + (round ? ` ${round + 1}` : ''),
      networkSourceIp: `192.0.2.${(n % 250) + 1}`,
      sharedSecret: `${PLANTED_SECRET} radius ${n}`,
      authIdp,
      mfa,
      tagNames: n === 0 ? ['office'] : [],
      tags: n === 0 ? [ids('detail', 900_000)] : [],
      userLockoutAction: 'REMOVE',
      userPasswordExpirationAction: 'MAINTAIN',
      userPasswordEnabled: !certificates,
      userCertEnabled: certificates,
      deviceCertEnabled: caSource === 'JUMPCLOUD_MANAGED',
      caCert: certificates ? `${PLANTED_SECRET} certificate` : '',
      caSource,
      requireTlsAuth: certificates,
      radsecEnabled: certificates,
      requireRadsec: false,
    };
  });
}
