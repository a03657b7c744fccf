/* Who reaches what: "what breaks if", who gets here, and the ways from one to another. */
import { Access, isEnd, Options, Path } from './access';
import { plainest, TIERS, Ways } from './between';
import { Every, Join, Kind } from './data';
import { anchor, dot, make } from './dom';
import { entityRow, home, section, title } from './rows';
import { byImportance, number } from './scene';
import { findNamed, parseQuery } from './search';
import { Right, Store } from './store';
import { addressOf } from './view';

/** So many suggestions stand below a field. */
const SUGGESTED = 6;
/** So many ways are told of one of many. */
const TOLD = 3;
/** So many are shown at first of what is not reached by itself. */
const FEW_OF_OTHERS = 3;

export function reachTitle(store: Store, entity: number): string {
  const name = store.nameOf(entity);
  return store.kindOf(entity).role === 'person'
    ? `What breaks if ${name} is taken over`
    : `What ${name} leads to`;
}

/** How sure it is that something is reached, and what its heading says of that. */
interface Way {
  name: string;
  text: string;
  options: Omit<Options, 'forward'>;
}

const ITSELF: Way = { name: 'by itself', text: '', options: {} };
const BY_ROLE = 'by a role';
const byRole = (others: string): Way => ({
  name: BY_ROLE,
  text: `, by a role over all ${others}`,
  options: { every: 'through' },
});
const POSSIBLY: Way = {
  name: 'possibly',
  text: ', possibly: to be verified',
  options: { every: 'through', possible: true },
};

interface Section {
  way: Way;
  name: string;
  text: string;
  kind: Kind;
  rank: number;
  access: Access;
  over: Right[];
  ends: number[];
}

/** What stands in sections already, for nothing is told twice. */
interface Told {
  reached: Set<number>;
  roots: Set<number>;
  rights: Set<Every>;
  /** All of a kind are reached for sure, as far as an organization has them. */
  whole: { kind: Kind; organization: number }[];
}

/**
 * Everything that one reaches: where it is root, then applications, then the rest.
 * Of each comes first what it reaches by itself, then what it gets at by a role
 * over all others, say by setting a password, then what is only possible.
 */
export async function reachPanel(
  store: Store,
  entity: number,
): Promise<Node[]> {
  const told: Told = {
    reached: new Set([entity]),
    roots: new Set(),
    rights: new Set(),
    whole: [],
  };
  const sections = await sectionsOf(store, entity, told, ITSELF);
  const others = told.whole
    .filter(({ kind }) => !isEnd(kind))
    .map(({ kind: { name } }) => name.toLowerCase());
  if (others.length > 0) {
    const list = [...new Set(others)].join(', ');
    const way = byRole(list.replace(/, ([^,]+)$/, ' and $1'));
    sections.push(...(await sectionsOf(store, entity, told, way)));
  }
  sections.push(...(await sectionsOf(store, entity, told, POSSIBLY)));
  sections.sort((a, b) => a.rank - b.rank);
  return [
    home(),
    title(reachTitle(store, entity)),
    make('p', 'quiet', 'Everything that is reached, and through what'),
    ...summary(store, sections),
    ...sections.flatMap((one) =>
      section(
        one.text,
        [
          ...one.over.map((right) => () => rightRow(store, one, right)),
          ...one.ends.map((end) => () => endRow(store, one.access, end)),
        ],
        (row) => row(),
        countOf(store, one),
        one.way === ITSELF ? undefined : FEW_OF_OTHERS,
      ),
    ),
  ];
}

/** A table of what matters most, where there is more than what is reached by itself. */
function summary(store: Store, sections: Section[]): Node[] {
  const main = sections.filter(
    (one) => one.rank < REST && countOf(store, one) > 0,
  );
  const ways = [ITSELF.name, BY_ROLE, POSSIBLY.name].filter((name) =>
    main.some(({ way }) => way.name === name),
  );
  if (ways.every((name) => name === ITSELF.name)) return [];
  const names = [...new Set(main.map(({ name }) => name))];
  const cells = (name: string) =>
    ways.map((way) => {
      const one = main.find(
        (each) => each.name === name && each.way.name === way,
      );
      const count = one ? number(countOf(store, one)) : '';
      return make(
        'td',
        '',
        one && one.over.length > 0 ? `all ${count}` : count,
      );
    });
  const head = ['', ...ways].map((way) => make('th', '', way));
  const rows = names.map((name) => [make('th', '', name), ...cells(name)]);
  return [
    make(
      'table',
      'summary',
      [head, ...rows].map((row) => make('tr', '', row)),
    ),
  ];
}

/** How many are reached; where a role is over all of a kind, all of them. */
function countOf(store: Store, { kind, over, ends }: Section): number {
  const all = over.map(
    ({ organization }) => store.entitiesWithin(kind, organization).length,
  );
  return Math.max(ends.length, ...all);
}

/** What is reached in one way, and was not told. */
async function sectionsOf(
  store: Store,
  entity: number,
  told: Told,
  way: Way,
): Promise<Section[]> {
  const isOwn = way === ITSELF;
  const isPossible = way === POSSIBLY;
  const options = { ...way.options, forward: true };
  const all = await Access.from(store, entity, options);
  const root = { ...options, root: true };
  const asRoot = await Access.from(store, entity, root);
  const joined = new Set(store.head.joins.map(({ target }) => target));
  const isWhole = (kind: Kind, is: (organization: number) => boolean) =>
    told.whole.some((one) => one.kind === kind && is(one.organization));
  const rights = rightsOf(store, [entity, ...all.reached]).filter(
    ({ role, organization, every }) => {
      const kind = store.kindOfType(every.type);
      if (kind === undefined || told.rights.has(every)) return false;
      if (isWhole(kind, (one) => one === organization)) return false;
      if (!isPossible) return !every.possible;
      // What is possible by what is only possible would be everything.
      return isEnd(kind) || told.reached.has(role);
    },
  );
  /** What all others reach is too much to tell; what it comes to is told. */
  const isWorthTelling = (end: number) => {
    const kind = store.kindOf(end);
    if (isWhole(kind, (one) => store.isWithin(end, one))) return false;
    const isSomebody = kind.role === 'person' && !all.isOfAll(end);
    return isOwn || isEnd(kind) || isSomebody || joined.has(end);
  };
  const isDevice = (end: number) => store.kindOf(end).role === 'device';
  const isNew = (end: number) => !told.reached.has(end) && isWorthTelling(end);
  const roots = asRoot.reached.filter(
    (end) => isDevice(end) && !told.roots.has(end) && isWorthTelling(end),
  );
  const isRoot = new Set([...told.roots, ...roots]);
  const others = all.reached.filter((end) => isNew(end) && !isRoot.has(end));
  for (const end of roots) told.roots.add(end);
  for (const end of [...roots, ...others]) told.reached.add(end);
  for (const { every } of rights) told.rights.add(every);
  return store.head.kinds.flatMap((kind): Section[] => {
    const over = nearest(
      all,
      rights.filter(({ every }) => every.type === kind.type),
    );
    const of = (ends: number[]) => {
      // All of them include these.
      if (isPossible && over.length > 0) return [];
      const own = ends.filter((end) => store.kindOf(end) === kind);
      return isOwn || !isEnd(kind) ? own : byImportance(store, own);
    };
    for (const { organization } of isPossible ? [] : over) {
      told.whole.push({ kind, organization });
    }
    const section = (
      name: string,
      rank: number,
      ends: number[],
      more: Partial<Section> = {},
    ): Section => {
      const text = `${name}${way.text}`;
      return { way, name, text, kind, rank, access: all, over, ends, ...more };
    };
    if (kind.role === 'device') {
      return [
        section('Root on', ROOT, of(roots), { access: asRoot }),
        section('Signs in to', REST + 1, of(others), { over: [] }),
      ];
    }
    const isBecoming = isPossible && kind.role === 'person';
    return [
      isBecoming
        ? section(kind.name, BECOMES, of(others), { text: COULD_BECOME })
        : section(kind.name, rankOf(kind, over), of(others)),
    ];
  });
}

/** Whoever may take a role has what further roles allow as well: that is no news. */
function nearest(access: Access, rights: Right[]): Right[] {
  const distances = rights.map(({ role }) => access.distance(role));
  return rights.filter((_, at) => distances[at] === Math.min(...distances));
}

const COULD_BECOME = 'Could possibly become: to be verified';

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

/** In which order sections stand: first root, applications and their like, then what a role is over. */
const [ROOT, GOAL, BECOMES, REST] = [0, 1, 2, 3];

function rankOf({ role }: Kind, over: Right[]): number {
  if (role === 'goal') return GOAL;
  if (over.length > 0) return REST;
  return role === 'organization'
    ? REST + 2
    : role === 'person'
    ? REST + 3
    : REST + 4;
}

/** What is allowed to any of these. */
function rightsOf(store: Store, entities: number[]): Right[] {
  const rights: Right[] = [];
  for (const role of entities) {
    store.eachLink(role, (organization, relation, out) => {
      for (const every of (out && relation.every) || []) {
        rights.push({ role, organization, relation, every });
      }
    });
  }
  return rights;
}

/** What a role is over: everything of a kind. */
function rightRow(
  store: Store,
  { access, kind }: Section,
  { role, organization, every }: Right,
): Node {
  const [path] = access.paths(role, 1);
  const roles = path?.entities.slice(1) ?? [];
  const texts = [every.words, ...through(store, roles)];
  if (!isEnd(kind)) texts.push('and so all that they reach');
  return everybodyRow(store, { ...kind, within: organization }, texts);
}

/** All of a type, with what is said of them. */
function everybodyRow(
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

function through(store: Store, entities: number[]): string[] {
  const names = entities.map((one) => store.labelOf(one));
  return names.length > 0 ? [`through ${names.join(' → ')}`] : [];
}

/** An end of access, with the ways there. */
function endRow(store: Store, access: Access, end: number): Node {
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
    ...peopleSection(store, 'Can sign in', any, every),
  ];
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
