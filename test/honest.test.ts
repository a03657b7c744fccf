import { Row } from '../tools/sandbox/random';
import { Executed, execute, useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * Ordinary tenants that look odd: what was deleted leaves traces, lists are
 * empty, products are not licensed. A rule that one of them offends would fail it
 * in every run, and nothing of its types would ever be deleted again.
 */

const id = (kind: string, n: number) =>
  `5f${kind}${n.toString(16).padStart(21, '0')}`;
const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

const ORGANIZATION = id('0', 0);
const user = (n: number, more: object = {}) => ({
  _id: id('1', n),
  username: `user${n}`,
  organization: ORGANIZATION,
  ...more,
});
const group = (n: number) => ({ id: id('2', n), name: `Group ${n}` });
const application = (n: number) => ({ _id: id('3', n), name: `app${n}` });
const device = (n: number) => ({ _id: id('4', n), hostname: `host-${n}` });
const deviceGroup = (n: number) => ({ id: id('5', n), name: `Devices ${n}` });
const policy = (n: number) => ({ id: id('6', n), name: `Policy ${n}` });
const radiusServer = (n: number) => ({ _id: id('7', n), name: `Wi-Fi ${n}` });
const to = (type: string, ...ids: string[]) =>
  ids.map((one) => ({ to: { id: one, type } }));

type Lists = Map<string, unknown[]>;

/** What the lists of an organization are where nothing else is said. */
const EMPTY = [
  ...['systemusers', 'applications', 'users', 'systems', 'radiusservers'],
  ...['v2/usergroups', 'v2/systemgroups', 'v2/policies', 'v2/applemdms'],
  ...['v2/directories', 'v2/authn/policies', 'v2/iplists', 'v2/workdays'],
  ...['v2/roles', 'v2/service-accounts', 'v2/saas-management/applications'],
];

const storage = useOwnStorage();
let listing: Listing | undefined;
afterEach(() => listing?.close());

async function collect(
  rows: Record<string, unknown[]>,
  instead?: (path: string) => { status: number; body: unknown } | undefined,
): Promise<Executed> {
  const lists: Lists = new Map(EMPTY.map((path) => [path, []]));
  lists.set('organizations', [{ _id: ORGANIZATION }]);
  lists.set('systemusers', [user(0), user(1)]);
  Object.entries(rows).forEach(([path, all]) => lists.set(path, all));
  // Whatever an object may be associated with: nothing.
  const none = { status: 200, body: [] };
  listing = await serveLists(
    lists,
    new Map([[`organizations/${ORGANIZATION}`, { _id: ORGANIZATION }]]),
    {
      instead: (path) =>
        instead?.(path) ??
        (/v2\/.*\/(members|associations|devices|agents)/.test(path) &&
        !lists.has(path)
          ? none
          : undefined),
    },
  );
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = listing.url;
  return execute(storage(), {
    apiKey: 'jca_invented',
    ingestSaasApplications: true,
    ingestSignIns: true,
  });
}

const keysOf = ({ graph }: Executed, type: string) =>
  [...graph.entities, ...graph.relationships]
    .filter(({ _type }) => _type === type)
    .map(({ _key }) => _key);

const gone = (kind: string, count = 1) => many(count, (n) => id(kind, 900 + n));
const members = (n: number) => `v2/usergroups/${group(n).id}/members`;
const associations = (
  kind: string,
  { _id, id: own }: { _id?: string; id?: string },
  target: string,
) => `v2/${kind}/${_id ?? own}/associations?targets=${target}`;

test.each<[string, Record<string, unknown[]>]>([
  [
    'a group whose one member is gone',
    { 'v2/usergroups': [group(0)], [members(0)]: to('user', ...gone('1')) },
  ],
  [
    'a group of three null members',
    { 'v2/usergroups': [group(0)], [members(0)]: [null, null, null] },
  ],
  [
    'ten members of whom one is left',
    {
      'v2/usergroups': [group(0)],
      [members(0)]: to('user', user(0)._id, ...gone('1', 9)),
    },
  ],
  [
    'a member who is listed twice',
    {
      'v2/usergroups': [group(0)],
      [members(0)]: to('user', user(0)._id, user(0)._id),
    },
  ],
  [
    'an application that is bound to what was deleted, and to nulls',
    {
      applications: [application(0)],
      [associations('applications', application(0), 'user')]: to(
        'user',
        ...gone('1', 20),
      ),
      [associations('applications', application(0), 'user_group')]: [
        { to: null },
        null,
        null,
      ],
    },
  ],
  [
    'a RADIUS server that is bound to a deleted group',
    {
      radiusservers: [radiusServer(0)],
      'v2/usergroups': [group(0), group(1)],
      [associations('radiusservers', radiusServer(0), 'user_group')]: to(
        'user_group',
        ...gone('2'),
      ),
    },
  ],
  [
    'a policy of twelve devices, eleven of which are decommissioned',
    {
      'v2/policies': [policy(0)],
      systems: [device(0)],
      [associations('policies', policy(0), 'system')]: to(
        'system',
        device(0)._id,
        ...gone('4', 11),
      ),
    },
  ],
  [
    'device groups of phones that the list of devices does not show',
    {
      systems: [device(0)],
      'v2/systemgroups': [deviceGroup(0)],
      [`v2/systemgroups/${deviceGroup(0).id}/members`]: to(
        'system',
        ...gone('4', 30),
      ),
    },
  ],
  [
    'no device, but a device group that still names some',
    {
      'v2/systemgroups': [deviceGroup(0)],
      [`v2/systemgroups/${deviceGroup(0).id}/members`]: to(
        'system',
        ...gone('4', 3),
      ),
    },
  ],
  [
    'no group, but an application that names a deleted one',
    {
      applications: [application(0)],
      [associations('applications', application(0), 'user_group')]: to(
        'user_group',
        ...gone('2'),
      ),
    },
  ],
  [
    'a role that may not see administrators, beside a user who is one',
    { systemusers: [user(0, { admin: { id: id('8', 0) } })] },
  ],
  [
    'nulls among users, groups and IP lists',
    {
      systemusers: [user(0), null, user(1)],
      'v2/usergroups': [null, group(0)],
      'v2/authn/policies': [
        {
          id: id('9', 0),
          name: 'policy',
          conditions: { ipAddressIn: [id('a', 0)] },
        },
      ],
      'v2/iplists': [null, { id: id('a', 0), name: 'Office', ips: [] }],
    },
  ],
  ['nobody and nothing', { systemusers: [] }],
  [
    'exactly a hundred of everything',
    {
      systemusers: many(100, user),
      'v2/usergroups': many(100, group),
      [members(0)]: to('user', ...many(100, (n) => user(n)._id)),
      systems: many(100, device),
    },
  ],
])('%s: every step is a success', async (_, rows) => {
  const executed = await collect(rows);
  expect([executed.unfinished, executed.warnings]).toEqual([[], []]);
  const known = (list: string) =>
    (rows[list] ?? []).filter((row) => row !== null).length;
  expect(keysOf(executed, 'jumpcloud_user')).toHaveLength(
    rows.systemusers ? known('systemusers') : 2,
  );
  expect(keysOf(executed, 'jumpcloud_group')).toHaveLength(
    known('v2/usergroups'),
  );
  expect(keysOf(executed, 'jumpcloud_device')).toHaveLength(known('systems'));
});

test.each([402, 404])(
  'products that are answered with %d have no objects, which is said once',
  async (status) => {
    const PRODUCTS =
      /applemdms|saas-management|authn|insights|systems|v2\/pol|commands|software/;
    const executed = await collect({}, (path) =>
      PRODUCTS.test(path) ? { status, body: { message: 'No' } } : undefined,
    );
    expect([executed.unfinished, executed.warnings]).toEqual([[], []]);
    const absent = executed.said
      .filter((line) => line.includes('not licensed'))
      .map((line) => / has no (.*): JumpCloud answers /.exec(line)?.[1]);
    expect(absent.sort()).toEqual([
      'Apple MDMs',
      'SaaS applications',
      'commands',
      'conditional access policies',
      'devices',
      'policies',
      'policy groups',
      'software apps',
    ]);
  },
);

test.each([402, 404])(
  'users that are answered with %d fail',
  async (status) => {
    const executed = await collect({}, (path) =>
      path === 'systemusers' ? { status, body: { message: 'No' } } : undefined,
    );
    expect(executed.unfinished).toContain('fetch-users');
  },
);

test('what only says more of directories is forbidden: one warning, and the directories', async () => {
  const directory = { id: id('b', 0), name: 'Workday', type: 'workday' };
  const executed = await collect({ 'v2/directories': [directory] }, (path) =>
    path === 'v2/workdays' ? { status: 403, body: {} } : undefined,
  );
  expect(executed.unfinished).toEqual([]);
  expect(executed.warnings).toHaveLength(1);
  expect(keysOf(executed, 'jumpcloud_directory')).toEqual([directory.id]);
});

test('lists without a total that are empty are empty', async () => {
  const executed = await collect({}, (path) =>
    ['systemusers', 'v2/roles', 'systems'].includes(path)
      ? { status: 200, body: { results: [] } }
      : undefined,
  );
  expect(executed.unfinished).toEqual([]);
});

test('technicians whom two organizations share are users of both', async () => {
  const other = id('0', 1);
  const shared: Row[] = many(3, (n) => user(n));
  const lists: Lists = new Map(EMPTY.map((path) => [path, []]));
  lists.set('organizations', [{ _id: ORGANIZATION }, { _id: other }]);
  lists.set('systemusers', shared);
  listing = await serveLists(
    lists,
    new Map(
      [ORGANIZATION, other].map((one) => [
        `organizations/${one}`,
        { _id: one },
      ]),
    ),
  );
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const executed = await execute(storage());
  expect(executed.unfinished).toEqual([]);
  expect(keysOf(executed, 'jumpcloud_account_has_user')).toHaveLength(6);
});
