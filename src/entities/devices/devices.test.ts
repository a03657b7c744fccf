import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';
import { asIpAddress, asMacAddress } from './addresses';
import { hasAgent } from './agent';
import { categoryOf, osDetailsOf, platformOf } from './operatingSystem';

const _id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.DEVICE, { _id, ...row }, context);

test('a device as JumpCloud sends it', () => {
  const entity = convert({
    hostname: 'ada-mac.example',
    displayName: "Ada's Mac",
    serialNumber: ' C02XYZ ',
    active: true,
    created: '2024-01-01T00:00:00Z',
    lastContact: '2025-01-01T00:00:00Z',
    hwVendor: 'Apple Inc.',
    os: 'Mac OS X',
    osFamily: 'darwin',
    version: '15.1',
    osVersionDetail: { releaseName: 'Sequoia', major: '15', minor: '1' },
    fde: { active: true, keyPresent: true, key: 'PLANTED' },
    mdm: {
      vendor: 'internal',
      enrollmentType: 'automated device',
      dep: true,
      windows: { upn: 'PLANTED' },
    },
    allowSshRootLogin: true,
    allowSshPasswordAuthentication: false,
    allowMultiFactorAuthentication: true,
    policyStats: { total: 6, success: 3, failed: 2, pending: 1 },
    primarySystemUser: { id: '5F0000000000000000000002' },
    owner: { email: 'ada@example.com' },
    userMetrics: [
      { userName: 'ada', admin: true, managed: true },
      { userName: 'root2', admin: true, managed: false },
      { userName: 'bob', admin: false, managed: true },
    ],
    networkInterfaces: [
      { address: '192.0.2.7', family: 'IPv4', internal: false },
      { address: 'FE80::1%en0', family: 'IPv6', internal: false },
      { address: '127.0.0.1', family: 'IPv4', internal: true },
    ],
    remoteIP: '198.51.100.7',
    sshdParams: [{ name: 'PermitRootLogin', value: 'PLANTED' }],
    attributes: [{ name: 'shelf', value: 'PLANTED' }],
    systemToken: 'PLANTED',
    usernameHashes: ['PLANTED'],
  });
  expect(entity).toMatchObject({
    _key: _id,
    _class: ['Device', 'Host'],
    name: 'ada-mac.example',
    displayName: "Ada's Mac",
    category: 'endpoint',
    make: 'Apple Inc.',
    model: null,
    serial: 'C02XYZ',
    serialNumber: 'C02XYZ',
    deviceId: _id,
    platform: 'darwin',
    osName: 'Mac OS X',
    osVersion: '15.1',
    osDetails: 'Mac OS X 15.1 (Sequoia)',
    active: true,
    lastSeenOn: Date.UTC(2025, 0, 1),
    encrypted: true,
    recoveryKeyEscrowed: true,
    mdmVendor: 'internal',
    mdmEnrolled: true,
    mdmEnrollmentType: 'automated device',
    sshRootLoginAllowed: true,
    sshPasswordLoginAllowed: false,
    mfaAtLogin: true,
    policySuccessCount: 3,
    policyFailedCount: 2,
    policyPendingCount: 1,
    localAdmins: ['ada', 'root2'],
    localAdminCount: 2,
    unmanagedLocalAdmins: ['root2'],
    unmanagedLocalAdminCount: 1,
    ownerId: '5f0000000000000000000002',
    owner: 'ada@example.com',
    email: 'ada@example.com',
    ipAddress: ['192.0.2.7'],
    publicIpAddress: '198.51.100.7',
    webLink: `https://console.jumpcloud.com/#/devices/${_id}/details`,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('a device of which nothing is known is still one, and nothing is guessed', () => {
  const entity = convert({});
  expect(entity).toMatchObject({
    _key: _id,
    name: _id,
    category: null,
    make: null,
    serial: null,
    hostname: null,
    lastSeenOn: null,
    ipv4Addresses: null,
    publicIpAddresses: null,
  });
  [
    'platform',
    'active',
    'fqdn',
    'encrypted',
    'recoveryKeyEscrowed',
    'mdmEnrolled',
    'sshRootLoginAllowed',
    'mfaAtLogin',
    'policyFailedCount',
    'localAdmins',
    'localAdminCount',
    'unmanagedLocalAdmins',
    'suspendedLocalAdmins',
    'suspendedLocalAdminCount',
    'unmanagedLocalAdminCount',
    'ownerId',
    'owner',
    'email',
    'ipAddress',
    'macAddress',
  ].forEach((name) => expect([name, entity[name]]).toEqual([name, undefined]));
});

test.each([
  ['no disk', { fde: null }],
  ['an odd disk', { fde: 'yes' }],
  ['nobody', { primarySystemUser: null }],
  ['nobody, as JumpCloud says it', { primarySystemUser: { id: null } }],
  ['odd accounts', { userMetrics: 'none' }],
  ['accounts that are null', { userMetrics: [null, { admin: true }] }],
  ['odd interfaces', { networkInterfaces: [null, 7, { address: 'en0' }] }],
  ['no serial number', { serialNumber: '' }],
  ['an odd system', { os: 7, osFamily: {}, osVersionDetail: [] }],
  ['an odd MDM', { mdm: 'internal' }],
  ['never seen', { lastContact: null }],
  ['an odd address', { remoteIP: '300.1.1.1' }],
])('a device with %s costs a property at most', (_, row) => {
  expect(convert(row)._key).toBe(_id);
});

test('what JumpCloud does not know is neither yes nor no', () => {
  expect(convert({ mdm: { vendor: 'unknown' } }).mdmEnrolled).toBeUndefined();
  expect(convert({ mdm: { vendor: 'none' } }).mdmEnrolled).toBe(false);
  expect(convert({ mdm: { vendor: 'external' } }).mdmEnrolled).toBe(true);
  expect(convert({ fde: {} }).encrypted).toBeUndefined();
  expect(convert({ fde: { active: false } })).toMatchObject({
    encrypted: false,
    recoveryKeyEscrowed: undefined,
  });
});

test('accounts without an administrator are known to have none', () => {
  expect(convert({ userMetrics: [{ admin: false }] })).toMatchObject({
    localAccountCount: 1,
    localAdmins: [],
    localAdminCount: 0,
    suspendedLocalAdmins: [],
    suspendedLocalAdminCount: 0,
  });
});

test.each([
  'To be filled by O.E.M.',
  'System Product Name',
  'None Specified',
  'No Asset Tag',
  'S/N',
  'To Be Filled By O.E.M',
  'Default string',
  'System Serial Number',
  'Chassis Serial Number',
  'Not Specified',
  'NOT AVAILABLE',
  'None',
  'n/a',
  '0',
  '00000000',
  '0000-0000-0000-0000',
  '0x00000000',
  'XXXXXXXX',
  '........',
  '-',
  '123456789',
  '0123456789',
])('the serial number %p is none', (serialNumber) => {
  expect(convert({ serialNumber })).toMatchObject({
    serial: null,
    name: _id,
    displayName: _id,
  });
  expect(convert({ hostname: 'h1', serialNumber }).name).toBe('h1');
});

test.each([
  'C02XYZ',
  '5CG1234567',
  'VMware-56 4d 00 00 00 00 00 00-00 00 00 00 00 00 00 00',
  '0000123',
  'NONE1',
  '1234',
])('the serial number %p is one', (serialNumber) => {
  expect(convert({ serialNumber })).toMatchObject({
    serial: serialNumber,
    name: serialNumber,
  });
});

test('a placeholder is no vendor either', () => {
  expect(convert({ hwVendor: 'To be filled by O.E.M.' }).make).toBeNull();
  expect(convert({ hwVendor: 'System manufacturer' }).make).toBeNull();
  expect(convert({ hwVendor: 'HP' }).make).toBe('HP');
});

test('an administrator who is suspended is told apart', () => {
  expect(
    convert({
      os: 'Windows',
      userMetrics: [
        {
          admin: true,
          managed: false,
          suspended: true,
          userName: 'Administrator',
        },
        { admin: true, managed: true, suspended: false, userName: 'ada' },
        { admin: true, managed: false, userName: 'helper' },
        { admin: false, managed: false, suspended: true, userName: 'Guest' },
      ],
    }),
  ).toMatchObject({
    localAccountCount: 4,
    localAdmins: ['ada', 'helper'],
    localAdminCount: 2,
    unmanagedLocalAdmins: ['helper'],
    suspendedLocalAdmins: ['Administrator'],
    suspendedLocalAdminCount: 1,
    secureTokenAccounts: undefined,
    secureTokenAccountCount: undefined,
  });
});

test.each<[unknown, string[] | undefined]>([
  [
    [
      { userName: 'ada', secureTokenEnabled: true },
      { userName: 'bob', secureTokenEnabled: false },
      { userName: 'eve' },
    ],
    ['ada'],
  ],
  [[{ userName: 'bob', secureTokenEnabled: false }], []],
  [[{ userName: 'eve' }, null], undefined],
  [[], undefined],
  [null, undefined],
])('of %j these have a secure token: %j', (userMetrics, names) => {
  const { secureTokenAccounts, secureTokenAccountCount } = convert({
    userMetrics,
  });
  expect([secureTokenAccounts, secureTokenAccountCount]).toEqual([
    names,
    names?.length,
  ]);
});

test('whether JumpCloud can protect the sign-in window, and whether it does', () => {
  expect(
    convert({ secureLogin: { supported: true, enabled: false } }),
  ).toMatchObject({ secureLoginSupported: true, secureLoginEnabled: false });
  expect(convert({ secureLogin: {} }).secureLoginSupported).toBeUndefined();
});

test('an administrator without a name counts', () => {
  expect(convert({ userMetrics: [{ admin: true }] })).toMatchObject({
    localAdmins: [],
    localAdminCount: 1,
  });
});

test.each([
  ['Mac OS X', 'darwin', 'darwin'],
  ['macOS', undefined, 'darwin'],
  ['Windows', undefined, 'windows'],
  ['Ubuntu', undefined, 'linux'],
  ['Amazon Linux', 'linux', 'linux'],
  ['iPadOS', 'darwin', 'ios'],
  ['iOS', 'ios', 'ios'],
  ['Android', 'android', 'android'],
  ['FreeBSD', undefined, 'unix'],
  ['HaikuOS', 'haiku', 'other'],
  ['Arch', 'linux', 'linux'],
  ['', 'windows', 'windows'],
  ['', undefined, undefined],
  [null, null, undefined],
])('the platform of %p, family %p, is %p', (os, osFamily, platform) => {
  expect(platformOf(os, osFamily)).toBe(platform);
});

test.each([
  ['a phone', { os: 'iOS' }, 'mobile'],
  ['a Mac', { os: 'Mac OS X' }, 'endpoint'],
  ['a laptop', { os: 'Windows', version: '11 Pro' }, 'endpoint'],
  ['LTSC', { os: 'Windows', version: '10 Enterprise 2019 LTSC' }, 'endpoint'],
  ['a server', { os: 'Windows', version: 'Server 2019 Standard' }, 'server'],
  ['a server', { os: 'Windows', version: '2016 Datacenter' }, 'server'],
  ['EC2', { os: 'Windows', version: '10', amazonInstanceID: 'i-1' }, 'server'],
  ['a desktop', { os: 'Ubuntu', desktopCapable: true }, 'endpoint'],
  ['GNOME', { os: 'Ubuntu', displayManager: 'gdm' }, 'endpoint'],
  ['a server', { os: 'Ubuntu', desktopCapable: false }, 'server'],
  ['a server', { os: 'Ubuntu', displayManager: '' }, 'server'],
  ['Linux of which no more is known', { os: 'Ubuntu' }, undefined],
  ['an unknown system', { os: 'HaikuOS' }, undefined],
])('the category of %s', (_, row, category) => {
  expect(categoryOf(row)).toBe(category);
});

test.each([
  [{ os: 'Windows', version: '10 Pro' }, 'Windows 10 Pro'],
  [
    {
      os: 'Windows',
      version: '10 Pro',
      osVersionDetail: { major: '10', minor: '0', patch: 19045 },
    },
    'Windows 10 Pro (10.0.19045)',
  ],
  [{ os: 'Ubuntu', osVersionDetail: { major: 22, patch: '1' } }, 'Ubuntu 22'],
  [{ osVersionDetail: { releaseName: 'Sequoia' } }, undefined],
])('the details of %j', (system, details) => {
  expect(osDetailsOf(system)).toBe(details);
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['fe80::1%en0', 'fe80::1'],
  ['192.0.2.256', undefined],
  ['192.0.2.1/24', undefined],
  [7, undefined],
])('asIpAddress(%p) is %p', (value, address) => {
  expect(asIpAddress(value)).toBe(address);
});

test.each([
  ['AA-BB-CC-00-11-22', 'aa:bb:cc:00:11:22'],
  ['00:00:00:00:00:00', undefined],
  ['192.0.2.1', undefined],
  [null, undefined],
])('asMacAddress(%p) is %p', (value, address) => {
  expect(asMacAddress(value)).toBe(address);
});

test.each([
  ['host-1', {}, 'host-1', undefined],
  ['host-1.example.com', {}, 'host-1', ['host-1.example.com']],
  ['HOST-1.Example.com', {}, 'HOST-1', ['host-1.example.com']],
  ['Adas-Mac.local', {}, 'Adas-Mac', undefined],
  ["Ada's Mac", {}, null, undefined],
  ['192.0.2.7', {}, null, undefined],
  [
    'HOST-1',
    { domainName: 'corp.example', partOfDomain: true },
    'HOST-1',
    ['host-1.corp.example'],
  ],
  [
    'HOST-1',
    { domainName: 'WORKGROUP', partOfDomain: false },
    'HOST-1',
    undefined,
  ],
])(
  '%s %j: the host name, and with its domain',
  (hostname, domainInfo, short, full) => {
    const entity = convert({ hostname, domainInfo });
    expect([entity.hostname, entity.fqdn]).toEqual([short, full]);
    expect(entity.name).toBe(hostname);
  },
);

test('addresses are told apart by version and by whether they are private', () => {
  const entity = convert({
    remoteIP: '203.0.113.9',
    networkInterfaces: [
      { address: '10.1.2.3' },
      { address: '172.32.0.1' },
      { address: '100.64.0.1' },
      { address: 'FD00::1' },
      { address: '2001:db8::1' },
      { address: '127.0.0.1', internal: true },
    ],
  });
  expect(entity).toMatchObject({
    ipv4Addresses: ['10.1.2.3', '172.32.0.1', '100.64.0.1'],
    ipv6Addresses: ['fd00::1', '2001:db8::1'],
    privateIpAddresses: ['10.1.2.3', '100.64.0.1', 'fd00::1'],
    publicIpAddresses: ['203.0.113.9', '172.32.0.1', '2001:db8::1'],
  });
});

test('an agent is that of its device, and has nothing that another device could be found by', () => {
  const entity = createEntity(
    Entities.AGENT,
    {
      _id,
      hostname: 'ada-mac.example',
      agentVersion: '2.40.1',
      active: true,
      lastContact: '2025-01-01T00:00:00Z',
    },
    context,
  );
  expect(entity).toMatchObject({
    _key: `jumpcloud_agent:${_id}`,
    _class: ['HostAgent'],
    name: 'JumpCloud agent: ada-mac.example',
    function: ['endpoint-configuration', 'endpoint-compliance'],
    version: '2.40.1',
    active: true,
    lastSeenOn: Date.UTC(2025, 0, 1),
  });
  expect(entity.hostname).toBeUndefined();
});

test.each([
  [true, '2.40.1'],
  [false, ''],
  [false, ' '],
  [false, null],
  [false, undefined],
  [false, {}],
])('there is an agent (%s) where its version is %j', (expected, version) => {
  expect(hasAgent({ agentVersion: version })).toBe(expected);
});

test('of whom JumpCloud does not say whether it manages them, nobody is counted as managed', () => {
  const admin = (userName: string, managed?: unknown) => ({
    userName,
    admin: true,
    managed,
  });
  const of = (...userMetrics: object[]) => {
    const { unmanagedLocalAdmins, unmanagedLocalAdminCount } = convert({
      userMetrics,
    });
    return [unmanagedLocalAdmins, unmanagedLocalAdminCount];
  };
  expect(of(admin('ghost'), admin('ada', null))).toEqual([
    undefined,
    undefined,
  ]);
  expect(of(admin('ghost'), admin('root2', false))).toEqual([['root2'], 1]);
  expect(of(admin('ada', true))).toEqual([[], 0]);
});
