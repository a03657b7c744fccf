import { IntegrationProviderAPIError } from '@jupiterone/integration-sdk-core';

import { ListEndpoint, PAGE_SIZE } from './endpoints';
import { normalizeId, pathSegment } from './ids';
import { Page } from './reading';
import { Request, Response } from './request';

/* How a page of a list is asked for, and what its answer and its rows mean. */

export function pageRequest(
  { name, scope, path, query, pageSize, offset }: ListEndpoint,
  skip: number,
  parentId = '',
): Request {
  return {
    resource: { name, scope },
    path: path.includes('{id}')
      ? path.replace('{id}', pathSegment(parentId))
      : path,
    query: { ...query, limit: pageSize ?? PAGE_SIZE, [offset ?? 'skip']: skip },
  };
}

/**
 * v1 answers `{ totalCount, results }`, most of v2 a bare array with
 * `x-total-count`.
 *
 * @throws IntegrationProviderAPIError when there is no list: that is not an empty one. `results` that begin with nothing and tell no total are none either
 */
export function toPage(
  { body, total }: Response,
  endpoint: ListEndpoint,
  skip: number,
): Page<object> {
  if (Array.isArray(body)) return { rows: body as object[], total };
  const { results, totalCount } = (body ?? {}) as {
    results?: unknown;
    totalCount?: unknown;
  };
  const told = typeof totalCount === 'number' ? totalCount : total;
  const isNone =
    skip === 0 && told === undefined && !endpoint.path.includes('{id}');
  if (!Array.isArray(results) || (results.length === 0 && isNone)) {
    throw new IntegrationProviderAPIError({
      endpoint: endpoint.path,
      status: 200,
      statusText: `the answer holds no list of ${endpoint.name}`,
    });
  }
  return { rows: results as object[], total: told };
}

/**
 * The id at the other end of a connection: `{ to: { id, type } }`, as the
 * specification says, or flat. No such row of a real tenant was ever published,
 * so the type is compared without regard to case.
 *
 * @returns null for what was deleted meanwhile; an empty string, which is no id, for what cannot be understood
 */
export function otherEnd(row: unknown, target: string): string | null {
  if (row === null || row === undefined) return null;
  if (typeof row !== 'object') return '';
  const { to = row } = row as { to?: unknown };
  if (to === null) return null;
  const { id, type = target } = (typeof to === 'object' ? to : {}) as {
    id?: unknown;
    type?: unknown;
  };
  return typeof id === 'string' &&
    typeof type === 'string' &&
    type.toLowerCase() === target
    ? normalizeId(id)
    : '';
}

export function organizationOf(row: object): string | undefined {
  const { organization } = row as { organization?: unknown };
  return typeof organization === 'string' && organization !== ''
    ? normalizeId(organization)
    : undefined;
}
