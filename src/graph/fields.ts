import { LONGEST_TEXT } from '../jumpcloud/limits';

/* Which fields of an object are read, and what becomes of them. */

/** A field that is read for a property, and kept as raw data as well. */
export const RAW = 'raw';
/** A field that is read for a property only. */
export const PROPERTY_ONLY = 'property only';

/**
 * The fields of an object that are read. Whatever is not named here does not
 * enter the graph. `[{ ... }]` is a list of objects; a plain field holds a value
 * or a list of values.
 */
export interface Fields {
  readonly [field: string]:
    | typeof RAW
    | typeof PROPERTY_ONLY
    | Fields
    | readonly [Fields];
}

/** An object as JumpCloud sends it. Neither the specification nor a tenant promises any value: each is unknown until it was made safe. */
export type Row<F extends Fields> = {
  readonly [N in keyof F]?: F[N] extends Fields
    ? Row<F[N]> | null
    : F[N] extends readonly [infer E]
    ? E extends Fields
      ? readonly (Row<E> | null)[] | null
      : never
    : unknown;
};

/** Makes the raw data of a value; undefined where nothing of it is kept. */
type RawData = (value: unknown) => unknown;

/**
 * What of an object is kept as raw data: those of its fields that are to be kept,
 * in their places; strings cut to what JupiterOne keeps. Worked out once for a
 * type, of which there may be a hundred thousand objects.
 */
export function rawDataOf(fields: Fields): RawData {
  const kept = Object.keys(fields).flatMap((field): [string, RawData][] => {
    const rule = fields[field];
    if (rule === PROPERTY_ONLY) return [];
    if (rule === RAW) return [[field, plain]];
    const below = rawDataOf(Array.isArray(rule) ? rule[0] : (rule as Fields));
    const isKept = below({}) !== undefined;
    return isKept ? [[field, Array.isArray(rule) ? listOf(below) : below]] : [];
  });
  return (value) => {
    if (kept.length === 0 || !isObject(value)) return undefined;
    const raw: Record<string, unknown> = {};
    for (const [field, rawData] of kept) {
      const own = rawData((value as Record<string, unknown>)[field]);
      if (own !== undefined) raw[field] = own;
    }
    return raw;
  };
}

const listOf = (below: RawData) => (value: unknown) =>
  Array.isArray(value) ? value.filter(isObject).map(below) : undefined;

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(isPlain).map(plain);
  if (!isPlain(value)) return undefined;
  return typeof value === 'string' ? cut(value) : value;
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The beginning of a string that is too long; never half of a surrogate pair, which would be no valid text. */
export function cut(value: string): string {
  return value.length <= LONGEST_TEXT
    ? value
    : value.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '');
}
