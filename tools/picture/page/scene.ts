/*
 * What is drawn: a few cards and the relationships between them, never all of
 * the graph. Of each kind some are shown, and a card that stands for the others.
 */
import { isEnd, leads, Path } from './access';
import { Kind, Relation } from './data';
import { Store, Turn } from './store';

export interface Card {
  kind: Kind;
  /** Nothing for the cards that unfold the others, and fold them again. */
  entity?: number;
  turns?: 'more' | 'fewer';
  label: string;
  /** Small, beside the label. */
  note: string;
  /** What the picture is about. */
  isSeed: boolean;
  /** It was unfolded: it stands below what was there. */
  isLate: boolean;
  isInactive: boolean;
  column: number;
}

export interface Line {
  /** Places of cards. */
  from: number;
  to: number;
  /** What it says. */
  name: string;
  relation: Relation;
}

export interface Scene {
  cards: Card[];
  lines: Line[];
  /** How many of each kind there would be, were all of them shown. */
  totals: Map<Kind, number>;
  /** Whether each line bears its name. */
  labels: boolean;
}

/** What is chosen to be drawn, as far as it is unfolded when it is asked for. */
export type Choice = () => Scene;

export interface Limits {
  /** How many of a kind are shown at first. */
  first: number;
  /** How many more are unfolded. */
  more: (kind: Kind) => number;
}

/** The first picture: whole kinds, the best connected first. */
export async function homeScene(store: Store, limits: Limits): Promise<Choice> {
  const { kinds, home, labels } = store.head;
  const isHome = new Set(home.map((place) => kinds[place]));
  const weights = new Float64Array(store.count);
  const candidates: Chosen[] = [];
  const turn = new Turn();
  for (const kind of isHome) {
    const entities = store.entitiesOf(kind);
    for (const entity of entities) {
      if (turn.isOver) await turn.next();
      store.eachLink(entity, (other, { derived }) => {
        if (derived) return;
        weights[entity] += isHome.has(store.kindOf(other)) ? 1e6 : 1;
      });
    }
    candidates.push({ kind, entities, first: limits.first });
  }
  const chosen = await choose(store, candidates, weights);
  const none = new Uint8Array(store.count);
  return () => compose(store, chosen, limits, none, labels);
}

/** Entities with what is around them, and what they lead to. */
export async function aroundScene(
  store: Store,
  entities: number[],
  limits: Limits,
): Promise<Choice> {
  const turn = new Turn();
  const isSingle = entities.length === 1;
  const seeds = new Uint8Array(store.count);
  for (const entity of entities) seeds[entity] = 1;
  const seedKinds = new Set(entities.map((entity) => store.kindOf(entity)));
  const weights = new Float64Array(store.count);
  const isOnWay = seeds.slice();
  const ways = [true, false].map((forward) => {
    return { forward, visited: seeds.slice(), open: [] as number[] };
  });
  /** Access goes on beyond the neighbours; towards people it stays folded. */
  const go = (
    { forward, visited, open }: (typeof ways)[number],
    other: number,
    relation: Relation,
    out: boolean,
  ) => {
    if (relation.derived || relation.possible) return;
    if (!leads(relation, out, forward)) return;
    if (!forward && store.kindOf(other).role === 'person') return;
    weights[other] += 1;
    isOnWay[other] = 1;
    if (visited[other]) return;
    visited[other] = 1;
    open.push(other);
  };
  const [ahead, back] = ways;
  for (const entity of entities) {
    if (turn.isOver) await turn.next();
    store.eachLink(entity, (other, relation, out) => {
      const kind = store.kindOf(other);
      weights[entity] += importance(relation, kind);
      if (relation.derived) return;
      go(ahead, other, relation, out);
      go(back, other, relation, out);
      if (kind.role === 'organization') return;
      if (!isSingle && (kind.mapped || seedKinds.has(kind))) return;
      weights[other] += 1;
    });
  }
  for (const way of ways) {
    for (const entity of way.open) {
      if (turn.isOver) await turn.next();
      store.eachLink(entity, (...link) => go(way, ...link));
    }
  }
  const { first } = limits;
  const candidates = store.head.kinds.map((kind): Chosen => {
    const isAround = (entity: number) => seeds[entity] || weights[entity] > 0;
    return { kind, entities: store.entitiesOf(kind).filter(isAround), first };
  });
  // Those in between come last, from right to left: they are to connect the others.
  const rankOf = ({ kind }: Chosen) => {
    if (seedKinds.has(kind)) return -30;
    if (kind.role === 'person') return -20;
    return isEnd(kind) ? -10 : -kind.column;
  };
  candidates.sort((a, b) => rankOf(a) - rankOf(b));
  const chosen = await choose(store, candidates, weights);
  const folded = isSingle ? chosen : foldLoose(store, chosen, seedKinds);
  return () => {
    const scene = compose(store, folded, limits, seeds);
    /** What goes on among those beside the seeds would hide what is about the seeds. */
    const isAbout = ({ from, to }: Line) => {
      const ends = [scene.cards[from], scene.cards[to]];
      if (!isSingle && ends[0].kind === ends[1].kind) return false;
      return (
        ends.some(({ isSeed }) => isSeed) ||
        ends.every(({ entity }) => entity !== undefined && isOnWay[entity])
      );
    };
    return { ...scene, lines: scene.lines.filter(isAbout) };
  };
}

/** Ways between two entities, from left to right. */
export function pathScene(store: Store, paths: Path[]): Scene {
  const places = new Map<number, number>();
  const cards: Card[] = [];
  const lines: Line[] = [];
  const longest = Math.max(0, ...paths.map(({ steps }) => steps.length));
  for (const { entities, steps } of paths) {
    const path = entities.map((entity, at) => {
      const place = places.get(entity) ?? cards.length;
      places.set(entity, place);
      const isSeed = at === 0 || at === steps.length;
      if (place === cards.length) {
        cards.push({ ...cardOf(store, entity), isSeed, column: at });
      }
      return place;
    });
    steps.forEach(({ words: name, isBack, relation }, at) => {
      const [from, to] = isBack ? [path[at + 1], path[at]] : path.slice(at);
      const isKnown = lines.some((one) => one.from === from && one.to === to);
      if (!isKnown) lines.push({ from, to, name, relation });
    });
  }
  // As far to the right as the longest of the ways that lead there.
  for (let round = 0; round < longest; round += 1) {
    for (const { entities } of paths) {
      entities.slice(1).forEach((entity, at) => {
        const [a, b] = [entities[at], entity].map(
          (one) => cards[places.get(one) ?? 0],
        );
        b.column = Math.min(longest, Math.max(b.column, a.column + 1));
      });
    }
  }
  return { cards, lines, totals: new Map(), labels: true };
}

interface Chosen {
  kind: Kind;
  /** The best first. */
  entities: number[];
  /** How many of them are shown at first. */
  first: number;
}

/** Of those that a picture is about, the first are who administer, who are root, who reach most. */
function importance({ ahead, back, root }: Relation, other: Kind): number {
  if (ahead && back) return 1_000;
  if (root) return 10;
  return isEnd(other) ? 1 : 0.01;
}

/** The same entities, those first that matter. */
export function byImportance(store: Store, entities: number[]): number[] {
  const weights = new Map<number, number>();
  for (const entity of entities) {
    let sum = 0;
    store.eachLink(entity, (other, relation) => {
      sum += importance(relation, store.kindOf(other));
    });
    weights.set(entity, sum);
  }
  const weightOf = (entity: number) => weights.get(entity) ?? 0;
  return [...entities].sort((a, b) => weightOf(b) - weightOf(a) || a - b);
}

/**
 * The entities of each kind, those first that connect what is shown of the first
 * kind with what is shown of the others, and not all of them the same.
 */
async function choose(
  store: Store,
  candidates: Chosen[],
  weights: Float64Array,
): Promise<Chosen[]> {
  const turn = new Turn();
  /** 1 of the first kind, 2 of the others, 3 of those that something connects already. */
  const shown = new Uint8Array(store.count);
  const chosen: Chosen[] = [];
  for (const { kind, entities, first } of candidates) {
    const byWeight = (a: number, b: number) => weights[b] - weights[a] || a - b;
    if (chosen.length === 0) {
      const sorted = [...entities].sort(byWeight);
      for (const entity of sorted.slice(0, first)) shown[entity] = 1;
      chosen.push({ kind, entities: sorted, first });
      continue;
    }
    const open: { entity: number; seeds: number; others: number[] }[] = [];
    for (const entity of entities) {
      if (turn.isOver) await turn.next();
      let seeds = 1;
      const others: number[] = [];
      store.eachLink(entity, (other) => {
        if (shown[other] === 1) seeds += 1;
        else if (shown[other] > 0) others.push(other);
      });
      open.push({ entity, seeds, others });
    }
    const gain = ({ entity, seeds, others }: (typeof open)[number]) =>
      others.reduce(
        (sum, other) => sum + (shown[other] === 2 ? seeds : seeds / 8),
        seeds + weights[entity] / 1e9,
      );
    const sorted: number[] = [];
    const isMixed = open.some(({ others }) => others.length > 0);
    while (isMixed && sorted.length < first && open.length > 0) {
      const gains = open.map(gain);
      const best = gains.indexOf(gains.reduce((a, b) => Math.max(a, b)));
      const [{ entity, others }] = open.splice(best, 1);
      sorted.push(entity);
      for (const other of others) shown[other] = 3;
    }
    open.sort((a, b) => b.seeds - a.seeds || byWeight(a.entity, b.entity));
    sorted.push(...open.map(({ entity }) => entity));
    for (const entity of sorted.slice(0, first)) shown[entity] = 2;
    chosen.push({ kind, entities: sorted, first });
  }
  return chosen;
}

/** Leaves folded what nothing that is shown is related to, but for what the picture is about. */
function foldLoose(
  store: Store,
  chosen: Chosen[],
  seedKinds: Set<Kind>,
): Chosen[] {
  const shown = new Set(
    chosen.flatMap(({ entities, first }) => entities.slice(0, first)),
  );
  return chosen.map(({ kind, entities, first }) => {
    if (seedKinds.has(kind)) return { kind, entities, first };
    const bound: number[] = [];
    const loose: number[] = [];
    for (const entity of entities.slice(0, first)) {
      let isBound = false;
      store.eachLink(entity, (other) => {
        const isOfAll = store.kindOf(other).role === 'organization';
        if (!isOfAll && shown.has(other)) isBound = true;
      });
      (isBound ? bound : loose).push(entity);
    }
    const sorted = [...bound, ...loose, ...entities.slice(first)];
    return { kind, entities: sorted, first: bound.length };
  });
}

function compose(
  store: Store,
  chosen: Chosen[],
  { more }: Limits,
  seeds: Uint8Array,
  labels = false,
): Scene {
  const cards: Card[] = [];
  const totals = new Map<Kind, number>();
  const places = new Map<number, number>();
  for (const { kind, entities, first } of chosen) {
    const total = entities.length;
    const limit = first + more(kind);
    // A card for a single entity would take as much room as the entity.
    const count = total <= limit + 1 ? total : limit;
    totals.set(kind, total);
    entities.slice(0, count).forEach((entity, place) => {
      places.set(entity, cards.length);
      const isSeed = seeds[entity] > 0;
      const isLate = place >= first && total > first + 1;
      cards.push({ ...cardOf(store, entity), isSeed, isLate });
    });
    const turn = { ...PLAIN, kind, column: kind.column };
    if (count < total) {
      const label =
        count > 0
          ? `${number(count)} of ${number(total)}, more`
          : `${number(total)} more`;
      cards.push({ ...turn, turns: 'more', label });
    }
    if (total > first + 1 && count > first) {
      const isLate = count < total;
      cards.push({ ...turn, turns: 'fewer', label: 'fewer', isLate });
    }
  }
  const lines: Line[] = [];
  const derived: Line[] = [];
  const isLate = ({ from, to }: Pick<Line, 'from' | 'to'>) =>
    cards[from].isLate || cards[to].isLate;
  /** By card, where access leads from it; and where it does without what is unfolded. */
  const next = cards.map((): number[] => []);
  const early = cards.map((): number[] => []);
  for (const [entity, from] of places) {
    store.eachLink(entity, (other, relation, out) => {
      const to = places.get(other);
      if (to === undefined || !out) return;
      // Lines to everything would hide the rest.
      const { role } = store.kindOf(entity);
      if (role === 'organization' && !seeds[entity]) return;
      const { _class, detail, ahead, back } = relation;
      const name = detail ? `${_class} ${detail}` : _class;
      (relation.derived ? derived : lines).push({ from, to, name, relation });
      const lead = (one: number, another: number) => {
        next[one].push(another);
        if (!isLate({ from, to })) early[one].push(another);
      };
      if (ahead && !relation.derived) lead(from, to);
      if (back) lead(to, from);
    });
  }
  /** Whether the groups in the picture tell how derived access comes about. */
  const isTold = (line: Line) => {
    // What is unfolded changes nothing that was there.
    const steps = isLate(line) ? next : early;
    const open = [line.from];
    const visited = new Set(open);
    for (const card of open) {
      for (const other of steps[card]) {
        if (visited.has(other)) continue;
        visited.add(other);
        open.push(other);
      }
    }
    return visited.has(line.to);
  };
  lines.push(...derived.filter((line) => !isTold(line)));
  return { cards, lines, totals, labels };
}

const PLAIN = { note: '', isSeed: false, isLate: false, isInactive: false };

function cardOf(store: Store, entity: number): Card {
  const kind = store.kindOf(entity);
  return {
    ...PLAIN,
    kind,
    entity,
    label: store.labelOf(entity),
    note: noteOf(store, entity),
    isInactive: store.isInactive(entity),
    column: kind.column,
  };
}

/** How many people are folded into a card. */
function noteOf(store: Store, entity: number): string {
  let people = 0;
  store.eachLink(entity, (other, { ahead, back }, out) => {
    const isMember = ahead !== back && (out ? back : ahead);
    if (isMember && store.kindOf(other).role === 'person') people += 1;
  });
  return people === 0 ? '' : number(people);
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}
