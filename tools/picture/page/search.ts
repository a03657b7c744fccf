/*
 * Finds entities among all of them, drawn or not: by name and e-mail address, by
 * what else they say, and by conditions such as `mfaEnabled = false and
 * department = Sales`.
 */
import { BLOCK_SIZE, Column, show } from './data';
import { plain, Store, Turn } from './store';

interface Condition {
  property: string;
  operator: string;
  value: string;
}

interface Query {
  /** All of them must be there, in lower case. */
  words: string[];
  conditions: Condition[];
}

const CONDITION = /^\s*(\w+)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/;

export function parseQuery(text: string): Query {
  const query: Query = { words: [], conditions: [] };
  for (const part of text.split(/\s+and\s+/i)) {
    const [, property, operator, value] = CONDITION.exec(part) ?? [];
    if (property === undefined) {
      query.words.push(...plain(part).split(/\s+/).filter(Boolean));
    } else {
      const bare = value.replace(/^(["'])(.*)\1$/, '$2').toLowerCase();
      const condition = { property: property.toLowerCase(), operator };
      query.conditions.push({ ...condition, value: bare });
    }
  }
  return query;
}

/** Of what only repeats the name of a user. */
const LAST = 8;

/**
 * Finds by name and e-mail address: who is so called, then whose name begins so,
 * then those of whom a word does, then the others. Among these, people first.
 */
export function findNamed(store: Store, words: string[]): number[] {
  const found: number[][] = [];
  const text = words.join(' ');
  store.head.kinds.forEach((kind) => {
    const order = kind.role === 'person' ? 0 : 1;
    for (const entity of store.entitiesOf(kind)) {
      const name = store.searchedOf(entity);
      if (!words.every((word) => name.includes(word))) continue;
      const rank = kind.mapped ? LAST : order + 2 * rankOf(name, text, words);
      found[rank] = found[rank] ?? [];
      found[rank].push(entity);
    }
  });
  return found.flat();
}

/** @param name with its handle below it */
function rankOf(name: string, text: string, words: string[]): number {
  if (name.startsWith(`${text}\n`)) return 0;
  if (name.startsWith(text)) return 1;
  const parts = name.split(/[^\p{L}\p{N}]+/u);
  const begins = (word: string) => parts.some((part) => part.startsWith(word));
  return words.every(begins) ? 2 : 3;
}

export interface Found {
  named: number[];
  /** Those that say it elsewhere, or fulfil the conditions. */
  others: number[];
}

/**
 * Searches block by block; between two blocks the page can do something else.
 *
 * @param onFound is given all that was found so far
 * @param isWanted says whether to go on
 */
export async function search(
  store: Store,
  text: string,
  onFound: (found: Found, isDone: boolean) => void,
  isWanted: () => boolean,
): Promise<void> {
  const { words, conditions } = parseQuery(text);
  const named =
    conditions.length === 0 && words.length > 0 ? findNamed(store, words) : [];
  const others: number[] = [];
  onFound({ named, others }, false);
  const isNamed = new Set(named);
  const turn = new Turn();
  for (let number = 0; number < store.blockCount; number += 1) {
    if (words.length + conditions.length === 0) break;
    const columns = await store.block(number);
    if (turn.isOver) await turn.next();
    if (!isWanted()) return;
    const first = number * BLOCK_SIZE;
    const rows = Math.min(BLOCK_SIZE, store.count - first);
    const hits = new Uint8Array(rows).fill(1);
    for (const one of conditions) keep(hits, meeting(columns, one, rows));
    for (const word of words) {
      const names = (row: number) =>
        store.searchedOf(first + row).includes(word);
      keep(hits, containing(columns, word, rows, names));
    }
    hits.forEach((hit, row) => {
      if (hit === 1 && !isNamed.has(first + row)) others.push(first + row);
    });
  }
  onFound({ named, others }, true);
}

function keep(hits: Uint8Array, others: Uint8Array): void {
  others.forEach((other, row) => (hits[row] &= other));
}

/** The rows in which a property says what is asked for. Where it is absent, only `!=` is met by a type that has it. */
function meeting(
  columns: Column[],
  { property, operator, value }: Condition,
  rows: number,
): Uint8Array {
  const hits = new Uint8Array(rows);
  const column = columns.find(({ name }) => name.toLowerCase() === property);
  if (!column) return hits;
  const { name, values, places } = column;
  const meets = values.map((one) => compare(name, one, operator, value));
  places.forEach((place, row) => {
    hits[row] = place > 0 && meets[place - 1] ? 1 : 0;
  });
  return hits;
}

function compare(
  name: string,
  found: unknown,
  operator: string,
  wanted: string,
): boolean {
  const items = Array.isArray(found) ? (found as unknown[]) : [found];
  const shown = items.map((item) => show(name, item).toLowerCase());
  if (operator === '=') return shown.includes(wanted);
  if (operator === '!=') return !shown.includes(wanted);
  return shown.some((item) => {
    const isNumber = item !== '' && wanted !== '' && !isNaN(Number(item));
    const order =
      isNumber && !isNaN(Number(wanted))
        ? Number(item) - Number(wanted)
        : item.localeCompare(wanted);
    if (order === 0) return operator.endsWith('=');
    return order < 0 === operator.startsWith('<');
  });
}

function containing(
  columns: Column[],
  word: string,
  rows: number,
  names: (row: number) => boolean,
): Uint8Array {
  const hits = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) hits[row] = names(row) ? 1 : 0;
  for (const { name, values, places } of columns) {
    // A year would be found in everything, and "son" in each Person. Conditions find them.
    if (name.endsWith('On') || ['_class', '_type'].includes(name)) continue;
    const has = values.map((value) =>
      show(name, value).toLowerCase().includes(word),
    );
    if (!has.includes(true)) continue;
    places.forEach((place, row) => {
      if (place > 0 && has[place - 1]) hits[row] = 1;
    });
  }
  return hits;
}
