import { Edges } from './edges';
import { Insights } from './insights';
import { Answer, answerPage, failure, json, JSON_TYPE } from './paging';
import { createGroupPasswordPolicy } from './policies';
import { Row } from './random';
import { PARTS, Resource, RESOURCES } from './resources';
import { answerSaas } from './saasSite';
import { Tenant } from './tenant';

/* One organization as the API shows it: which path is answered with what. */

/** Sent only when `fields` names it. */
const ON_REQUEST = 'accountType';

const PASSWORD_POLICY = /^\/api\/v2\/passwordpolicies\/usergroup\/([^/]+)$/;

const DEVICE_SETTINGS = /^\/api\/v2\/devices\/settings\/([a-z]+)$/;

/** Lists that the sandbox filters, by one field that equals one value. */
const FILTERABLE = /\/policystatuses$/;

/** @param filter `success:eq:false` */
function matches(row: Row, filter: string | null): boolean {
  if (filter === null) return true;
  const [field, operator, value] = filter.split(':');
  return operator === 'eq' && String(row[field]) === value;
}

/** A list, an object or an edge of an object; `authn/policies` is one name. */
const PATH =
  /^\/api\/((?:v2\/)?(?:authn\/|systeminsights\/)?[a-z0-9_-]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/;

/** One organization, indexed for fast answers. */
export class Site {
  /** Id of the organization. */
  readonly id: string;
  readonly insights: Insights;

  private readonly texts = new Map<Row, string>();
  private readonly sorted = new Map<string, readonly (Row | null)[]>();
  private readonly indexes = new Map<string, Map<string, Row>>();
  private readonly edges: Edges;

  constructor(readonly tenant: Tenant) {
    this.id = tenant.organization._id;
    this.edges = new Edges(tenant);
    this.insights = new Insights(tenant);
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
    const fields = organizationFields(query) ?? [
      'displayName',
      'logoUrl',
      'created',
    ];
    const render = (row: Row) => JSON.stringify(select(row, fields));
    return answerPage({ items, render }, path, query, { list: 'results' });
  }

  /** @returns the answer to `GET /api/organizations/{id}` */
  answerOrganization(query: URLSearchParams): Answer {
    const { organization } = this.tenant;
    const fields = organizationFields(query);
    if (fields) return json(select(organization, fields));
    const { [ON_REQUEST]: _, ...sent } = organization;
    return json(sent);
  }

  /** @returns the answer to `GET /api/v2/organizations/{id}/administratorlinks` */
  answerAdministratorLinks(path: string, query: URLSearchParams): Answer {
    const items = this.tenant.administratorLinks;
    const render = (row: Row) => JSON.stringify(row);
    return answerPage({ items, render }, path, query);
  }

  /**
   * @param path from `/api/` on
   * @param query limit, skip, sort, fields and targets
   * @returns the answer to a GET by somebody who may read this organization
   */
  answer(path: string, query: URLSearchParams): Answer {
    const notFound = failure(path, 404, 'Not Found');
    // Better no answer than one that looks filtered.
    const filter = FILTERABLE.test(path) ? query.get('filter') : null;
    if (query.has('search') || (query.has('filter') && filter === null)) {
      return failure(path, 501, 'Not Implemented: the sandbox does not filter');
    }
    if (path.startsWith('/api/v2/saas-management/')) {
      return answerSaas(this.tenant.saas, path, query);
    }
    const [, setting] = DEVICE_SETTINGS.exec(path) ?? [];
    if (setting !== undefined) return this.answerDeviceSetting(setting, path);
    const [, group] = PASSWORD_POLICY.exec(path) ?? [];
    if (group !== undefined) return this.answerPasswordPolicy(group, path);
    const match = PATH.exec(path);
    const resource = match && RESOURCES.get(match[1]);
    if (!match || !resource) return notFound;
    const [, name, id, edge] = match;
    if (id === undefined) return this.answerList(name, resource, path, query);
    const row = this.find(name, resource, id);
    if (!row) return notFound;
    if (edge === undefined) return this.answerOne(row, resource, path, query);
    if (!name.startsWith('v2/')) return notFound;
    const items = PARTS[edge]?.(this.tenant).get(id);
    if (items) {
      const render = (part: Row) => this.textOf(part);
      const filtered = items.filter((part) => matches(part, filter));
      return answerPage({ items: filtered, render }, path, query);
    }
    return this.edges.answer(resource.node, id, edge, path, query);
  }

  private answerList(
    name: string,
    resource: Resource,
    path: string,
    query: URLSearchParams,
  ): Answer {
    if (!resource.list) return failure(path, 404, 'Not Found');
    const order = namesIn(query.get('sort') ?? '', path);
    const { sortable } = resource;
    const wrong =
      sortable &&
      order.find((field) => !sortable.includes(field.replace(/^-/, '')));
    if (wrong !== undefined) {
      return failure(path, 400, `Bad Request: cannot sort by "${wrong}"`);
    }
    const items = this.sort(name, resource, order);
    const render = this.renderer(resource, path, query);
    return answerPage({ items, render }, path, query, resource);
  }

  private answerOne(
    row: Row,
    resource: Resource,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const { single } = resource;
    if (single === undefined || single === false) {
      return failure(path, 404, 'Not Found');
    }
    if (single !== true) return json(single(row));
    const body = Buffer.from(this.renderer(resource, path, query)(row));
    return { status: 200, headers: JSON_TYPE, body };
  }

  /** JumpCloud answers 501 for what its specification has and its server has not. */
  private answerDeviceSetting(name: string, path: string): Answer {
    const setting = this.tenant.deviceSettings[name] as Row | undefined;
    return setting ? json(setting) : failure(path, 501, 'Unexpected error');
  }

  private answerPasswordPolicy(id: string, path: string): Answer {
    const { groups, groupsWithPasswordPolicy, organization } = this.tenant;
    const group = groups.find((each) => each.id === id);
    if (!group) return failure(path, 404, 'Not Found');
    const { passwordPolicy } = organization.settings as Row;
    return json(
      createGroupPasswordPolicy(
        group,
        passwordPolicy as Row,
        groupsWithPasswordPolicy.has(id),
      ),
    );
  }

  private find(name: string, resource: Resource, id: string): Row | undefined {
    let index = this.indexes.get(name);
    if (!index) {
      index = new Map();
      for (const row of resource.rows(this.tenant)) {
        if (row) index.set(String(row._id ?? row.id), row);
      }
      this.indexes.set(name, index);
    }
    return index.get(id);
  }

  /** Without an order, rows stay as they were made. */
  private sort(
    name: string,
    resource: Resource,
    order: string[],
  ): readonly (Row | null)[] {
    const key = [name, ...order].join(' ');
    const known = this.sorted.get(key);
    if (known) return known;
    const rows = resource.rows(this.tenant);
    const fields = order.map((field) =>
      field.startsWith('-')
        ? ({ field: field.slice(1), sign: -1 } as const)
        : ({ field, sign: 1 } as const),
    );
    const sorted = fields.length
      ? [...rows].sort((a, b) => {
          for (const { field, sign } of fields) {
            const difference = compare(a?.[field], b?.[field]);
            if (difference !== 0) return difference * sign;
          }
          return 0;
        })
      : rows;
    this.sorted.set(key, sorted);
    return sorted;
  }

  /** Whole rows are kept as text; a selection of fields is made anew. */
  private renderer(
    { selectable = false }: Resource,
    path: string,
    query: URLSearchParams,
  ): (row: Row | null) => string {
    const fields = selectable ? namesIn(query.get('fields') ?? '', path) : [];
    return fields.length === 0
      ? (row) => (row ? this.textOf(row) : 'null')
      : (row) => JSON.stringify(row && select(row, fields));
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
function namesIn(list: string, path: string): string[] {
  return list.split(path.startsWith('/api/v2/') ? ',' : ' ').filter(Boolean);
}

/** Organizations take `fields=a b` and, as JumpCloud's own scripts ask, `fields[0]=a&fields[1]=b`. */
function organizationFields(query: URLSearchParams): string[] | undefined {
  const fields = [...query]
    .filter(([name]) => /^fields(\[\d+\])?$/.test(name))
    .flatMap(([, value]) => namesIn(value, '/api/organizations'));
  return fields.length > 0 ? fields : undefined;
}

function select(row: Row, fields: string[]): Row {
  const wanted = new Set([...fields, '_id', 'id']);
  return Object.fromEntries(
    Object.entries(row).filter(([field]) => wanted.has(field)),
  );
}

function compare(a: Row[string], b: Row[string]): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a ?? ''), String(b ?? '')];
  return x < y ? -1 : Number(x > y);
}
