import { EventQuery, InsightsEvent, readEvents, readOldest } from './insights';
import { Organization } from './organization';

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
        total: undefined,
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
    oldest: timeOn(3),
    requests: 4,
    endedBy: undefined,
  });
});

test('a cursor that is no JSON is repeated as text', async () => {
  const { bodies } = await read([page([at(9), at(8)], 'opaque'), page([], '')]);
  expect(JSON.parse(bodies[1])).toMatchObject({ search_after: 'opaque' });
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

test('a page that is shorter than it says ends what is known', async () => {
  const { reading } = await read([
    page([at(9), at(8)], '[8]'),
    { rows: [], headers: { 'x-result-count': '2' } },
  ]);
  expect(reading).toMatchObject({
    since: timeOn(8) + 1,
    endedBy: { error: expect.any(Error) },
  });
});

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
    expect(reading).toMatchObject({ since: START, endedBy: undefined });
    // It is asked for again, and not what it would say comes next.
    expect(bodies[which + 1]).toBe(bodies[which]);
  },
);

test('a budget ends the reading, and the stretch begins after its last event', async () => {
  const pages = [9, 8, 7].map((day) => page([at(day), at(day)], `[${day}]`));
  const { reading } = await read(pages, { budget: 2 });
  expect(reading).toMatchObject({
    since: timeOn(8) + 1,
    requests: 2,
    endedBy: 'budget',
  });
  const none = await read(pages, { budget: 0 });
  expect(none.reading.since).toBeUndefined();
  expect(none.bodies).toEqual([]);
});

test('a page that leads back does not move the beginning', async () => {
  const { reading } = await read([
    page([at(9), at(8)], '[8]'),
    page([at(9), at(9)], '[9]'),
  ]);
  expect(reading).toMatchObject({
    since: timeOn(8) + 1,
    endedBy: { error: { code: 'INCOMPLETE_READ' } },
  });
  expect(reading.requests).toBeLessThan(6);
});

test('events from before the start end it, whatever the answer says', async () => {
  const { reading } = await read([page([at(9), at(2)], '[2]')], {
    start: timeOn(5),
  });
  expect(reading).toMatchObject({ since: timeOn(5), endedBy: undefined });
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
])('%s at first is thrown; later it ends what is known', async (_, answer) => {
  await expect(read([answer])).rejects.toThrow();
  const { reading } = await read([page([at(9), at(8)], '[8]'), answer]);
  expect(reading).toMatchObject({
    since: timeOn(8) + 1,
    endedBy: { error: expect.any(Error) },
  });
});

describe('the oldest event', () => {
  const resource = { name: 'the oldest event', scope: '' };
  const oldest = (answer: Answer) => {
    const { organization, bodies } = answering([answer]);
    const window = { start: START, end: END };
    return { bodies, found: readOldest(organization, resource, window) };
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
