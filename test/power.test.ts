import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { IngestionSources, Steps } from '../src/model';
import { IntegrationConfig } from '../src/settings';
import { Graph, readGraph } from '../tools/integration';
import { useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * Who becomes root on which device, who gets into a group by editing a profile,
 * and who may become which administrator: held against a tenant that this file
 * makes up, by JumpCloud's rules as this file computes them from its bindings.
 */

type Row = Record<string, unknown>;
interface Sudo {
  enabled: boolean;
  withoutPassword: boolean;
}

const id = (kind: string, n = 0) =>
  `5f${kind}${n.toString(16).padStart(21, '0')}`;
const ORGANIZATION = id('0');

const ROOT: Sudo = { enabled: true, withoutPassword: false };
const NO_PASSWORD: Sudo = { enabled: true, withoutPassword: true };
const NO_ROOT: Sudo = { enabled: false, withoutPassword: false };

/** Each becomes root in another way, or in none. */
const USERS = {
  ownSudo: { sudo: true, passwordless_sudo: true },
  bound: {},
  inSudoGroup: {},
  inBoundGroup: {},
  onlySignsIn: {},
  inEveryWay: { sudo: true },
  boundToDeviceGroup: {},
  nowhere: { sudo: true },
};
type Name = keyof typeof USERS;
const names = Object.keys(USERS) as Name[];
const userId = (name: Name) => id('1', names.indexOf(name));

const GROUPS: Record<string, { sudo?: Sudo; members: Name[] }> = {
  administrators: { sudo: NO_PASSWORD, members: ['inSudoGroup', 'inEveryWay'] },
  developers: { members: ['inBoundGroup', 'inEveryWay'] },
  staff: { sudo: NO_ROOT, members: ['onlySignsIn', 'ownSudo', 'inBoundGroup'] },
  idle: { sudo: ROOT, members: ['onlySignsIn'] },
};
const groupNames = Object.keys(GROUPS);
const groupId = (name: string) => id('2', groupNames.indexOf(name));

const DEVICES = ['mac', 'windows', 'linux', 'spare'];
const OS = ['Mac OS X', 'Windows', 'Ubuntu', undefined];
const deviceId = (name: string) => id('3', DEVICES.indexOf(name));

const DEVICE_GROUPS: Record<string, string[]> = {
  laptops: ['mac', 'windows'],
  servers: ['linux'],
};
const deviceGroupNames = Object.keys(DEVICE_GROUPS);
const deviceGroupId = (name: string) => id('4', deviceGroupNames.indexOf(name));

/** All bindings; undefined where JumpCloud says nothing of sudo. */
interface Binding {
  user?: Name;
  group?: string;
  device?: string;
  devices?: string;
  sudo?: Sudo;
}
const BINDINGS: Binding[] = [
  { user: 'bound', device: 'mac', sudo: NO_PASSWORD },
  { user: 'bound', device: 'windows', sudo: NO_PASSWORD },
  { user: 'bound', device: 'spare', sudo: NO_ROOT },
  { user: 'inEveryWay', device: 'linux', sudo: ROOT },
  { user: 'ownSudo', device: 'spare' },
  { user: 'boundToDeviceGroup', devices: 'servers', sudo: NO_PASSWORD },
  { user: 'onlySignsIn', devices: 'servers', sudo: NO_ROOT },
  { group: 'administrators', devices: 'laptops' },
  { group: 'administrators', devices: 'servers', sudo: ROOT },
  { group: 'developers', devices: 'servers', sudo: NO_PASSWORD },
  { group: 'developers', devices: 'laptops', sudo: NO_ROOT },
  { group: 'staff', devices: 'laptops', sudo: NO_ROOT },
  { group: 'staff', devices: 'servers' },
  { group: 'developers', device: 'spare', sudo: ROOT },
  { group: 'staff', device: 'spare' },
];

/** A way from a device to a user, as the ends of its bindings in order. */
interface Way {
  binding: Binding;
  user: Name;
}

function waysTo(device: string): Way[] {
  const reaches = ({ device: one, devices }: Binding) =>
    one === device || (devices && DEVICE_GROUPS[devices].includes(device));
  return BINDINGS.filter(reaches).flatMap((binding) => {
    const { user, group = '' } = binding;
    const users = user ? [user] : GROUPS[group].members;
    return users.map((each) => ({ binding, user: each }));
  });
}

const hasOwnSudo = (user: Name) => (USERS[user] as Row).sudo === true;

/** By JumpCloud's own rule: one of the four places grants it. */
const grants = ({ binding: { group, sudo }, user }: Way) =>
  hasOwnSudo(user) ||
  sudo?.enabled === true ||
  (group !== undefined && GROUPS[group].sudo?.enabled === true);

/** What JumpCloud compiles: a grant to the user supersedes those of groups, one to a group that of its binding. */
function compiled(ways: Way[]): Sudo | undefined {
  const rank = [
    ...ways
      .filter(({ binding }) => binding.user)
      .map((way) => way.binding.sudo),
    ...ways.map(({ binding }) => GROUPS[binding.group ?? '']?.sudo),
    ...ways
      .filter(({ binding }) => binding.group)
      .map((way) => way.binding.sudo),
  ];
  return rank.find((sudo) => sudo?.enabled) ?? rank.find(Boolean);
}

/** `GET /systems/{id}/users`: with the attributes of paths, or without, as nobody could verify. */
function usersOfDevice(device: string, saysOfPaths: boolean): Row[] {
  const ways = waysTo(device);
  const attributes = (sudo: Sudo | undefined) =>
    sudo && saysOfPaths ? { sudo } : null;
  return [...new Set(ways.map(({ user }) => user))].map((user) => {
    const own = ways.filter((way) => way.user === user);
    const sudo = compiled(own);
    return {
      id: userId(user),
      type: 'user',
      compiledAttributes: sudo ? { sudo } : null,
      paths: own.map(({ binding: { group, devices, sudo: granted } }) => [
        ...(devices
          ? [
              {
                attributes: null,
                to: { id: deviceGroupId(devices), type: 'system_group' },
              },
            ]
          : []),
        ...(group
          ? [
              {
                attributes: attributes(granted),
                to: { id: groupId(group), type: 'user_group' },
              },
            ]
          : []),
        {
          attributes: group ? null : attributes(granted),
          to: { id: userId(user), type: 'user' },
        },
      ]),
    };
  });
}

const connection = (to: string, type: string, sudo?: Sudo) => ({
  attributes: sudo ? { sudo } : null,
  to: { attributes: null, id: to, type },
});

/** Paths below `/api`, and their rows. */
function listsOf({ saysOfBindings = true, saysOfPaths = true } = {}) {
  const said = (sudo?: Sudo) => (saysOfBindings ? sudo : undefined);
  const lists = new Map<string, readonly unknown[]>([
    ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
    [
      'systemusers',
      names.map((name) => ({
        _id: userId(name),
        username: name,
        sudo: false,
        ...USERS[name],
      })),
    ],
    [
      'v2/usergroups',
      groupNames.map((name) => {
        const { sudo } = GROUPS[name];
        return { id: groupId(name), name, attributes: sudo ? { sudo } : null };
      }),
    ],
    ['systems', DEVICES.map((name, n) => ({ _id: deviceId(name), os: OS[n] }))],
    [
      'v2/systemgroups',
      deviceGroupNames.map((name) => ({ id: deviceGroupId(name), name })),
    ],
  ]);
  groupNames.forEach((name) => {
    const at = `v2/usergroups/${groupId(name)}`;
    const own = BINDINGS.filter(({ group }) => group === name);
    lists.set(
      `${at}/members`,
      GROUPS[name].members.map((one) => connection(userId(one), 'user')),
    );
    lists.set(
      `${at}/associations?targets=system_group`,
      own.flatMap(({ devices, sudo }) =>
        devices
          ? [connection(deviceGroupId(devices), 'system_group', said(sudo))]
          : [],
      ),
    );
    lists.set(
      `${at}/associations?targets=system`,
      own.flatMap(({ device, sudo }) =>
        device ? [connection(deviceId(device), 'system', said(sudo))] : [],
      ),
    );
  });
  deviceGroupNames.forEach((name) => {
    const at = `v2/systemgroups/${deviceGroupId(name)}`;
    const own = BINDINGS.filter(({ devices }) => devices === name);
    lists.set(
      `${at}/members`,
      DEVICE_GROUPS[name].map((one) => connection(deviceId(one), 'system')),
    );
    lists.set(
      `${at}/associations?targets=user`,
      own.flatMap(({ user, sudo }) =>
        user ? [connection(userId(user), 'user', said(sudo))] : [],
      ),
    );
    lists.set(
      `${at}/associations?targets=user_group`,
      own.flatMap(({ group, sudo }) =>
        group ? [connection(groupId(group), 'user_group', said(sudo))] : [],
      ),
    );
  });
  DEVICES.forEach((name) =>
    lists.set(
      `v2/systems/${deviceId(name)}/users`,
      usersOfDevice(name, saysOfPaths),
    ),
  );
  return lists;
}

const UNRELATED = [
  IngestionSources.APPLICATIONS,
  IngestionSources.EMPLOYEE_MAPPING,
  IngestionSources.POLICIES,
  IngestionSources.APPLE_MDM,
  IngestionSources.DIRECTORIES,
  IngestionSources.RADIUS,
  IngestionSources.CONDITIONAL_ACCESS,
];

let listing: Listing | undefined;
const storage = useOwnStorage();

afterEach(async () => {
  await listing?.close();
  listing = undefined;
});

interface Collected {
  graph: Graph;
  requests: string[];
  log: string[];
  statusOf: (stepId: string) => string | undefined;
  /** The relationships of a type by their ends: `from to`. */
  edges: (type: string) => Map<string, Row>;
}

async function collect(
  lists: ReadonlyMap<string, readonly unknown[]>,
  {
    config = {},
    settings = {},
    forbidden,
    sources = [IngestionSources.DEVICES],
  }: {
    config?: Partial<IntegrationConfig>;
    settings?: Row;
    forbidden?: RegExp;
    sources?: string[];
  } = {},
): Promise<Collected> {
  const objects = new Map([
    [`organizations/${ORGANIZATION}`, { id: ORGANIZATION, settings }],
  ]);
  listing = await serveLists(lists, objects, { forbidden });
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const logger = createMockIntegrationLogger();
  const log: string[] = [];
  for (const level of ['info', 'warn'] as const) {
    logger[level] = (...said: unknown[]) => void log.push(String(said.pop()));
  }
  logger.child = () => logger;
  const optional = [IngestionSources.DEVICES, IngestionSources.ADMINISTRATORS];
  const disabled = optional.filter((source) => !sources.includes(source));
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
  const graph = readGraph(storage());
  return {
    graph,
    requests: listing.requests,
    log,
    statusOf: (stepId) => graph.steps.find((one) => one.id === stepId)?.status,
    edges: (type) =>
      new Map(
        graph.relationships
          .filter(({ _type }) => _type === type)
          .map((edge) => [
            `${String(edge._fromEntityKey)} ${String(edge._toEntityKey)}`,
            edge as unknown as Row,
          ]),
      ),
  };
}

const EXACT = { config: { deriveDeviceAccess: true } };
const ACCESS = 'jumpcloud_user_assigned_device';
const pair = (user: Name, device: string) =>
  `${userId(user)} ${deviceId(device)}`;

describe('who is root where, device by device', () => {
  test.each([
    ['with what each path grants', true],
    ['with nothing but what is compiled', false],
  ])('is who JumpCloud makes root, %s', async (_, saysOfPaths) => {
    const run = await collect(listsOf({ saysOfPaths }), EXACT);
    expect(run.statusOf(Steps.DEVICE_ACCESS)).toBe('success');
    const expected = DEVICES.flatMap((device) =>
      waysTo(device).map((way) => ({ device, ...way })),
    );
    const edges = run.edges(ACCESS);
    expect([...edges.keys()].sort()).toEqual(
      [
        ...new Set(expected.map(({ user, device }) => pair(user, device))),
      ].sort(),
    );
    const roots = new Set(
      expected.filter(grants).map(({ user, device }) => pair(user, device)),
    );
    edges.forEach(({ admin, configured, observed }, at) => {
      expect([at, admin, configured]).toEqual([at, roots.has(at), true]);
      expect(observed).toBeUndefined();
    });
    expect(roots.size).toBeGreaterThan(5);
    expect(roots.size).toBeLessThan(edges.size);
    const asked = run.requests.filter((at) => /systems\/.*\/users/.test(at));
    expect(asked).toHaveLength(DEVICES.length);
  });

  test('says through what, and whether without a password', async () => {
    const { edges } = await collect(listsOf(), EXACT);
    const access = edges(ACCESS);
    const of = (user: Name, device: string) => {
      const { assignedBy, via, passwordless } =
        access.get(pair(user, device)) ?? {};
      return [assignedBy, via, passwordless];
    };
    expect(of('bound', 'mac')).toEqual(['direct', ['binding'], true]);
    // Windows knows no such thing.
    expect(of('bound', 'windows')).toEqual(['direct', ['binding'], false]);
    expect(of('bound', 'spare')).toEqual(['direct', undefined, undefined]);
    expect(of('ownSudo', 'mac')).toEqual(['group', ['user'], true]);
    expect(of('inSudoGroup', 'linux')).toEqual([
      'group',
      ['group', 'groupBinding'],
      true,
    ]);
    expect(of('inBoundGroup', 'linux')).toEqual([
      'group',
      ['groupBinding'],
      true,
    ]);
    expect(of('onlySignsIn', 'mac')).toEqual(['group', undefined, undefined]);
    expect(of('inEveryWay', 'linux')).toEqual([
      'direct',
      ['user', 'binding', 'group', 'groupBinding'],
      undefined,
    ]);
    expect(of('boundToDeviceGroup', 'linux')).toEqual([
      'direct',
      ['binding'],
      true,
    ]);
  });

  test('costs no request where nobody asked for it', async () => {
    const run = await collect(listsOf());
    expect(run.statusOf(Steps.DEVICE_ACCESS)).toBe('disabled');
    expect(run.requests.filter((at) => /systems\/.*\/users/.test(at))).toEqual(
      [],
    );
    expect(run.edges(ACCESS).size).toBe(0);
  });

  test('keeps what was observed where it may not be read', async () => {
    const lists = withAccounts({ mac: [{ userName: 'bound', admin: true }] });
    const run = await collect(lists, {
      ...EXACT,
      forbidden: /systems\/.*\/users/,
    });
    expect(run.statusOf(Steps.DEVICE_ACCESS)).toBe('failure');
    expect(run.graph.partialTypes).toContain(ACCESS);
    expect([...run.edges(ACCESS).keys()]).toEqual([pair('bound', 'mac')]);
  });

  test('keeps to the groups above two million relationships', async () => {
    const users = Array.from({ length: 2_000 }, (_, n) => id('a', n));
    const devices = Array.from({ length: 1_001 }, (_, n) => id('b', n));
    const lists = new Map<string, readonly unknown[]>([
      ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
      ['systemusers', users.map((_id) => ({ _id }))],
      ['systems', devices.map((_id) => ({ _id }))],
      ['v2/usergroups', [{ id: id('2') }]],
      ['v2/systemgroups', [{ id: id('4') }]],
      [
        `v2/usergroups/${id('2')}/members`,
        users.map((one) => connection(one, 'user')),
      ],
      [
        `v2/systemgroups/${id('4')}/members`,
        devices.map((one) => connection(one, 'system')),
      ],
      [
        `v2/usergroups/${id('2')}/associations?targets=system_group`,
        [connection(id('4'), 'system_group', ROOT)],
      ],
      [`v2/usergroups/${id('2')}/associations?targets=system`, []],
      [`v2/systemgroups/${id('4')}/associations?targets=user`, []],
      [
        `v2/systemgroups/${id('4')}/associations?targets=user_group`,
        [connection(id('2'), 'user_group', ROOT)],
      ],
    ]);
    const run = await collect(lists, EXACT);
    expect(run.statusOf(Steps.DEVICE_ACCESS)).toBe('success');
    expect(run.edges(ACCESS).size).toBe(0);
    expect(run.edges('jumpcloud_group_assigned_device_group').size).toBe(1);
    expect(run.log.join()).toContain('More than 2,000,000 pairs');
    expect(run.requests.filter((at) => /systems\/.*\/users/.test(at))).toEqual(
      [],
    );
  }, 60_000);
});

describe('who is root where, by the bindings of groups', () => {
  const bindings = (from: keyof Binding, to: keyof Binding) =>
    BINDINGS.filter((each) => each[from] && each[to]);

  test('names the groups, and single users, that JumpCloud makes root', async () => {
    const run = await collect(listsOf());
    const deviceGroups = run.edges('jumpcloud_group_assigned_device_group');
    const devices = run.edges('jumpcloud_group_assigned_device');
    const users = run.edges('jumpcloud_user_assigned_device_group');
    const rootOf = (edges: Map<string, Row>, from: string, to: string) => {
      const { admin, via, passwordless } = edges.get(`${from} ${to}`) ?? {};
      return { admin, via, passwordless };
    };
    const told = (
      own: Sudo | undefined,
      binding: Sudo | undefined,
      places: string[],
    ) => {
      const via = places.filter((_, n) => [own, binding][n]?.enabled);
      const granting = own?.enabled ? own : binding;
      return via.length > 0
        ? { admin: true, via, passwordless: granting?.withoutPassword }
        : { admin: binding?.enabled, via: undefined, passwordless: undefined };
    };
    for (const { group = '', devices: to = '', sudo } of bindings(
      'group',
      'devices',
    )) {
      expect(rootOf(deviceGroups, groupId(group), deviceGroupId(to))).toEqual(
        told(GROUPS[group].sudo, sudo, ['group', 'groupBinding']),
      );
    }
    for (const { group = '', device = '', sudo } of bindings(
      'group',
      'device',
    )) {
      expect(rootOf(devices, groupId(group), deviceId(device))).toEqual(
        told(GROUPS[group].sudo, sudo, ['group', 'groupBinding']),
      );
    }
    for (const { user = 'bound', devices: to = '', sudo } of bindings(
      'user',
      'devices',
    )) {
      const own = hasOwnSudo(user) ? ROOT : undefined;
      expect(rootOf(users, userId(user), deviceGroupId(to))).toEqual(
        told(own, sudo, ['user', 'binding']),
      );
    }
    expect([deviceGroups.size, devices.size, users.size]).toEqual([
      bindings('group', 'devices').length,
      bindings('group', 'device').length,
      bindings('user', 'devices').length,
    ]);
    expect(run.log.join()).not.toContain('attributes.sudo');
  });

  test('says so once where JumpCloud says nothing of them', async () => {
    const run = await collect(listsOf({ saysOfBindings: false }));
    const edges = run.edges('jumpcloud_group_assigned_device_group');
    const from = (group: string) => (at: string) =>
      at.startsWith(groupId(group));
    edges.forEach((edge, at) => {
      const isRoot = from('administrators')(at);
      expect([at, edge.admin]).toEqual([at, isRoot ? true : undefined]);
      expect('via' in edge).toBe(isRoot);
    });
    expect(
      run.log.filter((line) => line.includes('attributes.sudo')),
    ).toHaveLength(1);
  });

  test('costs one request for each user group, and one for each device group', async () => {
    const { requests } = await collect(listsOf());
    const asked = (pattern: RegExp) =>
      requests.filter((at) => pattern.test(at)).length;
    expect(asked(/usergroups\/.*targets=system(&|$)/)).toBe(groupNames.length);
    expect(asked(/systemgroups\/.*targets=user(&|$)/)).toBe(
      deviceGroupNames.length,
    );
  });
});

/** The tenant, with accounts on its devices; two more users share a name. */
function withAccounts(accounts: Record<string, Row[]>) {
  const lists = listsOf();
  const users = lists.get('systemusers') ?? [];
  lists.set('systemusers', [
    ...users,
    { _id: id('7', 1), username: 'twin' },
    { _id: id('7', 2), username: 'elsewhere', systemUsername: 'Twin' },
    { _id: id('7', 3), username: 'portal', systemUsername: 'local' },
  ]);
  lists.set(
    'systems',
    DEVICES.map((name, n) => ({
      _id: deviceId(name),
      os: OS[n],
      userMetrics: accounts[name],
    })),
  );
  return lists;
}

describe('the accounts on devices', () => {
  const account = (userName: string, fields: Row = {}): Row => ({
    userName,
    admin: false,
    managed: true,
    suspended: false,
    secureTokenEnabled: false,
    ...fields,
  });
  const ACCOUNTS = {
    mac: [
      account('BOUND', { admin: true, secureTokenEnabled: true }),
      account('onlySignsIn', { admin: true, suspended: true }),
      account('twin', { admin: true }),
      account('root', { admin: true, managed: false }),
    ],
    windows: [account('local', { managed: false }), account('portal')],
    linux: [{ userName: 'inEveryWay' }, null, { admin: true }],
  };

  test('are those of the one user who is called so', async () => {
    const { edges, graph } = await collect(withAccounts(ACCOUNTS as never));
    const access = edges(ACCESS);
    expect([...access.keys()].sort()).toEqual(
      [
        pair('bound', 'mac'),
        pair('onlySignsIn', 'mac'),
        `${id('7', 3)} ${deviceId('windows')}`,
        pair('inEveryWay', 'linux'),
      ].sort(),
    );
    expect(access.get(pair('bound', 'mac'))).toMatchObject({
      observed: true,
      admin: true,
      observedAdmin: true,
      suspended: false,
      managed: true,
      secureToken: true,
    });
    expect(access.get(pair('bound', 'mac'))).not.toHaveProperty('configured');
    expect(access.get(pair('onlySignsIn', 'mac'))).toMatchObject({
      admin: true,
      suspended: true,
    });
    const silent = access.get(pair('inEveryWay', 'linux'));
    expect(silent).toMatchObject({ observed: true });
    expect(silent).not.toHaveProperty('admin');
    // Those of nobody stay where they were.
    const mac = graph.entities.find(({ _key }) => _key === deviceId('mac'));
    expect(mac).toMatchObject({ unmanagedLocalAdmins: ['root'] });
  });

  test('and what JumpCloud configures are one relationship', async () => {
    const { edges, graph } = await collect(
      withAccounts(ACCOUNTS as never),
      EXACT,
    );
    const access = edges(ACCESS);
    const all = graph.relationships.filter(({ _type }) => _type === ACCESS);
    expect(all).toHaveLength(access.size);
    expect(access.get(pair('bound', 'mac'))).toMatchObject({
      observed: true,
      configured: true,
      admin: true,
      via: ['binding'],
      secureToken: true,
    });
    expect(access.get(pair('onlySignsIn', 'mac'))).toMatchObject({
      observed: true,
      configured: true,
      configuredAdmin: false,
      observedAdmin: true,
      suspended: true,
    });
    const observed = access.get(`${id('7', 3)} ${deviceId('windows')}`);
    expect(observed).toMatchObject({ observed: true });
    expect(observed).not.toHaveProperty('configured');
  });

  test('of users of whom not all were read are nobody’s', async () => {
    const lists = withAccounts(ACCOUNTS as never);
    const users = lists.get('systemusers') ?? [];
    lists.set('systemusers', [...users, { username: 'without an id' }]);
    const { edges, statusOf } = await collect(lists);
    expect(statusOf(Steps.USERS)).toBe('failure');
    expect(edges(ACCESS).size).toBe(0);
  });
});

describe('groups that one gets into by editing a profile', () => {
  const filter = (field: string) => ({ field, operator: 'eq', value: 'x' });
  const automated = (memberQuery: object, membershipMethod = 'AUTOMATED') => ({
    membershipMethod: `DYNAMIC_${membershipMethod}`,
    memberQuery,
  });
  const QUERIES: [object, string | undefined][] = [
    [automated({ filters: [filter('department')] }), 'department'],
    [
      automated({ filters: [filter('department'), filter('location')] }),
      'department, location',
    ],
    [automated({ filters: [filter('department'), filter('sudo')] }), undefined],
    [automated({ or: [filter('sudo'), filter('costCenter')] }), 'costCenter'],
    [
      automated({ searchFilters: { filter: ['jobTitle:$eq:Boss'] } }),
      'jobTitle',
    ],
    // Everybody's is mastered elsewhere.
    [automated({ filters: [filter('company')] }), undefined],
    [automated({ filters: [filter('email')] }), undefined],
    [automated({ filters: [] }), undefined],
    [
      automated({ filters: [filter('department')] }, 'REVIEW_REQUIRED'),
      undefined,
    ],
    [{ membershipMethod: 'STATIC' }, undefined],
  ];

  async function joinable(settings: Row) {
    const lists = listsOf();
    lists.set(
      'systemusers',
      names.map((name) => ({
        _id: userId(name),
        state: 'ACTIVATED',
        activated: true,
        restrictedFields: [
          { field: 'company', type: 'scim' },
          ...(name === 'bound' ? [{ field: 'department', type: 'scim' }] : []),
        ],
      })),
    );
    lists.set(
      'v2/usergroups',
      QUERIES.map(([group], n) => ({ id: id('2', n), ...group })),
    );
    QUERIES.forEach((_, n) =>
      lists.set(`v2/usergroups/${id('2', n)}/members`, []),
    );
    const { graph } = await collect(lists, { settings, sources: [] });
    return QUERIES.map(
      (_, n) =>
        graph.entities.find(({ _key }) => _key === id('2', n))
          ?.joinableByEditing,
    );
  }

  test('are those whose queries decide by nothing else', async () => {
    expect(await joinable({ systemUsersCanEdit: true })).toEqual(
      QUERIES.map(([, fields]) => fields),
    );
  });

  test.each([{ systemUsersCanEdit: false }, {}])(
    'are none where the settings are %p',
    async (settings) => {
      expect(await joinable(settings)).toEqual(QUERIES.map(() => undefined));
    },
  );
});

describe('what roles allow', () => {
  const ROLES = {
    billing: { name: 'Administrator with Billing', isCustom: false },
    administrator: { name: 'Administrator', isCustom: false },
    runner: { name: 'Runner', isCustom: true, scopes: ['commands'] },
    reader: { name: 'Reader', isCustom: true, scopes: ['systems.readonly'] },
    unsure: {
      name: 'Unsure',
      isCustom: true,
      scopes: ['users', 'commands.schedule', 'users.hover'],
    },
    desk: { name: 'Help Desk', isCustom: false, scopes: ['users'] },
    strange: { name: 'Strange', isCustom: true, scopes: ['users.hover'] },
    passwords: {
      name: 'Passwords',
      isCustom: true,
      scopes: ['users.password.set'],
    },
    factors: {
      name: 'Factors',
      isCustom: true,
      scopes: ['users.mfa.reset'],
    },
  };
  const roleNames = Object.keys(ROLES) as (keyof typeof ROLES)[];
  const roleId = (name: keyof typeof ROLES) => id('8', roleNames.indexOf(name));
  const admin = (n: number, roles: (keyof typeof ROLES)[], more: Row = {}) => ({
    _id: id('9', n),
    email: `admin${n}@example.com`,
    roles: roles.map(roleId),
    roleNames: roles.map((name) => ROLES[name].name),
    suspended: false,
    ...more,
  });

  const collectRoles = (admins: Row[], linked: Row[]) => {
    const lists = listsOf();
    lists.set('systemusers', linked);
    lists.set('v2/roles', []);
    lists.set(
      'v2/roles',
      roleNames.map((name) => ({ id: roleId(name), ...ROLES[name] })),
    );
    lists.set('users', admins);
    lists.set('v2/service-accounts', []);
    return collect(lists, { sources: [IngestionSources.ADMINISTRATORS] });
  };
  const linkedTo = (n: number, more: Row = {}) => ({
    _id: id('1', n),
    admin: { id: id('9', n) },
    state: 'ACTIVATED',
    activated: true,
    suspended: false,
    account_locked: false,
    ...more,
  });
  const targetsOf = ({ edges }: Collected, role: keyof typeof ROLES = 'desk') =>
    edges('jumpcloud_role_allows_account').get(
      `${roleId(role)} ${ORGANIZATION}`,
    );
  const shadowsOf = (run: Collected, role?: keyof typeof ROLES) =>
    targetsOf(run, role)?.shadowAdmins;

  test('is one relationship to the account; a scope that nobody knows is not harmless', async () => {
    const run = await collectRoles(
      [admin(0, ['billing']), { ...admin(1, []), roleName: 'Lost Role' }],
      [],
    );
    const rights = run.edges('jumpcloud_role_allows_account');
    const of = (key: string) => rights.get(`${key} ${ORGANIZATION}`);
    expect(rights.size).toBe(roleNames.length + 1);
    expect(of(roleId('billing'))).toMatchObject({
      canBecomeAdministrator: true,
      canRunCode: true,
      unrated: false,
    });
    expect(of(roleId('desk'))).toMatchObject({
      canSetPasswords: true,
      canResetMfa: true,
      canBecomeAdministrator: false,
      byScope: ['canSetPasswords', 'canResetMfa'],
      possible: ['canEditUsers'],
    });
    expect(of(roleId('strange'))).toMatchObject({
      unrated: true,
      unratedScopes: ['users.hover'],
    });
    expect(of(roleId('strange'))).not.toHaveProperty('canSetPasswords');
    // Known from its bearer alone, by a name that says nothing.
    const lost = `jumpcloud_role:${ORGANIZATION}:Lost Role`;
    expect(of(lost)).toMatchObject({ unrated: true });
  });

  test('a help desk may become an administrator who signs in as a user', async () => {
    const run = await collectRoles(
      [admin(0, ['billing']), admin(1, ['desk'])],
      [linkedTo(0)],
    );
    expect(shadowsOf(run)).toEqual(['admin0@example.com']);
  });

  test('so may the bearer of two roles of which neither suffices', async () => {
    const both = await collectRoles(
      [admin(0, ['billing']), admin(1, ['passwords', 'factors'])],
      [linkedTo(0)],
    );
    expect(shadowsOf(both, 'passwords')).toEqual(['admin0@example.com']);
    expect(shadowsOf(both, 'factors')).toEqual(['admin0@example.com']);
    await listing?.close();
    const apart = await collectRoles(
      [admin(0, ['billing']), admin(1, ['passwords']), admin(2, ['factors'])],
      [linkedTo(0)],
    );
    expect(shadowsOf(apart, 'passwords')).toBeUndefined();
    expect(shadowsOf(apart, 'factors')).toBeUndefined();
  });

  test('or one who may do more without taking any right; who may take any is told apart', async () => {
    const run = await collectRoles(
      [
        admin(0, ['billing']),
        admin(1, ['desk']),
        admin(2, ['administrator']),
        admin(3, ['runner']),
      ],
      [0, 1, 2, 3].map((n) => linkedTo(n)),
    );
    expect(targetsOf(run)).toMatchObject({
      shadowAdmins: ['admin0@example.com'],
      strongerAdmins: ['admin2@example.com', 'admin3@example.com'],
    });
    const administrator = targetsOf(run, 'administrator');
    expect(administrator?.shadowAdmins).toEqual(['admin0@example.com']);
    expect(administrator).not.toHaveProperty('strongerAdmins');
  });

  test.each<[string, Row[]]>([
    ['an equal', [admin(0, ['desk']), admin(1, ['desk'])]],
    ['who may do less', [admin(0, ['passwords']), admin(1, ['desk'])]],
    ['who may possibly do more', [admin(0, ['reader']), admin(1, ['desk'])]],
    [
      'who may do what this one possibly may, or nobody has rated',
      [admin(0, ['administrator']), admin(1, ['unsure'])],
    ],
    ['oneself', [admin(0, ['desk', 'runner'])]],
  ])('nobody becomes stronger as %s', async (_, admins) => {
    const run = await collectRoles(
      admins,
      admins.map((__, n) => linkedTo(n)),
    );
    for (const role of roleNames) {
      expect(targetsOf(run, role)).not.toHaveProperty('strongerAdmins');
    }
  });

  test.each<[string, Row[], Row[]]>([
    ['signs in by themselves', [admin(0, ['billing']), admin(1, ['desk'])], []],
    [
      'signs in as a user who is suspended',
      [admin(0, ['billing']), admin(1, ['desk'])],
      [linkedTo(0, { suspended: true })],
    ],
    [
      'signs in as a user whose password another directory keeps',
      [admin(0, ['billing']), admin(1, ['desk'])],
      [
        linkedTo(0, {
          restrictedFields: [{ field: 'password', type: 'active_directory' }],
        }),
      ],
    ],
    ['may do no more', [admin(0, ['desk']), admin(1, ['desk'])], [linkedTo(0)]],
    ['alone is the help desk', [admin(0, ['billing', 'desk'])], [linkedTo(0)]],
    [
      'has no help desk but a suspended one',
      [admin(0, ['billing']), admin(1, ['desk'], { suspended: true })],
      [linkedTo(0)],
    ],
  ])('but not one who %s', async (_, admins, linked) => {
    expect(shadowsOf(await collectRoles(admins, linked))).toBeUndefined();
  });
});
