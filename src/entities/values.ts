import { asBoolean, asStrings } from '../graph/values';

/* What declarations make of the values of one object. */

/** The opposite of a boolean; undefined where there is none. */
export function not(value: unknown): boolean | undefined {
  const known = asBoolean(value);
  return known === undefined ? undefined : !known;
}

/** The strings at one field of each element of a list; undefined where there is no list. */
export function stringsAt(value: unknown, field: string): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return asStrings(
    value.map((each) => (each as Record<string, unknown> | null)?.[field]),
  );
}

/** The elements of a list; none where there is no list. */
export function elements<T>(value: readonly T[] | null | undefined): T[] {
  return Array.isArray(value) ? value : [];
}

/** How many elements a list has; undefined where there is no list. */
export function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

/** Whether there is something: false for an empty string, undefined where JumpCloud does not say. */
export function isSet(value: unknown): boolean | undefined {
  return typeof value === 'string' ? value.trim() !== '' : undefined;
}
