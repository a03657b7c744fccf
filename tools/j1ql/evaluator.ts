/*
 * Answers queries of J1QL (as far as parser.ts reads it) over a collected
 * graph, so that what JupiterOne would say of a tenant can be seen, and tested,
 * without JupiterOne.
 *
 * What JupiterOne alone knows is absent here, as any unknown property is: when
 * it first saw an object, what it has deleted, and what other integrations say
 * of a person. Queries that ask for it find nothing; `needsJupiterOne` tells
 * which they are.
 */
import {
  Entity,
  MappedRelationship,
  Relationship,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import {
  Comparison,
  Condition,
  parseQuery,
  Query,
  Result,
  Step,
  Things,
  Value,
} from './parser';

/** What a query is asked of: a run's graph, or a few literal objects. */
export interface Objects {
  entities: Entity[];
  relationships: Relationship[];
}

export type Row = Record<string, unknown>;

const HISTORY = ['_createdOn', '_beginOn', '_endOn', '_deleted'];

/** What other integrations say of a person. */
const ELSEWHERE = ['endDate'];

const mentions = (query: string, properties: string[]) =>
  parseQuery(query).mentions.some(({ property }) =>
    properties.includes(property),
  );

/** Whether a query asks when JupiterOne saw an object first, or what it has deleted. */
export function needsHistory(query: string): boolean {
  return mentions(query, HISTORY);
}

/** Whether a query asks for anything that only JupiterOne knows, so that nothing is found in a collected graph. */
export function needsJupiterOne(query: string): boolean {
  return mentions(query, [...HISTORY, ...ELSEWHERE]);
}

/**
 * The entities that the query starts from and that match it, each once,
 * whatever the query returns of them.
 *
 * @param now milliseconds since the epoch: what `date.now` stands for
 * @throws Error at a query that is not understood
 */
export function find(graph: Objects, query: string, now: number): Entity[] {
  const parsed = parseQuery(query);
  const search = new Search(indexOf(graph), parsed, now);
  return search.starts().filter((entity) => search.matches(entity));
}

/**
 * The rows that the query returns: one for each way through the graph, or, where
 * it counts, one for each combination of what it returns beside the count.
 * Without RETURN they are the properties of the entities that it starts from.
 *
 * @param now milliseconds since the epoch: what `date.now` stands for
 * @throws Error at a query that is not understood
 */
export function ask(graph: Objects, query: string, now: number): Row[] {
  const parsed = parseQuery(query);
  const { results, order, limit } = parsed;
  const search = new Search(indexOf(graph), parsed, now);
  let rows: Row[];
  if (results.length === 0) {
    rows = search.starts().filter((entity) => search.matches(entity));
  } else if (results.some((result) => 'countOf' in result)) {
    rows = countedRows(search, results);
  } else {
    rows = [];
    search.each((bound) => rows.push(rowOf(bound, results)));
  }
  if (order !== undefined) {
    const { by, descending } = order;
    rows.sort((a, b) => inOrder(a[by], b[by], descending));
  }
  return rows.slice(0, limit);
}

type Bound = Map<string, Entity | Relationship>;

function rowOf(bound: Bound, results: Result[]): Row {
  const row: Row = {};
  for (const result of results) {
    if ('property' in result) {
      row[result.name] = bound.get(result.alias)?.[result.property];
    }
  }
  return row;
}

/** An entity that is reached in several ways counts once. */
function countedRows(search: Search, results: Result[]): Row[] {
  const groups = new Map<
    string,
    { row: Row; keys: Map<string, Set<string>> }
  >();
  const counts = results.flatMap((result) =>
    'countOf' in result ? [result] : [],
  );
  const newGroup = (row: Row) => ({
    row,
    keys: new Map(counts.map(({ name }) => [name, new Set<string>()])),
  });
  search.each((bound) => {
    const row = rowOf(bound, results);
    const id = JSON.stringify(row);
    const group = groups.get(id) ?? newGroup(row);
    groups.set(id, group);
    for (const { name, countOf } of counts) {
      const key = bound.get(countOf)?._key;
      if (key !== undefined) group.keys.get(name)?.add(key);
    }
  });
  // A count of nothing is nought, unless there is nothing to count it for.
  if (groups.size === 0 && counts.length === results.length) {
    groups.set('', newGroup({}));
  }
  return [...groups.values()].map(({ row, keys }) => ({
    ...row,
    ...Object.fromEntries([...keys].map(([name, { size }]) => [name, size])),
  }));
}

/** Numbers and texts in their order; what is absent is always at the end. */
function inOrder(a: unknown, b: unknown, descending: boolean): number {
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b));
  return descending ? -order : order;
}

interface Hop {
  relationship: Relationship;
  other: Entity;
  direction: '>>' | '<<';
}

/** The entities by type and class, and the relationships of each by verb. */
interface Index {
  named: Map<string, Entity[]>;
  hops: (verb: string, key: string) => Hop[];
}

/** Many queries are asked of one graph. */
const indexes = new WeakMap<Objects, Index>();

function indexOf(graph: Objects): Index {
  const known = indexes.get(graph);
  if (known !== undefined) return known;
  const byKey = new Map(graph.entities.map((entity) => [entity._key, entity]));
  const ends = graph.relationships.map((relationship) =>
    endsOf(relationship, byKey),
  );
  const named = new Map<string, Entity[]>();
  for (const entity of byKey.values()) {
    for (const name of [entity._type, ...[entity._class].flat()]) {
      append(named, name, entity);
    }
  }
  const verbs = new Map<string, Map<string, Hop[]>>();
  const hopsOf = (verb: string) => {
    const hops = new Map<string, Hop[]>();
    graph.relationships.forEach((relationship, i) => {
      if (relationship._class !== verb) return;
      const from = byKey.get(ends[i].from);
      const to = byKey.get(ends[i].to);
      if (from === undefined || to === undefined) return;
      append(hops, from._key, { relationship, other: to, direction: '>>' });
      append(hops, to._key, { relationship, other: from, direction: '<<' });
    });
    verbs.set(verb, hops);
    return hops;
  };
  const index: Index = {
    named,
    hops: (verb, key) => (verbs.get(verb) ?? hopsOf(verb)).get(key) ?? [],
  };
  indexes.set(graph, index);
  return index;
}

/** The end of a mapped relationship is an entity that JupiterOne would find or make: it joins the others. */
function endsOf(
  relationship: Relationship,
  byKey: Map<string, Entity>,
): { from: string; to: string } {
  const { _mapping } = relationship as MappedRelationship;
  if (_mapping === undefined) {
    const { _fromEntityKey, _toEntityKey } = relationship;
    return { from: String(_fromEntityKey), to: String(_toEntityKey) };
  }
  const { sourceEntityKey, targetEntity, targetFilterKeys } = _mapping;
  const filter = targetFilterKeys
    .flat()
    .map((name) => `${name}=${String(targetEntity[name])}`);
  const key = `mapped:${filter.join(':')}`;
  // Several users may be one employee: what each says of them comes together.
  byKey.set(key, {
    ...byKey.get(key),
    ...targetEntity,
    _key: key,
  } as unknown as Entity);
  return _mapping.relationshipDirection === RelationshipDirection.FORWARD
    ? { from: sourceEntityKey, to: key }
    : { from: key, to: sourceEntityKey };
}

function append<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

/** Goes through the graph as a query says, from one entity that it starts from to the next. */
class Search {
  constructor(
    private readonly index: Index,
    private readonly query: Query,
    private readonly now: number,
  ) {}

  starts(): Entity[] {
    const { start } = this.query;
    const lists = start.names.map((name) => this.index.named.get(name) ?? []);
    // An entity may have both the type and the class that are named.
    const found = lists.length === 1 ? lists[0] : [...new Set(lists.flat())];
    return found.filter((entity) => this.isOne(entity, start));
  }

  matches(entity: Entity): boolean {
    return this.follow(0, entity, this.bind(new Map(), entity), () => true);
  }

  each(visit: (bound: Bound) => void): void {
    for (const entity of this.starts()) {
      this.follow(0, entity, this.bind(new Map(), entity), (bound) => {
        visit(bound);
        return false;
      });
    }
  }

  private bind(bound: Bound, entity: Entity): Bound {
    const { alias } = this.query.start;
    return alias === undefined ? bound : bound.set(alias, entity);
  }

  /** @param visit is shown each complete way, until it returns true */
  private follow(
    at: number,
    entity: Entity,
    bound: Bound,
    visit: (bound: Bound) => boolean,
  ): boolean {
    const { steps, where } = this.query;
    if (at === steps.length) {
      const fits =
        where === undefined ||
        this.holds(where, ({ alias = '' }) => bound.get(alias));
      return fits && visit(bound);
    }
    const step = steps[at];
    const hops = step.verbs
      .flatMap((verb) => this.index.hops(verb, entity._key))
      .filter((hop) => this.isOn(step, hop));
    if (step.negated) {
      return hops.length === 0 && this.follow(at + 1, entity, bound, visit);
    }
    return hops.some(({ relationship, other }) => {
      if (step.alias !== undefined) bound.set(step.alias, relationship);
      if (step.to.alias !== undefined) bound.set(step.to.alias, other);
      return this.follow(at + 1, other, bound, visit);
    });
  }

  private isOn({ direction, to }: Step, hop: Hop): boolean {
    return (
      (direction === undefined || hop.direction === direction) &&
      to.names.some((name) => isNamed(hop.other, name)) &&
      this.isOne(hop.other, to)
    );
  }

  private isOne(entity: Entity, { condition }: Things): boolean {
    return condition === undefined || this.holds(condition, () => entity);
  }

  private holds(
    condition: Condition,
    owner: (comparison: Comparison) => Entity | Relationship | undefined,
  ): boolean {
    if ('every' in condition) {
      return condition.every.every((each) => this.holds(each, owner));
    }
    if ('some' in condition) {
      return condition.some.some((each) => this.holds(each, owner));
    }
    const { property, operator, values } = condition;
    const negated = operator.startsWith('!');
    const plain = negated ? operator.slice(1) : operator;
    const actual = valuesOf(owner(condition)?.[property]);
    const holds = values.some((value) =>
      value.kind === 'undefined'
        ? actual.length === 0
        : actual.some((each) => compare(each, plain, value, this.now)),
    );
    return negated !== holds;
  }
}

function isNamed({ _type, _class }: Entity, name: string): boolean {
  return _type === name || [_class].flat().includes(name);
}

/** A property may have several values: one that fits is enough. None: it is undefined. */
function valuesOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Texts with regard to case. @param operator one that is not negated */
function compare(
  actual: unknown,
  operator: string,
  value: Value,
  now: number,
): boolean {
  switch (value.kind) {
    case 'pattern': {
      const start = operator === '^=' ? '^' : '';
      const end = operator === '$=' ? '$' : '';
      return (
        typeof actual === 'string' &&
        new RegExp(`${start}${value.source}${end}`, value.flags).test(actual)
      );
    }
    case 'string':
      if (typeof actual !== 'string') return false;
      if (operator === '~=') return actual.includes(value.text);
      if (operator === '^=') return actual.startsWith(value.text);
      if (operator === '$=') return actual.endsWith(value.text);
      return actual === value.text;
    case 'boolean':
      return actual === value.flag;
    case 'undefined':
      return actual === undefined;
    default: {
      if (typeof actual !== 'number') return false;
      const number = value.kind === 'time' ? now + value.fromNow : value.number;
      if (operator === '<') return actual < number;
      return operator === '>' ? actual > number : actual === number;
    }
  }
}
