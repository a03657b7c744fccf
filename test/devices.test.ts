import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { invocationConfig } from '../src';
import { IntegrationConfig } from '../src/config';
import { IngestionSources, Steps } from '../src/model';
import { Graph, readGraph } from '../tools/integration';
import { Listing, serveLists } from './listing';

/*
 * Devices, policies and Apple MDM, step by step with the SDK's own executor:
 * every edge is held against a tenant that this file makes up.
 */

const ORGANIZATION = id('0', 0);
const MARKER = 'PLANTED';

function id(kind: string, n: number): string {
  return `5f${kind}${n.toString(16).padStart(21, '0')}`;
}

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

type Row = Record<string, unknown>;

const USERS = 40;
const DEVICES = 250;
const users = many(USERS, (n) => id('1', n));
const groups = many(6, (n) => id('2', n));
const devices = many(DEVICES, (n) => id('3', n));
const deviceGroups = many(8, (n) => id('4', n));
const policies = many(12, (n) => id('5', n));
const appleMdm = id('6', 0);
const appleDevices = many(30, (n) => id('7', n));

/** Some of a list, by a rule that is another for each n. */
const some = (list: string[], n: number) =>
  list.filter((_, m) => (m * 7 + n * 3) % 11 < 3);

const ownerOf = (n: number) =>
  n % 5 === 0 ? null : n % 5 === 1 ? id('f', n) : users[n % USERS];
const serialOf = (n: number) =>
  n % 10 === 0 ? '' : n % 10 === 1 ? 'DUPLICATE' : ` sn ${n}`;
const membersOfGroup = (n: number) => some(users, n);
const membersOfDeviceGroup = (n: number) =>
  n === 0 ? devices : n === 1 ? [] : some(devices, n);
const deviceGroupsOf = (n: number) => (n === 1 ? [] : some(deviceGroups, n));
const devicesOf = (n: number) => some(devices, n);
const policyDeviceGroupsOf = (n: number) => some(deviceGroups, n + 1);
const policyGroupsOf = (n: number) => some(groups, n);

const connections = (ids: string[], type: string) => [
  ...ids.map((one) => ({ to: { id: one, type } })),
  // Deleted meanwhile.
  { to: { id: id('e', 0), type } },
];

const system = (_id: string, n: number): Row => ({
  _id,
  organization: ORGANIZATION,
  hostname: n % 9 === 0 ? null : `host-${n}`,
  os: ['Mac OS X', 'Windows', 'Plan 9', undefined][n % 4],
  serialNumber: serialOf(n),
  fde: n % 3 === 0 ? undefined : { active: n % 3 === 1, key: MARKER },
  primarySystemUser: n % 7 === 0 ? undefined : { id: ownerOf(n) },
  attributes: [{ name: 'code', value: MARKER }],
  systemToken: MARKER,
});
const serialOfAppleDevice = (n: number) =>
  n === 0 ? '' : n === 1 ? 'DUPLICATE' : n === 2 ? 'ELSEWHERE' : `SN${n * 8}`;

const lists = new Map<string, readonly unknown[]>([
  ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
  [
    'systemusers',
    users.map((_id, n) => ({ _id, email: `User${n}@Example.com` })),
  ],
  ['systems', devices.map(system)],
  ['v2/usergroups', groups.map((one) => ({ id: one, name: one }))],
  ['v2/systemgroups', deviceGroups.map((one) => ({ id: one, name: one }))],
  [
    'v2/policies',
    policies.map((one) => ({
      id: one,
      name: one,
      values: [{ value: MARKER }],
    })),
  ],
  [
    'v2/applemdms',
    [{ id: appleMdm, apnsPushTopic: MARKER, appleCertSerialNumber: MARKER }],
  ],
  [
    `v2/applemdms/${appleMdm}/devices`,
    appleDevices.map((one, n) => ({
      id: one,
      serialNumber: serialOfAppleDevice(n),
      deviceInformation: { imei: MARKER },
    })),
  ],
]);
groups.forEach((one, n) => {
  const at = `v2/usergroups/${one}`;
  lists.set(`${at}/members`, connections(membersOfGroup(n), 'user'));
  lists.set(
    `${at}/associations?targets=system_group`,
    connections(deviceGroupsOf(n), 'system_group'),
  );
});
deviceGroups.forEach((one, n) =>
  lists.set(
    `v2/systemgroups/${one}/members`,
    connections(membersOfDeviceGroup(n), 'system'),
  ),
);
policies.forEach((one, n) => {
  const at = `v2/policies/${one}/associations?targets=`;
  lists.set(`${at}system`, connections(devicesOf(n), 'system'));
  lists.set(
    `${at}system_group`,
    connections(policyDeviceGroupsOf(n), 'system_group'),
  );
  lists.set(`${at}user_group`, connections(policyGroupsOf(n), 'user_group'));
});
const objects = new Map([
  [`organizations/${ORGANIZATION}`, { id: ORGANIZATION, settings: {} }],
]);

const pairs = (
  from: string[],
  verb: string,
  targetsOf: (n: number) => string[],
) => from.flatMap((one, n) => targetsOf(n).map((to) => `${one}|${verb}|${to}`));
const turned = (
  to: string[],
  verb: string,
  sourcesOf: (n: number) => string[],
) =>
  to.flatMap((one, n) => sourcesOf(n).map((from) => `${from}|${verb}|${one}`));
const underAccount = (keys: string[]) =>
  keys.map((key) => `${ORGANIZATION}|has|${key}`);

/** What belongs in the graph, from the tenant's own data. */
const expected: Record<string, string[]> = {
  jumpcloud_device: devices,
  jumpcloud_device_group: deviceGroups,
  jumpcloud_policy: policies,
  jumpcloud_apple_mdm: [appleMdm],
  jumpcloud_apple_device: appleDevices,
  jumpcloud_account_has_device: underAccount(devices),
  jumpcloud_account_has_device_group: underAccount(deviceGroups),
  jumpcloud_account_has_policy: underAccount(policies),
  jumpcloud_account_has_apple_mdm: underAccount([appleMdm]),
  jumpcloud_user_owns_device: turned(devices, 'owns', (n) => {
    const owner = ownerOf(n);
    return n % 7 !== 0 && owner !== null && users.includes(owner)
      ? [owner]
      : [];
  }),
  jumpcloud_device_group_has_device: pairs(
    deviceGroups,
    'has',
    membersOfDeviceGroup,
  ),
  jumpcloud_group_assigned_device_group: pairs(
    groups,
    'assigned',
    deviceGroupsOf,
  ),
  jumpcloud_policy_assigned_device: pairs(policies, 'assigned', devicesOf),
  jumpcloud_policy_assigned_device_group: pairs(
    policies,
    'assigned',
    policyDeviceGroupsOf,
  ),
  jumpcloud_group_assigned_policy: turned(policies, 'assigned', policyGroupsOf),
  jumpcloud_apple_mdm_manages_device: pairs(
    [appleMdm],
    'manages',
    () => appleDevices,
  ),
  jumpcloud_apple_device_is_device: pairs(appleDevices, 'is', (n) =>
    n > 2 && n * 8 < DEVICES && ![0, 1].includes((n * 8) % 10)
      ? [devices[n * 8]]
      : [],
  ),
};

/** Each member of each group, and each device of each device group of it, once. */
const deviceAccess = () => {
  const edges = groups.flatMap((_, n) =>
    membersOfGroup(n).flatMap((user) =>
      deviceGroupsOf(n).flatMap((deviceGroup) =>
        membersOfDeviceGroup(deviceGroups.indexOf(deviceGroup)).map(
          (device) => `${user}|assigned|${device}`,
        ),
      ),
    ),
  );
  return [...new Set(edges)];
};

const UNRELATED = [
  IngestionSources.APPLICATIONS,
  IngestionSources.ADMINISTRATORS,
  IngestionSources.EMPLOYEE_MAPPING,
];

interface Collected {
  graph: Graph;
  requests: string[];
  warnings: unknown[];
  statusOf: (stepId: string) => string | undefined;
  keysOf: (type: string) => string[];
}

let listing: Listing | undefined;
let directory: string;
const environment = { ...process.env };

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = path.join(
    directory,
    '.j1-integration',
  );
  process.env.DISABLE_DISK_USAGE_METRIC = '1';
});

afterEach(async () => {
  await listing?.close();
  listing = undefined;
  process.env = { ...environment };
  fs.rmSync(directory, { recursive: true, force: true });
});

async function collect({
  tenant = lists,
  disabled = [],
  forbidden,
  config,
}: {
  tenant?: typeof lists;
  disabled?: string[];
  forbidden?: RegExp;
  config?: Partial<IntegrationConfig>;
} = {}): Promise<Collected> {
  listing = await serveLists(tenant, objects, {
    uncounted: /^v2\/policies$/,
    forbidden,
  });
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const logger = createMockIntegrationLogger();
  const warnings: unknown[] = [];
  logger.publishWarnEvent = (event) => {
    warnings.push(event);
    return true;
  };
  await executeIntegrationInstance(
    logger,
    {
      id: 'instance',
      accountId: 'account',
      name: 'Instance',
      integrationDefinitionId: 'definition',
      config: { apiKey: 'jca_invented', ...config },
      disabledSources: [...UNRELATED, ...disabled].map((ingestionSourceId) => ({
        ingestionSourceId,
      })),
    },
    invocationConfig,
    { current: { startedOn: 0 } },
    { enableSchemaValidation: true },
  );
  const graph = readGraph(directory);
  return {
    graph,
    requests: listing.requests,
    warnings,
    statusOf: (stepId) =>
      graph.steps.find(({ id: one }) => one === stepId)?.status,
    keysOf: (type) =>
      [...graph.entities, ...graph.relationships]
        .filter(({ _type }) => _type === type)
        .map(({ _key }) => _key)
        .sort(),
  };
}

const ESTATE_STEPS = [
  Steps.DEVICES,
  Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
  Steps.DEVICE_GROUP_ASSIGNMENTS,
  Steps.POLICIES,
  Steps.POLICY_ASSIGNMENTS,
  Steps.GROUP_POLICY_ASSIGNMENTS,
  Steps.APPLE_MDM,
  Steps.APPLE_DEVICES,
];

test('every entity and every edge, with as many requests as there are pages', async () => {
  const { graph, keysOf, statusOf, requests, warnings } = await collect();
  for (const type of Object.keys(expected)) {
    expect([type, keysOf(type)]).toEqual([type, [...expected[type]].sort()]);
    expect(expected[type].length).toBeGreaterThan(0);
  }
  expect(ESTATE_STEPS.map(statusOf)).toEqual(ESTATE_STEPS.map(() => 'success'));
  expect(warnings).toEqual([]);

  const owned = graph.entities.find(({ _key }) => _key === devices[2]);
  expect(owned).toMatchObject({
    ownerId: users[2],
    owner: 'user2@example.com',
    email: 'user2@example.com',
    encrypted: false,
  });
  const ofNobodyLeft = graph.entities.find(({ _key }) => _key === devices[6]);
  expect(ofNobodyLeft).toMatchObject({ ownerId: id('f', 6) });
  expect(ofNobodyLeft).not.toHaveProperty('owner');
  expect(ofNobodyLeft).not.toHaveProperty('encrypted');
  expect(JSON.stringify(graph)).not.toContain(MARKER);

  const count = (pattern: RegExp) =>
    requests.filter((address) => pattern.test(address)).length;
  expect(count(/\/api\/systems/)).toBe(3);
  expect(count(/\/systemgroups\?/)).toBe(1);
  // The first device group holds 251 objects.
  expect(count(/\/systemgroups\/.*\/members/)).toBe(deviceGroups.length + 2);
  expect(count(/\/usergroups\/.*\/associations/)).toBe(groups.length);
  expect(count(/\/systemgroups\/.*\/associations/)).toBe(0);
  expect(count(/\/policies\/.*\/associations/)).toBe(3 * policies.length);
  // Without a total an empty page ends a list.
  expect(count(/\/policies\?/)).toBe(2);
  expect(count(/\/applemdms/)).toBe(2);
});

test('who reaches which device is derived where the configuration asks for it', async () => {
  const { keysOf, statusOf } = await collect({
    config: { deriveDeviceAccess: true },
  });
  expect(statusOf(Steps.DEVICE_ACCESS)).toBe('success');
  expect(keysOf('jumpcloud_user_assigned_device')).toEqual(
    deviceAccess().sort(),
  );
  expect(deviceAccess().length).toBeGreaterThan(DEVICES);
});

test('and is not derived otherwise', async () => {
  const { keysOf, statusOf } = await collect();
  expect(statusOf(Steps.DEVICE_ACCESS)).toBe('disabled');
  expect(keysOf('jumpcloud_user_assigned_device')).toEqual([]);
});

test('where device groups are fewer than user groups, they are asked', async () => {
  const few = new Map(lists).set('v2/systemgroups', [{ id: deviceGroups[0] }]);
  const assigned = groups.filter((_, n) =>
    deviceGroupsOf(n).includes(deviceGroups[0]),
  );
  few.set(
    `v2/systemgroups/${deviceGroups[0]}/associations?targets=user_group`,
    connections(assigned, 'user_group'),
  );
  const { keysOf, requests } = await collect({
    tenant: few,
    disabled: [IngestionSources.POLICIES],
  });
  expect(keysOf('jumpcloud_group_assigned_device_group')).toEqual(
    assigned.map((group) => `${group}|assigned|${deviceGroups[0]}`),
  );
  expect(assigned.length).toBeGreaterThan(0);
  expect(
    requests.filter((address) => /usergroups\/.*\/assoc/.test(address)),
  ).toEqual([]);
});

/** Of each source: the steps that need it, and what they would ask for. */
const SOURCES: [string, string[], RegExp][] = [
  [
    IngestionSources.DEVICES,
    [
      Steps.DEVICES,
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
      Steps.DEVICE_GROUP_ASSIGNMENTS,
      Steps.POLICY_ASSIGNMENTS,
      Steps.APPLE_DEVICES,
    ],
    /system(s|groups)\b|targets=system/,
  ],
  [
    IngestionSources.POLICIES,
    [Steps.POLICIES, Steps.POLICY_ASSIGNMENTS, Steps.GROUP_POLICY_ASSIGNMENTS],
    /policies/,
  ],
  [
    IngestionSources.APPLE_MDM,
    [Steps.APPLE_MDM, Steps.APPLE_DEVICES],
    /applemdms/,
  ],
];

test.each(SOURCES)(
  'without %s its steps ask for nothing, and the others are whole',
  async (source, steps, addresses) => {
    const { statusOf, requests, graph } = await collect({ disabled: [source] });
    expect(ESTATE_STEPS.map((step) => [step, statusOf(step)])).toEqual(
      ESTATE_STEPS.map((step) => [
        step,
        steps.includes(step) ? 'disabled' : 'success',
      ]),
    );
    expect(requests.filter((address) => addresses.test(address))).toEqual([]);
    // What is switched off is to be deleted, not kept as something that could not be read.
    expect(graph.partialTypes).toEqual([]);
  },
);

test('a tenant without devices, policies and MDM is a success without a warning', async () => {
  const empty = new Map(lists);
  ['systems', 'v2/systemgroups', 'v2/policies', 'v2/applemdms'].forEach((at) =>
    empty.set(at, []),
  );
  const { statusOf, warnings } = await collect({ tenant: empty });
  expect(ESTATE_STEPS.map(statusOf)).toEqual(ESTATE_STEPS.map(() => 'success'));
  expect(warnings).toEqual([]);
});

test.each([
  [/applemdms$/, Steps.APPLE_MDM],
  [/policies$/, Steps.POLICIES],
  [/policies\/.*$/, undefined],
])(
  '%p that is forbidden fails its step, with one warning',
  async (forbidden, failed) => {
    const { statusOf, warnings, keysOf } = await collect({ forbidden });
    const failures = ESTATE_STEPS.filter(
      (step) => statusOf(step) === 'failure',
    );
    expect(failures).toEqual(
      failed === undefined
        ? [Steps.POLICY_ASSIGNMENTS, Steps.GROUP_POLICY_ASSIGNMENTS]
        : [failed],
    );
    expect(warnings).toHaveLength(1);
    expect(keysOf('jumpcloud_device')).toEqual([...devices].sort());
  },
);
