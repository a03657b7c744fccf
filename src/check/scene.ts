import {
  IntegrationError,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';
import { subscribe, unsubscribe } from 'diagnostics_channel';
import { ClientRequest, IncomingMessage } from 'http';

import { associationsOfUserGroups } from '../entities/groups';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { isAbsent } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { PAGE_SIZE } from '../jumpcloud/limits';
import { objectRequest } from '../jumpcloud/lists';
import { Organization } from '../jumpcloud/organization';
import { readOldest } from '../steps/signIns/events';
import { OLDEST, windowOf } from '../steps/signIns/read';
import { CHECK } from './look';
import { keyOf, Objects, REQUESTS, SETTINGS } from './requests';

/** Requests at most, one after the other; the last of them may be tried six times. */
const BUDGET = 114;

/** Objects whose list is asked for until one has rows; bindings are rare. */
const TRIES = 2;
const TRIES_OF_BINDINGS = 6;
const BINDINGS = keyOf(associationsOfUserGroups('system_group'));

/** An answer, as far as anybody is told of it. */
export interface Answered {
  endpoint: ListEndpoint;
  /** 200, what the error says, or `not asked` where the budget was used up. */
  status: number | string;
  /** JumpCloud says that it is not there. */
  isAbsent: boolean;
  /** It has to be there. */
  isRequired: boolean;
  body?: unknown;
  rows: (object | null)[];
  total?: number;
}

/** What was seen of an organization, for probes and for shapes. */
export class Scene {
  /** By the key of the endpoint: of a list of objects that of each object that was asked. */
  readonly answers = new Map<string, Answered[]>();
  /** Answers that asked to wait: whether they said for how long. */
  readonly throttled: { saysHowLong: boolean }[] = [];
  /** In how many answers each header came, by its name. */
  readonly headers = new Map<string, number>();
  /** The answer of Directory Insights: its status, and `contract` where it was not what its specification says. */
  insights: number | string = 'not asked';

  /**
   * @param requests how many requests were made so far
   */
  constructor(
    readonly organization: Organization,
    readonly isOneOfSeveral: boolean,
    readonly isServiceAccount: boolean,
    private readonly requests: () => number,
  ) {}

  /** Asks all that a run asks, of each kind once or twice. @throws what ends a run */
  async look(): Promise<void> {
    const { organization } = this;
    const ofOrganization = REQUESTS.filter(({ of }) => of === undefined);
    for (const { read, isSingle } of ofOrganization) {
      const asked = isSingle ? read : pageOf(read);
      const body = read === SETTINGS ? organization.details(CHECK) : undefined;
      const answer = body
        ? await this.answered(asked, async () => ({ body: await body }))
        : await this.ask(asked, organization.id);
      this.answers.set(keyOf(read), [answer]);
    }
    for (const { read, of, or, isSingle } of REQUESTS) {
      if (of) await this.lookAtObjects(read, of, isSingle);
      if (or) await this.lookAtObjects(or.read, or.of);
    }
    const window = windowOf(1);
    const endpoint = { ...OLDEST, path: '' };
    const { status } = await this.answered(endpoint, async () => {
      await readOldest(organization, OLDEST, window, CHECK);
      return { body: [] };
    });
    this.insights = status;
  }

  /** Runs a task while each answer of this process is noted. */
  async watching(task: () => Promise<void>): Promise<void> {
    const note = (message: unknown) => {
      const { response } = message as {
        request: ClientRequest;
        response: IncomingMessage;
      };
      const { statusCode, headers } = response;
      if (statusCode === 429 || statusCode === 503) {
        this.throttled.push({ saysHowLong: 'retry-after' in headers });
      }
      Object.keys(headers).forEach((name) =>
        this.headers.set(name, (this.headers.get(name) ?? 0) + 1),
      );
    };
    subscribe('http.client.response.finish', note);
    try {
      await task();
    } finally {
      unsubscribe('http.client.response.finish', note);
    }
  }

  /** Asks once more, of something that a probe wants to know. @throws what ends a run */
  ask(endpoint: ListEndpoint, id?: string): Promise<Answered> {
    return this.answered(endpoint, () =>
      this.organization.send(objectRequest(endpoint, id), CHECK, endpoint),
    );
  }

  /** The rows of a list that came, null for none. */
  rowsOf(endpoint: ListEndpoint): object[] {
    const answers = this.answers.get(keyOf(endpoint)) ?? [];
    return answers
      .flatMap(({ rows }) => rows)
      .filter((row): row is object => row !== null && typeof row === 'object');
  }

  /** The id of some object of a list. */
  idIn(list: ListEndpoint): string | undefined {
    return this.rowsOf(list).map(idOf).find(Boolean) ?? undefined;
  }

  private async lookAtObjects(
    read: ListEndpoint,
    { list, where = () => true }: Objects,
    isSingle?: boolean,
  ): Promise<void> {
    const key = keyOf(read);
    const own = this.answers.get(key) ?? [];
    this.answers.set(key, own);
    const tries = key === BINDINGS ? TRIES_OF_BINDINGS : TRIES;
    const rows = this.rowsOf(list).filter(where).slice(0, tries);
    for (const id of rows.map(idOf)) {
      if (!id) continue;
      const answer = await this.ask(isSingle ? read : pageOf(read), id);
      own.push(answer);
      const hasRows = answer.rows.length > 0 && key !== BINDINGS;
      if (answer.status !== 200 || isSingle || hasRows) return;
    }
  }

  private async answered(
    endpoint: ListEndpoint,
    send: () => Promise<{
      body: unknown;
      header?: (name: string) => string | null;
    }>,
  ): Promise<Answered> {
    const isRequired = endpoint.isRequired === true;
    const none = { endpoint, isRequired, rows: [] };
    if (this.requests() >= BUDGET) {
      return { ...none, status: 'not asked', isAbsent: false };
    }
    try {
      const { body, header } = await send();
      const { results = body, totalCount } = (body ?? {}) as {
        results?: unknown;
        totalCount?: unknown;
      };
      const told = Number(header?.('x-total-count') ?? NaN);
      const total = typeof totalCount === 'number' ? totalCount : told;
      return {
        ...none,
        status: 200,
        isAbsent: false,
        body,
        rows: Array.isArray(results) ? results : [],
        ...(Number.isInteger(total) && { total }),
      };
    } catch (error) {
      if (error instanceof IntegrationError && error.fatal) throw error;
      const { status } = error as Partial<IntegrationProviderAPIError>;
      // An answer of 200 that is not what was asked for.
      const shown = status === 200 ? 'another answer' : status;
      return {
        ...none,
        status: shown ?? 'no answer',
        isAbsent: isAbsent(error),
      };
    }
  }
}

/** A whole page of a list. */
function pageOf(read: ListEndpoint): ListEndpoint {
  if (read.offset === 'none') return read;
  const { offset = 'skip' } = read;
  const page = { limit: String(PAGE_SIZE), [offset]: '0' };
  return { ...read, query: { ...read.query, ...page } };
}
