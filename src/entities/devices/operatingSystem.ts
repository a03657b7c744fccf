import { PROPERTY_ONLY, Row } from '../../graph/fields';
import { asBoolean, asString, isSet } from '../../graph/values';

/** What the specification says of an operating system; of the version it gives a name and the parts of a number. */
export interface OperatingSystem {
  readonly os?: unknown;
  readonly osFamily?: unknown;
  readonly version?: unknown;
  readonly osVersionDetail?: Row<typeof VERSION_DETAIL> | null;
}

export const VERSION_DETAIL = {
  major: PROPERTY_ONLY,
  minor: PROPERTY_ONLY,
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
  const { os, osFamily, version, amazonInstanceID } = device;
  const platform = platformOf(os, osFamily);
  if (platform === 'ios' || platform === 'android') return 'mobile';
  if (isSet(amazonInstanceID) === true) return 'server';
  if (platform === 'darwin') return 'endpoint';
  if (platform === 'windows') {
    return [os, version].some(isWindowsServer) ? 'server' : 'endpoint';
  }
  if (platform !== 'linux') return undefined;
  const hasDesktop =
    asBoolean(device.desktopCapable) ?? isSet(device.displayManager);
  if (hasDesktop === undefined) return undefined;
  return hasDesktop ? 'endpoint' : 'server';
}

/** Windows is versioned by its edition: "10 Pro", "Server 2019 Standard", "2016 Datacenter"; but "10 Enterprise 2019 LTSC" is none. */
function isWindowsServer(name: unknown): boolean {
  return /\bserver\b|\bdatacenter\b|^20\d\d\b/i.test(asString(name) ?? '');
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
