import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { SIDE_BY_SIDE } from '../src/jumpcloud/limits';
import { IngestionSources, Steps } from '../src/model';
import { IntegrationConfig } from '../src/settings';
import { Graph, readGraph } from '../tools/integration';
import { useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * What acts on devices without anybody signing in, on a tenant that this file
 * makes up: commands, software, groups of policies, workflows, and access for a
 * time. Every edge is held against the tenant's own data.
 */

const MARKER = 'PLANTED';
const ROOT = '000000000000000000000000';
const DAY = 86_400_000;
const TOMORROW = new Date(Date.now() + DAY).toISOString();
const YESTERDAY = new Date(Date.now() - DAY).toISOString();

function id(kind: string, n: number): string {
  return `5f${kind}${n.toString(16).padStart(21, '0')}`;
}

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

const ORGANIZATION = id('0', 0);
const users = many(4, (n) => id('1', n));
const groups = many(3, (n) => id('2', n));
const devices = many(130, (n) => id('3', n));
const deviceGroups = many(4, (n) => id('4', n));
const policies = many(5, (n) => id('5', n));
const policyGroups = many(3, (n) => id('6', n));
const commands = many(102, (n) => id('7', n));
const software = many(7, (n) => id('8', n));
const workflows = many(3, (n) => id('9', n));
const flows = many(2, (n) => id('a', n));
const requests = many(5, (n) => id('b', n));
const roles = many(2, (n) => id('c', n));

/** Half of the devices are Macs; the first group has all devices, the second all Macs but one, the third all with Linux. */
const isMac = (n: number) => n % 2 === 0;
const membersOf = (n: number) =>
  devices.filter((_, m) =>
    n === 0 ? true : n === 1 ? isMac(m) && m > 0 : n === 2 && !isMac(m),
  );

/** Some of a list, by a rule that is another for each n. */
const some = (list: string[], n: number, of = 11) =>
  list.filter((_, m) => (m * 7 + n * 3) % of < 3);

const devicesOf = (n: number) => (n % 3 === 0 ? some(devices, n, 37) : []);
const groupsOf = (n: number) => some(deviceGroups, n, 7);
const policiesOf = (n: number) => (n === 2 ? [] : some(policies, n, 5));
const userGroupsOf = (n: number) => (n === 1 ? groups : []);

const connections = (ids: string[], type: string) => [
  ...ids.map((one) => ({ to: { id: one, type }, attributes: null })),
  // Deleted meanwhile.
  { to: { id: id('e', 0), type } },
];

/** What a traversal gives: each object once, with all its ways. */
const reached = (
  direct: string[],
  through: [group: string, ids: string[]][],
) => {
  const ways = new Map<string, unknown[]>();
  const add = (one: string, way: unknown) =>
    ways.set(one, [...(ways.get(one) ?? []), way]);
  direct.forEach((one) => add(one, [{ to: { id: one, type: 'system' } }]));
  through.forEach(([group, ids]) =>
    ids.forEach((one) =>
      add(one, [
        { to: { id: group, type: 'system_group' } },
        { to: { id: one, type: 'system' } },
      ]),
    ),
  );
  return [...ways].map(([one, paths]) => ({ id: one, type: 'system', paths }));
};

const request = (n: number, fields: object) => ({
  id: requests[n],
  requestor: users[n % 4],
  userName: `user${n}`,
  resourceType: 'device',
  resourceId: devices[n],
  devicePermissionLevel: 'admin',
  remarks: MARKER,
  internalNote: MARKER,
  wfMetadata: MARKER,
  ...fields,
});

const lists = new Map<string, readonly unknown[]>([
  ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
  ['systemusers', users.map((_id) => ({ _id }))],
  ['v2/usergroups', groups.map((one) => ({ id: one, name: one }))],
  [
    'systems',
    devices.map((_id, n) => ({
      _id,
      os: isMac(n) ? 'Mac OS X' : 'Ubuntu',
      osFamily: isMac(n) ? 'darwin' : 'linux',
    })),
  ],
  ['v2/systemgroups', deviceGroups.map((one) => ({ id: one, name: one }))],
  ['v2/policies', policies.map((one) => ({ id: one, name: one }))],
  [
    'v2/policygroups',
    policyGroups.map((one) => ({
      id: one,
      name: one,
      attributes: { secret: MARKER },
    })),
  ],
  [
    'commands',
    commands.map((_id, n) => ({
      _id,
      name: `Command ${n}`,
      organization: ORGANIZATION,
      command: `echo ${MARKER}`,
      commandType: ['mac', 'linux', 'windows'][n % 3],
      launchType: n % 10 === 0 ? 'trigger' : 'manual',
      trigger: MARKER,
      files: [MARKER],
      listensTo: MARKER,
      user: n % 4 === 0 ? users[0] : ROOT,
      sudo: n % 8 === 0,
      schedule: '',
    })),
  ],
  [
    'v2/softwareapps',
    software.map((one) => ({
      id: one,
      displayName: one,
      settings: [
        {
          packageId: 'editor',
          commandLineArguments: MARKER,
          downloadUrl: `https://example.com/?token=${MARKER}`,
          location: MARKER,
          detectionRules: { powerShellScript: MARKER },
        },
      ],
    })),
  ],
  [
    'v2/workflows',
    workflows.map((one, n) => ({
      id: one,
      name: one,
      status: 'active',
      description: MARKER,
      dsl: { token: MARKER },
      execution_role_id: [roles[0], null, roles[1]][n],
    })),
  ],
  ['v2/roles', roles.map((one) => ({ id: one, name: one, scopes: ['users'] }))],
  [
    'v2/approvalflows',
    flows.map((one, n) => ({
      id: one,
      name: one,
      description: MARKER,
      deviceLevelPermission: n === 0 ? ['admin'] : undefined,
      visibleTo: n === 0 ? groups.map((group) => ({ id: group })) : undefined,
    })),
  ],
  [
    'v2/approvalflowrequest',
    [
      request(0, { status: 'active', expirationDate: TOMORROW }),
      request(1, { status: 'approved' }),
      request(2, { status: 'pending' }),
      request(3, { status: 'active', expirationDate: YESTERDAY }),
      request(4, { status: 'denied' }),
    ],
  ],
]);
groups.forEach((one) => {
  lists.set(`v2/usergroups/${one}/members`, []);
  ['system', 'system_group'].forEach((target) =>
    lists.set(`v2/usergroups/${one}/associations?targets=${target}`, []),
  );
});
deviceGroups.forEach((one, n) => {
  lists.set(
    `v2/systemgroups/${one}/members`,
    connections(membersOf(n), 'system'),
  );
  lists.set(`v2/systemgroups/${one}/associations?targets=user`, []);
});
policies.forEach((one) =>
  ['system', 'system_group', 'user_group'].forEach((target) =>
    lists.set(`v2/policies/${one}/associations?targets=${target}`, []),
  ),
);
const ASSIGNED: [path: string, ids: string[]][] = [
  ['commands', commands],
  ['softwareapps', software],
  ['policygroups', policyGroups],
];
ASSIGNED.forEach(([path, ids]) =>
  ids.forEach((one, n) => {
    const at = `v2/${path}/${one}`;
    const targets = (name: string) => `${at}/associations?targets=${name}`;
    lists.set(targets('system'), connections(devicesOf(n), 'system'));
    lists.set(
      targets('system_group'),
      connections(groupsOf(n), 'system_group'),
    );
    lists.set(
      targets('user_group'),
      connections(userGroupsOf(n), 'user_group'),
    );
    lists.set(
      `${at}/systems`,
      reached(
        devicesOf(n),
        groupsOf(n).map((group) => [
          group,
          membersOf(deviceGroups.indexOf(group)),
        ]),
      ),
    );
    const inGraph = (type: string) => (group: string) => ({
      id: group,
      type,
      paths: [[{ to: { id: group, type } }]],
    });
    lists.set(`${at}/systemgroups`, groupsOf(n).map(inGraph('system_group')));
    lists.set(`${at}/usergroups`, userGroupsOf(n).map(inGraph('user_group')));
  }),
);
policyGroups.forEach((one, n) =>
  lists.set(
    `v2/policygroups/${one}/members`,
    connections(policiesOf(n), 'policy'),
  ),
);
const objects = new Map<string, object>([
  [`organizations/${ORGANIZATION}`, { id: ORGANIZATION, settings: {} }],
  [
    'v2/devices/settings/signinwithjumpcloud',
    {
      organizationObjectId: ORGANIZATION,
      settings: [
        { osFamily: 'MACOS', enabled: true, defaultPermission: 'ADMIN' },
      ],
    },
  ],
  ['v2/devices/settings/defaultpasswordsync', { enabled: false }],
]);

const pairs = (from: string[], targetsOf: (n: number) => string[]) =>
  from.flatMap((one, n) => targetsOf(n).map((to) => `${one}|assigned|${to}`));

/** What belongs in the graph, from the tenant's own data. */
const expected: Record<string, string[]> = {
  jumpcloud_command: commands,
  jumpcloud_command_assigned_device: pairs(commands, devicesOf),
  jumpcloud_command_assigned_device_group: pairs(commands, groupsOf),
  jumpcloud_software_app: software,
  jumpcloud_software_app_assigned_device: pairs(software, devicesOf),
  jumpcloud_software_app_assigned_device_group: pairs(software, groupsOf),
  jumpcloud_policy_group: policyGroups,
  jumpcloud_policy_group_has_policy: pairs(policyGroups, policiesOf).map(
    (key) => key.replace('assigned', 'has'),
  ),
  jumpcloud_policy_group_assigned_device: pairs(policyGroups, devicesOf),
  jumpcloud_policy_group_assigned_device_group: pairs(policyGroups, groupsOf),
  jumpcloud_group_assigned_policy_group: groups.map(
    (group) => `${group}|assigned|${policyGroups[1]}`,
  ),
};

const onRequest: Record<string, string[]> = {
  jumpcloud_workflow: workflows,
  jumpcloud_workflow_assigned_role: [
    `${workflows[0]}|assigned|${roles[0]}`,
    `${workflows[2]}|assigned|${roles[1]}`,
  ],
  jumpcloud_approval_flow: flows,
  jumpcloud_group_assigned_approval_flow: groups.map(
    (group) => `${group}|assigned|${flows[0]}`,
  ),
  jumpcloud_access_request: requests.slice(0, 3),
  jumpcloud_user_has_access_request: requests
    .slice(0, 3)
    .map((one, n) => `${users[n]}|has|${one}`),
  jumpcloud_access_request_assigned_device: requests
    .slice(0, 2)
    .map((one, n) => `${one}|assigned|${devices[n]}`),
};

interface Collected {
  graph: Graph;
  requests: string[];
  warnings: unknown[];
  said: string;
}

let listing: Listing | undefined;
const storage = useOwnStorage();
jest.setTimeout(60_000);

afterEach(async () => {
  await listing?.close();
  listing = undefined;
});

async function collect({
  disabled = [],
  forbidden,
  config = { ingestWorkflows: true },
}: {
  disabled?: string[];
  forbidden?: RegExp;
  config?: Partial<IntegrationConfig>;
} = {}): Promise<Collected> {
  listing = await serveLists(lists, objects, { forbidden });
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const logger = createMockIntegrationLogger();
  const warnings: unknown[] = [];
  logger.publishWarnEvent = (event) => {
    warnings.push(event);
    return true;
  };
  const said: unknown[] = [];
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    logger[level] = (...words: unknown[]) => void said.push(words);
  }
  logger.child = () => logger;
  await executeIntegrationInstance(
    logger,
    {
      id: 'instance',
      accountId: 'account',
      name: 'Instance',
      integrationDefinitionId: 'definition',
      config: { apiKey: 'jca_invented', ...config },
      disabledSources: disabled.map((ingestionSourceId) => ({
        ingestionSourceId,
      })),
    },
    invocationConfig,
    { current: { startedOn: 0 } },
    { enableSchemaValidation: true },
  );
  return {
    graph: readGraph(storage()),
    requests: listing.requests,
    warnings,
    said: JSON.stringify(said),
  };
}

let whole: Promise<Collected> | undefined;
/** With nothing forbidden or switched off: one run for all tests that look at it. */
const collectAll = () => (whole ??= collect());

const failedSteps = ({ steps }: Graph) =>
  steps.filter(({ status }) => /fail/.test(status)).map(({ id: one }) => one);

function expectTypes(graph: Graph, types: Record<string, string[]>): void {
  for (const [type, keys] of Object.entries(types)) {
    const held = [...graph.entities, ...graph.relationships]
      .filter(({ _type }) => _type === type)
      .map(({ _key }) => _key);
    expect([type, held.sort()]).toEqual([type, [...keys].sort()]);
    expect(keys.length).toBeGreaterThan(0);
  }
}

test('every entity and every edge, with as many requests as there are pages', async () => {
  const { graph, requests: asked, warnings, said } = await collectAll();
  expect(failedSteps(graph)).toEqual([]);
  expect(warnings).toEqual([]);
  expectTypes(graph, { ...expected, ...onRequest });
  expect(JSON.stringify(graph)).not.toContain(MARKER);
  expect(said).not.toContain(MARKER);

  const count = (pattern: RegExp) =>
    asked.filter((address) => pattern.test(address)).length;
  expect(count(/\/api\/commands\?/)).toBe(2);
  expect(count(/v2\/commands\//)).toBe(2 * commands.length);
  expect(count(/softwareapps/)).toBe(1 + 2 * software.length);
  expect(count(/policygroups/)).toBe(1 + 4 * policyGroups.length);
  expect(count(/workflows|approvalflows|approvalflowrequest/)).toBe(3);
  expect(count(/devices\/settings/)).toBe(3);
  const [fields] = asked.filter((address) => /\/api\/commands\?/.test(address));
  expect(fields).not.toMatch(/fields=[^&]*(command%20|trigger|files)/);
});

test('a command on all devices of its platform is told from others', async () => {
  const { graph } = await collectAll();
  const platformOf = (n: number) => ['darwin', 'linux', 'windows'][n % 3];
  /** Of Macs the first group alone holds all, of Linux the third as well; there is no Windows. */
  const holdsAll = (platform: string, group: string) =>
    ({
      darwin: group === deviceGroups[0],
      linux: [deviceGroups[0], deviceGroups[2]].includes(group),
    }[platform]);
  const all = (key: string) =>
    graph.relationships.find(({ _key }) => _key === key)?.allDevices;
  const edges = commands.flatMap((command, n) =>
    groupsOf(n).map((group) => ({
      key: `${command}|assigned|${group}`,
      allDevices: holdsAll(platformOf(n), group),
    })),
  );
  expect(edges.map(({ key }) => [key, all(key)])).toEqual(
    edges.map(({ key, allDevices }) => [key, allDevices]),
  );
  expect(new Set(edges.map(({ allDevices }) => allDevices)).size).toBe(3);
});

test('nobody is told to be on all devices where not all of them are known', async () => {
  const { graph } = await collect({ forbidden: /systemgroups\/.*1\/members/ });
  expect(failedSteps(graph)).toContain(Steps.DEVICE_GROUPS_AND_MEMBERSHIPS);
  const told = graph.relationships.filter(
    ({ allDevices }) => allDevices !== undefined,
  );
  expect(told).toEqual([]);
});

test('what a role may not read of associations it reads over the graph, and nobody is warned', async () => {
  const forbidden =
    /^v2\/(commands|softwareapps|policygroups)\/.*\/associations/;
  const { graph, requests: asked, warnings } = await collect({ forbidden });
  expect(failedSteps(graph)).toEqual([]);
  expect(warnings).toEqual([]);
  expectTypes(graph, expected);
  // Those that were under way when the first was refused.
  ASSIGNED.forEach(([path]) => {
    const refused = asked.filter(
      (address) =>
        address.includes(`v2/${path}/`) && /\/associations/.test(address),
    );
    expect(refused.length).toBeLessThanOrEqual(SIDE_BY_SIDE.atMost);
  });
});

test('what a role may read in neither way fails its step, with one warning', async () => {
  const { graph, warnings } = await collect({
    forbidden: /^v2\/commands\/.*\/(associations|systems)$/,
  });
  expect(failedSteps(graph)).toEqual([Steps.COMMAND_ASSIGNMENTS]);
  expect(warnings).toEqual([
    expect.objectContaining({
      description: expect.stringContaining('systems.readonly'),
    }),
  ]);
  // The groups are there all the same.
  expectTypes(graph, {
    jumpcloud_command_assigned_device_group:
      expected.jumpcloud_command_assigned_device_group,
  });
});

test.each<[string, RegExp, string[]]>([
  [
    IngestionSources.COMMANDS,
    /commands/,
    [Steps.COMMANDS, Steps.COMMAND_ASSIGNMENTS],
  ],
  [
    IngestionSources.SOFTWARE,
    /softwareapps/,
    [Steps.SOFTWARE_APPS, Steps.SOFTWARE_APP_ASSIGNMENTS],
  ],
  [
    IngestionSources.POLICIES,
    /v2\/polic(ies|ygroups)/,
    [
      Steps.POLICY_GROUPS_AND_MEMBERSHIPS,
      Steps.POLICY_GROUP_ASSIGNMENTS,
      Steps.GROUP_POLICY_GROUP_ASSIGNMENTS,
    ],
  ],
  [
    IngestionSources.WORKFLOWS,
    /workflows|approvalflow/,
    [
      Steps.WORKFLOWS,
      Steps.WORKFLOW_ROLES,
      Steps.APPROVAL_FLOWS,
      Steps.ACCESS_REQUESTS,
      Steps.ACCESS_REQUEST_DEVICES,
    ],
  ],
  [
    IngestionSources.DEVICES,
    /systems|systemgroups|targets=system|devices\/settings/,
    [
      Steps.COMMAND_ASSIGNMENTS,
      Steps.SOFTWARE_APP_ASSIGNMENTS,
      Steps.POLICY_GROUP_ASSIGNMENTS,
      Steps.ACCESS_REQUEST_DEVICES,
    ],
  ],
])(
  'without %s nothing of it is asked for, and nobody is warned',
  async (source, addresses, steps) => {
    const {
      graph,
      requests: asked,
      warnings,
    } = await collect({
      disabled: [source],
    });
    expect(asked.filter((address) => addresses.test(address))).toEqual([]);
    expect(warnings).toEqual([]);
    expect(failedSteps(graph)).toEqual([]);
    const disabled = graph.steps
      .filter(({ status }) => status === 'disabled')
      .map(({ id: one }) => one);
    expect(disabled).toEqual(expect.arrayContaining(steps));
    expect(graph.partialTypes).toEqual([]);
  },
);

test('workflows are read on request only', async () => {
  const { graph, requests: asked } = await collect({ config: {} });
  expect(asked.filter((one) => /workflows|approvalflow/.test(one))).toEqual([]);
  expect(graph.entities.map(({ _type }) => _type)).not.toContain(
    'jumpcloud_workflow',
  );
});

test("the account says what users become on a device that is nobody's yet", async () => {
  const accountOf = ({ entities }: Graph) =>
    entities.find(({ _type }) => _type === 'jumpcloud_account');
  expect(accountOf((await collectAll()).graph)).toMatchObject({
    defaultDevicePermissionMacos: 'ADMIN',
    deviceSignInMacosEnabled: true,
    defaultPasswordSyncEnabled: false,
  });
  await listing?.close();
  const refused = await collect({ forbidden: /devices\/settings/ });
  const account = accountOf(refused.graph);
  expect(account).toMatchObject({ _key: ORGANIZATION });
  expect(account).not.toHaveProperty('defaultDevicePermissionMacos');
  expect(failedSteps(refused.graph)).toEqual([]);
  expect(refused.warnings).toEqual([]);
});
