/*
 * What can be read of JumpCloud's API, as data. Each resource declares its own
 * endpoints in its file below entities/.
 */

/** Rows per page: the most that JumpCloud gives (a limit above is answered with 400; the default is 10, that of Apple MDMs 1). */
export const PAGE_SIZE = 100;

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
  /** The parameter that says how many rows to leave out: `skip`, but for SaaS management. */
  offset?: 'skip' | 'offset';
  /** JumpCloud has been seen to send nulls in it, for what was deleted. */
  mayHoldNulls?: boolean;
  /** JumpCloud's own clients contradict one another on whether it takes `x-org-id`. */
  mayRefuseOrganization?: boolean;
}

/** Connections of an object to others: the members of a group, the associations of an application. */
export interface ConnectionEndpoint extends ListEndpoint {
  /** The type of the other end, as JumpCloud's graph calls it: `user`, `user_group`. */
  target: string;
}

/** A list of version 1, sorted by id, as JumpCloud advises for offsets. */
export function v1(name: string, path: string, scope: string): ListEndpoint {
  return { name, scope, path: `/api${path}`, query: { sort: '_id' } };
}

/**
 * A list of version 2, in the order in which JumpCloud gives it. The
 * specification documents a `sort` for some; whether real tenants take
 * `sort=id` nobody could verify, so it is not sent.
 */
export function v2(name: string, path: string, scope: string): ListEndpoint {
  return { name, scope, path: `/api/v2${path}` };
}

/** Who is directly in a group. */
export function members(
  name: string,
  path: string,
  scope: string,
  target: string,
): ConnectionEndpoint {
  return { ...v2(name, path, scope), target };
}

/** What an object is directly tied to; one type of target at a time. */
export function associations(
  name: string,
  path: string,
  scope: string,
  target: string,
): ConnectionEndpoint {
  return { ...v2(name, path, scope), target, query: { targets: target } };
}
