import { ListEndpoint } from './endpoints';
import { unexpectedAnswer } from './errors';
import { idOf, pathSegment } from './ids';
import { PAGE_SIZE } from './limits';
import { List, Page } from './pages';
import { Request, Response } from './request';

/* How a page of a list is asked for, and what its answer means. */

/** A list as it is read: `send` makes the answer of a request. */
export function listOf(
  endpoint: ListEndpoint,
  parentId: string | undefined,
  send: (request: Request) => Promise<Response>,
): List {
  const { name, offset = 'skip', pageSize = PAGE_SIZE, isStreamed } = endpoint;
  const request = objectRequest(endpoint, parentId);
  const { query } = request;
  return {
    name,
    pageSize: offset === 'none' ? Infinity : pageSize,
    readPage: async (skip) => {
      const page = { limit: pageSize, [offset]: skip };
      const asked = offset === 'none' ? query : { ...query, ...page };
      return toPage(await send({ ...request, query: asked }), endpoint);
    },
    idOf: endpoint.idOf ?? idOf,
    isStreamed,
    isOfOrganization: parentId === undefined,
  };
}

/** A request for something that has no pages. */
export function objectRequest(
  { name, scope, path, query }: ListEndpoint,
  id = '',
): Request {
  const isOfObject = path.includes('{id}');
  return {
    resource: { name, scope },
    path: isOfObject ? path.replace('{id}', pathSegment(id)) : path,
    query,
  };
}

/**
 * v1 answers `{ totalCount, results }`, most of v2 a bare array with
 * `x-total-count`.
 *
 * @throws IntegrationProviderAPIError when there is no list: that is not an empty one
 */
function toPage(
  { body, header }: Response,
  { path, name }: ListEndpoint,
): Page {
  const { results = body, totalCount } = (body ?? {}) as {
    results?: unknown;
    totalCount?: unknown;
  };
  if (!Array.isArray(results)) {
    throw unexpectedAnswer(path, `the answer holds no list of ${name}`);
  }
  const told = header('x-total-count') ?? '';
  const total = /^\d+$/.test(told) ? Number(told) : undefined;
  return {
    rows: results as (object | null)[],
    total: typeof totalCount === 'number' ? totalCount : total,
  };
}
