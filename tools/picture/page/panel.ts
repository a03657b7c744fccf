/* What stands beside the picture: findings, lists of entities, and what is known of one. */
import { leads } from './access';
import { reachTitle } from './breaks';
import { show } from './data';
import { anchor, dot, make } from './dom';
import { couldBecome, reachedBy } from './reach';
import { entityRow, heading, home, list, pill, section, title } from './rows';
import { number } from './scene';
import { Store } from './store';
import { addressOf } from './view';

export function homePanel(store: Store): Node[] {
  const { findings, kinds, lists } = store.head;
  if (lists === 'entities') {
    const all = kinds.flatMap((kind) => store.entitiesOf(kind));
    return all.map((entity) => entityRow(store, entity));
  }
  const rows = findings.map(({ name, title: text, level, count }) =>
    anchor(addressOf({ shows: 'finding', name }), 'row', [
      pill(level),
      make('span', 'count', number(count)),
      make('span', 'text', text),
    ]),
  );
  const types = kinds.map((kind) =>
    anchor(addressOf({ shows: 'type', type: kind.type }), 'row', [
      dot(kind),
      make('span', 'text', kind.name),
      make('span', 'count', number(kind.count)),
    ]),
  );
  return [
    ...(rows.length > 0
      ? [heading('Findings'), make('div', 'findings', rows)]
      : []),
    heading('Types'),
    ...types,
  ];
}

/** A list of entities, with a word on what they have in common. */
export function listPanel(
  store: Store,
  text: string,
  about: string | Node,
  entities: number[],
  others: number[] = [],
): Node[] {
  const row = (entity: number) => entityRow(store, entity);
  return [
    home(),
    title(text),
    make('p', 'quiet', about),
    ...list(entities, row, 25),
    ...section('Mentioned elsewhere', others, row),
  ];
}

export async function entityPanel(
  store: Store,
  entity: number,
): Promise<Node[]> {
  const { name, type, ...kind } = store.kindOf(entity);
  const properties = await store.propertiesOf(entity);
  const found = await store.findings();
  const findings = store.head.findings.filter((_, place) =>
    found[place].includes(entity),
  );
  const about = [
    name === type ? '' : name,
    type,
    store.isInactive(entity) ? 'inactive' : '',
  ];
  return [
    home(),
    title([dot(kind), store.nameOf(entity)]),
    make('p', 'quiet', about.filter(Boolean).join(' · ')),
    ...opener(properties),
    ...waysOn(store, entity),
    ...findings.map((finding) =>
      anchor(addressOf({ shows: 'finding', name: finding.name }), 'row', [
        pill(finding.level),
        make(
          'span',
          'text',
          `${finding.count === 1 ? 'the only' : 'one of the'} ${finding.title}`,
        ),
      ]),
    ),
    ...couldBecome(store, entity),
    ...(await reachedBy(store, entity)),
    ...relationshipLists(store, entity),
    heading('Properties'),
    propertyTable(properties),
  ];
}

/** To what the entity leads, and to one thing that it may lead to. */
function waysOn(store: Store, entity: number): Node[] {
  if (store.head.lists === 'entities') return [];
  const key = store.keyOf(entity);
  const [reach, path] = [
    addressOf({ shows: 'reach', key }),
    addressOf({ shows: 'path', from: key, to: '' }),
  ];
  let isSource = false;
  store.eachLink(entity, (_, relation, out) => {
    if (leads(relation, out, true)) isSource = true;
  });
  return [
    ...(isSource ? [anchor(reach, 'button', reachTitle(store, entity))] : []),
    anchor(path, 'button', 'From here to …'),
  ];
}

function relationshipLists(store: Store, entity: number): Node[] {
  const lists = new Map<string, [other: number, detail: string][]>();
  store.eachLink(entity, (other, relation, out) => {
    const kind = store.kindOf(other).name;
    const name = relation._class;
    const text = out ? `${name} → ${kind}` : `${kind} ${name} → this`;
    const others = lists.get(text) ?? [];
    lists.set(text, others);
    const { words, every, detail } = relation;
    const over = (every ?? []).map((each) => {
      const all = store.kindOfType(each.type)?.name ?? each.type;
      return `${each.words} (all ${all.toLowerCase()})`;
    });
    const said = every && [words, ...over].join('; ');
    others.push([other, said || detail || store.handleOf(other)]);
  });
  return [...lists].flatMap(([text, others]) =>
    section(text, others, ([other, detail]) => entityRow(store, other, detail)),
  );
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
