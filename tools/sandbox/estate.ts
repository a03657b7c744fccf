import { ADMIN_ROLES, PLANTED_SECRET, User } from './people';
import { daysFromReference, Ids, Row } from './random';

/** The kinds of objects that the graph of a tenant can tie together. */
export type NodeType =
  | 'active_directory'
  | 'application'
  | 'g_suite'
  | 'ldap_server'
  | 'office_365'
  | 'policy'
  | 'radius_server'
  | 'system'
  | 'system_group'
  | 'user'
  | 'user_group';

/** A direct association between two objects, the same from either end. */
export interface Link {
  from: { type: NodeType; id: string };
  to: { type: NodeType; id: string };
}

/** What a tenant holds besides people and applications: small, fixed data. */
export interface Estate {
  systems: Row[];
  systemGroups: Row[];
  /** System group id -> ids of its systems. */
  systemGroupMembers: Map<string, string[]>;
  policies: Row[];
  directories: Row[];
  ldapServers: Row[];
  radiusServers: Row[];
  authnPolicies: Row[];
  ipLists: Row[];
  appleMdms: Row[];
  /** Apple MDM id -> its devices. */
  appleDevices: Map<string, Row[]>;
  roles: Row[];
  /** Associations other than those of applications. */
  links: Link[];
}

const DIRECTORY_TYPES = [
  ['office_365', 'Microsoft 365'],
  ['g_suite', 'Google Workspace'],
  ['ldap_server', 'JumpCloud LDAP'],
  ['active_directory', 'corp.example'],
] as const;

/**
 * @param ids the organization's ids
 * @param users the first 40 get a device each
 * @param groups the first ones are given directories, servers and policies
 */
export function createEstate(
  ids: Ids,
  users: User[],
  groups: { id: string }[],
): Estate {
  const organization = ids('organization', 0);
  const systems = users
    .slice(0, 40)
    .map((user, n) => createSystem(n, ids, user));
  const systemGroups = ['Macs', 'Windows', 'Linux', 'Spare'].map((name, n) => ({
    id: ids('systemGroup', n),
    type: 'system_group',
    name,
    description: '',
    email: '',
    attributes: null,
    membershipMethod: 'STATIC',
    organizationObjectId: organization,
  }));
  const policies = ['darwin', 'windows', 'linux'].map((family, n) => ({
    id: ids('policy', n),
    name: `Disk encryption (${family})`,
    template: {
      id: ids('policyTemplate', n),
      name: `disk_encryption_${family}`,
      displayName: 'Disk encryption',
      description: 'Encrypts the disk',
      activation: '',
      behavior: '',
      deliveryTypes: ['agent'],
      osMetaFamily: family,
      state: '',
      alert: null,
      reference: null,
      osRestrictions: [],
    },
  }));
  const directories = DIRECTORY_TYPES.map(([type, name], n) => ({
    id: ids('directory', n),
    type,
    name,
    organizationId: organization,
    oAuthStatus: n === 1 ? { error: 'invalid_grant' } : null,
    defaultDomain:
      n < 2 ? { id: ids('detail', n), domain: 'example.com' } : null,
  }));
  const radiusServers = ['Office Wi-Fi', 'VPN'].map((name, n) => ({
    _id: ids('radiusServer', n),
    id: ids('radiusServer', n),
    organization,
    name,
    networkSourceIp: `192.0.2.${n + 1}`,
    sharedSecret: `${PLANTED_SECRET} radius ${n}`,
    authIdp: 'JUMPCLOUD',
    mfa: n === 0 ? 'DISABLED' : 'REQUIRED',
    tagNames: [],
    tags: [],
    userLockoutAction: 'REMOVE',
    userPasswordExpirationAction: 'MAINTAIN',
    userPasswordEnabled: true,
    userCertEnabled: false,
    deviceCertEnabled: false,
    caCert: '',
    caSource: 'NONE',
    requireTlsAuth: false,
    radsecEnabled: false,
    requireRadsec: false,
  }));
  const appleMdm = ids('appleMdm', 0);
  return {
    systems,
    systemGroups,
    // The last group stays empty.
    systemGroupMembers: new Map(
      systemGroups.map(({ id }, group) => [
        id,
        systems.filter((_, n) => n % 3 === group).map(({ _id }) => String(_id)),
      ]),
    ),
    policies,
    directories,
    ldapServers: [
      {
        id: ids('directory', 2),
        name: 'JumpCloud LDAP',
        userLockoutAction: 'remove',
        userPasswordExpirationAction: 'remove',
      },
    ],
    radiusServers,
    authnPolicies: createAuthnPolicies(ids, groups),
    ipLists: [
      {
        id: ids('ipList', 0),
        name: 'Offices',
        description: 'Addresses of the offices',
        ips: ['192.0.2.0/24', '198.51.100.7'],
      },
    ],
    appleMdms: [
      {
        id: appleMdm,
        name: 'Apple devices',
        organization,
        apnsPushTopic: 'com.example.push',
        apnsCertExpiry: '2027-01-31T00:00:00Z',
        depServerTokenState: 'valid',
        depAccessTokenExpiry: '2027-01-31T00:00:00Z',
        defaultSystemGroupID: systemGroups[0].id,
        defaultIosUserEnrollmentDeviceGroupID: null,
        dep: { enableZeroTouchEnrollment: true },
        allowMobileUserEnrollment: true,
        appleCertCreatorAppleID: 'mdm@example.com',
        appleCertSerialNumber: '0123456789',
        serviceDiscoveryEnabled: false,
      },
    ],
    appleDevices: new Map([
      [
        appleMdm,
        systems
          .filter(({ osFamily }) => osFamily === 'darwin')
          .map((system, n) => createAppleDevice(n, ids, system, appleMdm)),
      ],
    ]),
    roles: ADMIN_ROLES.map((name, n) => ({
      id: ids('role', n),
      name,
      description: '',
      scopes: name === 'Read Only' ? ['users.readonly'] : ['users', 'groups'],
      organizationIds: [organization],
      isCustom: false,
    })),
    links: [
      ...groups.slice(0, 4).map(
        ({ id }, n): Link => ({
          from: { type: 'user_group', id },
          to: { type: directories[n].type, id: directories[n].id },
        }),
      ),
      ...groups.slice(0, 2).map(
        ({ id }, n): Link => ({
          from: { type: 'user_group', id },
          to: { type: 'radius_server', id: radiusServers[n]._id },
        }),
      ),
      ...groups.slice(2, 3).map(
        ({ id }): Link => ({
          from: { type: 'user_group', id },
          to: { type: 'policy', id: policies[0].id },
        }),
      ),
      ...policies.map(
        ({ id }, n): Link => ({
          from: { type: 'policy', id },
          to: { type: 'system_group', id: systemGroups[n].id },
        }),
      ),
      ...systems.slice(0, 1).map(
        ({ _id }): Link => ({
          from: { type: 'policy', id: policies[0].id },
          to: { type: 'system', id: String(_id) },
        }),
      ),
    ],
  };
}

const PLATFORMS = [
  { os: 'Mac OS X', osFamily: 'darwin', version: '15.1', hwVendor: 'Apple' },
  { os: 'Windows', osFamily: 'windows', version: '11', hwVendor: 'Contoso' },
  { os: 'Ubuntu', osFamily: 'linux', version: '22.04', hwVendor: 'Contoso' },
];

function createSystem(n: number, ids: Ids, user: User): Row {
  const platform = PLATFORMS[n % PLATFORMS.length];
  return {
    ...platform,
    _id: ids('system', n),
    id: ids('system', n),
    organization: ids('organization', 0),
    hostname: `device-${n + 1}.example`,
    displayName: `device-${n + 1}`,
    description: '',
    serialNumber: `SN${String(n).padStart(8, '0')}`,
    active: n % 7 !== 6,
    agentVersion: '2.40.1',
    arch: 'x86_64',
    archFamily: 'x86_64',
    created: daysFromReference(-500 + n),
    lastContact: n % 11 === 10 ? null : daysFromReference(-(n % 7)),
    primarySystemUser: { id: n % 9 === 8 ? null : user._id },
    fde: { active: n % 4 !== 3, keyPresent: n % 4 !== 3 },
    allowMultiFactorAuthentication: n % 2 === 0,
    allowPublicKeyAuthentication: true,
    allowSshPasswordAuthentication: n % 3 === 2,
    allowSshRootLogin: false,
    remoteIP: '198.51.100.7',
    networkInterfaces: [
      { name: 'en0', address: '192.0.2.9', family: 'IPv4', internal: false },
    ],
    osVersionDetail: { osName: platform.os, version: platform.version },
    policyStats: { total: 1, success: 1, failed: 0, pending: 0 },
    systemInsights: { state: 'enabled' },
    mdm: {
      vendor: platform.osFamily === 'darwin' ? 'internal' : 'none',
      enrollmentType: 'unknown',
    },
    userMetrics: [
      {
        userName: String(user.username),
        admin: n % 5 === 0,
        managed: true,
        suspended: false,
        secureTokenEnabled: true,
      },
    ],
    tags: [],
    attributes: [],
  };
}

function createAppleDevice(
  n: number,
  ids: Ids,
  system: Row,
  appleMdmId: string,
): Row {
  return {
    id: ids('appleDevice', n),
    appleMdmId,
    serialNumber: system.serialNumber,
    udid: `UDID-${n}`,
    osVersion: system.version,
    depRegistered: true,
    enrolled: true,
    createdAt: system.created,
    hasActivationLockBypassCodes: false,
    securityInfo: { enrolledViaDep: true, filevaultEnabled: true },
    deviceInformation: { isSupervised: true, modelName: 'MacBook Air' },
  };
}

function createAuthnPolicies(ids: Ids, groups: { id: string }[]): Row[] {
  const inclusions = groups.slice(0, 1).map(({ id }) => id);
  return [
    {
      id: ids('authnPolicy', 0),
      name: 'Second factor for the user portal',
      description: '',
      disabled: false,
      monitorOnly: false,
      type: 'user_portal',
      effect: { action: 'allow', obligations: { mfa: { required: true } } },
      targets: {
        resources: [{ type: 'user_portal' }],
        userGroups: { inclusions, exclusions: [] },
      },
      conditions: {},
    },
    {
      id: ids('authnPolicy', 1),
      name: 'Offices only',
      description: 'Draft',
      disabled: true,
      monitorOnly: false,
      type: 'application',
      effect: { action: 'deny' },
      targets: {
        resources: [{ type: 'application', id: ids('application', 0) }],
      },
      conditions: { not: { ipAddressIn: [ids('ipList', 0)] } },
    },
  ];
}
