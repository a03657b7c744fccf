/*
 * What can be read of JumpCloud's API, as data. Each resource declares its own
 * endpoints in its file below entities/.
 */
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
  /** Of an object: the product may be absent, as it may be where a list is that of an organization. */
  isOptional?: boolean;
  /** Its objects belong to one organization and do not name it. */
  isOfOneOrganization?: boolean;
  /** Whether it takes `x-org-id`. `undeclared`: the specification does not say so, and it is sent only where there are several organizations. `contradictory`: JumpCloud's own clients contradict one another. `refused`: it is answered with 403, and never sent. */
  organizationHeader?: 'undeclared' | 'contradictory' | 'refused';
  /** The parameter that names the organization, where it takes one: sent only where there are several. */
  organizationParameter?: string;
  /** Asked instead where the role may not read this one, or where JumpCloud refuses how it is asked: the same over JumpCloud's graph, whose other scopes older roles have. `isRow` tells the rows that this one would have. */
  fallback?: ListEndpoint & { isRow: (row: object) => boolean };
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
