import {
  createOperatingSystems,
  OperatingSystem,
  SystemKind,
} from './operatingSystems';
import { User } from './people';
import { Basis, inTurn, PLANTED_SECRET, Row } from './random';

/* The devices (JumpCloud's systems): about one for each person, and some servers. */

export type System = Row & { _id: string };

/** Of twenty devices. */
const KINDS: SystemKind[] = [
  'macos',
  'windows',
  'macos',
  'windows',
  'macos',
  'macosBefore',
  'windows',
  'macos',
  'ios',
  'windows',
  'macos',
  'windows',
  'ubuntu',
  'macos',
  'ubuntuServer',
  'macosBefore',
  'windows',
  'android',
  'macos',
  'ubuntuServer',
];

/** Some have been left behind. */
function kindOf(n: number): SystemKind {
  if (n % 60 === 25) return 'windowsOld';
  if (n % 90 === 44) return 'macosOld';
  if (n % 120 === 39) return 'ubuntuServerOld';
  if (n % 240 === 79) return 'windowsServerOld';
  return n % 80 === 28 ? 'ipados' : inTurn(KINDS, n);
}

/** What devices are called: of its owner, or after what it does. */
const PREFIXES: Partial<Record<SystemKind, string>> = {
  windows: 'win',
  windowsOld: 'win',
  ubuntu: 'ubuntu',
  ios: 'iphone',
  ipados: 'ipad',
  android: 'android',
};
const SERVER_NAMES = ['web', 'api', 'db', 'ci', 'build', 'vpn', 'monitor'];

/** People who may have a device, in turn. */
interface Owners {
  next: () => User | undefined;
  /** The next of those who have one already. */
  again: () => User | undefined;
}

function createOwners(users: User[]): Owners {
  const people = users.filter(
    ({ firstname, state }) => Boolean(firstname) && state !== 'STAGED',
  );
  let n = 0;
  let m = 0;
  return {
    next: () => (people.length > 0 ? inTurn(people, n++) : undefined),
    again: () => (people.length > 0 ? inTurn(people, 3 * m++) : undefined),
  };
}

/**
 * @param count how many devices
 * @param users whose they are: everybody's computer, some people's phone
 * @returns the rows of `GET /api/systems`, ascending by `_id`
 */
export function createSystems(
  count: number,
  basis: Basis,
  users: User[],
): System[] {
  const systems = createOperatingSystems(Date.parse(basis.day(0)));
  const owners = createOwners(users);
  const names = new Map<string, number>();
  let suspended = 0;
  return Array.from({ length: count }, (_, n) => {
    const kind = kindOf(n);
    const { isServer, isMobile } = systems[kind];
    const user = isServer
      ? undefined
      : isMobile
      ? owners.again()
      : owners.next();
    const name = isServer
      ? inTurn(SERVER_NAMES, n)
      : `${PREFIXES[kind] ?? 'mbp'}-${
          user ? String(user.username).replace(/\./g, '-') : 'spare'
        }`;
    const round = (names.get(name) ?? 0) + 1;
    names.set(name, round);
    const number = isServer
      ? `-${String(round).padStart(2, '0')}`
      : round > 1
      ? `-${round}`
      : '';
    // One of three who were suspended has not given it back.
    const isAway = user?.suspended === true && suspended++ % 3 !== 0;
    return createSystem(n, basis, {
      ...systems[kind],
      name: name + number,
      user,
      daysAgo: isAway ? 20.3 + (n % 60) : daysSinceContact(n),
    });
  });
}

/** Nine of ten have been heard of this week; one was never. */
function daysSinceContact(n: number): number | undefined {
  if (n % 73 === 50) return undefined;
  if (n % 43 === 17) return 35.2 + (n % 200);
  if (n % 31 === 9) return 8.4 + (n % 15);
  return 0.01 + ((n * 37) % 100) / 50;
}

const SSHD_PARAMS = [{ name: 'PermitRootLogin', value: PLANTED_SECRET }];
const CONNECTION_HISTORY = [{ remoteIP: PLANTED_SECRET }];
const BUILT_IN_COMMANDS = ['erase', 'lock', 'restart', 'shutdown'].map(
  (name) => ({ type: 'security', name }),
);
const NO_DOMAIN = { partOfDomain: false, domainName: '' };
const IN_DOMAIN = { partOfDomain: true, domainName: 'corp.example' };

interface Machine extends OperatingSystem {
  name: string;
  user: User | undefined;
  /** Undefined where it was never heard of. */
  daysAgo: number | undefined;
}

/** One literal without spreading, as for users: there may be 40,000. */
function createSystem(n: number, basis: Basis, machine: Machine): System {
  const { ids, day } = basis;
  const { os, osFamily, isMobile, isServer, name, user, daysAgo } = machine;
  const apple = osFamily === 'darwin' || osFamily === 'ios';
  const windows = osFamily === 'windows';
  const inCloud = isServer && osFamily === 'linux';
  const policies = isMobile || n % 41 === 34 ? undefined : policyStatsOf(n);
  return {
    _id: ids('system', n),
    id: ids('system', n),
    organization: ids('organization', 0),
    hostname: isMobile ? '' : name + (isServer ? '.corp.example' : ''),
    displayName: name,
    description: n % 60 === 31 ? 'Spare part on shelf 3' : '',
    // As an imported virtual machine has it, and as a broken one has.
    serialNumber: inCloud ? (n % 3 === 0 ? '' : undefined) : serialNumberOf(n),
    active: daysAgo !== undefined && daysAgo < 2,
    agentVersion: isMobile ? '' : '2.40.1',
    agentHasFullDiskAccess: apple && !isMobile,
    remoteAssistAgentVersion: isMobile ? '' : '0.300.0',
    amazonInstanceID: inCloud ? instanceIdOf(n) : undefined,
    arch: isMobile ? '' : apple ? 'arm64' : 'x86_64',
    archFamily: isMobile ? '' : apple ? 'arm' : 'x86_64',
    os,
    osFamily,
    osVersionDetail: machine.osVersionDetail,
    version: machine.version,
    hwVendor: apple
      ? 'Apple Inc.'
      : inCloud
      ? 'Amazon EC2'
      : inTurn(osFamily === 'android' ? PHONE_MAKERS : MAKERS, n),
    created: day(-40.7 - ((n * 7) % 900)),
    lastContact: daysAgo === undefined ? null : day(-daysAgo),
    connectionHistory: n % 16 === 0 ? CONNECTION_HISTORY : [],
    primarySystemUser: createOwner(n, basis, user),
    fde: diskEncryptionOf(n, machine),
    fileSystem: isMobile ? null : FILE_SYSTEMS[osFamily] ?? null,
    allowMultiFactorAuthentication: !isMobile && n % 5 !== 0,
    allowPublicKeyAuthentication: true,
    // Of a server that was set up in a hurry.
    allowSshPasswordAuthentication: isServer && n % 240 === 94,
    allowSshRootLogin: isServer && n % 240 === 94,
    sshRootEnabled: isServer && n % 240 === 94,
    modifySSHDConfig: osFamily === 'linux',
    sshdParams: isMobile ? [] : SSHD_PARAMS,
    azureAdJoined: windows && n % 4 === 1,
    domainInfo: windows && n % 8 === 1 ? IN_DOMAIN : NO_DOMAIN,
    desktopCapable: !isServer,
    displayManager: osFamily === 'linux' && !isServer ? 'gdm' : '',
    hasServiceAccount: apple && !isMobile,
    serviceAccountState:
      apple && !isMobile
        ? {
            hasSecureToken: true,
            passwordODValid: true,
            passwordAPFSValid: n % 25 !== 0,
          }
        : undefined,
    isPolicyBound: policies !== undefined,
    policyStats: policies,
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
        name: windows ? 'Ethernet' : osFamily === 'linux' ? 'eth0' : 'en0',
        address: `192.0.2.${n % 250}`,
        family: 'IPv4',
        internal: false,
      },
      { name: 'lo0', address: '::1', family: 'IPv6', internal: true },
    ],
    secureLogin: windows
      ? { supported: true, enabled: n % 3 !== 0 }
      : undefined,
    systemInsights: {
      state: n % 53 === 21 ? 'disabled' : n % 37 === 5 ? 'deferred' : 'enabled',
    },
    systemTimezone: -420,
    templateName: osFamily === 'linux' ? 'ubuntu-generic' : '',
    mdm: createMdm(n, ids, machine),
    builtInCommands: BUILT_IN_COMMANDS,
    userMetrics: createAccounts(n, machine),
    tags: n % 40 === 7 ? ['loaner'] : [],
    attributes: n % 12 === 0 ? [{ name: 'shelf', value: PLANTED_SECRET }] : [],
    // Older clients know these; the specification does not.
    systemToken: n % 4 === 0 ? PLANTED_SECRET : undefined,
    usernameHashes: n % 4 === 0 ? [PLANTED_SECRET] : undefined,
  };
}

const MAKERS = ['Dell Inc.', 'LENOVO', 'HP'];
const PHONE_MAKERS = ['Google', 'samsung'];
const FILE_SYSTEMS: Record<string, string> = {
  darwin: 'apfs',
  windows: 'NTFS',
  linux: 'ext4',
};

/** As vendors write them; each number has one of its own. */
export function serialNumberOf(n: number): string {
  return `C0${mix(n, 36 ** 7)
    .toString(36)
    .toUpperCase()
    .padStart(7, 'X')}`;
}

/** Numbers in a row become numbers that seem drawn, each of them once: the factor has no prime in common with 2 and 36. */
function mix(n: number, below: number): number {
  return ((n + 1) * 2_654_435_761) % below;
}

/** Of EC2. */
function instanceIdOf(n: number): string {
  const digits = mix(n, 2 ** 32)
    .toString(16)
    .padStart(8, '0');
  return `i-0${digits}${[...digits].reverse().join('')}`;
}

const PROVISIONERS = ['administrator', 'mdm', 'user'];

/** Of servers and desktops with Linux JumpCloud keeps no keys. */
function diskEncryptionOf(
  n: number,
  { osFamily, isMobile, isServer }: OperatingSystem,
): Row | undefined {
  if (isMobile || n % 47 === 22) return undefined;
  if (isServer || n % 53 === 11) return { active: false, keyPresent: false };
  return { active: true, keyPresent: osFamily !== 'linux' && n % 37 !== 16 };
}

/** They fail on one of thirty. */
function policyStatsOf(n: number): Row {
  if (n % 29 === 13) return inTurn(POLICY_STATS, 2);
  return inTurn(POLICY_STATS, Number(n % 17 === 3));
}

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
  { ids }: Basis,
  user: User | undefined,
): Row | undefined {
  if (n % 97 === 21) return undefined;
  if (n % 61 === 36 || !user) return { id: null };
  return { id: n % 89 === 15 ? ids('nobody', n) : user._id };
}

function createMdm(
  n: number,
  ids: Basis['ids'],
  { osFamily, isMobile, isServer }: OperatingSystem,
): Row | undefined {
  if (isServer) return undefined;
  if (osFamily === 'darwin' || osFamily === 'ios') {
    const external = n % 100 === 13;
    return {
      vendor: external ? 'external' : 'internal',
      internal: external ? undefined : { deviceId: ids('appleDevice', n) },
      profileIdentifier: 'com.example.mdm',
      dep: n % 9 !== 4,
      userApproved: true,
      enrollmentType:
        isMobile && n % 3 === 2
          ? 'user'
          : n % 9 !== 4
          ? 'automated device'
          : 'device',
      providerId: '',
      lostModeStatus: isMobile ? 'DISABLED' : undefined,
    };
  }
  if (osFamily === 'windows' && n % 10 !== 1) {
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

/** The accounts on the device: its user's, what its system brings along, and on some one that only the device knows. */
function createAccounts(
  n: number,
  { user, osFamily, isMobile, isServer }: Machine,
): Row[] | undefined {
  if (isMobile) return undefined;
  const account = (userName: string, fields: Row): Row => ({
    userName,
    admin: false,
    managed: false,
    suspended: false,
    secureTokenEnabled: false,
    ...fields,
  });
  return [
    ...(user
      ? [
          account(String(user.systemUsername || user.username), {
            admin: n % 9 === 0,
            managed: true,
            suspended: user.suspended === true,
            secureTokenEnabled: osFamily === 'darwin',
          }),
        ]
      : []),
    // Windows has it switched off.
    ...(osFamily === 'windows' && !isServer
      ? [account('Administrator', { admin: true, suspended: true })]
      : []),
    ...(isServer ? [account('ops', { admin: true })] : []),
    ...(!isServer && n % 31 === 8
      ? [account('localadmin', { admin: true })]
      : []),
  ];
}
