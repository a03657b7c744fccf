import { isIP } from 'net';
import { asString } from '../properties';

/** What may name a host, as the data model (0.62) has it. */
const LABEL = /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i;
const FULL = /^(?=.{4,253}$)((?!-)[a-z0-9-]{0,62}[a-z0-9]\.)+[a-z]{2,63}$/i;

/** The name of a host without its domain; undefined for what is none, such as "Ada's Mac" or an IP address. */
export function hostNameOf(hostname: unknown): string | undefined {
  const name = asString(hostname);
  if (name === undefined || isIP(name) > 0) return undefined;
  const [label] = name.split('.');
  return LABEL.test(label) ? label : undefined;
}

/**
 * The name of a host with its domain.
 *
 * @param domain that it has joined
 * @returns undefined where no domain is known; `.local` is none, every network has its own
 */
export function fullNameOf(
  hostname: unknown,
  domain: unknown,
): string | undefined {
  const name = asString(hostname);
  const label = hostNameOf(name);
  if (name === undefined || label === undefined) return undefined;
  const full = name === label ? `${label}.${asString(domain) ?? ''}` : name;
  return FULL.test(full) && !/\.local$/i.test(full)
    ? full.toLowerCase()
    : undefined;
}
