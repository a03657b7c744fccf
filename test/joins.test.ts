import { MappedRelationship } from '@jupiterone/integration-sdk-core';
import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { IngestionSources, MappedRelationships, Steps } from '../src/model';
import { IntegrationConfig } from '../src/settings';
import { Graph, readGraph } from '../tools/integration';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant, NOTHING_ELSE } from '../tools/sandbox/tenant';
import { execute, useOwnStorage } from './executing';
import { expectedGraph } from './expected';
import { Listing, serveLists } from './listing';

/*
 * What leads from JumpCloud into the graphs of other integrations, on a tenant
 * that this file makes up: JupiterOne finds the other end, and makes none.
 */

const MARKER = 'PLANTED';
const ROLE = 'https://aws.amazon.com/SAML/Attributes/Role';
const PROVIDER = 'arn:aws:iam::111122223333:saml-provider/JumpCloud';
const ADMIN = 'arn:aws:iam::111122223333:role/Admin';
const READER = 'arn:aws:iam::444455556666:role/sso/Reader';

const id = (kind: string, n: number) =>
  `5f${kind}${String(n).padStart(21, '0')}`;
const many = (kind: string, count: number) =>
  Array.from({ length: count }, (_, n) => id(kind, n));

const ORGANIZATION = id('0', 0);
const users = many('1', 6);
const groups = many('2', 3);
const applications = many('3', 4);
const devices = many('4', 3);
const admins = many('6', 3);
const [google, microsoft, ldap] = many('7', 3);
/** The id of a password policy, which two groups share. */
const POLICY = id('8', 0);

const saml = (n: number, attributes: unknown) => ({
  _id: applications[n],
  name: ['aws', 'aws', 'slack', 'saml'][n],
  displayLabel: `Application ${n}`,
  sso: { type: 'saml' },
  config: {
    idpPrivateKey: { value: `${MARKER} key`, type: 'file' },
    acsUrl: { value: `https://${MARKER}.example` },
    constantAttributes: { value: attributes },
  },
});

/** A user, and how the directory is reached: directly, or by a group. */
function inDirectory(n: number, group?: string) {
  const to = { id: users[n], type: 'user' };
  const by = group ? [{ to: { id: group, type: 'user_group' } }] : [];
  return { id: users[n], type: 'user', paths: [[...by, { to }]] };
}

const lists = new Map<string, readonly unknown[]>([
  ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
  [
    'systemusers',
    users.map((_id, n) => ({
      _id,
      username: `user${n}`,
      email: n === 5 ? 'no address' : `User${n}@Example.com`,
    })),
  ],
  ['v2/usergroups', groups.map((one) => ({ id: one, name: one }))],
  [
    'applications',
    [
      saml(0, [
        { name: ROLE, value: `${ADMIN},${PROVIDER}` },
        { name: ROLE, value: `${PROVIDER}, ${READER}` },
        { name: ROLE, value: `${MARKER} no role` },
        { name: 'ApiToken', value: MARKER },
        { name: `${ROLE}SessionName`, value: MARKER },
        null,
        MARKER,
      ]),
      saml(1, [{ name: ROLE, value: `${ADMIN},${PROVIDER}` }]),
      saml(2, [{ name: 'role', value: `${ADMIN},${PROVIDER}` }]),
      saml(3, MARKER),
    ],
  ],
  [
    'v2/directories',
    [
      { id: google, type: 'g_suite', name: 'Google' },
      { id: microsoft, type: 'office_365', name: 'Microsoft' },
      { id: ldap, type: 'ldap_server', name: 'LDAP' },
    ],
  ],
  [`v2/gsuites/${google}/users`, [inDirectory(0), inDirectory(1, groups[0])]],
  [
    `v2/office365s/${microsoft}/users`,
    [
      inDirectory(1),
      // Of one who has no address nothing is found; of one without paths nobody knows how.
      inDirectory(5),
      { id: users[2], type: 'user' },
      // Directly, and by a group.
      {
        ...inDirectory(3),
        paths: [...inDirectory(3, groups[0]).paths, ...inDirectory(3).paths],
      },
      { id: id('e', 0), type: 'user', paths: [] },
    ],
  ],
  ['users', admins.map((_id) => ({ _id, email: `${_id}@example.com` }))],
  [
    `v2/organizations/${ORGANIZATION}/administratorlinks`,
    [
      ...[admins[0], admins[2], id('e', 1)].map((administrator) => ({
        administrator,
        organization: ORGANIZATION,
      })),
      // Of an organization that was not asked for.
      { administrator: admins[1], organization: id('0', 1) },
    ],
  ],
  [
    'systems',
    [
      { _id: devices[0], amazonInstanceID: 'i-0123456789abcdef0' },
      { _id: devices[1], amazonInstanceID: '' },
      { _id: devices[2] },
    ],
  ],
]);
lists.set('v2/roles', []);
lists.set('v2/service-accounts', []);
[
  `v2/gsuites/${google}`,
  `v2/office365s/${microsoft}`,
  `v2/ldapservers/${ldap}`,
].forEach((one) => lists.set(`${one}/associations?targets=user_group`, []));
groups.forEach((one, n) => {
  const member = { to: { id: users[n], type: 'user' } };
  lists.set(`v2/usergroups/${one}/members`, [member]);
  for (const target of ['system', 'g_suite', 'office_365', 'ldap_server']) {
    lists.set(`v2/usergroups/${one}/associations?targets=${target}`, []);
  }
});
const groupsOf = [[0, 1], [1], [2], []].map((of) => of.map((n) => groups[n]));
applications.forEach((one, n) => {
  const path = `v2/applications/${one}/associations`;
  lists.set(`${path}?targets=user`, [{ to: { id: users[5], type: 'user' } }]);
  lists.set(
    `${path}?targets=user_group`,
    groupsOf[n].map((group) => ({ to: { id: group, type: 'user_group' } })),
  );
});

const objects = new Map<string, object>([
  [
    `organizations/${ORGANIZATION}`,
    { _id: ORGANIZATION, provider: id('9', 0), settings: {} },
  ],
  ...[0, 1].map((n): [string, object] => [
    `v2/passwordpolicies/usergroup/${groups[n]}`,
    {
      objectId: POLICY,
      groups: groups.map((groupId) => ({ groupId, name: MARKER })),
      policy: {
        name: 'Long ones',
        description: MARKER,
        minLength: 20,
        enableMinLength: true,
        enableMaxHistory: false,
        maxHistory: 7,
        needsSymbolic: true,
      },
    },
  ]),
  [
    `v2/passwordpolicies/usergroup/${groups[2]}`,
    { objectId: POLICY, policy: { name: 'Default', default: true } },
  ],
]);

interface Collected {
  graph: Graph;
  requests: string[];
  said: string;
}

let listing: Listing | undefined;
let sandbox: Sandbox | undefined;
const storage = useOwnStorage();
jest.setTimeout(60_000);

afterEach(async () => {
  await listing?.close();
  await sandbox?.close();
  [listing, sandbox] = [undefined, undefined];
});

async function collect({
  disabled = [],
  config = {},
  instead,
  notFound,
}: {
  disabled?: string[];
  config?: Partial<IntegrationConfig>;
  instead?: (path: string) => { status: number; body: unknown } | undefined;
  /** Paths that are answered with a status and nothing else. */
  notFound?: { path: RegExp; status: number };
} = {}): Promise<Collected> {
  listing = await serveLists(lists, objects, {
    instead: (path) =>
      notFound?.path.test(path)
        ? { status: notFound.status, body: {} }
        : instead?.(path),
  });
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const logger = createMockIntegrationLogger();
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
    said: JSON.stringify(said),
  };
}

/** How JupiterOne is told to relate two entities: everything but the employees, whom it may make. */
const mappingsOf = ({ relationships }: Graph, type: string) =>
  relationships
    .filter(({ _type }) => _type === type)
    .map((one) => one as unknown as MappedRelationship);

/** The one form of each: the other integration's type and filter key, and who leads to what. */
const EXPECTED: [
  type: string,
  _class: string,
  targetType: string,
  filterKey: string,
  pairs: [source: string, value: string][],
][] = [
  [
    'jumpcloud_application_assigned_aws_iam_role',
    'ASSIGNED',
    'aws_iam_role',
    '_key',
    [
      [applications[0], ADMIN],
      [applications[0], READER],
      [applications[1], ADMIN],
    ],
  ],
  [
    'jumpcloud_group_assigned_aws_iam_role',
    'ASSIGNED',
    'aws_iam_role',
    '_key',
    [
      [groups[0], ADMIN],
      [groups[0], READER],
      [groups[1], ADMIN],
      [groups[1], READER],
    ],
  ],
  [
    'jumpcloud_device_is_aws_instance',
    'IS',
    'aws_instance',
    'instanceId',
    [[devices[0], 'i-0123456789abcdef0']],
  ],
  [
    'jumpcloud_user_is_google_user',
    'IS',
    'google_user',
    'email',
    [
      [users[0], 'user0@example.com'],
      [users[1], 'user1@example.com'],
    ],
  ],
  [
    'jumpcloud_user_is_azure_user',
    'IS',
    'azure_user',
    'userPrincipalName',
    [
      [users[1], 'user1@example.com'],
      [users[2], 'user2@example.com'],
      [users[3], 'user3@example.com'],
    ],
  ],
];

const ON_REQUEST = {
  ingestDirectoryUsers: true,
  ingestGroupPasswordPolicies: true,
};

let [whole, usual]: (Promise<Collected> | undefined)[] = [];
/** With all that is read on request, and without: one run of each for the tests that look at it. */
const collectAll = () => (whole ??= collect({ config: ON_REQUEST }));
const collectUsual = () => (usual ??= collect());

test('each mapped relationship is found by what the other integration sets, and makes nothing', async () => {
  const { graph, said } = await collectAll();
  const failed = graph.steps.filter(({ status }) => /fail/.test(status));
  expect(failed).toEqual([]);
  for (const [type, _class, targetType, filterKey, pairs] of EXPECTED) {
    const expected = pairs.map(([sourceEntityKey, value]) => ({
      _class,
      _type: type,
      displayName: _class,
      // The SDK names a target that has a key by its key.
      _key: [
        sourceEntityKey,
        _class.toLowerCase(),
        filterKey === '_key'
          ? value
          : `FORWARD:_type=${targetType}:${filterKey}=${value}`,
      ].join('|'),
      _mapping: {
        relationshipDirection: 'FORWARD',
        sourceEntityKey,
        targetFilterKeys: [['_type', filterKey]],
        targetEntity: { _type: targetType, [filterKey]: value },
        skipTargetCreation: true,
      },
    }));
    const held = mappingsOf(graph, type);
    const byKey = (one: { _key: string }, other: { _key: string }) =>
      one._key < other._key ? -1 : 1;
    expect([...held].sort(byKey)).toEqual(expected.sort(byKey));
  }
  expect(JSON.stringify(graph)).not.toContain(MARKER);
  expect(said).not.toContain(MARKER);
});

test('every mapped relationship of the model but that to employees is tried above', () => {
  const tried = EXPECTED.map(([type]) => type);
  const types = Object.values(MappedRelationships).map(({ _type }) => _type);
  expect(types.filter((type) => !tried.includes(type))).toEqual([
    MappedRelationships.USER_IS_EMPLOYEE._type,
  ]);
});

test('an application tells its vendor, and the accounts of AWS that it leads to', async () => {
  const { graph } = await collectUsual();
  const told = graph.entities
    .filter(({ _type }) => _type === 'jumpcloud_application')
    .map(({ vendor, awsRoles, awsAccountIds }) => [
      vendor,
      awsRoles,
      awsAccountIds,
    ]);
  expect(told).toEqual([
    ['Amazon Web Services', [ADMIN, READER], ['111122223333', '444455556666']],
    ['Amazon Web Services', [ADMIN], ['111122223333']],
    ['Slack', undefined, undefined],
    [undefined, undefined, undefined],
  ]);
});

/** The keys of what a type has, with one property. */
const told = ({ relationships }: Graph, type: string, property: string) =>
  relationships
    .filter(({ _type }) => _type === type)
    .map((one) => [one._key, one[property]])
    .sort();

test('who is in which directory, and how', async () => {
  const { graph, requests } = await collectAll();
  expect(
    told(graph, 'jumpcloud_user_assigned_directory', 'assignedBy'),
  ).toEqual(
    [
      [`${users[0]}|assigned|${google}`, 'direct'],
      [`${users[1]}|assigned|${google}`, 'group'],
      [`${users[1]}|assigned|${microsoft}`, 'direct'],
      [`${users[2]}|assigned|${microsoft}`, undefined],
      [`${users[3]}|assigned|${microsoft}`, 'direct'],
      [`${users[5]}|assigned|${microsoft}`, 'direct'],
    ].sort(),
  );
  const asked = requests.filter((one) =>
    /(gsuites|office365s).*users\?/.test(one),
  );
  expect(asked).toHaveLength(2);
  expect(asked.every((one) => one.includes('limit=100'))).toBe(true);
});

const policies = ({ entities }: Graph) =>
  entities.filter(({ _type }) => _type === 'jumpcloud_password_policy');

test('groups that share a policy of their own, and one that has none', async () => {
  const { graph, requests } = await collectAll();
  const key = `jumpcloud_password_policy:${POLICY}`;
  expect(
    told(graph, 'jumpcloud_group_assigned_password_policy', '_toEntityKey'),
  ).toEqual([0, 1].map((n) => [`${groups[n]}|assigned|${key}`, key]));
  expect(
    told(graph, 'jumpcloud_account_has_password_policy', '_fromEntityKey'),
  ).toContainEqual([`${ORGANIZATION}|has|${key}`, ORGANIZATION]);
  const [own, ...others] = policies(graph).filter(
    ({ isDefault }) => isDefault === false,
  );
  expect(others).toEqual([]);
  expect(own).toMatchObject({
    _key: key,
    name: 'Long ones',
    minLength: 20,
    historyCount: 0,
    requireSymbols: true,
  });
  expect(requests.filter((one) => /passwordpolicies/.test(one))).toHaveLength(
    groups.length,
  );
});

const failedSteps = ({ steps }: Graph) =>
  steps.filter(({ status }) => /fail/.test(status)).map(({ id: one }) => one);

test.each([402, 404])(
  'a group without a policy, by %d, is no failure',
  async (status) => {
    const { graph } = await collect({
      config: ON_REQUEST,
      notFound: { path: /passwordpolicies/, status },
    });
    expect(failedSteps(graph)).toEqual([]);
    expect(policies(graph)).toHaveLength(1);
  },
);

test.each([
  ['403', { status: 403, body: {} }],
  ['an answer without a policy', { status: 200, body: { cached: true } }],
])(
  'a policy that cannot be read, by %s, fails its step and nothing else',
  async (_, answer) => {
    const { graph } = await collect({
      config: ON_REQUEST,
      instead: (path) =>
        path === `v2/passwordpolicies/usergroup/${groups[0]}`
          ? answer
          : undefined,
    });
    expect(failedSteps(graph)).toEqual([Steps.GROUP_PASSWORD_POLICIES]);
  },
);

const REACHED = 'jumpcloud_admin_assigned_account';

test('the administrators of a provider and the organization that they reach', async () => {
  const { graph } = await collectUsual();
  expect(told(graph, REACHED, '_toEntityKey')).toEqual(
    [admins[0], admins[2]].map((admin) => [
      `${admin}|assigned|${ORGANIZATION}`,
      ORGANIZATION,
    ]),
  );
});

test.each([402, 404])('no provider, by %d, is no failure', async (status) => {
  const { graph } = await collect({
    notFound: { path: /administratorlinks/, status },
  });
  expect(failedSteps(graph)).toEqual([]);
  expect(told(graph, REACHED, '_key')).toEqual([]);
});

test('a provider that may not be read fails its step and nothing else', async () => {
  const { graph } = await collect({
    notFound: { path: /administratorlinks/, status: 403 },
  });
  expect(failedSteps(graph)).toEqual([Steps.ADMIN_ORGANIZATIONS]);
});

test('an organization that stands alone is not asked for its provider', async () => {
  const { graph, requests } = await collect({
    instead: (path) =>
      path === `organizations/${ORGANIZATION}`
        ? { status: 200, body: { _id: ORGANIZATION, settings: {} } }
        : undefined,
  });
  expect(failedSteps(graph)).toEqual([]);
  expect(requests.some((one) => /administratorlinks/.test(one))).toBe(false);
});

test('an administrator of one organization who reaches another', async () => {
  const tenants = [0, 1].map((index) =>
    createTenant({ index, users: 5, groups: 1, devices: 0, admins: 4 }),
  );
  const [{ admins: known, organization: first }, { organization }] = tenants;
  const links = [first, organization].map(({ _id }) => ({
    administrator: known[0]._id,
    organization: _id,
  }));
  sandbox = await startSandbox({
    tenants,
    interfere: ({ path }) =>
      path.endsWith('/administratorlinks')
        ? {
            status: 200,
            body: links.filter((one) => path.includes(one.organization)),
          }
        : undefined,
  });
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  const { graph } = await execute(storage(), { apiKey: sandbox.apiKey });
  expect(failedSteps(graph)).toEqual([]);
  expect(told(graph, REACHED, '_key').map(([key]) => key)).toEqual(
    [first, organization]
      .map(({ _id }) => `${known[0]._id}|assigned|${_id}`)
      .sort(),
  );
  const asked = sandbox.requests.filter(({ path }) =>
    path.endsWith('/administratorlinks'),
  );
  expect(asked.map(({ orgId }) => orgId)).toEqual(asked.map(() => undefined));
});

test('more organizations than a page of their list holds: one that refuses costs only its own part', async () => {
  const tenants = Array.from({ length: 102 }, (_, index) =>
    createTenant({
      index,
      users: 2,
      groups: 1,
      everybody: false,
      applications: 1,
      admins: 4,
      serviceAccounts: 0,
      ...NOTHING_ELSE,
      devices: 1,
      deviceGroups: 1,
      policies: 1,
    }),
  );
  const refusing = tenants[100].organization._id;
  sandbox = await startSandbox({
    tenants,
    interfere: ({ path, headers }) =>
      headers['x-org-id'] === refusing || path.includes(refusing)
        ? { status: 401, body: { message: 'Unauthorized' } }
        : undefined,
  });
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  const { graph, said } = await execute(
    storage(),
    { apiKey: sandbox.apiKey },
    undefined,
    // Of which they have nothing.
    [
      IngestionSources.APPLE_MDM,
      IngestionSources.COMMANDS,
      IngestionSources.CONDITIONAL_ACCESS,
      IngestionSources.DIRECTORIES,
      IngestionSources.RADIUS,
      IngestionSources.SOFTWARE,
    ],
  );
  const keys = new Set(
    [...graph.entities, ...graph.relationships].map(({ _key }) => _key),
  );
  const keysOf = (tenant: (typeof tenants)[number]) =>
    Object.entries(expectedGraph(tenant))
      .filter(
        ([type]) =>
          !/sign_in|saas|_uses_|password|workflow|approval|access_request|installed/.test(
            type,
          ),
      )
      .flatMap(([, own]) => own);
  const others = tenants.filter((each) => each !== tenants[100]);
  expect(others.flatMap(keysOf).filter((key) => !keys.has(key))).toEqual([]);
  // Its account, of which the list of organizations tells the name.
  const own = keysOf(tenants[100]).filter((key) => keys.has(key));
  expect(own).toEqual([refusing]);
  // Nor do conclusions of the others suffer.
  const inDoubt = graph.entities.filter(
    ({ _type, linkedToUser }) =>
      _type === 'jumpcloud_admin' && linkedToUser === undefined,
  );
  expect(inDoubt).toEqual([]);
  const named = tenants.filter(({ organization: { _id } }) =>
    said.some((line) => line.includes(`of organization ${_id}`)),
  );
  expect(named.map(({ organization }) => organization._id)).toEqual([refusing]);
});

test('what is switched off is not there, and not asked for', async () => {
  const off = await collect({
    disabled: [IngestionSources.AWS, IngestionSources.PROVIDERS],
  });
  const isOff = new Set(
    off.graph.steps
      .filter(({ status }) => status === 'disabled')
      .map(({ id: step }) => step),
  );
  for (const step of [
    Steps.AWS_ROLES,
    Steps.AWS_INSTANCES,
    Steps.ADMIN_ORGANIZATIONS,
    Steps.DIRECTORY_USERS,
    Steps.DIRECTORY_ACCOUNTS,
    Steps.GROUP_PASSWORD_POLICIES,
  ]) {
    expect(isOff).toContain(step);
  }
  expect(JSON.stringify(off.graph.relationships)).not.toMatch(
    /aws_|google_user|azure_user|assigned_directory/,
  );
  expect(
    off.requests.filter((one) =>
      /administratorlinks|passwordpolicies|(gsuites|office365s)[^?]*users/.test(
        one,
      ),
    ),
  ).toEqual([]);
});

test.each([
  [IngestionSources.DIRECTORY_USERS, /(gsuites|office365s)[^?]*users/],
  [IngestionSources.GROUP_PASSWORD_POLICIES, /passwordpolicies/],
])(
  'the ingestion source %s switches off what the field asks for',
  async (source, path) => {
    const { requests } = await collect({
      config: ON_REQUEST,
      disabled: [source],
    });
    expect(requests.filter((one) => path.test(one))).toEqual([]);
  },
);
