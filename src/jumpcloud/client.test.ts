import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';
import { IncomingMessage } from 'node:http';

import { Answer, serve } from '../../test/serving';
import { JumpCloud } from './client';
import { ApiKey } from './credentials';
import { associations, members, v1 } from './endpoints';
import { Governor } from './governor';
import { HttpClient } from './request';

/* The organizations that credentials see, and what of one organization is not asked again. */

const ONE = '5f0000000000000000000001';
const TWO = '5f0000000000000000000002';
const THINGS = v1('things', '/things', 'things.readonly');
const MEMBERS = members(
  'members of things',
  '/things/{id}/members',
  'things.readonly',
  'user',
);

interface Setting {
  ids?: string[];
  answer?: (request: IncomingMessage, path: string) => Answer;
}

async function connect({ ids = [ONE], answer = () => ({}) }: Setting = {}) {
  const { url, requests } = await serve((request) => {
    const path = String(request.url).replace(/\?.*$/, '');
    if (path !== '/api/organizations') return answer(request, path);
    const results = ids.map((_id) => ({ _id }));
    return { body: { totalCount: results.length, results } };
  });
  const logger = createMockIntegrationLogger();
  const governor = new Governor({ firstWait: 1, longestWait: 1 });
  const credentials = new ApiKey('jca_nobody_may_see_this');
  const http = new HttpClient({ origin: url, credentials, governor, logger });
  const jumpCloud = new JumpCloud({
    http,
    insights: http,
    consoleUrl: 'https://console.jumpcloud.com',
    logger,
  });
  const paths = () =>
    requests.map((request) => String(request.url).replace(/\?.*$/, ''));
  return { jumpCloud, requests, paths };
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
  await read(organization.list(THINGS));
  expect(one.paths()).toEqual(['/api/organizations', '/api/things']);
  expect(one.requests[1].headers['x-org-id']).toBeUndefined();

  const several = await connect({ ids: [ONE, TWO], answer: () => listOf() });
  const [, second] = await several.jumpCloud.organizations();
  await read(second.list(THINGS));
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
    const error = await read(organization.list(THINGS)).catch(
      (reason: Error & { fatal?: boolean }) => reason,
    );
    expect(error).toMatchObject({ fatal: false });
    expect(String(error)).toContain('they are good for the list');
  }
  expect(paths().filter((path) => path === '/api/things')).toHaveLength(1);
  await read(organization.list(v1('others', '/others', 'others.readonly')));
});

test('credentials that the list of organizations refuses as well end the run', async () => {
  let dead = false;
  const { url } = await serve(() => {
    if (dead) return { status: 401 };
    dead = true;
    return listOf({ _id: ONE });
  });
  const logger = createMockIntegrationLogger();
  const governor = new Governor();
  const credentials = new ApiKey('jca_nobody_may_see_this');
  const http = new HttpClient({ origin: url, credentials, governor, logger });
  const jumpCloud = new JumpCloud({
    http,
    insights: http,
    consoleUrl: 'https://console.jumpcloud.com',
    logger,
  });
  const [organization] = await jumpCloud.organizations();
  await expect(read(organization.list(THINGS))).rejects.toMatchObject({
    fatal: true,
    message: expect.stringContaining('JumpCloud refused the API key'),
  });
  expect(governor.stopped.aborted).toBe(true);
});

test('what is forbidden five times in a row is not asked for again', async () => {
  const { jumpCloud, paths } = await connect({
    answer: () => ({ status: 403 }),
  });
  const [organization] = await jumpCloud.organizations();
  for (let n = 0; n < 20; n++) {
    await expect(
      read(organization.connections(MEMBERS, `thing-${n}`)),
    ).rejects.toMatchObject({ code: 'PROVIDER_AUTHORIZATION_ERROR' });
  }
  expect(paths().filter((path) => /members$/.test(path))).toHaveLength(5);
});

test('one that is forbidden in between closes nothing', async () => {
  let count = 0;
  const { jumpCloud, paths } = await connect({
    answer: () => (++count % 2 === 0 ? { status: 403 } : { body: [] }),
  });
  const [organization] = await jumpCloud.organizations();
  for (let n = 0; n < 20; n++) {
    await read(organization.connections(MEMBERS, `thing-${n}`)).catch(
      () => undefined,
    );
  }
  expect(paths().filter((path) => /members$/.test(path))).toHaveLength(20);
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
  ['null', null, []],
  ['to null', { to: null }, []],
])('a connection %s is understood', async (_, row, expected) => {
  const { jumpCloud } = await connect({
    answer: () => ({ headers: { 'x-total-count': '1' }, body: [row] }),
  });
  const [organization] = await jumpCloud.organizations();
  expect(await read(organization.connections(MEMBERS, ONE))).toEqual(expected);
});

test.each([
  ['text', TWO],
  ['a number', 7],
  ['a list', [TWO, 'user']],
  ['of another type', { to: { id: TWO, type: 'system' } }],
  ['without an id', { to: { type: 'user' } }],
  ['to text', { to: TWO }],
  ['empty', {}],
])('a connection that is %s is no "none"', async (_, row) => {
  const { jumpCloud } = await connect({
    answer: () => ({ headers: { 'x-total-count': '1' }, body: [row] }),
  });
  const [organization] = await jumpCloud.organizations();
  await expect(
    read(organization.connections(MEMBERS, ONE)),
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
  await expect(read(organization.connections(things, id))).rejects.toThrow(
    /cannot be an id/,
  );
  expect(paths()).toEqual(['/api/organizations']);
});
