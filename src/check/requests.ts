import { DEVICE_SETTINGS } from '../entities/account/deviceSettings';
import { GROUP_PASSWORD_POLICY } from '../entities/account/passwordPolicy';
import { ADMINISTRATOR_LINKS } from '../entities/admins';
import { associationsOfApplications } from '../entities/applications';
import { IP_LISTS, namesIpLists } from '../entities/authPolicies';
import { assignmentsOfCommands } from '../entities/commands';
import {
  DEVICE_GROUP_MEMBERS,
  DEVICE_GROUPS_OF_USER_GROUP,
  DEVICES_OF_USER_GROUP,
  USER_GROUPS_OF_DEVICE_GROUP,
  USERS_OF_DEVICE_GROUP,
} from '../entities/deviceGroups';
import { ACCOUNT_TABLES, POSTURE_TABLES } from '../entities/devicePosture';
import { USERS_OF_DEVICE } from '../entities/devices/access';
import {
  ACTIVE_DIRECTORY_AGENTS,
  DIRECTORIES_WITH_GROUPS,
  DIRECTORIES_WITH_USERS,
  userGroupsOfDirectory,
  usersOfDirectory,
  WORKDAYS,
} from '../entities/directories';
import { associationsOfUserGroups, GROUP_MEMBERS } from '../entities/groups';
import { associationsOfPolicies } from '../entities/policies';
import {
  assignmentsOfPolicyGroups,
  POLICIES_OF_POLICY_GROUP,
} from '../entities/policyGroups';
import { asLowerCase, asNumber } from '../entities/properties';
import { USER_GROUPS_OF_RADIUS_SERVER } from '../entities/radiusServers';
import { ACCOUNTS, DETAILS, USAGE } from '../entities/saasApplications';
import { SOFTWARE_TABLES } from '../entities/installedApplications';
import { FAILED_RESULTS } from '../entities/policyResults';
import { assignmentsOfSoftwareApps } from '../entities/softwareApps';
import { EntityModel, listOf } from '../graph/entity';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { PAGE_SIZE, SIDE_BY_SIDE } from '../jumpcloud/limits';
import { ORGANIZATIONS } from '../jumpcloud/organization';
import { Entities, Steps } from '../model';
import { integrationSteps } from '../steps';

/*
 * Which requests a run makes, and how many: what the check asks for, what it
 * predicts, and what the documentation tells of requests and time.
 */

/** The objects of a list, or some of them. */
export interface Objects {
  list: ListEndpoint;
  where?: (row: object) => boolean;
}

export interface RunRequest {
  /** The step that makes it. */
  step: string;
  read: ListEndpoint;
  /** It is made of each of these objects; else of the organization, which the path may name. */
  of?: Objects;
  /** The same is told by other objects: those of which there are fewer are asked. */
  or?: { read: ListEndpoint; of: Objects };
  /** It is made only where there is one of these. */
  ifAny?: Objects;
  /** It is made only where an organization may have a provider: it names one, or is one of several. */
  isOfProvider?: boolean;
  /** One object, without pages. */
  isSingle?: boolean;
  /** Its lists have more rows than a page holds: as many of them are looked at as a page names. */
  isLong?: boolean;
}

const groups = { list: listOf(Entities.GROUP) };
const deviceGroups = { list: listOf(Entities.DEVICE_GROUP) };
const devices = { list: listOf(Entities.DEVICE) };
const applications = { list: listOf(Entities.APPLICATION) };
const policies = { list: listOf(Entities.POLICY) };
const policyGroups = { list: listOf(Entities.POLICY_GROUP) };
const commands = { list: listOf(Entities.COMMAND) };
const softwareApps = { list: listOf(Entities.SOFTWARE_APP) };
const radiusServers = { list: listOf(Entities.RADIUS_SERVER) };
const appleMdms = { list: listOf(Entities.APPLE_MDM) };
const saasApplications = { list: listOf(Entities.SAAS_APPLICATION) };
const directoriesOf = (kind: string): Objects => ({
  list: listOf(Entities.DIRECTORY),
  where: (row) => asLowerCase((row as { type?: unknown }).type) === kind,
});

function hasFailedPolicy(row: object): boolean {
  const { policyStats } = row as { policyStats?: { failed?: unknown } | null };
  return (asNumber(policyStats?.failed) ?? 0) > 0;
}

/** Settings and policies of an organization. */
export const SETTINGS: ListEndpoint = {
  ...ORGANIZATIONS,
  name: 'settings of organizations',
  path: `${ORGANIZATIONS.path}/{id}`,
};

/** What is read beside the lists that entities declare: a line for each request of a step. */
const MORE: RunRequest[] = [
  { step: Steps.ACCOUNT, read: SETTINGS, isSingle: true },
  ...Object.values(DEVICE_SETTINGS).map((read) => ({
    step: Steps.ACCOUNT,
    read,
    isSingle: true,
  })),
  {
    step: Steps.GROUPS_AND_MEMBERSHIPS,
    read: GROUP_MEMBERS,
    of: groups,
    isLong: true,
  },
  {
    step: Steps.GROUP_PASSWORD_POLICIES,
    read: GROUP_PASSWORD_POLICY,
    of: groups,
    isSingle: true,
  },
  {
    step: Steps.ADMIN_ORGANIZATIONS,
    read: ADMINISTRATOR_LINKS,
    isOfProvider: true,
  },
  ...(['user', 'user_group'] as const).map((target) => ({
    step: Steps.APPLICATION_ASSIGNMENTS,
    read: associationsOfApplications(target),
    of: applications,
  })),
  {
    step: Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    read: DEVICE_GROUP_MEMBERS,
    of: deviceGroups,
    isLong: true,
  },
  {
    step: Steps.DEVICE_GROUP_ASSIGNMENTS,
    read: DEVICE_GROUPS_OF_USER_GROUP,
    of: groups,
    or: { read: USER_GROUPS_OF_DEVICE_GROUP, of: deviceGroups },
  },
  {
    step: Steps.DEVICE_ASSIGNMENTS,
    read: DEVICES_OF_USER_GROUP,
    of: groups,
    ifAny: devices,
  },
  {
    step: Steps.DEVICE_ASSIGNMENTS,
    read: USERS_OF_DEVICE_GROUP,
    of: deviceGroups,
  },
  // Where it is on, the posture of devices tells of local accounts, too.
  ...ACCOUNT_TABLES.map(({ endpoint: read }) => ({
    step: Steps.DEVICE_ACCESS,
    read,
  })),
  ...POSTURE_TABLES.map(({ endpoint: read }) => ({
    step: Steps.DEVICE_POSTURE,
    read,
  })),
  {
    step: Steps.DEVICE_ACCESS,
    read: USERS_OF_DEVICE,
    of: devices,
    isLong: true,
  },
  ...(['system', 'system_group'] as const).flatMap((target) => [
    {
      step: Steps.POLICY_ASSIGNMENTS,
      read: associationsOfPolicies(target),
      of: policies,
    },
    {
      step: Steps.POLICY_GROUP_ASSIGNMENTS,
      read: assignmentsOfPolicyGroups(target),
      of: policyGroups,
    },
    {
      step: Steps.COMMAND_ASSIGNMENTS,
      read: assignmentsOfCommands(target),
      of: commands,
    },
    {
      step: Steps.SOFTWARE_APP_ASSIGNMENTS,
      read: assignmentsOfSoftwareApps(target),
      of: softwareApps,
    },
  ]),
  {
    step: Steps.GROUP_POLICY_ASSIGNMENTS,
    read: associationsOfPolicies('user_group'),
    of: policies,
  },
  {
    step: Steps.POLICY_GROUPS_AND_MEMBERSHIPS,
    read: POLICIES_OF_POLICY_GROUP,
    of: policyGroups,
  },
  {
    step: Steps.GROUP_POLICY_GROUP_ASSIGNMENTS,
    read: assignmentsOfPolicyGroups('user_group'),
    of: policyGroups,
  },
  {
    step: Steps.POLICY_RESULTS,
    read: FAILED_RESULTS,
    of: policies,
    ifAny: { list: listOf(Entities.DEVICE), where: hasFailedPolicy },
  },
  ...SOFTWARE_TABLES.map(({ endpoint: read }) => ({
    step: Steps.INSTALLED_APPLICATIONS,
    read,
  })),
  { step: Steps.APPLE_MDM, read: listOf(Entities.APPLE_DEVICE), of: appleMdms },
  {
    step: Steps.DIRECTORIES,
    read: ACTIVE_DIRECTORY_AGENTS,
    of: directoriesOf('active_directory'),
  },
  {
    step: Steps.DIRECTORIES,
    read: WORKDAYS,
    ifAny: directoriesOf('workday'),
  },
  ...Object.keys(DIRECTORIES_WITH_GROUPS).map((type) => ({
    step: Steps.DIRECTORY_ASSIGNMENTS,
    read: userGroupsOfDirectory(type),
    of: directoriesOf(type),
    or: { read: associationsOfUserGroups(type), of: groups },
  })),
  ...DIRECTORIES_WITH_USERS.map((type) => ({
    step: Steps.DIRECTORY_USERS,
    read: usersOfDirectory(type),
    of: directoriesOf(type),
    isLong: true,
  })),
  {
    step: Steps.RADIUS_SERVER_ASSIGNMENTS,
    read: USER_GROUPS_OF_RADIUS_SERVER,
    of: radiusServers,
    or: { read: associationsOfUserGroups('radius_server'), of: groups },
  },
  {
    step: Steps.AUTH_POLICIES,
    read: IP_LISTS,
    ifAny: { list: listOf(Entities.AUTH_POLICY), where: namesIpLists },
  },
  {
    step: Steps.SAAS_APPLICATIONS,
    read: DETAILS,
    of: saasApplications,
    isSingle: true,
  },
  { step: Steps.SAAS_APPLICATIONS, read: ACCOUNTS, of: saasApplications },
  { step: Steps.SAAS_APPLICATIONS, read: USAGE, of: saasApplications },
];

/** The lists that entities declare are read by the first step that declares the entity. */
function listsOfSteps(): RunRequest[] {
  const models: EntityModel[] = Object.values(Entities);
  return models.flatMap(({ _type, declaration: { list: read } }) => {
    const step = integrationSteps.find(({ entities }) =>
      entities.some((each) => each._type === _type),
    );
    const isOfObject = read?.path.includes('{id}');
    return step && read && !isOfObject ? [{ step: step.id, read }] : [];
  });
}

/** All requests of a run but those of Directory Insights, which depend on what happened. */
export const REQUESTS: readonly RunRequest[] = [...listsOfSteps(), ...MORE];

/** What identifies an endpoint: associations are read once for each type of target. */
export function keyOf({ path, query }: ListEndpoint): string {
  return [path, query?.targets].filter(Boolean).join('?targets=');
}

/** How long a list is. */
export interface Length {
  rows: number;
  /** Whether JumpCloud tells the total: else one more page is asked for. */
  isCounted: boolean;
}

/** What is known of the lists of an organization. */
export interface Known {
  /** A list of the organization, by the key of its endpoint: none where it may not be read. */
  lists: ReadonlyMap<string, Length>;
  /** How many of the objects of a list meet a condition. */
  count: (objects: Objects) => number;
  /** Whether the organization may have a provider. */
  mayHaveProvider: boolean;
  /** The lists of some objects, by the key of their endpoint. */
  samples: ReadonlyMap<string, readonly Length[]>;
}

/**
 * The requests that a list takes: a page begins where the one before ended, until
 * one is not full and ends at the total. One of an organization that is empty is
 * asked for twice.
 */
export function pagesOf(
  { rows, isCounted }: Length,
  { pageSize = PAGE_SIZE, offset }: ListEndpoint,
  isOfOrganization = false,
): number {
  if (rows === 0) return isOfOrganization ? 2 : 1;
  if (offset === 'none') return isCounted ? 1 : 2;
  if (isCounted) return Math.floor(rows / pageSize) + 1;
  return Math.ceil(rows / pageSize) + 1;
}

/** How often a run makes a request of an organization. */
export function countOf(request: RunRequest, known: Known): number {
  const { read, of, or, ifAny, isOfProvider, isSingle } = request;
  const list = known.lists.get(keyOf(read));
  if (ifAny && known.count(ifAny) === 0) return 0;
  if (of === undefined) {
    if (isSingle) return 1;
    if (isOfProvider && !known.mayHaveProvider) return 0;
    return list ? pagesOf(list, read, !read.path.includes('{id}')) : 1;
  }
  const each = (one: ListEndpoint, objects: Objects) => {
    const sample = known.samples.get(keyOf(one)) ?? [];
    const pages = sample.map((length) => pagesOf(length, one));
    const sum = pages.reduce((total, count) => total + count, 0);
    const mean = sample.length > 0 ? sum / sample.length : 1;
    return known.count(objects) * (isSingle ? 1 : mean);
  };
  const isEmpty = known.count(of) === 0;
  if (or === undefined || isEmpty) return each(read, of);
  return known.count(of) <= known.count(or.of)
    ? each(read, of)
    : each(or.read, or.of);
}

/** How long a run takes at least, in seconds: as many requests are under way as may be. */
export function secondsOf(requests: number, answer: number): number {
  return Math.ceil((requests * answer) / SIDE_BY_SIDE.atMost / 1_000);
}
