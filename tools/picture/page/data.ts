/*
 * What a page holds, as it is written by Node and read by the browser. The
 * sections are compressed one by one, so that a page of 50,000 users opens
 * without reading what nobody has asked for.
 */

/** Entities of one type. They stand side by side: from `first` on, `count` of them. */
export interface Kind {
  type: string;
  /** In the plural, as a heading. */
  name: string;
  color: string;
  /** Where it stands in the picture, from left to right. */
  column: number;
  /**
   * The `organization` has everything and is drawn only when asked for. Access
   * leads from a `person` to a `goal`, or to a `device`, of which one may be root.
   */
  role?: 'organization' | 'person' | 'goal' | 'device';
  /** JupiterOne's mapper finds or makes these. */
  mapped?: boolean;
  first: number;
  count: number;
}

/** What all relationships of one sort have in common. */
export interface Relation {
  _class: string;
  /** How it is read in the direction of access, such as "is a member of". */
  words: string;
  /** What the relationship says beside its class, such as "direct". */
  detail: string;
  /** Whether access leads from source to target. */
  ahead: boolean;
  /** Whether access leads from target to source. */
  back: boolean;
  /** Whether who gets to devices by it is root there; nothing where it leads to no device, or from one to the next. */
  root?: boolean;
  /** What it leads to beside its target. */
  every?: Every[];
  /** Whether it is not sure to lead there: to be verified. */
  possible?: boolean;
  /** Whether it may lead to more than is said: nobody has rated it. */
  unrated?: boolean;
  /** It only repeats what other relationships say: access through a group. */
  derived: boolean;
  mapped: boolean;
}

/** Everything of a type, and what a role may do with it. */
export interface Every {
  type: string;
  words: string;
  possible?: boolean;
}

/** To where everybody of a type can get by themselves. */
export interface Join {
  type: string;
  target: number;
  relation: Relation;
}

export interface FindingHead {
  name: string;
  title: string;
  level: string;
  count: number;
}

/** The section `head`: what the page needs at once. */
export interface Head {
  title: string;
  /** One line below the title. */
  summary: string;
  /** What can be looked for, as an example. */
  hint: string;
  kinds: Kind[];
  relations: Relation[];
  joins: Join[];
  findings: FindingHead[];
  /** The kinds that are drawn first, by their place. */
  home: number[];
  /** Whether the first picture names its relationships. */
  labels: boolean;
  /** What is listed beside the first picture: kinds, or the entities themselves where they are few. */
  lists: 'kinds' | 'entities';
}

/** The section `names`: by entity. */
export interface Names {
  keys: string[];
  names: string[];
  /** E-mail address or user name; behind it, where that is not enough, what tells it from others. */
  handles: string[];
  /** Those that cannot sign in, such as suspended users. */
  inactive: number[];
}

/** One of the sections `block-<n>`: the properties of as many entities, by property. */
export interface Column {
  name: string;
  /** Each value once. */
  values: unknown[];
  /** By entity: 0 for nothing, n for the value before the place n. */
  places: number[];
}

/** Between what a handle says. */
export const SEPARATOR = ' · ';

/** How many entities share a block: few enough to be read between two frames. */
export const BLOCK_SIZE = 1_000;

/** The section `edges`: so many numbers (source, target, relation) by relationship. */
export const EDGE_SIZE = 3;

/** Whether a property of this name is a time. */
export function isTime(name: string): boolean {
  return /(On|Since)$/.test(name);
}

/** A property's value as people read it; times are UTC. */
export function show(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  const date = new Date(typeof value === 'number' ? value : NaN);
  return isTime(name) && !isNaN(date.getTime())
    ? date.toISOString().slice(0, 16).replace('T', ' ')
    : String(value);
}
