import { check } from '../src/check/check';
import { keyOf, REQUESTS } from '../src/check/requests';
import { toText } from '../src/check/text';
import {
  DraftAnswer,
  Sandbox,
  SandboxOptions,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant, TenantOptions } from '../tools/sandbox/tenant';
import { execute, useOwnStorage } from './executing';
import { freePort } from './serving';

jest.setTimeout(120_000);

const storage = useOwnStorage();

const EVERYTHING = {
  ingestDirectoryUsers: true,
  ingestGroupPasswordPolicies: true,
  deriveDeviceAccess: true,
  ingestSoftwareInventory: true,
  ingestWorkflows: true,
  ingestSignIns: true,
  ingestSaasApplications: true,
};

let sandbox: Sandbox;

afterEach(() => sandbox.close());

async function start(
  tenant: Partial<TenantOptions>,
  options: SandboxOptions = {},
) {
  sandbox = await startSandbox({ tenants: [createTenant(tenant)], ...options });
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  return { apiKey: sandbox.apiKey };
}

/** As the table of requests writes it. */
function keyOfRequest(path: string, targets: string | null): string {
  const template = path.replace(/\/[0-9a-f]{24}(?=\/|$)/g, '/{id}');
  return keyOf({
    name: '',
    scope: '',
    path: template,
    query: targets === null ? {} : { targets },
  });
}

test('every request that a run makes is in the table: add a line to src/check/requests.ts', async () => {
  const config = await start({ users: 20, groups: 2, devices: 10 });
  await execute(storage(), { ...config, ...EVERYTHING });
  const known = REQUESTS.flatMap(({ read, or }) => [
    read,
    ...(or ? [or.read] : []),
  ]).map(keyOf);
  const others = sandbox.requests
    .map(({ path, query }) => keyOfRequest(path, query.get('targets')))
    .filter((key) => !known.includes(key));
  expect(Array.from(new Set(others)).sort()).toEqual([
    '/api/organizations',
    '/insights/directory/v1/events',
  ]);
});

test.each<[string, Partial<TenantOptions>, object]>([
  ['500 users', { users: 500, devices: 250 }, {}],
  ['250 users, with everything on', { users: 250, devices: 120 }, EVERYTHING],
  [
    '1,500 users',
    { users: 1_500, groups: 30, groupSize: 250, devices: 150 },
    {},
  ],
])('%s: as many requests as it predicts', async (_, tenant, switches) => {
  const config = { ...(await start(tenant)), ...switches };
  const { requests, asked } = await check(config);
  expect(sandbox.requests).toHaveLength(asked);
  await execute(storage(), config);
  const made = sandbox.requests.length - asked;
  expect(Math.abs(requests - made) / made).toBeLessThan(0.05);
});

/** 403 for whatever needs a scope that the role lacks. */
function lacking(scopes: readonly string[]): SandboxOptions['interfere'] {
  const needed = new Map<string, string>();
  REQUESTS.forEach(({ read, or }) =>
    [read, or?.read, read.fallback].forEach((endpoint) => {
      if (endpoint) needed.set(keyOf(endpoint), endpoint.scope);
    }),
  );
  return ({ path, query }) => {
    const scope = needed.get(keyOfRequest(path, query.get('targets')));
    return scope !== undefined && scopes.includes(scope)
      ? { status: 403, body: { message: 'Forbidden' } }
      : undefined;
  };
}

test('of a role with half of the scopes it names those that are missing, in five seconds', async () => {
  const missing = [
    'administrators.readonly',
    'associations.applications.readonly',
    'associations.directories.readonly',
    'associations.systems.readonly',
    'authn.readonly',
    'groups.readonly',
    'mdm.readonly',
    'radius.readonly',
  ];
  const config = await start(
    { users: 5_000, devices: 1_000 },
    { latency: 50, interfere: lacking(missing) },
  );
  const startedAt = Date.now();
  const report = await check(config);
  expect(Date.now() - startedAt).toBeLessThan(5_000);
  expect(report.missingScopes).toEqual(missing);
  expect(report.isReadable).toBe(false);
  const text = toText(report);
  const named = text.match(/forbidden, [a-z.]+ is missing/g) ?? [];
  expect(Array.from(new Set(named)).sort()).toEqual(
    missing.map((scope) => `forbidden, ${scope} is missing`),
  );
  expect(text).toContain('Settings > Administrators');
});

test('what an older role reads over the graph is readable, and says so', async () => {
  const config = await start(
    { users: 50 },
    { interfere: lacking(['associations.commands.readonly']) },
  );
  const report = await check(config);
  expect(report.missingScopes).toEqual([]);
  expect(report.isReadable).toBe(true);
  expect(toText(report)).toContain(
    "read over JumpCloud's graph (systems.readonly), since associations.commands.readonly is missing",
  );
});

test('a product that is not licensed fails nothing, also where it is switched on', async () => {
  const config = await start(
    { users: 50, saasApplications: undefined, directoryInsights: false },
    {
      interfere: ({ path }) =>
        /applemdms/.test(path) ? { status: 402, body: {} } : undefined,
    },
  );
  const report = await check({ ...config, ...EVERYTHING });
  expect(report.isReadable).toBe(true);
  const status = (source: string) =>
    report.sources.find((each) => each.source === source)?.status;
  expect(status('apple-mdm')).toBe('not licensed');
});

test('a key that is refused, and a host that does not answer, get the words of the integration', async () => {
  await start({ users: 5 });
  await expect(check({ apiKey: 'jca_wrong' })).rejects.toThrow(
    /JumpCloud refused the API key\..*Region/,
  );
  await expect(check({})).rejects.toThrow(/API Key .* is missing/);
  const port = await freePort();
  process.env.JUMPCLOUD_CONSOLE_URL = `http://127.0.0.1:${port}`;
  await expect(check({ apiKey: 'jca_good' })).rejects.toThrow(
    /organizations, after 6 attempts/,
  );
});

test('several organizations are told one by one', async () => {
  const tenants = [0, 1].map((index) =>
    createTenant({
      index,
      users: 20 + index,
      organizationName: `Org ${index}`,
    }),
  );
  const config = await start({}, { tenants });
  const report = await check(config);
  expect(report.organizations.map(({ users }) => users)).toEqual([20, 21]);
  expect(report.isReadable).toBe(true);
});

test('what a server says in its errors, and in fields, is in no report', async () => {
  const config = await start(
    { users: 50 },
    {
      interfere: ({ path }) =>
        /radius|policies|commands/.test(path)
          ? { status: 418, body: { message: 'planted jane@example.com' } }
          : undefined,
    },
  );
  const report = await check(config);
  expect(report.isReadable).toBe(false);
  const text = JSON.stringify(report) + toText(report);
  expect(text).toContain('JumpCloud answers 418');
  expect(text).not.toMatch(/planted|@/);
});

test('a run says in one line which declared field no user of a hundred has', async () => {
  const rewrite = (answer: DraftAnswer) => {
    const { results = [] } = answer.body as { results?: { mfa?: unknown }[] };
    results.forEach((row) => delete row.mfa);
    return answer;
  };
  const config = await start(
    { users: 120, groups: 2 },
    {
      interfere: ({ path }) =>
        path === '/api/systemusers' ? { rewrite } : undefined,
    },
  );
  const { said } = await execute(storage(), config);
  expect(said.filter((line) => line.includes('(declared-fields)'))).toEqual([
    'None of 120 users has mfa (declared-fields): what is made of it is absent.',
  ]);
});
