import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
} from '@jupiterone/integration-sdk-core';

import { Ahead, ListsAhead, Room } from './ahead';
import { idOf, pathSegment } from './ids';
import { Page, PAGE_SIZE, readPages } from './pages';
import { Progress } from './progress';
import { Answer, Connection, Question, Resource } from './request';
import {
  Administrator,
  Application,
  GraphConnection,
  Identified,
  OrganizationDetails,
  OrganizationRow,
  SystemUser,
  UserGroup,
} from './types';

/** Lists of members that are read ahead in a run, and the pages that are kept of each: some ten megabytes. */
const LISTS_AHEAD = 800;
const PAGES_AHEAD_PER_GROUP = 5;
/** Groups whose members are read ahead side by side: more would only wait longer for their turns. */
const GROUPS_AHEAD = 12;

/** A list of JumpCloud's API. */
interface ListEndpoint extends Resource {
  path: string;
  query?: Record<string, string>;
}

/*
 * Scopes are those of JumpCloud's specification (x-scopes). Lists of v1 are
 * sorted by id, as JumpCloud advises for offsets; v2 documents no such order.
 */
const ORGANIZATIONS: ListEndpoint = {
  name: 'organizations',
  scope: 'organizations.readonly',
  path: '/api/organizations',
  query: { sort: '_id' },
};
const USERS: ListEndpoint = {
  name: 'users',
  scope: 'users.readonly',
  path: '/api/systemusers',
  query: { sort: '_id' },
};
const USER_GROUPS: ListEndpoint = {
  name: 'user groups',
  scope: 'groups.readonly',
  path: '/api/v2/usergroups',
};
const USER_GROUP_MEMBERS: Resource = {
  name: 'members of user groups',
  scope: 'users.readonly',
};
const APPLICATIONS: ListEndpoint = {
  name: 'applications',
  scope: 'applications.readonly',
  path: '/api/applications',
  query: { sort: '_id' },
};
const APPLICATION_ASSOCIATIONS: Resource = {
  name: 'associations of applications',
  scope: 'associations.applications.readonly',
};
const ADMINISTRATORS: ListEndpoint = {
  name: 'administrators',
  scope: 'administrators.readonly',
  path: '/api/users',
  query: { sort: '_id' },
};

export interface JumpCloudOptions {
  connection: Connection;
  /** The admin console of the region, for links: `https://console.jumpcloud.com`. */
  consoleUrl: string;
  /** The only organization to read; undefined reads all that the credentials can see. */
  organizationId?: string;
  logger: IntegrationLogger;
}

/** What the organizations of a run have in common. */
interface Shared {
  /** See `JumpCloud.readAhead`. */
  readsAhead: boolean;
  room: Room;
  progress: Progress;
}

/** JumpCloud, as one set of credentials sees it. One instance serves a whole run. */
export class JumpCloud {
  private listed?: Promise<Organization[]>;
  private readonly shared: Shared;
  /** Organizations that have refused the credentials, and what is said of it. */
  private readonly refusing = new Map<string, Error>();

  constructor(private readonly options: JumpCloudOptions) {
    this.shared = {
      readsAhead: false,
      room: { lists: LISTS_AHEAD },
      progress: new Progress(options.logger),
    };
  }

  /**
   * Allows to read what later steps need before they ask for it. Without it a
   * step that is run by itself reads what it declares, and nothing else.
   */
  readAhead(): void {
    this.shared.readsAhead = true;
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
    const { connection, consoleUrl, organizationId } = this.options;
    const rows: OrganizationRow[] = [];
    for await (const page of readPages<OrganizationRow>({
      name: ORGANIZATIONS.name,
      readPage: async (skip) =>
        toPage(
          await connection.ask(pageQuestion(ORGANIZATIONS, skip)),
          ORGANIZATIONS,
        ),
      idOf,
    })) {
      rows.push(...page);
    }
    // Only administrators of several organizations need to say which they mean.
    const needsHeader = organizationId !== undefined || rows.length > 1;
    return rows
      .map((row) => ({ row, id: idOf(row) as string }))
      .filter(({ id }) =>
        [undefined, id.toLowerCase()].includes(organizationId),
      )
      .map(
        ({ row, id }) =>
          new Organization(
            id,
            row,
            consoleUrl,
            needsHeader,
            (question) => this.askFor(id, question),
            this.shared,
          ),
      );
  }

  /** Asks on behalf of one organization, and finds out what a refusal of the credentials means. */
  private async askFor(id: string, question: Question): Promise<Answer> {
    const { connection } = this.options;
    const earlier = this.refusing.get(id);
    if (earlier) throw earlier;
    try {
      return await connection.ask(question);
    } catch (error) {
      if (!(error instanceof IntegrationProviderAuthenticationError)) {
        throw error;
      }
      const refusal = await this.explainRefusal(id, error);
      this.refusing.set(id, refusal);
      throw refusal;
    }
  }

  /**
   * With one organization, credentials that are refused end the run at once.
   * With several, they end it only when they are refused altogether; otherwise
   * that organization fails and the others go on.
   */
  private async explainRefusal(
    id: string,
    error: IntegrationProviderAuthenticationError,
  ): Promise<Error> {
    const { connection } = this.options;
    const organizations = await this.organizations();
    if (organizations.length > 1) {
      try {
        await connection.ask(pageQuestion(ORGANIZATIONS, 0));
        return new IntegrationProviderAPIError({
          endpoint: error.endpoint,
          status: error.status,
          statusText: `${error.statusText} Only organization ${id} refuses it; the others are read.`,
        });
      } catch (again) {
        if (!(again instanceof IntegrationProviderAuthenticationError)) {
          return error;
        }
      }
    }
    connection.governor.stop(error);
    return error;
  }
}

/** One organization (tenant) and its collections. Each list is read anew at every call. */
export class Organization {
  private groupsAhead?: Ahead<UserGroup[]>;
  private readonly membersAhead: ListsAhead<string[]>;

  constructor(
    readonly id: string,
    readonly row: OrganizationRow,
    /** The admin console of its region, for links. */
    readonly consoleUrl: string,
    private readonly needsHeader: boolean,
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly shared: Shared,
  ) {
    this.membersAhead = new ListsAhead(
      (id) => this.listMembers(id),
      shared.room,
    );
  }

  /**
   * Settings and policies. The organization is named by the path: this
   * endpoint refuses `x-org-id`.
   *
   * @throws IntegrationProviderAPIError when the answer is no object
   */
  async details(): Promise<OrganizationDetails> {
    const path = `${ORGANIZATIONS.path}/${this.id}`;
    const { body } = await this.ask({
      resource: { ...ORGANIZATIONS, name: "the organization's settings" },
      path,
    });
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      throw new IntegrationProviderAPIError({
        endpoint: path,
        status: 200,
        statusText: 'the answer holds no organization',
      });
    }
    return body;
  }

  users = () => this.list<SystemUser>(USERS);

  userGroups = (): AsyncIterable<UserGroup[]> => {
    const ahead = this.groupsAhead;
    this.groupsAhead = undefined;
    return ahead ?? this.list<UserGroup>(USER_GROUPS);
  };

  /** The ids of the direct members: users. */
  userGroupMembers = (groupId: string): AsyncIterable<string[]> =>
    this.membersAhead.take(groupId) ?? this.listMembers(groupId);

  /**
   * Begins to read groups and their members before anybody asks for them: while
   * users are converted the wire is idle, and most requests of a run are for
   * members. What fails is thrown where it is asked for, not here.
   */
  async readMembershipsAhead(): Promise<void> {
    if (!this.shared.readsAhead) return;
    this.groupsAhead = new Ahead(this.list<UserGroup>(USER_GROUPS), Infinity);
    const pages = await this.groupsAhead.read();
    const ids = ([] as UserGroup[]).concat(...pages).map(idOf) as string[];
    await this.membersAhead.begin(ids, GROUPS_AHEAD, PAGES_AHEAD_PER_GROUP);
  }

  private listMembers = (groupId: string) =>
    this.listConnected('user', {
      ...USER_GROUP_MEMBERS,
      path: `${USER_GROUPS.path}/${pathSegment(groupId)}/members`,
    });

  applications = () => this.list<Application>(APPLICATIONS);

  /** The ids of those to whom an application is given directly. */
  applicationAssociations = (
    applicationId: string,
    targets: 'user' | 'user_group',
  ) =>
    this.listConnected(targets, {
      ...APPLICATION_ASSOCIATIONS,
      path: `/api/v2/applications/${pathSegment(applicationId)}/associations`,
      query: { targets },
    });

  /**
   * Whether this endpoint takes `x-org-id` is contradictory among JumpCloud's
   * own clients. Where it does not, it lists the administrators of all
   * organizations, most of them with their organization.
   */
  async *administrators(): AsyncGenerator<Administrator[]> {
    if (!this.needsHeader) {
      yield* this.list<Administrator>(ADMINISTRATORS);
      return;
    }
    let begun = false;
    try {
      const rows = this.list<Administrator>(ADMINISTRATORS, { quiet: true });
      for await (const page of rows) {
        begun = true;
        yield page;
      }
    } catch (error) {
      if (begun || !isRefusalOfHeader(error)) throw error;
      const rows: Administrator[] = [];
      for await (const page of this.list<Administrator>(ADMINISTRATORS, {
        organizationId: undefined,
      })) {
        rows.push(...page);
      }
      // Rows that name no organization may be of any: alone they tell nothing.
      if (!rows.some(({ organization }) => organization === this.id)) {
        // Asked once more, for the warning that was withheld.
        await this.readPage(ADMINISTRATORS, 0);
        throw error;
      }
      yield rows.filter(
        ({ organization }) => !organization || organization === this.id,
      );
    }
  }

  private list<T extends Identified>(
    endpoint: ListEndpoint,
    special: Partial<Question> = {},
  ): AsyncGenerator<T[]> {
    return readPages<T>({
      name: endpoint.name,
      readPage: (skip) => this.readPage<T>(endpoint, skip, special),
      idOf,
    });
  }

  /** The ids at the other end of connections: all that is read of them, so all that is kept. */
  private listConnected(
    type: string,
    endpoint: ListEndpoint,
  ): AsyncGenerator<string[]> {
    return readPages<string>({
      name: endpoint.name,
      readPage: async (skip) => {
        const page = await this.readPage<GraphConnection>(endpoint, skip);
        return { ...page, rows: page.rows.map((row) => otherEnd(row, type)) };
      },
      idOf: (id) => id,
    });
  }

  private async readPage<T>(
    endpoint: ListEndpoint,
    skip: number,
    special: Partial<Question> = {},
  ): Promise<Page<T>> {
    const organizationId = this.needsHeader ? this.id : undefined;
    const question = pageQuestion(endpoint, skip);
    const answer = await this.ask({ ...question, organizationId, ...special });
    const page = toPage<T>(answer, endpoint);
    const { rows, total } = page;
    this.shared.progress.note(
      endpoint.name,
      rows.length,
      skip === 0 ? total : undefined,
    );
    return page;
  }
}

function isRefusalOfHeader(error: unknown): boolean {
  return (
    error instanceof IntegrationProviderAPIError &&
    [400, 403].includes(error.status as number)
  );
}

function pageQuestion(endpoint: ListEndpoint, skip: number): Question {
  const { name, scope, path, query } = endpoint;
  return {
    resource: { name, scope },
    path,
    query: { ...query, limit: PAGE_SIZE, skip },
  };
}

/** A connection whose other end is gone, or something else than was asked for, is as good as none. */
function otherEnd(row: GraphConnection | null, type: string): string | null {
  const to = row?.to ?? {};
  return (to.type ?? type) === type ? idOf(to) ?? null : null;
}

/**
 * v1 answers `{ totalCount, results }`, v2 a bare array with `x-total-count`.
 *
 * @throws IntegrationProviderAPIError when there is no list: that is not an empty one
 */
function toPage<T>({ body, total }: Answer, endpoint: ListEndpoint): Page<T> {
  if (Array.isArray(body)) return { rows: body as T[], total };
  const { results, totalCount } = (body ?? {}) as {
    results?: unknown;
    totalCount?: unknown;
  };
  if (!Array.isArray(results)) {
    throw new IntegrationProviderAPIError({
      endpoint: endpoint.path,
      status: 200,
      statusText: `the answer holds no list of ${endpoint.name}`,
    });
  }
  return {
    rows: results as T[],
    total: typeof totalCount === 'number' ? totalCount : total,
  };
}
