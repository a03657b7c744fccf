import { SystemGroup } from './deviceGroups';
import { System } from './devices';
import { Group } from './groups';
import { Link } from './links';
import { User } from './people';
import { Basis, inTurn, nameInTurn, PLANTED_SECRET, Row } from './random';

/*
 * What acts on devices without anybody signing in: commands, software, groups of
 * policies, workflows; and what makes people administrators of them for a time.
 */

type Identified = Row & { id: string };

export interface Automation {
  commands: (Row & { _id: string })[];
  softwareApps: Identified[];
  policyGroups: Identified[];
  /** Policy group id -> ids of its policies; every policy group has an entry. */
  policyGroupMembers: Map<string, string[]>;
  /** Undefined without a licence, as are the next two. */
  workflows: Row[] | undefined;
  approvalFlows: Row[] | undefined;
  accessRequests: Row[] | undefined;
  /** By the last part of the path; what is not there the server does not know. */
  deviceSettings: Record<string, Row>;
}

export interface AutomationOptions {
  commands: number;
  softwareApps: number;
  policyGroups: number;
  /** Whether there are workflows and access requests. */
  workflows: boolean;
  /** Of the organization. */
  index: number;
}

/** What they work on. */
export interface Estate {
  users: User[];
  groups: Group[];
  systems: System[];
  systemGroups: SystemGroup[];
  policies: Identified[];
}

/** By the name of their types in JumpCloud's graph. */
type Target = 'system' | 'system_group' | 'user_group';

/** As JumpCloud writes root: the id of nobody. */
const ROOT = '000000000000000000000000';

/** Name, platform, what starts it, as whom, with sudo, schedule, repetition, device groups. */
const COMMANDS: [
  name: string,
  platform: 'mac' | 'linux' | 'windows',
  launch: string,
  user: 'root' | 'somebody' | undefined,
  sudo: boolean | undefined,
  schedule: string,
  repeats: string,
  deviceGroups: string[],
][] = [
  ['Collect diagnostics', 'mac', 'manual', 'root', false, '', '', ['Macs']],
  [
    'Rotate the backup token',
    'linux',
    'repeated',
    'root',
    undefined,
    '0 0 3 * * *',
    'day',
    ['Servers'],
  ],
  [
    'Isolate a device',
    'windows',
    'trigger',
    undefined,
    undefined,
    '',
    '',
    ['Windows'],
  ],
  ['Clear caches', 'mac', 'one-time', 'somebody', false, '0 0 9 1 6 *', '', []],
  ['Renew certificates', 'linux', 'manual', 'somebody', true, '', '', []],
  ['Check the clock', 'linux', 'manual', undefined, undefined, '', '', []],
];

/** Name, package, where it comes from, version, for whom, device groups. */
const SOFTWARE: [
  name: string,
  packageId: string,
  manager: string,
  version: string,
  scope: string,
  deviceGroups: string[],
][] = [
  ['Firefox', 'firefox', 'CHOCOLATEY', '128.0', 'machine', ['Windows']],
  ['Slack', '803453959', 'APPLE_VPP', '4.39', 'device', ['Macs']],
  ['7-Zip', '7zip', 'CHOCOLATEY', '24.7', 'machine', ['Windows']],
  ['Endpoint Sensor', 'endpoint-sensor', 'CUSTOM', '7.1', 'machine', []],
  ['Old VPN Client', 'old-vpn', 'CHOCOLATEY', '2.3', 'user', []],
];

/** Name, platforms of its policies, device groups, and whether user groups have it, too. */
const POLICY_GROUPS: [string, string[], string[], boolean][] = [
  ['Mac Baseline', ['darwin'], ['Macs'], false],
  ['Mobile Baseline', ['android'], ['Phones'], true],
  ['Pilot', [], [], false],
];

/** Name, status, what starts it, number of the role. */
const WORKFLOWS: [string, string, string, number | undefined][] = [
  ['Offboard leavers', 'active', 'jc_events', 1],
  ['Nightly inventory', 'active', 'scheduler', 2],
  ['Tickets of the help desk', 'active', 'external', 3],
  ['Clean-up of the old directory', 'inactive', 'scheduler', undefined],
];

/** @returns what acts on an estate; the same for the same estate */
export function createAutomation(
  options: AutomationOptions,
  basis: Basis,
  estate: Estate,
): Automation {
  const policyGroups = createPolicyGroups(options.policyGroups, basis);
  const has = options.workflows;
  return {
    commands: createCommands(options.commands, basis, estate),
    softwareApps: createSoftwareApps(options.softwareApps, basis),
    policyGroups,
    policyGroupMembers: new Map(
      policyGroups.map(({ id }, n) => {
        const [, platforms] = inTurn(POLICY_GROUPS, n);
        const isFor = ({ template }: Row) =>
          platforms.includes(String((template as Row).osMetaFamily));
        return [id, estate.policies.filter(isFor).map((policy) => policy.id)];
      }),
    ),
    workflows: has ? createWorkflows(basis) : undefined,
    approvalFlows: has ? createApprovalFlows(basis, estate) : undefined,
    accessRequests: has ? createAccessRequests(basis, estate) : undefined,
    deviceSettings: createDeviceSettings(options.index, basis),
  };
}

/** Whether a policy reaches devices through a group of policies, and needs no assignment of its own. */
export function isInPolicyGroup({ template }: Row, groups: number): boolean {
  const platform = String((template as Row).osMetaFamily);
  return groups > 1 && platform === 'android';
}

/** Commands hold whatever an administrator typed. @returns the rows of `GET /api/commands` */
function createCommands(
  count: number,
  { ids }: Basis,
  { users }: Estate,
): Automation['commands'] {
  return Array.from({ length: count }, (_, n) => {
    const [, commandType, launchType, user, sudo, schedule, repeats] = inTurn(
      COMMANDS,
      n,
    );
    return {
      _id: ids('command', n),
      name: nameInTurn(
        COMMANDS.map(([name]) => name),
        n,
      ),
      command: `curl -H "Authorization: ${PLANTED_SECRET}" https://example.com`,
      commandType,
      commandRunners: [PLANTED_SECRET],
      description: PLANTED_SECRET,
      files: [PLANTED_SECRET],
      filesS3: [{ name: PLANTED_SECRET, objectId: PLANTED_SECRET }],
      launchType,
      listensTo: PLANTED_SECRET,
      organization: ids('organization', 0),
      schedule,
      scheduleRepeatType: repeats,
      shell: commandType === 'windows' ? 'powershell' : undefined,
      sudo,
      template: PLANTED_SECRET,
      timeout: '120',
      trigger: PLANTED_SECRET,
      user: user === 'root' ? ROOT : user && users[0]?._id,
      aiGenerated: n === 3,
      templatingRequired: false,
    };
  });
}

/** @returns the rows of `GET /api/v2/softwareapps` */
function createSoftwareApps(count: number, { ids, day }: Basis): Identified[] {
  return Array.from({ length: count }, (_, n) => {
    const [, packageId, packageManager, version, scope] = inTurn(SOFTWARE, n);
    return {
      id: ids('softwareApp', n),
      organization: ids('organization', 0),
      displayName: nameInTurn(
        SOFTWARE.map(([name]) => name),
        n,
      ),
      createdAt: day(-300 + n),
      updatedAt: n === 1 ? null : day(-20 + n),
      settings: [
        {
          packageId,
          autoUpdate: n !== 4,
          allowUpdateDelay: false,
          packageManager,
          desiredState: n === 4 ? 'UNINSTALL' : 'INSTALL',
          packageVersion: n === 3 ? undefined : version,
          displayVersion: version,
          scope,
          location: `https://packages.example/?token=${PLANTED_SECRET}`,
          downloadUrl: `https://packages.example/?sig=${PLANTED_SECRET}`,
          commandLineArguments: `/token ${PLANTED_SECRET}`,
          silentInstallFlags: [PLANTED_SECRET],
          updateToolArguments: PLANTED_SECRET,
          description: PLANTED_SECRET,
          detectionRules: {
            ruleType: 'script',
            powerShellScript: PLANTED_SECRET,
          },
          appleVpp: { appConfiguration: PLANTED_SECRET },
          storedPackage: { objectId: PLANTED_SECRET, versions: [] },
        },
      ],
    };
  });
}

/** The last is empty, and assigned to nothing. @returns the rows of `GET /api/v2/policygroups` */
function createPolicyGroups(count: number, { ids }: Basis): Identified[] {
  return Array.from({ length: count }, (_, n) => ({
    id: ids('policyGroup', n),
    type: 'policy_group',
    name: nameInTurn(
      POLICY_GROUPS.map(([name]) => name),
      n,
    ),
    description: n === 0 ? 'What every Mac has' : '',
    email: n === 0 ? 'macs@groups.example' : '',
    organizationObjectId: ids('organization', 0),
    attributes: { note: PLANTED_SECRET },
  }));
}

/** @returns the rows of `GET /api/v2/workflows` */
function createWorkflows({ ids, day }: Basis): Row[] {
  return WORKFLOWS.map(([name, status, trigger, role], n) => ({
    id: ids('workflow', n),
    name,
    description: PLANTED_SECRET,
    dsl: { document: { name }, do: [{ call: { token: PLANTED_SECRET } }] },
    status,
    trigger_type: trigger,
    execution_role_id: role === undefined ? null : ids('role', role),
    last_ran: n === 3 ? null : day(-n / 2),
    created_by: ids('admin', n),
    created_at: day(-90 - n),
    updated_at: day(-30 - n),
  }));
}

/** @returns the rows of `GET /api/v2/approvalflows` */
function createApprovalFlows({ ids }: Basis, { groups, users }: Estate): Row[] {
  const visibleTo = (name: string) =>
    groups
      .filter((group) => group.name === name)
      .map(({ id }) => ({ id, name }));
  const flow = (n: number, name: string, fields: Row): Row => ({
    id: ids('approvalFlow', n),
    name,
    description: PLANTED_SECRET,
    approvalType: 'manual',
    approverRequirement: 'any',
    approverResources: users.slice(0, 1).map(({ _id, displayname }) => ({
      requireAll: false,
      resourceId: _id,
      resourceName: displayname,
      resourceOrder: 1,
      resourceType: 'user',
    })),
    createdBy: ids('admin', 0),
    updatedBy: ids('admin', 1),
    nonAdminApproval: true,
    organizationId: ids('organization', 0),
    slackConfig: [{ slackResourceId: PLANTED_SECRET }],
    slackEnabled: true,
    status: 'active',
    ...fields,
  });
  return [
    flow(0, 'Administrator for an hour', {
      category: 'device',
      deviceLevelPermission: ['admin', 'passwordless'],
      multiSelectDuration: ['1h', '4h'],
      timeBasedAccess: true,
      resources: [],
      visibleTo: visibleTo('Engineering'),
    }),
    flow(1, 'Administrator for a project', {
      category: 'device',
      approvalType: 'automatic',
      approverResources: [],
      deviceLevelPermission: ['admin'],
      nonAdminApproval: false,
      timeBasedAccess: false,
      resources: [],
      visibleTo: visibleTo('IT'),
    }),
    flow(2, 'Licence for Figma', {
      category: 'resource',
      fixedDuration: '30d',
      timeBasedAccess: true,
      resources: [
        {
          resourceId: ids('application', 14),
          resourceName: 'Figma',
          resourceType: 'application',
        },
      ],
      visibleTo: [],
    }),
  ];
}

/** Of every sort: under way, approved, to be decided, without an end, denied, over. @returns the rows of `GET /api/v2/approvalflowrequest` */
function createAccessRequests(
  { ids, day }: Basis,
  { users, systems }: Estate,
): Row[] {
  const owned = systems
    .map((system) => {
      const { id } = (system.primarySystemUser ?? {}) as { id?: string };
      return { system, user: users.find(({ _id }) => _id === id) };
    })
    .filter(({ user }) => user?.state === 'ACTIVATED');
  const requests: [status: string, flow: number, fields: Row][] = [
    [
      'active',
      0,
      {
        approvedDuration: '4h',
        sessionStartDate: day(-0.05),
        expirationDate: day(90),
      },
    ],
    ['approved', 0, { approvedDuration: '1h', timeBasedAccess: true }],
    ['pending', 0, { requestedDuration: '1h', timeBasedAccess: true }],
    ['approved', 1, { timeBasedAccess: false }],
    ['denied', 0, { requestedDuration: '4h', timeBasedAccess: true }],
    ['active', 0, { approvedDuration: '1h', expirationDate: day(-0.5) }],
  ];
  return owned.slice(0, requests.length).map(({ system, user }, n) => {
    const [status, flow, fields] = requests[n];
    return {
      id: ids('accessRequest', n),
      approvalFlowId: ids('approvalFlow', flow),
      approvalFlowName: 'Administrator on a device',
      approvalFlowDescription: PLANTED_SECRET,
      approvalType: 'manual',
      createdAt: day(-1 - n / 10),
      updatedAt: day(-0.6),
      department: String(user?.department ?? ''),
      devicePermissionLevel: 'admin',
      internalNote: PLANTED_SECRET,
      remarks: PLANTED_SECRET,
      requestor: String(user?._id),
      resourceId: system._id,
      resourceType: 'device',
      status,
      userName: String(user?.username),
      wfMetadata: PLANTED_SECRET,
      ...fields,
    };
  });
}

/** In one organization of four, whoever signs in to a Windows device becomes its administrator. */
function createDeviceSettings(
  index: number,
  { ids }: Basis,
): Automation['deviceSettings'] {
  const defaultPermission = index % 4 === 2 ? 'ADMIN' : 'STANDARD';
  return {
    signinwithjumpcloud: {
      organizationObjectId: ids('organization', 0),
      settings: [
        { osFamily: 'WINDOWS', enabled: true, defaultPermission },
        { osFamily: 'MACOS', enabled: false, defaultPermission: 'STANDARD' },
      ],
    },
    defaultpasswordsync: { enabled: true },
  };
}

/** What these work on: device groups by their names, a device of its own for every second command, user groups. */
export function linkAutomation(
  { commands, softwareApps, policyGroups }: Automation,
  { groups, systems, systemGroups }: Estate,
): Link[] {
  const tie = (
    type: Link['from']['type'],
    from: string,
    targets: readonly (readonly [Target, string])[],
  ): Link[] =>
    targets.map(([target, id]) => ({
      from: { type, id: from },
      to: { type: target, id },
    }));
  const named = (names: string[]) =>
    systemGroups
      .filter(({ name }) => names.includes(String(name)))
      .map(({ id }) => ['system_group', id] as const);
  const one = (n: number) =>
    systems
      .slice((n * 11) % Math.max(1, systems.length))
      .slice(0, n % 2)
      .map(({ _id }) => ['system', _id] as const);
  const groupNamed = (name: string) =>
    groups
      .filter((group) => group.name === name)
      .map(({ id }) => ['user_group', id] as const);
  return [
    ...commands.flatMap(({ _id }, n) => {
      const [, , , , , , , names] = inTurn(COMMANDS, n);
      return tie('command', _id, [...named(names), ...one(n)]);
    }),
    ...softwareApps.flatMap(({ id }, n) => {
      const [, , , , , names] = inTurn(SOFTWARE, n);
      return tie('software_app', id, [...named(names), ...one(n)]);
    }),
    ...policyGroups.flatMap(({ id }, n) => {
      const [, , names, isForPeople] = inTurn(POLICY_GROUPS, n);
      return tie('policy_group', id, [
        ...named(names),
        ...(n === 0 ? one(1) : []),
        ...(isForPeople ? groupNamed('Sales') : []),
      ]);
    }),
  ];
}
