/*
 * The graph in the browser. Entities are numbers. Names and relationships are
 * there from the start; properties are read block by block when asked for.
 */
import {
  BLOCK_SIZE,
  Column,
  EDGE_SIZE,
  Head,
  Kind,
  Names,
  Relation,
} from './data';

/** Reads a section of the page, no longer compressed. */
export type ReadSection = (name: string) => Promise<ArrayBuffer>;

/** A relationship as one of its ends sees it. */
export interface Link {
  other: number;
  relation: Relation;
  /** Whether it leads away from here. */
  out: boolean;
}

export class Store {
  private blocks = new Map<number, Promise<Column[]>>();
  private places: Map<string, number> | undefined;
  private found: Promise<number[][]> | undefined;
  /** By entity, the place of its kind. */
  private kinds: Uint16Array;
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

  /** E-mail address or user name, where there is one. */
  handleOf(entity: number): string {
    return this.names.handles[entity];
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

  entitiesOf({ first, count }: Kind): number[] {
    return Array.from({ length: count }, (_, place) => first + place);
  }

  /** All relationships of an entity. */
  linksOf(entity: number): Link[] {
    const links = this.linksOut(entity);
    for (const edge of this.arriving.of(entity)) {
      links.push(this.link(edge, false));
    }
    return links;
  }

  /** The relationships that lead away from an entity. */
  linksOut(entity: number): Link[] {
    const links: Link[] = [];
    for (const edge of this.leaving.of(entity)) {
      links.push(this.link(edge, true));
    }
    return links;
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

  private link(edge: number, out: boolean): Link {
    const first = edge * EDGE_SIZE;
    const other = this.edges[first + (out ? 1 : 0)];
    return { other, relation: this.head.relations[this.edges[first + 2]], out };
  }
}

/** Which relationships have an entity as their source (0) or target (1). */
class Index {
  private starts: Int32Array;
  private order: Int32Array;

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

  of(entity: number): Int32Array {
    return this.order.subarray(this.starts[entity], this.starts[entity + 1]);
  }
}

async function readJson<T>(read: ReadSection, name: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await read(name))) as T;
}
