import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
} from '@jupiterone/integration-sdk-core';

import { PAGE_SIZE } from './endpoints';
import { idOf } from './ids';
import { Organization, ORGANIZATIONS } from './organization';
import { pageRequest, toPage } from './lists';
import { readPages } from './pages';
import { Progress } from './progress';
import { HttpClient, laneOf, Request, Response } from './request';

/** After as many 403 in a row for the same kind of request of an organization, no more of them are sent. */
const FORBIDDEN_IN_A_ROW = 5;

export interface JumpCloudOptions {
  http: HttpClient;
  /** For Directory Insights: its origin is another one. */
  insights: HttpClient;
  /** The admin console of the region, for links: `https://console.jumpcloud.com`. */
  consoleUrl: string;
  /** The only organization to read; undefined reads all that the credentials can see. */
  organizationId?: string;
  logger: IntegrationLogger;
}

/** JumpCloud, as one set of credentials sees it. One instance serves a whole run. */
export class JumpCloud {
  private listed?: Promise<Organization[]>;
  readonly progress: Progress;
  /** What is said of kinds of requests that are not sent any more. */
  private readonly closed = new Map<string, Error>();
  private readonly forbidden = new Map<string, number>();

  constructor(private readonly options: JumpCloudOptions) {
    this.progress = new Progress(options.logger, [
      options.http.governor,
      options.insights.governor,
    ]);
  }

  /**
   * The organizations to read. They are asked for once per run.
   *
   * @returns an empty list when the configured organization is not among those that the credentials can see
   */
  organizations(): Promise<Organization[]> {
    return (this.listed ??= this.listOrganizations());
  }

  private async listOrganizations(): Promise<Organization[]> {
    const { http, insights, consoleUrl, organizationId } = this.options;
    const rows: object[] = [];
    for await (const page of readPages<object>({
      name: ORGANIZATIONS.name,
      pageSize: PAGE_SIZE,
      readPage: async (skip) =>
        toPage(
          await http.send(pageRequest(ORGANIZATIONS, skip)),
          ORGANIZATIONS,
          skip,
        ),
      idOf,
    })) {
      rows.push(...page);
    }
    const options = {
      consoleUrl,
      // Only administrators of several organizations need to say which they mean.
      needsHeader: organizationId !== undefined || rows.length > 1,
      send: (request: Request) => this.send(request, http),
      sendToInsights: (request: Request) => this.send(request, insights),
      warnForbidden: http.warnForbidden.bind(http),
      progress: this.progress,
    };
    return rows
      .map((row) => new Organization(idOf(row) ?? '', row, options))
      .filter(({ id }) => [undefined, id].includes(organizationId));
  }

  /**
   * Sends a request on behalf of an organization. A kind of request that is
   * refused for good is not sent again: that costs its step, and nothing else.
   */
  private async send(request: Request, to: HttpClient): Promise<Response> {
    const kind = laneOf(request);
    const closed = this.closed.get(kind);
    if (closed) throw closed;
    try {
      const response = await to.send(request);
      this.forbidden.delete(kind);
      return response;
    } catch (error) {
      if (error instanceof IntegrationProviderAuthorizationError) {
        const inARow = (this.forbidden.get(kind) ?? 0) + 1;
        this.forbidden.set(kind, inARow);
        if (inARow >= FORBIDDEN_IN_A_ROW) this.closed.set(kind, error);
      }
      if (!(error instanceof IntegrationProviderAuthenticationError)) {
        throw error;
      }
      await this.proveCredentials(error);
      const { resource, organizationId } = request;
      const what = organizationId
        ? `${resource.name} of organization ${organizationId}`
        : resource.name;
      const refusal = new IntegrationProviderAPIError({
        endpoint: error.endpoint,
        status: error.status,
        statusText: `JumpCloud refuses the credentials for ${what}, and for nothing else: they are good for the list of organizations`,
      });
      this.closed.set(kind, refusal);
      throw refusal;
    }
  }

  /**
   * After a 401: one endpoint may refuse credentials that are otherwise good.
   *
   * @throws the 401, which ends the run, when the list of organizations refuses them too
   */
  private async proveCredentials(
    error: IntegrationProviderAuthenticationError,
  ): Promise<void> {
    const { http } = this.options;
    try {
      await http.send(pageRequest(ORGANIZATIONS, 0));
    } catch (again) {
      if (again instanceof IntegrationProviderAuthenticationError) {
        http.governor.stop(error);
        throw error;
      }
      // Neither proven nor disproven: then it is a refusal like any other.
    }
  }
}
