import { MappedRelationship } from '@jupiterone/integration-sdk-core';
import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { IngestionSources, MappedRelationships, Steps } from '../src/model';
import { IntegrationConfig } from '../src/settings';
import { Graph, readGraph } from '../tools/integration';
import { useOwnStorage } from './executing';
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
    'systems',
    [
      { _id: devices[0], amazonInstanceID: 'i-0123456789abcdef0' },
      { _id: devices[1], amazonInstanceID: '' },
      { _id: devices[2] },
    ],
  ],
]);
groups.forEach((one, n) => {
  const member = { to: { id: users[n], type: 'user' } };
  lists.set(`v2/usergroups/${one}/members`, [member]);
  lists.set(`v2/usergroups/${one}/associations?targets=system`, []);
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
  [`organizations/${ORGANIZATION}`, { _id: ORGANIZATION, settings: {} }],
]);

interface Collected {
  graph: Graph;
  requests: string[];
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
  config = {},
  instead,
}: {
  disabled?: string[];
  config?: Partial<IntegrationConfig>;
  instead?: NonNullable<Parameters<typeof serveLists>[2]>['instead'];
} = {}): Promise<Collected> {
  listing = await serveLists(lists, objects, { instead });
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
];

const ON_REQUEST = {};

test('each mapped relationship is found by what the other integration sets, and makes nothing', async () => {
  const { graph, said } = await collect({ config: ON_REQUEST });
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
  const { graph } = await collect();
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

test('what is switched off is not there', async () => {
  const { graph } = await collect({ disabled: [IngestionSources.AWS] });
  const statuses = graph.steps
    .filter(({ id: step }) =>
      [Steps.AWS_ROLES, Steps.AWS_INSTANCES].includes(step),
    )
    .map(({ status }) => status);
  expect(statuses).toEqual(['disabled', 'disabled']);
  expect(JSON.stringify(graph.relationships)).not.toContain('aws_');
});
