/* Answers, and how lists are cut into pages: what is the same for every resource. */

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

/**
 * @param body what to send, small: it is serialized on each call
 * @returns an answer with that body as JSON
 */
export function json(body: unknown, status = 200): Answer {
  return {
    status,
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify(body)),
  };
}

/**
 * @param path of the request: the two versions of the API complain differently
 * @returns an answer that says what is wrong
 */
export function failure(path: string, status: number, message: string): Answer {
  return json(
    path.startsWith('/api/v2/') && !path.includes('/saas-management/')
      ? { code: status === 404 ? 5 : 3, message, status: statusName(status) }
      : { message },
    status,
  );
}

function statusName(status: number): string {
  if (status === 404) return 'NOT_FOUND';
  return status === 401 ? 'UNAUTHENTICATED' : 'INVALID_ARGUMENT';
}

/** A list whose items are turned into JSON text only when their page is read. */
export interface Listing<T> {
  items: readonly T[];
  render: (item: T) => string;
}

/** How a list is cut into pages. */
export interface Paging {
  /** An envelope with the total, or a bare array with the total in a header. */
  list?: 'results' | 'array';
  defaultLimit?: number;
  maxLimit?: number;
  minLimit?: number;
  /** The parameter that says how many rows to leave out: `skip` unless said. */
  offset?: 'skip' | 'offset';
  /** The list does not tell its total. */
  uncounted?: boolean;
}

/** Takes as long as the page is, however long the list. */
export function answerPage<T>(
  { items, render }: Listing<T>,
  path: string,
  query: URLSearchParams,
  paging: Paging = {},
): Answer {
  const { defaultLimit = 10, maxLimit = 100, minLimit = 0 } = paging;
  const { offset = 'skip' } = paging;
  const texts = {
    limit: query.get('limit') ?? String(defaultLimit),
    [offset]: query.get(offset) ?? '0',
  };
  const refuse = (name: string, what: string) =>
    failure(path, 400, `Bad Request: request parameter "${name}" ${what}`);
  for (const [name, text] of Object.entries(texts)) {
    if (!/^\d{1,15}$/.test(text)) {
      return refuse(name, 'must be a whole number');
    }
  }
  const limit = Number(texts.limit);
  if (limit > maxLimit) {
    return refuse('limit', `exceeds maximum value of ${maxLimit}`);
  }
  if (limit < minLimit) {
    return refuse('limit', `is below minimum value of ${minLimit}`);
  }
  const skip = Number(texts[offset]);
  const rows = items
    .slice(skip, skip + limit)
    .map(render)
    .join(',');
  if (paging.list === 'results') {
    const text = `{"totalCount":${items.length},"results":[${rows}]}`;
    return { status: 200, headers: JSON_TYPE, body: Buffer.from(text) };
  }
  return {
    status: 200,
    headers: paging.uncounted
      ? JSON_TYPE
      : { ...JSON_TYPE, 'x-total-count': String(items.length) },
    body: Buffer.from(`[${rows}]`),
  };
}
