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
/** A lane for what was unfolded moves next to nothing. */
const LATE_LANE = 2;
const SWEEPS = 24;

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
  let columns = numbers.map((_, column) => {
    const own = items.filter((item) => item.column === column);
    return sectionsOf(scene, own);
  });
  const height = () =>
    Math.max(0, ...columns.map((sections) => stand(sections, 0)));
  const place = (isComplete = false) => {
    const most = height();
    for (const sections of columns) stand(sections, most, isComplete);
  };
  place();
  let least = Infinity;
  let best = columns;
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
    // To the right by what is on the left, then to the left by what is on the right.
    const side = sweep % 2 === 0 ? -1 : 1;
    const order = side < 0 ? columns : [...columns].reverse();
    for (const sections of order) {
      const column = columns.indexOf(sections);
      sortSections(sections, side);
      const passing = lanes.filter((one) => one.column === column);
      putLanes(sections, passing, sweep % 4 < 2 ? side : 0);
      for (const section of sections) {
        sortItems(scene, section, side);
        exchange(scene, section);
      }
      stand(sections, height());
    }
    place();
    const crossings = countCrossings(columns);
    if (crossings >= least) continue;
    least = crossings;
    best = columns.map((sections) =>
      sections.map((section) => ({ ...section, items: [...section.items] })),
    );
  }
  columns = best;
  place(true);
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
      const isLate = start.isLate || end.isLate;
      const name = `${from} ${column} ${isLate} ${labels ? says : ''}`;
      const high = isLate ? LATE_LANE : height;
      const fresh = { column, y: 0, height: high, isLate, neighbours: [] };
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

/**
 * Gives each item of a column its place.
 *
 * @param isComplete false leaves no room for what was unfolded: it changes no order
 * @returns how high the column is, without what was unfolded
 */
function stand(
  sections: Section[],
  height: number,
  isComplete = false,
): number {
  let y = 0;
  let late = 0;
  sections.forEach(({ kind, items }, place) => {
    if (kind) y += kind.count > 1 ? HEADING : 0;
    else if (place > 0 && place < sections.length - 1) y += BETWEEN_KINDS;
    for (const item of items) {
      item.y = y;
      if (item.card !== undefined) item.y += (item.height - CARD_HEIGHT) / 2;
      if (item.isLate && !isComplete) continue;
      y += item.height;
      if (item.isLate) late += item.height;
    }
  });
  const top = Math.max(0, (height - y + late) / 2);
  for (const { items } of sections) for (const item of items) item.y += top;
  return y - late;
}

/** Puts each lane where it has to bend least. */
function putLanes(sections: Section[], lanes: Item[], side: -1 | 0 | 1): void {
  const free = sections.filter(({ kind }) => !kind);
  for (const section of free) section.items = [];
  const heights = free.map((section) => {
    const place = sections.indexOf(section);
    const below = sections[place + 1]?.items[0]?.y;
    const above = sections[place - 1]?.items.filter(({ isLate }) => !isLate);
    const last = above?.[above.length - 1]?.y ?? 0;
    return below === undefined ? last + CARD_HEIGHT : below - HEADING;
  });
  for (const lane of lanes) {
    const wanted = wish(lane, side) ?? lane.y;
    const distances = heights.map((height) => Math.abs(height - wanted));
    free[distances.indexOf(Math.min(...distances))].items.push(lane);
  }
}

/** Puts the kinds of a column in the order of what is next to them on one side. */
function sortSections(sections: Section[], side: -1 | 1): void {
  const rankOf = ({ items }: Section) => {
    const wishes = items.flatMap((item) =>
      item.isLate ? [] : wish(item, side) ?? [],
    );
    const sum = wishes.reduce((a, b) => a + b, 0);
    return wishes.length > 0 ? sum / wishes.length : items[0].y;
  };
  const kinds = sections.filter(({ kind }) => kind);
  const ranks = new Map(kinds.map((section) => [section, rankOf(section)]));
  kinds.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  kinds.forEach((section, place) => (sections[2 * place + 1] = section));
}

/** By the items next to it on one side: -1 is left, 1 is right. */
function sortItems({ cards }: Scene, section: Section, side: -1 | 1): void {
  const rankOf = (item: Item) => {
    // What is related to nothing goes down. What was unfolded stands below what unfolds it.
    if (item.card !== undefined && cards[item.card].turns) {
      return Number.MAX_VALUE;
    }
    if (item.isLate) return Infinity;
    if (item.neighbours.length === 0) return Number.MAX_SAFE_INTEGER;
    return wish(item, side) ?? item.y;
  };
  const ranks = new Map(section.items.map((item) => [item, rankOf(item)]));
  section.items.sort((a, b) => {
    const [one, other] = [ranks.get(a) ?? 0, ranks.get(b) ?? 0];
    return one === other ? 0 : one - other;
  });
}

/** Exchanges items that follow one another, as long as fewer lines cross. */
function exchange({ cards }: Scene, { items }: Section): void {
  const isFixed = ({ card, isLate }: Item) =>
    isLate || (card !== undefined && cards[card].turns !== undefined);
  const crossings = (upper: Item, lower: Item) => {
    let count = 0;
    for (const a of upper.neighbours) {
      for (const b of lower.neighbours) {
        if (a.column === b.column && a.y > b.y) count += 1;
      }
    }
    return count;
  };
  for (let round = 0; round < items.length; round += 1) {
    let isBetter = false;
    for (let at = 1; at < items.length; at += 1) {
      const [upper, lower] = [items[at - 1], items[at]];
      if (isFixed(upper) || isFixed(lower)) continue;
      if (crossings(lower, upper) >= crossings(upper, lower)) continue;
      [items[at - 1], items[at]] = [lower, upper];
      isBetter = true;
    }
    if (!isBetter) return;
  }
}

/** How many pairs of lines cross between one column and the next. */
function countCrossings(columns: Section[][]): number {
  let count = 0;
  for (const sections of columns) {
    const lines = sections.flatMap(({ items }) =>
      items
        .filter(({ isLate }) => !isLate)
        .flatMap(({ column, neighbours, y }) =>
          neighbours
            .filter((other) => other.column > column)
            .map((other) => [y, other.y]),
        ),
    );
    lines.forEach(([a, b], place) => {
      for (const [c, d] of lines.slice(0, place)) {
        if ((a - c) * (b - d) < 0) count += 1;
      }
    });
  }
  return count;
}

/** The mean height of an item's neighbours, of those on one side where that is said. */
function wish({ column, neighbours }: Item, side = 0): number | undefined {
  const heights = neighbours
    .filter((other) => side * (other.column - column) >= 0)
    .map(({ y }) => y);
  if (heights.length === 0) return undefined;
  return heights.reduce((sum, y) => sum + y, 0) / heights.length;
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
