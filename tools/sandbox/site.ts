import { Link, NodeType } from './estate';
import { Row } from './random';
import { Tenant } from './tenant';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/**
 * @param body what to send, small: it is serialized on each call
 * @returns an answer with that body as JSON
 */
export function json(body: unknown, status = 200): Answer {
  return {
    status,
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify(body)),
  };
}

/**
 * @param path of the request: the two versions of the API complain differently
 * @returns an answer that says what is wrong
 */
export function failure(path: string, status: number, message: string): Answer {
  return json(
    path.startsWith('/api/v2/')
      ? { code: status === 404 ? 5 : 3, message, status: statusName(status) }
      : { message },
    status,
  );
}

function statusName(status: number): string {
  if (status === 404) return 'NOT_FOUND';
  return status === 401 ? 'UNAUTHENTICATED' : 'INVALID_ARGUMENT';
}

/** What the API offers under a name; see `RESOURCES`. */
interface Resource {
  rows: (tenant: Tenant) => readonly Row[];
  /** As what its objects stand in the graph. */
  node?: NodeType;
  /** Shape of the list; without it there is no list. */
  list?: 'results' | 'array';
  /** Whether single objects can be read. */
  single?: boolean;
  defaultLimit?: number;
  /** The list does not tell its total. */
  uncounted?: boolean;
}

const RESOURCES = new Map<string, Resource>([
  ['systemusers', v1((tenant) => tenant.users)],
  ['applications', v1((tenant) => tenant.applications)],
  ['users', v1((tenant) => tenant.admins)],
  ['systems', v1((tenant) => tenant.systems)],
  ['radiusservers', v1((tenant) => tenant.radiusServers)],
  ['v2/usergroups', v2((tenant) => tenant.groups, 'user_group')],
  ['v2/systemgroups', v2((tenant) => tenant.systemGroups, 'system_group')],
  [
    'v2/policies',
    { ...v2((tenant) => tenant.policies, 'policy'), uncounted: true },
  ],
  ['v2/ldapservers', v2((tenant) => tenant.ldapServers, 'ldap_server')],
  ['v2/directories', { ...v2((tenant) => tenant.directories), single: false }],
  ['v2/authn/policies', v2((tenant) => tenant.authnPolicies)],
  ['v2/iplists', v2((tenant) => tenant.ipLists)],
  [
    'v2/applemdms',
    { ...v2((tenant) => tenant.appleMdms), single: false, defaultLimit: 1 },
  ],
  ['v2/roles', { ...v2((tenant) => tenant.roles), list: 'results' }],
  // These have their lists in v1, and only their edges here.
  [
    'v2/applications',
    {
      rows: (tenant) => tenant.applications,
      node: 'application',
      single: true,
    },
  ],
  ['v2/users', { rows: (tenant) => tenant.users, node: 'user' }],
  ['v2/systems', { rows: (tenant) => tenant.systems, node: 'system' }],
  [
    'v2/radiusservers',
    { rows: (tenant) => tenant.radiusServers, node: 'radius_server' },
  ],
  ['v2/activedirectories', directories('active_directory')],
  ['v2/gsuites', directories('g_suite')],
  ['v2/office365s', directories('office_365')],
]);

function v1(rows: Resource['rows']): Resource {
  return { rows, list: 'results', single: true };
}

function v2(rows: Resource['rows'], node?: NodeType): Resource {
  return { rows, node, list: 'array', single: true };
}

function directories(node: NodeType): Resource {
  return {
    rows: (tenant) => tenant.directories.filter(({ type }) => type === node),
    node,
  };
}

const RESOURCES_OF_GROUPS = [
  'active_directory',
  'application',
  'g_suite',
  'idp_routing_policy',
  'ldap_server',
  'office_365',
  'password_manager_item',
  'policy',
  'policy_group',
  'radius_server',
  'system',
  'system_group',
];

/** What `targets` may name, by the type of the object; else users and groups. */
const TARGETS: Partial<Record<NodeType, string[]>> = {
  user: RESOURCES_OF_GROUPS,
  user_group: RESOURCES_OF_GROUPS,
  application: ['agent_group', 'user', 'user_group'],
  policy: ['system', 'system_group', 'user', 'user_group'],
  system: ['command', 'policy', 'policy_group', 'user', 'user_group'],
  system_group: [
    'command',
    'policy',
    'policy_group',
    'radius_server',
    'user',
    'user_group',
  ],
};

/** Edges that follow groups: the group type, and the member type if wanted. */
const TRAVERSALS: Record<string, { group: NodeType; leaf?: NodeType }> = {
  users: { group: 'user_group', leaf: 'user' },
  usergroups: { group: 'user_group' },
  systems: { group: 'system_group', leaf: 'system' },
  systemgroups: { group: 'system_group' },
};

/** A list whose items are turned into JSON text only when their page is read. */
interface Listing<T> {
  items: readonly T[];
  render: (item: T) => string;
}

/** Something reached over edges; `null` stands for a direct association. */
interface Reached {
  id: string;
  via: (string | null)[];
}

/** One organization as the API shows it: the tenant, indexed for fast answers. */
export class Site {
  /** Id of the organization. */
  readonly id: string;
  /** The answer to `GET /api/organizations/{id}`. */
  readonly organization: Answer;

  private readonly texts = new Map<Row, string>();
  private readonly sorted = new Map<string, readonly Row[]>();
  private readonly indexes = new Map<string, Map<string, Row>>();
  private readonly reached = new Map<string, Reached[]>();
  private readonly links: Map<string, Map<string, string[]>>;
  private readonly members: Map<string, string[]>;
  private groupsOf: Map<string, string[]> | undefined;

  constructor(private readonly tenant: Tenant) {
    this.id = tenant.organization._id;
    this.organization = json(tenant.organization);
    this.links = indexLinks(tenant);
    this.members = new Map([...tenant.members, ...tenant.systemGroupMembers]);
  }

  /**
   * @param sites all organizations that the key can see
   * @returns the answer to `GET /api/organizations`
   */
  static listOrganizations(
    sites: Site[],
    path: string,
    query: URLSearchParams,
  ): Answer {
    const items = sites.map(({ tenant }) => tenant.organization);
    const render = ({ _id, id, displayName, logoUrl, created }: Row) =>
      JSON.stringify({ _id, id, displayName, logoUrl, created });
    return answerPage({ items, render }, path, query, { list: 'results' });
  }

  /**
   * @param path from `/api/` on
   * @param query limit, skip, sort, fields and targets
   * @returns the answer to a GET by somebody who may read this organization
   */
  answer(path: string, query: URLSearchParams): Answer {
    const match =
      /^\/api\/((?:v2\/)?(?:authn\/)?[a-z0-9]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(
        path,
      );
    const resource = match && RESOURCES.get(match[1]);
    if (!match || !resource) return failure(path, 404, 'Not Found');
    const [, name, id, edge] = match;
    // Better no answer than one that looks filtered.
    if (query.has('filter') || query.has('search')) {
      return failure(path, 501, 'Not Implemented: the sandbox does not filter');
    }
    if (id === undefined) return this.answerList(name, resource, path, query);
    const row = this.find(name, resource, id);
    if (!row) return failure(path, 404, 'Not Found');
    if (edge !== undefined) {
      return name.startsWith('v2/')
        ? this.answerEdge(resource, id, edge, path, query)
        : failure(path, 404, 'Not Found');
    }
    if (!resource.single) return failure(path, 404, 'Not Found');
    const body = Buffer.from(this.renderer(path, query)(row));
    return { status: 200, headers: JSON_TYPE, body };
  }

  private answerList(
    name: string,
    resource: Resource,
    path: string,
    query: URLSearchParams,
  ): Answer {
    if (!resource.list) return failure(path, 404, 'Not Found');
    const items = this.sort(name, resource, query.get('sort') ?? '');
    const render = this.renderer(path, query);
    return answerPage({ items, render }, path, query, resource);
  }

  private answerEdge(
    { node }: Resource,
    id: string,
    edge: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    if (edge === 'devices') {
      const items = this.tenant.appleDevices.get(id);
      return items
        ? answerPage({ items, render: this.renderer(path, query) }, path, query)
        : failure(path, 404, 'Not Found');
    }
    const members = this.members.get(id);
    const member = node === 'system_group' ? 'system' : 'user';
    if (members && edge === 'members') {
      const render = renderConnection(member);
      return answerPage({ items: members, render }, path, query);
    }
    if (members && edge === 'membership') {
      const render = (user: string) => renderReached(member, [[member, user]]);
      return answerPage({ items: members, render }, path, query);
    }
    if (edge === 'memberof' && (node === 'user' || node === 'system')) {
      const group = node === 'user' ? 'user_group' : 'system_group';
      const items = this.listGroupsOf(id);
      const render = (to: string) => renderReached(group, [[group, to]]);
      return answerPage({ items, render }, path, query);
    }
    if (node && edge === 'associations') {
      return this.answerAssociations(node, id, path, query);
    }
    return node && edge in TRAVERSALS
      ? this.answerTraversal(id, edge, path, query)
      : failure(path, 404, 'Not Found');
  }

  private answerAssociations(
    node: NodeType,
    id: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const targets = query.getAll('targets').join(',').split(',');
    const allowed = TARGETS[node] ?? ['user', 'user_group'];
    const wrong = targets.find((target) => !allowed.includes(target));
    if (wrong !== undefined) {
      const message = `Bad Request: request parameter "targets" must be of ${allowed.join(
        ', ',
      )}`;
      return failure(path, 400, message);
    }
    const linked = this.links.get(id);
    const items = targets.flatMap((target) => {
      const render = renderConnection(target);
      return (linked?.get(target) ?? []).map((to) => ({ to, render }));
    });
    return answerPage(
      { items, render: ({ to, render }) => render(to) },
      path,
      query,
    );
  }

  private answerTraversal(
    id: string,
    edge: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const { group, leaf } = TRAVERSALS[edge];
    const linked = this.links.get(id);
    if (!leaf) {
      const items = linked?.get(group) ?? [];
      const render = (to: string) => renderReached(group, [[group, to]]);
      return answerPage({ items, render }, path, query);
    }
    const items =
      this.reached.get(path) ??
      this.reach(linked?.get(leaf) ?? [], linked?.get(group) ?? []);
    this.reached.set(path, items);
    const render = (to: Reached) =>
      renderReached(
        leaf,
        ...to.via.map((via) => [
          ...(via === null ? [] : [[group, via] as const]),
          [leaf, to.id] as const,
        ]),
      );
    return answerPage({ items, render }, path, query);
  }

  /** Directly and through groups; each object once, with all its ways. */
  private reach(direct: string[], groups: string[]): Reached[] {
    const ways = new Map<string, Reached>();
    const add = (id: string, via: string | null) => {
      const known = ways.get(id);
      if (known) known.via.push(via);
      else ways.set(id, { id, via: [via] });
    };
    for (const id of direct) add(id, null);
    for (const group of groups) {
      for (const id of this.members.get(group) ?? []) add(id, group);
    }
    return [...ways.values()];
  }

  private listGroupsOf(id: string): string[] {
    if (!this.groupsOf) {
      this.groupsOf = new Map();
      for (const [group, members] of this.members) {
        for (const member of members) append(this.groupsOf, member, group);
      }
    }
    return this.groupsOf.get(id) ?? [];
  }

  private find(name: string, resource: Resource, id: string): Row | undefined {
    let index = this.indexes.get(name);
    if (!index) {
      index = new Map(
        resource
          .rows(this.tenant)
          .map((row) => [String(row._id ?? row.id), row]),
      );
      this.indexes.set(name, index);
    }
    return index.get(id);
  }

  /** Without `sort`, rows stay in the order in which they were made. */
  private sort(name: string, resource: Resource, sort: string): readonly Row[] {
    const key = `${name} ${sort}`;
    const known = this.sorted.get(key);
    if (known) return known;
    const rows = resource.rows(this.tenant);
    const fields = namesIn(sort, name).map((field) =>
      field.startsWith('-')
        ? ({ field: field.slice(1), sign: -1 } as const)
        : ({ field, sign: 1 } as const),
    );
    const sorted = fields.length
      ? [...rows].sort((a, b) => {
          for (const { field, sign } of fields) {
            const order = compare(a[field], b[field]);
            if (order !== 0) return order * sign;
          }
          return 0;
        })
      : rows;
    this.sorted.set(key, sorted);
    return sorted;
  }

  /** Whole rows are kept as text; a selection of fields is made anew. */
  private renderer(path: string, query: URLSearchParams): (row: Row) => string {
    const fields = namesIn(query.get('fields') ?? '', path.slice(5));
    if (fields.length === 0) return (row) => this.textOf(row);
    const wanted = new Set([...fields, '_id', 'id']);
    return (row) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(row).filter(([field]) => wanted.has(field)),
        ),
      );
  }

  private textOf(row: Row): string {
    const known = this.texts.get(row);
    if (known !== undefined) return known;
    const text = JSON.stringify(row);
    this.texts.set(row, text);
    return text;
  }
}

/** The first version of the API separates names by spaces, the second by commas. */
function namesIn(list: string, name: string): string[] {
  return list.split(name.startsWith('v2/') ? ',' : ' ').filter(Boolean);
}

function compare(a: Row[string], b: Row[string]): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a ?? ''), String(b ?? '')];
  return x < y ? -1 : Number(x > y);
}

const MAX_LIMIT = 100;

/** Takes as long as the page is, however long the list. */
function answerPage<T>(
  { items, render }: Listing<T>,
  path: string,
  query: URLSearchParams,
  shape: Pick<Resource, 'list' | 'defaultLimit' | 'uncounted'> = {},
): Answer {
  const limitText = query.get('limit') ?? String(shape.defaultLimit ?? 10);
  const skipText = query.get('skip') ?? '0';
  for (const [name, text] of [
    ['limit', limitText],
    ['skip', skipText],
  ]) {
    if (!/^\d{1,15}$/.test(text)) {
      return failure(
        path,
        400,
        `Bad Request: request parameter "${name}" must be a whole number`,
      );
    }
  }
  const limit = Number(limitText);
  if (limit > MAX_LIMIT) {
    return failure(
      path,
      400,
      `Bad Request: request parameter "limit" exceeds maximum value of ${MAX_LIMIT}`,
    );
  }
  const skip = Number(skipText);
  const rows = items
    .slice(skip, skip + limit)
    .map(render)
    .join(',');
  if (shape.list === 'results') {
    const text = `{"totalCount":${items.length},"results":[${rows}]}`;
    return { status: 200, headers: JSON_TYPE, body: Buffer.from(text) };
  }
  return {
    status: 200,
    headers: shape.uncounted
      ? JSON_TYPE
      : { ...JSON_TYPE, 'x-total-count': String(items.length) },
    body: Buffer.from(`[${rows}]`),
  };
}

/** A row of `/members` and `/associations`. */
function renderConnection(type: string): (id: string) => string {
  const head = '{"attributes":null,"to":{"attributes":null,"id":"';
  const tail = `","type":"${type}"}}`;
  return (id) => head + id + tail;
}

/** A row of `/membership`, `/memberof` and the traversals: an end, its ways. */
function renderReached(
  type: string,
  ...paths: (readonly [type: string, id: string])[][]
): string {
  const way = paths[0];
  const ways = paths.map(
    (path) =>
      `[${path.map(([node, id]) => renderConnection(node)(id)).join(',')}]`,
  );
  return `{"id":"${
    way[way.length - 1][1]
  }","type":"${type}","compiledAttributes":null,"paths":[${ways.join(',')}]}`;
}

/** Id -> type at the other end -> ids there, seen from both ends. */
function indexLinks(tenant: Tenant): Map<string, Map<string, string[]>> {
  const index = new Map<string, Map<string, string[]>>();
  const note = (from: string, { type, id }: Link['to']) => {
    const byType = index.get(from) ?? new Map<string, string[]>();
    index.set(from, byType);
    append(byType, type, id);
  };
  const tie = ({ from, to }: Link) => {
    note(from.id, to);
    note(to.id, from);
  };
  for (const [id, grant] of tenant.grants) {
    const to = { type: 'application', id } as const;
    for (const user of grant.users)
      tie({ from: { type: 'user', id: user }, to });
    for (const group of grant.groups) {
      tie({ from: { type: 'user_group', id: group }, to });
    }
  }
  tenant.links.forEach(tie);
  return index;
}

function append(lists: Map<string, string[]>, key: string, item: string) {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
