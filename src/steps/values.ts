/*
 * Safe values: each function takes whatever JumpCloud sent and gives a value
 * that may be a property, or undefined where the source is absent or malformed.
 */

/** JupiterOne keeps no longer strings (characters). */
const LONGEST_TEXT = 4_096;

/** A string without white space around it; numbers are taken as written. Empty is undefined. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  if (trimmed.length <= LONGEST_TEXT) return trimmed || undefined;
  // Never half of a surrogate pair: that would be no valid text any more.
  return trimmed
    .slice(0, LONGEST_TEXT)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

export function lowerCase(value: unknown): string | undefined {
  // Again a text: some letters are longer in lower case.
  return text(text(value)?.toLowerCase());
}

/**
 * An e-mail address in lower case, as JupiterOne compares them. Only what its
 * data model accepts: one odd address must not cost the whole entity.
 */
export function email(value: unknown): string | undefined {
  const address = text(value);
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

/** Milliseconds since the epoch, from RFC 3339 or a bare date; the year 1 stands for "never". */
export function time(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value.trim())) {
    return undefined;
  }
  const milliseconds = Date.parse(value.trim());
  return milliseconds > 0 ? milliseconds : undefined;
}

/** Absent is not false. */
export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : undefined;
}

/** The elements of a list; none where there is no list. */
export function elements<T>(value: readonly T[] | null | undefined): T[] {
  return Array.isArray(value) ? value : [];
}

/** A list of texts, without those that are none; undefined where there is no list. */
export function texts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map(text).filter((each): each is string => each !== undefined);
}

/** The texts at one key of each element of a list; undefined where there is no list. */
export function textsAt(value: unknown, key: string): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return texts(
    value.map((each) => (each as Record<string, unknown> | null)?.[key]),
  );
}
