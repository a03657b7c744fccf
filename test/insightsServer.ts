import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';

/*
 * A Directory Insights that knows events and nothing else, as the specification
 * describes it: a stretch of time, one order, pages that follow one another by
 * X-Search_after. For tests that make up every event themselves.
 */

export interface Event {
  id: string;
  timestamp: string;
  service: string;
  event_type: string;
  [field: string]: unknown;
}

/** What a client asks, as it came. */
export interface Question {
  service: string[];
  start_time: string;
  end_time: string;
  sort?: string;
  limit?: number;
  fields?: string[];
  search_after?: [number, string];
  search_term?: { and: [{ event_type: string[] }] };
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface InsightsServer {
  url: string;
  questions: Question[];
  headers: NodeJS.Dict<string | string[]>[];
  close: () => Promise<void>;
}

interface Options {
  /** Events a page at most, whatever is asked for. */
  mostRows?: number;
  /** Older events are gone. Milliseconds since the epoch. */
  keptSince?: number;
  /** Is told of each question before it is answered: events may come in meanwhile. */
  onQuestion?: (question: Question, n: number) => void | Promise<void>;
  /** Changes an answer. */
  change?: (reply: Reply, n: number, question: Question) => Reply;
}

const DEFAULT_LIMIT = 1_000;
const MOST_ROWS = 10_000;

/** @param events may grow while the server runs */
export async function serveEvents(
  events: Event[],
  { mostRows = MOST_ROWS, keptSince = 0, onQuestion, change }: Options = {},
): Promise<InsightsServer> {
  const questions: Question[] = [];
  const headers: InsightsServer['headers'] = [];
  let sorted: { at: number; event: Event }[] = [];
  let places = new Map<string, number>();

  function answer(question: Question): Reply {
    if (sorted.length !== events.length) {
      sorted = events
        .map((event) => ({ at: Date.parse(event.timestamp), event }))
        .sort((a, b) => b.at - a.at || compare(b.event.id, a.event.id));
      places = new Map(sorted.map(({ event }, place) => [event.id, place]));
    }
    const { service, start_time, end_time, fields, search_after } = question;
    const types = question.search_term?.and[0].event_type;
    const [start, end] = [Date.parse(start_time), Date.parse(end_time)];
    const isDescending = question.sort === 'DESC';
    const limit = Math.min(question.limit ?? DEFAULT_LIMIT, mostRows);
    const found: typeof sorted = [];
    // Pages go on only where the newest come first: nothing else is asked for here.
    const after = places.get(search_after?.[1] ?? '') ?? -1;
    const ordered = isDescending ? sorted : [...sorted].reverse();
    for (let n = after + 1; n < ordered.length; n++) {
      const { at, event } = ordered[n];
      if (at < Math.max(start, keptSince) || at > end) continue;
      if (!service.includes('all') && !service.includes(event.service))
        continue;
      if (types && !types.includes(event.event_type)) continue;
      found.push(ordered[n]);
      if (found.length === limit) break;
    }
    const last = found[found.length - 1];
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-result-count': String(found.length),
        'x-limit': String(limit),
        'x-sort': isDescending ? 'DESC' : 'ASC',
        ...(last && {
          'x-search_after': JSON.stringify([last.at, last.event.id]),
        }),
      },
      body: JSON.stringify(found.map(({ event }) => select(event, fields))),
    };
  }

  async function reply(request: IncomingMessage): Promise<Reply> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    headers.push(request.headers);
    const { method, url } = request;
    if (method !== 'POST' || url !== '/insights/directory/v1/events') {
      return { status: 404, headers: {}, body: '{}' };
    }
    const question = JSON.parse(Buffer.concat(chunks).toString()) as Question;
    questions.push(question);
    await onQuestion?.(question, questions.length);
    const answered = answer(question);
    return change?.(answered, questions.length, question) ?? answered;
  }

  const server = createServer((request, response) => {
    void reply(request).then(({ status, headers: sent, body }) => {
      response.writeHead(status, sent);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    questions,
    headers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The named fields of an event, dotted names included. */
function select(event: Event, fields: string[] | undefined): object {
  if (!fields) return event;
  const selected: Record<string, unknown> = {};
  for (const field of fields) {
    const [outer, inner] = field.split('.');
    const value = event[outer];
    if (value === undefined) continue;
    if (inner === undefined) selected[outer] = value;
    else if (value !== null && inner in (value as object)) {
      selected[outer] = {
        ...(selected[outer] as object),
        [inner]: (value as Record<string, unknown>)[inner],
      };
    }
  }
  return selected;
}
