import { isIP } from 'net';

import { PROPERTY_ONLY, Row } from '../../graph/fields';
import { asBoolean, asString, elements } from '../properties';

/** A network interface. The specification names no `mac`; where a tenant sends one, it is taken. */
export const NETWORK_INTERFACE = {
  address: PROPERTY_ONLY,
  internal: PROPERTY_ONLY,
  mac: PROPERTY_ONLY,
} as const;

type NetworkInterfaces =
  | readonly (Row<typeof NETWORK_INTERFACE> | null)[]
  | null
  | undefined;

/**
 * The IP addresses of a device, each once. Those that every machine has (loopback,
 * link-local) would relate all devices to one another and are left out.
 *
 * @returns undefined where JumpCloud lists no interfaces
 */
export function ipAddressesOf(
  interfaces: NetworkInterfaces,
): string[] | undefined {
  if (!Array.isArray(interfaces)) return undefined;
  const found = elements(interfaces)
    .filter((each) => asBoolean(each?.internal) !== true)
    .map((each) => asIpAddress(each?.address))
    .filter((address): address is string => address !== undefined)
    .filter((address) => !EVERYWHERE.test(address));
  return Array.from(new Set(found));
}

const EVERYWHERE = /^(127\.|169\.254\.|0\.0\.0\.0$|::1?$|fe[89ab])/;

/** Those that no router of the internet forwards: of offices, homes and carriers. */
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd])/;

export function isPrivate(address: string): boolean {
  return PRIVATE.test(address);
}

/**
 * The public IP addresses of a device: those of its interfaces, and the one it
 * reports from.
 *
 * @returns undefined where JumpCloud lists neither
 */
export function publicIpAddressesOf(
  interfaces: NetworkInterfaces,
  remoteIp: unknown,
): string[] | undefined {
  const remote = asIpAddress(remoteIp);
  const own = ipAddressesOf(interfaces);
  if (remote === undefined) return own?.filter((each) => !isPrivate(each));
  const all = [remote, ...(own ?? [])].filter((each) => !isPrivate(each));
  return Array.from(new Set(all));
}

/** An IP address in lower case, without the name of an interface behind it (`fe80::1%en0`). */
export function asIpAddress(value: unknown): string | undefined {
  const address = asString(value)?.toLowerCase().replace(/%.*$/, '');
  return address !== undefined && isIP(address) > 0 ? address : undefined;
}

/**
 * @returns undefined where no interface has a MAC address
 */
export function macAddressesOf(
  interfaces: NetworkInterfaces,
): string[] | undefined {
  const found = elements(interfaces)
    .map((each) => asMacAddress(each?.mac) ?? asMacAddress(each?.address))
    .filter((address): address is string => address !== undefined);
  return found.length > 0 ? Array.from(new Set(found)) : undefined;
}

/** A MAC address in lower case with colons; not that of a loopback interface, which is zero. */
export function asMacAddress(value: unknown): string | undefined {
  const address = asString(value)?.toLowerCase().replace(/-/g, ':');
  return address !== undefined &&
    /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address) &&
    address !== '00:00:00:00:00:00'
    ? address
    : undefined;
}
