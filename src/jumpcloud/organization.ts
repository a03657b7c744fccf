import { IntegrationProviderAPIError } from '@jupiterone/integration-sdk-core';

import {
  ConnectionEndpoint,
  ListEndpoint,
  PAGE_SIZE,
  Resource,
  v1,
} from './endpoints';
import { incompleteRead } from './errors';
import { idOf, pathSegment } from './ids';
import { organizationOf, otherEnd, pageRequest, toPage } from './lists';
import { readPages } from './pages';
import { Page } from './reading';
import { Progress } from './progress';
import { Request, Response } from './request';

export const ORGANIZATIONS = v1(
  'organizations',
  '/organizations',
  'organizations.readonly',
);

/** From as many rows on a page that all name another organization is not of the one that was asked for. */
const FOREIGN_ROWS = 3;

/** What the organizations of a run have in common. */
export interface OrganizationOptions {
  /** The admin console of its region, for links. */
  consoleUrl: string;
  /** Whether requests have to say which organization they mean. */
  needsHeader: boolean;
  send: (request: Request) => Promise<Response>;
  /** The same, to Directory Insights. */
  sendToInsights: (request: Request) => Promise<Response>;
  /** Warns that a role lacks the scope of a resource. */
  warnForbidden: (resource: Resource) => void;
  progress: Progress;
}

/** One organization (tenant) and what can be read of it. Each list is read anew at every call. */
export class Organization {
  readonly consoleUrl: string;
  private settings?: Promise<object>;

  /** @param row what the list of organizations says of it */
  constructor(
    readonly id: string,
    readonly row: object,
    private readonly options: OrganizationOptions,
  ) {
    this.consoleUrl = options.consoleUrl;
  }

  /**
   * Settings and policies, asked for once. The organization is named by the
   * path: this endpoint refuses `x-org-id`.
   *
   * @throws IntegrationProviderAPIError when the answer is not this organization
   */
  details(): Promise<object> {
    return (this.settings ??= this.readDetails());
  }

  private async readDetails(): Promise<object> {
    const path = `${ORGANIZATIONS.path}/${this.id}`;
    const { body } = await this.options.send({
      resource: {
        ...ORGANIZATIONS,
        name: `the settings of organization ${this.id}`,
      },
      path,
    });
    // Any object would do for an organization without settings, so it has to say which one it is.
    if (idOf((body ?? {}) as object) !== this.id) {
      throw new IntegrationProviderAPIError({
        endpoint: path,
        status: 200,
        statusText: 'the answer holds no organization',
      });
    }
    return body as object;
  }

  /**
   * The objects of a list, page by page.
   *
   * @param parentId the object that the list belongs to, where the path of the endpoint names one
   * @throws what `readPages` throws
   */
  list(endpoint: ListEndpoint, parentId?: string): AsyncIterable<object[]> {
    return endpoint.mayRefuseOrganization && this.options.needsHeader
      ? this.listWithOrWithoutHeader(endpoint)
      : this.pages(endpoint, parentId);
  }

  /** What an endpoint answers about one object, without pages. */
  async answer(endpoint: ListEndpoint, id: string): Promise<unknown> {
    const { name, scope, path, query } = endpoint;
    const { body } = await this.options.send({
      resource: { name, scope },
      path: path.replace('{id}', pathSegment(id)),
      query,
      organizationId: this.named(),
    });
    this.options.progress.requestAnswered();
    return body;
  }

  /** Asks Directory Insights, which has a host of its own. */
  async askInsights(
    request: Omit<Request, 'organizationId'>,
  ): Promise<Response> {
    const { sendToInsights, progress } = this.options;
    const response = await sendToInsights({
      ...request,
      organizationId: this.named(),
    });
    const { body } = response;
    progress.pageRead(
      request.resource.name,
      Array.isArray(body) ? body.length : 0,
    );
    return response;
  }

  /**
   * The ids of what an object is directly connected to, page by page.
   *
   * @param id of the object
   * @param onGone is told how many connections of a page lead to nothing any more
   * @throws what `readPages` throws; an id is missing where a row cannot be understood
   */
  connections(
    endpoint: ConnectionEndpoint,
    id: string,
    onGone: (count: number) => void = () => undefined,
  ): AsyncIterable<string[]> {
    return readPages<string>({
      name: endpoint.name,
      pageSize: PAGE_SIZE,
      readPage: async (skip) => {
        const page = await this.readPage(endpoint, skip, { parentId: id });
        const rows = page.rows.map((row) => otherEnd(row, endpoint.target));
        onGone(rows.filter((far) => far === null).length);
        return { ...page, rows };
      },
      idOf: (far) => far || undefined,
      mayHoldNulls: true,
    });
  }

  /**
   * Where an endpoint does not take `x-org-id` it lists the objects of all
   * organizations, most of them with their organization.
   */
  private async *listWithOrWithoutHeader(
    endpoint: ListEndpoint,
  ): AsyncGenerator<object[]> {
    let begun = false;
    try {
      for await (const page of this.pages(endpoint, undefined, {
        quiet: true,
      })) {
        begun = true;
        yield page;
      }
    } catch (error) {
      if (begun || !isRefusalOfHeader(error)) throw error;
      const rows: object[] = [];
      const everywhere = { organizationId: undefined };
      for await (const page of this.pages(endpoint, undefined, everywhere)) {
        rows.push(...page);
      }
      // Rows that name no organization may be of any: alone they tell nothing.
      if (!rows.some((row) => organizationOf(row) === this.id)) {
        this.options.warnForbidden(endpoint);
        throw error;
      }
      yield rows.filter((row) =>
        [undefined, this.id].includes(organizationOf(row)),
      );
    }
  }

  private pages(
    endpoint: ListEndpoint,
    parentId?: string,
    special: Partial<Request> = {},
  ): AsyncGenerator<object[]> {
    return readPages<object>({
      name: endpoint.name,
      pageSize: endpoint.pageSize ?? PAGE_SIZE,
      readPage: (skip) => this.readPage(endpoint, skip, { parentId, special }),
      idOf,
      mayHoldNulls: endpoint.mayHoldNulls,
      mayBeCapped: parentId === undefined,
    });
  }

  /** Its id, where requests have to say which organization they mean. */
  private named(): string | undefined {
    return this.options.needsHeader ? this.id : undefined;
  }

  private async readPage(
    endpoint: ListEndpoint,
    skip: number,
    { parentId = '', special = {} }: PageOptions,
  ): Promise<Page<object>> {
    const { options } = this;
    const request = {
      ...pageRequest(endpoint, skip, parentId),
      organizationId: this.named(),
      ...special,
    };
    const page = toPage(await options.send(request), endpoint, skip);
    // Administrators may belong to another organization than the one they administer.
    if (request.organizationId && !endpoint.mayRefuseOrganization) {
      this.refuseForeignRows(page.rows, endpoint);
    }
    const { progress } = options;
    if (parentId) progress.requestAnswered();
    else {
      progress.pageRead(
        endpoint.name,
        page.rows.length,
        skip === 0 ? page.total : undefined,
      );
    }
    return page;
  }

  /**
   * A server that does not heed `x-org-id` would give one organization the
   * objects of another. A user may belong to several organizations, and then
   * names only one of them: so a few foreign rows tell nothing.
   */
  private refuseForeignRows(
    rows: readonly (object | null)[],
    { name }: ListEndpoint,
  ): void {
    const owners = rows.map((row) => organizationOf(row ?? {}));
    const foreign = owners.filter((of) => of !== undefined && of !== this.id);
    if (foreign.length < FOREIGN_ROWS || owners.includes(this.id)) return;
    throw incompleteRead(
      `${name}: JumpCloud answered for organization ${foreign[0]} when it was asked for ${this.id}`,
    );
  }
}

interface PageOptions {
  parentId?: string;
  special?: Partial<Request>;
}

function isRefusalOfHeader(error: unknown): boolean {
  return (
    error instanceof IntegrationProviderAPIError &&
    [400, 403].includes(error.status as number)
  );
}
