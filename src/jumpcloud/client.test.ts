import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing/dist/src/logger';
import { IncomingMessage } from 'node:http';

import { Answer, serve } from '../../test/serving';
import { assignmentsOf, associations, members } from '../entities/associations';
import { JumpCloud } from './client';
import { apiKeyCredentials } from './credentials';
import { v1 } from './endpoints';
import { Progress } from './progress';
import { HttpClient } from './request';
import { Throttle } from './throttle';

/* The organizations that credentials see, and what of one organization is not asked again. */

const ONE = '5f0000000000000000000001';
const TWO = '5f0000000000000000000002';
const STEP = 'fetch-things';
const THINGS = v1('things', '/things', 'things.readonly');
const MEMBERS = members(
  'members of things',
  '/things/{id}/members',
  'things.readonly',
  'user',
);

interface Setting {
  ids?: string[];
  organizationId?: string;
  answer?: (request: IncomingMessage, path: string) => Answer;
}

async function connect({
  ids = [ONE],
  organizationId,
  answer = () => ({}),
}: Setting = {}) {
  const { url, requests } = await serve((request) => {
    const path = String(request.url).replace(/\?.*$/, '');
    if (path !== '/api/organizations') return answer(request, path);
    const results = ids.map((_id) => ({ _id }));
    return { body: { totalCount: results.length, results } };
  });
  const logger = createMockIntegrationLogger();
  const throttle = new Throttle({ backoff: { first: 1, longest: 1 } });
  const credentials = apiKeyCredentials('jca_nobody_may_see_this');
  const http = new HttpClient({ origin: url, credentials, throttle, logger });
  const jumpCloud = new JumpCloud({
    console: http,
    insights: http,
    progress: new Progress(logger, 10_000),
    consoleUrl: 'https://console.jumpcloud.com',
    organizationId,
    logger,
  });
  const paths = () =>
    requests.map((request) => String(request.url).replace(/\?.*$/, ''));
  return { jumpCloud, requests, paths, logger };
}

async function read<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

const listOf = (...rows: unknown[]): Answer => ({
  body: { totalCount: rows.length, results: rows },
});

test('organizations are asked for once, and told apart only where there are several', async () => {
  const one = await connect({ answer: () => listOf() });
  const [organization] = await one.jumpCloud.organizations();
  expect(await one.jumpCloud.organizations()).toEqual([organization]);
  await read(organization.list(THINGS, STEP));
  expect(one.paths()).toEqual([
    '/api/organizations',
    '/api/things',
    '/api/things',
  ]);
  expect(one.requests[1].headers['x-org-id']).toBeUndefined();

  const several = await connect({ ids: [ONE, TWO], answer: () => listOf() });
  const [, second] = await several.jumpCloud.organizations();
  await read(second.list(THINGS, STEP));
  expect(several.requests[1].headers['x-org-id']).toBe(TWO);
  expect(several.requests[0].headers['x-org-id']).toBeUndefined();
});

test('an endpoint that alone refuses the credentials costs itself, and is not asked again', async () => {
  const { jumpCloud, paths } = await connect({
    answer: (_, path) =>
      path === '/api/things' ? { status: 401 } : listOf({ _id: ONE }),
  });
  const [organization] = await jumpCloud.organizations();
  for (let n = 0; n < 3; n++) {
    const error = await read(organization.list(THINGS, STEP)).catch(
      (reason: Error & { fatal?: boolean }) => reason,
    );
    expect(error).toMatchObject({ fatal: false });
    expect(String(error)).toContain('they are good for the list');
  }
  expect(paths().filter((path) => path === '/api/things')).toHaveLength(1);
  await read(
    organization.list(v1('others', '/others', 'others.readonly'), STEP),
  );
});

test('credentials that the list of organizations refuses as well end the run', async () => {
  let dead = false;
  const { url } = await serve(() => {
    if (dead) return { status: 401 };
    dead = true;
    return listOf({ _id: ONE });
  });
  const logger = createMockIntegrationLogger();
  const throttle = new Throttle();
  const credentials = apiKeyCredentials('jca_nobody_may_see_this');
  const http = new HttpClient({ origin: url, credentials, throttle, logger });
  const jumpCloud = new JumpCloud({
    console: http,
    insights: http,
    progress: new Progress(logger, 10_000),
    consoleUrl: 'https://console.jumpcloud.com',
    logger,
  });
  const [organization] = await jumpCloud.organizations();
  await expect(read(organization.list(THINGS, STEP))).rejects.toMatchObject({
    fatal: true,
    message: expect.stringContaining('JumpCloud refused the API key'),
  });
  expect(throttle.stopped.aborted).toBe(true);
});

test('what is forbidden is not asked for again', async () => {
  const { jumpCloud, paths } = await connect({
    answer: () => ({ status: 403 }),
  });
  const [organization] = await jumpCloud.organizations();
  for (let n = 0; n < 20; n++) {
    await expect(
      read(organization.list(MEMBERS, STEP, `thing-${n}`)),
    ).rejects.toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR' });
  }
  expect(paths().filter((path) => /members$/.test(path))).toHaveLength(1);
});

test.each([
  [402, 'a product that is not licensed'],
  [404, 'a product that is not there'],
])('%d for a list is %s: it has no objects', async (status) => {
  const { jumpCloud, paths, logger } = await connect({
    answer: () => ({ status, body: { message: 'No such thing' } }),
  });
  const info = jest.spyOn(logger, 'info');
  const [organization] = await jumpCloud.organizations();
  expect(await read(organization.list(THINGS, STEP))).toEqual([]);
  expect(paths().filter((path) => path === '/api/things')).toHaveLength(2);
  expect(info).toHaveBeenCalledTimes(1);
  await expect(
    read(organization.list({ ...THINGS, isRequired: true }, STEP)),
  ).rejects.toMatchObject({ status });
  await expect(
    read(organization.list(MEMBERS, STEP, ONE)),
  ).rejects.toMatchObject({ status });
});

test('a product that is absent once, or after its first page, is not absent', async () => {
  let count = 0;
  const absent = { status: 404, body: { message: 'No such thing' } };
  const once = await connect({
    answer: () => (++count === 1 ? absent : listOf({ _id: ONE })),
  });
  const [organization] = await once.jumpCloud.organizations();
  expect(await read(organization.list(THINGS, STEP))).toHaveLength(1);

  const rows = Array.from({ length: 100 }, (_, n) => ({ _id: `thing-${n}` }));
  const later = await connect({
    answer: ({ url }) =>
      /skip=0/.test(String(url)) ? listOf(...rows) : absent,
  });
  const [other] = await later.jumpCloud.organizations();
  await expect(read(other.list(THINGS, STEP))).rejects.toMatchObject({
    status: 404,
  });
});

const NO_ORGANIZATION = {
  status: 401,
  body: { message: 'Unauthorized: no organization selected' },
};

test("a provider's key that has to name its only organization does so", async () => {
  const { jumpCloud, requests } = await connect({
    answer: ({ headers }) =>
      headers['x-org-id'] === ONE ? listOf({ _id: TWO }) : NO_ORGANIZATION,
  });
  const [organization] = await jumpCloud.organizations();
  expect(await read(organization.list(THINGS, STEP))).toEqual([{ _id: TWO }]);
  await read(organization.list(v1('others', '/others', 'scope'), STEP));
  expect(requests.map(({ headers }) => headers['x-org-id'])).toEqual([
    undefined,
    undefined,
    ONE,
    ONE,
  ]);
});

test("where that does not help, JumpCloud's own words say what to set", async () => {
  const { jumpCloud } = await connect({ answer: () => NO_ORGANIZATION });
  const [organization] = await jumpCloud.organizations();
  await expect(read(organization.list(THINGS, STEP))).rejects.toMatchObject({
    fatal: false,
    message: expect.stringMatching(
      /no organization selected.*Set the field Organization ID/,
    ),
  });
});

const named = (count: number, organization: string) =>
  Array.from({ length: count }, (_, n) => ({
    _id: `${organization}-${n}`,
    organization,
  }));

test.each([
  ['nine of another organization', named(9, TWO), 9],
  [
    'many of another, and one of its own',
    [...named(14, TWO), ...named(1, ONE)],
    15,
  ],
  [
    'ten that name none',
    Array.from({ length: 10 }, (_, n) => ({ _id: `${n}` })),
    10,
  ],
])('%s are rows of an organization', async (_, rows, count) => {
  const { jumpCloud } = await connect({
    ids: [ONE, TWO],
    answer: () => listOf(...rows),
  });
  const [organization] = await jumpCloud.organizations();
  expect(await read(organization.list(THINGS, STEP))).toHaveLength(count);
});

test('ten rows that all name another organization are not of this one', async () => {
  const { jumpCloud } = await connect({
    ids: [ONE, TWO],
    answer: () => listOf(...named(10, TWO)),
  });
  const [organization] = await jumpCloud.organizations();
  await expect(read(organization.list(THINGS, STEP))).rejects.toThrow(
    `things: JumpCloud answered for organization ${TWO} when it was asked for ${ONE}`,
  );
});

test('an endpoint that declares no x-org-id gets none where there is one organization', async () => {
  const things = { ...THINGS, organizationHeader: 'undeclared' as const };
  const one = await connect({ answer: () => listOf(), organizationId: ONE });
  const [organization] = await one.jumpCloud.organizations();
  await read(organization.list(things, STEP));
  await read(organization.list(THINGS, STEP));
  expect(one.requests.map(({ headers }) => headers['x-org-id'])).toEqual([
    undefined,
    undefined,
    undefined,
    ONE,
    ONE,
  ]);
});

test('an organization is named by a parameter only where there are several', async () => {
  const things = {
    ...THINGS,
    organizationHeader: 'undeclared' as const,
    organizationParameter: 'organizationObjectId',
  };
  const namedBy = async (ids: string[]) => {
    const { jumpCloud, requests } = await connect({
      ids,
      answer: () => listOf(),
    });
    const [organization] = await jumpCloud.organizations();
    await read(organization.list(things, STEP));
    const { url, headers } = requests[requests.length - 1];
    const { searchParams } = new URL(String(url), 'http://localhost');
    return [searchParams.get('organizationObjectId'), headers['x-org-id']];
  };
  expect(await namedBy([ONE])).toEqual([null, undefined]);
  expect(await namedBy([ONE, TWO])).toEqual([ONE, ONE]);
});

test('what is forbidden is asked for in another way where there is one, once and quietly', async () => {
  const row = { id: ONE, type: 'system' };
  const { jumpCloud, paths, logger } = await connect({
    answer: (_, path) =>
      /systems$/.test(path)
        ? {
            body: [
              { ...row, paths: [[{ to: row }]] },
              { ...row, id: TWO, paths: [[{ to: {} }, { to: {} }]] },
            ],
            headers: { 'x-total-count': '2' },
          }
        : { status: 403, body: { message: 'Forbidden' } },
  });
  const warned = jest.spyOn(logger, 'publishWarnEvent');
  const [organization] = await jumpCloud.organizations();
  const endpoint = assignmentsOf(
    'things',
    '/things/{id}',
    'other.readonly',
  )('system');
  for (const id of ['a', 'b']) {
    const rows = await read(organization.list(endpoint, STEP, id));
    expect(rows).toEqual([expect.objectContaining(row)]);
  }
  expect(paths().slice(1)).toEqual([
    '/api/v2/things/a/associations',
    '/api/v2/things/a/systems',
    '/api/v2/things/b/systems',
  ]);
  expect(warned).not.toHaveBeenCalled();
});

test('organizations and settings that could not be read are asked for again', async () => {
  let isDown = true;
  const { jumpCloud } = await connect({
    answer: () => (isDown ? { status: 400 } : { body: { id: ONE } }),
  });
  const [organization] = await jumpCloud.organizations();
  await expect(organization.details(STEP)).rejects.toMatchObject({
    status: 400,
  });
  isDown = false;
  expect(await organization.details(STEP)).toEqual({ id: ONE });
});

test.each([
  ['as specified', { to: { id: TWO, type: 'user' } }, [TWO]],
  [
    'with attributes',
    { to: { id: TWO, type: 'user' }, attributes: null },
    [TWO],
  ],
  ['flat', { id: TWO, type: 'user' }, [TWO]],
  ['in capitals', { to: { id: TWO.toUpperCase(), type: 'USER' } }, [TWO]],
  ['without a type', { to: { id: TWO } }, [TWO]],
  ['of an unknown type', { to: { id: TWO, type: 'person' } }, [TWO]],
  ['of another type', { to: { id: TWO, type: 'system' } }, [`system ${TWO}`]],
  ['null', null, []],
  ['to null', { to: null }, []],
])('a connection %s is understood', async (_, row, expected) => {
  const { jumpCloud } = await connect({
    answer: () => ({ headers: { 'x-total-count': '1' }, body: [row] }),
  });
  const [organization] = await jumpCloud.organizations();
  const rows = await read(organization.list(MEMBERS, STEP, ONE));
  expect(rows.map((each) => MEMBERS.idOf?.(each))).toEqual(expected);
});

test.each([
  ['text', TWO],
  ['a number', 7],
  ['a list', [TWO, 'user']],
  ['without an id', { to: { type: 'user' } }],
  ['to text', { to: TWO }],
  ['empty', {}],
])('a connection that is %s is no "none"', async (_, row) => {
  const { jumpCloud } = await connect({
    answer: () => ({ headers: { 'x-total-count': '1' }, body: [row] }),
  });
  const [organization] = await jumpCloud.organizations();
  await expect(
    read(organization.list(MEMBERS, STEP, ONE)),
  ).rejects.toMatchObject({ code: 'INCOMPLETE_READ' });
});

test.each(['.', '..'])('an id of "%s" names no other path', async (id) => {
  const { jumpCloud, paths } = await connect();
  const [organization] = await jumpCloud.organizations();
  const things = associations(
    'associations',
    '/things/{id}/associations',
    'things.readonly',
    'user',
  );
  await expect(read(organization.list(things, STEP, id))).rejects.toThrow(
    /cannot be an id/,
  );
  expect(paths()).toEqual(['/api/organizations']);
});
