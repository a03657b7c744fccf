import { Row } from './random';

/* The operating systems of devices: those that are current on a day, and a few that have been left behind. */

/** An operating system; what all devices with it share is made once. */
export interface OperatingSystem {
  os: string;
  osFamily: string;
  version: string;
  osVersionDetail: Row;
  /** Phones and tablets have no agent, no disk of their own to encrypt, no shell. */
  isMobile: boolean;
  isServer: boolean;
}

/** @param number of the version, where it is another than its name: Windows has it as 10.0.19045 */
function operatingSystem(
  os: string,
  osFamily: string,
  version: string,
  { number = version, isServer = false } = {},
): OperatingSystem {
  const [major, minor = '0', patch = '0'] = number.split('.');
  return {
    os,
    osFamily,
    version,
    isMobile: osFamily === 'ios' || osFamily === 'android',
    isServer,
    osVersionDetail: {
      osName: os === 'Mac OS X' ? 'macOS' : os,
      releaseName: '',
      major,
      minor,
      patch,
      majorNumber: Number(major),
      minorNumber: Number(minor),
      patchNumber: Number(patch),
      revision: '',
      distributionName: osFamily === 'linux' ? os : '',
      version: number,
    },
  };
}

/**
 * Vendors number their versions by the year: Apple's come out in September and
 * are called after the year that follows (since 2025), those of Windows 11 in
 * October, Ubuntu's for the long term in April of every second year. So a device
 * is up to date on any day, also on one of which nobody knows the versions yet.
 *
 * @param now milliseconds since the epoch
 */
export function createOperatingSystems(now: number) {
  // What came out in a month is on devices in the next.
  const date = new Date(now);
  const autumn = date.getUTCFullYear() - Number(date.getUTCMonth() < 10);
  const spring = date.getUTCFullYear() - Number(date.getUTCMonth() < 4);
  const apple = (year: number, before2025: number) =>
    year < 2025 ? year - before2025 : year - 1999;
  const build = 26_200 + 100 * (autumn - 2025);
  const longTerm = `${(spring - (spring % 2)) % 100}.04`;
  const mac = (version: string) =>
    operatingSystem('Mac OS X', 'darwin', version);
  const ubuntu = (version: string, isServer: boolean) =>
    operatingSystem('Ubuntu', 'linux', version, { isServer });
  return {
    macos: mac(`${apple(autumn, 2009)}.1`),
    macosBefore: mac(`${apple(autumn - 1, 2009)}.6`),
    windows: operatingSystem('Windows', 'windows', '11 Pro', {
      number: `10.0.${build}`,
    }),
    ubuntu: ubuntu(longTerm, false),
    ubuntuServer: ubuntu(longTerm, true),
    ios: operatingSystem('iOS', 'ios', `${apple(autumn, 2006)}.1`),
    ipados: operatingSystem('iPadOS', 'ios', `${apple(autumn, 2006)}.1`),
    android: operatingSystem('Android', 'android', String(autumn - 2009)),
    // Out of support for years.
    macosOld: mac('11.7.10'),
    windowsOld: operatingSystem('Windows', 'windows', '10 Pro', {
      number: '10.0.19044',
    }),
    windowsServerOld: operatingSystem(
      'Windows',
      'windows',
      'Server 2012 R2 Standard',
      { number: '6.3.9600', isServer: true },
    ),
    ubuntuServerOld: ubuntu('18.04', true),
  };
}

export type SystemKind = keyof ReturnType<typeof createOperatingSystems>;
