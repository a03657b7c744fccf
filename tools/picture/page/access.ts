/* Who reaches what, and through what. */
import { Kind, Relation } from './data';
import { Store, Turn } from './store';

export interface Options {
  /** Whether from the start to what it reaches, else to it from who reaches it. */
  forward: boolean;
  /** Only by what makes root where it leads to devices. */
  root?: boolean;
  /** Also by what roles allow over everything of a type: `through` these to what they lead to, or to these as well. */
  every?: 'through' | 'all';
  /** Also by what is not sure to lead on: to be verified. */
  possible?: boolean;
  /** By all relationships, in both directions, whether or not they give access. */
  related?: boolean;
}

/** A way from one entity to another, in the direction of access. */
export interface Path {
  entities: number[];
  /** What leads from each entity to the next. */
  steps: Step[];
  isRoot: boolean;
  isPossible: boolean;
}

export interface Step {
  words: string;
  detail: string;
  /** Whether it reads from the second to the first: only where no access leads. */
  isBack: boolean;
  isRoot?: boolean;
  isPossible?: boolean;
  /** Whether the second stands for everything of its type. */
  isOfAll?: boolean;
  relation: Relation;
}

/** So many steps more than the shortest way a longer one may have. */
const DETOUR = 4;
/** So many may stand for everything of a type: more than a way leads through. */
const STANDING = 8;
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

/** Where access ends. */
export function isEnd({ role }: Kind): boolean {
  return role === 'goal' || role === 'device';
}

/**
 * Whether a step makes an administrator of the user who is one. Whoever is that
 * user can do so. Of one who has set the user's password it is not known: what is
 * possible leads from the role to the administrator.
 */
function isBecoming(
  { ahead, back }: Relation,
  out: boolean,
  forward: boolean,
): boolean {
  return ahead && back && out !== forward;
}

/** Everything of a type, as far as an organization has it. */
interface All {
  type: string;
  within: number;
}

interface Visitor {
  one(other: number, relation: Relation, out: boolean): void;
  all(others: All, relation: Relation): void;
}

/** Each step from an entity, to another or to everything of a type. */
function eachStep(
  store: Store,
  entity: number,
  { forward, root, every, possible, related }: Options,
  visit: Visitor,
): void {
  const kind = store.kindOf(entity);
  store.eachLink(entity, (other, relation, out) => {
    if (relation.derived) return;
    if (related) return visit.one(other, relation, out);
    if (relation.possible && !possible) return;
    if (!leads(relation, out, forward)) return;
    if (root && relation.root === false) return;
    visit.one(other, relation, out);
    if (!every || !forward) return;
    for (const one of relation.every ?? []) {
      if (one.possible && !possible) continue;
      const isOver = every === 'all' || !isEndOf(store, one.type);
      if (isOver) visit.all({ type: one.type, within: other }, relation);
    }
  });
  if (every && !forward && (every === 'all' || !isEnd(kind))) {
    for (const right of store.rolesOver(kind)) {
      if (right.every.possible && !possible) continue;
      if (!store.isWithin(entity, right.organization)) continue;
      visit.one(right.role, right.relation, false);
    }
  }
  if (!possible) return;
  for (const { type, target, relation } of store.head.joins) {
    const within = store.organizationOf(target);
    const mayJoin = type === kind.type && store.isWithin(entity, within);
    if (forward && mayJoin) visit.one(target, relation, true);
    if (!forward && target === entity) visit.all({ type, within }, relation);
  }
}

function isEndOf(store: Store, type: string): boolean {
  const kind = store.kindOfType(type);
  return kind !== undefined && isEnd(kind);
}

/** All that is reached from a start, or reaches it. */
export class Access {
  /** The nearest first, the start itself left out. */
  readonly reached: number[] = [];
  /** How many steps away each entity is, plus 1; 0 where it is not reached. */
  private far: Uint16Array;
  /** Whether it was first reached as one of everything of its type. */
  private isOneOfAll: Uint8Array;
  /** Whether it is there only as the user who some administrator is. */
  private isSamePerson: Uint8Array;
  private nearest = new Map<string, number[]>();

  private constructor(
    private store: Store,
    readonly start: number,
    readonly options: Options,
  ) {
    this.far = new Uint16Array(store.count);
    this.isOneOfAll = new Uint8Array(store.count);
    this.isSamePerson = new Uint8Array(store.count);
    this.far[start] = 1;
  }

  /** Between two turns the page can do something else. */
  static async from(
    store: Store,
    start: number,
    options: Options,
  ): Promise<Access> {
    const access = new Access(store, start, options);
    await access.reach();
    return access;
  }

  private async reach(): Promise<void> {
    const { store, start, options } = this;
    const { forward, related } = options;
    const open = [start];
    let current = start;
    const visit = (
      other: number,
      relation: Relation,
      out: boolean,
      isOneOfAll = false,
    ) => {
      const isSamePerson = !related && isBecoming(relation, out, forward);
      if (isSamePerson && forward && current !== start) return;
      if (this.far[other] === 0) {
        this.far[other] = this.far[current] + 1;
        if (isOneOfAll) this.isOneOfAll[other] = 1;
        this.reached.push(other);
        // Who gets at this user does not thereby get on as the administrator.
        if (isSamePerson && !forward) this.isSamePerson[other] = 1;
        else open.push(other);
      } else if (this.isSamePerson[other] && !isSamePerson) {
        this.isSamePerson[other] = 0;
        open.push(other);
      }
    };
    const visitor: Visitor = {
      one: visit,
      all: ({ type, within }, relation) => {
        const { first, count } = store.kindOfType(type) ?? {
          first: 0,
          count: 0,
        };
        for (let other = first; other < first + count; other += 1) {
          if (!store.isWithin(other, within)) continue;
          visit(other, relation, forward, true);
        }
      },
    };
    const turn = new Turn();
    for (const entity of open) {
      if (turn.isOver) await turn.next();
      // Everything would be related through it.
      const isHub = related && store.isOrganization(entity);
      if (isHub && entity !== start) continue;
      current = entity;
      eachStep(store, entity, options, visitor);
    }
    // Access through a group that is not in the graph is access all the same.
    store.eachLink(start, (other, relation, out) => {
      if (!relation.derived || this.has(other)) return;
      if (!leads(relation, out, forward)) return;
      if (options.root && relation.root === false) return;
      this.far[other] = 2;
      this.reached.push(other);
    });
  }

  has(entity: number): boolean {
    return entity !== this.start && this.far[entity] > 0;
  }

  /** How many steps away an entity is. */
  distance(entity: number): number {
    return this.far[entity] - 1;
  }

  /** Whether it is reached only as one of everything of its type. */
  isOfAll(entity: number): boolean {
    return this.isOneOfAll[entity] > 0;
  }

  /** Some of everything of a type, as far as it is reached: the nearest first. */
  private nearestOf({ type, within }: All): number[] {
    const key = `${type} ${within}`;
    const known = this.nearest.get(key);
    if (known) return known;
    const nearest: number[] = [];
    for (const one of [this.start, ...this.reached]) {
      if (nearest.length === STANDING) break;
      if (this.store.kindOf(one).type !== type || this.isSamePerson[one]) {
        continue;
      }
      if (this.store.isWithin(one, within)) nearest.push(one);
    }
    this.nearest.set(key, nearest);
    return nearest;
  }

  /** The ways between the start and an end, the shortest first. */
  paths(end: number, most = 30): Path[] {
    if (!this.has(end)) return [];
    const { store, start, far } = this;
    const { forward, related } = this.options;
    /** Where a way begins. */
    const source = forward ? start : end;
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
        const begin = (other: number) => {
          const total = way.length + far[other] - 1;
          begun[total] = begun[total] ?? [];
          begun[total].push([other, ...way]);
        };
        // One stands for them all: who can take over anybody can take over each.
        let standing: number | undefined;
        eachStep(store, way[0], back, {
          one: (other, relation, out) => {
            if (far[other] === 0 || seen.has(other)) return;
            if (related && other !== start && store.isOrganization(other)) {
              return;
            }
            if (!related) {
              const user = forward ? other : way[0];
              const becomes = isBecoming(relation, out, !forward);
              if (becomes && user !== source) return;
              if (this.isSamePerson[other]) return;
            }
            seen.add(other);
            if (!forward || !this.isOfAll(other)) return begin(other);
            if (standing === undefined || far[other] < far[standing]) {
              standing = other;
            }
          },
          all: (others) => {
            const one = this.nearestOf(others).find((each) => !seen.has(each));
            if (one !== undefined) begin(one);
          },
        });
        if (standing !== undefined) begin(standing);
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
    return {
      entities,
      steps,
      // Where no access leads, nobody is root.
      isRoot: !this.options.related && steps.some((step) => step.isRoot),
      isPossible: steps.some((step) => step.isPossible),
    };
  }

  /** All that leads from one entity to the next, as one step. */
  private step(from: number, to: number): Step {
    const { store } = this;
    const { root, possible, related } = this.options;
    const { name, type, role } = store.kindOf(to);
    const found: Step[] = [];
    const isNear = store.degree(from) <= store.degree(to);
    store.eachLink(isNear ? from : to, (other, relation, seen) => {
      const out = seen === isNear;
      const isAhead = leads(relation, out, true);
      if (other !== (isNear ? to : from) || !(related || isAhead)) return;
      if (relation.possible && !possible && !related) return;
      if (root && relation.root === false) return;
      const isBack = !isAhead && out === relation.back;
      const { words, detail } = relation;
      const { root: isRoot, possible: isPossible } = relation;
      found.push({ words, detail, isBack, isRoot, isPossible, relation });
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
          isPossible: every.possible,
          isOfAll: true,
          relation,
        });
      });
    }
    const { type: source } = store.kindOf(from);
    for (const { type: joining, target, relation } of store.head.joins) {
      if (found.length > 0 || target !== to || joining !== source) continue;
      const { words, detail } = relation;
      found.push({ words, detail, isBack: false, isPossible: true, relation });
    }
    const join = (texts: string[]) =>
      [...new Set(texts)].filter(Boolean).join(', ');
    return {
      ...found[0],
      words: join(found.map(({ words }) => words)),
      detail: join(found.map(({ detail }) => detail)),
      isRoot: found.some(({ isRoot }) => isRoot),
      isPossible: found.every(({ isPossible }) => isPossible),
    };
  }
}
