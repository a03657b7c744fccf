/* Draws a scene: cards that are links, and lines between them. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';

import { Kind } from './data';
import { at, makeSvg } from './dom';
import { CARD_HEIGHT, Layout, layOut, Point, Sizes } from './layout';
import { Card, number, Scene } from './scene';

export interface Actions {
  /** The address that a card leads to. */
  addressOf: (entity: number) => string;
  /** Shows more of a kind. */
  onMore: (kind: Kind) => void;
}

const MARGIN = 28;
/** Smaller than this nothing can be read: the picture begins here, and is moved. */
const SMALLEST = 0.62;
const READABLE = 0.85;
const LARGEST = 1.15;

const svg = () => select<Element, unknown>(at('picture') as Element);
const behaviour = zoom<Element, unknown>().scaleExtent([0.05, 4]);
let whole = zoomIdentity;
/** The lowest card of each kind that is drawn. */
const ends = new Map<Kind, Point>();

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
}

/** @param still the kind of which more is shown: its end stays where it was on the screen */
export function draw(scene: Scene, actions: Actions, still?: Kind): void {
  const before = still && ends.get(still);
  const picture = at('picture');
  const { clientWidth, clientHeight } = picture;
  const sizes = sizesOf(scene, clientWidth);
  const layout = layOut(scene, sizes);
  const lines = makeSvg('g', { class: 'lines' });
  const labels = makeSvg('g', { class: 'labels' });
  const touching: SVGElement[][] = scene.cards.map(() => []);
  scene.lines.forEach(({ from, to, relation }, place) => {
    const { path, name } = layout.routes[place];
    const line = makeSvg('path', {
      d: path,
      class: relation.mapped ? 'line mapped' : 'line',
      stroke: scene.cards[from].kind.color,
    });
    const text = [relation._class, relation.detail].filter(Boolean).join(' ');
    const label = makeSvg(
      'text',
      { x: name.x, y: name.y + 3, class: 'label' },
      text,
    );
    lines.append(line);
    labels.append(label);
    for (const end of [from, to]) touching[end].push(line, label);
  });
  const cards = scene.cards.map((card, place) => {
    const element = drawCard(
      card,
      layout.boxes[place],
      sizes.cardWidth,
      actions,
    );
    const mark = (isOn: boolean) => () => {
      picture.classList.toggle('marked', isOn);
      for (const one of touching[place]) one.classList.toggle('near', isOn);
    };
    element.addEventListener('pointerenter', mark(true));
    element.addEventListener('pointerleave', mark(false));
    return element;
  });
  const headings = layout.headings.map(({ kind, x, y }) =>
    makeSvg(
      'text',
      { x: x + 2, y: y + 14, class: 'heading', fill: kind.color },
      `${kind.name} · ${number(scene.totals.get(kind) ?? 0)}`,
    ),
  );
  picture.classList.remove('marked');
  picture.classList.toggle('labelled', scene.labels);
  const drawn = makeSvg('g', { id: 'scene' }, [
    arrow(),
    lines,
    ...headings,
    ...cards,
    labels,
  ]);
  picture.replaceChildren(drawn);
  const seed = scene.cards.findIndex(({ isSeed }) => isSeed);
  whole = fit(layout, clientWidth, clientHeight, seed);
  ends.clear();
  scene.cards.forEach(({ kind }, place) => {
    const box = layout.boxes[place];
    const end = ends.get(kind);
    if (!end || box.y > end.y) ends.set(kind, box);
  });
  const after = still && ends.get(still);
  if (before && after) {
    behaviour.translateBy(svg(), before.x - after.x, before.y - after.y);
  } else behaviour.transform(svg(), whole);
}

function drawCard(
  card: Card,
  { x, y }: Point,
  cardWidth: number,
  { addressOf, onMore }: Actions,
): SVGElement {
  const { kind, entity, label, note, isSeed } = card;
  const noteWidth = note === '' ? 0 : widthOf(note) + 14;
  const content = [
    makeSvg('title', {}, label),
    makeSvg('rect', { width: cardWidth, height: CARD_HEIGHT, rx: 7 }),
    makeSvg('circle', { cx: 13, cy: CARD_HEIGHT / 2, r: 4 }),
    makeSvg(
      'text',
      { x: 24, y: CARD_HEIGHT / 2 + 4.5 },
      shorten(label, cardWidth - 32 - noteWidth),
    ),
    makeSvg(
      'text',
      { x: cardWidth - 9, y: CARD_HEIGHT / 2 + 4, class: 'note' },
      note,
    ),
  ];
  const attributes = {
    transform: `translate(${x} ${y})`,
    style: `--color: ${kind.color}`,
  };
  const classes = ['card', isSeed ? 'seed' : '', kind.mapped ? 'mapped' : ''];
  if (entity !== undefined) {
    const link = { href: addressOf(entity), class: classes.join(' ') };
    return makeSvg('a', { ...attributes, ...link }, content);
  }
  const more = makeSvg(
    'g',
    { ...attributes, class: 'card more', role: 'button', tabindex: 0 },
    content,
  );
  more.addEventListener('click', () => onMore(kind));
  more.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') onMore(kind);
  });
  return more;
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
function sizesOf({ cards, labels }: Scene, room: number): Sizes {
  const isNarrow = room < 620;
  const wanted = cards.map(
    ({ label, note }) => widthOf(label) + (note ? widthOf(note) + 14 : 0) + 36,
  );
  const cardWidth = Math.max(
    110,
    Math.min(isNarrow ? 148 : 210, Math.ceil(Math.max(0, ...wanted))),
  );
  const columns = new Set(cards.map(({ column }) => column)).size;
  const free = (room - 2 * MARGIN - columns * cardWidth) / (columns - 1 || 1);
  const least = labels ? 84 : isNarrow ? 40 : 64;
  const gap = Math.max(least, Math.min(180, free));
  return { cardWidth, gap, row: labels ? 64 : 36, lane: labels ? 24 : 9 };
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

function shorten(text: string, room: number): string {
  const line = text.replace(/\s+/g, ' ');
  if (widthOf(line) <= room) return line;
  let most = Math.min(line.length, Math.ceil(room / 4));
  while (most > 1 && widthOf(`${line.slice(0, most)}…`) > room) most -= 1;
  return `${line.slice(0, most).trimEnd()}…`;
}
