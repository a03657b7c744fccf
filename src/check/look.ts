import {
  IntegrationError,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { ListEndpoint } from '../jumpcloud/endpoints';
import { isAbsent } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { PAGE_SIZE, SIDE_BY_SIDE } from '../jumpcloud/limits';
import { listOf } from '../jumpcloud/lists';
import { Organization } from '../jumpcloud/organization';
import { Page } from '../jumpcloud/pages';
import { Steps } from '../model';
import { PATH, readOldest } from '../steps/signIns/events';
import { OLDEST, windowOf } from '../steps/signIns/read';
import {
  keyOf,
  Known,
  Length,
  Objects,
  REQUESTS,
  RunRequest,
  SETTINGS,
} from './requests';

/** Who asks, for the count of requests. */
export const CHECK = 'check';

/** The id of no object: what may not be read is refused before anybody looks for it. */
const NO_OBJECT = '000000000000000000000000';

/** Of how many objects the lists are looked at, where these are short. */
const FEW = 3;

/** What an endpoint gives to these credentials. */
export type Status =
  | 'readable'
  | 'empty'
  /** The role lacks its scope. */
  | 'forbidden'
  /** JumpCloud says that it is not there. */
  | 'not licensed'
  /** It is of objects of which there is none; it is not refused. */
  | 'nothing to ask'
  | 'failed';

export interface Finding {
  /** The step that needs it. */
  step: string;
  name: string;
  path: string;
  scope: string;
  status: Status;
  /** How many rows a list of the organization has. */
  rows?: number;
  /** Why it is read another way, or cannot be read. */
  note?: string;
}

interface PageOptions {
  /** The object that the list belongs to. */
  id?: string;
  limit?: number;
  skip?: number;
}

/**
 * What the credentials see of an organization: what each endpoint answers that
 * some steps need, asked for its smallest page, and how long the lists are.
 */
export class Look implements Known {
  readonly findings: Finding[] = [];
  readonly lists = new Map<string, Length>();
  readonly samples = new Map<string, Length[]>();
  /** How long each answer took, in milliseconds. */
  readonly times: number[] = [];
  private readonly rows = new Map<string, object[]>();

  mayHaveProvider: boolean;

  /** @param isOneOfSeveral whether the credentials see several organizations */
  constructor(readonly organization: Organization, isOneOfSeveral: boolean) {
    this.mayHaveProvider = isOneOfSeveral;
  }

  /**
   * @param steps ids of the steps whose requests are tried
   * @param isOn whether a step will run: of one that will not less is looked at
   * @param sampled of how many objects of a kind the lists are looked at, at most
   * @throws what ends a run
   */
  async at(
    steps: ReadonlySet<string>,
    isOn: (step: string) => boolean,
    sampled: number,
  ): Promise<void> {
    const fewOf = ({ step, isLong }: RunRequest) =>
      isLong && isOn(step) ? sampled : Math.min(FEW, sampled);
    this.mayHaveProvider ||= await this.namesProvider();
    const requests = REQUESTS.filter(
      ({ step, isOfProvider }) =>
        steps.has(step) && (!isOfProvider || this.mayHaveProvider),
    );
    await sideBySide(
      requests.filter(({ of }) => of === undefined),
      (request) => this.lookAtList(request),
    );
    await sideBySide(namedBy(requests, fewOf), ([list, few]) =>
      this.keepRows(list, few),
    );
    await sideBySide(
      requests.filter(({ of }) => of !== undefined),
      (request) => this.lookAtObjects(request, fewOf(request)),
    );
    if (steps.has(Steps.SIGN_INS)) await this.lookAtEvents();
  }

  count({ list, where }: Objects): number {
    const total = this.lists.get(keyOf(list))?.rows ?? 0;
    if (!where) return total;
    const rows = this.rows.get(keyOf(list)) ?? [];
    const share = rows.filter(where).length / Math.max(rows.length, 1);
    return Math.round(total * share);
  }

  /** What its settings say, or the list of organizations. */
  private async namesProvider(): Promise<boolean> {
    const { organization } = this;
    const settings = await organization.details(CHECK).catch((error) => {
      if (isFatal(error)) throw error;
      return {};
    });
    const { provider } = { ...organization.row, ...settings } as {
      provider?: unknown;
    };
    return Boolean(provider);
  }

  /** A list of the organization, or one object of it. */
  private async lookAtList({ step, read, isSingle }: RunRequest) {
    const finding = this.begin(step, read);
    await this.fill(finding, read, async () => {
      if (isSingle) {
        const { id } = this.organization;
        if (read === SETTINGS) await this.organization.details(CHECK);
        else await this.organization.answer(read, CHECK, id);
        return 'readable';
      }
      const length = await this.lengthOf(read);
      this.lists.set(keyOf(read), length);
      finding.rows = length.rows;
      return length.rows === 0 ? 'empty' : 'readable';
    });
  }

  private async lengthOf(read: ListEndpoint): Promise<Length> {
    try {
      const { rows, total } = await this.page(read, {
        id: this.organization.id,
      });
      if (total !== undefined) return { rows: total, isCounted: true };
      const isLonger = rows.length > 0 && read.offset !== 'none';
      const count = isLonger ? await this.endOf(read) : rows.length;
      return { rows: count, isCounted: false };
    } catch (error) {
      if (read.organizationHeader !== 'contradictory' || isFatal(error)) {
        throw error;
      }
      // The run would ask without the organization then.
      let count = 0;
      for await (const rows of this.organization.list(read, CHECK)) {
        count += rows.length;
      }
      return { rows: count, isCounted: true };
    }
  }

  /** How long a list is that does not tell it: the last row is searched for. */
  private async endOf(read: ListEndpoint): Promise<number> {
    const has = async (skip: number) =>
      (await this.page(read, { id: this.organization.id, skip })).rows.length >
      0;
    let known = 1;
    let beyond = PAGE_SIZE;
    while (await has(beyond)) [known, beyond] = [beyond + 1, beyond * 4];
    while (known < beyond) {
      const middle = Math.floor((known + beyond) / 2);
      if (await has(middle)) known = middle + 1;
      else beyond = middle;
    }
    return known;
  }

  /** Some rows of a list: their ids, and what else decides about a request. */
  private async keepRows(list: ListEndpoint, few: number): Promise<void> {
    const count = Math.min(this.lists.get(keyOf(list))?.rows ?? 0, few);
    const all: object[] = [];
    while (all.length < count) {
      const limit = Math.min(few, PAGE_SIZE);
      const { rows } = await this.page(list, { limit, skip: all.length });
      if (rows.length === 0) break;
      all.push(...rows.map((row) => row ?? {}));
    }
    this.rows.set(keyOf(list), all);
  }

  /** A list that objects have, or an answer about each of them. */
  private async lookAtObjects(request: RunRequest, few: number) {
    const { step, of, or, isSingle } = request;
    const others = or ? this.count(or.of) : 0;
    const isOther = or && of && others > 0 && this.count(of) > others;
    const { read, of: objects } = isOther ? or : request;
    if (objects === undefined) return;
    const { list, where = () => true } = objects;
    const rows = (this.rows.get(keyOf(list)) ?? []).filter(where);
    const ids = rows.map(idOf).filter((id): id is string => Boolean(id));
    const lengths: Length[] = [];
    const ask = async (id: string) => {
      if (isSingle) {
        await this.organization.answer(read, CHECK, id).catch((error) => {
          // Not each object has it.
          if (id === NO_OBJECT || statusOf(error) !== 404) throw error;
        });
        return;
      }
      const { rows: some, total } = await this.page(read, { id });
      const isCounted = total !== undefined;
      lengths.push({ rows: total ?? some.length, isCounted });
    };
    const finding = this.begin(step, read);
    await this.fill(finding, read, async () => {
      const [id = NO_OBJECT, ...others] = ids;
      const isReached = await this.askFirst(ask, id, read, finding);
      if (ids.length === 0) return 'nothing to ask';
      if (!isReached) {
        // One that was deleted meanwhile tells nothing.
        await sideBySide(spread(others, few - 1), (each) =>
          ask(each).catch((error) => {
            if (isFatal(error)) throw error;
          }),
        );
      }
      return 'readable';
    });
    this.samples.set(keyOf(read), lengths);
  }

  /** @returns whether it was read over JumpCloud's graph instead, as the run would */
  private async askFirst(
    ask: (id: string) => Promise<void>,
    id: string,
    { scope, fallback }: ListEndpoint,
    finding: Finding,
  ): Promise<boolean> {
    try {
      await ask(id);
    } catch (error) {
      const status = statusOf(error);
      const isAnswer = status === 400 || status === 404;
      if (id === NO_OBJECT && isAnswer) return false;
      if (status !== 403 || fallback === undefined) throw error;
      finding.note = `read over JumpCloud's graph (${fallback.scope}), since ${scope} is missing`;
      await this.page(fallback, { id }).catch((again) => {
        if (id !== NO_OBJECT || statusOf(again) !== 404) throw error;
      });
      return true;
    }
    return false;
  }

  private async lookAtEvents(): Promise<void> {
    const endpoint = { ...OLDEST, name: 'sign-ins', path: PATH };
    const finding = this.begin(Steps.SIGN_INS, endpoint);
    await this.fill(finding, {}, async () => {
      const window = windowOf(1);
      const { organization } = this;
      const oldest = await readOldest(organization, endpoint, window, CHECK);
      return oldest === undefined ? 'empty' : 'readable';
    });
  }

  private async page(
    endpoint: ListEndpoint,
    { id, limit = 1, skip = 0 }: PageOptions = {},
  ): Promise<Page> {
    const { organization, times } = this;
    const list = listOf({ ...endpoint, pageSize: limit }, id, (request) =>
      organization.send(request, CHECK, endpoint),
    );
    const startedAt = Date.now();
    const page = await list.readPage(skip);
    times.push(Date.now() - startedAt);
    return page;
  }

  private begin(
    step: string,
    { name, path, scope }: Pick<ListEndpoint, 'name' | 'path' | 'scope'>,
  ): Finding {
    const finding: Finding = { step, name, path, scope, status: 'failed' };
    this.findings.push(finding);
    return finding;
  }

  private async fill(
    finding: Finding,
    { isRequired }: Pick<ListEndpoint, 'isRequired'>,
    look: () => Promise<Status>,
  ): Promise<void> {
    try {
      finding.status = await look();
    } catch (error) {
      if (isFatal(error)) throw error;
      const status = statusOf(error);
      // 501: JumpCloud's server does not have everything that its specification has.
      const isThere = isRequired || !(isAbsent(error) || status === 501);
      finding.status =
        status === 403 ? 'forbidden' : isThere ? 'failed' : 'not licensed';
      if (finding.status !== 'forbidden') finding.note = messageOf(error);
    }
  }
}

/** The lists whose objects requests are made of, and how many of their rows are looked at: where some are picked, a page. */
function namedBy(
  requests: readonly RunRequest[],
  fewOf: (request: RunRequest) => number,
): [ListEndpoint, number][] {
  const named = new Map<string, [ListEndpoint, number]>();
  requests.forEach((request) => {
    const { of, or, ifAny } = request;
    for (const objects of [of, or?.of, ifAny]) {
      if (objects === undefined) continue;
      const key = keyOf(objects.list);
      const [, before = 0] = named.get(key) ?? [];
      const few = objects.where ? PAGE_SIZE : fewOf(request);
      named.set(key, [objects.list, Math.max(before, few)]);
    }
  });
  return Array.from(named.values());
}

/** A few of many, evenly. */
function spread<T>(items: readonly T[], few: number): T[] {
  const count = Math.min(items.length, Math.max(few, 0));
  return Array.from(
    { length: count },
    (_, n) => items[Math.floor((n * items.length) / count)],
  );
}

function isFatal(error: unknown): boolean {
  return error instanceof IntegrationError && error.fatal === true;
}

function statusOf(error: unknown): string | number | undefined {
  return (error as Partial<IntegrationProviderAPIError>).status;
}

/** Without the words of the server, which may name anything. */
function messageOf(error: unknown): string {
  const { status, statusText, message } = error as Partial<
    IntegrationProviderAPIError & Error
  >;
  if (status === undefined) return message ?? String(error);
  return status === 200
    ? statusText ?? 'another answer'
    : `JumpCloud answers ${status}`;
}

/** As many at a time as a run begins with: none of them waits for its turn, so that times are those of answers. */
export async function sideBySide<T>(
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < items.length) await task(items[next++]);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE.atStart }, work));
}
