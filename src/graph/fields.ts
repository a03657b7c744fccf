import { cut } from './values';

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

/** A field that is kept, and what of it where it holds objects. */
type Kept = readonly [
  field: string,
  below: readonly Kept[] | undefined,
  isList: boolean,
];

/** Worked out once: there may be a hundred thousand objects of a kind. */
const plans = new WeakMap<Fields, readonly Kept[]>();

function planOf(fields: Fields): readonly Kept[] {
  const known = plans.get(fields);
  if (known) return known;
  const plan = Object.keys(fields).reduce<Kept[]>((kept, field) => {
    const rule = fields[field];
    if (rule === RAW) return [...kept, [field, undefined, false]];
    if (rule === PROPERTY_ONLY) return kept;
    const isList = Array.isArray(rule);
    const below = planOf(isList ? rule[0] : (rule as Fields));
    return below.length > 0 ? [...kept, [field, below, isList]] : kept;
  }, []);
  plans.set(fields, plan);
  return plan;
}

/**
 * What of an object is kept as raw data.
 *
 * @returns an object with those fields of it that are to be kept, in their places; strings cut to what JupiterOne keeps
 */
export function rawDataOf(
  row: object,
  fields: Fields,
): Record<string, unknown> {
  return keep(row, planOf(fields));
}

function keep(row: object, plan: readonly Kept[]): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [field, below, isList] of plan) {
    const value = (row as Record<string, unknown>)[field];
    if (value === undefined || value === null) continue;
    if (below === undefined) {
      if (Array.isArray(value)) raw[field] = value.filter(isPlain).map(plain);
      else if (isPlain(value)) raw[field] = plain(value);
    } else if (isList) {
      if (!Array.isArray(value)) continue;
      raw[field] = value.filter(isObject).map((each) => keep(each, below));
    } else if (isObject(value)) {
      raw[field] = keep(value, below);
    }
  }
  return raw;
}

function plain(value: unknown): unknown {
  return typeof value === 'string' ? cut(value) : value;
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
