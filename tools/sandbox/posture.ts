import { System } from './devices';
import { DAY, inTurn, PLANTED_SECRET, Row } from './random';
import { Tenant } from './tenant';

/* What System Insights tells of how devices are, table by table. */

export const POSTURE_TABLES = [
  'system_info',
  'os_version',
  'disk_encryption',
  'bitlocker_info',
  'alf',
  'sip_config',
  'windows_security_center',
  'windows_security_products',
  'secureboot',
  'tpm_info',
  'users',
  'authorized_keys',
] as const;

type Posture = Record<(typeof POSTURE_TABLES)[number], Row[]>;

const known = new WeakMap<Tenant, Posture>();

/** @returns the rows of `GET /api/v2/systeminsights/...`; made when they are first asked for */
export function postureOf(tenant: Tenant): Posture {
  const posture = known.get(tenant) ?? createPosture(tenant);
  known.set(tenant, posture);
  return posture;
}

/** Of devices that have an agent, and on which System Insights is on; what the agent last saw is as old as its last contact. */
function createPosture({ systems, now }: Tenant): Posture {
  const posture: Posture = {
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
  };
  systems.forEach((system, n) => {
    const { state } = (system.systemInsights ?? {}) as Row;
    const seen = Date.parse(String(system.lastContact));
    if (state !== 'enabled' || !system.agentVersion || !(seen > 0)) return;
    const at = Math.min(seen, now);
    const tables = TABLES_OF[String(system.osFamily)]?.(system, n) ?? [];
    [...ofAll(system, n), ...tables].forEach(([table, ...rows]) =>
      posture[table].push(...rows.map((row) => collected(row, system, at))),
    );
    // A row that JumpCloud has kept, of a time when the device was another.
    if (n % 9 === 4) {
      const before = { hardware_model: 'Before', physical_memory: '1' };
      posture.system_info.push(collected(before, system, at - 3 * DAY));
    }
  });
  return posture;
}

/** Of System Insights the dates have no zone. */
function collected(row: Row, { _id }: System, at: number): Row {
  const time = new Date(at).toISOString().slice(0, 19);
  return { ...row, system_id: _id, collection_time: time };
}

type Told = [table: keyof Posture, ...rows: Row[]];

const MODELS: Record<string, string[]> = {
  darwin: ['MacBookPro18,3', 'Mac14,2 ', 'Mac15,6'],
  windows: ['Latitude 7440', '21HM004GUS', 'EliteBook 845 G10'],
  linux: ['Virtual Machine', 'm7i.large'],
};

function ofAll(system: System, n: number): Told[] {
  const { osFamily, os, osVersionDetail, hwVendor } = system;
  const { version, majorNumber, minorNumber } = osVersionDetail as Row;
  return [
    [
      'system_info',
      {
        cpu_brand: osFamily === 'darwin' ? 'Apple M2 Pro' : 'Intel Core i7',
        cpu_physical_cores: 8,
        hardware_model: inTurn(MODELS[String(osFamily)] ?? [''], n),
        hardware_vendor: hwVendor,
        physical_memory: String((n % 3 === 0 ? 32 : 16) * 2 ** 30),
        hostname: PLANTED_SECRET,
      },
    ],
    [
      'os_version',
      {
        name: osFamily === 'darwin' ? 'macOS' : os,
        version,
        major: majorNumber,
        minor: minorNumber,
        build: `${majorNumber}A${n % 400}`,
      },
    ],
    ['users', ...accountsOf(system, n)],
    [
      'authorized_keys',
      ...(n % 6 === 2
        ? [{ uid: '501', algorithm: 'ssh-ed25519', key: PLANTED_SECRET }]
        : []),
    ],
    [
      'secureboot',
      {
        secure_boot: osFamily === 'windows' && n % 19 === 3 ? 0 : 1,
        setup_mode: 0,
      },
    ],
  ];
}

/** What the agent counts, and an account of the system. */
function accountsOf({ userMetrics, lastContact }: System, n: number): Row[] {
  const accounts = (userMetrics ?? []) as Row[];
  const seen = Math.floor(Date.parse(String(lastContact)) / 1_000);
  return [
    ...accounts.map(({ userName, admin, managed, suspended }) => ({
      username: userName,
      admin,
      managed,
      suspended,
      real_user: true,
      last_login: String(seen - (n % 50) * 86_400),
      directory: `/Users/${PLANTED_SECRET}`,
    })),
    { username: 'daemon', admin: false, real_user: false, last_login: null },
  ];
}

/** Whether the system and JumpCloud's agent disagree over the disk. */
function isEncrypted({ fde }: System, n: number): number | null {
  const { active } = (fde ?? {}) as Row;
  if (active === undefined) return null;
  return Number(active === (n % 61 !== 11));
}

const TABLES_OF: Record<string, (system: System, n: number) => Told[]> = {
  darwin: (system, n) => [
    [
      'disk_encryption',
      {
        name: '/dev/disk3s1',
        encrypted: isEncrypted(system, n),
        user_uuid: PLANTED_SECRET,
      },
      { name: '/dev/disk3s6', encrypted: 0, uuid: '' },
    ],
    [
      'alf',
      {
        global_state: n % 13 === 4 ? 0 : n % 29 === 0 ? null : 1,
        stealth_enabled: n % 2,
      },
    ],
    [
      'sip_config',
      { config_flag: 'allow_kernel_debugger', enabled: 0 },
      { config_flag: 'sip', enabled: n % 61 === 18 ? 0 : 1 },
    ],
  ],
  windows: (system, n) => {
    const encrypted = isEncrypted(system, n);
    const isOff = n % 27 === 1;
    return [
      [
        'bitlocker_info',
        {
          drive_letter: 'C:',
          device_id: PLANTED_SECRET,
          conversion_status: encrypted,
          protection_status: encrypted,
          encryption_method: encrypted ? 'XTS-AES 128' : 'None',
          persistent_volume_id: PLANTED_SECRET,
        },
        ...(n % 5 === 0 ? [{ drive_letter: 'D:', protection_status: 0 }] : []),
      ],
      [
        'windows_security_center',
        {
          firewall: n % 17 === 3 ? 'Poor' : 'Good',
          autoupdate: 'Good',
          antivirus: isOff ? 'Poor' : 'Good',
          user_account_control: n % 43 === 6 ? 'Poor' : 'Good',
        },
      ],
      [
        'windows_security_products',
        {
          type: 'Antivirus',
          name: 'Windows Defender',
          state: isOff ? 'Off' : 'On',
          signatures_up_to_date: n % 33 === 1 ? 0 : 1,
          remediation_path: PLANTED_SECRET,
        },
        { type: 'Firewall', name: 'Windows Firewall', state: 'On' },
      ],
      ['tpm_info', { activated: 1, enabled: 1, owned: 1, spec_version: '2.0' }],
    ];
  },
  linux: (system, n) => [
    [
      'disk_encryption',
      { name: '/dev/nvme0n1p1', encrypted: isEncrypted(system, n) },
    ],
  ],
};
