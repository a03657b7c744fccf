/* Who reaches what: "what breaks if", who gets here, and the ways from one to another. */
import { Access, Path } from './access';
import { plainest, Ways } from './between';
import { Kind } from './data';
import { anchor, dot, make } from './dom';
import { entityRow, home, section, title } from './rows';
import { number } from './scene';
import { findNamed, parseQuery } from './search';
import { Right, Store } from './store';
import { addressOf } from './view';

/** So many suggestions stand below a field. */
const SUGGESTED = 6;
/** So many ways are told of one of many. */
const TOLD = 3;

export function reachTitle(store: Store, entity: number): string {
  const name = store.nameOf(entity);
  return store.kindOf(entity).role === 'person'
    ? `What breaks if ${name} is taken over`
    : `What ${name} leads to`;
}

/** Everything that one reaches: where it is root, then applications, then the rest. */
export function reachPanel(store: Store, entity: number): Node[] {
  const all = new Access(store, entity, { forward: true });
  const asRoot = new Access(store, entity, { forward: true, root: true });
  const rights = rightsOf(store, [entity, ...all.reached]);
  const sections = store.head.kinds.flatMap((kind) => {
    const ends = all.reached.filter((end) => store.kindOf(end) === kind);
    const over = rights.filter(({ every }) => every.type === kind.type);
    const told = { kind, over, rank: rankOf(kind, over), access: all };
    if (kind.role !== 'device') return [{ ...told, text: kind.name, ends }];
    const [roots, others] = [true, false].map((isRoot) =>
      ends.filter((end) => asRoot.has(end) === isRoot),
    );
    const root = { rank: -1, text: 'Root on', access: asRoot, ends: roots };
    const rest = { rank: 2, text: 'Signs in to', over: [], ends: others };
    return [
      { ...told, ...root },
      { ...told, ...rest },
    ];
  });
  sections.sort((a, b) => a.rank - b.rank);
  return [
    home(),
    title(reachTitle(store, entity)),
    make('p', 'quiet', 'Everything that is reached, and through what'),
    ...sections.flatMap(({ text, kind, over, access, ends }) =>
      section(
        text,
        [
          ...over.map((right) => () => rightRow(store, access, kind, right)),
          ...ends.map((end) => () => endRow(store, access, end)),
        ],
        (row) => row(),
        over.length > 0 ? kind.count : ends.length,
      ),
    ),
  ];
}

/** Applications and their like first, then what a role is over. */
function rankOf({ role }: Kind, over: Right[]): number {
  if (role === 'goal') return 0;
  if (over.length > 0) return 1;
  return role === 'organization' ? 3 : role === 'person' ? 4 : 5;
}

/** What is allowed to any of these. */
function rightsOf(store: Store, entities: number[]): Right[] {
  const rights: Right[] = [];
  for (const role of entities) {
    store.eachLink(role, (_, relation, out) => {
      for (const every of (out && relation.every) || []) {
        rights.push({ role, relation, every });
      }
    });
  }
  return rights;
}

/** What a role is over: everything of a kind. */
function rightRow(
  store: Store,
  access: Access,
  kind: Kind,
  { role, every }: Right,
): Node {
  const [path] = access.paths(role, 1);
  const roles = path?.entities.slice(1) ?? [];
  const texts = [every.words, ...through(store, roles)];
  if (kind.role === 'person') texts.push('and so all that they reach');
  const name = `All ${number(kind.count)} ${kind.name.toLowerCase()}`;
  const address = addressOf({ shows: 'type', type: kind.type });
  return anchor(address, 'row', [
    dot(kind),
    make('span', 'text', [
      make('strong', '', name),
      make('span', 'detail', texts.join(', ')),
    ]),
  ]);
}

function through(store: Store, entities: number[]): string[] {
  const names = entities.map((one) => store.labelOf(one));
  return names.length > 0 ? [`through ${names.join(' → ')}`] : [];
}

/** An end of access, with the ways there. */
function endRow(store: Store, access: Access, end: number): Node {
  const ways = plainest(access.paths(end, TOLD + 1));
  const texts = ways.slice(0, TOLD).map(({ entities, steps }) => {
    const [last] = steps.slice(-1);
    // That an administrator is a user too is no news of each way.
    const isNews = (_: number, place: number) =>
      steps
        .slice(place, place + 2)
        .every(({ relation: { ahead, back } }) => !(ahead && back));
    const between = through(store, entities.slice(1, -1).filter(isNews));
    // What a role allows says more than through whom it is held.
    const over =
      steps.find(({ isOfAll }) => isOfAll) ??
      (last.relation._class === 'ALLOWS' ? last : undefined);
    if (between.length > 0)
      return [over?.words ?? [], between].flat().join(', ');
    return last.detail ? `${last.words} (${last.detail})` : last.words;
  });
  if (ways.length > TOLD) texts.push('…');
  const ends = [access.start, end].map((one) => store.keyOf(one));
  const [from, to] = access.options.forward ? ends : ends.reverse();
  const address = addressOf({ shows: 'path', from, to });
  return entityRow(store, end, [...new Set(texts)].join('; '), address);
}

/** Who gets here, and how; of devices first who becomes root. */
export function reachedBy(store: Store, entity: number): Node[] {
  const { role } = store.kindOf(entity);
  if (role === undefined) return [];
  const isDevice = role === 'device';
  const root = { forward: false, root: isDevice };
  const plain = new Access(store, entity, root);
  const every = new Access(store, entity, { ...root, every: true });
  const any = new Access(store, entity, { forward: false });
  const verb = isDevice
    ? 'become root'
    : role === 'person'
    ? 'take over'
    : 'get here';
  const lists = [
    { text: `Can ${verb}`, access: plain },
    { text: `Can ${verb} by a role`, access: every, but: plain },
    { text: 'Can sign in', access: any, but: every },
  ];
  return lists.flatMap(({ text, access, but }) =>
    section(text, peopleIn(store, access, but), (end) =>
      endRow(store, access, end),
    ),
  );
}

/** People, the inactive last; who administers as a user is told as the user. */
function peopleIn(store: Store, access: Access, but?: Access): number[] {
  const isSomebody = (one: number) => {
    if (store.kindOf(one).role !== 'person' || but?.has(one)) return false;
    let isTold = false;
    store.eachLink(one, (other, { ahead, back }, out) => {
      if (!ahead || !back) return;
      if (other === access.start || (out && access.has(other))) isTold = true;
    });
    return !isTold;
  };
  const rank = (one: number) => Number(store.isInactive(one));
  return access.reached.filter(isSomebody).sort((a, b) => rank(a) - rank(b));
}

/** Two fields, and the ways from the one to the other. */
export function pathPanel(
  store: Store,
  from: number | undefined,
  to: number | undefined,
  ways?: Ways,
): Node[] {
  const keyOf = (entity: number | undefined) =>
    entity === undefined ? '' : store.keyOf(entity);
  const [source, target] = [keyOf(from), keyOf(to)];
  const lead = (a: string, b: string) =>
    addressOf({ shows: 'path', from: a, to: b });
  return [
    home(),
    title('From … to …'),
    field(store, 'From', from, (one) => lead(store.keyOf(one), target)),
    field(store, 'To', to, (one) => lead(source, store.keyOf(one))),
    ...(ways
      ? [
          make('p', 'quiet', ways.text),
          anchor(lead(target, source), 'turn', 'The other way round'),
        ]
      : []),
    ...(ways?.paths ?? []).map((path) => pathList(store, path)),
  ];
}

/** One way, with the words between its entities. */
function pathList(store: Store, { entities, steps, isRoot }: Path): Node {
  const rows = entities.map((entity, place) => {
    const row = entityRow(store, entity);
    if (place === 0) return make('li', '', row);
    const { words, detail, isBack, isOfAll } = steps[place - 1];
    const text = `${isBack ? '↑' : '↓'} ${words}${isOfAll ? ', such as' : ''}`;
    const more = detail === '' ? [] : [make('span', 'detail', ` ${detail}`)];
    return make('li', '', [make('p', 'step', [text, ...more]), row]);
  });
  const mark = isRoot ? [make('span', 'level critical', 'root')] : [];
  return make('div', 'path', [...mark, make('ol', '', rows)]);
}

/** A field that suggests entities by name; each suggestion leads on. */
function field(
  store: Store,
  label: string,
  entity: number | undefined,
  leadTo: (entity: number) => string,
): Node {
  const input = make('input', '');
  input.type = 'search';
  input.autocomplete = 'off';
  input.value = entity === undefined ? '' : store.labelOf(entity);
  input.placeholder = 'Name or e-mail';
  const hits = make('div', 'list');
  input.addEventListener('input', () => {
    const { words } = parseQuery(input.value);
    const found = words.length === 0 ? [] : findNamed(store, words);
    const rows = found
      .slice(0, SUGGESTED)
      .map((one) => entityRow(store, one, undefined, leadTo(one)));
    hits.replaceChildren(...rows);
  });
  const name = make('span', '', label);
  return make('div', 'field', [make('label', '', [name, input]), hits]);
}
