import { LONGEST_TEXT } from '../jumpcloud/limits';

/*
 * Safe values: each function takes whatever JumpCloud sent and returns what may
 * be a property, or undefined where the source is absent or malformed. Absent
 * is not false, and one odd value must not cost the whole entity.
 */

/** A string without white space around it; a number is taken as it is written. Empty is undefined. */
export function asString(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed.length <= LONGEST_TEXT
    ? trimmed || undefined
    : cut(trimmed).trimEnd();
}

/** The beginning of a string that is too long; never half of a surrogate pair, which would be no valid text. */
export function cut(value: string): string {
  return value.length <= LONGEST_TEXT
    ? value
    : value.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '');
}

export function asLowerCase(value: unknown): string | undefined {
  // Cut again: some letters are longer in lower case.
  return asString(asString(value)?.toLowerCase());
}

/** An e-mail address in lower case, as JupiterOne compares them; only what its data model accepts. */
export function asEmail(value: unknown): string | undefined {
  const address = asString(value);
  // Checked before it is made lower case, which would make an ordinary k of the
  // Kelvin sign, and somebody else's address of this one.
  return address !== undefined &&
    address.length <= 254 &&
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(
      address,
    )
    ? address.toLowerCase()
    : undefined;
}

/**
 * Milliseconds since the epoch, from RFC 3339 or a bare date. Without a zone it
 * is UTC, wherever the integration runs. The year 1 stands for "never".
 */
export function asTimestamp(value: unknown): number | undefined {
  const date = typeof value === 'string' ? value.trim() : '';
  if (!/^\d{4}-\d{2}-\d{2}/.test(date)) return undefined;
  const hasNoZone = /^\S{10}[T ][\d:.]+$/.test(date);
  const milliseconds = Date.parse(hasNoZone ? `${date}Z` : date);
  return milliseconds > 0 ? milliseconds : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** A list of strings, without those that are none; undefined where there is no list. */
export function asStrings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(asString).filter(isString);
}

function isString(value: string | undefined): value is string {
  return value !== undefined;
}
