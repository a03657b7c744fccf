import { IngestionSources, Relationships, Steps } from '../src/model';
import { execute, useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * How devices are, on tenants that this file makes up: what each table of System
 * Insights tells, and what an old row, null, and no licence are.
 */

jest.setTimeout(120_000);

const DAY = 86_400_000;
const NOW = Date.now();
const MARKER = 'PLANTED';
const ORGANIZATION = `5f0${'0'.repeat(21)}`;
const deviceId = (n: number) => `5f3${n.toString(16).padStart(21, '0')}`;
const ago = (days: number) =>
  new Date(NOW - days * DAY).toISOString().slice(0, 19);

type Row = Record<string, unknown>;
type Tables = Record<string, Row[]>;

const storage = useOwnStorage();
let listing: Listing | undefined;

afterEach(async () => {
  await listing?.close();
  listing = undefined;
});

interface Tenant {
  tables: Tables;
  systems: Row[];
  features?: unknown;
  instead?: (path: string) => { status: number; body: unknown } | undefined;
  uncounted?: RegExp;
  disabledSources?: string[];
  config?: Record<string, unknown>;
}

const mac = (n: number, more: Row = {}) => ({
  _id: deviceId(n),
  hostname: `mac-${n}`,
  os: 'Mac OS X',
  osFamily: 'darwin',
  agentVersion: '2.40.1',
  ...more,
});
const pc = (n: number, more: Row = {}) => ({
  ...mac(n),
  hostname: `pc-${n}`,
  os: 'Windows',
  osFamily: 'windows',
  ...more,
});

/** @returns posture by the id of its device, and what was asked of System Insights */
async function collect({
  tables,
  systems,
  features = { systemInsights: { enabled: true } },
  config,
  disabledSources,
  ...options
}: Tenant) {
  const organization = { _id: ORGANIZATION, displayName: 'Example' };
  listing = await serveLists(
    new Map<string, Row[]>([
      ['organizations', [organization]],
      ['systemusers', [{ _id: `5f1${'0'.repeat(21)}`, username: 'ada' }]],
      ['v2/usergroups', []],
      ['systems', systems],
      ...Object.entries(tables).map(([name, rows]): [string, Row[]] => [
        `v2/systeminsights/${name}`,
        rows,
      ]),
    ]),
    new Map([
      [
        `organizations/${ORGANIZATION}`,
        { ...organization, settings: { features } },
      ],
    ]),
    options,
  );
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const executed = await execute(
    storage(),
    { apiKey: 'jca_invented', ...config },
    {},
    disabledSources,
  );
  const { entities, relationships } = executed.graph;
  const asked = listing.requests.filter((path) => /insights/.test(path));
  const postures = entities.filter(
    ({ _type }) => _type === 'jumpcloud_device_posture',
  );
  return {
    ...executed,
    asked,
    postures,
    has: relationships.filter(
      ({ _type }) => _type === Relationships.DEVICE_HAS_DEVICE_POSTURE._type,
    ),
    isFailed: executed.unfinished.includes(Steps.DEVICE_POSTURE),
    of: (n: number) =>
      postures.find(
        ({ _key }) => _key === `jumpcloud_device_posture:${deviceId(n)}`,
      ),
  };
}

const row = (n: number, days: number, values: Row): Row => ({
  system_id: deviceId(n),
  collection_time: ago(days),
  ...values,
});

/** Each table is there, and empty unless it is given. */
const tablesWith = (given: Tables): Tables => ({
  system_info: [],
  os_version: [],
  disk_encryption: [],
  bitlocker_info: [],
  alf: [],
  sip_config: [],
  windows_security_center: [],
  windows_security_products: [],
  secureboot: [],
  tpm_info: [],
  users: [],
  authorized_keys: [],
  ...given,
});

test('the newest row of each table is told, wherever it stands', async () => {
  const { of, has, isFailed, graph } = await collect({
    systems: [mac(1, { fde: { active: true } }), pc(2)],
    tables: tablesWith({
      system_info: [
        row(1, 3, { hardware_model: 'Older', physical_memory: '1' }),
        row(1, 1, {
          hardware_model: 'Mac14,2 ',
          hardware_vendor: 'Apple Inc.',
          physical_memory: '17179869184',
          cpu_brand: 'Apple M2',
          cpu_physical_cores: 8,
          hostname: MARKER,
        }),
        row(1, 2, { hardware_model: 'Old', physical_memory: '2' }),
        row(9, 1, { hardware_model: 'Of a device that is gone' }),
      ],
      os_version: [
        row(1, 2, { name: 'macOS', version: '26.1', build: '25B78' }),
      ],
      disk_encryption: [
        row(1, 1, { name: '/dev/disk3s1', encrypted: 0, uid: MARKER }),
        row(1, 1, { name: '/dev/disk3s5', encrypted: 0 }),
        // A disk that was there last week.
        row(1, 7, { name: '/dev/disk8', encrypted: 1 }),
      ],
      alf: [row(1, 1, { global_state: 2, stealth_enabled: 0 })],
      sip_config: [
        row(1, 1, { config_flag: 'allow_untrusted_kexts', enabled: 0 }),
        row(1, 1, { config_flag: 'sip', enabled: 1 }),
      ],
      bitlocker_info: [
        row(2, 1, {
          drive_letter: 'C:',
          protection_status: 1,
          encryption_method: 'XTS-AES 128',
          device_id: MARKER,
        }),
        row(2, 1, { drive_letter: 'D:', protection_status: 0 }),
      ],
      windows_security_center: [
        row(2, 1, {
          firewall: 'Poor',
          antivirus: 'Good',
          autoupdate: 'Not Monitored',
          user_account_control: 'Good',
        }),
      ],
      windows_security_products: [
        row(2, 1, {
          type: 'Antivirus',
          name: 'Example Shield',
          state: 'On',
          signatures_up_to_date: 0,
          remediation_path: MARKER,
        }),
        row(2, 1, { type: 'Antivirus', name: 'Defender', state: 'Off' }),
        row(2, 1, { type: 'Firewall', name: 'Wall', state: 'Off' }),
        row(2, 9, { type: 'Antivirus', name: 'Uninstalled', state: 'On' }),
      ],
      secureboot: [row(2, 1, { secure_boot: 0, setup_mode: null })],
      tpm_info: [row(2, 1, { enabled: 1, activated: 1, owned: 0 })],
    }),
  });
  expect(isFailed).toBe(false);
  expect(of(1)).toMatchObject({
    make: 'Apple Inc.',
    model: 'Mac14,2',
    memoryBytes: 17_179_869_184,
    processor: 'Apple M2',
    processorCores: 8,
    osVersion: '26.1',
    osBuild: '25B78',
    encrypted: false,
    encryptedByAgent: true,
    encryptionDisagrees: true,
    volumeCount: 2,
    encryptedVolumeCount: 0,
    firewallEnabled: true,
    firewallStealth: false,
    sipEnabled: true,
    stale: false,
    // The oldest of what counts: of os_version.
    postureOn: Date.parse(`${ago(2)}Z`),
    lastCollectedOn: Date.parse(`${ago(1)}Z`),
  });
  expect(of(2)).toMatchObject({
    encrypted: true,
    unprotectedDrives: ['D:'],
    encryptionMethod: 'XTS-AES 128',
    firewallEnabled: false,
    antivirusEnabled: true,
    antivirusProducts: ['Example Shield', 'Defender'],
    antivirusStates: ['Example Shield: on', 'Defender: off'],
    antivirusUpToDate: false,
    userAccountControlEnabled: true,
    secureBootEnabled: false,
    tpmEnabled: true,
    tpmOwned: false,
  });
  [
    'autoUpdateEnabled',
    'encryptedByAgent',
    'encryptionDisagrees',
    'secureBootSetupMode',
  ].forEach((name) => expect(of(2)).not.toHaveProperty(name));
  expect(has).toHaveLength(2);
  expect(JSON.stringify(graph)).not.toContain(MARKER);
});

test('null, stale, false and nothing at all are four things', async () => {
  const { of, postures } = await collect({
    systems: [mac(1), mac(2), mac(3), mac(4)],
    tables: tablesWith({
      alf: [
        row(1, 1, { global_state: null }),
        row(2, 31, { global_state: 1 }),
        row(3, 1, { global_state: 0 }),
      ],
      secureboot: [row(1, 31, { secure_boot: 1 })],
    }),
  });
  expect(of(1)?.firewallEnabled).toBeUndefined();
  expect(of(1)).toMatchObject({ stale: false, staleTables: ['secureboot'] });
  expect(of(1)?.secureBootEnabled).toBeUndefined();
  expect(of(2)).toMatchObject({
    stale: true,
    staleTables: ['alf'],
    lastCollectedOn: Date.parse(`${ago(31)}Z`),
  });
  expect(of(2)?.firewallEnabled).toBeUndefined();
  expect(of(2)?.postureOn).toBeUndefined();
  expect(of(3)).toMatchObject({ firewallEnabled: false, stale: false });
  expect(of(4)).toBeUndefined();
  expect(postures).toHaveLength(3);
});

test.each([
  ['off in the settings', { systemInsights: { enabled: false } }, 0, false],
  // One table answers for all of them.
  ['of which the settings say nothing', {}, 2, false],
])(
  'where System Insights is %s, there is no posture, no warning and no failure',
  async (_, features, most, isFailed) => {
    const collected = await collect({
      systems: [mac(1), pc(2)],
      tables: {},
      features,
      instead: (path) =>
        /systeminsights/.test(path)
          ? { status: 402, body: { message: 'Payment Required' } }
          : undefined,
    });
    expect(collected.asked.length).toBeLessThanOrEqual(most);
    expect(collected.postures).toEqual([]);
    expect(collected.isFailed).toBe(isFailed);
    expect(collected.warnings.join()).not.toContain('nsights');
    expect(
      collected.graph.entities.filter(
        ({ _type }) => _type === 'jumpcloud_device',
      ),
    ).toHaveLength(2);
  },
);

test('a table that breaks costs what it tells, fails this step, and no other', async () => {
  const { of, isFailed, unfinished } = await collect({
    systems: [mac(1)],
    tables: tablesWith({
      system_info: [row(1, 1, { hardware_model: 'Mac14,2' })],
    }),
    instead: (path) =>
      path === 'v2/systeminsights/alf'
        ? { status: 200, body: { message: 'no list' } }
        : undefined,
  });
  expect(of(1)).toMatchObject({ model: 'Mac14,2' });
  expect(of(1)?.firewallEnabled).toBeUndefined();
  expect(isFailed).toBe(true);
  expect(unfinished).not.toContain(Steps.DEVICES);
});

test('a role that may not read it fails this step after one request', async () => {
  const { asked, isFailed, postures } = await collect({
    systems: [mac(1)],
    tables: {},
    instead: (path) =>
      /systeminsights/.test(path) ? { status: 403, body: {} } : undefined,
  });
  expect(asked).toHaveLength(1);
  expect(postures).toEqual([]);
  expect(isFailed).toBe(true);
});

test('rows that are all of others are no posture of nobody', async () => {
  const others = Array.from({ length: 12 }, (_, n) =>
    row(100 + n, 1, { hardware_model: 'Other' }),
  );
  const { isFailed } = await collect({
    systems: [mac(1)],
    tables: tablesWith({ system_info: others }),
  });
  expect(isFailed).toBe(true);
});

test.each([null, 7, 'text', [], { system_id: null }, { system_id: {} }])(
  'the odd row %j costs nothing else',
  async (odd) => {
    const { of } = await collect({
      systems: [mac(1)],
      tables: tablesWith({
        system_info: [
          odd as Row,
          row(1, 1, { hardware_model: 'Mac14,2', cpu_brand: { odd: true } }),
          { system_id: deviceId(1), hardware_model: 'Without a time' },
        ],
      }),
    });
    expect(of(1)).toMatchObject({ model: 'Mac14,2' });
  },
);

test('local administrators and authorized keys, where the configuration asks who is root', async () => {
  const account = (age: number, username: string, more: Row = {}) =>
    row(1, age, {
      username,
      admin: true,
      managed: false,
      suspended: false,
      directory: `/Users/${MARKER}`,
      ...more,
    });
  const tenant = {
    systems: [mac(1), mac(2)],
    tables: tablesWith({
      system_info: [row(1, 1, {}), row(2, 1, {})],
      users: [
        // No administrator any more.
        account(9, 'gone'),
        account(1, 'gone', { admin: false }),
        account(1, 'ada', { managed: true, last_login: '1795100000' }),
        account(1, 'root', { last_login: null }),
        account(1, 'left', { suspended: true }),
        account(1, 'daemon', { admin: null }),
      ],
      authorized_keys: [
        row(1, 1, { uid: '0', key: `ssh-ed25519 ${MARKER}` }),
        row(1, 1, { uid: '0', key: `ssh-rsa ${MARKER}` }),
        row(1, 8, { uid: '0', key: `ssh-dss ${MARKER}` }),
      ],
    }),
  };
  const asked = await collect({
    ...tenant,
    config: { deriveDeviceAccess: true },
  });
  expect(asked.of(1)).toMatchObject({
    localAdmins: ['ada', 'root'],
    unmanagedLocalAdmins: ['root'],
    localAdminSignIns: ['ada: 2026-11-19', 'root: unknown'],
    lastLocalAdminSignInOn: 1_795_100_000_000,
    authorizedKeyCount: 2,
  });
  // Nothing was collected of it.
  expect(asked.of(2)?.localAdmins).toBeUndefined();
  expect(JSON.stringify(asked.graph)).not.toContain(MARKER);
  await listing?.close();
  const usual = await collect(tenant);
  expect(usual.of(1)?.localAdmins).toBeUndefined();
  expect(usual.asked.join()).not.toMatch(/users|authorized_keys/);
});

test('1,500 devices with 25,000 disks cost no more than 15 requests', async () => {
  const systems = Array.from({ length: 1_500 }, (_, n) =>
    n % 2 === 0 ? mac(n) : pc(n),
  );
  const each = (values: Row, where: (n: number) => boolean = () => true) =>
    systems.flatMap((_, n) => (where(n) ? [row(n, 1, values)] : []));
  const isMac = (n: number) => n % 2 === 0;
  const isPc = (n: number) => !isMac(n);
  // A page has 10,000 rows at most: three pages, and one of each other table.
  const disks = Array.from({ length: 34 }, (_, n) =>
    each({ name: `/dev/disk${n}`, encrypted: 1 }, isMac),
  ).flat();
  const { asked, postures } = await collect({
    systems,
    tables: tablesWith({
      system_info: each({ hardware_model: 'Model' }),
      os_version: each({ version: '1' }),
      disk_encryption: disks,
      bitlocker_info: each({ drive_letter: 'C:', protection_status: 1 }, isPc),
      alf: each({ global_state: 1 }, isMac),
      sip_config: each({ config_flag: 'sip', enabled: 1 }, isMac),
      windows_security_center: each({ firewall: 'Good' }, isPc),
      windows_security_products: each(
        { type: 'Antivirus', name: 'One', state: 'On' },
        isPc,
      ),
      secureboot: each({ secure_boot: 1 }),
      tpm_info: each({ enabled: 1 }, isPc),
    }),
  });
  expect(postures).toHaveLength(1_500);
  expect(asked.length).toBeLessThanOrEqual(15);
});

test('switched off, nothing is asked, nothing is said, and devices are as they are', async () => {
  const tenant = {
    systems: [mac(1), pc(2)],
    tables: tablesWith({ os_version: [row(1, 1, { name: 'macOS' })] }),
  };
  const on = await collect(tenant);
  await listing?.close();
  const off = await collect({
    ...tenant,
    disabledSources: [IngestionSources.DEVICE_POSTURE],
  });
  expect([on.postures.length, off.postures.length]).toEqual([1, 0]);
  expect([off.asked, off.isFailed, off.warnings]).toEqual([
    [],
    false,
    on.warnings,
  ]);
  const others = ({ graph: { entities } }: typeof on) =>
    entities
      .filter(({ _type }) => _type !== 'jumpcloud_device_posture')
      .map(({ _key, ...properties }) => [_key, properties])
      .sort();
  expect(others(off)).toEqual(others(on));
});

test('it has a source of its own, which is on', () => {
  expect(IngestionSources.DEVICE_POSTURE).toBe('device-posture');
});
