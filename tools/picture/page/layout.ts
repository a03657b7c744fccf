/*
 * Where cards stand: columns from left to right, a heading for each kind, and
 * within a kind an order in which few lines cross. A line that passes a column
 * takes a lane between the kinds there, so that it crosses no card.
 */
import { Kind } from './data';
import { Scene } from './scene';

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  /** Left upper corners, by card. */
  boxes: Point[];
  headings: (Point & { kind: Kind })[];
  /** By line: its path in SVG, and where its name stands. */
  routes: { path: string; name: Point }[];
  width: number;
  height: number;
}

export interface Sizes {
  cardWidth: number;
  /** Between two columns. */
  gap: number;
  /** From one card of a column to the next. */
  row: number;
  /** From one lane to the next. */
  lane: number;
}

export const CARD_HEIGHT = 28;
const HEADING = 26;
const BETWEEN_KINDS = 22;
/** The room that the name of a line takes. */
const NAME = { x: 64, y: 13 };
const SWEEPS = 4;

/** Something that takes a row of a column: a card, or a lane of lines with the same source. */
interface Item {
  /** Nothing for a lane. */
  card?: number;
  column: number;
  y: number;
  neighbours: Item[];
}

/** The items of one kind, or the lanes between two kinds (no kind). */
interface Section {
  kind?: Kind;
  items: Item[];
}

export function layOut(scene: Scene, sizes: Sizes): Layout {
  const { cardWidth, gap } = sizes;
  const { cards, lines } = scene;
  const numbers = [...new Set(cards.map(({ column }) => column))].sort(
    (a, b) => a - b,
  );
  const items = cards.map((card, place): Item => {
    const column = numbers.indexOf(card.column);
    return { card: place, column, y: 0, neighbours: [] };
  });
  const { stops, lanes } = findStops(scene, items);
  const columns = numbers.map((_, column) => {
    const own = items.filter((item) => item.column === column);
    return sectionsOf(scene, own);
  });
  let height = 0;
  const place = () => {
    const heights = columns.map((sections) => stand(sections, 0, sizes));
    height = Math.max(0, ...heights);
    for (const sections of columns) stand(sections, height, sizes);
  };
  place();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    columns.forEach((sections, column) => {
      const passing = lanes.filter((lane) => lane.column === column);
      putLanes(sections, passing);
      for (const section of sections) sortItems(scene, section);
    });
    place();
  }
  const xOf = ({ column }: Item) => column * (cardWidth + gap);
  const pointOf = (item: Item) => ({ x: xOf(item), y: item.y });
  return {
    boxes: items.map(pointOf),
    headings: columns.flatMap((sections) =>
      sections.flatMap(({ kind, items: [first] }) =>
        kind && kind.count > 1
          ? [{ kind, x: xOf(first), y: first.y - HEADING }]
          : [],
      ),
    ),
    routes: spread(
      lines.map((_, line) => route(stops[line].map(pointOf), cardWidth)),
    ),
    width: Math.max(0, numbers.length * (cardWidth + gap) - gap),
    height,
  };
}

/** The items that each line connects, and the lanes among them. */
function findStops({ lines }: Scene, items: Item[]) {
  const lanes = new Map<string, Item>();
  const stops = lines.map(({ from, to }) => {
    const [start, end] = [items[from], items[to]];
    const step = Math.sign(end.column - start.column);
    const path = [start];
    for (
      let column = start.column + step;
      step !== 0 && column !== end.column;
      column += step
    ) {
      const name = `${from} ${column}`;
      const lane = lanes.get(name) ?? { column, y: 0, neighbours: [] };
      lanes.set(name, lane);
      path.push(lane);
    }
    path.push(end);
    path.slice(1).forEach((item, place) => {
      const before = path[place];
      if (item.column === before.column) return;
      item.neighbours.push(before);
      before.neighbours.push(item);
    });
    return path;
  });
  return { stops, lanes: [...lanes.values()] };
}

/** The kinds of a column, with room for lanes above, between and below them. */
function sectionsOf({ cards }: Scene, items: Item[]): Section[] {
  const sections: Section[] = [{ items: [] }];
  for (const item of items) {
    const kind = item.card === undefined ? undefined : cards[item.card].kind;
    const known = sections.find((section) => section.kind === kind);
    if (known) known.items.push(item);
    else sections.push({ kind, items: [item] }, { items: [] });
  }
  return sections;
}

/** Gives each item of a column its place. @returns the height of them all */
function stand(
  sections: Section[],
  height: number,
  { row, lane }: Sizes,
): number {
  let y = 0;
  sections.forEach(({ kind, items }, place) => {
    if (kind) y += kind.count > 1 ? HEADING : 0;
    else if (place > 0 && place < sections.length - 1) y += BETWEEN_KINDS;
    for (const item of items) {
      item.y = y;
      y += kind ? row : lane;
    }
  });
  const top = Math.max(0, (height - y) / 2);
  for (const { items } of sections) for (const item of items) item.y += top;
  return y;
}

/** Puts each lane where it has to bend least. */
function putLanes(sections: Section[], lanes: Item[]): void {
  const free = sections.filter(({ kind }) => !kind);
  for (const section of free) section.items = [];
  const heights = free.map((section) => {
    const place = sections.indexOf(section);
    const below = sections[place + 1]?.items[0]?.y;
    const above = sections[place - 1]?.items;
    const last = above?.[above.length - 1]?.y ?? 0;
    return below === undefined ? last + CARD_HEIGHT : below - HEADING;
  });
  for (const lane of lanes) {
    const wanted = wish(lane) ?? 0;
    const distances = heights.map((height) => Math.abs(height - wanted));
    free[distances.indexOf(Math.min(...distances))].items.push(lane);
  }
}

function sortItems({ cards }: Scene, section: Section): void {
  const ranks = new Map(
    section.items.map((item, place) => {
      const isMore =
        item.card !== undefined && cards[item.card].entity === undefined;
      // What is related to nothing goes down, and "more" to the end.
      const rank = isMore ? Infinity : wish(item) ?? Number.MAX_VALUE;
      return [item, { rank, place }] as const;
    }),
  );
  const none = { rank: 0, place: 0 };
  section.items.sort((a, b) => {
    const [one, other] = [ranks.get(a) ?? none, ranks.get(b) ?? none];
    if (one.rank === other.rank) return one.place - other.place;
    return one.rank < other.rank ? -1 : 1;
  });
}

/** The mean height of an item's neighbours. */
function wish({ neighbours }: Item): number | undefined {
  if (neighbours.length === 0) return undefined;
  return neighbours.reduce((sum, { y }) => sum + y, 0) / neighbours.length;
}

/** Moves names down until none stands on another. */
function spread(routes: Layout['routes']): Layout['routes'] {
  const names = routes.map(({ name }) => name).sort((a, b) => a.y - b.y);
  names.forEach((name, place) => {
    for (const other of names.slice(0, place)) {
      const isNear = Math.abs(other.x - name.x) < NAME.x;
      if (isNear && name.y < other.y + NAME.y) name.y = other.y + NAME.y;
    }
  });
  return routes;
}

/** A line through its stops: curves between the columns, straight along a lane. */
function route(stops: Point[], cardWidth: number) {
  const half = CARD_HEIGHT / 2;
  const last = stops.length - 1;
  const points = stops.map(({ x, y }, place) => {
    return { x, y: place === 0 || place === last ? y + half : y };
  });
  const [first] = points;
  const end = points[last];
  if (first.x === end.x) {
    const bulge = first.x - 22 - Math.min(40, Math.abs(end.y - first.y) / 6);
    const isItself = first.y === end.y;
    const [a, b] = isItself ? [first.y - 9, end.y + 9] : [first.y, end.y];
    const name = {
      x: bulge - 14,
      y: (first.y + end.y) / 2,
    };
    const path = `M${first.x} ${a} C${bulge} ${a} ${bulge} ${b} ${end.x} ${b}`;
    return { path, name };
  }
  const isRight = first.x < end.x;
  let path = '';
  let name = first;
  points.slice(1).forEach((to, place) => {
    const from = points[place];
    const a = isRight ? from.x + cardWidth : from.x;
    const b = isRight ? to.x : to.x + cardWidth;
    const bend = (a + b) / 2;
    path += `${path === '' ? 'M' : 'L'}${a} ${from.y}`;
    path += ` C${bend} ${from.y} ${bend} ${to.y} ${b} ${to.y} `;
    name = { x: bend, y: (from.y + to.y) / 2 };
  });
  return { path: path.trim(), name };
}
