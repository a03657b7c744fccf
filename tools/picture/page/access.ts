/* Who reaches what, and through what. */
import { Link, Store } from './store';

/** Whether access leads along a relationship, or back along it. */
export function isAhead(
  { relation: { flow }, out }: Link,
  forward: boolean,
): boolean {
  return flow !== 0 && (flow === 1) === (out === forward);
}

/** The ways of access that lead away from an entity, or to it. */
export class Access {
  /** The entities just before each one, seen from the start. */
  private before = new Map<number, number[]>();

  constructor(store: Store, private start: number, private forward: boolean) {
    let edge = [start];
    this.before.set(start, []);
    while (edge.length > 0) {
      const next: number[] = [];
      for (const entity of edge) {
        for (const link of store.linksOf(entity)) {
          if (!isAhead(link, forward) || link.relation.derived) continue;
          const known = this.before.get(link.other);
          if (known) known.push(entity);
          else {
            this.before.set(link.other, [entity]);
            next.push(link.other);
          }
        }
      }
      edge = next;
    }
    // Access through a group that is not in the graph is access all the same.
    for (const link of store.linksOf(start)) {
      if (isAhead(link, forward) && !this.before.has(link.other)) {
        this.before.set(link.other, [start]);
      }
    }
  }

  /** Everything that is reached, the start itself left out. */
  get ends(): number[] {
    return [...this.before.keys()].filter((entity) => entity !== this.start);
  }

  has(entity: number): boolean {
    return entity !== this.start && this.before.has(entity);
  }

  /** The ways between the start and an end, the shortest first, each in the direction of access. */
  paths(end: number, most = 30): number[][] {
    const whole: number[][] = [];
    let open = this.has(end) ? [[end]] : [];
    while (open.length > 0 && whole.length < most) {
      const next: number[][] = [];
      for (const path of open) {
        if (path[0] === this.start) whole.push(path);
        else {
          for (const entity of this.before.get(path[0]) ?? []) {
            if (!path.includes(entity)) next.push([entity, ...path]);
          }
        }
      }
      open = next.slice(0, most);
    }
    const paths = whole.slice(0, most);
    return this.forward ? paths : paths.map((path) => [...path].reverse());
  }
}
