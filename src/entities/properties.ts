import {
  EntityContext,
  Property,
  PropertySchema,
  PropertyValue,
} from '../graph/entity';
import { cut, Fields, Row } from '../graph/fields';
import { normalizeId } from '../jumpcloud/ids';
import { LONGEST_TEXT } from '../jumpcloud/limits';

/* The words of declarations: kinds of properties, and the safe values that they hold. */

/** Where a value is in an object: `email`, `mfa.configured`. */
type Path<R> = {
  [N in keyof R & string]: unknown extends R[N]
    ? N
    : NonNullable<R[N]> extends readonly unknown[]
    ? N
    : N | `${N}.${Path<NonNullable<R[N]>>}`;
}[keyof R & string];

type Read<R> = (row: R, context: EntityContext) => unknown;

/** What a property is made of: the value at a path, or whatever a function makes of the object. */
type Source<R> = Path<R> | Read<R>;

function readerOf<R>(source: Source<R>): Read<R> {
  if (typeof source === 'function') return source;
  const names = source.split('.');
  return (row) => {
    let value: unknown = row;
    for (const name of names) value = (value as Row<Fields> | null)?.[name];
    return value;
  };
}

const kind =
  (
    schema: Omit<PropertySchema, 'description'>,
    safe: (value: unknown) => PropertyValue,
    unit = '',
  ) =>
  <R>(description: string, source: Source<R>): Property<R> => {
    const read = readerOf(source);
    return {
      ...schema,
      description: description + unit,
      value: (row, context) => safe(read(row, context)),
    };
  };

export const string = kind({ type: 'string' }, asString);
export const lowerCase = kind({ type: 'string' }, asLowerCase);
export const email = kind({ type: 'string' }, asEmail);
/** JumpCloud's id of another object. */
export const identifier = kind({ type: 'string' }, (value) => {
  const id = asString(value);
  return id === undefined ? undefined : normalizeId(id);
});
export const boolean = kind({ type: 'boolean' }, asBoolean);
export const number = kind({ type: 'number' }, asNumber);
const UNIT_OF_TIME = ' (milliseconds since the epoch)';
/** A date as JumpCloud writes it. */
export const timestamp = kind({ type: 'number' }, asTimestamp, UNIT_OF_TIME);
/** A date that is in milliseconds since the epoch already. */
export const milliseconds = kind({ type: 'number' }, asNumber, UNIT_OF_TIME);
export const strings = kind(
  { type: 'array', items: { type: 'string' } },
  asStrings,
);

/** For what the data model requires of a class but does not need to know: null where it is unknown. */
export const nullable = <R>(property: Property<R>): Property<R> => ({
  ...property,
  type: [String(property.type), 'null'],
  value: (row, context) => property.value(row, context) ?? null,
});

/*
 * Safe values: each function takes whatever JumpCloud sent and returns what may
 * be a property, or undefined where the source is absent or malformed. Absent
 * is not false, and one malformed value must not cost its entity.
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
