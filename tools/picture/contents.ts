/*
 * The sections of a page, from what is to be drawn: entities numbered by kind,
 * relationships as numbers, properties by column.
 */
import {
  SEPARATOR,
  BLOCK_SIZE,
  Column,
  FindingHead,
  Head,
  Join,
  Names,
  Relation,
} from './page/data';
import { Look } from './kinds';

export interface Node {
  key: string;
  type: string;
  name: string;
  /** E-mail address or user name, where there is one. */
  handle?: string;
  /** The organization that has it, where there are several. */
  organization?: string;
  /** It cannot sign in. */
  isInactive?: boolean;
  properties: Record<string, unknown>;
}

export interface Edge extends Relation {
  /** Keys of nodes. A relationship whose ends are not both there is not drawn. */
  from: string;
  to: string;
}

export interface Drawing {
  title: string;
  summary: string;
  hint: string;
  /** Of all types of the nodes. */
  looks: Look[];
  nodes: Node[];
  edges: Edge[];
  /** Each to the key of a node. */
  joins?: (Omit<Join, 'target'> & { to: string })[];
  findings: (FindingHead & { keys: string[] })[];
  /** The types that are drawn first; all of them where none of these has nodes. */
  home: string[];
  labels: boolean;
  lists: Head['lists'];
}

/** Each section by its name, not compressed. */
export function contentsOf(drawing: Drawing): Map<string, Buffer> {
  const kinds: Head['kinds'] = [];
  const byType = new Map<string, Node[]>();
  for (const node of drawing.nodes) {
    const others = byType.get(node.type);
    if (others) others.push(node);
    else byType.set(node.type, [node]);
  }
  const nodes: Node[] = [];
  for (const look of drawing.looks) {
    const found = byType.get(look.type);
    if (!found) continue;
    kinds.push({ ...look, first: nodes.length, count: found.length });
    for (const node of found) nodes.push(node);
  }
  const places = new Map(nodes.map(({ key }, place) => [key, place]));
  const { relations, numbers } = numberEdges(drawing.edges, places);
  const home = kinds.flatMap(({ type }, place) =>
    drawing.home.includes(type) ? [place] : [],
  );
  const { title, summary, hint, labels, lists, findings } = drawing;
  const joins = (drawing.joins ?? []).flatMap(({ to, ...join }): Join[] => {
    const target = places.get(to);
    return target === undefined ? [] : [{ ...join, target }];
  });
  const head: Head = {
    title,
    summary,
    hint,
    labels,
    lists,
    kinds,
    relations,
    joins,
    findings: findings.map(({ keys, ...finding }) => finding),
    home: home.length > 0 ? home : kinds.map((_, place) => place),
  };
  const names: Names = {
    keys: nodes.map(({ key }) => key),
    names: nodes.map(({ name }) => name),
    handles: handlesOf(nodes),
    inactive: nodes.flatMap(({ isInactive }, place) =>
      isInactive ? [place] : [],
    ),
  };
  const sections = new Map([
    ['head', json(head)],
    ['names', json(names)],
    ['edges', Buffer.from(numbers.buffer)],
    ['findings', json(findings.map(({ keys }) => placesOf(keys, places)))],
  ]);
  for (let first = 0; first < nodes.length; first += BLOCK_SIZE) {
    const block = nodes.slice(first, first + BLOCK_SIZE);
    sections.set(`block-${first / BLOCK_SIZE}`, json(columnsOf(block)));
  }
  return sections;
}

/** Where neither the name nor the handle tells one from another of its type, the organization does, else the key. */
function handlesOf(nodes: Node[]): string[] {
  const known = new Map<string, number>();
  const idOf = ({ type, name }: Node, more = '') => `${type} ${name} ${more}`;
  const idsOf = (node: Node) =>
    new Set([
      idOf(node),
      idOf(node, node.handle),
      idOf(node, node.organization),
    ]);
  for (const node of nodes) {
    for (const id of idsOf(node)) known.set(id, (known.get(id) ?? 0) + 1);
  }
  return nodes.map((node) => {
    const { handle = '', organization = '', key } = node;
    const tells = (text: string) => known.get(idOf(node, text)) === 1;
    if (tells('') || tells(handle)) return handle;
    const last = tells(organization) ? organization : `…${key.slice(-6)}`;
    return [handle, last].filter(Boolean).join(SEPARATOR);
  });
}

function numberEdges(
  edges: Edge[],
  places: Map<string, number>,
): { relations: Relation[]; numbers: Int32Array } {
  const relations: Relation[] = [];
  const known = new Map<string, number>();
  const numbers: number[] = [];
  for (const { from, to, ...relation } of edges) {
    const [source, target] = [places.get(from), places.get(to)];
    if (source === undefined || target === undefined) continue;
    const name = JSON.stringify(relation);
    const place = known.get(name) ?? relations.push(relation) - 1;
    known.set(name, place);
    numbers.push(source, target, place);
  }
  return { relations, numbers: Int32Array.from(numbers) };
}

function placesOf(keys: string[], places: Map<string, number>): number[] {
  return keys.flatMap((key) => places.get(key) ?? []);
}

function columnsOf(nodes: Node[]): Column[] {
  const columns = new Map<string, Column & { known: Map<unknown, number> }>();
  nodes.forEach(({ properties }, row) => {
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === null) continue;
      const column = columns.get(name) ?? {
        name,
        values: [],
        places: nodes.map(() => 0),
        known: new Map<unknown, number>(),
      };
      columns.set(name, column);
      // A text that looks like a list is another value than the list.
      const written =
        typeof value === 'object' ? `\0${JSON.stringify(value)}` : value;
      const place = column.known.get(written) ?? column.values.push(value);
      column.known.set(written, place);
      column.places[row] = place;
    }
  });
  return [...columns.values()].map(({ known, ...column }) => column);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
