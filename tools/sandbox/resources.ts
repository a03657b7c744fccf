import { NodeType } from './links';
import { Paging } from './paging';
import { detailPolicy } from './policies';
import { POSTURE_TABLES, postureOf } from './posture';
import { policyResultsOf } from './policyResults';
import { Row } from './random';
import { softwareOf } from './software';
import { Tenant } from './tenant';

/* What the API offers under which name, as a table: lists, their pages, single objects. */

export interface Resource extends Paging {
  /** An element may be null: JumpCloud has been seen to send such lists. */
  rows: (tenant: Tenant) => readonly (Row | null)[];
  /** As what its objects stand in the graph. */
  node?: NodeType;
  /** Whether single objects can be read, and what such an answer adds to the row. */
  single?: boolean | ((row: Row) => Row);
  /** Takes `fields`; elsewhere that parameter is ignored. */
  selectable?: boolean;
  /** What `sort` may name; anything unless said. */
  sortable?: readonly string[];
}

/** Lists of the first version: fields separated by spaces. */
function v1(rows: Resource['rows'], node?: NodeType): Resource {
  return { rows, node, list: 'results', single: true, selectable: true };
}

/** Lists of the second version: fields separated by commas. */
function v2(rows: Resource['rows'], node?: NodeType): Resource {
  return { rows, node, list: 'array', single: true, selectable: true };
}

/** What has its list elsewhere, and only its edges here. */
function edgesOnly(rows: Resource['rows'], node: NodeType): Resource {
  return { rows, node };
}

/** Lists of the second version in the envelope of the first; without a licence they are empty. */
function listed(rows: (tenant: Tenant) => Row[] | undefined): Resource {
  return {
    rows: (tenant) => rows(tenant) ?? [],
    list: 'results',
    single: true,
  };
}

/** A table of System Insights: pages of up to 10,000 rows, which have no id. */
function insights(rows: Resource['rows']): Resource {
  return { rows, list: 'array', maxLimit: 10_000 };
}

const cloudDirectories = (kind: NodeType): Resource => ({
  rows: (tenant) => {
    const ids = new Set(
      tenant.directories
        .filter(({ type }) => type === kind)
        .map(({ id }) => id),
    );
    return tenant.cloudDirectories.filter(({ id }) => ids.has(String(id)));
  },
  node: kind,
  single: true,
});

export const RESOURCES = new Map<string, Resource>([
  ['systemusers', v1((tenant) => tenant.users)],
  ['applications', v1((tenant) => tenant.applications)],
  ['users', v1((tenant) => tenant.admins)],
  ['systems', v1((tenant) => tenant.systems)],
  ['radiusservers', v1((tenant) => tenant.radiusServers)],
  ['commands', v1((tenant) => tenant.commands)],
  ['v2/usergroups', v2((tenant) => tenant.groups, 'user_group')],
  ['v2/systemgroups', v2((tenant) => tenant.systemGroups, 'system_group')],
  [
    'v2/policies',
    {
      ...v2((tenant) => tenant.policies, 'policy'),
      single: detailPolicy,
      uncounted: true,
    },
  ],
  ['v2/policygroups', v2((tenant) => tenant.policyGroups, 'policy_group')],
  [
    'v2/softwareapps',
    {
      ...v2((tenant) => tenant.softwareApps, 'software_app'),
      selectable: false,
    },
  ],
  ['v2/workflows', { ...listed((tenant) => tenant.workflows), minLimit: 1 }],
  ['v2/approvalflows', listed((tenant) => tenant.approvalFlows)],
  ['v2/approvalflowrequest', listed((tenant) => tenant.accessRequests)],
  ['v2/commands', edgesOnly((tenant) => tenant.commands, 'command')],
  [
    'v2/directories',
    {
      ...v2((tenant) => [
        ...tenant.directories,
        ...Array.from({ length: tenant.nullDirectories }, () => null),
      ]),
      single: false,
    },
  ],
  ['v2/ldapservers', v2((tenant) => tenant.ldapServers, 'ldap_server')],
  [
    'v2/activedirectories',
    v2((tenant) => tenant.activeDirectories, 'active_directory'),
  ],
  ['v2/gsuites', cloudDirectories('g_suite')],
  ['v2/office365s', cloudDirectories('office_365')],
  ['v2/workdays', v2((tenant) => tenant.workdays)],
  [
    'v2/authn/policies',
    { ...v2((tenant) => tenant.authnPolicies), selectable: false },
  ],
  ['v2/iplists', { ...v2((tenant) => tenant.ipLists), selectable: false }],
  [
    'v2/applemdms',
    {
      ...v2((tenant) => tenant.appleMdms),
      single: false,
      selectable: false,
      defaultLimit: 1,
    },
  ],
  [
    'v2/roles',
    {
      ...v2((tenant) => tenant.roles),
      list: 'results',
      selectable: false,
    },
  ],
  [
    'v2/service-accounts',
    {
      ...v2((tenant) => tenant.serviceAccounts),
      list: 'results',
      single: false,
      selectable: false,
      sortable: ['name', 'expiresAt'],
    },
  ],
  ...POSTURE_TABLES.map((table): [string, Resource] => [
    `v2/systeminsights/${table}`,
    insights((tenant) => postureOf(tenant)[table]),
  ]),
  ['v2/systeminsights/apps', insights((tenant) => softwareOf(tenant).apps)],
  [
    'v2/systeminsights/programs',
    insights((tenant) => softwareOf(tenant).programs),
  ],
  [
    'v2/systeminsights/linux_packages',
    insights((tenant) => softwareOf(tenant).linuxPackages),
  ],
  [
    'v2/systeminsights/chrome_extensions',
    insights((tenant) => softwareOf(tenant).chromeExtensions),
  ],
  [
    'v2/systeminsights/firefox_addons',
    insights((tenant) => softwareOf(tenant).firefoxAddons),
  ],
  [
    'v2/systeminsights/safari_extensions',
    insights((tenant) => softwareOf(tenant).safariExtensions),
  ],
  // These have their lists in v1.
  [
    'v2/applications',
    {
      ...edgesOnly((tenant) => tenant.applications, 'application'),
      single: true,
    },
  ],
  ['v2/users', edgesOnly((tenant) => tenant.users, 'user')],
  ['v2/systems', edgesOnly((tenant) => tenant.systems, 'system')],
  [
    'v2/radiusservers',
    edgesOnly((tenant) => tenant.radiusServers, 'radius_server'),
  ],
]);

/** What is listed below an object and is no edge, by the id of the object. */
export const PARTS: Record<
  string,
  (tenant: Tenant) => ReadonlyMap<string, Row[]>
> = {
  agents: ({ activeDirectoryAgents }) => activeDirectoryAgents,
  devices: ({ appleDevices }) => appleDevices,
  policystatuses: policyResultsOf,
};

const RESOURCES_OF_GROUPS = [
  'active_directory',
  'application',
  'g_suite',
  'idp_routing_policy',
  'ldap_server',
  'office_365',
  'password_manager_item',
  'policy',
  'policy_group',
  'radius_server',
  'system',
  'system_group',
];

/** What `targets` may name, by the type of the object; else users and groups. */
export const TARGETS: Partial<Record<NodeType, string[]>> = {
  user: RESOURCES_OF_GROUPS,
  user_group: RESOURCES_OF_GROUPS,
  application: ['agent_group', 'user', 'user_group'],
  command: ['system', 'system_group', 'password_manager_item'],
  policy: ['system', 'system_group', 'user', 'user_group'],
  policy_group: ['system', 'system_group', 'user', 'user_group'],
  software_app: ['system', 'system_group'],
  radius_server: ['user', 'user_group', 'system_group'],
  system: ['command', 'policy', 'policy_group', 'user', 'user_group'],
  system_group: [
    'command',
    'policy',
    'policy_group',
    'radius_server',
    'user',
    'user_group',
  ],
};

/** Edges that follow groups: the group type, and the member type if wanted. */
export const TRAVERSALS: Record<string, { group: NodeType; leaf?: NodeType }> =
  {
    users: { group: 'user_group', leaf: 'user' },
    usergroups: { group: 'user_group' },
    systems: { group: 'system_group', leaf: 'system' },
    systemgroups: { group: 'system_group' },
  };
