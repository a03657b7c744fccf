import { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { getStepStartStates } from '../src/steps';
import { collect, Collected } from './collecting';
import { collectorIn, useOwnStorage } from './executing';
import { expectedGraph, expectComplete, logins } from './expected';
import { collectLocally, printedByRefused } from './locally';
import { createWorkplace, filesBelow, readGraph } from '../tools/integration';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant, PLANTED_SECRET } from '../tools/sandbox/tenant';

/*
 * Whole runs. Those of the real command line as a process of its own are the only
 * ones that see the environment, the output and exit codes; most run in this
 * process, which takes a third of the time.
 */

const storage = useOwnStorage();
const collectHere = collectorIn(storage);

jest.setTimeout(120_000);

// The last is more pages than there are requests side by side, and several files of the SDK's.
test.each([0, 100, 101, 1_101])(
  '%d users, in this process: every user, group and membership is in the graph exactly once',
  async (users) => {
    const run = await collectHere({
      users,
      groups: 4,
      groupSize: 120,
      // Of what users and groups are tied to, some.
      applications: 4,
      devices: 8,
      deviceGroups: 2,
      policies: 2,
      commands: 2,
      softwareApps: 2,
      radiusServers: 2,
    });
    expectComplete(run.graph(), run.sandbox.tenants);
    expect(run.sandbox.mostUnderWay).toBeLessThanOrEqual(10);
  },
);

describe('in a folder without a tsconfig.json, of malformed records, at its most talkative', () => {
  const { directory, remove } = createWorkplace();
  let run: Collected;
  beforeAll(async () => {
    fs.rmSync(path.join(directory, 'tsconfig.json'));
    run = await collect(
      { users: 101, groups: 4, groupSize: 120, devices: 8, malformed: true },
      {
        directory,
        keep: true,
        environment: () => ({ LOG_LEVEL: 'trace' }),
      },
    );
  });
  afterAll(remove);

  test('every user, group and membership is in the graph exactly once, and each malformed record is an entity', () => {
    expect(run.exitCode).toBe(0);
    const graph = run.graph();
    expectComplete(graph, run.sandbox.tenants);
    expect(run.sandbox.mostUnderWay).toBeLessThanOrEqual(10);
    // The manager's id is in capital letters.
    const [{ users }] = run.sandbox.tenants;
    const people = graph.relationships.map(({ _mapping }) => _mapping);
    expect(people).toContainEqual(
      expect.objectContaining({
        targetEntity: expect.objectContaining({
          email: 'odd.shouting@example.com',
          managerEmail: users[0].email,
        }),
      }),
    );
  });

  test('nothing private is anywhere', () => {
    const everything = filesBelow(path.join(directory, '.j1-integration'))
      .map((file) => fs.readFileSync(file, 'utf8'))
      .concat(run.output)
      .join('\n');
    expect(everything).toContain('mixed.case@example.com');
    expect(everything).not.toContain(PLANTED_SECRET);
    expect(everything).not.toContain(run.sandbox.apiKey);
  });
});

test('access to applications is complete, with direct grants named as such, in two requests per application', async () => {
  const run = await collectHere({
    users: 40,
    groups: 10,
    groupSize: 8,
    applications: 101,
    devices: 0,
  });
  const graph = run.graph();
  expectComplete(graph, run.sandbox.tenants);
  const [{ applications, grants }] = run.sandbox.tenants;
  const direct = new Set(
    applications.flatMap(({ _id }) =>
      (grants.get(_id)?.users ?? []).map((user) => `${user}|assigned|${_id}`),
    ),
  );
  const assignments = graph.relationships.filter(
    ({ _type }) => _type === 'jumpcloud_user_assigned_application',
  );
  expect(assignments.length).toBeGreaterThan(direct.size);
  expect(assignments.map(({ _key, assignedBy }) => [_key, assignedBy])).toEqual(
    assignments.map(({ _key }) => [
      _key,
      direct.has(_key) ? 'direct' : 'group',
    ]),
  );
  const asked = run.sandbox.requests.filter(({ path: url }) =>
    /\/applications\/.*\/associations/.test(url),
  );
  expect(asked).toHaveLength(202);
});

test('who may sign in to which device is asked of each device, and joined with the accounts there', async () => {
  const run = await collectHere(
    { users: 60, groups: 20 },
    { config: { deriveDeviceAccess: true } },
  );
  const [tenant] = run.sandbox.tenants;
  const { jumpcloud_user_assigned_device: accounts } = expectedGraph(tenant);
  const bound = [...logins(tenant)].map(
    ([user, device]) => `${user}|assigned|${device}`,
  );
  const held = run
    .graph()
    .relationships.filter(
      ({ _type }) => _type === 'jumpcloud_user_assigned_device',
    );
  expect(held.map(({ _key }) => _key).sort()).toEqual(
    [...new Set([...accounts, ...bound])].sort(),
  );
  expect(
    held
      .filter(({ configured }) => configured)
      .map(({ _key }) => _key)
      .sort(),
  ).toEqual([...new Set(bound)].sort());
  const asked = run.sandbox.requests.filter(({ path: url }) =>
    /\/systems\/[^/]+\/users$/.test(url),
  );
  expect(asked.length).toBeGreaterThanOrEqual(tenant.systems.length);
});

test('the employee mapping alone can be switched off; an empty switch, as a copied .env has it, is off', async () => {
  const sandbox = await startSandbox({
    tenants: [createTenant({ users: 10, groups: 3 })],
  });
  const { output, isRefused } = await collectLocally(sandbox, {
    DISABLE_EMPLOYEE_MAPPING: 'true',
    DERIVE_DEVICE_ACCESS: '',
    INGEST_SIGN_INS: ' ',
  });
  await sandbox.close();
  expect(isRefused).toBe(false);
  expect(output).toContain('Skipped step "Build User Employee Relationships"');
  const { steps, relationships } = readGraph(storage());
  const usual = getStepStartStates({ instance: { config: {} } } as never);
  expect(
    steps
      .filter(({ id, status }) => status !== 'success' && !usual[id].disabled)
      .map(({ id }) => id),
  ).toEqual(['build-user-employee-relationships']);
  expect(
    steps
      .filter(({ id, status }) => status !== 'disabled' && usual[id].disabled)
      .map(({ id }) => id),
  ).toEqual([]);
  const types = new Set(relationships.map(({ _type }) => _type));
  expect(types).not.toContain('jumpcloud_user_is_employee');
});

test('without the list of roles, a role that some name with its id and some without is one', async () => {
  const run = await collectHere(
    { users: 20, groups: 2 },
    {
      server: {
        interfere: ({ path: asked }) =>
          asked === '/api/v2/roles' ? { status: 403 } : undefined,
      },
    },
  );
  const names = run
    .graph()
    .entities.filter(({ _type }) => _type === 'jumpcloud_role')
    .map(({ name }) => name);
  expect(names).toContain('Help Desk');
  expect(names).toEqual([...new Set(names)]);
});

test('where there is no device, no group is asked for its own', async () => {
  const run = await collectHere({ users: 10, groups: 5, devices: 0 });
  expectComplete(run.graph(), run.sandbox.tenants);
  const asked = run.sandbox.requests.map(
    ({ path: url, query }) => `${url}?${String(query)}`,
  );
  const ofGroups = asked.filter((url) => /usergroups.*associations/.test(url));
  expect(ofGroups.filter((url) => url.includes('targets=system&'))).toEqual([]);
});

test('a request for each page, and no other', async () => {
  const { sandbox } = await collectHere({
    users: 230,
    groups: 3,
    groupSize: 150,
    devices: 40,
  });
  const counts = new Map<string, number>();
  const asked = new Set<string>();
  for (const { path: url, query } of sandbox.requests) {
    const kind = url.replace(/[0-9a-f]{24}/, '*');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    asked.add(`${url}?${query.toString()}`);
  }
  // Nothing is asked for twice, as no list of the organization is empty.
  expect(sandbox.requests).toHaveLength(asked.size);
  const [{ members, applications }] = sandbox.tenants;
  // A full page is never the last one.
  const pages = [...members.values()].map(
    ({ length }) => Math.floor(length / 100) + 1,
  );
  expect(Object.fromEntries(counts)).toMatchObject({
    '/api/organizations': 1,
    '/api/organizations/*': 1,
    '/api/systemusers': 3,
    '/api/v2/usergroups': 1,
    '/api/v2/usergroups/*/members': pages.reduce((sum, n) => sum + n, 0),
    '/api/applications': 1,
    '/api/v2/applications/*/associations': 2 * applications.length,
    '/api/users': 1,
    '/api/systems': 1,
  });
});

/** That it helps, and tells neither a secret nor where in the code it was thrown. */
function expectHelpful(output: string, message: RegExp) {
  expect(output).toMatch(message);
  expect(output).not.toContain('jca_wrong');
  expect(output).not.toMatch(/^\s+at .*\.(ts|js):\d+/m);
}

const NO_KEY = /API Key .*is missing.*My API Key/;

test('no key: exit code 1 and a message that helps', async () => {
  const run = await collect(
    { users: 1, groups: 0 },
    { environment: () => ({ API_KEY: '' }) },
  );
  expect(run.exitCode).toBe(1);
  expectHelpful(run.output, NO_KEY);
});

describe('in this process', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      tenants: [createTenant({ users: 1, groups: 0 })],
    });
  });
  afterAll(() => sandbox.close());

  test.each([
    ['no key', { API_KEY: '' }, NO_KEY],
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
    [
      'a switch that is neither on nor off',
      { INGEST_SIGN_INS: 'yes' },
      /INGEST_SIGN_INS in [.]env\) is neither true/,
    ],
  ])('%s: a message that helps', async (_, environment, message) => {
    expectHelpful(await printedByRefused(sandbox, environment), message);
  });
});

test('a key that dies in the middle ends the run at once', async () => {
  let dead = false;
  const running = collectHere(
    { users: 300, devices: 0 },
    {
      server: {
        interfere: ({ path: asked, query }) => {
          dead ||= asked === '/api/systemusers' && query.get('skip') === '200';
          return dead
            ? { status: 401, body: { message: 'Unauthorized' } }
            : undefined;
        },
      },
    },
  );
  await expect(running).rejects.toThrow(
    /JumpCloud refused the API key\. Check the field/,
  );
});

test('killed in the middle and started again, with an output that nobody reads to its end, a run ends with a complete graph', async () => {
  let child: ChildProcess | undefined;
  const tenant = { users: 60, groups: 20, groupSize: 15, devices: 8 };
  const whenAsked = (wanted: number, act: () => void) => ({
    server: {
      interfere: ({ count }: { count: number }) => {
        if (count === wanted) act();
        return undefined;
      },
    },
    onStart: (started: ChildProcess) => (child = started),
  });
  // Some steps have written by then, others have not.
  const killed = await collect(
    tenant,
    whenAsked(60, () => child?.kill('SIGKILL')),
  );
  expect(killed.exitCode).not.toBe(0);
  const graph = path.join(killed.directory, '.j1-integration', 'graph');
  expect(filesBelow(graph).length).toBeGreaterThan(0);
  const again = await collect(tenant, {
    directory: killed.directory,
    // As `npm start 2>&1 | head` does.
    ...whenAsked(3, () => {
      child?.stdout?.destroy();
      child?.stderr?.destroy();
    }),
  });
  expect(again.exitCode).toBe(0);
  expectComplete(again.graph(), again.sandbox.tenants);
});

test('twenty groups that cannot be read cost none of the others', async () => {
  const refused = new Set<string>();
  const run = await collectHere(
    { users: 50, groups: 60, groupSize: 5 },
    {
      server: {
        interfere: ({ path: asked }) => {
          const [, group] = /usergroups\/(\w{24})\/members/.exec(asked) ?? [];
          if (group === undefined) return undefined;
          if (refused.size < 20) refused.add(group);
          return refused.has(group) ? { status: 400 } : undefined;
        },
      },
    },
  );
  const { relationships, partialTypes } = run.graph();
  const [{ members }] = run.sandbox.tenants;
  const expected = [...members].flatMap(([group, users]) =>
    refused.has(group) ? [] : users.map((user) => `${group}|has|${user}`),
  );
  expect(
    relationships
      .filter(({ _type }) => _type === 'jumpcloud_group_has_user')
      .map(({ _key }) => _key)
      .sort(),
  ).toEqual(expected.sort());
  expect(partialTypes).toContain('jumpcloud_group_has_user');
});
