import { declare } from '../graph/entity';
import { PROPERTY_ONLY, Row } from '../graph/fields';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import {
  asBoolean,
  asLowerCase,
  asNumber,
  asString,
  asTimestamp,
  boolean,
  elements,
  milliseconds,
  nullable,
  number,
  string,
  strings,
} from './properties';

/*
 * How a device is, as its own system tells it (System Insights). It is known
 * later than which devices there are, and by an optional step: on the device
 * itself it would make devices wait for it, or fail with it, or lose their
 * properties whenever it cannot be read. So it stands on a record of its own
 * beside each device, which comes and goes with the step.
 */

const OF_SYSTEM = {
  system_info: [
    {
      cpu_brand: PROPERTY_ONLY,
      cpu_physical_cores: PROPERTY_ONLY,
      hardware_model: PROPERTY_ONLY,
      hardware_vendor: PROPERTY_ONLY,
      physical_memory: PROPERTY_ONLY,
    },
  ],
  os_version: [
    { build: PROPERTY_ONLY, name: PROPERTY_ONLY, version: PROPERTY_ONLY },
  ],
  disk_encryption: [{ encrypted: PROPERTY_ONLY, name: PROPERTY_ONLY }],
  bitlocker_info: [
    {
      conversion_status: PROPERTY_ONLY,
      device_id: PROPERTY_ONLY,
      drive_letter: PROPERTY_ONLY,
      encryption_method: PROPERTY_ONLY,
      protection_status: PROPERTY_ONLY,
    },
  ],
  alf: [{ global_state: PROPERTY_ONLY, stealth_enabled: PROPERTY_ONLY }],
  sip_config: [{ config_flag: PROPERTY_ONLY, enabled: PROPERTY_ONLY }],
  windows_security_center: [
    {
      antivirus: PROPERTY_ONLY,
      autoupdate: PROPERTY_ONLY,
      firewall: PROPERTY_ONLY,
      user_account_control: PROPERTY_ONLY,
    },
  ],
  windows_security_products: [
    {
      name: PROPERTY_ONLY,
      signatures_up_to_date: PROPERTY_ONLY,
      state: PROPERTY_ONLY,
      type: PROPERTY_ONLY,
    },
  ],
  secureboot: [{ secure_boot: PROPERTY_ONLY, setup_mode: PROPERTY_ONLY }],
  tpm_info: [
    {
      activated: PROPERTY_ONLY,
      enabled: PROPERTY_ONLY,
      owned: PROPERTY_ONLY,
      spec_version: PROPERTY_ONLY,
    },
  ],
  users: [
    {
      admin: PROPERTY_ONLY,
      last_login: PROPERTY_ONLY,
      managed: PROPERTY_ONLY,
      suspended: PROPERTY_ONLY,
      username: PROPERTY_ONLY,
    },
  ],
  authorized_keys: [{ algorithm: PROPERTY_ONLY }],
} as const;

/** Of each table the rows of its newest collection, where that is not too old; the rest is put together by the step. */
const FIELDS = {
  id: PROPERTY_ONLY,
  of: PROPERTY_ONLY,
  encryptedByAgent: PROPERTY_ONLY,
  postureOn: PROPERTY_ONLY,
  lastCollectedOn: PROPERTY_ONLY,
  staleTables: PROPERTY_ONLY,
  ...OF_SYSTEM,
} as const;

export type DevicePostureRow = Row<typeof FIELDS>;
export type TableName = keyof typeof OF_SYSTEM;

/** A table of System Insights that tells of the posture of devices. */
export interface PostureTable {
  table: TableName;
  endpoint: ListEndpoint;
  /** The platforms whose devices fill it; of all where it names none. */
  platforms?: readonly string[];
  /** What tells the rows of one collection of a device from one another; none where it has one row. */
  keys: readonly string[];
  fields: readonly string[];
  /** Rows that tell something; all where it is absent. */
  where?: (row: Record<string, unknown>) => boolean;
}

/** Pages of 10,000 rows: the specification allows that many here. */
const ROWS_PER_PAGE = 10_000;

const table = (
  name: TableName,
  platforms?: readonly string[],
  keys: readonly string[] = [],
  where?: PostureTable['where'],
): PostureTable => ({
  table: name,
  where,
  platforms,
  keys,
  fields: Object.keys(OF_SYSTEM[name][0]),
  endpoint: {
    ...v2(
      `${name} of System Insights`,
      `/systeminsights/${name}`,
      'systeminsights.readonly',
    ),
    pageSize: ROWS_PER_PAGE,
    // A row has no id. One that is the same in all of this says the same of the same thing.
    idOf: (row) => {
      const all = row as Record<string, unknown>;
      return JSON.stringify(
        ['system_id', 'collection_time', ...keys].map((key) => all[key]),
      );
    },
  },
});

const MACOS = ['darwin'];
const WINDOWS = ['windows'];

export const POSTURE_TABLES: readonly PostureTable[] = [
  table('system_info'),
  table('os_version'),
  table('disk_encryption', ['darwin', 'linux', 'unix'], ['name', 'uuid']),
  table('bitlocker_info', WINDOWS, ['drive_letter', 'device_id']),
  table('alf', MACOS),
  table('sip_config', MACOS, ['config_flag']),
  table('windows_security_center', WINDOWS),
  table('windows_security_products', WINDOWS, ['type', 'name']),
  table('secureboot'),
  table('tpm_info', ['windows', 'linux', 'unix']),
];

/** A system has a hundred accounts, so these are as many requests as all others: they are read where the configuration asks who is root on each device. */
export const ACCOUNT_TABLES: readonly PostureTable[] = [
  table('users', undefined, ['username'], ({ admin }) => flag(admin) === true),
  // A key tells one row from another, and is not kept.
  table('authorized_keys', undefined, ['uid', 'key_file', 'key']),
];

export const devicePosture = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: [],
  id: (row) => `jumpcloud_device_posture:${asString(row.id) ?? ''}`,
  properties: {
    name: string(
      'Whose posture',
      (row) => `Posture: ${asString(row.of) ?? asString(row.id) ?? ''}`,
    ),
    postureOn: milliseconds(
      'When the oldest of what is told here was collected; absent where nothing of the last 30 days is known',
      'postureOn',
    ),
    lastCollectedOn: nullable(
      milliseconds(
        'When System Insights last collected anything of the device',
        'lastCollectedOn',
      ),
    ),
    stale: boolean(
      "Nothing was collected within 30 days: what was told before is not told as today's",
      ({ postureOn }) => asNumber(postureOn) === undefined,
    ),
    staleTables: strings(
      'Tables of System Insights whose newest rows are older than 30 days: what they would tell is absent',
      'staleTables',
    ),
    make: string('Vendor of the hardware', ({ system_info: rows }) =>
      asString(first(rows)?.hardware_vendor),
    ),
    model: string('Model of the hardware', ({ system_info: rows }) =>
      asString(first(rows)?.hardware_model),
    ),
    memoryBytes: number('Memory, in bytes', ({ system_info: rows }) =>
      wholeNumber(first(rows)?.physical_memory),
    ),
    processor: string('Processor', ({ system_info: rows }) =>
      asString(first(rows)?.cpu_brand),
    ),
    processorCores: number('Its physical cores', ({ system_info: rows }) =>
      wholeNumber(first(rows)?.cpu_physical_cores),
    ),
    osName: string('Name of the operating system', ({ os_version: rows }) =>
      asString(first(rows)?.name),
    ),
    osVersion: string('Its version', ({ os_version: rows }) =>
      asString(first(rows)?.version),
    ),
    osBuild: string('Its build', ({ os_version: rows }) =>
      asString(first(rows)?.build),
    ),
    encrypted: boolean(
      'The disk is encrypted, as the system tells it: on Windows BitLocker protects the drive of the system (C:, else every drive), elsewhere at least one volume is encrypted',
      encryptedBySystem,
    ),
    encryptedByAgent: boolean(
      "The same as JumpCloud's agent tells it, which is the property encrypted of the device",
      'encryptedByAgent',
    ),
    encryptionDisagrees: boolean(
      'The two say different things; absent where one of them says nothing',
      (row) => {
        const system = encryptedBySystem(row);
        const ofAgent = asBoolean(row.encryptedByAgent);
        return system === undefined || ofAgent === undefined
          ? undefined
          : system !== ofAgent;
      },
    ),
    volumeCount: number(
      'Volumes of which macOS or Linux tells whether they are encrypted, small ones of the system too',
      ({ disk_encryption: rows }) => volumes(rows)?.length,
    ),
    encryptedVolumeCount: number(
      'How many of these are encrypted',
      ({ disk_encryption: rows }) => volumes(rows)?.filter(Boolean).length,
    ),
    unprotectedDrives: strings(
      'Drives that BitLocker does not protect (Windows)',
      ({ bitlocker_info: rows }) =>
        rows &&
        elements(rows)
          .filter((each) => flag(each?.protection_status) === false)
          .map((each) => each?.drive_letter),
    ),
    encryptionMethod: string(
      'How BitLocker encrypts the drive of the system',
      ({ bitlocker_info: rows }) =>
        asString(systemDrives(rows)[0]?.encryption_method),
    ),
    firewallEnabled: boolean(
      'The firewall of macOS or of Windows is on; absent for Linux, and where the system does not say',
      ({ alf, windows_security_center: center }) => {
        const state = wholeNumber(first(alf)?.global_state);
        return state === undefined
          ? health(first(center)?.firewall)
          : state > 0;
      },
    ),
    firewallStealth: boolean(
      'The firewall of macOS does not answer those who probe it',
      ({ alf }) => flag(first(alf)?.stealth_enabled),
    ),
    antivirusEnabled: boolean(
      'An antivirus is on (Windows): one that Windows lists, or as its security center tells where it lists none',
      (row) => {
        const states = antivirus(row).map(({ state }) => state);
        if (states.includes('on')) return true;
        return states.length > 0 && !states.includes(undefined)
          ? false
          : health(first(row.windows_security_center)?.antivirus);
      },
    ),
    antivirusProducts: strings(
      'Names of the antivirus products that Windows lists',
      (row) =>
        row.windows_security_products && antivirus(row).map(({ name }) => name),
    ),
    antivirusStates: strings(
      'Each of them with its state: "Example Antivirus: on"; on, off, snoozed, expired or unknown',
      (row) =>
        row.windows_security_products &&
        antivirus(row).map(
          ({ name, state }) => `${name ?? '?'}: ${state ?? 'unknown'}`,
        ),
    ),
    antivirusUpToDate: boolean(
      'All that are on have current signatures',
      (row) => {
        const known = antivirus(row)
          .filter(({ state }) => state === 'on')
          .map(({ isUpToDate }) => isUpToDate);
        if (known.includes(false)) return false;
        return known.length > 0 && !known.includes(undefined)
          ? true
          : undefined;
      },
    ),
    autoUpdateEnabled: boolean(
      'Windows installs updates by itself',
      ({ windows_security_center: rows }) => health(first(rows)?.autoupdate),
    ),
    userAccountControlEnabled: boolean(
      'Windows asks before something becomes administrator',
      ({ windows_security_center: rows }) =>
        health(first(rows)?.user_account_control),
    ),
    sipEnabled: boolean(
      'System Integrity Protection is on (macOS)',
      ({ sip_config: rows }) => flag(integrityProtection(rows)?.enabled),
    ),
    secureBootEnabled: boolean('Secure boot is on', ({ secureboot: rows }) =>
      flag(first(rows)?.secure_boot),
    ),
    secureBootSetupMode: boolean(
      'Secure boot is in setup mode: whoever starts the machine may change its keys',
      ({ secureboot: rows }) => flag(first(rows)?.setup_mode),
    ),
    tpmEnabled: boolean('Its TPM is enabled', ({ tpm_info: rows }) =>
      flag(first(rows)?.enabled),
    ),
    tpmActivated: boolean('Its TPM is activated', ({ tpm_info: rows }) =>
      flag(first(rows)?.activated),
    ),
    tpmOwned: boolean('Its TPM has an owner', ({ tpm_info: rows }) =>
      flag(first(rows)?.owned),
    ),
    tpmVersion: string(
      'Version of the specification of its TPM',
      ({ tpm_info: rows }) => asString(first(rows)?.spec_version),
    ),
    localAdmins: strings(
      'Accounts that are administrators of the device, without those that are suspended; absent where the system does not list its accounts',
      ({ users }) => users && activeAdmins(users).map(({ name }) => name),
    ),
    unmanagedLocalAdmins: strings(
      'Those of them that JumpCloud does not manage',
      ({ users }) =>
        users &&
        activeAdmins(users)
          .filter(({ isManaged }) => isManaged === false)
          .map(({ name }) => name),
    ),
    localAdminSignIns: strings(
      'When each of them last signed in on the device: "ada: 2026-11-20"; "ada: unknown" where the system does not tell',
      ({ users }) =>
        users &&
        activeAdmins(users).map(({ name, signedInOn }) => {
          const day =
            signedInOn && new Date(signedInOn).toISOString().slice(0, 10);
          return `${name}: ${day ?? 'unknown'}`;
        }),
    ),
    lastLocalAdminSignInOn: milliseconds(
      'When one of them last signed in; absent where the system does not tell',
      ({ users }) => {
        const times = activeAdmins(users).map(
          ({ signedInOn }) => signedInOn ?? 0,
        );
        const last = Math.max(0, ...times);
        return last > 0 ? last : undefined;
      },
    ),
    authorizedKeyCount: number(
      'Public SSH keys that are accepted on the device; no date of any of them is known',
      ({ authorized_keys: rows }) => rows && elements(rows).length,
    ),
  },
});

type Rows<N extends TableName> = DevicePostureRow[N];

function first<R>(rows: readonly (R | null)[] | null | undefined) {
  return elements(rows)[0];
}

/** A number, which some tables send as text; undefined where there is none. */
function wholeNumber(value: unknown): number | undefined {
  const text = asString(value) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** 1 and 0, as tables send yes and no; anything else, and null above all, is neither. */
function flag(value: unknown): boolean | undefined {
  const known = asBoolean(value);
  if (known !== undefined) return known;
  const told = wholeNumber(value);
  return told === 0 || told === 1 ? told === 1 : undefined;
}

/** Words of the security center of Windows (osquery); "Not Monitored" and "Error" are neither yes nor no. */
function health(value: unknown): boolean | undefined {
  const word = asLowerCase(value);
  if (word === 'good') return true;
  return word === 'poor' || word === 'snoozed' ? false : undefined;
}

/** macOS lists the parts of the protection, too: the whole of it is called sip. */
function integrityProtection(rows: Rows<'sip_config'>) {
  const called = (name: string | undefined) =>
    elements(rows).find((each) => asLowerCase(each?.config_flag) === name);
  return called('sip') ?? called(undefined);
}

/** Whether each volume is encrypted, of those that say so; undefined where none does. */
function volumes(rows: Rows<'disk_encryption'>): boolean[] | undefined {
  const known = elements(rows)
    .map((each) => flag(each?.encrypted))
    .filter((each): each is boolean => each !== undefined);
  return known.length > 0 ? known : undefined;
}

/** The drive of the system; where none is called so, every drive. */
function systemDrives(rows: Rows<'bitlocker_info'>) {
  const all = elements(rows);
  const system = all.filter((each) =>
    /^c:?\\?$/i.test(asString(each?.drive_letter) ?? ''),
  );
  return system.length > 0 ? system : all;
}

function encryptedBySystem(row: DevicePostureRow): boolean | undefined {
  const drives = systemDrives(row.bitlocker_info).map((each) =>
    flag(each?.protection_status),
  );
  if (drives.length === 0) return volumes(row.disk_encryption)?.includes(true);
  if (drives.includes(false)) return false;
  return drives.includes(undefined) ? undefined : true;
}

function activeAdmins(rows: Rows<'users'>) {
  return elements(rows).flatMap((each) => {
    const name = asString(each?.username);
    if (name === undefined || flag(each?.suspended) === true) return [];
    const isManaged = flag(each?.managed);
    return [{ name, isManaged, signedInOn: timeOf(each?.last_login) }];
  });
}

/** A date, or seconds since the epoch, as tables of System Insights have both. */
function timeOf(value: unknown): number | undefined {
  const seconds = wholeNumber(value) ?? 0;
  return seconds > 0 ? seconds * 1_000 : asTimestamp(value);
}

function antivirus({ windows_security_products: rows }: DevicePostureRow) {
  return elements(rows)
    .filter((each) => /^anti-?virus/.test(asLowerCase(each?.type) ?? ''))
    .map((each) => ({
      name: asString(each?.name),
      state: asLowerCase(each?.state),
      isUpToDate: flag(each?.signatures_up_to_date),
    }));
}
