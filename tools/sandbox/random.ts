/*
 * What all generated data is made of: rows, dates, drawn numbers and ids, and the
 * mark of every value that must stay in JumpCloud.
 */

/**
 * Stands in every value that must never reach the graph (private keys, shared
 * secrets, SSH keys, addresses, phone numbers, policy values), so that a test can
 * look for all of them at once.
 */
export const PLANTED_SECRET = 'planted-fake-secret';

/** A value as JSON knows it. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [field: string]: Json | undefined };

/** An object as the API sends it; a field that is undefined is not sent. */
export type Row = { [field: string]: Json | undefined };

/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The day of a tenant that is given none, in milliseconds since the epoch: recordings, and tests that compare, need the same data every day. */
export const REFERENCE_DATE = Date.UTC(2026, 0, 1);

/**
 * Everything is dated from one moment, so that a tenant tells the same story on
 * any day: somebody who was hired last week was hired last week.
 *
 * @param days from that moment, not always whole; negative for the past
 * @returns the moment in ISO 8601
 */
export type Day = (days: number) => string;

/** @param now that moment, in milliseconds since the epoch */
export function createCalendar(now: number): Day {
  return (days) => new Date(now + Math.round(days * DAY)).toISOString();
}

/** What the objects of one tenant are made from. */
export interface Basis {
  ids: Ids;
  day: Day;
}

/**
 * One of the items, in turn: the same number always gives the same item.
 *
 * @param n a whole number from 0
 */
export function inTurn<T>(items: readonly T[], n: number): T {
  return items[n % items.length];
}

/** Tell apart what would else be called the same, before numbers do. */
const INSTANCES = [
  'Europe',
  'Asia Pacific',
  'Staging',
  'Training',
  'Partners',
  'Research',
  'Archive',
  'Latin America',
  'Public Sector',
  'Subsidiaries',
  'Pilot',
  'Recovery',
];

/**
 * A name of its own for each number: of a company's fifth wiki as of its first.
 *
 * @param n a whole number from 0
 */
export function nameInTurn(names: readonly string[], n: number): string {
  const round = Math.floor(n / names.length);
  const instance = inTurn(['', ...INSTANCES], round);
  const number = Math.floor(round / (INSTANCES.length + 1)) + 1;
  const which = [instance, number > 1 ? number : ''].filter(Boolean).join(' ');
  return inTurn(names, n) + (which && ` (${which})`);
}

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** One of the items; of an empty list nothing can be picked, so it throws. */
  pick<T>(items: readonly T[]): T;
}

/**
 * A small, fast generator (mulberry32): faker would take a minute for what this
 * does in a second.
 *
 * @param seed the same seed gives the same sequence
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    pick(items) {
      if (items.length === 0) {
        throw new Error('cannot pick from an empty list');
      }
      return items[below(items.length)];
    },
  };
}

/** The kinds of objects that have ids; the position is part of the id. The ids of these are in recordings; others are made of their names. */
const ID_KINDS = [
  'organization',
  'admin',
  'user',
  'group',
  'application',
  'sshKey',
  'detail',
  'system',
  'systemGroup',
  'policy',
  'policyTemplate',
  'directory',
  'radiusServer',
  'authnPolicy',
  'ipList',
  'appleMdm',
  'appleDevice',
  'role',
  'nobody',
  'serviceAccount',
  'command',
  'saasApplication',
  'saasAccount',
  'catalogApplication',
  'provider',
  'event',
] as const;

/** Gives the id of the n-th object of a kind; any name may be a kind. */
export type Ids = (kind: string, n: number) => string;

/**
 * Ids like those of MongoDB, 24 hexadecimal digits: unique across kinds and
 * organizations, ascending with `n` within a kind.
 *
 * @param index the number of the organization, below 65,536
 * @param seed makes the ids of differently seeded tenants differ
 */
export function createIds(index: number, seed: number): Ids {
  const hex = (value: number, digits: number) =>
    value.toString(16).padStart(digits, '0').slice(-digits);
  const middle = hex(index, 4) + hex(Math.imul(seed + 1, 0x9e3779b1) >>> 0, 6);
  const prefixes = new Map<string, string>(
    ID_KINDS.map((kind, n) => [kind, hex(0x60a1_0000 + n * 0x101, 8) + middle]),
  );
  return (kind, n) => {
    const prefix =
      prefixes.get(kind) ?? hex(0x60b0_0000 + hash(kind), 8) + middle;
    prefixes.set(kind, prefix);
    return prefix + hex(n, 6);
  };
}

/** A number of 20 bits that a name always gives. */
function hash(name: string): number {
  return [...name].reduce(
    (sum, character) =>
      (Math.imul(sum, 31) + character.charCodeAt(0)) & 0xf_ffff,
    7,
  );
}
