/*
 * The graph in the browser. Entities are numbers. Names and relationships are
 * there from the start; properties are read block by block when asked for.
 */
import {
  BLOCK_SIZE,
  Column,
  EDGE_SIZE,
  Every,
  Head,
  Kind,
  Names,
  Relation,
  SEPARATOR,
} from './data';

/** Reads a section of the page, no longer compressed. */
export type ReadSection = (name: string) => Promise<ArrayBuffer>;

/** What a role allows over everything of a type. */
export interface Right {
  role: number;
  organization: number;
  relation: Relation;
  every: Every;
}

const ASCII = /^[\0-\x7f]*$/;

/** A text as it is searched: whoever types knows neither accents nor curved quotes. */
export function plain(text: string): string {
  // Most are, and the rest takes ten times as long.
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019]/g, "'")
    .toLowerCase();
}

export class Store {
  private blocks = new Map<number, Promise<Column[]>>();
  private places: Map<string, number> | undefined;
  private found: Promise<number[][]> | undefined;
  private rights: Map<string, Right[]> | undefined;
  private searched: string[] | undefined;
  private inactive: Set<number>;
  /** The names that several entities of a type have. */
  private shared: Set<string>;
  /** By entity, the place of its kind. */
  private kinds: Uint16Array;
  /** By entity, where it is known. */
  private organizations: Int32Array;
  private leaving: Index;
  private arriving: Index;

  private constructor(
    private read: ReadSection,
    readonly head: Head,
    private names: Names,
    private edges: Int32Array,
  ) {
    this.kinds = new Uint16Array(this.count);
    head.kinds.forEach(({ first, count }, place) =>
      this.kinds.fill(place, first, first + count),
    );
    this.inactive = new Set(names.inactive);
    this.shared = new Set();
    for (const { first, count } of head.kinds) {
      const seen = new Set<string>();
      for (const name of names.names.slice(first, first + count)) {
        if (seen.has(name)) this.shared.add(name);
        seen.add(name);
      }
    }
    this.organizations = new Int32Array(this.count).fill(-1);
    this.readOrganizations();
    this.leaving = new Index(this.count, edges, 0);
    this.arriving = new Index(this.count, edges, 1);
  }

  static async open(read: ReadSection): Promise<Store> {
    const [head, names, edges] = await Promise.all([
      readJson<Head>(read, 'head'),
      readJson<Names>(read, 'names'),
      read('edges'),
    ]);
    return new Store(read, head, names, new Int32Array(edges));
  }

  get count(): number {
    return this.names.keys.length;
  }

  get blockCount(): number {
    return Math.ceil(this.count / BLOCK_SIZE);
  }

  nameOf(entity: number): string {
    return this.names.names[entity];
  }

  /** The name, with what tells it from the same name of another. */
  labelOf(entity: number): string {
    const name = this.nameOf(entity);
    if (!this.shared.has(name)) return name;
    const [last] = this.handleOf(entity).split(SEPARATOR).slice(-1);
    return last ? name + SEPARATOR + last : name;
  }

  /** Whether it cannot sign in, such as a suspended user. */
  isInactive(entity: number): boolean {
    return this.inactive.has(entity);
  }

  /** E-mail address or user name, where there is one. */
  handleOf(entity: number): string {
    return this.names.handles[entity];
  }

  /** Name and handle as they are searched. */
  searchedOf(entity: number): string {
    const { names, handles } = this.names;
    this.searched ??= names.map((name, place) =>
      plain(`${name}\n${handles[place]}`),
    );
    return this.searched[entity];
  }

  keyOf(entity: number): string {
    return this.names.keys[entity];
  }

  entityOf(key: string): number | undefined {
    this.places ??= new Map(this.names.keys.map((one, place) => [one, place]));
    return this.places.get(key);
  }

  kindOf(entity: number): Kind {
    return this.head.kinds[this.kinds[entity]];
  }

  /** The organization that has an entity; -1 where it is not known. */
  organizationOf(entity: number): number {
    return this.organizations[entity];
  }

  /** Whether an organization has an entity, as far as is known. */
  isWithin(entity: number, organization: number): boolean {
    const own = this.organizations[entity];
    return own === organization || own < 0 || organization < 0;
  }

  /** All of a kind that an organization has. */
  entitiesWithin(kind: Kind, organization: number): number[] {
    return this.entitiesOf(kind).filter((one) =>
      this.isWithin(one, organization),
    );
  }

  isOrganization(entity: number): boolean {
    return this.kindOf(entity).role === 'organization';
  }

  kindOfType(type: string): Kind | undefined {
    return this.head.kinds.find((kind) => kind.type === type);
  }

  entitiesOf({ first, count }: Kind): number[] {
    return Array.from({ length: count }, (_, place) => first + place);
  }

  /** Shows each relationship of an entity: its other end, and whether it leads away from here. */
  eachLink(
    entity: number,
    visit: (other: number, relation: Relation, out: boolean) => void,
  ): void {
    const { edges, head, leaving, arriving } = this;
    for (let end = 1; end >= 0; end -= 1) {
      const { order, starts } = end === 1 ? leaving : arriving;
      const stop = starts[entity + 1];
      for (let at = starts[entity]; at < stop; at += 1) {
        const first = order[at] * EDGE_SIZE;
        visit(edges[first + end], head.relations[edges[first + 2]], end === 1);
      }
    }
  }

  /** How many relationships an entity has. */
  degree(entity: number): number {
    const { leaving, arriving } = this;
    return [leaving, arriving].reduce(
      (sum, { starts }) => sum + starts[entity + 1] - starts[entity],
      0,
    );
  }

  /** The roles that allow something over everything of a type. */
  rolesOver({ type }: Kind): Right[] {
    this.rights ??= this.readRights();
    return this.rights.get(type) ?? [];
  }

  /** The roles that may allow more than is said, and where. */
  unratedRoles(): { role: number; organization: number }[] {
    const roles: { role: number; organization: number }[] = [];
    for (let first = 0; first < this.edges.length; first += EDGE_SIZE) {
      if (!this.head.relations[this.edges[first + 2]].unrated) continue;
      const [role, organization] = this.edges.slice(first, first + 2);
      roles.push({ role, organization });
    }
    return roles;
  }

  /** What each finding has found. */
  findings(): Promise<number[][]> {
    this.found ??= readJson<number[][]>(this.read, 'findings');
    return this.found;
  }

  /** The properties of the entities from `number * BLOCK_SIZE` on. */
  block(number: number): Promise<Column[]> {
    const block =
      this.blocks.get(number) ??
      readJson<Column[]>(this.read, `block-${number}`);
    this.blocks.set(number, block);
    return block;
  }

  async propertiesOf(entity: number): Promise<[string, unknown][]> {
    const columns = await this.block(Math.floor(entity / BLOCK_SIZE));
    return columns.flatMap(({ name, values, places }): [string, unknown][] => {
      const place = places[entity % BLOCK_SIZE];
      return place === 0 ? [] : [[name, values[place - 1]]];
    });
  }

  /** What several have, such as a role of a provider, is nobody's alone. */
  private readOrganizations(): void {
    const { edges, organizations, head } = this;
    const isShared = new Set<number>();
    for (let first = 0; first < edges.length; first += EDGE_SIZE) {
      const { _class } = head.relations[edges[first + 2]];
      if (_class !== 'HAS' && _class !== 'ALLOWS') continue;
      const [organization, one] =
        _class === 'HAS'
          ? [edges[first], edges[first + 1]]
          : [edges[first + 1], edges[first]];
      if (!this.isOrganization(organization) || isShared.has(one)) continue;
      const isFirst = this.isWithin(one, organization);
      organizations[one] = isFirst ? organization : -1;
      if (!isFirst) isShared.add(one);
    }
  }

  private readRights(): Map<string, Right[]> {
    const rights = new Map<string, Right[]>();
    const { relations } = this.head;
    for (let first = 0; first < this.edges.length; first += EDGE_SIZE) {
      const relation = relations[this.edges[first + 2]];
      for (const every of relation.every ?? []) {
        const [role, organization] = this.edges.slice(first, first + 2);
        const right = { role, organization, relation, every };
        rights.set(every.type, [...(rights.get(every.type) ?? []), right]);
      }
    }
    return rights;
  }
}

/** Which relationships have an entity as their source (0) or target (1). */
class Index {
  readonly starts: Int32Array;
  readonly order: Int32Array;
  constructor(count: number, edges: Int32Array, end: 0 | 1) {
    this.starts = new Int32Array(count + 1);
    this.order = new Int32Array(edges.length / EDGE_SIZE);
    for (let i = end; i < edges.length; i += EDGE_SIZE) {
      this.starts[edges[i] + 1] += 1;
    }
    for (let i = 0; i < count; i += 1) this.starts[i + 1] += this.starts[i];
    const next = this.starts.slice();
    for (let edge = 0; edge < this.order.length; edge += 1) {
      const entity = edges[edge * EDGE_SIZE + end];
      this.order[next[entity]] = edge;
      next[entity] += 1;
    }
  }
}

async function readJson<T>(read: ReadSection, name: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await read(name))) as T;
}

/** Lets the page do something else, such as what somebody has typed or clicked. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Milliseconds of work after which the page can do something else. */
const TURN = 30;

/** Divides long work: `if (turn.isOver) await turn.next()`. */
export class Turn {
  private end = Date.now() + TURN;

  get isOver(): boolean {
    return Date.now() > this.end;
  }

  async next(): Promise<void> {
    await pause();
    this.end = Date.now() + TURN;
  }
}
