import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/*
 * A JumpCloud that knows lists and nothing else: for tests of single resources
 * whose tenant the test makes up itself. Whatever is not in its table is 404.
 */

export interface Listing {
  url: string;
  /** Path and query of each request, in the order in which they came. */
  requests: string[];
  close: () => Promise<void>;
}

interface ListingOptions {
  /** Lists of v2 that tell no total. */
  uncounted?: RegExp;
  /** What is answered with 403. */
  forbidden?: RegExp;
  /** Answers that are given in place of a list. */
  instead?: (
    path: string,
    query: URLSearchParams,
  ) => { status: number; body: unknown } | undefined;
}

/** Rows per page at most. */
function mostRows(path: string): number {
  if (/systeminsights/.test(path)) return 10_000;
  return /saas-management/.test(path) ? 1_000 : 100;
}

/**
 * @param lists rows by path below `/api`, with `targets` where there is one: `v2/policies/1/associations?targets=system`. A path that begins with v2 is answered as a bare array, another as version 1 does
 * @param objects single objects by path
 */
export async function serveLists(
  lists: ReadonlyMap<string, readonly unknown[]>,
  objects: ReadonlyMap<string, object>,
  { uncounted, forbidden, instead }: ListingOptions = {},
): Promise<Listing> {
  const requests: string[] = [];
  const answer = (address: string) => {
    const { pathname, searchParams } = new URL(address, 'http://localhost');
    const path = pathname.replace(/^\/api\//, '');
    const targets = searchParams.get('targets');
    if (forbidden?.test(path)) return { status: 403, body: {} };
    const key = targets === null ? path : `${path}?targets=${targets}`;
    const other = instead?.(key, searchParams);
    if (other) return other;
    const object = objects.get(path);
    if (object) return { status: 200, body: object };
    const rows = lists.get(key);
    if (!rows) return { status: 404, body: { message: 'Not Found' } };
    const limit = Number(searchParams.get('limit') ?? 10);
    if (limit > mostRows(path)) return { status: 400, body: {} };
    const skip = Number(searchParams.get('skip') ?? 0);
    const page = rows.slice(skip, skip + limit);
    if (!path.startsWith('v2/')) {
      return { status: 200, body: { totalCount: rows.length, results: page } };
    }
    const total = uncounted?.test(path) ? undefined : rows.length;
    return { status: 200, body: page, total };
  };
  const server = createServer((request, response) => {
    const address = request.url ?? '';
    requests.push(address);
    const { status, body, total } = answer(address) as {
      status: number;
      body: unknown;
      total?: number;
    };
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(total !== undefined && { 'x-total-count': String(total) }),
    });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
