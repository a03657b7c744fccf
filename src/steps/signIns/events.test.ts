import { EventQuery, InsightsEvent, readEvents, readOldest } from './events';
import { Organization } from '../../jumpcloud/organization';

/* Against answers that are written down one by one. */

interface Answer {
  rows?: unknown;
  headers?: Record<string, string>;
  error?: Error;
}

const START = Date.UTC(2026, 0, 1);
const END = Date.UTC(2026, 1, 1);
const at = (day: number, id = `e${day}`): InsightsEvent => ({
  id,
  timestamp: new Date(Date.UTC(2026, 0, day)).toISOString(),
});
const timeOn = (day: number) => Date.UTC(2026, 0, day);
const page = (rows: unknown, next: string, limit = '2'): Answer => ({
  rows,
  headers: { 'x-limit': limit, 'x-search_after': next, 'x-sort': 'DESC' },
});

/** The last answer is given for ever. */
function answering(answers: Answer[]) {
  const bodies: string[] = [];
  const organization = {
    askInsights: ({ json }: { json: object | string }) => {
      const { rows, headers, error } =
        answers[Math.min(bodies.length, answers.length - 1)];
      bodies.push(typeof json === 'string' ? json : JSON.stringify(json));
      if (error) return Promise.reject(error);
      return Promise.resolve({
        body: rows,
        header: (name: string) => headers?.[name] ?? null,
      });
    },
  } as unknown as Organization;
  return { organization, bodies };
}

async function read(
  answers: Answer[],
  query: Partial<EventQuery<InsightsEvent>> = {},
) {
  const { organization, bodies } = answering(answers);
  const seen: unknown[] = [];
  const reading = await readEvents(organization, {
    name: 'sign-ins',
    scope: 'directoryinsights.readonly',
    step: 'fetch-sign-ins',
    pageSize: 10_000,
    services: ['sso'],
    eventTypes: ['sso_auth'],
    fields: ['id'],
    start: START,
    end: END,
    budget: 9,
    onEvent: ({ id }) => seen.push(id),
    ...query,
  });
  return { reading, seen, bodies };
}

test('the next page begins where the last one says, to the letter', async () => {
  // Longer than a number of ours can be.
  const cursor = '[17700000000000000001, "e3"]';
  const { bodies, reading, seen } = await read([
    page([at(9), at(8)], cursor),
    page([at(3)], '[1, "e3"]'),
    page([], '[1, "e3"]'),
  ]);
  expect(bodies[0]).not.toContain('search_after');
  expect(bodies[1]).toContain(`"search_after":${cursor}}`);
  expect(seen).toEqual(['e9', 'e8', 'e3']);
  expect(reading).toEqual({
    since: START,
    requests: 4,
  });
});

test.each(['2', '10000'])(
  'a short page is not the last, whatever the limit is said to be (%s)',
  async (limit) => {
    const { reading, seen } = await read([
      page([at(9), at(8)], '[8]', limit),
      page([at(7), at(6)], '[6]', limit),
      page([at(5)], '[5]', limit),
      page([], '[5]', limit),
    ]);
    expect(seen).toHaveLength(5);
    expect(reading).toMatchObject({ since: START, requests: 5 });
  },
);

test('without a limit only an empty page is the last', async () => {
  const headers = (next: string) => ({ 'x-search_after': next });
  const { reading } = await read([
    { rows: [at(9)], headers: headers('[9]') },
    { rows: [at(8)], headers: headers('[8]') },
    { rows: [] },
  ]);
  expect(reading).toMatchObject({ since: START, requests: 4 });
});

test('a page that does not say where the next begins: it begins after its last event', async () => {
  const { reading, bodies } = await read([
    { rows: [at(9), at(8)] },
    { rows: [at(7)] },
    { rows: [] },
  ]);
  expect(JSON.parse(bodies[1])).toMatchObject({
    search_after: [timeOn(8), 'e8'],
  });
  expect(reading).toMatchObject({ since: START, requests: 4 });
});

test.each([0, 1, 2])(
  'a page that is empty by mistake is not the end (%d)',
  async (which) => {
    const pages = [
      page([at(9), at(8)], '[1]'),
      page([at(7)], '[2]'),
      page([at(6)], '[3]'),
      page([], '[3]'),
    ];
    const answers = [
      ...pages.slice(0, which),
      page([], '[0]'),
      ...pages.slice(which),
    ];
    const { reading, seen, bodies } = await read(answers);
    expect(seen).toEqual(['e9', 'e8', 'e7', 'e6']);
    expect(reading).toMatchObject({ since: START });
    // It is asked for again, and not what it would say comes next.
    expect(bodies[which + 1]).toBe(bodies[which]);
  },
);

test('a budget ends the reading, and the stretch begins after its last event', async () => {
  const pages = [9, 8, 7].map((day) => page([at(day), at(day)], `[${day}]`));
  const { reading } = await read(pages, { budget: 2 });
  expect(reading).toMatchObject({ since: timeOn(8) + 1, requests: 2 });
});

test('the stretch that a budget leaves begins after the newest event of the last page', async () => {
  // One client's clock is three days behind.
  const pages = [page([at(9), at(8)], '[8]'), page([at(7), at(4)], '[4]')];
  const { reading } = await read(pages, { budget: 2 });
  expect(reading).toMatchObject({ since: timeOn(7) + 1 });
});

test('a page that leads to itself is no end', async () => {
  const pages = [page([at(9), at(8)], '[8]'), page([at(9), at(8)], '[8]')];
  await expect(read(pages)).rejects.toMatchObject({ code: 'INCOMPLETE_READ' });
});

test('a page from before the start ends it, whatever the answer says', async () => {
  const pages = [page([at(9), at(6)], '[6]'), page([at(3), at(2)], '[2]')];
  const { reading } = await read(pages, { start: timeOn(5) });
  expect(reading).toMatchObject({ since: timeOn(5), requests: 2 });
});

test('one old event of a clock that is behind ends nothing', async () => {
  const pages = [
    page([at(9), at(2)], '[2]'),
    page([at(8), at(7)], '[7]'),
    page([], '[7]'),
  ];
  const { reading, seen } = await read(pages, { start: timeOn(5) });
  expect(seen).toEqual(['e9', 'e2', 'e8', 'e7']);
  expect(reading).toMatchObject({ since: timeOn(5) });
});

test.each<[string, Answer]>([
  ['no list', { rows: {} }],
  ['null', { rows: null }],
  ['a row of null', { rows: [null] }],
  ['a row without an id', { rows: [{ timestamp: '2026-01-01' }] }],
  ['a time that is none', { rows: [{ id: 'a', timestamp: 'soon' }] }],
  ['the oldest first', { rows: [at(1), at(2)] }],
  ['another order', { rows: [at(1)], headers: { 'x-sort': 'asc' } }],
  ['an error', { error: new Error('no') }],
  ['fewer than it says', { rows: [at(1)], headers: { 'x-result-count': '2' } }],
])('%s is no page, at first and later', async (_, answer) => {
  await expect(read([answer])).rejects.toThrow();
  const later = read([page([at(9), at(8)], '[8]'), answer]);
  await expect(later).rejects.toThrow();
});

describe('the oldest event', () => {
  const resource = { name: 'the oldest event', scope: '' };
  const oldest = (answer: Answer) => {
    const { organization, bodies } = answering([answer]);
    const window = { start: START, end: END };
    return {
      bodies,
      found: readOldest(organization, resource, window, 'step'),
    };
  };

  test('is the first of any kind', async () => {
    const { bodies, found } = oldest({ rows: [at(3)] });
    expect(await found).toBe(timeOn(3));
    expect(JSON.parse(bodies[0])).toMatchObject({
      service: ['all'],
      sort: 'ASC',
      limit: 1,
    });
  });

  test('is undefined where there is none, but not where the question is refused', async () => {
    expect(await oldest({ rows: [] }).found).toBeUndefined();
    const refusal = Object.assign(new Error('no'), { status: 400 });
    await expect(oldest({ error: refusal }).found).rejects.toBe(refusal);
    await expect(oldest({ error: new Error('no') }).found).rejects.toThrow();
  });
});
