/*
 * Finds entities among all of them, drawn or not: words in any property, and
 * conditions such as `mfaEnabled = false and department = Sales`.
 */
import { BLOCK_SIZE, Column, show } from './data';
import { Store } from './store';

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
      query.words.push(...part.toLowerCase().split(/\s+/).filter(Boolean));
    } else {
      const bare = value.replace(/^(["'])(.*)\1$/, '$2').toLowerCase();
      const condition = { property: property.toLowerCase(), operator };
      query.conditions.push({ ...condition, value: bare });
    }
  }
  return query;
}

/**
 * Searches block by block; between two blocks the page can do something else.
 *
 * @param onFound is given all that was found so far: what is so named comes first
 * @param isWanted says whether to go on
 */
export async function search(
  store: Store,
  text: string,
  onFound: (found: number[], isDone: boolean) => void,
  isWanted: () => boolean,
): Promise<void> {
  const { words, conditions } = parseQuery(text);
  if (words.length + conditions.length === 0) return onFound([], true);
  const named: number[] = [];
  if (conditions.length === 0) {
    for (let entity = 0; entity < store.count; entity += 1) {
      const name = `${store.nameOf(entity)} ${store.handleOf(entity)}`;
      const lower = name.toLowerCase();
      if (words.every((word) => lower.includes(word))) named.push(entity);
    }
  }
  onFound(named, false);
  const isNamed = new Set(named);
  const others: number[] = [];
  for (let number = 0; number < store.blockCount; number += 1) {
    const columns = await store.block(number);
    if (!isWanted()) return;
    const first = number * BLOCK_SIZE;
    const rows = Math.min(BLOCK_SIZE, store.count - first);
    const hits = new Uint8Array(rows).fill(1);
    for (const one of conditions) keep(hits, meeting(columns, one, rows));
    for (const word of words) {
      const names = (row: number) =>
        `${store.nameOf(first + row)} `.toLowerCase().includes(word);
      keep(hits, containing(columns, word, rows, names));
    }
    hits.forEach((hit, row) => {
      if (hit === 1 && !isNamed.has(first + row)) others.push(first + row);
    });
  }
  onFound([...named, ...others], true);
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
    // A year would be found in everything. Conditions find times.
    if (name.endsWith('On')) continue;
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
