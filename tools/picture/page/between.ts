/* The ways between two entities: of access, else of any relationship. */
import { Access, Options, Path } from './access';
import { Store } from './store';

/** From what is sure to what is not. */
export const TIERS: Omit<Options, 'forward'>[] = [
  {},
  { every: 'all' },
  { every: 'all', possible: true },
];

/** How many ways are told that give no access. */
const RELATED = 3;

export interface Ways {
  text: string;
  paths: Path[];
}

/** How one gives access to the other; where none does, how they are related. */
export async function waysBetween(
  store: Store,
  from: number,
  to: number,
): Promise<Ways> {
  const [source, target] = [from, to].map((one) => store.labelOf(one));
  /** Without rights over everything too: these would stand for the start's own memberships. */
  const pathsOf = async (start: number, end: number) => {
    const isDevice = store.kindOf(end).role === 'device';
    const found = new Map<string, Path>();
    for (const tier of TIERS) {
      for (const root of isDevice ? [true, false] : [false]) {
        const options = { ...tier, forward: true, root };
        const access = await Access.from(store, start, options);
        for (const path of access.paths(end)) {
          const key = path.entities.join(' ');
          if (!found.has(key)) found.set(key, path);
        }
      }
    }
    const paths = [...found.values()];
    paths.sort(
      (a, b) =>
        Number(a.isPossible) - Number(b.isPossible) ||
        a.steps.length - b.steps.length,
    );
    return plainest(paths);
  };
  const there = await pathsOf(from, to);
  if (there.length > 0) {
    return { text: sayReach(there, source, target), paths: there };
  }
  const unrated = await unratedFrom(store, from);
  if (unrated.length > 0) {
    const text = `Whether ${source} reaches ${target} is not known: nobody has rated all that a role allows`;
    return { text, paths: unrated };
  }
  const back = await pathsOf(to, from);
  if (back.length > 0) {
    const text = `${source} does not reach ${target}, but ${sayReach(
      back,
      target,
      source,
    )}`;
    return { text, paths: back };
  }
  const options = { forward: true, related: true };
  const related = await Access.from(store, from, options);
  const [shortest, ...others] = related.paths(to, RELATED);
  const paths = others.filter(
    ({ steps }) => steps.length === shortest.steps.length,
  );
  if (shortest) paths.unshift(shortest);
  const text =
    paths.length > 0
      ? `Neither ${source} nor ${target} reaches the other. They are related`
      : `Nothing relates ${source} and ${target}`;
  return { text, paths };
}

function sayReach(paths: Path[], from: string, to: string): string {
  return paths.every(({ isPossible }) => isPossible)
    ? `${from} could possibly reach ${to}: to be verified`
    : `${from} reaches ${to}`;
}

/** The ways to the roles of which nobody has rated all that they allow. */
async function unratedFrom(store: Store, from: number): Promise<Path[]> {
  const access = await Access.from(store, from, { forward: true });
  return store.unratedRoles().flatMap(({ role, organization }) => {
    if (role !== from && !access.has(role)) return [];
    return access
      .paths(organization)
      .filter(({ entities }) => entities.includes(role))
      .slice(0, 1);
  });
}

/** Of the ways by what a role is over, only the shortest: there are as many as there are users. */
export function plainest(paths: Path[]): Path[] {
  const isOver = ({ steps }: Path) => steps.some(({ isOfAll }) => isOfAll);
  const leastOf = (possible: boolean) =>
    paths.find((path) => isOver(path) && path.isPossible === possible)?.steps
      .length ?? 0;
  const [certain, possible] = [leastOf(false), leastOf(true)];
  return paths.filter((path) => {
    const least = path.isPossible ? possible : certain;
    return !isOver(path) || path.steps.length <= least;
  });
}
