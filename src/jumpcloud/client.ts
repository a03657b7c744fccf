import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
} from '@jupiterone/integration-sdk-core';

import { idOf } from './ids';
import { listOf, objectRequest } from './lists';
import { Organization, ORGANIZATIONS } from './organization';
import { readPages } from './pages';
import { Progress } from './progress';
import { HttpClient, Request, Response } from './request';

export interface JumpCloudOptions {
  /** The API, and Directory Insights, whose origin is another one. */
  console: HttpClient;
  insights: HttpClient;
  /** The admin console of the region, for links: `https://console.jumpcloud.com`. */
  consoleUrl: string;
  /** The only organization to read; undefined reads all that the credentials can see. */
  organizationId?: string;
  progress: Progress;
  logger: IntegrationLogger;
}

/** JumpCloud, as one set of credentials sees it. One instance serves a whole run. */
export class JumpCloud {
  private listed?: Promise<Organization[]>;
  /** Whether requests have to say which organization they mean. */
  private needsHeader = false;

  constructor(private readonly options: JumpCloudOptions) {}

  /**
   * The organizations to read. They are asked for once per run.
   *
   * @returns an empty list when the configured organization is not among those that the credentials can see
   */
  organizations(): Promise<Organization[]> {
    this.listed ??= this.listOrganizations().catch((error) => {
      this.listed = undefined;
      throw error;
    });
    return this.listed;
  }

  private async listOrganizations(): Promise<Organization[]> {
    const { console, organizationId, ...shared } = this.options;
    const rows: object[] = [];
    const list = listOf(ORGANIZATIONS, undefined, (request) =>
      console.send(request),
    );
    for await (const page of readPages(list)) rows.push(...page);
    // Only administrators of several organizations need to say which they mean.
    this.needsHeader = organizationId !== undefined || rows.length > 1;
    const organizations = rows.map((row) => {
      const id = idOf(row) ?? '';
      return new Organization(id, row, {
        ...shared,
        isOneOfSeveral: rows.length > 1,
        needsHeader: () => this.needsHeader,
        send: (request, to) => this.send(request, this.options[to], id),
        warnForbidden: console.warnForbidden.bind(console),
      });
    });
    return organizations.filter(({ id }) => (organizationId ?? id) === id);
  }

  /**
   * Sends a request on behalf of an organization. An endpoint that refuses
   * credentials which are good elsewhere is not asked again.
   *
   * @throws IntegrationProviderAuthenticationError, which ends the run, when the list of organizations refuses them too
   */
  private async send(
    request: Request,
    to: HttpClient,
    organizationId: string,
  ): Promise<Response> {
    try {
      return await to.send(request);
    } catch (error) {
      if (!(error instanceof IntegrationProviderAuthenticationError)) {
        throw error;
      }
      // A provider's key has to name the organization, also the only one that it sees.
      if (needsOrganization(error) && request.organizationId === undefined) {
        const named = { ...request, organizationId };
        const response = await this.send(named, to, organizationId);
        this.needsHeader = true;
        return response;
      }
      await this.proveCredentials(error);
      const { endpoint, status } = error;
      const statusText = needsOrganization(error)
        ? error.statusText
        : `JumpCloud refuses the credentials for ${request.resource.name} of organization ${organizationId}, and for nothing else: they are good for the list of organizations`;
      const options = { endpoint, status, statusText };
      const refusal = new IntegrationProviderAPIError(options);
      to.close(request, refusal);
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
    const { console } = this.options;
    try {
      await console.send(objectRequest(ORGANIZATIONS));
    } catch (again) {
      if (again instanceof IntegrationProviderAuthenticationError) {
        console.throttle.stop(error);
        throw error;
      }
      // Neither proven nor disproven: then it is a refusal like any other.
    }
  }
}

function needsOrganization({ message }: Error): boolean {
  return /no organization selected/i.test(message);
}
