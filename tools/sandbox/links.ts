import { Directory } from './directories';
import { Random, Row } from './random';
import { drawSome, Group } from './groups';
import { SystemGroup } from './deviceGroups';
import { System } from './devices';
import { User } from './people';

/* What ties the objects of a tenant together, besides memberships and grants of applications. */

/** The kinds of objects that JumpCloud's graph can tie together. */
export type NodeType =
  | 'active_directory'
  | 'application'
  | 'command'
  | 'g_suite'
  | 'ldap_server'
  | 'office_365'
  | 'policy'
  | 'policy_group'
  | 'radius_server'
  | 'software_app'
  | 'system'
  | 'system_group'
  | 'user'
  | 'user_group';

/** Who becomes administrator of devices by an association or a group. */
export type Sudo = { enabled: boolean; withoutPassword: boolean };

/** A direct association between two objects, the same from either end. */
export interface Link {
  from: { type: NodeType; id: string };
  to: { type: NodeType; id: string };
  /** Undefined where the association says nothing of it. */
  sudo?: Sudo;
}

/** What can be tied. */
export interface Ends {
  /** Without the group that holds everybody: it would reach every device. */
  groups: Group[];
  users: User[];
  systems: System[];
  systemGroups: SystemGroup[];
  policies: (Row & { id: string })[];
  /** Policies that need no assignment of their own. */
  isInPolicyGroup: (policy: Row) => boolean;
  directories: Directory[];
  radiusServers: (Row & { _id: string })[];
}

/** The groups of users that are made for it, by the name of what they are assigned to; of others, any. */
const MADE_FOR: Record<string, string[]> = {
  'Microsoft 365': ['Finance', 'Legal', 'People'],
  'Google Workspace': ['Engineering', 'Product', 'Sales', 'Marketing'],
  'JumpCloud LDAP': ['Linux Servers'],
  'corp.example': ['IT', 'Security'],
  'Office Wi-Fi': ['Wi-Fi Staff'],
  VPN: ['VPN Users'],
  'Warehouse Wi-Fi': ['Contractors'],
  'Remote desktops': ['IT', 'On-call'],
  Macs: ['IT', 'Security'],
  Windows: ['IT', 'Security'],
  Linux: ['Engineering'],
  Servers: ['Linux Servers', 'On-call'],
};

const ROOT: Sudo = { enabled: true, withoutPassword: false };
const NO_ROOT: Sudo = { enabled: false, withoutPassword: false };

/** Whom the association of a user group with a device group makes administrator, whatever the group itself says. Of phones nothing is said: nobody administers them so. */
const SUDO_ON: Record<string, Sudo | undefined> = {
  Linux: ROOT,
  Phones: undefined,
};

/** The device group that a policy is for, by the platform of its template. */
const DEVICES_OF: Record<string, string> = {
  darwin: 'Macs',
  windows: 'Windows',
  linux: 'Linux',
  ios: 'Phones',
  android: 'Phones',
};

/**
 * Every sort of association, and for every sort of object one that has none: the
 * last directory that can have groups, the last RADIUS server, the last policy,
 * the last device group.
 */
export function createLinks(ends: Ends, random: Random): Link[] {
  const { groups, systems, systemGroups, policies, radiusServers } = ends;
  const { isInPolicyGroup } = ends;
  const groupIds = groups.map(({ id }) => id);
  const tie = (
    fromType: NodeType,
    from: readonly string[],
    type: NodeType,
    to: string,
    sudo?: Sudo,
  ): Link[] =>
    from.map((id) => ({
      from: { type: fromType, id },
      to: { type, id: to },
      sudo,
    }));
  const groupsFor = (name: Row[string], otherwise: number) => {
    const made = MADE_FOR[String(name)] ?? [];
    const found = groups.filter((group) => made.includes(String(group.name)));
    return found.length > 0
      ? found.map(({ id }) => id)
      : drawSome(groupIds, otherwise, random);
  };

  // The last one is empty, and nothing demands anything of it.
  const held = systemGroups.slice(0, -1);
  const heldFor = ({ template }: Row, n: number) => {
    const name = DEVICES_OF[String((template as Row).osMetaFamily)];
    return held.find((group) => group.name === name) ?? held[n % held.length];
  };
  const connected = ends.directories.filter(({ type }) => type !== 'workday');
  return [
    ...connected
      .slice(0, -1)
      .flatMap(({ type, id, name }, n) =>
        tie('user_group', groupsFor(name, 1 + (n % 3)), type as NodeType, id),
      ),
    // Two users are in Google Workspace by themselves, one of them by a group as well perhaps.
    ...connected
      .filter(({ type }) => type === 'g_suite')
      .slice(0, 1)
      .flatMap(({ id }) =>
        tie(
          'user',
          ends.users.slice(1, 3).map(({ _id }) => _id),
          'g_suite',
          id,
        ),
      ),
    ...radiusServers
      .slice(0, -1)
      .flatMap(({ _id, name }, n) =>
        tie('user_group', groupsFor(name, 1 + (n % 2)), 'radius_server', _id),
      ),
    // Who may sign in to which devices. Two thirds of the device groups that are for nobody in particular have groups of users.
    ...systemGroups.flatMap(({ id, name }, n) =>
      (n % 3 === 2 && !(String(name) in MADE_FOR)) ||
      n === systemGroups.length - 1
        ? []
        : tie(
            'user_group',
            groupsFor(name, 1 + (n % 2)),
            'system_group',
            id,
            String(name) in SUDO_ON ? SUDO_ON[String(name)] : NO_ROOT,
          ),
    ),
    ...bindToDeviceGroups(ends),
    ...createBindings(ends),
    ...policies
      .slice(0, -1)
      .flatMap((policy, n) =>
        isInPolicyGroup(policy)
          ? []
          : [
              ...(held.length > 0 && n % 4 !== 3
                ? [heldFor(policy, n)]
                : []
              ).flatMap((group) =>
                tie('policy', [policy.id], 'system_group', group.id),
              ),
              ...(systems.length > 0 && n % 3 === 0
                ? [systems[(n * 7) % systems.length]]
                : []
              ).flatMap(({ _id }) => tie('policy', [policy.id], 'system', _id)),
              ...(n % 5 === 2
                ? tie(
                    'user_group',
                    groupsFor(undefined, 1),
                    'policy',
                    policy.id,
                  )
                : []),
            ],
      ),
    // One group of users has a device of its own.
    ...systems
      .slice(0, 1)
      .flatMap(({ _id }) =>
        tie('user_group', groupsFor(undefined, 1), 'system', _id, ROOT),
      ),
  ];
}

/** Two single users are bound to all Linux devices: who deploys to them, and a security engineer, whom this alone makes administrator. */
function bindToDeviceGroups({ systemGroups, users }: Ends): Link[] {
  const linux = systemGroups.find(({ name }) => name === 'Linux');
  const robot = users.find(({ username }) => username === 'svc-deploy');
  const engineer = users.find(
    ({ department, sudo }) => department === 'Security' && sudo === false,
  );
  return [
    { user: robot, sudo: NO_ROOT },
    { user: engineer, sudo: ROOT },
  ].flatMap(({ user, sudo }) =>
    linux && user
      ? [
          {
            from: { type: 'user' as const, id: user._id },
            to: { type: 'system_group' as const, id: linux.id },
            sudo,
          },
        ]
      : [],
  );
}

/** Every device is bound to its owner, of whom every ninth is its administrator; every twentieth to one more user. */
function createBindings({ systems, users }: Ends): Link[] {
  const known = new Set(users.map(({ _id }) => _id));
  return systems.flatMap(({ _id, primarySystemUser }, n) => {
    const owner = (primarySystemUser as { id?: string | null } | undefined)?.id;
    const second = n % 20 === 0 ? users[(n * 3 + 1) % users.length]?._id : '';
    return [owner, second]
      .filter((id, at, all) => known.has(String(id)) && all.indexOf(id) === at)
      .map((id) => ({
        from: { type: 'user' as const, id: String(id) },
        to: { type: 'system' as const, id: _id },
        sudo: id === owner && n % 9 === 0 ? ROOT : undefined,
      }));
  });
}
