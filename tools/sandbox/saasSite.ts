import { Answer, answerPage, failure, json, Paging } from './paging';
import { DAY, Row } from './random';
import { SaasManagement } from './saas';

/* SaaS management as the API shows it: pages by `offset`, up to 1,000 rows. */

const PAGES: Paging = {
  list: 'results',
  offset: 'offset',
  defaultLimit: 50,
  minLimit: 1,
  maxLimit: 1000,
};

const PATH =
  /^\/api\/v2\/saas-management\/(applications|application-catalog)(?:\/([^/]+))?(?:\/(accounts|usage))?$/;

/**
 * @param saas undefined when there is no licence; what JumpCloud answers then is
 * not documented, 402 is what it answers for another product
 */
export function answerSaas(
  saas: SaasManagement | undefined,
  path: string,
  query: URLSearchParams,
): Answer {
  if (!saas) {
    const message = 'Payment Required: SaaS Management is not enabled';
    return failure(path, 402, message);
  }
  const notFound = failure(path, 404, 'Not Found');
  const [matched, name, id, part] = PATH.exec(path) ?? [];
  if (matched === undefined) return notFound;
  if (name === 'application-catalog') {
    return id === undefined ? answerCatalog(saas, path, query) : notFound;
  }
  const expanded = (query.get('expand') ?? '').split(',');
  if (id === undefined) {
    const wide = expanded.includes('discovery_source_types');
    const render = (row: Row) => JSON.stringify(listed(row, wide));
    return answerPage({ items: saas.applications, render }, path, query, PAGES);
  }
  const application = saas.applications.find((each) => each.id === id);
  if (!application) return notFound;
  const render = (row: Row) => JSON.stringify(row);
  if (part === 'accounts') {
    const items = saas.accounts.get(id) ?? [];
    return answerPage({ items, render }, path, query, PAGES);
  }
  if (part === 'usage') return answerUsage(saas, id, path, query);
  const { sso_apps, discovery_source_types: _, ...rest } = application;
  return json(expanded.includes('sso_apps') ? { ...rest, sso_apps } : rest);
}

/** A row of the list: without the name, which the catalogue or the single object tells. */
function listed(row: Row, wide: boolean): Row {
  const {
    name: _name,
    alternative_button: _button,
    alternative_button_url: _url,
    sso_apps: _apps,
    discovery_source_types,
    ...rest
  } = row;
  return wide ? { ...rest, discovery_source_types } : rest;
}

function answerCatalog(
  { catalog }: SaasManagement,
  path: string,
  query: URLSearchParams,
): Answer {
  const render = (row: Row) => JSON.stringify(row);
  const ids = query.get('ids')?.split(',');
  if (ids) {
    const results = catalog.filter(({ id }) => ids.includes(id));
    return json({ totalCount: results.length, results });
  }
  return answerPage({ items: catalog, render }, path, query, {
    ...PAGES,
    maxLimit: 100,
  });
}

/** All of it at once: the specification knows no pages here. */
function answerUsage(
  { now, usage }: SaasManagement,
  id: string,
  path: string,
  query: URLSearchParams,
): Answer {
  const days = Number(query.get('day_count') ?? NaN);
  if (!(Number.isInteger(days) && days >= 1 && days <= 90)) {
    return failure(path, 400, 'Bad Request: day_count must be from 1 to 90');
  }
  const since = now - days * DAY;
  const results = (usage.get(id) ?? []).filter(
    ({ latest_used_at }) => Date.parse(String(latest_used_at)) >= since,
  );
  return json({ totalCount: results.length, results });
}
