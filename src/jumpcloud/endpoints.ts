/*
 * What can be read of JumpCloud's API, as data. Each resource declares its own
 * endpoints in its file below entities/.
 */
import { normalizeId } from './ids';

/** Something that can be read, as messages name it. */
export interface Resource {
  /** "user groups" */
  name: string;
  /** The scope of a role that allows it ("groups.readonly"): x-scopes of JumpCloud's specification. */
  scope: string;
}

export interface ListEndpoint extends Resource {
  /** Below the origin; `{id}` stands for the id of the object that the list belongs to. */
  path: string;
  query?: Record<string, string>;
  /** Rows per page, where it is not PAGE_SIZE. */
  pageSize?: number;
  /** The parameter that says how many rows to leave out: `skip`, but for SaaS management; none where a list has no pages. */
  offset?: 'skip' | 'offset' | 'none';
  /** What identifies a row, where it is not its id; null for a row that stands for something deleted, undefined for one that cannot be understood. */
  idOf?: (row: object) => string | null | undefined;
  /** Its rows are millions that are no objects: they are counted, not remembered, and come again when the list is read again. */
  isStreamed?: boolean;
  /** Without it there is no directory: its absence is a failure, where that of others is a product that is not licensed. */
  isRequired?: boolean;
  /** Its objects belong to one organization and do not name it. */
  isOfOneOrganization?: boolean;
  /** Whether it takes `x-org-id`. `undeclared`: the specification does not say so, and it is sent only where there are several organizations. `contradictory`: JumpCloud's own clients contradict one another. */
  organizationHeader?: 'undeclared' | 'contradictory';
  /** The parameter that names the organization, where it takes one: sent only where there are several. */
  organizationParameter?: string;
  /** Asked instead where the role may not read this one: the same over JumpCloud's graph, whose other scopes older roles have. */
  fallback?: ListEndpoint;
  /** It costs nothing but properties when it is forbidden: no warning. */
  isQuiet?: boolean;
}

/** A list of version 1, sorted by id, as JumpCloud advises for offsets. */
export function v1(name: string, path: string, scope: string): ListEndpoint {
  return { name, scope, path: `/api${path}`, query: { sort: '_id' } };
}

/** A list of version 2, in the order in which JumpCloud gives it: whether any of them knows `sort=id` nobody could verify. */
export function v2(name: string, path: string, scope: string): ListEndpoint {
  return { name, scope, path: `/api/v2${path}` };
}

/**
 * Who is directly in a group.
 *
 * @param target the type of the other end, as JumpCloud's graph calls it: `user`, `user_group`
 */
export function members(
  name: string,
  path: string,
  scope: string,
  target: string,
): ListEndpoint {
  return { ...v2(name, path, scope), idOf: otherEnd(target) };
}

/** What an object is directly tied to; one type of target at a time. */
export function associations(
  name: string,
  path: string,
  scope: string,
  target: string,
): ListEndpoint {
  return { ...members(name, path, scope, target), query: { targets: target } };
}

/** Of what a traversal reaches: whether it is tied directly, not through a group alone. A row of associations is. */
export function isDirect(row: object): boolean {
  const { paths = [] } = row as { paths?: unknown };
  if (!Array.isArray(paths) || paths.length === 0) return true;
  return paths.some((path) => Array.isArray(path) && path.length < 2);
}

/**
 * The id at the other end of a connection: `{ to: { id, type } }`, as the
 * specification says, or flat. No such row of a real tenant was ever published,
 * so the type is compared without regard to case.
 */
function otherEnd(target: string): ListEndpoint['idOf'] {
  return (row) => {
    const { to = row } = row as { to?: unknown };
    if (to === null) return null;
    const { id, type = target } = (typeof to === 'object' ? to : {}) as {
      id?: unknown;
      type?: unknown;
    };
    return typeof id === 'string' &&
      id !== '' &&
      typeof type === 'string' &&
      type.toLowerCase() === target
      ? normalizeId(id)
      : undefined;
  };
}
