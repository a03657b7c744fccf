import {
  IntegrationLogger,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { ListEndpoint, v1 } from './endpoints';
import { incompleteRead, isAbsent, unexpectedAnswer } from './errors';
import { idOf, normalizeId } from './ids';
import { TELLING } from './limits';
import { listOf, objectRequest } from './lists';
import { readPages } from './pages';
import { Progress } from './progress';
import { HttpClient, Request, Response } from './request';

export const ORGANIZATIONS: ListEndpoint = {
  ...v1('organizations', '/organizations', 'organizations.readonly'),
  isRequired: true,
};

export interface OrganizationOptions {
  /** The admin console of its region, for links. */
  consoleUrl: string;
  /** Whether the credentials see several organizations. */
  isOneOfSeveral: boolean;
  /** Whether requests have to say which organization they mean. */
  needsHeader: () => boolean;
  /** Sends a request on behalf of this organization. */
  send: (request: Request, to: 'console' | 'insights') => Promise<Response>;
  warnForbidden: HttpClient['warnForbidden'];
  progress: Progress;
  logger: IntegrationLogger;
}

/** One organization (tenant) and what can be read of it. Each list is read anew at every call; `step` is who reads, for the count of requests. */
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
  details(step: string): Promise<object> {
    const read = async () => {
      const name = `the settings of organization ${this.id}`;
      const path = `${ORGANIZATIONS.path}/${this.id}`;
      const resource = { name, scope: ORGANIZATIONS.scope };
      const request = { resource, path, step };
      const { body } = await this.options.send(request, 'console');
      // Any object would do for an organization without settings, so it has to say which one it is.
      if (idOf(body ?? {}) === this.id) return body as object;
      throw unexpectedAnswer(path, 'the answer holds no organization');
    };
    this.settings ??= read().catch((error) => {
      this.settings = undefined;
      throw error;
    });
    return this.settings;
  }

  /** What an endpoint answers about one object, without pages. */
  async answer(
    endpoint: ListEndpoint,
    step: string,
    id: string,
  ): Promise<unknown> {
    const request = objectRequest(endpoint, id);
    return (await this.send(request, step, endpoint)).body;
  }

  /** Asks Directory Insights, which has a host of its own. */
  async askInsights(request: Request): Promise<Response> {
    const { needsHeader, progress, send } = this.options;
    const organizationId = needsHeader() ? this.id : undefined;
    const response = await send({ ...request, organizationId }, 'insights');
    const { body } = response;
    if (Array.isArray(body)) progress.read(request.resource.name, body.length);
    return response;
  }

  /**
   * The rows of a list, page by page. A product that is not there has none:
   * JumpCloud says so by 402, or by a 404 of its own, when it is asked twice.
   *
   * @param parentId the object that the list belongs to, where the path of the endpoint names one
   * @throws what `readPages` throws
   */
  async *list(
    endpoint: ListEndpoint,
    step: string,
    parentId?: string,
  ): AsyncGenerator<object[], void> {
    const { name, isRequired, isOptional, fallback } = endpoint;
    const { logger, progress } = this.options;
    const isOfOrganization = parentId === undefined;
    for (let isAsked = false; ; isAsked = true) {
      let hasBegun = false;
      try {
        for await (const rows of this.pages(endpoint, step, parentId)) {
          hasBegun = true;
          if (isOfOrganization) progress.read(name, rows.length);
          yield rows;
        }
        return;
      } catch (error) {
        if (hasBegun) throw error;
        const { status } = error as Partial<IntegrationProviderAPIError>;
        const mayBeAbsent = isOfOrganization ? !isRequired : isOptional;
        if (mayBeAbsent && isAbsent(error)) {
          if (!isAsked) continue;
          const why = `JumpCloud answers ${status}, as for a product that is not licensed`;
          logger.info(`Organization ${this.id} has no ${name}: ${why}.`);
          return;
        }
        const isRefused = status === 400 || status === 403;
        if (isRefused && fallback) {
          const reached = this.list(fallback, step, parentId);
          for await (const rows of reached) yield rows.filter(fallback.isRow);
          return;
        }
        if (!isRefused || !this.mayRefuseHeader(endpoint)) throw error;
        const rows = await this.listWithoutHeader(endpoint, step);
        // Rows that name no organization may be of any: alone they tell nothing.
        if (rows.some((row) => this.owns(row))) {
          yield rows;
          return;
        }
        this.options.warnForbidden(endpoint);
        throw error;
      }
    }
  }

  private pages(
    endpoint: ListEndpoint,
    step: string,
    parentId?: string,
  ): AsyncGenerator<object[], void> {
    const { progress, isOneOfSeveral } = this.options;
    const list = listOf(endpoint, parentId, (request) =>
      this.send(request, step, endpoint),
    );
    const readPage = async (skip: number) => {
      const page = await list.readPage(skip);
      if (list.isOfOrganization && page.total !== undefined) {
        progress.expect(endpoint.name, this.id, page.total);
      }
      return page;
    };
    const pages = readPages({ ...list, readPage });
    // Administrators may belong to another organization than the one they administer.
    return isOneOfSeveral && !this.mayRefuseHeader(endpoint)
      ? this.ofThisOrganization(pages, endpoint)
      : pages;
  }

  /**
   * A server that does not heed `x-org-id` would give one organization the
   * objects of another. A user may belong to several organizations, and then
   * names only one of them: so a few foreign rows tell nothing, and are held back
   * until a row names this organization.
   */
  private async *ofThisOrganization(
    pages: AsyncIterable<object[]>,
    { name }: ListEndpoint,
  ): AsyncGenerator<object[], void> {
    const held: object[] = [];
    let isOwn = false;
    for await (const rows of pages) {
      isOwn = isOwn || rows.some((row) => this.owns(row));
      const foreign = isOwn ? [] : rows.filter((row) => !this.mayOwn(row));
      held.push(...foreign);
      if (held.length >= TELLING && !isOwn) {
        const other = organizationOf(held[0]);
        const what = `${name}: JumpCloud answered for organization ${other} when it was asked for ${this.id}`;
        throw incompleteRead(what);
      }
      const others = rows.filter((row) => !foreign.includes(row));
      yield isOwn ? [...held.splice(0), ...rows] : others;
    }
    yield held;
  }

  /** Where an endpoint does not take `x-org-id` it lists the objects of all organizations, most of them with their organization. */
  private async listWithoutHeader(
    endpoint: ListEndpoint,
    step: string,
  ): Promise<object[]> {
    const rows: object[] = [];
    const list = listOf(endpoint, undefined, (request) =>
      this.options.send({ ...request, step }, 'console'),
    );
    for await (const page of readPages(list)) rows.push(...page);
    return rows.filter((row) => this.mayOwn(row));
  }

  send(
    request: Request,
    step: string,
    endpoint: ListEndpoint,
  ): Promise<Response> {
    const { needsHeader, isOneOfSeveral, send } = this.options;
    const isUndeclared = endpoint.organizationHeader === 'undeclared';
    const isRefused = endpoint.organizationHeader === 'refused';
    const isNamed = isUndeclared ? isOneOfSeveral : needsHeader();
    const organizationId = isNamed && !isRefused ? this.id : undefined;
    const organizationOfPath = isRefused ? this.id : undefined;
    const { organizationParameter: parameter, fallback } = endpoint;
    const isQuiet =
      endpoint.isQuiet ??
      (fallback !== undefined || this.mayRefuseHeader(endpoint));
    const query =
      parameter !== undefined && isOneOfSeveral
        ? { ...request.query, [parameter]: this.id }
        : request.query;
    return send(
      { ...request, query, step, organizationId, organizationOfPath, isQuiet },
      'console',
    );
  }

  private mayRefuseHeader({ organizationHeader }: ListEndpoint): boolean {
    return organizationHeader === 'contradictory' && this.options.needsHeader();
  }

  private owns(row: object): boolean {
    return organizationOf(row) === this.id;
  }

  private mayOwn(row: object): boolean {
    return organizationOf(row) === undefined || this.owns(row);
  }
}

/** The organization that a row names: `organization` in version 1, `organizationObjectId` of a group. */
function organizationOf(row: object): string | undefined {
  const named = row as Record<string, unknown>;
  const id = named.organization ?? named.organizationObjectId;
  return typeof id === 'string' && id !== '' ? normalizeId(id) : undefined;
}
