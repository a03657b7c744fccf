import { get as httpGet } from 'node:http';

import fetch from 'node-fetch';

import { Sandbox, SandboxOptions, startSandbox } from './server';
import { createTenant } from './tenant';

let sandbox: Sandbox;

afterEach(() => sandbox.close());

async function start(options: Partial<SandboxOptions> = {}) {
  sandbox = await startSandbox({ tenants: [createTenant()], ...options });
  return sandbox.tenants[0];
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(sandbox.url + path, {
    headers: { 'x-api-key': sandbox.apiKey, ...headers },
    redirect: 'manual',
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('<') ? text : JSON.parse(text),
  };
}

/** Not with node-fetch, which waits for ever for the rest of a cut answer. */
function readUntilBroken(path: string) {
  return new Promise((resolve) => {
    const headers = { 'x-api-key': sandbox.apiKey };
    httpGet(sandbox.url + path, { headers }, (response) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => (received += chunk.length));
      response.on('error', ({ code }: NodeJS.ErrnoException) => {
        const promised = Number(response.headers['content-length']);
        resolve({ code, share: Math.round((received / promised) * 10) / 10 });
      });
    });
  });
}

function askForToken(clientSecret: string) {
  const { clientId } = sandbox.serviceAccount;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  return fetch(sandbox.oauthUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'api',
    }),
  });
}

describe('pages', () => {
  test('v1 sends 10 rows by default and the total in the body', async () => {
    const { users } = await start();
    const { body, headers } = await get('/api/systemusers');
    expect(body.totalCount).toBe(users.length);
    expect(body.results).toEqual(
      JSON.parse(JSON.stringify(users.slice(0, 10))),
    );
    expect(headers.has('x-total-count')).toBe(false);
  });

  test('v2 sends a bare array and the total in a header', async () => {
    const { groups } = await start();
    const { body, headers } = await get('/api/v2/usergroups?limit=100&skip=20');
    expect(body).toEqual(groups.slice(20));
    expect(headers.get('x-total-count')).toBe(String(groups.length));
  });

  test('members come page by page', async () => {
    const { groups, members } = await start();
    const everyone = groups[groups.length - 1];
    const read: string[] = [];
    for (const skip of [0, 100, 200, 300]) {
      const { body } = await get(
        `/api/v2/usergroups/${everyone.id}/members?limit=100&skip=${skip}`,
      );
      read.push(...body.map((row: { to: { id: string } }) => row.to.id));
    }
    expect(read).toEqual(members.get(everyone.id));
  });

  test.each(['limit=101', 'limit=-1', 'limit=ten', 'skip=-1', 'skip=1.5'])(
    '%s is refused',
    async (query) => {
      await start();
      expect((await get(`/api/systemusers?${query}`)).status).toBe(400);
      expect((await get(`/api/v2/usergroups?${query}`)).status).toBe(400);
    },
  );

  test('rows are sorted and reduced to fields on request', async () => {
    const { users } = await start();
    const { body } = await get(
      '/api/systemusers?sort=-username&fields=username&limit=1',
    );
    const [last] = users
      .map(({ username }) => username)
      .sort()
      .reverse();
    expect(Object.keys(body.results[0])).toEqual(['_id', 'id', 'username']);
    expect(body.results[0].username).toBe(last);
  });
});

describe('associations', () => {
  test('of an application are its grants, and need targets', async () => {
    const { grants } = await start();
    for (const [id, grant] of grants) {
      const path = `/api/v2/applications/${id}/associations`;
      const { body } = await get(`${path}?targets=user,user_group&limit=100`);
      expect(body.map((row: { to: { id: string } }) => row.to.id)).toEqual([
        ...grant.users,
        ...grant.groups,
      ]);
      expect((await get(path)).status).toBe(400);
      expect((await get(`${path}?targets=system`)).status).toBe(400);
    }
  });

  test('a traversal names each user once, with every way', async () => {
    const { grants, members } = await start();
    for (const [id, grant] of grants) {
      const { body, headers } = await get(
        `/api/v2/applications/${id}/users?limit=100`,
      );
      const reached = new Set(grant.users);
      for (const group of grant.groups) {
        members.get(group)?.forEach((user) => reached.add(user));
      }
      expect(headers.get('x-total-count')).toBe(String(reached.size));
      for (const { id: user, paths } of body) {
        const ways = [
          ...(grant.users.includes(user) ? [1] : []),
          ...grant.groups
            .filter((group) => members.get(group)?.includes(user))
            .map(() => 2),
        ];
        expect(paths.map((path: unknown[]) => path.length)).toEqual(ways);
      }
    }
  });

  test('memberof is the inverse of members', async () => {
    const { users, members } = await start();
    const { _id } = users[42];
    const { body } = await get(`/api/v2/users/${_id}/memberof?limit=100`);
    expect(body.map(({ id }: { id: string }) => id)).toEqual(
      [...members].filter(([, ids]) => ids.includes(_id)).map(([id]) => id),
    );
  });
});

describe('credentials', () => {
  test('no key leads to the login page, even from an unknown path', async () => {
    await start();
    for (const path of ['/api/systemusers', '/api/nothing']) {
      const { status, headers } = await fetch(sandbox.url + path, {
        redirect: 'manual',
      });
      expect(status).toBe(302);
      expect(headers.get('location')).toMatch(/\/login$/);
    }
    const login = await get('/login');
    expect(login.status).toBe(200);
    expect(login.headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('a wrong key is refused in JSON', async () => {
    await start();
    const { status, body } = await get('/api/v2/nothing', {
      'x-api-key': 'wrong',
    });
    expect(status).toBe(401);
    expect(body.message).toBe('Unauthorized: api key user not found');
  });

  test('a service account gets a token that works until it expires', async () => {
    await start({ serviceAccount: { tokenLifetimeSeconds: 600 } });
    const { clientSecret } = sandbox.serviceAccount;
    const { access_token: token, ...rest } = await (
      await askForToken(clientSecret)
    ).json();
    expect(rest).toEqual({
      expires_in: 600,
      scope: 'api',
      token_type: 'bearer',
    });
    const read = (bearer: string) =>
      get('/api/systemusers', {
        'x-api-key': '',
        authorization: `Bearer ${bearer}`,
      });
    expect((await read(token)).status).toBe(200);
    expect((await read('wrong')).status).toBe(401);
    sandbox.serviceAccount.tokenLifetimeSeconds = 0;
    const expired = await (await askForToken(clientSecret)).json();
    expect((await read(expired.access_token)).status).toBe(401);
    expect(sandbox.tokensIssued).toBe(2);
  });

  test('a wrong client secret is refused', async () => {
    await start();
    const response = await askForToken('wrong');
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'invalid_client' });
  });
});

test.each([
  '/api/nothing',
  '/api/v2/applications',
  '/api/v2/systemusers',
  '/api/systemusers/ffffffffffffffffffffffff',
  '/api/v2/usergroups/ffffffffffffffffffffffff/members',
])('%s is not found', async (path) => {
  await start();
  expect((await get(path)).status).toBe(404);
});

describe('organizations', () => {
  const two = () => ({
    tenants: [createTenant({ users: 3 }), createTenant({ users: 5, index: 1 })],
  });

  test('are listed with few fields and read with all', async () => {
    await start(two());
    const { body } = await get('/api/organizations');
    expect(body.totalCount).toBe(2);
    expect(Object.keys(body.results[0])).toEqual([
      '_id',
      'id',
      'displayName',
      'logoUrl',
      'created',
    ]);
    const one = await get(`/api/organizations/${body.results[1]._id}`);
    const { accountType, ...rest } = sandbox.tenants[1].organization;
    expect(one.body).toEqual(JSON.parse(JSON.stringify(rest)));
    expect(typeof accountType).toBe('string');
  });

  test('tell their account type when they are asked for it', async () => {
    await start();
    const [{ organization }] = sandbox.tenants;
    const path = `/api/organizations/${organization._id}`;
    for (const query of [
      'fields=accountType%20created',
      'fields[0]=accountType&fields[1]=created',
    ]) {
      expect((await get(`${path}?${query}`)).body).toEqual({
        _id: organization._id,
        id: organization._id,
        accountType: organization.accountType,
        created: organization.created,
      });
    }
  });

  test('are chosen by x-org-id', async () => {
    await start(two());
    const read = (orgId: string) =>
      get('/api/systemusers', { 'x-org-id': orgId });
    const { _id } = sandbox.tenants[1].organization;
    expect((await read(_id)).body.totalCount).toBe(5);
    expect((await read('')).status).toBe(400);
    expect((await read('not-hexadecimal')).status).toBe(400);
    expect((await read('f'.repeat(24))).status).toBe(404);
    expect((await get('/api/systemusers')).status).toBe(401);
  });

  test('want no x-org-id themselves, not even a blank one', async () => {
    await start();
    const read = (orgId: string) =>
      get('/api/organizations', { 'x-org-id': orgId });
    expect((await read('')).status).toBe(403);
    expect((await read(sandbox.tenants[0].organization._id)).status).toBe(403);
  });
});

describe('faults', () => {
  test('are scripted by request and attempt', async () => {
    await start({
      interfere: ({ path, attempt }) =>
        path === '/api/systemusers' && attempt === 1
          ? { status: 429, headers: { 'retry-after': '1' } }
          : undefined,
    });
    const refused = await fetch(`${sandbox.url}/api/systemusers`);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await get('/api/systemusers')).status).toBe(200);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 200]);
  });

  test('drop and cut connections', async () => {
    await start({
      interfere: ({ path }) =>
        path === '/api/users' ? { reset: true } : { cut: true },
    });
    await expect(get('/api/users')).rejects.toThrow(/ECONNRESET|hang up/);
    expect(await readUntilBroken('/api/systemusers')).toEqual({
      code: 'ECONNRESET',
      share: 0.5,
    });
  });

  test('rewrite answers', async () => {
    await start({
      interfere: () => ({
        rewrite: (answer) => ({ ...answer, status: 203, body: { odd: 'é' } }),
      }),
    });
    const { status, body } = await get('/api/systemusers');
    expect([status, body]).toEqual([203, { odd: 'é' }]);
  });

  test('hang until the sandbox is closed', async () => {
    await start({ interfere: () => ({ hang: true }) });
    const waiting = Promise.all(
      [1, 2, 3].map((skip) =>
        expect(get(`/api/systemusers?skip=${skip}`)).rejects.toThrow(),
      ),
    );
    while (sandbox.requests.length < 3) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    await sandbox.close();
    await waiting;
    expect(sandbox.mostUnderWay).toBe(3);
  });
});

describe('generated data', () => {
  beforeEach(() => start());

  test('is the same each time', () => {
    const options = { malformed: true, seed: 7 };
    expect(createTenant(options)).toEqual(createTenant(options));
  });

  test('shares no id between kinds and organizations', () => {
    const ids = [0, 1].flatMap((index) => {
      const tenant = createTenant({ index, malformed: true });
      return [
        tenant.organization._id,
        ...tenant.users.map(({ _id }) => _id),
        ...tenant.groups.map(({ id }) => id),
        ...tenant.applications.map(({ _id }) => _id),
        ...tenant.admins.map(({ _id }) => _id),
      ];
    });
    expect(new Set(ids).size).toBe(ids.length);
    ids.forEach((id) => expect(id).toMatch(/^[0-9a-f]{24}$/));
  });

  test('has groups of the exact size on request', () => {
    const { groups, members } = createTenant({
      groups: 30,
      groupSize: 12,
      exactGroups: true,
      everybody: false,
    });
    expect(groups).toHaveLength(30);
    groups.forEach(({ id }) => expect(new Set(members.get(id)).size).toBe(12));
  });

  test('holds an empty group, a full one and an application for nobody', () => {
    const { users, members, grants } = sandbox.tenants[0];
    const sizes = [...members.values()].map(({ length }) => length);
    expect(sizes).toContain(0);
    expect(sizes).toContain(users.length);
    expect([...grants.values()]).toContainEqual({ users: [], groups: [] });
  });
});
