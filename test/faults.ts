import { Interference } from '../tools/sandbox/server';
import { Tenant } from '../tools/sandbox/tenant';

/*
 * Everything that can go wrong with a request, for each collection, and what
 * must happen then. docs/development.md shows the same as a table, and
 * faults.test.ts makes each of them happen.
 */

/** What a run does about a fault. */
export type Outcome =
  /** The graph is complete and every step a success. */
  | 'complete'
  /** The step of the collection fails, its types are partial, and everything else is complete. */
  | 'step fails'
  /** The run ends at once, with exit code 1 and a message that says what to do. */
  | 'run ends';

export interface Collection {
  name: string;
  /** The steps that read it. */
  steps: string[];
  /** Whether a path asks for it; of collections that exist per object, for that of one object. */
  isAsked: (path: string, tenant: Tenant) => boolean;
}

/** One collection of each kind: what holds for one list holds for all that are read by the same code. */
export const COLLECTIONS: Collection[] = [
  {
    name: 'organizations',
    steps: [],
    isAsked: (path) => path === '/api/organizations',
  },
  {
    name: 'settings of an organization',
    steps: ['fetch-account', 'fetch-password-policy'],
    isAsked: (path, { organization }) =>
      path === `/api/organizations/${organization._id}`,
  },
  {
    name: 'a list (users)',
    steps: ['fetch-users'],
    isAsked: (path) => path === '/api/systemusers',
  },
  {
    name: 'connections of an object (members)',
    steps: ['fetch-groups-and-memberships'],
    isAsked: (path, { groups }) =>
      path === `/api/v2/usergroups/${groups[0].id}/members`,
  },
];

export interface Fault {
  name: string;
  interference: Interference;
  /** Shows only when the rows of an answer are looked at, which the reader of lists does; the others are decided for all requests alike. */
  isOfRows?: boolean;
  /** What happens when it passes after one attempt; undefined where that makes no difference. */
  once?: Outcome;
  /** What happens when it stays. */
  forGood: Outcome;
}

type Rows = unknown[];

/** Changes the list of an answer, whether it is bare or in an envelope. */
const changingRows = (change: (rows: Rows) => Rows): Interference => ({
  rewrite: (answer) => {
    const { body } = answer;
    if (Array.isArray(body)) return { ...answer, body: change(body as Rows) };
    const envelope = body as { results?: Rows };
    return envelope.results === undefined
      ? answer
      : { ...answer, body: { ...envelope, results: change(envelope.results) } };
  },
});

/** Changes the total of an answer, wherever it stands. */
const changingTotal = (change: (total: number) => number): Interference => ({
  rewrite: (answer) => {
    const headers = { ...answer.headers };
    for (const name of Object.keys(headers)) {
      if (name.toLowerCase() === 'x-total-count') {
        headers[name] = String(change(Number(headers[name])));
      }
    }
    const envelope = answer.body as { totalCount?: number };
    return envelope.totalCount === undefined
      ? { ...answer, headers }
      : {
          ...answer,
          headers,
          body: { ...envelope, totalCount: change(envelope.totalCount) },
        };
  },
});

const passing = { once: 'complete', forGood: 'step fails' } as const;

export const FAULTS: Fault[] = [
  {
    name: '429 with Retry-After',
    interference: { status: 429, headers: { 'retry-after': '1' } },
    ...passing,
  },
  { name: '500', interference: { status: 500 }, ...passing },
  {
    name: '502 in HTML',
    interference: {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html>Bad Gateway</html>',
    },
    ...passing,
  },
  { name: '503', interference: { status: 503 }, ...passing },
  { name: 'connection reset', interference: { reset: true }, ...passing },
  { name: 'body cut in the middle', interference: { cut: true }, ...passing },
  {
    name: '200 with HTML',
    interference: {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html>Maintenance</html>',
    },
    ...passing,
  },
  {
    name: '200 with half of a JSON',
    interference: { status: 200, body: '{"results":[' },
    ...passing,
  },
  {
    name: '200 without the list',
    interference: { status: 200, body: { message: 'fine' } },
    forGood: 'step fails',
  },
  {
    name: '200 with null',
    interference: { status: 200, body: 'null' },
    forGood: 'step fails',
  },
  {
    name: '400',
    interference: { status: 400, body: { message: 'Bad Request' } },
    forGood: 'step fails',
  },
  {
    name: '401',
    interference: { status: 401, body: { message: 'Unauthorized' } },
    // The list of organizations shows that the credentials are good.
    forGood: 'step fails',
  },
  {
    name: '403',
    interference: { status: 403, body: { message: 'Forbidden' } },
    forGood: 'step fails',
  },
  {
    name: '404 of something that is still listed',
    interference: { status: 404, body: { message: 'Not Found' } },
    forGood: 'step fails',
  },
  {
    name: '404 in HTML',
    interference: {
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<html>Not Found</html>',
    },
    forGood: 'step fails',
  },
  {
    name: '206',
    interference: {
      rewrite: (answer) => ({ ...answer, status: 206 }),
    },
    forGood: 'step fails',
  },
  {
    name: 'redirect to the login page',
    interference: { status: 302, headers: { location: '/login' } },
    forGood: 'step fails',
  },
  {
    name: 'redirect to another host',
    interference: {
      status: 307,
      headers: { location: 'https://elsewhere.example/' },
    },
    forGood: 'step fails',
  },
  {
    name: 'total too high',
    interference: changingTotal((total) => total + 1),
    once: 'complete',
    forGood: 'step fails',
    isOfRows: true,
  },
  {
    name: 'total too low',
    interference: changingTotal(() => 0),
    isOfRows: true,
    forGood: 'complete',
  },
  {
    name: 'total that ends a page',
    interference: changingTotal((total) => Math.min(total, 100)),
    isOfRows: true,
    forGood: 'complete',
  },
  {
    name: 'total that is none',
    interference: changingTotal(() => NaN),
    isOfRows: true,
    forGood: 'complete',
  },
  {
    name: 'rows twice',
    interference: changingRows((rows) => [...rows, ...rows.slice(0, 1)]),
    isOfRows: true,
    forGood: 'complete',
  },
  {
    name: 'null rows',
    interference: changingRows((rows) => [null, ...rows]),
    isOfRows: true,
    forGood: 'complete',
  },
  {
    name: 'rows without an id',
    interference: changingRows((rows) => [{ name: 'nobody' }, ...rows]),
    forGood: 'step fails',
    isOfRows: true,
  },
  {
    name: 'rows that are text',
    interference: changingRows((rows) => rows.map(String)),
    forGood: 'step fails',
    isOfRows: true,
  },
];

/** The collections that a fault happens to. */
export function collectionsOf({ isOfRows }: Fault): Collection[] {
  const [organizations, settings, users, members] = COLLECTIONS;
  return isOfRows
    ? [organizations, users, members]
    : [organizations, settings, users];
}

/** What must happen when a fault stays with a collection. */
export function outcomeOf(
  { forGood: outcome }: Fault,
  { steps }: Collection,
): Outcome {
  // Without organizations there is nothing to run for.
  return outcome === 'step fails' && steps.length === 0 ? 'run ends' : outcome;
}
