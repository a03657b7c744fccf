/* Who gets here, and the ways from one to another. */
import { Access, Path } from './access';
import { plainest, TIERS, Ways } from './between';
import { Join } from './data';
import { anchor, dot, make } from './dom';
import { entityRow, home, section, title } from './rows';
import { number } from './scene';
import { findNamed, parseQuery } from './search';
import { Store } from './store';
import { addressOf } from './view';

/** So many suggestions stand below a field. */
const SUGGESTED = 6;
/** So many ways are told of one of many. */
const TOLD = 3;

export const COULD_BECOME = 'Could possibly become: to be verified';

/** The administrators whom the bearers of its roles could become. */
export function couldBecome(store: Store, entity: number): Node[] {
  const could = new Map<number, string>();
  for (const role of rolesOf(store, entity)) {
    store.eachLink(role, (other, { possible, detail }, out) => {
      if (out && possible && other !== entity && !could.has(other)) {
        could.set(other, detail);
      }
    });
  }
  return section(COULD_BECOME, [...could], ([other, detail]) => {
    const ends = [entity, other].map((one) => store.keyOf(one));
    const address = addressOf({ shows: 'path', from: ends[0], to: ends[1] });
    return entityRow(store, other, detail, address);
  });
}

/** What a person is given that is neither the organization nor anything that one signs in to. */
function rolesOf(store: Store, person: number): number[] {
  const roles: number[] = [];
  if (store.kindOf(person).role !== 'person') return roles;
  store.eachLink(person, (other, { _class }, out) => {
    const isRole = store.kindOf(other).role === undefined;
    if (out && _class === 'ASSIGNED' && isRole) roles.push(other);
  });
  return roles;
}

/** All of a type, with what is said of them. */
export function everybodyRow(
  store: Store,
  { type, within }: { type: string; within: number },
  texts: string[],
): Node {
  const kind = store.kindOfType(type);
  if (!kind) return make('span', '', texts.join(', '));
  const count = number(store.entitiesWithin(kind, within).length);
  const name = `All ${count} ${kind.name.toLowerCase()}`;
  return anchor(addressOf({ shows: 'type', type }), 'row', [
    dot(kind),
    make('span', 'text', [
      make('strong', '', name),
      make('span', 'detail', texts.join(', ')),
    ]),
  ]);
}

export function through(store: Store, entities: number[]): string[] {
  const names = entities.map((one) => store.labelOf(one));
  return names.length > 0 ? [`through ${names.join(' → ')}`] : [];
}

/** An end of access, with the ways there. */
export function endRow(store: Store, access: Access, end: number): Node {
  const all = plainest(access.paths(end, TOLD + 1));
  // Of others there are as many ways as there are users.
  const isByOthers = all[0].steps.some(
    ({ isOfAll, isPossible }) => isOfAll || isPossible,
  );
  const ways = isByOthers ? all.slice(0, 1) : all;
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
      steps.find(({ isOfAll, isPossible }) => isOfAll || isPossible) ??
      (last.relation._class === 'ALLOWS' ? last : undefined);
    if (between.length > 0)
      return [over?.words ?? [], between].flat().join(', ');
    return last.detail ? `${last.words} (${last.detail})` : last.words;
  });
  if (ways.length > TOLD) texts.push('…');
  // Of whom one becomes it matters what they may do.
  const roles =
    access.options.possible && access.options.forward
      ? rolesOf(store, end).map((role) => store.labelOf(role))
      : [];
  if (roles.length > 0) {
    const [gain] = ways[0].steps.slice(-1).map(({ detail }) => detail);
    texts.unshift(`${gain}, has the role ${roles.join(', ')}`);
  }
  const ends = [access.start, end].map((one) => store.keyOf(one));
  const [from, to] = access.options.forward ? ends : ends.reverse();
  const address = addressOf({ shows: 'path', from, to });
  return entityRow(store, end, [...new Set(texts)].join('; '), address);
}

/** Who gets here, and how; of devices first who becomes root. */
export async function reachedBy(store: Store, entity: number): Promise<Node[]> {
  const { role } = store.kindOf(entity);
  const joins = store.head.joins.filter(({ target }) => target === entity);
  const own = section('Could possibly join: to be verified', joins, (join) =>
    joinRow(store, join),
  );
  if (role === undefined) return own;
  const isDevice = role === 'device';
  const accesses: Access[] = [];
  for (const tier of [...TIERS, {}]) {
    const root = isDevice && accesses.length < TIERS.length;
    const options = { ...tier, forward: false, root };
    accesses.push(await Access.from(store, entity, options));
  }
  const [plain, every, possible, any] = accesses;
  const verb = isDevice
    ? 'become root'
    : role === 'person'
    ? 'take over'
    : 'get here';
  return [
    ...peopleSection(store, `Can ${verb}`, plain),
    ...peopleSection(store, `Can ${verb} by a role`, every, plain),
    ...peopleSection(
      store,
      `Could possibly ${verb}: to be verified`,
      possible,
      every,
    ),
    ...unratedSection(store, entity, possible),
    ...peopleSection(store, 'Can sign in', any, every),
  ];
}

/** Of a role that nobody has rated it is not known that it does not lead here. */
function unratedSection(store: Store, entity: number, but: Access): Node[] {
  const people = new Map<number, string>();
  for (const { role, organization } of store.unratedRoles()) {
    if (!store.isWithin(entity, organization)) continue;
    store.eachLink(role, (other, { ahead }, out) => {
      const isBearer = !out && ahead && store.kindOf(other).role === 'person';
      if (!isBearer || other === entity || but.has(other)) return;
      people.set(other, `has the role ${store.labelOf(role)}`);
    });
  }
  return section(
    'Not known: nobody has rated their roles',
    [...people],
    ([one, detail]) => entityRow(store, one, detail),
  );
}

function peopleSection(
  store: Store,
  text: string,
  access: Access,
  but?: Access,
): Node[] {
  const people = peopleIn(store, access, but);
  const joins = store.head.joins.filter(
    ({ target }) => access.options.possible && access.has(target),
  );
  const counts = joins.map(({ type }) => store.kindOfType(type)?.count ?? 0);
  return section(
    text,
    [
      ...joins.map((join) => () => joinRow(store, join, access)),
      ...people.map((one) => () => endRow(store, access, one)),
    ],
    (row) => row(),
    Math.max(people.length, ...counts),
  );
}

/** That everybody may join a group, and so get where access ends. */
function joinRow(
  store: Store,
  { type, target, relation: { words } }: Join,
  access?: Access,
): Node {
  const [path] = access?.paths(target, 1) ?? [];
  const groups = through(store, path?.entities.slice(0, -1) ?? []);
  const within = store.organizationOf(target);
  return everybodyRow(store, { type, within }, [words, ...groups]);
}

/** People, the inactive last; who administers as a user is told as the user. */
function peopleIn(store: Store, access: Access, but?: Access): number[] {
  const isSomebody = (one: number) => {
    if (store.kindOf(one).role !== 'person' || but?.has(one)) return false;
    if (access.isOfAll(one)) return false;
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
function pathList(
  store: Store,
  { entities, steps, isRoot, isPossible }: Path,
): Node {
  const rows = entities.map((entity, place) => {
    const row = entityRow(store, entity);
    if (place === 0) return make('li', '', row);
    const { words, detail, isBack, isOfAll } = steps[place - 1];
    const text = `${isBack ? '↑' : '↓'} ${words}${isOfAll ? ', such as' : ''}`;
    const more = detail === '' ? [] : [make('span', 'detail', ` ${detail}`)];
    return make('li', '', [make('p', 'step', [text, ...more]), row]);
  });
  const marks = [
    ...(isRoot ? [make('span', 'level critical', 'root')] : []),
    ...(isPossible ? [make('span', 'level', 'possible')] : []),
  ];
  return make('div', 'path', [...marks, make('ol', '', rows)]);
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
