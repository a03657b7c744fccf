import { User } from './people';
import { daysFromReference, Ids, inTurn, PLANTED_SECRET, Row } from './random';

/* The devices (JumpCloud's systems). */

export type System = Row & { _id: string };

/** An operating system; what all devices with it share is made once. */
interface Platform {
  os: string;
  osFamily?: string;
  osVersionDetail?: Row;
  version: string;
  hwVendor: string;
  /** Phones and tablets have no agent, no disk of their own to encrypt, no shell. */
  mobile: boolean;
}

function platform(
  os: string,
  osFamily: string | undefined,
  version: string,
  hwVendor: string,
  mobile = false,
): Platform {
  const [major, minor = '0', patch = '0'] = version.split('.');
  return {
    os,
    osFamily,
    version,
    hwVendor,
    mobile,
    osVersionDetail: {
      osName: os,
      releaseName: `${os} ${major}`,
      major,
      minor,
      patch,
      majorNumber: Number(major),
      minorNumber: Number(minor),
      patchNumber: Number(patch),
      revision: '',
      distributionName: osFamily === 'linux' ? os : '',
      version,
    },
  };
}

/** Current and outdated ones, and two that no documentation names. */
const PLATFORMS: Platform[] = [
  platform('Mac OS X', 'darwin', '15.1', 'Apple Inc.'),
  platform('Windows', 'windows', '11.0.22631', 'Contoso'),
  platform('Ubuntu', 'linux', '22.04', 'Contoso'),
  platform('Mac OS X', 'darwin', '15.1', 'Apple Inc.'),
  platform('Windows', 'windows', '10.0.19041', 'Contoso'),
  platform('iOS', 'ios', '18.1', 'Apple Inc.', true),
  platform('Mac OS X', 'darwin', '11.7.10', 'Apple Inc.'),
  platform('Windows', 'windows', '11.0.22631', 'Contoso'),
  platform('Ubuntu', 'linux', '16.04', 'Contoso'),
  platform('Android', 'android', '15', 'Contoso', true),
  platform('Amazon Linux', 'linux', '2023', 'Amazon EC2'),
  platform('iPadOS', 'ios', '18.1', 'Apple Inc.', true),
  { ...platform('HaikuOS', 'haiku', '1', ''), osVersionDetail: undefined },
  { ...platform('', undefined, '', ''), osVersionDetail: undefined },
];

/**
 * @param count how many devices
 * @param users whose they are, in turn
 * @returns the rows of `GET /api/systems`, ascending by `_id`
 */
export function createSystems(
  count: number,
  ids: Ids,
  users: User[],
): System[] {
  return Array.from({ length: count }, (_, n) =>
    createSystem(n, ids, users.length > 0 ? inTurn(users, n) : undefined),
  );
}

const SSHD_PARAMS = [{ name: 'PermitRootLogin', value: PLANTED_SECRET }];
const CONNECTION_HISTORY = [{ remoteIP: PLANTED_SECRET }];
const BUILT_IN_COMMANDS = ['erase', 'lock', 'restart', 'shutdown'].map(
  (name) => ({ type: 'security', name }),
);
const NO_DOMAIN = { partOfDomain: false, domainName: '' };
const IN_DOMAIN = { partOfDomain: true, domainName: 'corp.example' };

/** One literal without spreading, as for users: there may be 40,000. */
function createSystem(n: number, ids: Ids, user: User | undefined): System {
  const { os, osFamily, osVersionDetail, version, hwVendor, mobile } = inTurn(
    PLATFORMS,
    n,
  );
  const name = `device-${n + 1}`;
  const apple = hwVendor === 'Apple Inc.';
  const windows = osFamily === 'windows';
  return {
    _id: ids('system', n),
    id: ids('system', n),
    organization: ids('organization', 0),
    hostname: mobile ? '' : `${name}.example`,
    displayName: name,
    description: n % 10 === 1 ? 'Spare part on shelf 3' : '',
    // As an imported virtual machine has it, and as a broken one has.
    serialNumber:
      n % 19 === 12 ? undefined : n % 19 === 13 ? '' : serialNumberOf(n),
    active: n % 7 !== 6,
    agentVersion: mobile ? '' : '2.40.1',
    agentHasFullDiskAccess: apple && !mobile,
    remoteAssistAgentVersion: mobile ? '' : '0.300.0',
    amazonInstanceID: hwVendor === 'Amazon EC2' ? `i-${n}` : undefined,
    arch: mobile ? '' : n % 2 === 0 ? 'arm64' : 'x86_64',
    archFamily: mobile ? '' : n % 2 === 0 ? 'arm' : 'x86_64',
    os,
    osFamily,
    osVersionDetail,
    version,
    hwVendor,
    created: daysFromReference(-500 + (n % 400)),
    lastContact:
      n % 11 === 10 ? null : daysFromReference(-inTurn(LAST_CONTACTS, n)),
    connectionHistory: n % 16 === 0 ? CONNECTION_HISTORY : [],
    primarySystemUser: createOwner(n, ids, user),
    fde: mobile || n % 13 === 7 ? undefined : inTurn(DISK_ENCRYPTION, n),
    fileSystem: mobile ? null : 'apfs',
    allowMultiFactorAuthentication: n % 2 === 0,
    allowPublicKeyAuthentication: true,
    allowSshPasswordAuthentication: n % 3 === 2,
    allowSshRootLogin: n % 17 === 8,
    sshRootEnabled: n % 17 === 8,
    modifySSHDConfig: osFamily === 'linux',
    sshdParams: mobile ? [] : SSHD_PARAMS,
    azureAdJoined: windows && n % 4 === 1,
    domainInfo: windows && n % 8 === 1 ? IN_DOMAIN : NO_DOMAIN,
    desktopCapable: osFamily !== 'linux',
    displayManager: osFamily === 'linux' ? 'gdm' : '',
    hasServiceAccount: apple && !mobile,
    serviceAccountState:
      apple && !mobile
        ? {
            hasSecureToken: true,
            passwordODValid: true,
            passwordAPFSValid: n % 5 !== 0,
          }
        : undefined,
    isPolicyBound: n % 5 !== 4,
    policyStats: n % 5 === 4 ? undefined : inTurn(POLICY_STATS, n),
    provisionMetadata:
      n % 6 === 0
        ? {
            provisioner: {
              type: inTurn(PROVISIONERS, n / 6),
              provisionerId: ids('admin', 0),
            },
          }
        : undefined,
    remoteIP: `198.51.100.${n % 250}`,
    networkInterfaces: [
      {
        name: 'en0',
        address: `192.0.2.${n % 250}`,
        family: 'IPv4',
        internal: false,
      },
      { name: 'lo0', address: '::1', family: 'IPv6', internal: true },
    ],
    secureLogin: windows
      ? { supported: true, enabled: n % 2 === 0 }
      : undefined,
    systemInsights: { state: inTurn(SYSTEM_INSIGHTS, n) },
    systemTimezone: -420,
    templateName: osFamily === 'linux' ? 'ubuntu-generic' : '',
    mdm: createMdm(n, ids, { apple, windows, mobile }),
    builtInCommands: BUILT_IN_COMMANDS,
    userMetrics: createAccounts(n, user, mobile),
    tags: n % 8 === 0 ? ['loaner'] : [],
    attributes: n % 12 === 0 ? [{ name: 'shelf', value: PLANTED_SECRET }] : [],
    // Older clients know these; the specification does not.
    systemToken: n % 4 === 0 ? PLANTED_SECRET : undefined,
    usernameHashes: n % 4 === 0 ? [PLANTED_SECRET] : undefined,
  };
}

export function serialNumberOf(n: number): string {
  return `SN${String(n).padStart(8, '0')}`;
}

const SYSTEM_INSIGHTS = [
  'enabled',
  'enabled',
  'deferred',
  'enabled',
  'disabled',
];
const PROVISIONERS = ['administrator', 'mdm', 'user'];

/** Days since a device was last heard of. */
const LAST_CONTACTS = [0, 1, 0, 2, 45, 0, 3, 1, 200, 0];

/** Encrypted with the key in escrow, in most cases; without a key; not at all. */
const DISK_ENCRYPTION = [
  { active: true, keyPresent: true },
  { active: true, keyPresent: true },
  { active: true, keyPresent: false },
  { active: true, keyPresent: true },
  { active: false, keyPresent: false },
];

const POLICY_STATS = [
  {
    total: 3,
    success: 3,
    failed: 0,
    pending: 0,
    duplicate: 0,
    unsupportedOs: 0,
  },
  {
    total: 3,
    success: 2,
    failed: 0,
    pending: 1,
    duplicate: 0,
    unsupportedOs: 0,
  },
  {
    total: 4,
    success: 2,
    failed: 2,
    pending: 0,
    duplicate: 0,
    unsupportedOs: 0,
  },
];

/** Some are nobody's, some say nothing, some belong to a user who was deleted. */
function createOwner(
  n: number,
  ids: Ids,
  user: User | undefined,
): Row | undefined {
  if (n % 23 === 21) return undefined;
  if (n % 9 === 8 || !user) return { id: null };
  return { id: n % 29 === 15 ? ids('nobody', n) : user._id };
}

function createMdm(
  n: number,
  ids: Ids,
  {
    apple,
    windows,
    mobile,
  }: { apple: boolean; windows: boolean; mobile: boolean },
): Row | undefined {
  if (n % 15 === 14) return undefined;
  if (apple) {
    const external = n % 20 === 6;
    return {
      vendor: external ? 'external' : 'internal',
      internal: external ? undefined : { deviceId: ids('appleDevice', n) },
      profileIdentifier: 'com.example.mdm',
      dep: n % 2 === 0,
      userApproved: true,
      enrollmentType:
        mobile && n % 4 === 1
          ? 'user'
          : n % 2 === 0
          ? 'automated device'
          : 'device',
      providerId: '',
      lostModeStatus: mobile ? 'DISABLED' : undefined,
    };
  }
  if (windows && n % 3 === 1) {
    return {
      vendor: 'internal',
      internal: { windowsDeviceId: ids('detail', n) },
      windows: { upn: `upn-${n}@${PLANTED_SECRET}.example` },
      enrollmentType: 'device',
    };
  }
  return {
    vendor: n % 2 === 0 ? 'none' : 'unknown',
    enrollmentType: 'unknown',
  };
}

/** The accounts on the device: its user's, and on some one that only the device knows. */
function createAccounts(
  n: number,
  user: User | undefined,
  mobile: boolean,
): Row[] | undefined {
  if (mobile) return undefined;
  const local = {
    userName: 'localadmin',
    admin: true,
    managed: false,
    suspended: false,
    secureTokenEnabled: false,
  };
  const own = user && {
    userName: String(user.username),
    admin: n % 5 === 0,
    managed: true,
    suspended: user.suspended === true,
    secureTokenEnabled: n % 2 === 0,
  };
  return [...(own ? [own] : []), ...(n % 7 === 3 ? [local] : [])];
}
