import {
  generateRelationshipType,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';

import { createHash } from 'node:crypto';

import { RelationshipModel } from '../src/graph/relationship';
import { MappedRelationships, Relationships, Steps } from '../src/model';
import { Graph } from '../tools/integration';
import { Insights } from '../tools/sandbox/insights';
import { postureOf } from '../tools/sandbox/posture';
import { policyResultsOf } from '../tools/sandbox/policyResults';
import { DAY, Row } from '../tools/sandbox/random';
import { softwareOf } from '../tools/sandbox/software';
import { Tenant } from '../tools/sandbox/tenant';

/*
 * What the graph of a tenant must hold, worked out from the tenant's own data
 * and nothing of the integration: the keys of every entity and relationship, by
 * type. A new type is one more row of ENTITIES or EDGES.
 */

/** @param ran the steps that ran, of types that several steps make */
type Keys = (tenant: Tenant, ran: ReadonlySet<string>) => string[];
/** Keys of both ends. */
type Pair = readonly [from: string, to: string];

const ids = (rows: readonly Row[]) =>
  rows.map(({ _id, id }) => String(_id ?? id));

const idsOf = {
  users: ({ users }: Tenant) => ids(users),
  groups: ({ groups }: Tenant) => ids(groups),
  applications: ({ applications }: Tenant) => ids(applications),
  directories: ({ directories }: Tenant) => ids(directories),
  devices: ({ systems }: Tenant) => ids(systems),
};

/** The days of sign-ins that a run reads which does not say how many. */
const LOOKBACK_DAYS = 30;

const passwordPolicyOf = (group: string) =>
  `jumpcloud_password_policy:${group}`;
const activityOf = (id: string) => `jumpcloud_sign_in_activity:${id}`;
const withActivity = (ids: string[]): Pair[] =>
  ids.map((id) => [id, activityOf(id)] as const);

/** Directly below the account, but for those that are named below. */
const ENTITIES: Record<string, Keys> = {
  jumpcloud_account: ({ organization }) => [organization._id],
  jumpcloud_user: idsOf.users,
  jumpcloud_group: idsOf.groups,
  jumpcloud_application: idsOf.applications,
  jumpcloud_admin: ({ admins }) => ids(admins),
  jumpcloud_role: (tenant) => [
    ...ids(tenant.roles),
    ...tenant.admins.flatMap((admin) => rolesOf(tenant, admin)),
    ...tenant.serviceAccounts.flatMap((account) => rolesOf(tenant, account)),
  ],
  jumpcloud_password_policy: ({ organization, ...tenant }, ran) => [
    `jumpcloud_password_policy:${organization._id}`,
    ...(ran.has('fetch-group-password-policies')
      ? [...tenant.groupsWithPasswordPolicy].map(passwordPolicyOf)
      : []),
  ],
  jumpcloud_service_account: ({ serviceAccounts }) =>
    serviceAccounts.map(({ objectId }) => String(objectId)),
  jumpcloud_saas_application: ({ saas }) => ids(saas?.applications ?? []),
  jumpcloud_sign_in_activity: (tenant) =>
    [
      tenant.organization._id,
      ...idsOf.users(tenant),
      ...idsOf.applications(tenant),
    ].map(activityOf),
  jumpcloud_device: idsOf.devices,
  jumpcloud_agent: (tenant) => agents(tenant).map(([agent]) => agent),
  jumpcloud_device_posture: (tenant) => postures(tenant).map(([, key]) => key),
  jumpcloud_device_group: ({ systemGroups }) => ids(systemGroups),
  jumpcloud_policy: ({ policies }) => ids(policies),
  jumpcloud_policy_group: ({ policyGroups }) => ids(policyGroups),
  jumpcloud_command: ({ commands }) => ids(commands),
  jumpcloud_software_app: ({ softwareApps }) => ids(softwareApps),
  jumpcloud_installed_application: (tenant) =>
    installations(tenant).map(([, application]) => application),
  jumpcloud_workflow: ({ workflows }) => ids(workflows ?? []),
  jumpcloud_approval_flow: ({ approvalFlows }) => ids(approvalFlows ?? []),
  jumpcloud_access_request: (tenant) => ids(openRequests(tenant)),
  jumpcloud_directory: idsOf.directories,
  jumpcloud_radius_server: ({ radiusServers }) => ids(radiusServers),
  jumpcloud_auth_policy: ({ authnPolicies }) => ids(authnPolicies),
  jumpcloud_apple_mdm: ({ appleMdms }) => ids(appleMdms),
  jumpcloud_apple_device: ({ appleDevices }) =>
    [...appleDevices.values()].flatMap(ids),
};

const BELOW_NO_ACCOUNT = new Set([
  'jumpcloud_account',
  'jumpcloud_role',
  'jumpcloud_agent',
  'jumpcloud_device_posture',
  'jumpcloud_apple_device',
  'jumpcloud_sign_in_activity',
]);

/** Source, class, target, and which pairs there are. */
const { ALLOWS, ASSIGNED, HAS, INSTALLED, IS, MANAGES, OWNS, USES, VIOLATES } =
  RelationshipClass;

/** In JumpCloud's graph, and in ours. */
const ASSIGNED_TO_DEVICES = [
  ['command', 'jumpcloud_command'],
  ['policy_group', 'jumpcloud_policy_group'],
  ['software_app', 'jumpcloud_software_app'],
];

const EDGES: [
  from: string,
  _class: RelationshipClass,
  to: string,
  pairs: (tenant: Tenant, ran: ReadonlySet<string>) => Iterable<Pair>,
][] = [
  ...Object.keys(ENTITIES)
    .filter((type) => !BELOW_NO_ACCOUNT.has(type))
    .map((type): (typeof EDGES)[number] => [
      'jumpcloud_account',
      HAS,
      type,
      (tenant, ran) =>
        ENTITIES[type](tenant, ran).map((key) => [
          tenant.organization._id,
          key,
        ]),
    ]),
  ['jumpcloud_group', HAS, 'jumpcloud_user', memberships],
  [
    'jumpcloud_user',
    MANAGES,
    'jumpcloud_user',
    ({ users }) =>
      users.map(
        ({ _id, manager }) => [String(manager).toLowerCase(), _id] as const,
      ),
  ],
  ['jumpcloud_user', ASSIGNED, 'jumpcloud_application', access],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_application',
    (tenant) => grants(tenant, 'groups'),
  ],
  ['jumpcloud_admin', IS, 'jumpcloud_user', people],
  [
    'jumpcloud_device',
    INSTALLED,
    'jumpcloud_installed_application',
    installations,
  ],
  [
    'jumpcloud_device',
    VIOLATES,
    'jumpcloud_policy',
    (tenant) =>
      [...policyResultsOf(tenant)].flatMap(([policy, results]) =>
        results
          .filter(({ state }) => state === 'failed')
          .map(({ systemID }) => [String(systemID), policy] as const),
      ),
  ],
  [
    'jumpcloud_admin',
    ASSIGNED,
    'jumpcloud_role',
    (tenant) =>
      tenant.admins.flatMap((admin) =>
        rolesOf(tenant, admin).map((role) => [admin._id, role] as const),
      ),
  ],
  [
    'jumpcloud_service_account',
    ASSIGNED,
    'jumpcloud_role',
    (tenant) =>
      tenant.serviceAccounts.flatMap((account) =>
        rolesOf(tenant, account).map(
          (role) => [String(account.objectId), role] as const,
        ),
      ),
  ],
  [
    'jumpcloud_admin',
    ASSIGNED,
    'jumpcloud_account',
    ({ administratorLinks }) =>
      administratorLinks.map(({ administrator, organization }) => [
        String(administrator),
        String(organization),
      ]),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_password_policy',
    ({ groupsWithPasswordPolicy }) =>
      [...groupsWithPasswordPolicy].map((group) => [
        group,
        passwordPolicyOf(group),
      ]),
  ],
  [
    'jumpcloud_role',
    ALLOWS,
    'jumpcloud_account',
    (tenant, ran) =>
      ENTITIES.jumpcloud_role(tenant, ran).map((role) => [
        role,
        tenant.organization._id,
      ]),
  ],
  [
    'jumpcloud_user',
    OWNS,
    'jumpcloud_device',
    ({ systems }) =>
      systems.map(({ _id, primarySystemUser }) => [
        String((primarySystemUser as Row | undefined)?.id),
        _id,
      ]),
  ],
  [
    'jumpcloud_account',
    HAS,
    'jumpcloud_sign_in_activity',
    ({ organization }) => withActivity([organization._id]),
  ],
  [
    'jumpcloud_user',
    HAS,
    'jumpcloud_sign_in_activity',
    (tenant) => withActivity(idsOf.users(tenant)),
  ],
  [
    'jumpcloud_application',
    HAS,
    'jumpcloud_sign_in_activity',
    (tenant) => withActivity(idsOf.applications(tenant)),
  ],
  ['jumpcloud_user', USES, 'jumpcloud_application', uses],
  [
    'jumpcloud_saas_application',
    IS,
    'jumpcloud_application',
    ({ saas }) =>
      (saas?.applications ?? []).flatMap(({ id, sso_apps }) =>
        ((sso_apps ?? []) as Row[]).map(
          (application) => [id, String(application.id)] as const,
        ),
      ),
  ],
  [
    'jumpcloud_user',
    USES,
    'jumpcloud_saas_application',
    ({ saas }) =>
      [...(saas?.accounts ?? [])].flatMap(([application, accounts]) =>
        accounts.map(({ user_id }) => [String(user_id), application] as const),
      ),
  ],
  [
    'jumpcloud_device_group',
    HAS,
    'jumpcloud_device',
    ({ systemGroupMembers }) => flat(systemGroupMembers),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_device_group',
    (tenant) => links(tenant, 'user_group', 'system_group'),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_device',
    (tenant) => links(tenant, 'user_group', 'system'),
  ],
  [
    'jumpcloud_user',
    ASSIGNED,
    'jumpcloud_device_group',
    (tenant) => links(tenant, 'user', 'system_group'),
  ],
  ['jumpcloud_device', HAS, 'jumpcloud_device_posture', postures],
  ['jumpcloud_agent', MANAGES, 'jumpcloud_device', agents],
  ['jumpcloud_user', ASSIGNED, 'jumpcloud_device', accounts],
  [
    'jumpcloud_policy',
    ASSIGNED,
    'jumpcloud_device_group',
    (tenant) => links(tenant, 'policy', 'system_group'),
  ],
  [
    'jumpcloud_policy',
    ASSIGNED,
    'jumpcloud_device',
    (tenant) => links(tenant, 'policy', 'system'),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_policy',
    (tenant) => links(tenant, 'user_group', 'policy'),
  ],
  [
    'jumpcloud_policy_group',
    HAS,
    'jumpcloud_policy',
    ({ policyGroupMembers }) => flat(policyGroupMembers),
  ],
  ...ASSIGNED_TO_DEVICES.flatMap(([node, type]): typeof EDGES => [
    [
      type,
      ASSIGNED,
      'jumpcloud_device_group',
      (tenant) => links(tenant, node, 'system_group'),
    ],
    [
      type,
      ASSIGNED,
      'jumpcloud_device',
      (tenant) => links(tenant, node, 'system'),
    ],
  ]),
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_policy_group',
    (tenant) =>
      links(tenant, 'policy_group', 'user_group').map(([from, to]) => [
        to,
        from,
      ]),
  ],
  [
    'jumpcloud_workflow',
    ASSIGNED,
    'jumpcloud_role',
    ({ workflows }) =>
      (workflows ?? []).map(({ id, execution_role_id }) => [
        String(id),
        String(execution_role_id),
      ]),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_approval_flow',
    ({ approvalFlows }) =>
      (approvalFlows ?? []).flatMap(({ id, visibleTo }) =>
        (visibleTo as Row[]).map(
          (group) => [String(group.id), String(id)] as const,
        ),
      ),
  ],
  [
    'jumpcloud_user',
    HAS,
    'jumpcloud_access_request',
    (tenant) =>
      openRequests(tenant).map(({ id, requestor }) => [
        String(requestor),
        String(id),
      ]),
  ],
  [
    'jumpcloud_access_request',
    ASSIGNED,
    'jumpcloud_device',
    (tenant) =>
      openRequests(tenant)
        .filter(({ status }) => status !== 'pending')
        .map(({ id, resourceId }) => [String(id), String(resourceId)]),
  ],
  ['jumpcloud_user', ASSIGNED, 'jumpcloud_directory', directoryUsers],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_directory',
    (tenant) => {
      const directories = new Set(idsOf.directories(tenant));
      return links(tenant, 'user_group').filter(([, to]) =>
        directories.has(to),
      );
    },
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_radius_server',
    (tenant) => links(tenant, 'user_group', 'radius_server'),
  ],
  [
    'jumpcloud_group',
    ASSIGNED,
    'jumpcloud_auth_policy',
    ({ authnPolicies }) =>
      authnPolicies.flatMap(({ id, targets }) => {
        const { inclusions = [], exclusions = [] } =
          ((targets ?? {}) as { userGroups?: Named }).userGroups ?? {};
        return inclusions
          .filter((group) => !exclusions.includes(group))
          .map((group) => [group, String(id)] as const);
      }),
  ],
  [
    'jumpcloud_auth_policy',
    ASSIGNED,
    'jumpcloud_group',
    ({ authnPolicies }) =>
      authnPolicies.flatMap(({ id, targets }) =>
        named(targets, 'userGroups').map(
          (group) => [String(id), group] as const,
        ),
      ),
  ],
  [
    'jumpcloud_auth_policy',
    ASSIGNED,
    'jumpcloud_application',
    ({ authnPolicies }) =>
      authnPolicies.flatMap(({ id, targets }) =>
        named(targets, 'applications').map(
          (application) => [String(id), application] as const,
        ),
      ),
  ],
  [
    'jumpcloud_apple_mdm',
    MANAGES,
    'jumpcloud_apple_device',
    ({ appleDevices }) =>
      [...appleDevices].flatMap(([mdm, devices]) =>
        ids(devices).map((device) => [mdm, device] as const),
      ),
  ],
  [
    'jumpcloud_apple_device',
    HAS,
    'jumpcloud_apple_mdm',
    ({ appleDevices }) =>
      [...appleDevices].flatMap(([mdm, devices]) =>
        ids(devices).map((device) => [device, mdm] as const),
      ),
  ],
  ['jumpcloud_apple_device', IS, 'jumpcloud_device', sameSerialNumbers],
];

/** To entities that JupiterOne finds: these have keys of JupiterOne's making (test/joins.test.ts). */
const MAPPED = new Set(
  Object.values(MappedRelationships).map(({ _type }) => _type),
);

/** The keys of a type, each once; a relationship with an end that the tenant does not hold is none. */
const EXPECTED = new Map<string, Keys>([
  ...Object.entries(ENTITIES).map(([type, keys]): [string, Keys] => [
    type,
    (tenant, ran) => [...new Set(keys(tenant, ran))],
  ]),
  ...EDGES.map(([from, _class, to, pairs]): [string, Keys] => [
    generateRelationshipType(_class, from, to),
    (tenant, ran) => {
      const sources = new Set(ENTITIES[from](tenant, ran));
      const targets = new Set(ENTITIES[to](tenant, ran));
      const keys = new Set<string>();
      for (const [source, target] of pairs(tenant, ran)) {
        if (sources.has(source) && targets.has(target)) {
          keys.add(`${source}|${_class.toLowerCase()}|${target}`);
        }
      }
      return [...keys];
    },
  ]),
]);

/**
 * @returns the keys of all that belongs in the graph, by type, each once
 */
export function expectedGraph(tenant: Tenant): Record<string, string[]> {
  const ran = new Set(Object.values(Steps));
  return Object.fromEntries(
    [...EXPECTED].map(([type, keys]) => [type, keys(tenant, ran)]),
  );
}

/**
 * Compares type by type: those that the steps which ran declare, and those that
 * the graph holds.
 *
 * @param tenants all that one run has read
 * @param only just these types, instead
 * @throws an error that names a type of the graph which nothing is expected of
 */
export function expectComplete(
  { entities, relationships, steps }: Graph,
  tenants: Tenant[],
  { only }: { only?: readonly string[] } = {},
): void {
  const ran = steps.filter(({ status }) => status !== 'disabled');
  expect(ran.map(({ id, status }) => [id, status])).toEqual(
    ran.map(({ id }) => [id, 'success']),
  );
  const ids = new Set(ran.map(({ id }) => id));
  const held = new Map<string, string[]>();
  for (const { _type, _key } of [...entities, ...relationships]) {
    const keys = held.get(_type);
    if (keys) keys.push(_key);
    else held.set(_type, [_key]);
  }
  expect(relationships.flatMap(undeclaredIn)).toEqual([]);
  const declared = ran.flatMap(({ declaredTypes }) => declaredTypes);
  const types = new Set(only ?? [...declared, ...held.keys()]);
  for (const type of types) {
    if (MAPPED.has(type)) continue;
    const keys = EXPECTED.get(type);
    if (!keys) throw new Error(`${type}: add it to test/expected.ts`);
    // The type stands beside the keys, so that a difference says where it is.
    expect([type, (held.get(type) ?? []).sort()]).toEqual([
      type,
      tenants.flatMap((tenant) => keys(tenant, ids)).sort(),
    ]);
  }
}

const DECLARED = new Map(
  Object.values<RelationshipModel>(Relationships).map(
    ({ _type, properties }) => [_type, properties],
  ),
);

/** Properties of a relationship that the data model does not declare, or declares of another type. */
function undeclaredIn(relationship: { _type?: string }): string[] {
  const { _type } = relationship;
  const properties = DECLARED.get(String(_type));
  if (!properties) return [];
  return Object.entries(relationship)
    .filter(([name]) => !/^_|^displayName$/.test(name))
    .filter(([name, value]) => {
      const is = Array.isArray(value) ? 'array' : typeof value;
      return properties[name]?.type !== is;
    })
    .map(([name]) => `${String(_type)}.${name}`);
}

function flat(lists: ReadonlyMap<string, string[]>): Pair[] {
  return [...lists].flatMap(([from, all]) =>
    all.map((to) => [from, to] as const),
  );
}

/** One application for each name and vendor; parts of a system, and of another application, are none. */
function installations(tenant: Tenant): Pair[] {
  const software = softwareOf(tenant);
  const pairs = (
    rows: readonly Row[],
    kind: string,
    name: string,
    vendor: string,
  ) =>
    rows.map((row): Pair => {
      const all = [tenant.organization._id, kind, row[name], row[vendor] ?? ''];
      const text = all.join('\n').replace(/ <.*/, '').toLowerCase();
      const hash = createHash('sha256').update(text).digest('hex');
      return [String(row.system_id), hash.slice(0, 32)];
    });
  const apps = software.apps.filter(({ path }) => /^.Users/.test(String(path)));
  const packages = software.linuxPackages.filter(
    ({ package_group_or_section: section }) =>
      !['libs', 'kernel'].includes(String(section)),
  );
  return [
    ...pairs(apps, 'application', 'display_name', ''),
    ...pairs(software.programs, 'application', 'name', 'publisher'),
    ...pairs(packages, 'application', 'name', 'maintainer_or_vendor'),
    ...pairs(software.chromeExtensions, 'extension', 'name', 'author'),
    ...pairs(software.firefoxAddons, 'extension', 'name', 'creator'),
    ...pairs(software.safariExtensions, 'extension', 'name', 'author'),
  ];
}

function memberships({ members }: Tenant): Pair[] {
  return flat(members);
}

function grants(tenant: Tenant, kind: 'users' | 'groups'): Pair[] {
  return [...tenant.grants].flatMap(([application, grant]) =>
    grant[kind].map((id) => [id, application] as const),
  );
}

/** Directly, and as a member of a group. */
function access(tenant: Tenant): Pair[] {
  return [
    ...grants(tenant, 'users'),
    ...grants(tenant, 'groups').flatMap(([group, application]) =>
      (tenant.members.get(group) ?? []).map(
        (user) => [user, application] as const,
      ),
    ),
  ];
}

/** Who signed in to what in the days that are read; JumpCloud says success in a field of its own. */
function uses(tenant: Tenant): Pair[] {
  const now = Date.now();
  const events = new Insights(tenant).between(now - LOOKBACK_DAYS * DAY, now);
  return [...events]
    .filter(({ sso_token_success }) => sso_token_success === true)
    .map(({ initiated_by, application }) => [
      String((initiated_by as Row).id),
      String((application as Row).id),
    ]);
}

/** Associations of objects of two types; of any type when the second is left out. */
function links(tenant: Tenant, from: string, to?: string): Pair[] {
  return tenant.links
    .filter(
      (link) =>
        link.from.type === from && (to === undefined || link.to.type === to),
    )
    .map((link) => [link.from.id, link.to.id] as const);
}

/** Who is in Google Workspace or Microsoft 365, directly or by a group. */
function directoryUsers(tenant: Tenant): Pair[] {
  return ['g_suite', 'office_365'].flatMap((type) => [
    ...links(tenant, 'user', type),
    ...links(tenant, 'user_group', type).flatMap(([group, directory]) =>
      (tenant.members.get(group) ?? []).map(
        (user) => [user, directory] as const,
      ),
    ),
  ]);
}

/** Phones have none. */
function agents({ systems }: Tenant): Pair[] {
  return systems
    .filter(({ agentVersion }) => Boolean(agentVersion))
    .map(({ _id }) => [`jumpcloud_agent:${_id}`, _id]);
}

/** Devices of which System Insights has collected anything. */
function postures(tenant: Tenant): Pair[] {
  const rows = Object.values(postureOf(tenant)).flat();
  const devices = new Set(rows.map(({ system_id }) => String(system_id)));
  return [...devices].map((id) => [id, `jumpcloud_device_posture:${id}`]);
}

/** Requests for access that are to be decided, or in force. */
function openRequests({ accessRequests = [] }: Tenant): Row[] {
  return accessRequests.filter(
    ({ status, expirationDate }) =>
      status !== 'denied' &&
      (expirationDate === undefined ||
        Date.parse(String(expirationDate)) > Date.now()),
  );
}

/** Whose account is on a device: that of the one user who is called so, on devices or else anywhere. */
function accounts({ users, systems }: Tenant): Pair[] {
  const named = new Map<string, string[]>();
  for (const { _id, systemUsername, username } of users) {
    const name = String(systemUsername || username).toLowerCase();
    named.set(name, [...(named.get(name) ?? []), _id]);
  }
  return systems.flatMap(({ _id, userMetrics }) =>
    ((userMetrics ?? []) as Row[]).flatMap(({ userName }) => {
      const found = named.get(String(userName).toLowerCase()) ?? [];
      return found.length === 1 ? [[found[0], _id] as const] : [];
    }),
  );
}

/** Who may sign in to a device: bound to it, or a member of a group that reaches it. */
export function* logins(tenant: Tenant): Iterable<Pair> {
  const usersOf = (group: string) => tenant.members.get(group) ?? [];
  yield* links(tenant, 'user', 'system');
  for (const [group, device] of links(tenant, 'user_group', 'system')) {
    for (const user of usersOf(group)) yield [user, device];
  }
  for (const [group, devices] of links(tenant, 'user_group', 'system_group')) {
    for (const device of tenant.systemGroupMembers.get(devices) ?? []) {
      for (const user of usersOf(group)) yield [user, device];
    }
  }
  // A user may also be bound to a group of devices.
  for (const [user, devices] of links(tenant, 'user', 'system_group')) {
    for (const device of tenant.systemGroupMembers.get(devices) ?? []) {
      yield [user, device];
    }
  }
}

/** An administrator is the user who says so, and every user with the same address. */
function people({ admins, users }: Tenant): Pair[] {
  const address = ({ email }: Row) =>
    typeof email === 'string' ? email.trim().toLowerCase() : '';
  const adminsByAddress = new Map<string, string[]>();
  for (const admin of admins) {
    const key = address(admin);
    if (key === '') continue;
    adminsByAddress.set(key, [...(adminsByAddress.get(key) ?? []), admin._id]);
  }
  return users.flatMap((user) => {
    const linked = (user.admin as Row | null | undefined)?.id;
    const namesakes = adminsByAddress.get(address(user)) ?? [];
    return [
      ...(linked === undefined ? [] : [String(linked).toLowerCase()]),
      ...namesakes,
    ].map((admin) => [admin, user._id] as const);
  });
}

/** The ids of roles where a row has them; else those of the roles so named; else the names. */
function rolesOf({ roles, organization }: Tenant, row: Row): string[] {
  const given = row.roles ?? row.role ?? row.roleId;
  if (given !== undefined) return [given].flat().map(String);
  const names = [row.roleNames ?? row.roleName].flat();
  return names
    .filter((name) => name !== undefined)
    .map((name) => {
      const known = roles.find((role) => role.name === name);
      return known
        ? String(known.id)
        : `jumpcloud_role:${organization._id}:${String(name)}`;
    });
}

interface Named {
  inclusions?: string[];
  exclusions?: string[];
}

/** The objects that a conditional access policy names, be it to include or to exempt them. */
function named(
  targets: Row[string],
  kind: 'userGroups' | 'applications',
): string[] {
  const { userGroups, resources, excludedApplications } = (targets ?? {}) as {
    userGroups?: Named;
    resources?: { type: string; id?: string }[];
    excludedApplications?: string[];
  };
  return kind === 'userGroups'
    ? [...(userGroups?.inclusions ?? []), ...(userGroups?.exclusions ?? [])]
    : [
        ...(resources ?? []).flatMap(({ type, id }) =>
          type === 'application' && id !== undefined ? [id] : [],
        ),
        ...(excludedApplications ?? []),
      ];
}

function sameSerialNumbers({ appleDevices, systems }: Tenant): Pair[] {
  const bySerialNumber = new Map<string, string[]>();
  for (const { _id, serialNumber } of systems) {
    if (typeof serialNumber !== 'string' || serialNumber === '') continue;
    const same = bySerialNumber.get(serialNumber) ?? [];
    bySerialNumber.set(serialNumber, [...same, _id]);
  }
  return [...appleDevices.values()]
    .flat()
    .flatMap(({ id, serialNumber }) =>
      (bySerialNumber.get(String(serialNumber)) ?? []).map(
        (device) => [String(id), device] as const,
      ),
    );
}
