/*
 * The core of the data model as an image for the documentation: the same cards
 * and lines as in the page, each type with its `_type`, in light and in dark.
 */
import { StepMetadata } from '@jupiterone/integration-sdk-core';

import { Entities } from '../../src/model';
import { CARD_HEIGHT, layOut } from './page/layout';
import { homeScene, Scene } from './page/scene';
import { Store } from './page/store';
import { contentsOf } from './contents';
import { drawTypes, exceptionsOf } from './model';

const MARGIN = 20;
/** Room for the longest `_type` at 11 px. */
const SIZES = {
  cardWidth: 160,
  gap: 122,
  row: 66,
  lane: 26,
  widthOf: (name: string) => name.length * 7.5,
};
const BAR = 66;
const HALF = CARD_HEIGHT / 2;

/** All types at once would be too small to be read. */
const CORE = new Map(
  [
    [Entities.ADMIN],
    [Entities.ROLE, Entities.USER],
    [Entities.GROUP],
    [Entities.APPLICATION, Entities.DEVICE_GROUP, Entities.DEVICE],
  ].flatMap((types, column) => types.map(({ _type }) => [_type, column])),
);

/** @returns the SVG file's text */
export async function createModelImage(steps: StepMetadata[]): Promise<string> {
  const { nodes, edges, looks, ...drawing } = drawTypes(steps);
  const core = nodes.filter(({ key }) => CORE.has(key));
  const bar = `HAS every entity below${exceptionsOf(core, edges)}`;
  const contents = contentsOf({
    ...drawing,
    looks: looks.map((look) => ({ ...look, column: CORE.get(look.type) ?? 0 })),
    nodes: core,
    edges,
  });
  const store = await Store.open((name) => {
    const content = contents.get(name) ?? Buffer.alloc(0);
    return Promise.resolve(new Uint8Array(content).buffer);
  });
  const choice = await homeScene(store, { first: Infinity, more: () => 0 });
  const scene = choice();
  const { boxes, paths, names, width, height } = layOut(scene, SIZES);
  const right = width + 2 * MARGIN;
  const bottom = height + BAR + 3 * MARGIN;
  const center = right / 2;
  const cards = scene.cards.map(({ label, kind }, place) => {
    const { x, y } = boxes[place];
    const middle = x + SIZES.cardWidth / 2;
    return [
      `<rect class="box${kind.mapped ? ' mapped' : ''}" x="${x}" y="${
        y - 8
      }" width="${SIZES.cardWidth}" height="${CARD_HEIGHT + 16}" rx="8"/>`,
      `<text class="name" x="${middle}" y="${y + HALF - 2}">${escape(
        label,
      )}</text>`,
      `<text class="type" x="${middle}" y="${y + HALF + 14}">${escape(
        kind.type,
      )}</text>`,
    ].join('\n');
  });
  const lines = scene.lines.map(({ relation }, place) => {
    const className = relation.mapped ? 'edge mapped' : 'edge';
    return `<path class="${className}" marker-end="url(#arrow)" d="${paths[place]}"/>`;
  });
  const labels = names.map(
    ({ x, y, text, anchor }) =>
      `<text class="label" text-anchor="${anchor}" x="${x}" y="${
        y + 4
      }">${escape(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${bottom}" width="${right}" height="${bottom}" role="img" aria-labelledby="title description">
<title id="title">The data model</title>
<desc id="description">${escape(
    `${Entities.ACCOUNT.resourceName} ${bar}. ${describe(scene)}`,
  )}</desc>
<style>${STYLE}</style>
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 1L10 5L0 9z"/></marker></defs>
<rect class="page" x="0.5" y="0.5" width="${right - 1}" height="${
    bottom - 1
  }" rx="10"/>
<rect class="box" x="${MARGIN}" y="${MARGIN}" width="${width}" height="${BAR}" rx="8"/>
<text class="name" x="${center}" y="${MARGIN + 20}">${
    Entities.ACCOUNT.resourceName
  }</text>
<text class="type" x="${center}" y="${MARGIN + 36}">${
    Entities.ACCOUNT._type
  }</text>
<text class="label bar" x="${center}" y="${MARGIN + 54}">${escape(bar)}</text>
<g transform="translate(${MARGIN} ${2 * MARGIN + BAR})">
${[...lines, ...cards, ...labels].join('\n')}
</g>
</svg>
`;
}

/** The same for people who cannot see it. */
function describe({ cards, lines }: Scene): string {
  return lines
    .map(({ from, to, relation }) =>
      [cards[from].label, relation._class, cards[to].label].join(' '),
    )
    .join('. ');
}

function escape(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STYLE = `
.page { fill: #ffffff; stroke: #d5dae1; }
.box { fill: #eef4fb; stroke: #5b84b1; stroke-width: 1.5; }
.box.mapped { fill: #f6f2e7; stroke: #a58b45; }
.edge { fill: none; stroke: #8593a6; stroke-width: 1.4; }
.mapped { stroke-dasharray: 6 4; }
.head { fill: #66758a; }
text { font-family: "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; fill: #1d2733; }
.name, .type, .bar { text-anchor: middle; }
.name { font-size: 14px; font-weight: bold; }
.type { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11px; }
.label { font-size: 11px; fill: #4b5869; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
@media (prefers-color-scheme: dark) {
  .page { fill: #10161d; stroke: #2c3641; }
  .box { fill: #1a2735; stroke: #6d9bcb; }
  .box.mapped { fill: #2a2518; stroke: #b79d57; }
  .edge { stroke: #71808f; }
  .head { fill: #8d9bad; }
  text { fill: #e8edf3; }
  .label { fill: #b5c0cd; stroke: #10161d; }
}
`;
