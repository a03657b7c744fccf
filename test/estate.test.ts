import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { IngestionSources, Steps } from '../src/model';
import { Graph, readGraph } from '../tools/integration';
import { useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * Devices, policies, Apple MDM, directories, RADIUS and conditional access, with
 * the SDK's own executor: every edge is held against a tenant that this file
 * makes up.
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
const DEVICES = 130;
const users = many(USERS, (n) => id('1', n));
const groups = many(6, (n) => id('2', n));
const devices = many(DEVICES, (n) => id('3', n));
const deviceGroups = many(8, (n) => id('4', n));
const policies = many(12, (n) => id('5', n));
const appleMdm = id('6', 0);
const appleDevices = many(30, (n) => id('7', n));
const directories = many(9, (n) => id('8', n));
const radiusServers = many(4, (n) => id('9', n));
const applications = many(5, (n) => id('a', n));
const authPolicies = many(7, (n) => id('b', n));
const ipLists = many(2, (n) => id('c', n));

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
const devicesOfGroup = (n: number) => some(devices, n + 3).slice(0, 5);
const usersOfDeviceGroup = (n: number) => some(users, n + 4).slice(0, 3);
const policyDeviceGroupsOf = (n: number) => some(deviceGroups, n + 1);
const policyGroupsOf = (n: number) => some(groups, n);

/** By the type of a directory: where its associations are. One type is not known yet. */
const DIRECTORY_PATHS = new Map([
  ['office_365', 'office365s'],
  ['g_suite', 'gsuites'],
  ['ldap_server', 'ldapservers'],
  ['active_directory', 'activedirectories'],
  ['workday', undefined],
  ['hovercraft', undefined],
]);
const directoryTypeOf = (n: number) =>
  [...DIRECTORY_PATHS.keys()][n % DIRECTORY_PATHS.size];
const directoryPathOf = (n: number) => DIRECTORY_PATHS.get(directoryTypeOf(n));
const directoryGroupsOf = (n: number) =>
  directoryPathOf(n) === undefined ? [] : some(groups, n);
const radiusGroupsOf = (n: number) => (n === 3 ? [] : some(groups, n + 2));

/** What each policy names, and what it exempts; some name what was deleted. */
const namedGroupsOf = (n: number) => [...some(groups, n), id('e', 0)];
const exemptGroupsOf = (n: number) => (n === 2 ? [] : some(groups, n + 2));
const namedApplicationsOf = (n: number) =>
  n === 4 ? [] : some(applications, n);
const exemptApplicationsOf = (n: number) =>
  n === 4 ? applications.slice(3) : [];

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
const authPolicy = (one: string, n: number): Row => ({
  id: one,
  name: one,
  ...(n > 0 && { disabled: n === 1 }),
  effect: {
    action: n === 5 ? 'hover' : 'allow',
    custom_error_message: { enabled: true, message: MARKER },
  },
  targets: {
    resources: [
      { type: 'user_portal' },
      ...(n === 4 ? [{ type: 'application' }] : []),
      ...namedApplicationsOf(n).map((application) => ({
        type: 'application',
        id: application,
      })),
    ],
    excludedApplications: exemptApplicationsOf(n),
    userGroups: { inclusions: namedGroupsOf(n), exclusions: exemptGroupsOf(n) },
  },
  conditions: {
    all: [{ ipAddressIn: ipLists.slice(0, n) }, { deviceManaged: true }],
  },
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
  [
    'v2/directories',
    [
      null,
      ...directories.map((one, n) => ({
        id: one,
        name: n === 1 ? null : one,
        type: n === 8 ? null : directoryTypeOf(n),
        oAuthStatus:
          n === 0 ? { error: 'invalid_grant', errorMessage: MARKER } : null,
      })),
    ],
  ],
  [
    'v2/workdays',
    [
      {
        id: directories[4],
        reportUrl: MARKER,
        auth: { basic: { isValid: false, message: MARKER } },
      },
    ],
  ],
  [
    'radiusservers',
    radiusServers.map((_id, n) => ({
      _id,
      name: _id,
      networkSourceIp: '192.0.2.7',
      mfa: ['DISABLED', 'ALWAYS', 'HOVERING', undefined][n],
      sharedSecret: MARKER,
      caCert: MARKER,
    })),
  ],
  ['applications', applications.map((_id) => ({ _id, config: MARKER }))],
  ['v2/authn/policies', authPolicies.map(authPolicy)],
  [
    'v2/iplists',
    ipLists.map((one, n) => ({
      id: one,
      name: `List ${n}`,
      ips: [`192.0.2.${n}`],
    })),
  ],
]);
applications.forEach((one) =>
  ['user', 'user_group'].forEach((target) =>
    lists.set(`v2/applications/${one}/associations?targets=${target}`, []),
  ),
);
directories.forEach((one, n) => {
  const at = directoryPathOf(n);
  if (at === undefined || n === 8) return;
  lists.set(
    `v2/${at}/${one}/associations?targets=user_group`,
    connections(directoryGroupsOf(n), 'user_group'),
  );
  if (at === 'activedirectories') {
    lists.set(`v2/${at}/${one}/agents`, [
      { id: id('d', n), state: 'active', source_ip: MARKER },
    ]);
  }
});
radiusServers.forEach((one, n) =>
  lists.set(
    `v2/radiusservers/${one}/associations?targets=user_group`,
    connections(radiusGroupsOf(n), 'user_group'),
  ),
);
groups.forEach((one, n) => {
  const at = `v2/usergroups/${one}`;
  lists.set(`${at}/members`, connections(membersOfGroup(n), 'user'));
  lists.set(
    `${at}/associations?targets=system_group`,
    connections(deviceGroupsOf(n), 'system_group'),
  );
  lists.set(
    `${at}/associations?targets=system`,
    connections(devicesOfGroup(n), 'system'),
  );
});
deviceGroups.forEach((one, n) => {
  const at = `v2/systemgroups/${one}`;
  lists.set(`${at}/members`, connections(membersOfDeviceGroup(n), 'system'));
  lists.set(
    `${at}/associations?targets=user`,
    connections(usersOfDeviceGroup(n), 'user'),
  );
});
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
  jumpcloud_group_assigned_device: pairs(groups, 'assigned', devicesOfGroup),
  jumpcloud_user_assigned_device_group: turned(
    deviceGroups,
    'assigned',
    usersOfDeviceGroup,
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
  jumpcloud_directory: directories,
  jumpcloud_account_has_directory: underAccount(directories),
  // The last one does not say its type.
  jumpcloud_group_assigned_directory: turned(
    directories.slice(0, 8),
    'assigned',
    directoryGroupsOf,
  ),
  jumpcloud_radius_server: radiusServers,
  jumpcloud_account_has_radius_server: underAccount(radiusServers),
  jumpcloud_group_assigned_radius_server: turned(
    radiusServers,
    'assigned',
    radiusGroupsOf,
  ),
  jumpcloud_auth_policy: authPolicies,
  jumpcloud_account_has_auth_policy: underAccount(authPolicies),
  jumpcloud_auth_policy_assigned_group: pairs(authPolicies, 'assigned', (n) =>
    groups.filter((group) =>
      [...namedGroupsOf(n), ...exemptGroupsOf(n)].includes(group),
    ),
  ),
  jumpcloud_group_assigned_auth_policy: turned(authPolicies, 'assigned', (n) =>
    groups.filter(
      (group) =>
        namedGroupsOf(n).includes(group) && !exemptGroupsOf(n).includes(group),
    ),
  ),
  jumpcloud_auth_policy_assigned_application: pairs(
    authPolicies,
    'assigned',
    (n) => [...namedApplicationsOf(n), ...exemptApplicationsOf(n)],
  ),
};

const UNRELATED = [
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
const storage = useOwnStorage();

afterEach(async () => {
  await listing?.close();
  listing = undefined;
});

async function collect({
  tenant = lists,
  disabled = [],
  forbidden,
}: {
  tenant?: typeof lists;
  disabled?: string[];
  forbidden?: RegExp;
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
      config: { apiKey: 'jca_invented' },
      disabledSources: [...UNRELATED, ...disabled].map((ingestionSourceId) => ({
        ingestionSourceId,
      })),
    },
    invocationConfig,
    { current: { startedOn: 0 } },
    { enableSchemaValidation: true },
  );
  const graph = readGraph(storage());
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

let whole: Promise<Collected> | undefined;
/** With nothing forbidden or switched off: one run for the tests that look at it. */
const collectAll = () => (whole ??= collect());

const ESTATE_STEPS = [
  Steps.DEVICES,
  Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
  Steps.DEVICE_GROUP_ASSIGNMENTS,
  Steps.DEVICE_ASSIGNMENTS,
  Steps.POLICIES,
  Steps.POLICY_ASSIGNMENTS,
  Steps.GROUP_POLICY_ASSIGNMENTS,
  Steps.APPLE_MDM,
  Steps.APPLE_DEVICES,
  Steps.DIRECTORIES,
  Steps.DIRECTORY_ASSIGNMENTS,
  Steps.RADIUS_SERVERS,
  Steps.RADIUS_SERVER_ASSIGNMENTS,
  Steps.AUTH_POLICIES,
  Steps.AUTH_POLICY_GROUPS,
  Steps.AUTH_POLICY_APPLICATIONS,
];

test('every entity and every edge, with as many requests as there are pages', async () => {
  const { graph, keysOf, statusOf, requests, warnings } = await collectAll();
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
  expect(count(/\/api\/systems/)).toBe(2);
  expect(count(/\/systemgroups\?/)).toBe(1);
  // The first device group holds 131 objects.
  expect(count(/\/systemgroups\/.*\/members/)).toBe(deviceGroups.length + 1);
  expect(count(/\/usergroups\/.*\/associations/)).toBe(2 * groups.length);
  expect(count(/\/systemgroups\/.*\/associations/)).toBe(deviceGroups.length);
  expect(count(/\/policies\/.*\/associations/)).toBe(3 * policies.length);
  // Without a total an empty page ends a list.
  expect(count(/\/v2\/policies\?/)).toBe(2);
  expect(count(/\/applemdms/)).toBe(2);
  expect(count(/\/directories|\/workdays|\/agents|\/iplists/)).toBe(4);
  expect(count(/\/authn/)).toBe(1);
  expect(count(/\/radiusservers/)).toBe(1 + radiusServers.length);
  // Of those that have groups: two of Microsoft, two of Google, one of the others each.
  expect(count(/suites|office365s|ldapservers|directories\/.*ass/)).toBe(6);
});

test('what directories, RADIUS servers and policies say, and what they do not', async () => {
  const { graph } = await collectAll();
  const entityOf = (key: string) =>
    graph.entities.find(({ _key }) => _key === key);
  const targetingOf = (from: string, to: string) =>
    graph.relationships.find(({ _key }) => _key === `${from}|assigned|${to}`)
      ?.targeting;

  expect(
    directories.map((one) => [
      entityOf(one)?.type,
      entityOf(one)?.connectionState,
    ]),
  ).toEqual([
    ['office_365', 'broken'],
    ['g_suite', undefined],
    ['ldap_server', undefined],
    ['active_directory', 'ok'],
    ['workday', 'broken'],
    ['hovercraft', undefined],
    ['office_365', undefined],
    ['g_suite', undefined],
    [undefined, undefined],
  ]);
  expect(radiusServers.map((one) => entityOf(one)?.mfaRequired)).toEqual([
    false,
    true,
    undefined,
    undefined,
  ]);
  expect(authPolicies.map((one) => entityOf(one)?.active)).toEqual([
    undefined,
    false,
    ...many(5, () => true),
  ]);
  expect(entityOf(authPolicies[2])).toMatchObject({
    ipLists: ['List 0', 'List 1'],
    ipAddresses: ['192.0.2.0', '192.0.2.1'],
    conditions: 'IP address in List 0, List 1 and device is managed',
    deviceTrustRequired: true,
    targetsAllApplications: false,
    appliesToAllUsers: false,
  });
  expect(entityOf(authPolicies[5])).toMatchObject({ effect: 'hover' });
  expect(entityOf(authPolicies[5])).not.toHaveProperty('deviceTrustRequired');
  expect(entityOf(authPolicies[4])).toMatchObject({
    targetsAllApplications: true,
  });
  expect(targetingOf(authPolicies[4], applications[3])).toBe('excluded');
  authPolicies.forEach((policy, n) =>
    groups.forEach((group) => {
      const isExempt = exemptGroupsOf(n).includes(group);
      const isNamed = namedGroupsOf(n).includes(group);
      expect(targetingOf(policy, group)).toBe(
        isExempt ? 'excluded' : isNamed ? 'included' : undefined,
      );
    }),
  );
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
    requests.filter((address) =>
      /usergroups\/.*targets=system_group/.test(address),
    ),
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
      Steps.DEVICE_ASSIGNMENTS,
      Steps.POLICY_ASSIGNMENTS,
      Steps.APPLE_DEVICES,
    ],
    /system(s|groups)\b|targets=system/,
  ],
  [
    IngestionSources.POLICIES,
    [Steps.POLICIES, Steps.POLICY_ASSIGNMENTS, Steps.GROUP_POLICY_ASSIGNMENTS],
    /v2\/policies/,
  ],
  [
    IngestionSources.APPLE_MDM,
    [Steps.APPLE_MDM, Steps.APPLE_DEVICES],
    /applemdms/,
  ],
  [
    IngestionSources.DIRECTORIES,
    [Steps.DIRECTORIES, Steps.DIRECTORY_ASSIGNMENTS],
    /directories|workdays|suites|office365s|ldapservers/,
  ],
  [
    IngestionSources.RADIUS,
    [Steps.RADIUS_SERVERS, Steps.RADIUS_SERVER_ASSIGNMENTS],
    /radius/,
  ],
  [
    IngestionSources.CONDITIONAL_ACCESS,
    [
      Steps.AUTH_POLICIES,
      Steps.AUTH_POLICY_GROUPS,
      Steps.AUTH_POLICY_APPLICATIONS,
    ],
    /authn|iplists/,
  ],
  // Another's source, without which one relationship has no end.
  [
    IngestionSources.APPLICATIONS,
    [Steps.AUTH_POLICY_APPLICATIONS],
    /applications/,
  ],
];

test.each(SOURCES)(
  'without %s its steps ask for nothing, and the others are complete',
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
    expect(graph.partialTypes.filter((type) => type in expected)).toEqual([]);
  },
);

test('an empty list of users is not believed while a group has members', async () => {
  const tenant = new Map(lists).set('systemusers', []);
  const { statusOf, graph } = await collect({ tenant });
  expect(statusOf(Steps.USERS)).toBe('failure');
  expect(graph.partialTypes).toContain('jumpcloud_user');
});

test.each([
  ['systems', Steps.DEVICES],
  ['v2/usergroups', Steps.GROUPS_AND_MEMBERSHIPS],
])(
  'an empty list of %s is believed, whatever leads there',
  async (path, step) => {
    const tenant = new Map(lists).set(path, []);
    const { statusOf, requests } = await collect({ tenant });
    expect(statusOf(step)).toBe('success');
    const asked = requests.filter((address) => address.includes(`${path}?`));
    expect(asked).toHaveLength(2);
  },
);

test('a tenant with nothing but users is a success without a warning', async () => {
  const empty = new Map(lists);
  [
    ...['systems', 'v2/systemgroups', 'v2/policies', 'v2/applemdms'],
    ...['v2/directories', 'radiusservers', 'v2/authn/policies', 'v2/iplists'],
  ].forEach((at) => empty.set(at, []));
  const { statusOf, warnings } = await collect({ tenant: empty });
  expect(ESTATE_STEPS.map(statusOf)).toEqual(ESTATE_STEPS.map(() => 'success'));
  expect(warnings).toEqual([]);
});

test.each<[RegExp, string[]]>([
  [/applemdms$/, [Steps.APPLE_MDM]],
  [/v2\/policies$/, [Steps.POLICIES]],
  [
    /v2\/policies\/.*$/,
    [Steps.POLICY_ASSIGNMENTS, Steps.GROUP_POLICY_ASSIGNMENTS],
  ],
  [/v2\/directories$/, [Steps.DIRECTORIES]],
  [/agents/, []],
  [/workdays/, []],
  [/suites|office365s|ldap|directories\/.*ass/, [Steps.DIRECTORY_ASSIGNMENTS]],
  [/api\/radiusservers|^radiusservers/, [Steps.RADIUS_SERVERS]],
  [/v2\/radiusservers/, [Steps.RADIUS_SERVER_ASSIGNMENTS]],
  [/authn|iplists/, [Steps.AUTH_POLICIES]],
  [/iplists/, []],
])(
  '%p that is forbidden fails its step, but for what only says more; one warning',
  async (forbidden, failed) => {
    const { statusOf, warnings, keysOf } = await collect({ forbidden });
    expect(ESTATE_STEPS.filter((step) => statusOf(step) === 'failure')).toEqual(
      failed,
    );
    expect(warnings).toHaveLength(1);
    expect(keysOf('jumpcloud_device')).toEqual([...devices].sort());
  },
);

test('what says more of an object costs none of them when it cannot be read', async () => {
  const { graph, keysOf } = await collect({
    forbidden: /iplists|agents|workdays/,
  });
  expect(keysOf('jumpcloud_directory')).toEqual([...directories].sort());
  expect(keysOf('jumpcloud_auth_policy')).toEqual([...authPolicies].sort());
  expect(graph.partialTypes).toEqual([]);
});

test('directories and RADIUS servers are not asked where there are fewer groups', async () => {
  const none = new Map(lists).set('v2/usergroups', []);
  const { requests } = await collect({
    tenant: none,
    disabled: [IngestionSources.DEVICES, IngestionSources.POLICIES],
  });
  const asked = requests.filter((address) => /associations/.test(address));
  expect(asked.filter((address) => !/applications/.test(address))).toEqual([]);
});
