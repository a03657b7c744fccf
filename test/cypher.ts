import fs from 'node:fs';

/*
 * Answers the Cypher of the documentation over what was pushed into Neo4j, as far
 * as that needs: MATCH and OPTIONAL MATCH of paths, RETURN with collect().
 */

type Properties = Record<string, unknown>;

interface Node {
  key: string;
  labels: string[];
  properties: Properties;
}

interface Edge {
  type: string;
  from: string;
  to: string;
}

export interface Database {
  nodes: Map<string, Node>;
  edges: Edge[];
}

interface Sent {
  statement: string;
  parameters?: {
    propertyParameters: Properties;
    finalKeyValue?: string;
    startEntityKey?: string;
    endEntityKey?: string;
  };
}

/** @param file the statements, as test/neo4jDriver.js takes them down */
export function readDatabase(file: string): Database {
  const nodes = new Map<string, Node>();
  const edges: Edge[] = [];
  for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
    const { statement, parameters } = JSON.parse(line) as Sent;
    if (parameters === undefined) continue;
    const { finalKeyValue, startEntityKey, endEntityKey } = parameters;
    if (finalKeyValue !== undefined) {
      const [, labels = ''] = /SET entityNode((?::\w+)+)/.exec(statement) ?? [];
      nodes.set(finalKeyValue, {
        key: finalKeyValue,
        labels: labels.split(':').filter(Boolean),
        properties: parameters.propertyParameters,
      });
    } else {
      const [, type = ''] = /-\[relationship:(\w+)\]->/.exec(statement) ?? [];
      edges.push({
        type,
        from: String(startEntityKey),
        to: String(endEntityKey),
      });
    }
  }
  return { nodes, edges };
}

type Bound = Record<string, Node | undefined>;

/** @throws at what it does not understand */
export function askCypher(database: Database, query: string): unknown[][] {
  const clauses = query
    .replace(/\/\/.*$/gm, '')
    .split(/\b(OPTIONAL MATCH|MATCH|RETURN)\b/)
    .map((part) => part.trim());
  expect(clauses.shift()).toBe('');
  let rows: Bound[] = [{}];
  for (let n = 0; n < clauses.length; n += 2) {
    const [clause, text] = [clauses[n], clauses[n + 1]];
    if (clause === 'RETURN') return results(rows, text);
    rows = rows.flatMap((row) => {
      const found = paths(database, row, text);
      return found.length === 0 && clause === 'OPTIONAL MATCH' ? [row] : found;
    });
  }
  throw new Error(`No RETURN in ${query}`);
}

const NODE = /^\((\w+)(?::(\w+))?(?:\s*\{([^}]*)\})?\)/;
const EDGE = /^(<?)-\[:(\w+)\]-(>?)/;

/** All ways to bind what a path names. */
function paths({ nodes, edges }: Database, row: Bound, path: string): Bound[] {
  const [first, name, label, properties] = NODE.exec(path) ?? [];
  if (first === undefined) throw new Error(`Not understood: ${path}`);
  const wanted = propertiesOf(properties);
  const isWanted = (node: Node) =>
    (label === undefined || node.labels.includes(label)) &&
    Object.entries(wanted).every(
      ([key, value]) => node.properties[key] === value,
    );
  const known = row[name];
  const starts = (known ? [known] : [...nodes.values()]).filter(isWanted);
  const rest = path.slice(first.length);
  const [edge, left, type, right] = EDGE.exec(rest) ?? [];
  if (edge === undefined) {
    if (rest.trim() !== '') throw new Error(`Not understood: ${rest}`);
    return starts.map((node) => ({ ...row, [name]: node }));
  }
  if ((left === '<') === (right === '>'))
    throw new Error(`Not understood: ${edge}`);
  const below = rest.slice(edge.length);
  const [, next] = NODE.exec(below) ?? [];
  return starts.flatMap((node) =>
    edges
      .filter(
        (each) =>
          each.type === type && (left ? each.to : each.from) === node.key,
      )
      .flatMap((each): Bound[] => {
        const far = nodes.get(left ? each.from : each.to);
        const bound = row[next];
        if (far === undefined || (bound && bound !== far)) return [];
        return paths(
          { nodes, edges },
          { ...row, [name]: node, [next]: far },
          below,
        );
      }),
  );
}

/** `active: true, name: 'x'` */
function propertiesOf(text = ''): Properties {
  return Object.fromEntries(
    Array.from(text.matchAll(/(\w+): ('[^']*'|\w+)/g), ([, name, value]) => [
      name,
      JSON.parse(value.replace(/'/g, '"')) as unknown,
    ]),
  );
}

function results(rows: Bound[], text: string): unknown[][] {
  const items = text.split(',').map((item) => {
    const [, collected, name, property] =
      /^\s*(collect\()?(\w+)\.(\w+)\)?\s*$/.exec(item) ?? [];
    if (name === undefined) throw new Error(`Not understood: ${item}`);
    return {
      isCollected: collected !== undefined,
      value: (row: Bound) => row[name]?.properties[property],
    };
  });
  const groups = new Map<string, Bound[]>();
  for (const row of rows) {
    const plain = items.filter(({ isCollected }) => !isCollected);
    const key = JSON.stringify(plain.map(({ value }) => value(row)));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) =>
    items.map(({ isCollected, value }) =>
      isCollected
        ? group.map(value).filter((each) => each !== undefined)
        : value(group[0]),
    ),
  );
}
