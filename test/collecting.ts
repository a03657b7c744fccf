import {
  createWorkplace,
  Graph,
  readGraph,
  Run,
  runIntegration,
} from '../tools/integration';
import { Sandbox, SandboxOptions, startSandbox } from '../tools/sandbox/server';
import { createTenant, Tenant, TenantOptions } from '../tools/sandbox/tenant';

export interface Collected extends Run {
  sandbox: Sandbox;
  /** Where the run has left its `.j1-integration`. */
  directory: string;
  /** @throws when the run ended before it had a summary */
  graph: () => Graph;
}

export interface CollectOptions {
  server?: Partial<SandboxOptions>;
  environment?: (sandbox: Sandbox) => NodeJS.ProcessEnv;
  onStart?: (kill: () => void) => void;
  /** Runs in the directory of an earlier run. */
  directory?: string;
}

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0)) await each();
});

/** Runs the real `collect` against a sandbox; what it leaves is removed after the test. */
export async function collect(
  tenant: Partial<TenantOptions>,
  { server, environment, onStart, directory }: CollectOptions = {},
): Promise<Collected> {
  const sandbox = await startSandbox({
    tenants: [createTenant(tenant)],
    ...server,
  });
  undo.push(() => sandbox.close());
  const workplace = directory === undefined ? createWorkplace() : { directory };
  if ('remove' in workplace) undo.push(workplace.remove);
  const run = await runIntegration(['collect'], {
    directory: workplace.directory,
    environment: {
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_OAUTH_URL: sandbox.oauthUrl,
      API_KEY: sandbox.apiKey,
      ...environment?.(sandbox),
    },
    onStart,
  });
  return {
    ...run,
    sandbox,
    directory: workplace.directory,
    graph: () => readGraph(workplace.directory),
  };
}

const keysOf = (objects: { _type: string; _key: string }[], type: string) =>
  objects
    .filter(({ _type }) => _type === type)
    .map(({ _key }) => _key)
    .sort();

/** The keys of all that belongs in the graph, by type, from the tenant's own data. */
export function expectedOf(tenant: Tenant) {
  const { organization, users, groups, members, applications, admins } = tenant;
  const userIds = users.map(({ _id }) => _id);
  const groupIds = groups.map(({ id }) => id);
  const applicationIds = applications.map(({ _id }) => _id);
  const adminIds = admins.map(({ _id }) => _id);
  const known = new Set([...userIds, ...groupIds]);
  const membersOf = (group: string) =>
    (members.get(group) ?? []).filter((user) => known.has(user));
  const under = (ids: string[]) =>
    ids.map((id) => `${organization._id}|has|${id}`);
  const granted = (kind: 'users' | 'groups') =>
    applicationIds.flatMap((application) =>
      (tenant.grants.get(application)?.[kind] ?? [])
        .filter((id) => known.has(id))
        .map((id): [string, string] => [id, application]),
    );
  const access = [
    ...granted('users'),
    ...granted('groups').flatMap(([group, application]) =>
      membersOf(group).map((user): [string, string] => [user, application]),
    ),
  ];
  const assigned = (pairs: [string, string][]) => [
    ...new Set(pairs.map(([from, to]) => `${from}|assigned|${to}`)),
  ];
  return {
    jumpcloud_account: [organization._id],
    jumpcloud_user: userIds,
    jumpcloud_group: groupIds,
    jumpcloud_application: applicationIds,
    jumpcloud_admin: adminIds,
    jumpcloud_account_has_user: under(userIds),
    jumpcloud_account_has_group: under(groupIds),
    jumpcloud_account_has_application: under(applicationIds),
    jumpcloud_account_has_admin: under(adminIds),
    jumpcloud_group_has_user: groupIds.flatMap((group) =>
      membersOf(group).map((user) => `${group}|has|${user}`),
    ),
    jumpcloud_group_assigned_application: assigned(granted('groups')),
    jumpcloud_user_assigned_application: assigned(access),
    jumpcloud_user_manages_user: users
      .filter(({ manager }) => known.has(String(manager)))
      .map(({ _id, manager }) => `${String(manager)}|manages|${_id}`),
  };
}

export function expectWhole(
  { entities, relationships, steps }: Graph,
  tenants: Tenant[],
) {
  expect(steps.map(({ status }) => status)).toEqual(steps.map(() => 'success'));
  const objects = [...entities, ...relationships];
  const expected = tenants.map(expectedOf);
  for (const type of Object.keys(
    expected[0],
  ) as (keyof (typeof expected)[0])[]) {
    expect(keysOf(objects, type)).toEqual(
      expected.flatMap((one) => one[type]).sort(),
    );
  }
}
