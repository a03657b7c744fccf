/*
 * The picture of a collected graph: one HTML file that needs no network and
 * executes nothing that comes from the tenant. It takes the place of the page
 * that `j1-integration visualize` writes.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { Entities, MappedRelationships } from '../../src/model';
import { Graph, readGraph } from '../integration';

const ROOT = path.resolve(__dirname, '../..');
const LIBRARY = 'vis-network/standalone/umd/vis-network.min.js';
/** More than this is slow to draw, and nothing can be told apart. */
const MOST_NODES = 1_500;

interface Kind {
  type: string;
  name: string;
  color: string;
  size: number;
  /** JupiterOne's mapper finds or makes these. */
  mapped: boolean;
}

/** In the order in which they are drawn, as long as there is room. */
const KINDS: Kind[] = [
  kind(Entities.ACCOUNT._type, 'Account', '#1f2a44', 46),
  kind(Entities.APPLICATION._type, 'Application', '#e8833a', 28),
  kind(Entities.GROUP._type, 'Group', '#2e9e6b', 28),
  kind(Entities.ADMIN._type, 'Administrator', '#c8385a', 22),
  kind(Entities.ROLE._type, 'Role', '#8a5cc2', 22),
  kind(Entities.USER._type, 'User', '#3b82d6', 11),
  {
    ...kind(
      MappedRelationships.USER_IS_EMPLOYEE.targetType,
      'Employee (mapped)',
      '#7f8ea3',
      7,
    ),
    mapped: true,
  },
];

function kind(type: string, name: string, color: string, size: number): Kind {
  return { type, name, color, size, mapped: false };
}

type Properties = Record<string, unknown>;

interface Node {
  key: string;
  kind: number;
  properties: Properties;
}

interface Edge {
  from: string;
  to: string;
  name: string;
  mapped: boolean;
  detail: string;
}

/** What the page gets; nodes are known by their place in the list. */
export interface PictureData {
  title: string;
  entities: number;
  relationships: number;
  nodes: {
    name: string;
    kind: number;
    type: string;
    properties: [name: string, value: string][];
  }[];
  /** Of everything, also of what is not drawn. */
  total: number;
  kinds: (Kind & { drawn: number; total: number })[];
  edges: {
    from: number;
    to: number;
    name: string;
    mapped: boolean;
    detail: string;
    /** Whether it pulls its ends together. */
    spring: boolean;
  }[];
}

/**
 * Draws what was collected in a directory, into its `.j1-integration`.
 *
 * @returns the file
 * @throws when there is nothing to draw; then there is no picture at all
 */
export function writePicture(directory = ROOT): string {
  const storage = path.join(directory, '.j1-integration');
  const picture = path.join(storage, 'index.html');
  // Whatever goes wrong, the page that is not safe does not stay.
  fs.rmSync(picture, { force: true });
  const collected = ['graph', 'summary.json'].every((name) =>
    fs.existsSync(path.join(storage, name)),
  );
  const graph = collected ? readGraph(directory) : undefined;
  if (graph === undefined || graph.entities.length === 0) {
    throw new Error(`There is no graph in ${storage}: run \`npm start\` first`);
  }
  fs.writeFileSync(picture, createPicture(graph));
  return picture;
}

/** The page that shows a graph. */
export function createPicture(graph: Graph, mostNodes = MOST_NODES): string {
  const data = createPictureData(graph, mostNodes);
  const library = fs.readFileSync(require.resolve(LIBRARY), 'utf8');
  const scripts = [library, PAGE_SCRIPT].map(inlineScript);
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    // The browser itself refuses what would turn text into markup.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>JumpCloud</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${PAGE_BODY}
<script id="data" type="application/json">${inlineJson(data)}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** What of a graph is drawn, and how it is called. */
export function createPictureData(
  { entities, relationships }: Graph,
  mostNodes = MOST_NODES,
): PictureData {
  const kinds = [...KINDS];
  const kindOf = (type: string, mapped: boolean) => {
    const known = kinds.findIndex((one) => one.type === type);
    if (known >= 0) return known;
    return kinds.push({ ...kind(type, type, '#5f6b7a', 14), mapped }) - 1;
  };
  const all = new Map<string, Node>();
  for (const { _rawData, ...properties } of entities) {
    const { _key: key, _type } = properties;
    all.set(key, { key, kind: kindOf(_type, false), properties });
  }
  const edges = relationships.map((relationship): Edge => {
    const { _class, _fromEntityKey, _toEntityKey } = relationship;
    const ends = { from: String(_fromEntityKey), to: String(_toEntityKey) };
    const base = { name: String(_class), detail: detailOf(relationship) };
    const mapping = mappingOf(relationship);
    if (mapping === undefined) return { ...base, ...ends, mapped: false };
    const { sourceEntityKey, relationshipDirection, target, key } = mapping;
    if (!all.has(key)) {
      const type = String(target._type ?? 'unknown');
      all.set(key, { key, kind: kindOf(type, true), properties: target });
    }
    return relationshipDirection === 'REVERSE'
      ? { ...base, from: key, to: sourceEntityKey, mapped: true }
      : { ...base, from: sourceEntityKey, to: key, mapped: true };
  });

  const drawn = [...all.values()]
    .sort((a, b) => a.kind - b.kind)
    .slice(0, mostNodes);
  const places = new Map(drawn.map(({ key }, place) => [key, place]));
  const drawnEdges = edges.flatMap(({ from, to, ...edge }) => {
    const ends = [places.get(from), places.get(to)] as const;
    return ends[0] === undefined || ends[1] === undefined
      ? []
      : [{ ...edge, from: ends[0], to: ends[1] }];
  });
  const springs = findSprings(drawn, drawnEdges);
  const count = (nodes: Iterable<Node>, place: number) =>
    [...nodes].filter((node) => node.kind === place).length;
  return {
    title: nameOf(
      entities.find(({ _type }) => _type === Entities.ACCOUNT._type) ?? {},
      'JumpCloud',
    ),
    entities: entities.length,
    relationships: relationships.length,
    total: all.size,
    kinds: kinds.map((one, place) => ({
      ...one,
      drawn: count(drawn, place),
      total: count(all.values(), place),
    })),
    nodes: drawn.map((node) => ({
      name: nameOf(node.properties, node.key),
      kind: node.kind,
      type: kinds[node.kind].type,
      properties: showProperties(node.properties),
    })),
    edges: drawnEdges.map((edge) => ({ ...edge, spring: springs.has(edge) })),
  };
}

/** The target of a mapped relationship; the same properties to find it by give the same key. */
function mappingOf({ _mapping }: Graph['relationships'][number]) {
  if (typeof _mapping !== 'object' || _mapping === null) return undefined;
  const { targetEntity, targetFilterKeys, ...mapping } = _mapping;
  const target: Properties = targetEntity;
  const filters = [targetFilterKeys[0] ?? []].flat();
  const key = JSON.stringify(filters.map((name) => [name, target[name]]));
  return { ...mapping, target, key };
}

/**
 * Were all relationships springs, what belongs to everybody would pull the
 * picture into one ball. So each node hangs on one other, of a kind that comes
 * before its own: on that with the fewest relationships, which tells it best
 * from the rest. That makes a tree with the account at its root.
 */
function findSprings<E extends { from: number; to: number }>(
  nodes: Node[],
  edges: E[],
): Set<E> {
  const degrees = nodes.map(() => 0);
  for (const { from, to } of edges) {
    degrees[from] += 1;
    degrees[to] += 1;
  }
  const springs = new Map<number, { edge: E; degree: number }>();
  for (const edge of edges) {
    const [parent, child] = [edge.from, edge.to].sort(
      (a, b) => nodes[a].kind - nodes[b].kind,
    );
    const degree = degrees[parent];
    const best = springs.get(child)?.degree ?? Infinity;
    if (nodes[parent].kind < nodes[child].kind && degree < best) {
      springs.set(child, { edge, degree });
    }
  }
  return new Set([...springs.values()].map(({ edge }) => edge));
}

function nameOf(properties: Properties, otherwise: string): string {
  const { displayName, name, email } = properties;
  return String(displayName ?? name ?? email ?? otherwise);
}

/** What a relationship says beside its class, such as "direct". */
function detailOf(relationship: Properties): string {
  return showProperties(relationship)
    .filter(([name]) => !name.startsWith('_'))
    .map(([, value]) => value)
    .join(', ');
}

/** The properties that have a value, for people to read. */
function showProperties(properties: Properties): [string, string][] {
  return Object.entries(properties)
    .filter(([name]) => name !== 'displayName' && name !== '_mapping')
    .map(([name, value]): [string, string] => [name, show(name, value)])
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => Number(a[0] === '_') - Number(b[0] === '_'));
}

function show(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  const date = new Date(typeof value === 'number' ? value : NaN);
  return name.endsWith('On') && !isNaN(date.getTime())
    ? date.toISOString().slice(0, 16).replace('T', ' ')
    : String(value);
}

/** JSON that holds nothing that ends a script element or a line of JavaScript. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A script as it may stand in HTML, with the line ends that a browser hashes. */
function inlineScript(script: string): string {
  return script
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .replace(/\r\n?/g, '\n')
    .replace(/<(?=!--|\/?script)/gi, '\\x3C');
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

const PAGE_STYLE = `
  :root { color: #1f2a44; background: #f6f8fb; font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
  * { box-sizing: border-box; }
  body { margin: 0; height: 100vh; display: flex; overflow: hidden; }
  main { position: relative; flex: 1; min-width: 0; }
  #graph { position: absolute; inset: 0; }
  #progress { position: absolute; inset: auto 0 24px; text-align: center; color: #66738a; pointer-events: none; }
  aside { width: 380px; overflow-y: auto; overflow-wrap: anywhere; padding: 22px 24px; background: #fff; border-left: 1px solid #e0e6ef; }
  h1 { margin: 0; font-size: 21px; line-height: 1.25; }
  h2 { margin: 0; font-size: 17px; line-height: 1.3; }
  h3 { margin: 20px 0 6px; font-size: 11px; letter-spacing: .07em; text-transform: uppercase; color: #66738a; }
  p { margin: 4px 0 0; color: #66738a; }
  #cut { margin-top: 10px; padding: 8px 10px; border-radius: 6px; background: #fff4e0; color: #7a4b00; }
  #cut:empty { display: none; }
  button { font: inherit; color: inherit; text-align: left; border: 0; background: none; padding: 3px 6px; border-radius: 5px; cursor: pointer; }
  button:hover, button:focus-visible { background: #eef3fa; outline: none; }
  #legend { margin: 16px -6px 0; display: grid; grid-template-columns: 1fr; }
  #legend button, #found button { display: flex; align-items: center; gap: 9px; width: 100%; }
  #legend .count { margin-left: auto; color: #66738a; font-variant-numeric: tabular-nums; }
  #legend [aria-pressed=false] { opacity: .4; text-decoration: line-through; }
  .dot { flex: none; width: 12px; height: 12px; border-radius: 50%; border: 2px solid; }
  #search { width: 100%; margin-top: 14px; padding: 8px 11px; font: inherit; border: 1px solid #cfd8e5; border-radius: 7px; background: #fff; color: inherit; }
  #search:focus { outline: 2px solid #3b82d6; border-color: transparent; }
  #found { margin: 4px -6px 0; }
  #details { margin-top: 18px; padding-top: 18px; border-top: 1px solid #e0e6ef; }
  table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 13px; }
  td { padding: 3px 0; vertical-align: top; border-bottom: 1px solid #f0f3f8; }
  td:first-child { width: 45%; padding-right: 10px; color: #66738a; }
  details { margin: 0 -6px; }
  summary { padding: 3px 6px; cursor: pointer; }
  summary .count { color: #66738a; }
  details button { display: block; width: 100%; padding-left: 20px; }
  .detail { color: #8894a8; font-size: 12px; }
  div.vis-tooltip { position: absolute; padding: 6px 10px; max-width: 340px; border: 0; border-radius: 6px; box-shadow: none; background: #1f2a44; color: #fff; font: inherit; font-size: 13px; white-space: normal; pointer-events: none; z-index: 5; }
  div.vis-tooltip small { display: block; opacity: .75; }
`;

const PAGE_BODY = `<main><div id="graph"></div><div id="progress"></div></main>
<aside>
<h1 id="title"></h1>
<p id="counts"></p>
<p id="cut"></p>
<div id="legend"></div>
<input id="search" type="search" placeholder="Find by name, e-mail ..." aria-label="Find" autocomplete="off">
<div id="found"></div>
<section id="details"><p>Click an entity to see its properties and what it is related to. Click a type above to hide it.</p></section>
<noscript>The picture is drawn by JavaScript.</noscript>
</aside>`;

/** Runs in the browser. Whatever comes from the tenant becomes text there, never markup. */
const PAGE_SCRIPT = `'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const at = (id) => document.getElementById(id);
  const number = (value) => value.toLocaleString('en-US');
  const short = (text, most) => text.length > most ? text.slice(0, most - 1) + '…' : text;

  /** An element with text, or with other elements, in it. */
  const make = (name, content, more = {}) => {
    const element = document.createElement(name);
    element.append(...[content].flat());
    return Object.assign(element, more);
  };
  const dot = ({ color, mapped }) => {
    const element = make('span', '', { className: 'dot' });
    element.style.borderColor = color;
    element.style.borderStyle = mapped ? 'dashed' : 'solid';
    element.style.backgroundColor = mapped ? '#fff' : color;
    return element;
  };

  document.title = data.title + ' - JumpCloud';
  at('title').textContent = data.title;
  at('counts').textContent = number(data.entities) + ' entities, ' + number(data.relationships) + ' relationships';
  if (data.nodes.length < data.total) {
    at('cut').textContent = 'Too many to draw them all: these are ' + number(data.nodes.length) + ' of ' + number(data.total) + '.';
  }

  const large = data.nodes.length > 700;
  /** So many relationships can be labeled side by side. */
  const FEW = 40;
  let selected;
  const around = data.nodes.map(() => []);
  data.edges.forEach(({ from, to }, id) => {
    around[from].push(id);
    if (to !== from) around[to].push(id);
  });
  const hubs = data.nodes.map(({ kind }) => data.kinds[kind].size >= 20);
  /** An employee has the name of its user: once is enough. */
  const labelOf = (id, isShown) => isShown ? short(data.nodes[id].name, 28) : ' ';
  const growth = Math.max(1, Math.sqrt(data.nodes.length / 500));
  const fontOf = (id, isNear) => {
    const { size } = data.kinds[data.nodes[id].kind];
    const own = size >= 40 ? 60 : hubs[id] ? 36 : 0;
    const color = isNear ? (hubs[id] ? '#1f2a44' : '#55627a') : '#b9c3d2';
    const otherwise = selected !== undefined && isNear && around[selected].length <= FEW ? 26 : 16;
    return { size: own * growth || otherwise, color, strokeWidth: hubs[id] ? 8 : 4, strokeColor: '#f6f8fb' };
  };
  const nodes = new vis.DataSet(data.nodes.map(({ name, kind, type }, id) => {
    const { color, size, mapped, name: kindName } = data.kinds[kind];
    const background = mapped ? '#ffffff' : color;
    const both = { background, border: color };
    return {
      id,
      label: labelOf(id, !mapped),
      title: make('div', [name, make('small', kindName)]),
      size,
      mass: hubs[id] ? 3 : mapped ? 0.3 : 0.6,
      color: { ...both, highlight: both, hover: both },
      shapeProperties: { borderDashes: mapped ? [3, 2] : false },
      font: fontOf(id, true),
    };
  }));
  /** A relationship has the color of its end that has the most of them. */
  const colorOf = ({ from, to }) => {
    const end = around[from].length > around[to].length ? from : to;
    return data.kinds[data.nodes[end].kind].color;
  };
  const paint = (color, opacity) => ({ color, highlight: color, hover: color, opacity, inherit: false });
  const opacityOf = ({ spring }) => {
    if (spring) return selected === undefined ? 0.5 : 0.18;
    return selected === undefined ? (large ? 0.05 : 0.09) : 0.015;
  };
  const quiet = (edge) => ({
    color: paint(colorOf(edge), opacityOf(edge)),
    width: edge.spring ? 1.5 : 1,
    label: ' ',
    arrows: { to: { enabled: false } },
  });
  const edges = new vis.DataSet(data.edges.map((edge, id) => ({
    id,
    from: edge.from,
    to: edge.to,
    physics: edge.spring,
    length: edge.mapped ? 10 : hubs[edge.from] && hubs[edge.to] ? 330 : 50,
    dashes: edge.mapped ? [4, 4] : false,
    ...quiet(edge),
  })));

  const network = new vis.Network(at('graph'), { nodes, edges }, {
    nodes: { shape: 'dot', borderWidth: 1.5, borderWidthSelected: 4, scaling: { label: { drawThreshold: 8 } } },
    edges: { smooth: false, hoverWidth: 0, selectionWidth: 0, font: { size: 22, color: '#1f2a44', strokeWidth: 6, strokeColor: '#f6f8fb' } },
    layout: { randomSeed: 7, improvedLayout: false },
    interaction: { hover: true, hoverConnectedEdges: false, tooltipDelay: 120, hideEdgesOnDrag: large, hideEdgesOnZoom: large, selectConnectedEdges: false },
    physics: {
      solver: 'forceAtlas2Based',
      forceAtlas2Based: { gravitationalConstant: -65, centralGravity: 0.01, springLength: 45, springConstant: 0.2, damping: 0.5, avoidOverlap: 0.4 },
      stabilization: { iterations: large ? 250 : 500, updateInterval: 20, fit: true },
    },
  });
  network.on('stabilizationProgress', ({ iterations, total }) => {
    at('progress').textContent = 'Drawing ' + Math.round((100 * iterations) / total) + ' %';
  });
  network.once('stabilizationIterationsDone', () => {
    at('progress').textContent = '';
    network.setOptions({ physics: false });
    network.fit();
  });

  const hidden = new Set();

  const neighbourhood = (id) =>
    new Set((around[id] ?? []).flatMap((edge) => [data.edges[edge].from, data.edges[edge].to]).concat(id));

  /** Brings out a node and its neighbours, or everything. */
  const select = (id) => {
    const isOther = (selected === undefined) !== (id === undefined);
    const before = isOther ? data.edges.map((_, edge) => edge) : (around[selected] ?? []);
    const now = id === undefined ? [] : around[id];
    selected = id;
    const near = neighbourhood(id);
    nodes.update(data.nodes.map(({ kind }, node) => {
      const isNear = id === undefined || near.has(node);
      const isShown = id === undefined ? !data.kinds[kind].mapped : isNear || hubs[node];
      return { id: node, opacity: isNear ? 1 : 0.25, font: fontOf(node, isNear), label: labelOf(node, isShown) };
    }));
    const few = now.length <= FEW;
    edges.update([
      ...before.map((edge) => ({ id: edge, ...quiet(data.edges[edge]) })),
      ...now.map((edge) => ({
        id: edge,
        color: paint('#3a4a66', few ? 0.9 : 0.35),
        width: few ? 2.5 : 1,
        label: few ? data.edges[edge].name : ' ',
        arrows: { to: { enabled: true, scaleFactor: 0.5 } },
      })),
    ]);
    network.selectNodes(id === undefined ? [] : [id], false);
    showDetails();
  };
  const visit = (id) => {
    select(id);
    network.fit({ nodes: [...neighbourhood(id)], maxZoomLevel: 0.7, animation: { duration: 400 } });
  };
  const link = (id, detail) => {
    const button = make('button', [data.nodes[id].name, make('span', detail ? ' ' + detail : '', { className: 'detail' })]);
    button.onclick = () => visit(id);
    return button;
  };

  const showDetails = () => {
    const details = at('details');
    if (selected === undefined) {
      details.replaceChildren(make('p', 'Click an entity to see its properties and what it is related to.'));
      return;
    }
    const { name, kind, type, properties } = data.nodes[selected];
    const rows = properties.map((pair) => make('tr', pair.map((text) => make('td', text))));
    details.replaceChildren(
      make('h2', name),
      make('p', data.kinds[kind].name + ' · ' + type),
      make('h3', 'Relationships'),
      ...relationships(selected),
      make('h3', 'Properties'),
      make('table', make('tbody', rows)),
    );
  };
  const relationships = (id) => {
    const lists = new Map();
    for (const edge of around[id]) {
      const { from, to, name, detail } = data.edges[edge];
      const other = from === id ? to : from;
      const kind = data.kinds[data.nodes[other].kind].name;
      const title = from === id ? name + ' → ' + kind : kind + ' ' + name + ' → this';
      lists.set(title, [...(lists.get(title) ?? []), [other, detail]]);
    }
    return [...lists].map(([title, others]) =>
      make('details', [
        make('summary', [title + ' ', make('span', number(others.length), { className: 'count' })]),
        ...others.map(([other, detail]) => link(other, detail)),
      ], { open: others.length <= 6 }));
  };

  data.kinds.forEach((kind, place) => {
    if (kind.total === 0) return;
    const count = (kind.drawn < kind.total ? number(kind.drawn) + ' of ' : '') + number(kind.total);
    const button = make('button', [dot(kind), kind.name, make('span', count, { className: 'count' })]);
    button.setAttribute('aria-pressed', 'true');
    button.onclick = () => {
      if (!hidden.delete(place)) hidden.add(place);
      button.setAttribute('aria-pressed', String(!hidden.has(place)));
      const away = data.nodes.map((node) => hidden.has(node.kind));
      nodes.update(away.map((isAway, id) => ({ id, hidden: isAway })));
      edges.update(data.edges.map(({ from, to }, id) => ({ id, hidden: away[from] || away[to] })));
    };
    at('legend').append(button);
  });

  const texts = data.nodes.map(({ name, properties }) =>
    [name, ...properties.map(([, value]) => value)].join(' ').toLowerCase());
  at('search').oninput = ({ target }) => {
    const wanted = target.value.trim().toLowerCase();
    const named = (id) => Number(!data.nodes[id].name.toLowerCase().includes(wanted));
    const found = wanted === '' ? [] : texts.flatMap((text, id) => (text.includes(wanted) ? [id] : []));
    found.sort((a, b) => named(a) - named(b));
    at('found').replaceChildren(...found.slice(0, 8).map((id) => {
      const button = link(id);
      button.prepend(dot(data.kinds[data.nodes[id].kind]));
      return button;
    }));
  };
  network.on('click', ({ nodes: [id] }) => select(id));
  network.on('hoverNode', () => { at('graph').style.cursor = 'pointer'; });
  network.on('blurNode', () => { at('graph').style.cursor = ''; });
})();
`;

if (require.main === module) {
  try {
    process.stdout.write(`The picture: ${writePicture()}\n`);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
