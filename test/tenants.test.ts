import { expectComplete } from './expected';
import {
  Interference,
  SandboxOptions,
  SandboxRequest,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant, NOTHING_ELSE } from '../tools/sandbox/tenant';
import { collectorIn, useOwnStorage } from './executing';
import { printedByRefused } from './locally';

/* Several organizations, and service accounts. */

jest.setTimeout(120_000);

const storage = useOwnStorage();

const collectHere = collectorIn(storage);

const threeOrganizations = () =>
  [40, 0, 130].map((users, index) =>
    createTenant({
      users,
      index,
      groups: 5,
      groupSize: 20,
      admins: 2,
      // Something of every type is under an account.
      applications: 4,
      devices: Math.min(users, 8),
      deviceGroups: 2,
      policies: 2,
      commands: 2,
      softwareApps: 2,
      policyGroups: 2,
      radiusServers: 2,
    }),
  );

const asServiceAccount = (sandbox: {
  serviceAccount: { clientId: string; clientSecret: string };
  tenants: { organization: { _id: string } }[];
}) => ({
  API_KEY: '',
  CLIENT_ID: sandbox.serviceAccount.clientId,
  CLIENT_SECRET: sandbox.serviceAccount.clientSecret,
  ORG_ID: sandbox.tenants[0].organization._id,
});

test('three organizations are collected in one run, each under its own account', async () => {
  const run = await collectHere(
    {},
    { server: { tenants: threeOrganizations() } },
  );
  expectComplete(run.graph(), run.sandbox.tenants);
  expect(run.sandbox.mostUnderWay).toBeLessThanOrEqual(10);
  for (const { path, orgId } of run.sandbox.requests) {
    if (/^\/api\/(v2\/)?organizations/.test(path)) {
      expect(orgId).toBeUndefined();
    } else expect(orgId).toMatch(/^[0-9a-f]{24}$/);
  }
});

test('with orgId just that one is', async () => {
  const run = await collectHere(
    {},
    {
      server: { tenants: threeOrganizations() },
      environment: ({ tenants }) => ({ ORG_ID: tenants[2].organization._id }),
    },
  );
  expectComplete(run.graph(), [run.sandbox.tenants[2]]);
});

test('one organization that refuses the key does not stop the others', async () => {
  const tenants = threeOrganizations();
  const refusing = tenants[2].organization._id;
  const run = await collectHere(
    {},
    {
      server: {
        tenants,
        interfere: ({ headers, path, query }): Interference | undefined =>
          headers['x-org-id'] === refusing &&
          path === '/api/systemusers' &&
          query.get('skip') === '100'
            ? { status: 401, body: { message: 'Unauthorized' } }
            : undefined,
      },
    },
  );
  const { entities, partialTypes } = run.graph();
  const keys = new Set(entities.map(({ _key }) => _key));
  const wanted = tenants
    .slice(0, 2)
    .flatMap(({ users, groups }) => [
      ...users.map(({ _id }) => _id),
      ...groups.map(({ id }) => id),
    ]);
  expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
  expect(partialTypes).toEqual(
    expect.arrayContaining(['jumpcloud_user', 'jumpcloud_group']),
  );
  expect(run.output).toContain(`users of organization ${refusing}`);
});

test('however much of one organization cannot be read, the others are complete', async () => {
  const tenants = [0, 1, 2].map((index) =>
    createTenant({
      users: 20,
      index,
      groups: 50,
      groupSize: 5,
      applications: 0,
      devices: 0,
      ...NOTHING_ELSE,
    }),
  );
  const refusing = tenants[0].organization._id;
  const run = await collectHere(
    {},
    {
      server: {
        tenants,
        interfere: ({ headers, path }): Interference | undefined =>
          headers['x-org-id'] === refusing && path.endsWith('/members')
            ? { status: 401, body: { message: 'Unauthorized' } }
            : undefined,
      },
    },
  );
  const { relationships } = run.graph();
  const keys = new Set(relationships.map(({ _key }) => _key));
  const wanted = tenants
    .slice(1)
    .flatMap(({ members }) =>
      [...members].flatMap(([group, users]) =>
        users.map((user) => `${group}|has|${user}`),
      ),
    );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((key) => !keys.has(key))).toEqual([]);
});

/** JumpCloud where the list of administrators refuses `x-org-id`, and holds those of all organizations. */
const listingAllAdministrators =
  (admins: { organization?: string }[]) =>
  ({ path, headers }: SandboxRequest): Interference | undefined => {
    if (path !== '/api/users') return undefined;
    if (headers['x-org-id']) return { status: 403 };
    return {
      status: 200,
      body: { totalCount: admins.length, results: admins },
    };
  };

test('where administrators are listed without an organization, they still find their own', async () => {
  const tenants = threeOrganizations();
  const run = await collectHere(
    {},
    {
      server: {
        tenants,
        interfere: listingAllAdministrators(
          tenants.flatMap(({ admins, organization }) =>
            admins.map((admin) => ({
              ...admin,
              organization: organization._id,
            })),
          ),
        ),
      },
    },
  );
  expectComplete(run.graph(), tenants);
  expect(run.output).not.toContain('administrators.readonly');
});

test('a service account collects the same, and asks for one token', async () => {
  const run = await collectHere(
    { users: 101, groups: 5 },
    { environment: asServiceAccount },
  );
  expectComplete(run.graph(), run.sandbox.tenants);
  expect(run.sandbox.tokensIssued).toBe(1);
  expect(run.output).not.toContain(run.sandbox.serviceAccount.clientSecret);
});

test('a token that dies early is renewed once, for all requests under way', async () => {
  let refused = '';
  const run = await collectHere(
    { users: 300, devices: 10 },
    {
      server: {
        latency: 5,
        interfere: ({ path, headers }): Interference | undefined => {
          const token = headers.authorization ?? '';
          if (path === '/api/systemusers' && refused === '') refused = token;
          return refused !== '' && token === refused && path !== '/oauth2/token'
            ? { status: 401, body: { message: 'Unauthorized' } }
            : undefined;
        },
      },
      environment: asServiceAccount,
    },
  );
  expectComplete(run.graph(), run.sandbox.tenants);
  expect(run.sandbox.tokensIssued).toBe(2);
});

test('tokens that expire while requests wait for their turn are renewed before they go', async () => {
  let throttled = 0;
  const run = await collectHere(
    { users: 50, groups: 6, applications: 0, devices: 5 },
    {
      // What `Retry-After` asks for is as long as a token lives.
      waiting: { second: 100 },
      server: {
        serviceAccount: { tokenLifetimeSeconds: 0.2 },
        interfere: ({ path, attempt }): Interference | undefined =>
          path.endsWith('/members') && attempt === 1 && throttled++ < 3
            ? { status: 429, headers: { 'retry-after': '0.2' } }
            : undefined,
      },
      environment: asServiceAccount,
    },
  );
  expectComplete(run.graph(), run.sandbox.tenants);
  expect(throttled).toBeGreaterThanOrEqual(3);
  expect(run.sandbox.tokensIssued).toBeGreaterThan(1);
});

test('administrators that may be of any organization are put under none', async () => {
  const tenants = threeOrganizations();
  const run = await collectHere(
    {},
    {
      server: {
        tenants,
        interfere: listingAllAdministrators(
          tenants[0].admins.map((admin) => ({
            ...admin,
            organization: undefined,
          })),
        ),
      },
    },
  );
  const { entities, partialTypes } = run.graph();
  expect(entities.filter(({ _type }) => _type === 'jumpcloud_admin')).toEqual(
    [],
  );
  expect(partialTypes).toContain('jumpcloud_admin');
  expect(run.output).toContain('administrators.readonly');
});

test('an organization without administrators is none that is refused', async () => {
  const tenants = threeOrganizations();
  const [{ organization }] = tenants;
  const run = await collectHere(
    {},
    {
      server: {
        tenants,
        interfere: ({ headers, path }) =>
          path === '/api/users' && headers['x-org-id'] === organization._id
            ? { status: 200, body: { totalCount: 0, results: [] } }
            : undefined,
      },
    },
  );
  expect(run.graph().partialTypes).toEqual([]);
});

/** What is printed when the one user's organization is asked by a service account. */
async function printed(
  interfere?: SandboxOptions['interfere'],
  environment: NodeJS.ProcessEnv = {},
) {
  const sandbox = await startSandbox({
    tenants: [createTenant({ users: 1 })],
    interfere,
  });
  try {
    return await printedByRefused(sandbox, {
      ...asServiceAccount(sandbox),
      ...environment,
    });
  } finally {
    await sandbox.close();
  }
}

test('a client secret that is refused is named, not shown', async () => {
  const output = await printed(undefined, { CLIENT_SECRET: 'wrong-secret' });
  expect(output).toMatch(/Client ID and Client Secret/);
  expect(output).not.toContain('wrong-secret');
});

test('a token endpoint that answers nonsense: a message, and no stack', async () => {
  const output = await printed(({ path }) =>
    path === '/oauth2/token' ? { status: 200, body: [] } : undefined,
  );
  expect(output).toContain('the answer holds no access token');
  expect(output).not.toMatch(/^\s+at /m);
});
