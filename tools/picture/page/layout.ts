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

/** What lines from one side of a card say: once for all that say the same. */
export interface Name extends Point {
  text: string;
  anchor: 'start' | 'end';
  /** Places of the lines. */
  lines: number[];
}

export interface Layout {
  /** Left upper corners, by card. */
  boxes: Point[];
  headings: (Point & { kind: Kind })[];
  /** By line: its path in SVG. */
  paths: string[];
  names: Name[];
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
  /** How wide the name of a line is. */
  widthOf: (name: string) => number;
}

export const CARD_HEIGHT = 28;
const HALF = CARD_HEIGHT / 2;
const HEADING = 26;
const BETWEEN_KINDS = 22;
/** From the name of a line to the one below. */
const NAME = 14;
/** Between a card and the name of a line. */
const STUB = 8;
const SWEEPS = 4;

/** Something that takes a row of a column: a card, or a lane of lines with the same source. */
interface Item {
  /** Nothing for a lane. */
  card?: number;
  column: number;
  y: number;
  height: number;
  /** It was unfolded, and moves nothing that was there. */
  isLate: boolean;
  neighbours: Item[];
}

/** The items of one kind, or the lanes between two kinds (no kind). */
interface Section {
  kind?: Kind;
  items: Item[];
}

export function layOut(scene: Scene, sizes: Sizes): Layout {
  const { cardWidth, gap, row, lane } = sizes;
  const { cards } = scene;
  const numbers = [...new Set(cards.map(({ column }) => column))].sort(
    (a, b) => a - b,
  );
  const items = cards.map(({ isLate, ...card }, place): Item => {
    const column = numbers.indexOf(card.column);
    const named = { y: 0, height: row, isLate, neighbours: [] };
    return { card: place, column, ...named };
  });
  const { stops, lanes } = findStops(scene, items, lane);
  const sides = findSides(scene, stops);
  for (const side of sides) {
    const [item] = stops[side[0].lines[0]];
    const height = scene.labels ? side.length * NAME + STUB : 0;
    item.height = Math.max(item.height, height);
  }
  const columns = numbers.map((_, column) => {
    const own = items.filter((item) => item.column === column);
    return sectionsOf(scene, own);
  });
  const place = () => {
    const heights = columns.map((sections) => stand(sections, 0));
    for (const sections of columns) stand(sections, Math.max(0, ...heights));
  };
  place();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    columns.forEach((sections, column) => {
      const passing = lanes.filter((one) => one.column === column);
      putLanes(sections, passing);
      for (const section of sections) sortItems(scene, section);
    });
    place();
  }
  const xOf = ({ column }: Item) => column * (cardWidth + gap);
  const middleOf = (item: Item): Point => {
    return { x: xOf(item), y: item.y + (item.card === undefined ? 0 : HALF) };
  };
  const paths: string[] = [];
  const names: Name[] = [];
  for (const side of sides) {
    const heightOf = ({ lines }: Bundle) =>
      lines.reduce((sum, line) => sum + stops[line][1].y, 0) / lines.length;
    side.sort((a, b) => heightOf(a) - heightOf(b));
    side.forEach(({ text, isRight, lines }, at) => {
      const { x, y } = middleOf(stops[lines[0]][0]);
      const port = y + (at - (side.length - 1) / 2) * NAME;
      const stub = sizes.widthOf(text) + 2 * STUB;
      for (const line of lines) {
        const points = stops[line].map(middleOf);
        if (scene.labels) points[0].y = port;
        paths[line] = route(points, cardWidth, scene.labels ? stub : 0);
      }
      const [left, anchor] = isRight
        ? [x + cardWidth + STUB, 'start' as const]
        : [x - STUB, 'end' as const];
      names.push({ x: left, y: port, text, anchor, lines });
    });
  }
  return {
    boxes: items.map((item) => ({ x: xOf(item), y: item.y })),
    headings: columns.flatMap((sections) =>
      sections.flatMap(({ kind, items: [first] }) =>
        kind && kind.count > 1
          ? [{ kind, x: xOf(first), y: first.y - HEADING }]
          : [],
      ),
    ),
    paths,
    names,
    width: Math.max(0, numbers.length * (cardWidth + gap) - gap),
    height: Math.max(
      0,
      ...[...items, ...lanes].map(({ y, height }) => y + height),
    ),
  };
}

/** The items that each line connects, and the lanes among them. */
function findStops({ lines, labels }: Scene, items: Item[], height: number) {
  const lanes = new Map<string, Item>();
  const stops = lines.map(({ from, to, name: says }) => {
    const [start, end] = [items[from], items[to]];
    const step = Math.sign(end.column - start.column);
    const path = [start];
    for (
      let column = start.column + step;
      step !== 0 && column !== end.column;
      column += step
    ) {
      const name = `${from} ${column} ${labels ? says : ''}`;
      const fresh = { column, y: 0, height, isLate: false, neighbours: [] };
      const lane = lanes.get(name) ?? fresh;
      lanes.set(name, lane);
      path.push(lane);
    }
    path.push(end);
    path.slice(1).forEach((item, place) => {
      const before = path[place];
      if (item.column === before.column) return;
      if (!before.isLate) item.neighbours.push(before);
      if (!item.isLate) before.neighbours.push(item);
    });
    return path;
  });
  return { stops, lanes: [...lanes.values()] };
}

/** Lines that leave a card on one side and say the same. */
interface Bundle {
  text: string;
  isRight: boolean;
  lines: number[];
}

/** The bundles by card and side. */
function findSides({ lines }: Scene, stops: Item[][]): Bundle[][] {
  const sides = new Map<string, Bundle[]>();
  lines.forEach(({ from, name: text }, line) => {
    const [start, next] = stops[line];
    const isRight = start.column < next.column;
    const key = `${from} ${isRight}`;
    const side = sides.get(key) ?? [];
    sides.set(key, side);
    const known = side.find((bundle) => bundle.text === text);
    if (known) known.lines.push(line);
    else side.push({ text, isRight, lines: [line] });
  });
  return [...sides.values()];
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

/** Gives each item of a column its place. @returns how high the column is, without what was unfolded */
function stand(sections: Section[], height: number): number {
  let y = 0;
  let late = 0;
  sections.forEach(({ kind, items }, place) => {
    if (kind) y += kind.count > 1 ? HEADING : 0;
    else if (place > 0 && place < sections.length - 1) y += BETWEEN_KINDS;
    for (const item of items) {
      item.y = y;
      if (item.card !== undefined) item.y += (item.height - CARD_HEIGHT) / 2;
      y += item.height;
      if (item.isLate) late += item.height;
    }
  });
  const top = Math.max(0, (height - y + late) / 2);
  for (const { items } of sections) for (const item of items) item.y += top;
  return y - late;
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
  const rankOf = (item: Item) => {
    // What is related to nothing goes down. What was unfolded stands below what unfolds it.
    if (item.isLate) return Infinity;
    if (item.card !== undefined && cards[item.card].turns) {
      return Number.MAX_VALUE;
    }
    return wish(item) ?? Number.MAX_SAFE_INTEGER;
  };
  const ranks = new Map(section.items.map((item) => [item, rankOf(item)]));
  section.items.sort((a, b) => {
    const [one, other] = [ranks.get(a) ?? 0, ranks.get(b) ?? 0];
    return one === other ? 0 : one - other;
  });
}

/** The mean height of an item's neighbours. */
function wish({ neighbours }: Item): number | undefined {
  if (neighbours.length === 0) return undefined;
  return neighbours.reduce((sum, { y }) => sum + y, 0) / neighbours.length;
}

/** A line through its stops: straight below its name and along a lane, curves between the columns. */
function route(points: Point[], cardWidth: number, stub: number): string {
  const [first] = points;
  const end = points[points.length - 1];
  if (first.x === end.x) {
    const bulge = first.x - 22 - Math.min(40, Math.abs(end.y - first.y) / 6);
    const isItself = Math.abs(first.y - end.y) < CARD_HEIGHT;
    const [a, b] = isItself ? [first.y - 9, end.y + 9] : [first.y, end.y];
    return `M${first.x} ${a} C${bulge} ${a} ${bulge} ${b} ${end.x} ${b}`;
  }
  const isRight = first.x < end.x;
  const across = isRight ? 1 : -1;
  let path = '';
  points.slice(1).forEach((to, place) => {
    const from = points[place];
    const a = isRight ? from.x + cardWidth : from.x;
    const b = isRight ? to.x : to.x + cardWidth;
    const start = place === 0 ? a + across * stub : a;
    const bend = (start + b) / 2;
    path += place === 0 ? `M${a} ${from.y} H${start}` : `L${a} ${from.y}`;
    path += ` C${bend} ${from.y} ${bend} ${to.y} ${b} ${to.y} `;
  });
  return path.trim();
}
