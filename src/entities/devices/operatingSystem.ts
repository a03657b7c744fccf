import { PROPERTY_ONLY, Row } from '../../graph/fields';
import {
  LINUX,
  MACOS,
  SupportEnds,
  WINDOWS,
  WINDOWS_BUILDS,
  WindowsEdition,
} from './supportEnds';
import { asBoolean, asString, isSet } from '../properties';

/** What the specification says of an operating system; of the version it gives a name and the parts of a number. */
export interface OperatingSystem {
  readonly os?: unknown;
  readonly osFamily?: unknown;
  readonly version?: unknown;
  readonly osVersionDetail?: Row<typeof VERSION_DETAIL> | null;
}

export const VERSION_DETAIL = {
  distributionName: PROPERTY_ONLY,
  major: PROPERTY_ONLY,
  minor: PROPERTY_ONLY,
  osName: PROPERTY_ONLY,
  patch: PROPERTY_ONLY,
  releaseName: PROPERTY_ONLY,
  version: PROPERTY_ONLY,
} as const;

/** What of a device tells a server from a computer that somebody sits at. */
interface Use extends OperatingSystem {
  readonly amazonInstanceID?: unknown;
  readonly desktopCapable?: unknown;
  readonly displayManager?: unknown;
}

/** The words of the data model, and how JumpCloud's names of systems and of their families are recognized. */
const PLATFORMS: readonly (readonly [string, RegExp])[] = [
  ['ios', /^(ios|ipados|iphone|ipad)\b/],
  ['android', /android/],
  ['darwin', /darwin|os x|^mac/],
  ['windows', /windows/],
  [
    'linux',
    /linux|ubuntu|debian|mint|fedora|centos|red ?hat|rhel|rocky|suse|raspbian|pop!?_os/,
  ],
  ['unix', /bsd|solaris|sunos|aix|hp-ux|unix/],
];

/**
 * The system's name is asked first: it is the more exact of the two.
 *
 * @returns a word of the data model, `other` for a system that is none of them; undefined where JumpCloud names no system
 */
export function platformOf(...names: readonly unknown[]): string | undefined {
  const known = names
    .map((name) => asString(name)?.toLowerCase())
    .filter((name): name is string => name !== undefined);
  for (const name of known) {
    const platform = PLATFORMS.find(([, pattern]) => pattern.test(name));
    if (platform) return platform[0];
  }
  return known.length > 0 ? 'other' : undefined;
}

/**
 * JumpCloud has no such field. Servers and phones are told apart because rules
 * for laptops would accuse them: of a disk that is not encrypted, of having no
 * owner.
 *
 * @returns mobile, server or endpoint; undefined where it cannot be told
 */
export function categoryOf(device: Use): string | undefined {
  const { os, osFamily, amazonInstanceID } = device;
  const platform = platformOf(os, osFamily);
  if (platform === 'ios' || platform === 'android') return 'mobile';
  if (isSet(amazonInstanceID) === true) return 'server';
  if (platform === 'darwin') return 'endpoint';
  if (platform === 'windows') {
    return isWindowsServer(device) ? 'server' : 'endpoint';
  }
  if (platform !== 'linux') return undefined;
  const hasDesktop =
    asBoolean(device.desktopCapable) ?? isSet(device.displayManager);
  if (hasDesktop === undefined) return undefined;
  return hasDesktop ? 'endpoint' : 'server';
}

/** Windows is versioned by its edition: "10 Pro", "Server 2019 Standard", "2016 Datacenter"; but "10 Enterprise 2019 LTSC" is none. */
function isWindowsServer(system: OperatingSystem): boolean {
  const { os, version, osVersionDetail } = system;
  return [os, version, osVersionDetail?.osName].some((name) =>
    /\bserver\b|\bdatacenter\b|^20\d\d\b/i.test(asString(name) ?? ''),
  );
}

/** As JumpCloud shows it: "15.1", of Windows "10 Pro". */
export function osVersionOf(system: OperatingSystem): string | undefined {
  return asString(system.version) ?? exactVersionOf(system);
}

/** Everything that is known of the system in one line: "Windows 10 Pro (10.0.19045)". */
export function osDetailsOf(system: OperatingSystem): string | undefined {
  const name = asString(
    `${asString(system.os) ?? ''} ${osVersionOf(system) ?? ''}`,
  );
  if (name === undefined) return undefined;
  const more = [
    asString(system.osVersionDetail?.releaseName),
    exactVersionOf(system),
  ].filter((each) => each !== undefined && !name.includes(each));
  return more.length > 0 ? `${name} (${more.join(', ')})` : name;
}

function exactVersionOf({
  osVersionDetail,
}: OperatingSystem): string | undefined {
  const { version, major, minor, patch } = osVersionDetail ?? {};
  const parts = [major, minor, patch].map(asString);
  const unknown = parts.indexOf(undefined);
  return (
    asString(version) ??
    asString(parts.slice(0, unknown < 0 ? parts.length : unknown).join('.'))
  );
}

/**
 * When security updates for the system end, or ended (a date). A system that may
 * be one of several, such as Windows without an edition, is taken for the one
 * that gets them longest.
 *
 * @returns undefined where no end is known: see supportEnds.ts
 */
export function supportEndOf(system: OperatingSystem): string | undefined {
  const platform = platformOf(system.os, system.osFamily);
  const names = namesOf(system);
  if (platform === 'windows') return windowsSupportEnd(system, names);
  const ends =
    platform === 'darwin'
      ? MACOS
      : platform === 'linux'
      ? LINUX.find(([name]) => name.test(names))?.[1]
      : undefined;
  const [version] = /\d+(\.\d+)*/.exec(osVersionOf(system) ?? '') ?? [];
  return ends && version && endIn(ends, version);
}

/** Everything that may name the system, its edition or its release, in lower case. */
function namesOf({ os, version, osVersionDetail }: OperatingSystem): string {
  const { osName, distributionName, releaseName } = osVersionDetail ?? {};
  return [os, version, osName, distributionName, releaseName]
    .map(asString)
    .filter((name) => name !== undefined)
    .join(' ')
    .toLowerCase();
}

function endIn(ends: SupportEnds, version: string): string | undefined {
  return ends.find(
    ([known]) => version === known || version.startsWith(`${known}.`),
  )?.[1];
}

/** A release is known by its build; where none is told, by its name ("10 Pro", "Server 2012 R2"). */
function windowsSupportEnd(
  system: OperatingSystem,
  names: string,
): string | undefined {
  const { major, minor, patch, version } = system.osVersionDetail ?? {};
  const numbers = [system.version, version, [major, minor, patch].join('.')];
  const build = numbers
    .map((each) => /(?:^|\s)\d+\.\d+\.(\d{4,5})\b/.exec(asString(each) ?? ''))
    .find((found) => found !== null)?.[1];
  const ends = windowsEditionsOf(system, names)
    .map((edition) => [edition, build ?? buildNamed(edition, names)] as const)
    .map(([edition, known]) => known && endIn(WINDOWS[edition], known))
    // Without a build, an edition that is not known by its name may be any.
    .filter((end) => build === undefined || end !== undefined);
  return ends.includes(undefined) ? undefined : ends.sort().pop();
}

/** All that it may be, where JumpCloud names none. */
function windowsEditionsOf(
  system: OperatingSystem,
  names: string,
): WindowsEdition[] {
  if (isWindowsServer(system)) return ['server'];
  if (/\blts[bc]\b/.test(names)) {
    return [/\biot\b/.test(names) ? 'iotLtsc' : 'ltsc'];
  }
  if (/\b(home|pro|professional|core)\b/.test(names)) return ['homeAndPro'];
  if (/\b(enterprise|education)\b/.test(names)) return ['enterprise'];
  return ['homeAndPro', 'enterprise', 'ltsc', 'iotLtsc'];
}

function buildNamed(
  edition: WindowsEdition,
  names: string,
): string | undefined {
  const [kind, pattern] =
    edition === 'server'
      ? (['server', /\b20\d\d( r2)?\b/] as const)
      : /ltsc$/i.test(edition)
      ? (['ltsc', /\b20\d\d\b/] as const)
      : (['client', /\b(7|8\.1|8|10)\b/] as const);
  return WINDOWS_BUILDS[kind][pattern.exec(names)?.[0] ?? ''];
}
