/* What stands beside the picture: findings, lists of entities, and what is known of one. */
import { Access } from './access';
import { show } from './data';
import { anchor, button, dot, make } from './dom';
import { number } from './scene';
import { Store } from './store';
import { addressOf } from './view';

/** So many of a list are shown at first, and so many more at each click. */
const FEW = 8;
const MORE = 50;

export function homePanel(store: Store): Node[] {
  const { findings, kinds, lists } = store.head;
  const rows = findings.map(({ name, title, level, count }) =>
    anchor(addressOf({ shows: 'finding', name }), 'row', [
      pill(level),
      make('span', 'count', number(count)),
      make('span', 'text', title),
    ]),
  );
  if (lists === 'entities') {
    const all = kinds.flatMap((kind) => store.entitiesOf(kind));
    return all.map((entity) => entityRow(store, entity));
  }
  const types = kinds.map((kind) =>
    anchor(addressOf({ shows: 'type', type: kind.type }), 'row', [
      dot(kind),
      make('span', 'text', kind.name),
      make('span', 'count', number(kind.count)),
    ]),
  );
  return [
    ...(rows.length > 0 ? [heading('Findings'), ...rows] : []),
    heading('Types'),
    ...types,
  ];
}

/** A list of entities, with a word on what they have in common. */
export function listPanel(
  store: Store,
  title: string,
  about: string | Node,
  entities: number[],
): Node[] {
  return [
    home(),
    make('h2', '', title),
    make('p', 'quiet', about),
    ...list(entities, (entity) => entityRow(store, entity), 25),
  ];
}

export async function entityPanel(
  store: Store,
  entity: number,
): Promise<Node[]> {
  const kind = store.kindOf(entity);
  const properties = await store.propertiesOf(entity);
  const found = await store.findings();
  const findings = store.head.findings.filter((_, place) =>
    found[place].includes(entity),
  );
  return [
    home(),
    make('h2', '', [dot(kind), store.nameOf(entity)]),
    make(
      'p',
      'quiet',
      kind.name === kind.type ? kind.type : `${kind.name} · ${kind.type}`,
    ),
    ...opener(properties),
    ...findings.map(({ name, title, level }) =>
      anchor(addressOf({ shows: 'finding', name }), 'row', [
        pill(level),
        make('span', 'text', `one of the ${title}`),
      ]),
    ),
    ...accessLists(store, entity),
    ...relationshipLists(store, entity),
    heading('Properties'),
    propertyTable(properties),
  ];
}

export function pathPanel(store: Store, from: number, to: number): Node[] {
  const paths = new Access(store, from, true).paths(to);
  return [
    home(),
    make('h2', '', `How ${store.nameOf(from)} reaches ${store.nameOf(to)}`),
    make(
      'p',
      'quiet',
      paths.length === 0 ? 'Not at all' : plural(paths.length, 'way'),
    ),
    ...paths.map((path) =>
      make(
        'ol',
        'path',
        path.map((entity) => make('li', '', entityRow(store, entity))),
      ),
    ),
  ];
}

/** How bad a finding is. */
export function pill(level: string): Node {
  const name = level.toLowerCase();
  return make('span', `level ${name}`, name);
}

function plural(count: number, name: string): string {
  return `${number(count)} ${name}${count === 1 ? '' : 's'}`;
}

function home(): Node {
  return anchor('#', 'home', '← Overview');
}

function heading(text: string, count?: number): Node {
  const counts =
    count === undefined ? [] : [make('span', 'count', number(count))];
  return make('h3', '', [text, ...counts]);
}

function entityRow(
  store: Store,
  entity: number,
  detail = store.handleOf(entity),
  address = addressOf({ shows: 'entity', key: store.keyOf(entity) }),
): Node {
  return anchor(address, 'row', [
    dot(store.kindOf(entity)),
    make('span', 'text', [
      store.nameOf(entity),
      make('span', 'detail', detail === store.nameOf(entity) ? '' : detail),
    ]),
  ]);
}

/** The first of a list, and "8 of 41, more". */
function list<T>(items: T[], row: (item: T) => Node, few = FEW): Node[] {
  const rows = make('div', 'list');
  let shown = 0;
  const add = (count: number) => {
    // A click for a single row would take as much room as the row.
    const next =
      items.length <= shown + count + 1 ? items.length : shown + count;
    rows.append(...items.slice(shown, next).map(row));
    shown = next;
    if (shown < items.length) {
      const text = `${number(shown)} of ${number(items.length)}, more`;
      const more = button('more', text, () => {
        more.remove();
        add(MORE);
      });
      rows.append(more);
    }
  };
  add(few);
  return [rows];
}

/** What people reach, or who reaches this, and through what. */
function accessLists(store: Store, entity: number): Node[] {
  const { role } = store.kindOf(entity);
  const forward = role !== 'goal';
  const access = new Access(store, entity, forward);
  const wanted = forward ? 'goal' : 'person';
  const ends = access.ends
    .filter((end) => store.kindOf(end).role === wanted)
    .sort((a, b) => a - b);
  if (ends.length === 0) return [];
  const row = (end: number) => {
    const through = new Set(
      access.paths(end).map((path) =>
        path.length === 2
          ? 'direct'
          : path
              .slice(1, -1)
              .map((one) => store.nameOf(one))
              .join(' → '),
      ),
    );
    const [from, to] = (forward ? [entity, end] : [end, entity]).map((one) =>
      store.keyOf(one),
    );
    const address = addressOf({ shows: 'path', from, to });
    return entityRow(store, end, [...through].join(', '), address);
  };
  const title = forward ? 'Reaches, through' : 'Reached by, through';
  return [heading(title, ends.length), ...list(ends, row)];
}

function relationshipLists(store: Store, entity: number): Node[] {
  const lists = new Map<string, [other: number, detail: string][]>();
  for (const { other, relation, out } of store.linksOf(entity)) {
    const kind = store.kindOf(other).name;
    const name = relation._class;
    const title = out ? `${name} → ${kind}` : `${kind} ${name} → this`;
    const others = lists.get(title) ?? [];
    others.push([other, relation.detail || store.handleOf(other)]);
    lists.set(title, others);
  }
  return [...lists].flatMap(([title, others]) => [
    heading(title, others.length),
    ...list(others, ([other, detail]) => entityRow(store, other, detail)),
  ]);
}

function propertyTable(properties: [string, unknown][]): Node {
  const rows = properties
    .map(([name, value]) => [name, show(name, value)] as const)
    .filter(([, text]) => text !== '')
    .sort(([a], [b]) => Number(a[0] === '_') - Number(b[0] === '_'));
  return make(
    'table',
    '',
    rows.map(([name, text]) =>
      make('tr', '', [make('th', '', name), make('td', '', linked(text))]),
    ),
  );
}

/** The way to the object in JumpCloud. */
function opener(properties: [string, unknown][]): Node[] {
  const [, address] = properties.find(([name]) => name === 'webLink') ?? [];
  const link = linked(String(address), 'Open in JumpCloud ↗');
  return typeof link === 'string' ? [] : [make('p', '', link)];
}

/** An address becomes a link where it is https, and stays text otherwise. */
function linked(text: string, label = text): string | Node {
  if (!/^https:\/\/\S+$/.test(text)) return text;
  const link = anchor(text, 'out', label);
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  return link;
}
