/* Draws a scene: cards that are links, and lines between them. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform } from 'd3-zoom';

import { Kind } from './data';
import { at, makeSvg } from './dom';
import { CARD_HEIGHT, Layout, layOut, Point, Sizes } from './layout';
import { Card, number, Scene } from './scene';

export interface Actions {
  /** The address that a card leads to. */
  addressOf: (entity: number) => string;
  /** Unfolds more of a kind, or folds it again. */
  onTurn: (kind: Kind, turns: 'more' | 'fewer') => void;
}

const MARGIN = 28;
/** Smaller than this nothing can be read: the picture begins here, and is moved. */
/** The name of a line. */
const WIDEST_NAME = 124;
const SMALLEST = 0.55;
const READABLE = 0.85;
const LARGEST = 1.15;

const svg = () => select<Element, unknown>(at('picture') as Element);
const behaviour = zoom<Element, unknown>().scaleExtent([0.05, 4]);
let whole = zoomIdentity;
/** Of the whole picture, as a view box. */
let bounds = '';
/** The highest card of each kind that is drawn. */
const tops = new Map<Kind, Point>();

/** Once, before anything is drawn. */
export function startDrawing(): void {
  behaviour.on('zoom', ({ transform }: { transform: unknown }) => {
    at('picture')
      .querySelector('#scene')
      ?.setAttribute('transform', String(transform));
  });
  svg().call(behaviour).on('dblclick.zoom', null);
  at('closer').onclick = () => behaviour.scaleBy(svg(), 1.3);
  at('farther').onclick = () => behaviour.scaleBy(svg(), 1 / 1.3);
  at('whole').onclick = () => behaviour.transform(svg(), whole);
  window.addEventListener('beforeprint', () => {
    at('picture').setAttribute('viewBox', bounds);
    at('picture').classList.remove('marked');
    at('scene').removeAttribute('transform');
  });
  window.addEventListener('afterprint', () => {
    at('picture').removeAttribute('viewBox');
    behaviour.scaleBy(svg(), 1);
  });
}

/** Moves the picture, where a card would not be seen. */
function bringIntoView(card: Element): void {
  const [box, room] = [card, at('picture')].map((one) =>
    one.getBoundingClientRect(),
  );
  const move = (low: number, high: number, from: number, to: number) =>
    Math.max(0, from + MARGIN - low) - Math.max(0, high + MARGIN - to);
  const { k } = zoomTransform(at('picture'));
  behaviour.translateBy(
    svg(),
    move(box.left, box.right, room.left, room.right) / k,
    move(box.top, box.bottom, room.top, room.bottom) / k,
  );
}

/** @param still the kind that was unfolded or folded: its first card stays where it was on the screen */
export function draw(scene: Scene, actions: Actions, still?: Kind): void {
  const before = still && tops.get(still);
  const picture = at('picture');
  const { clientWidth, clientHeight } = picture;
  const sizes = sizesOf(scene, clientWidth);
  const layout = layOut(scene, sizes);
  const touching: SVGElement[][] = scene.cards.map(() => []);
  const touch = (element: SVGElement, ...lines: number[]) => {
    for (const line of lines) {
      const { from, to } = scene.lines[line];
      for (const end of [from, to]) touching[end].push(element);
    }
    return element;
  };
  const lines = scene.lines.map(({ from, relation }, place) => {
    const classes = [
      'line',
      relation.mapped && 'mapped',
      relation.root && 'root',
    ];
    const attributes = {
      d: layout.paths[place],
      class: classes.filter(Boolean).join(' '),
      style: `--color: ${scene.cards[from].kind.color}`,
    };
    return touch(makeSvg('path', attributes), place);
  });
  const labels = layout.names.map(({ x, y, text, anchor, lines: named }) => {
    const attributes = { x, y: y + 4, class: 'label', 'text-anchor': anchor };
    const shown = shorten(text, (WIDEST_NAME * 13) / 11);
    return touch(makeSvg('text', attributes, shown), ...named);
  });
  const cards = scene.cards.map((card, place) => {
    const { cardWidth } = sizes;
    const element = drawCard(card, layout.boxes[place], cardWidth, actions);
    const mark = (isOn: boolean) => () => {
      if (touching[place].length === 0) return;
      picture.classList.toggle('marked', isOn);
      for (const one of touching[place]) one.classList.toggle('near', isOn);
    };
    element.addEventListener('pointerenter', mark(true));
    element.addEventListener('pointerleave', mark(false));
    element.addEventListener('focus', () => {
      if (!element.matches(':focus-visible')) return;
      mark(true)();
      bringIntoView(element);
    });
    element.addEventListener('blur', mark(false));
    return element;
  });
  const headings = layout.headings.map(({ kind, x, y }) => {
    const total = scene.totals.get(kind);
    const text =
      total === undefined ? kind.name : `${kind.name} · ${number(total)}`;
    return makeSvg('text', { x: x + 2, y: y + 14, class: 'heading' }, text);
  });
  const focused = document.activeElement?.getAttribute('data-card');
  picture.classList.remove('marked');
  picture.classList.toggle('labelled', scene.labels);
  // The order in which the Tab key goes through them.
  const inOrder = layout.boxes
    .map((box, place) => ({ ...box, card: cards[place] }))
    .sort((a, b) => a.x - b.x || a.y - b.y)
    .map(({ card }) => card);
  const parts = [arrow(), ...lines, ...headings, ...inOrder, ...labels];
  picture.replaceChildren(makeSvg('g', { id: 'scene' }, parts));
  const seed = scene.cards.findIndex(({ isSeed }) => isSeed);
  whole = fit(layout, clientWidth, clientHeight, seed);
  bounds = [
    -MARGIN,
    -MARGIN,
    layout.width + 2 * MARGIN,
    layout.height + 2 * MARGIN,
  ].join(' ');
  tops.clear();
  scene.cards.forEach(({ kind }, place) => {
    const box = layout.boxes[place];
    const top = tops.get(kind);
    if (!top || box.y < top.y) tops.set(kind, box);
  });
  const after = still && tops.get(still);
  if (before && after) {
    behaviour.translateBy(svg(), before.x - after.x, before.y - after.y);
  } else behaviour.transform(svg(), whole);
  const same = cards.find((card) => card.dataset.card === focused);
  if (focused) (same ?? cards[seed])?.focus({ preventScroll: true });
}

function drawCard(
  card: Card,
  { x, y }: Point,
  cardWidth: number,
  { addressOf, onTurn }: Actions,
): SVGElement {
  const { kind, entity, label, note, turns } = card;
  const noteWidth = note === '' ? 0 : widthOf(note) + 14;
  const middle = CARD_HEIGHT / 2;
  const content = [
    makeSvg('title', {}, label),
    makeSvg('rect', { width: cardWidth, height: CARD_HEIGHT, rx: 7 }),
    makeSvg('circle', { cx: 13, cy: middle, r: 4 }),
    makeSvg(
      'text',
      { x: 24, y: middle + 4.5 },
      shorten(label, cardWidth - 32 - noteWidth),
    ),
    makeSvg('text', { x: cardWidth - 9, y: middle + 4, class: 'note' }, note),
  ];
  const classes = [
    'card',
    card.isSeed && 'seed',
    card.isInactive && 'inactive',
    kind.mapped && 'mapped',
    turns && 'more',
  ];
  const attributes = {
    transform: `translate(${x} ${y})`,
    style: `--color: ${kind.color}`,
    class: classes.filter(Boolean).join(' '),
    'data-card': entity ?? `${kind.type} ${turns}`,
  };
  if (!turns) {
    const href = entity === undefined ? '' : addressOf(entity);
    return makeSvg('a', { ...attributes, href }, content);
  }
  const role = { role: 'button', tabindex: 0 };
  const button = makeSvg('g', { ...attributes, ...role }, content);
  button.addEventListener('click', () => onTurn(kind, turns));
  button.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') onTurn(kind, turns);
  });
  return button;
}

/** The head of a line, at the target of its relationship. */
function arrow(): SVGElement {
  const head = makeSvg('path', { d: 'M0 0L8 4L0 8z', class: 'head' });
  const marker = {
    id: 'arrow',
    viewBox: '0 0 8 8',
    refX: 8,
    refY: 4,
    markerUnits: 'userSpaceOnUse',
    markerWidth: 9,
    markerHeight: 9,
    orient: 'auto',
  };
  return makeSvg('marker', marker, [head]);
}

/** Cards as wide as their names need, and columns as far apart as the room allows. */
function sizesOf({ cards, lines, labels }: Scene, room: number): Sizes {
  const isNarrow = room < 620;
  const wanted = cards.map(
    ({ label, note }) => widthOf(label) + (note ? widthOf(note) + 14 : 0) + 36,
  );
  const cardWidth = Math.max(
    110,
    Math.min(isNarrow ? 160 : 210, Math.ceil(Math.max(0, ...wanted))),
  );
  const columns = new Set(cards.map(({ column }) => column)).size;
  const free = (room - 2 * MARGIN - columns * cardWidth) / (columns - 1 || 1);
  // Names stand at both ends of a gap, where a line leads back.
  const isTwoWay = lines.some(
    ({ from, to }) => cards[from].column >= cards[to].column,
  );
  const named = labels ? lines.map(({ name }) => nameWidthOf(name)) : [];
  const least = Math.max(
    isNarrow ? 40 : 64,
    ...named.map((width) => (isTwoWay ? 2 * width : width) + 48),
  );
  return {
    cardWidth,
    gap: Math.max(least, Math.min(180, free)),
    row: labels ? 44 : 36,
    lane: labels ? 16 : 9,
    widthOf: nameWidthOf,
  };
}

/** The whole picture where it can be read, else what it is about. */
function fit(
  { width, height, boxes }: Layout,
  roomWidth: number,
  roomHeight: number,
  seed: number,
) {
  const across = (roomWidth - 2 * MARGIN) / Math.max(1, width);
  const down = (roomHeight - 2 * MARGIN) / Math.max(1, height);
  const wanted = Math.min(across, down);
  // What is too high to be read at a glance is as wide as the room.
  const least = Math.max(SMALLEST, Math.min(READABLE, across));
  const scale = Math.max(least, Math.min(LARGEST, wanted));
  const place = (size: number, room: number, focus: number) => {
    if (size * scale <= room - 2 * MARGIN + 1) return (room - size * scale) / 2;
    const middle = room / 2 - focus * scale;
    return Math.min(MARGIN, Math.max(room - MARGIN - size * scale, middle));
  };
  const focus = seed < 0 ? { x: 0, y: 0 } : boxes[seed];
  return zoomIdentity
    .translate(
      place(width, roomWidth, focus.x),
      place(height, roomHeight, focus.y),
    )
    .scale(scale);
}

const context = document.createElement('canvas').getContext('2d');

function widthOf(text: string): number {
  if (!context) return text.length * 7;
  context.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}

/** The names of lines are smaller than those of cards. */
function nameWidthOf(name: string): number {
  return Math.min(WIDEST_NAME, (widthOf(name) * 11) / 13);
}

/** What tells a name from an equal one stays, where it is short. */
function shorten(text: string, room: number): string {
  const line = text.replace(/\s+/g, ' ');
  if (widthOf(line) <= room) return line;
  const [tail] = / · ….*$/.exec(line) ?? [''];
  let most = Math.min(line.length - tail.length, Math.ceil(room / 4));
  const cut = () => `${line.slice(0, most).trimEnd()}…${tail}`;
  while (most > 1 && widthOf(cut()) > room) most -= 1;
  return cut();
}
