import { Resource } from '../../jumpcloud/endpoints';
import { incompleteRead, unexpectedAnswer } from '../../jumpcloud/errors';
import { Organization } from '../../jumpcloud/organization';
import { Response } from '../../jumpcloud/request';

/*
 * Directory Insights: what happened in an organization, event by event. It can
 * only be asked for a stretch of time, so a reading says of which time it knows
 * everything.
 */

/** From the specification of Directory Insights; the answer has the rest of the contract in its headers. */
export const PATH = '/insights/directory/v1/events';

/** Milliseconds since the epoch. */
export interface TimeWindow {
  start: number;
  end: number;
}

export interface EventQuery<E extends InsightsEvent>
  extends Resource,
    TimeWindow {
  step: string;
  services: readonly string[];
  eventTypes: readonly string[];
  /** The only fields that are sent, dotted: an eighth of what an event weighs. */
  fields: readonly string[];
  /** Events per page: JumpCloud gives 10,000 at most. */
  pageSize: number;
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
  /** Every event from then until the end was read: the start, unless the budget ended before. */
  since: number;
  requests: number;
}

/**
 * Reads events from the newest on, page by page, until the start or the end of
 * the budget. The order makes the best of any budget: who signed in recently is
 * known first. It is that of the server's clock, not of each client's: a page
 * ends the reading only when all of it lies before the start. One that is empty,
 * or leads to itself, is asked for twice.
 *
 * @throws what a request throws, and IntegrationError INCOMPLETE_READ when a page leads no further
 */
export async function readEvents<E extends InsightsEvent>(
  organization: Organization,
  query: EventQuery<E>,
): Promise<EventReading> {
  const { budget, start, onEvent } = query;
  let newest = 0;
  let cursor: string | null = null;
  let isAskedTwice = false;
  for (let requests = 1; requests <= budget; requests++) {
    const response: Response = await ask(organization, query, cursor);
    const rows: E[] = rowsOf<E>(response, query);
    refuseOtherOrder(response, rows);
    rows.forEach(onEvent);
    // The first of them alone mostly tells that it does not.
    const isBefore = (event: E) => timeOf(event) < start;
    const isEmpty = rows.length === 0;
    if (!isEmpty && isBefore(rows[0]) && rows.every(isBefore)) {
      return { since: start, requests };
    }
    const next = nextAfter(response, rows);
    if (isEmpty || next === cursor) {
      if (isAskedTwice && isEmpty) return { since: start, requests };
      if (isAskedTwice) {
        throw incompleteRead(`${query.name}: a page leads to itself`);
      }
      isAskedTwice = true;
      continue;
    }
    isAskedTwice = false;
    cursor = next;
    if (requests === budget) newest = Math.max(...rows.map(timeOf));
  }
  return { since: newest + 1, requests: budget };
}

/**
 * When the oldest event of any kind happened: JumpCloud keeps events for 90
 * days, or 15, and does not say which. Where it has events from before, it has
 * all of those that came after.
 *
 * @returns undefined when there is no event
 */
export async function readOldest(
  organization: Organization,
  resource: Resource,
  window: TimeWindow,
  step: string,
): Promise<number | undefined> {
  const response = await organization.askInsights({
    resource,
    step,
    path: PATH,
    json: {
      service: ['all'],
      ...limitsOf(window),
      sort: 'ASC',
      limit: 1,
      fields: ['id', 'timestamp'],
    },
  });
  const [first] = rowsOf(response, resource);
  return first && timeOf(first);
}

const limitsOf = ({ start, end }: TimeWindow) => ({
  start_time: new Date(start).toISOString(),
  end_time: new Date(end).toISOString(),
});

/** @param cursor what the page before said, repeated to the letter */
function ask<E extends InsightsEvent>(
  organization: Organization,
  query: EventQuery<E>,
  cursor: string | null,
): Promise<Response> {
  const { name, scope, step, services, eventTypes, fields, pageSize } = query;
  const json = JSON.stringify({
    service: services,
    ...limitsOf(query),
    sort: 'DESC',
    limit: pageSize,
    search_term: { and: [{ event_type: eventTypes }] },
    fields,
  });
  // Not parsed: its numbers may be longer than ours.
  const after = cursor === null ? '' : `,"search_after":${cursor}`;
  return organization.askInsights({
    resource: { name, scope },
    step,
    path: PATH,
    json: `${json.slice(0, -1)}${after}}`,
  });
}

/** @throws IntegrationProviderAPIError when there is no list, when it is not as long as it says, or when something on it is no event */
function rowsOf<E extends InsightsEvent>(
  { body, header }: Response,
  { name }: Resource,
): E[] {
  const rows = body as (E | null)[];
  const count = header('x-result-count') ?? '';
  const isComplete =
    Array.isArray(body) && (!/^\d+$/.test(count) || +count === body.length);
  const isEvent = (row: E | null) =>
    typeof row?.id === 'string' && typeof row.timestamp === 'string';
  if (isComplete && rows.every(isEvent)) return rows as E[];
  throw unexpectedAnswer(PATH, `the answer holds no list of ${name}`);
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
  throw unexpectedAnswer(PATH, 'an event has no time');
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
  throw unexpectedAnswer(PATH, 'the newest events do not come first');
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
