/* The ways between two entities: of access, else of any relationship. */
import { Access, Path } from './access';
import { pause, Store } from './store';

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
    for (const every of [false, true]) {
      for (const root of isDevice ? [true, false] : [false]) {
        await pause();
        const access = new Access(store, start, { forward: true, every, root });
        for (const path of access.paths(end)) {
          const key = path.entities.join(' ');
          if (!found.has(key)) found.set(key, path);
        }
      }
    }
    const paths = [...found.values()];
    paths.sort((a, b) => a.steps.length - b.steps.length);
    return plainest(paths);
  };
  const there = await pathsOf(from, to);
  if (there.length > 0) {
    return { text: `${source} reaches ${target}`, paths: there };
  }
  const back = await pathsOf(to, from);
  if (back.length > 0) {
    const text = `${source} does not reach ${target}, but ${target} reaches ${source}`;
    return { text, paths: back };
  }
  const related = new Access(store, from, { forward: true, related: true });
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

/** Of the ways by what a role is over, only the shortest: there are as many as there are users. */
export function plainest(paths: Path[]): Path[] {
  const isOver = ({ steps }: Path) => steps.some(({ isOfAll }) => isOfAll);
  const least = paths.find(isOver)?.steps.length ?? 0;
  return paths.filter((path) => !isOver(path) || path.steps.length <= least);
}
