/* Who reaches what, and through what. */
import { Every, Relation } from './data';
import { Store } from './store';

export interface Options {
  /** Whether from the start to what it reaches, else to it from who reaches it. */
  forward: boolean;
  /** Only by what makes root where it leads to devices. */
  root?: boolean;
  /** Also by what roles allow over everything of a type. */
  every?: boolean;
  /** By all relationships, in both directions, whether or not they give access. */
  related?: boolean;
}

/** A way from one entity to another, in the direction of access. */
export interface Path {
  entities: number[];
  /** What leads from each entity to the next. */
  steps: Step[];
  isRoot: boolean;
}

export interface Step {
  words: string;
  detail: string;
  /** Whether it reads from the second to the first: only where no access leads. */
  isBack: boolean;
  isRoot?: boolean;
  /** Whether the second stands for everything of its type. */
  isOfAll?: boolean;
  relation: Relation;
}

/** So many steps more than the shortest way a longer one may have. */
const DETOUR = 4;
/** So many ways are begun at most. */
const PATIENCE = 5_000;

/** Whether access leads along a relationship from the end that sees it, or back to that end. */
export function leads(
  { ahead, back }: Relation,
  out: boolean,
  forward: boolean,
): boolean {
  return out === forward ? ahead : back;
}

/** Each step from an entity; `every` says that it is over everything of a type. */
function eachStep(
  store: Store,
  entity: number,
  { forward, root, every, related }: Options,
  visit: (
    other: number,
    relation: Relation,
    out: boolean,
    every?: Every,
  ) => void,
): void {
  store.eachLink(entity, (other, relation, out) => {
    if (relation.derived) return;
    if (related) return visit(other, relation, out);
    if (!leads(relation, out, forward)) return;
    if (root && relation.root === false) return;
    visit(other, relation, out);
    if (!every || !forward) return;
    for (const one of relation.every ?? []) {
      const kind = store.head.kinds.find(({ type }) => type === one.type);
      const { first, count } = kind ?? { first: 0, count: 0 };
      for (let place = 0; place < count; place += 1) {
        visit(first + place, relation, true, one);
      }
    }
  });
  if (!every || forward) return;
  for (const right of store.rolesOver(store.kindOf(entity))) {
    visit(right.role, right.relation, false, right.every);
  }
}

/** All that is reached from a start, or reaches it. */
export class Access {
  /** The nearest first, the start itself left out. */
  readonly reached: number[] = [];
  /** How many steps away each entity is, plus 1; 0 where it is not reached. */
  private far: Uint16Array;
  /** Whether a role first reached it, as one of everything of its type. */
  private isOneOfAll: Uint8Array;

  constructor(
    private store: Store,
    readonly start: number,
    readonly options: Options,
  ) {
    this.far = new Uint16Array(store.count);
    this.isOneOfAll = new Uint8Array(store.count);
    this.far[start] = 1;
    let current = start;
    const visit = (
      other: number,
      relation: Relation,
      out: boolean,
      every?: Every,
    ) => {
      if (this.far[other] > 0) return;
      this.far[other] = this.far[current] + 1;
      if (every && options.forward) this.isOneOfAll[other] = 1;
      this.reached.push(other);
    };
    eachStep(store, start, options, visit);
    for (const entity of this.reached) {
      // Everything would be related through it.
      if (options.related && this.isOrganization(entity)) continue;
      current = entity;
      eachStep(store, entity, options, visit);
    }
    // Access through a group that is not in the graph is access all the same.
    store.eachLink(start, (other, relation, out) => {
      const { forward, root } = options;
      if (!relation.derived || this.has(other)) return;
      if (!leads(relation, out, forward)) return;
      if (root && relation.root === false) return;
      this.far[other] = 2;
      this.reached.push(other);
    });
  }

  has(entity: number): boolean {
    return entity !== this.start && this.far[entity] > 0;
  }

  private isOrganization(entity: number): boolean {
    return this.store.kindOf(entity).role === 'organization';
  }

  /** The ways between the start and an end, the shortest first. */
  paths(end: number, most = 30): Path[] {
    if (!this.has(end)) return [];
    const { store, start, far } = this;
    const { forward, related } = this.options;
    const back = { ...this.options, forward: !forward };
    const whole: number[][] = [];
    /** By their length in the end: ways from somewhere to the end. */
    const begun: number[][][] = [];
    const shortest = far[end] - 1;
    begun[shortest] = [[end]];
    let patience = PATIENCE;
    for (let length = shortest; length <= shortest + DETOUR; length += 1) {
      for (const way of begun[length] ?? []) {
        if (way[0] === start) whole.push(way);
        if (whole.length === most) break;
        if (way[0] === start || (patience -= 1) < 0) continue;
        const seen = new Set(way);
        // One stands for them all: who can take over anybody can take over each.
        const standing = new Map<string, number>();
        const begin = (other: number) => {
          const total = way.length + far[other] - 1;
          begun[total] = begun[total] ?? [];
          begun[total].push([other, ...way]);
        };
        eachStep(store, way[0], back, (other, relation, out, every) => {
          if (far[other] === 0 || seen.has(other)) return;
          if (related && other !== start && this.isOrganization(other)) return;
          seen.add(other);
          const isOneOfAll = forward ? this.isOneOfAll[other] > 0 : every;
          if (!isOneOfAll) return begin(other);
          const type = every?.type ?? '';
          const best = standing.get(type);
          if (best === undefined || far[other] < far[best]) {
            standing.set(type, other);
          }
        });
        for (const one of standing.values()) begin(one);
      }
    }
    if (whole.length === 0) whole.push([start, end]);
    return whole.map((way) =>
      this.told(forward || related ? way : way.reverse()),
    );
  }

  private told(entities: number[]): Path {
    const steps = entities
      .slice(1)
      .map((entity, place) => this.step(entities[place], entity));
    return { entities, steps, isRoot: steps.some((step) => step.isRoot) };
  }

  /** All that leads from one entity to the next, as one step. */
  private step(from: number, to: number): Step {
    const { store } = this;
    const { root, related } = this.options;
    const { name, type, role } = store.kindOf(to);
    const found: Step[] = [];
    const isNear = store.degree(from) <= store.degree(to);
    store.eachLink(isNear ? from : to, (other, relation, seen) => {
      const out = seen === isNear;
      const isAhead = leads(relation, out, true);
      if (other !== (isNear ? to : from) || !(related || isAhead)) return;
      if (root && relation.root === false) return;
      const isBack = !isAhead && out === relation.back;
      const { words, detail } = relation;
      found.push({ words, detail, isBack, isRoot: relation.root, relation });
    });
    if (found.length === 0) {
      store.eachLink(from, (_, relation) => {
        const every = relation.every?.find((one) => one.type === type);
        if (!every) return;
        found.push({
          words: `${every.words} (all ${name.toLowerCase()})`,
          detail: '',
          isBack: false,
          isRoot: role === 'device',
          isOfAll: true,
          relation,
        });
      });
    }
    const join = (texts: string[]) =>
      [...new Set(texts)].filter(Boolean).join(', ');
    return {
      ...found[0],
      words: join(found.map(({ words }) => words)),
      detail: join(found.map(({ detail }) => detail)),
      isRoot: found.some(({ isRoot }) => isRoot),
    };
  }
}
