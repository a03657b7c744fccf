import {
  IntegrationError,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { Resource } from './endpoints';
import { Organization } from './organization';
import { Response } from './request';

/*
 * Directory Insights: what happened in an organization, event by event. It can
 * only be asked for a stretch of time, so a reading says of which time it knows
 * everything.
 */

/** From the specification of Directory Insights; the answer has the rest of the contract in its headers. */
const PATH = '/insights/directory/v1/events';

/** Events per page: the most that JumpCloud gives. */
const PAGE_SIZE = 10_000;

/** After as many pages in a row that lead no further back, reading ends. */
const STANDING_PAGES = 3;

/** As many empty pages in a row are the end. One that is empty by mistake would call everybody idle who signed in before. */
const EMPTY_PAGES = 2;

export interface EventQuery<E extends InsightsEvent> extends Resource {
  services: readonly string[];
  eventTypes: readonly string[];
  /** The only fields that are sent, dotted: an eighth of what an event weighs. */
  fields: readonly string[];
  /** Milliseconds since the epoch. The end lies some minutes back, since events arrive late. */
  start: number;
  end: number;
  /** Requests at most. */
  budget: number;
  /** Is shown each event, from the newest on but for what clocks disagree; one that comes twice is shown twice. */
  onEvent: (event: E) => void;
}

/** What every event has. */
export interface InsightsEvent {
  id?: unknown;
  timestamp?: unknown;
  event_type?: unknown;
}

export interface EventReading {
  /** Every event from then until the end was read; undefined when nothing was. */
  since: number | undefined;
  /** The time of the oldest event that was read. */
  oldest: number | undefined;
  requests: number;
  /** Why it did not go back to the start; undefined when it did. */
  endedBy?: 'budget' | { error: unknown };
}

/**
 * Reads events from the newest on, page by page, until the start or the end of
 * the budget. The order makes the best of any budget: who signed in recently is
 * known first, and where reading stops a gapless stretch begins.
 *
 * Never throws for what happens after the first request: what was read is true.
 *
 * @throws what the first request throws
 */
export async function readEvents<E extends InsightsEvent>(
  organization: Organization,
  query: EventQuery<E>,
): Promise<EventReading> {
  const reading: EventReading = {
    since: undefined,
    oldest: undefined,
    requests: 0,
    endedBy: 'budget',
  };
  // The time of the oldest event of the pages so far, and where the next begins.
  let reached = Infinity;
  let cursor: string | null = null;
  let standing = 0;
  let empty = 0;
  try {
    while (reading.requests < query.budget) {
      reading.requests++;
      const response: Response = await ask(organization, query, cursor);
      const rows = rowsOf<E>(response, query);
      empty = rows.length === 0 ? empty + 1 : 0;
      if (empty > 0 && empty < EMPTY_PAGES) continue;
      const last = empty > 0 ? -Infinity : timeOf(rows[rows.length - 1]);
      refuseOtherOrder(response, rows);
      rows.forEach(query.onEvent);
      if (empty === 0) reading.oldest = Math.max(last, query.start);
      const next = nextAfter(response, rows);
      // A short page is not the last one: a server may give fewer than were asked for.
      if (last < query.start) {
        return { ...reading, since: query.start, endedBy: undefined };
      }
      if (next !== cursor && last <= reached) {
        standing = 0;
        reached = last;
        // Of that very moment there may be more.
        reading.since = reached + 1;
      } else if (++standing >= STANDING_PAGES) {
        throw incomplete(query, 'a page comes again and again');
      }
      cursor = next;
    }
  } catch (error) {
    if (reading.requests === 1) throw error;
    return { ...reading, endedBy: { error } };
  }
  return reading;
}

/**
 * When the oldest event of any kind happened: JumpCloud keeps events for 90
 * days, or 15, and does not say which. Where it has events from before, it has
 * all of those that came after.
 *
 * @param start milliseconds since the epoch; nothing older is looked for
 * @returns undefined when there is no event
 */
export async function readOldest(
  organization: Organization,
  resource: Resource,
  { start, end }: { start: number; end: number },
): Promise<number | undefined> {
  const response = await organization.askInsights({
    resource,
    path: PATH,
    json: {
      service: ['all'],
      start_time: new Date(start).toISOString(),
      end_time: new Date(end).toISOString(),
      sort: 'ASC',
      limit: 1,
      fields: ['id', 'timestamp'],
    },
  });
  const [first] = rowsOf(response, resource);
  return first && timeOf(first);
}

/** @param cursor what the page before said, repeated to the letter */
function ask<E extends InsightsEvent>(
  organization: Organization,
  query: EventQuery<E>,
  cursor: string | null,
): Promise<Response> {
  const { name, scope, services, eventTypes, fields, start, end } = query;
  const json = JSON.stringify({
    service: services,
    start_time: new Date(start).toISOString(),
    end_time: new Date(end).toISOString(),
    sort: 'DESC',
    limit: PAGE_SIZE,
    search_term: { and: [{ event_type: eventTypes }] },
    fields,
  });
  return organization.askInsights({
    resource: { name, scope },
    path: PATH,
    json:
      cursor === null
        ? json
        : // Not parsed: its numbers may be longer than ours.
          `${json.slice(0, -1)},"search_after":${
            isJson(cursor) ? cursor : JSON.stringify(cursor)
          }}`,
  });
}

/** @throws IntegrationProviderAPIError when there is no list, when it is not as long as it says, or when something on it is no event */
function rowsOf<E extends InsightsEvent>(
  { body, header }: Response,
  { name }: Resource,
): E[] {
  const rows = body as (E | null)[];
  const count = header('x-result-count') ?? '';
  const isWhole =
    Array.isArray(body) && (!/^\d+$/.test(count) || +count === body.length);
  if (isWhole && rows.every((row) => isEvent(row))) return rows as E[];
  throw new IntegrationProviderAPIError({
    endpoint: PATH,
    status: 200,
    statusText: `the answer holds no list of ${name}`,
  });
}

function isEvent(row: InsightsEvent | null): boolean {
  return typeof row?.id === 'string' && typeof row.timestamp === 'string';
}

/**
 * Milliseconds since the epoch. A quarter of what parsing a whole event takes: not
 * to be asked of millions without need.
 *
 * @throws IntegrationProviderAPIError for what is no time
 */
export function timeOf({ timestamp }: InsightsEvent): number {
  const at = Date.parse(timestamp as string);
  if (at > 0) return at;
  throw new IntegrationProviderAPIError({
    endpoint: PATH,
    status: 200,
    statusText: 'an event has no time',
  });
}

/** A sort that JumpCloud does not understand silently means the oldest first. Where it says how it sorted, clocks may disagree a little. */
function refuseOtherOrder(
  { header }: Response,
  rows: readonly InsightsEvent[],
): void {
  const order = header('x-sort');
  const isDescending =
    order === null
      ? rows.length === 0 || timeOf(rows[0]) >= timeOf(rows[rows.length - 1])
      : order.toUpperCase() === 'DESC';
  if (isDescending) return;
  throw new IntegrationProviderAPIError({
    endpoint: PATH,
    status: 200,
    statusText: 'the newest events do not come first',
  });
}

/** Where the page after this one begins: what JumpCloud says, or, where it does not, what it would say. */
function nextAfter(
  { header }: Response,
  rows: readonly InsightsEvent[],
): string | null {
  const told = header('x-search_after');
  if (told !== null || rows.length === 0) return told;
  const last = rows[rows.length - 1];
  return JSON.stringify([timeOf(last), last.id]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function incomplete({ name }: Resource, what: string): IntegrationError {
  return new IntegrationError({
    code: 'INCOMPLETE_READ',
    message: `${name}: ${what}. Nothing is deleted on account of this; the next run reads them again.`,
  });
}
