/*
 * What is drawn: a few cards and the relationships between them, never all of
 * the graph. Of each kind some are shown, and a card that stands for the others.
 */
import { Access, isAhead } from './access';
import { Kind, Relation } from './data';
import { Store } from './store';

export interface Card {
  kind: Kind;
  /** Nothing for the card that stands for those that are not shown. */
  entity?: number;
  label: string;
  /** Small, beside the label. */
  note: string;
  /** What the picture is about. */
  isSeed: boolean;
  column: number;
}

export interface Line {
  /** Places of cards. */
  from: number;
  to: number;
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

/** How many of a kind are shown. */
export type Limits = (kind: Kind) => number;

/** The first picture: whole kinds, the best connected first. */
export function homeScene(store: Store, limits: Limits): Scene {
  const { kinds, home, labels } = store.head;
  const shown = new Map(
    home.map((place) => {
      const kind = kinds[place];
      const isHome = (other: number) =>
        home.some((one) => kinds[one] === store.kindOf(other));
      const weights = store.entitiesOf(kind).map((entity): Weighed => {
        let weight = 0;
        for (const { other, relation } of store.linksOf(entity)) {
          if (relation.derived) continue;
          weight += isHome(other) ? 1e6 : 1;
        }
        return [entity, weight];
      });
      return [kind, weights] as const;
    }),
  );
  return compose(store, { shown, limits, seeds: new Set(), labels });
}

/** Entities with what is around them, and what they lead to. */
export function aroundScene(
  store: Store,
  entities: number[],
  limits: Limits,
): Scene {
  const seeds = new Set(entities);
  const seedKinds = new Set(entities.map((entity) => store.kindOf(entity)));
  const isSingle = entities.length === 1;
  const weights = new Map<number, number>();
  const count = (entity: number) => {
    if (!seeds.has(entity)) weights.set(entity, (weights.get(entity) ?? 0) + 1);
  };
  for (const entity of entities) {
    for (const { other, relation } of store.linksOf(entity)) {
      const kind = store.kindOf(other);
      if (relation.derived || (kind.role === 'root' && seeds.size > 0))
        continue;
      if (!isSingle && (kind.mapped || seedKinds.has(kind))) continue;
      count(other);
    }
  }
  // Access goes on beyond the neighbours; towards people it stays folded.
  for (const forward of [true, false]) {
    const open = [...seeds];
    const visited = new Set(seeds);
    for (const entity of open) {
      for (const link of store.linksOf(entity)) {
        const { other, relation } = link;
        if (relation.derived || !isAhead(link, forward)) continue;
        if (!forward && store.kindOf(other).role === 'person') continue;
        count(other);
        if (visited.has(other)) continue;
        visited.add(other);
        open.push(other);
      }
    }
  }
  const shown = new Map<Kind, Weighed[]>();
  const add = (entity: number, weight: number) => {
    const kind = store.kindOf(entity);
    const others = shown.get(kind) ?? [];
    others.push([entity, weight]);
    shown.set(kind, others);
  };
  for (const entity of seeds) add(entity, Infinity);
  for (const [entity, weight] of weights) add(entity, weight);
  const scene = compose(store, { shown, limits, seeds, labels: false });
  /** What goes on among those beside the seeds would hide what is about the seeds. */
  const isAbout = ({ from, to }: Line) => {
    const ends = [scene.cards[from], scene.cards[to]];
    if (!isSingle) return ends[0].kind !== ends[1].kind;
    const isBeside = ({ kind }: Card) =>
      kind.role === 'person' || seedKinds.has(kind);
    return ends.some(({ isSeed }) => isSeed) || !ends.some(isBeside);
  };
  return { ...scene, lines: scene.lines.filter(isAbout) };
}

/** Every way from one entity to another. */
export function pathScene(store: Store, from: number, to: number): Scene {
  const paths = new Access(store, from, true).paths(to);
  const shown = new Map<Kind, Weighed[]>();
  for (const entity of new Set(paths.flat())) {
    const kind = store.kindOf(entity);
    shown.set(kind, [...(shown.get(kind) ?? []), [entity, 0]]);
  }
  const seeds = new Set([from, to]);
  const isDirect = paths.some(({ length }) => length === 2);
  const scene = compose(store, {
    shown,
    limits: () => Infinity,
    seeds,
    labels: true,
  });
  const { cards, lines } = scene;
  const isLong = ({ from: a, to: b }: Line) =>
    cards[a].entity === from && cards[b].entity === to;
  return {
    ...scene,
    lines: lines.filter((line) => isDirect || !isLong(line)),
  };
}

type Weighed = [entity: number, weight: number];

function compose(
  store: Store,
  {
    shown,
    limits,
    seeds,
    labels,
  }: {
    shown: Map<Kind, Weighed[]>;
    limits: Limits;
    seeds: Set<number>;
    labels: boolean;
  },
): Scene {
  const cards: Card[] = [];
  const totals = new Map<Kind, number>();
  const places = new Map<number, number>();
  for (const [kind, weighed] of shown) {
    const limit = limits(kind);
    const sorted = weighed.sort(([a, one], [b, other]) =>
      one === other ? a - b : other - one,
    );
    totals.set(kind, sorted.length);
    // A card for a single entity would take as much room as the entity.
    const few = sorted.length <= limit + 1 ? sorted : sorted.slice(0, limit);
    for (const [entity] of few) {
      places.set(entity, cards.length);
      cards.push({
        kind,
        entity,
        label: store.nameOf(entity),
        note: noteOf(store, entity),
        isSeed: seeds.has(entity),
        column: kind.column,
      });
    }
    if (few.length < sorted.length) {
      const label = `${number(few.length)} of ${number(sorted.length)}, more`;
      cards.push({ kind, label, note: '', isSeed: false, column: kind.column });
    }
  }
  const lines: Line[] = [];
  for (const [entity, from] of places) {
    let access: Access | undefined;
    /** Whether a group in the graph tells how derived access comes about. */
    const isExplained = (other: number) => {
      access ??= new Access(store, entity, true);
      return access.paths(other).some(({ length }) => length > 2);
    };
    for (const { other, relation } of store.linksOut(entity)) {
      const to = places.get(other);
      if (to === undefined) continue;
      if (relation.derived && isExplained(other)) continue;
      lines.push({ from, to, relation });
    }
  }
  return { cards, lines, totals, labels };
}

/** How many people are folded into a card. */
function noteOf(store: Store, entity: number): string {
  let people = 0;
  for (const { other, relation, out } of store.linksOf(entity)) {
    const isMember = relation.flow === (out ? -1 : 1);
    if (isMember && store.kindOf(other).role === 'person') people += 1;
  }
  return people === 0 ? '' : number(people);
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}
