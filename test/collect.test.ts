import {
  createWorkplace,
  filesBelow,
  Graph,
  readGraph,
  runIntegration,
} from './integration';
import fs from 'node:fs';
import path from 'node:path';

import { Sandbox, SandboxOptions, startSandbox } from './sandbox/server';
import {
  createTenant,
  PLANTED_SECRET,
  Tenant,
  TenantOptions,
} from './sandbox/tenant';

/*
 * The real command line as a process of its own: the only tests that see steps
 * side by side, the store on disk, validation and exit codes.
 */

jest.setTimeout(120_000);

let sandbox: Sandbox;
let workplace: ReturnType<typeof createWorkplace>;

beforeEach(() => {
  workplace = createWorkplace();
});

afterEach(async () => {
  workplace.remove();
  await sandbox?.close();
});

async function collect(
  options: Partial<TenantOptions>,
  server: Partial<SandboxOptions> = {},
  environment: NodeJS.ProcessEnv = {},
) {
  sandbox = await startSandbox({ tenants: [createTenant(options)], ...server });
  return runIntegration(['collect'], {
    directory: workplace.directory,
    environment: {
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_OAUTH_URL: sandbox.oauthUrl,
      API_KEY: sandbox.apiKey,
      ...environment,
    },
  });
}

const keysOf = (objects: { _type: string; _key: string }[], type: string) =>
  objects
    .filter(({ _type }) => _type === type)
    .map(({ _key }) => _key)
    .sort();

/** The keys of all that belongs in the graph, by type, from the tenant's own data. */
function expectedOf(tenant: Tenant) {
  const { organization, users, groups, members, applications, admins } = tenant;
  const userIds = users.map(({ _id }) => _id);
  const groupIds = groups.map(({ id }) => id);
  const applicationIds = applications.map(({ _id }) => _id);
  const adminIds = admins.map(({ _id }) => _id);
  const known = new Set([...userIds, ...groupIds]);
  const membersOf = (group: string) =>
    (members.get(group) ?? []).filter((user) => known.has(user));
  const under = (ids: string[]) =>
    ids.map((id) => `${organization._id}|has|${id}`);
  const granted = (kind: 'users' | 'groups') =>
    applicationIds.flatMap((application) =>
      (tenant.grants.get(application)?.[kind] ?? [])
        .filter((id) => known.has(id))
        .map((id): [string, string] => [id, application]),
    );
  const access = [
    ...granted('users'),
    ...granted('groups').flatMap(([group, application]) =>
      membersOf(group).map((user): [string, string] => [user, application]),
    ),
  ];
  const assigned = (pairs: [string, string][]) => [
    ...new Set(pairs.map(([from, to]) => `${from}|assigned|${to}`)),
  ];
  return {
    jumpcloud_account: [organization._id],
    jumpcloud_user: userIds,
    jumpcloud_group: groupIds,
    jumpcloud_application: applicationIds,
    jumpcloud_admin: adminIds,
    jumpcloud_account_has_user: under(userIds),
    jumpcloud_account_has_group: under(groupIds),
    jumpcloud_account_has_application: under(applicationIds),
    jumpcloud_account_has_admin: under(adminIds),
    jumpcloud_group_has_user: groupIds.flatMap((group) =>
      membersOf(group).map((user) => `${group}|has|${user}`),
    ),
    jumpcloud_group_assigned_application: assigned(granted('groups')),
    jumpcloud_user_assigned_application: assigned(access),
    jumpcloud_user_manages_user: users
      .filter(({ manager }) => known.has(String(manager)))
      .map(({ _id, manager }) => `${String(manager)}|manages|${_id}`),
  };
}

function expectWhole(
  { entities, relationships, steps }: Graph,
  tenants: Tenant[],
) {
  expect(steps.map(({ status }) => status)).toEqual(steps.map(() => 'success'));
  const objects = [...entities, ...relationships];
  const expected = tenants.map(expectedOf);
  for (const type of Object.keys(
    expected[0],
  ) as (keyof (typeof expected)[0])[]) {
    expect(keysOf(objects, type)).toEqual(
      expected.flatMap((one) => one[type]).sort(),
    );
  }
}

test.each([0, 1, 99, 100, 101, 230, 5_000])(
  '%d users: every user, group and membership is in the graph exactly once',
  async (users) => {
    const run = await collect({ users, groups: 4, groupSize: 120 });
    expect(run.exitCode).toBe(0);
    expectWhole(readGraph(workplace.directory), sandbox.tenants);
    expect(sandbox.mostUnderWay).toBeLessThanOrEqual(10);
  },
);

test('access to applications is whole, with direct grants named as such, in two requests per application', async () => {
  const run = await collect({ users: 300, groups: 20, applications: 300 });
  expect(run.exitCode).toBe(0);
  const graph = readGraph(workplace.directory);
  expectWhole(graph, sandbox.tenants);
  const [{ applications, grants }] = sandbox.tenants;
  const direct = new Set(
    applications.flatMap(({ _id }) =>
      (grants.get(_id)?.users ?? []).map((user) => `${user}|assigned|${_id}`),
    ),
  );
  const assignments = graph.relationships.filter(
    ({ _type }) => _type === 'jumpcloud_user_assigned_application',
  );
  expect(assignments.length).toBeGreaterThan(direct.size);
  for (const { _key, assignedBy } of assignments) {
    expect([_key, assignedBy]).toEqual([
      _key,
      direct.has(_key) ? 'direct' : 'group',
    ]);
  }
  const asked = sandbox.requests.filter(({ path: url }) =>
    /\/applications\/.*\/associations/.test(url),
  );
  expect(asked).toHaveLength(600);
});

test('the employee mapping alone can be switched off', async () => {
  const run = await collect(
    { users: 10, groups: 3 },
    {},
    { DISABLE_EMPLOYEE_MAPPING: 'true' },
  );
  expect(run.output).toContain(
    'Skipped step "Build User Employee Relationships"',
  );
  const { steps, relationships } = readGraph(workplace.directory);
  expect(
    steps.filter(({ status }) => status !== 'success').map(({ id }) => id),
  ).toEqual(['build-user-employee-relationships']);
  expect(relationships.some(({ _mapping }) => _mapping)).toBe(false);
});

test.each([
  ['/api/users', 'fetch-admins', 'administrators.readonly'],
  ['/api/applications', 'fetch-applications', 'applications.readonly'],
])(
  '%s forbidden: that step alone fails, with one warning',
  async (url, step, scope) => {
    const run = await collect(
      { users: 10, groups: 3 },
      {
        interfere: ({ path: asked }) =>
          asked === url ? { status: 403 } : undefined,
      },
    );
    expect(run.exitCode).toBe(0);
    const { steps } = readGraph(workplace.directory);
    expect(
      steps.filter(({ status }) => status === 'failure').map(({ id }) => id),
    ).toEqual([step]);
    expect(run.output.split(scope)).toHaveLength(3);
  },
);

test('odd records each become an entity, and nothing private is anywhere', async () => {
  const run = await collect({ oddities: true }, {}, { LOG_LEVEL: 'trace' });
  expect(run.exitCode).toBe(0);
  expectWhole(readGraph(workplace.directory), sandbox.tenants);
  const everything = filesBelow(
    path.join(workplace.directory, '.j1-integration'),
  )
    .map((file) => fs.readFileSync(file, 'utf8'))
    .concat(run.output)
    .join('\n');
  expect(everything).toContain('mixed.case@example.com');
  expect(everything).not.toContain(PLANTED_SECRET);
  expect(everything).not.toContain(sandbox.apiKey);
});

test('a request for each page, and no other', async () => {
  await collect({ users: 230, groups: 3, groupSize: 150, everybody: true });
  const counts = new Map<string, number>();
  for (const { path: url } of sandbox.requests) {
    const kind = url.replace(/[0-9a-f]{24}/, '*');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [{ members }] = sandbox.tenants;
  const pages = [...members.values()].map(({ length }) =>
    Math.max(1, Math.ceil(length / 100)),
  );
  expect(Object.fromEntries(counts)).toMatchObject({
    '/api/organizations': 1,
    '/api/organizations/*': 1,
    '/api/systemusers': 3,
    '/api/v2/usergroups': 1,
    '/api/v2/usergroups/*/members': pages.reduce((sum, n) => sum + n, 0),
  });
});

test.each([
  ['no key', { API_KEY: '' }, /API Key .*is missing.*My API Key/],
  [
    'a wrong key',
    { API_KEY: 'jca_wrong' },
    /401.*JumpCloud refused the API key/,
  ],
  ['an unknown region', { REGION: 'mars' }, /Region .*us, eu, in/],
  [
    'an organization that the key does not see',
    { ORG_ID: '0'.repeat(24) },
    /cannot see the organization 0{24}/,
  ],
])(
  '%s: exit code 1 and a message that helps',
  async (_, environment, message) => {
    const run = await collect({ users: 1, groups: 0 }, {}, environment);
    expect(run.exitCode).toBe(1);
    expect(run.output).toMatch(message);
    expect(run.output).not.toContain('jca_wrong');
    expect(run.output).not.toMatch(/^\s+at .*\.(ts|js):\d+/m);
  },
);
