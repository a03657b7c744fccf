/* What breaks if: everything that one reaches, by itself, by a role, and possibly. */
import { Access, isEnd, Options } from './access';
import { Every, Kind } from './data';
import { button, make } from './dom';
import { COULD_BECOME, endRow, everybodyRow, through } from './reach';
import { home, section, title } from './rows';
import { byImportance, number } from './scene';
import { Right, Store } from './store';

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

const ABOUT = 'Everything that is reached, and through what';
const AND_MORE = '. More is possible: nobody has rated all that a role allows';

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
  /** By what is said of them. */
  rights: Set<string>;
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
  const isUnrated = store
    .unratedRoles()
    .some(({ role }) => role === entity || told.reached.has(role));
  const shown = sections
    .sort((a, b) => a.rank - b.rank)
    .map((one) => ({ ...one, nodes: nodesOf(store, one) }))
    .filter(({ nodes }) => nodes.length > 0);
  return [
    home(),
    title(reachTitle(store, entity)),
    make('p', 'quiet', ABOUT + (isUnrated ? AND_MORE : '')),
    ...summary(store, shown),
    ...shown.flatMap(({ nodes }) => nodes),
  ];
}

/** The list of a section, with its heading. */
function nodesOf(store: Store, one: Section): Node[] {
  return section(
    one.text,
    [
      ...one.over.map((right) => () => rightRow(store, one, right)),
      ...one.ends.map((end) => () => endRow(store, one.access, end)),
    ],
    (row) => row(),
    countOf(store, one),
    one.way === ITSELF ? undefined : FEW_OF_OTHERS,
  );
}

/**
 * A table of what matters most, where there is more than what is reached by
 * itself. Each number leads down to its section.
 */
function summary(
  store: Store,
  sections: (Section & { nodes: Node[] })[],
): Node[] {
  const main = sections.filter(({ rank }) => rank < REST);
  const ways = [ITSELF.name, BY_ROLE, POSSIBLY.name].filter((name) =>
    main.some(({ way }) => way.name === name),
  );
  if (ways.every((name) => name === ITSELF.name)) return [];
  const cell = (name: string, way: string) => {
    const one = main.find(
      (each) => each.name === name && each.way.name === way,
    );
    if (one === undefined) return make('td', '');
    const count = number(countOf(store, one));
    const text = one.over.length > 0 ? `all ${count}` : count;
    const [heading] = one.nodes;
    const lead = () => {
      if (heading instanceof HTMLElement) heading.scrollIntoView();
    };
    return make('td', '', button('', text, lead));
  };
  const names = [...new Set(main.map(({ name }) => name))];
  const rows = [
    ['', ...ways].map((way) => make('th', '', way)),
    ...names.map((name) => [
      make('th', '', name),
      ...ways.map((way) => cell(name, way)),
    ]),
  ];
  const table = rows.map((row) => make('tr', '', row));
  return [make('table', 'summary', table)];
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
  const given = rightsOf(store, [entity, ...all.reached]);
  const rights = given.filter(({ role, organization, every }) => {
    const kind = store.kindOfType(every.type);
    if (kind === undefined || told.rights.has(textOf(organization, every)))
      return false;
    if (isWhole(kind, (one) => one === organization)) return false;
    if (!isPossible) return !every.possible;
    // What is possible by what is only possible would be everything.
    return isEnd(kind) || told.reached.has(role);
  });
  /** By its own roles; whoever may take any role becomes nobody who may do more. */
  const becomes = new Set<number>();
  for (const { role } of given) {
    const isStrongest = isWhole(store.kindOf(role), () => true);
    if (isStrongest || !told.reached.has(role)) continue;
    store.eachLink(role, (other, relation, out) => {
      if (out && relation.possible) becomes.add(other);
    });
  }
  /** What all others reach is too much to tell; what it comes to is told. */
  const isWorthTelling = (end: number) => {
    const kind = store.kindOf(end);
    if (isWhole(kind, (one) => store.isWithin(end, one))) return false;
    return isOwn || isEnd(kind) || becomes.has(end) || joined.has(end);
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
  for (const { organization, every } of rights) {
    told.rights.add(textOf(organization, every));
  }
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

const textOf = (organization: number, { type, words }: Every) =>
  `${organization} ${type} ${words}`;

/** Whoever may take a role has what further roles allow as well: that is no news. */
function nearest(access: Access, rights: Right[]): Right[] {
  const distances = rights.map(({ role }) => access.distance(role));
  return rights.filter((_, at) => distances[at] === Math.min(...distances));
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
