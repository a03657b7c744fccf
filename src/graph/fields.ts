import { cut } from './values';

/* Which fields of an object are read, and what becomes of them. */

/** A field that is read for a property, and kept as raw data as well. */
export const KEEP = 'keep';
/** A field that is read for a property only. */
export const READ = 'read';

/**
 * The fields of an object that are read. Whatever is not named here does not
 * enter the graph. `[{ ... }]` is a list of objects; a plain field holds a value
 * or a list of values.
 */
export interface Fields {
  readonly [field: string]:
    | typeof KEEP
    | typeof READ
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

/**
 * What of an object is kept as raw data.
 *
 * @returns an object with those fields of it that are to be kept, in their places; strings cut to what JupiterOne keeps
 */
export function keptOf(row: object, fields: Fields): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const field of Object.keys(fields)) {
    const value = (row as Record<string, unknown>)[field];
    const rule = fields[field];
    if (rule === READ) continue;
    if (rule === KEEP) {
      if (Array.isArray(value)) raw[field] = value.filter(isPlain).map(plain);
      else if (isPlain(value)) raw[field] = plain(value);
    } else if (Array.isArray(rule)) {
      if (!Array.isArray(value) || !keepsAny(rule[0])) continue;
      raw[field] = value.filter(isObject).map((each) => keptOf(each, rule[0]));
    } else if (isObject(value) && keepsAny(rule as Fields)) {
      raw[field] = keptOf(value, rule as Fields);
    }
  }
  return raw;
}

function keepsAny(fields: Fields): boolean {
  return Object.keys(fields).some((field) => {
    const rule = fields[field];
    if (rule === KEEP || rule === READ) return rule === KEEP;
    return keepsAny(Array.isArray(rule) ? rule[0] : (rule as Fields));
  });
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
