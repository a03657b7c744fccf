import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import { associations, members } from './associations';
import {
  asBoolean,
  asLowerCase,
  asString,
  asTimestamp,
  elements,
  isSet,
  lowerCase,
  milliseconds,
  string,
  strings,
  timestamp,
} from './properties';

const AUTHORIZATION = { isValid: PROPERTY_ONLY } as const;

const AGENT = {
  agentType: PROPERTY_ONLY,
  contactAt: PROPERTY_ONLY,
  state: PROPERTY_ONLY,
  version: PROPERTY_ONLY,
} as const;

type Agent = Row<typeof AGENT>;

/**
 * Of what a provider says of a broken connection only the code: its message may
 * name anything.
 */
const FIELDS = {
  id: RAW,
  /** From other lists: of Active Directory its agents, of Workday how JumpCloud signs in there, and when it last did. */
  agents: [AGENT],
  workday: {
    auth: { basic: AUTHORIZATION, oauth: AUTHORIZATION },
    lastImport: PROPERTY_ONLY,
  },
  defaultDomain: { domain: PROPERTY_ONLY },
  name: RAW,
  oAuthStatus: { error: PROPERTY_ONLY, expiry: PROPERTY_ONLY },
  organizationId: RAW,
  type: RAW,
} as const;

type Directory = Row<typeof FIELDS>;

/** Below which address the associations of a directory are, by its type. Workday has none: it only brings users in. */
export const DIRECTORIES_WITH_GROUPS: Readonly<Record<string, string>> = {
  active_directory: '/activedirectories',
  g_suite: '/gsuites',
  ldap_server: '/ldapservers',
  office_365: '/office365s',
};

/** The programs on servers of a domain that connect it with JumpCloud. */
export const ACTIVE_DIRECTORY_AGENTS = v2(
  'agents of Active Directory',
  '/activedirectories/{id}/agents',
  'directories.readonly',
);

export const WORKDAYS = v2('Workdays', '/workdays', 'directories.readonly');

/** Which user groups a directory of a type is fed with. */
export const userGroupsOfDirectory = (type: string) =>
  associations(
    'associations of directories',
    `${DIRECTORIES_WITH_GROUPS[type]}/{id}/associations`,
    'associations.directories.readonly',
    'user_group',
  );

/** The directories whose users JumpCloud lists and another integration knows. */
export const DIRECTORIES_WITH_USERS = ['g_suite', 'office_365'];

/** Who is bound to a directory of a type, directly or through groups, with every way. */
export const usersOfDirectory = (type: string) =>
  members(
    'users of directories',
    `${DIRECTORIES_WITH_GROUPS[type]}/{id}/users`,
    'users.readonly',
    'user',
  );

export const directory = declare<typeof FIELDS>({
  list: v2('directories', '/directories', 'directories.readonly'),
  fields: FIELDS,
  excluded: ['oAuthStatus.errorMessage'],
  remember: ['type'],
  properties: {
    name: string('Name', 'name'),
    type: lowerCase(
      'Kind of directory, as JumpCloud calls it: active_directory, g_suite, ldap_server, office_365, workday',
      'type',
    ),
    domain: string('Its default domain', 'defaultDomain.domain'),
    connectionState: string(
      'broken where the provider refuses JumpCloud, or where every agent of Active Directory of one type is inactive; ok where it is known to work; absent where it is not known, as of LDAP',
      connectionStateOf,
    ),
    connectionError: string(
      'Why it is broken, as the provider calls it: invalid_grant',
      'oAuthStatus.error',
    ),
    inactiveAgentTypes: strings(
      'Types of agents of which every one is inactive: sync (they write from JumpCloud to Active Directory), import (they read from it); absent where there is none',
      inactiveAgentTypesOf,
    ),
    syncAgentVersions: strings(
      'Versions of the agents that write from JumpCloud to Active Directory',
      (row) => versionsOf(agentsOf(row, 'sync')),
    ),
    importAgentVersions: strings(
      'Versions of the agents that read from Active Directory',
      (row) => versionsOf(agentsOf(row, 'import')),
    ),
    syncAgentLastContactOn: milliseconds(
      'When JumpCloud last heard of an agent that writes to Active Directory',
      (row) => lastContactOf(agentsOf(row, 'sync')),
    ),
    importAgentLastContactOn: milliseconds(
      'When JumpCloud last heard of an agent that reads from it',
      (row) => lastContactOf(agentsOf(row, 'import')),
    ),
    lastImportOn: timestamp(
      'When users were last imported from Workday',
      'workday.lastImport',
    ),
  },
});

function connectionStateOf(row: Directory): string | undefined {
  const works =
    isGranted(row) ??
    anyOf([row.workday?.auth?.basic, row.workday?.auth?.oauth], isValid) ??
    areAgentsAtWork(row);
  if (works === undefined) return undefined;
  return works ? 'ok' : 'broken';
}

/**
 * The specification calls `oAuthStatus` "the expiry and error status of the
 * bearer token"; JumpCloud's own command line shows what is in it. A token that
 * has expired is renewed when it is needed next, so that alone breaks nothing.
 */
function isGranted({ oAuthStatus }: Directory): boolean | undefined {
  const { error, expiry } = oAuthStatus ?? {};
  if (asString(error) !== undefined) return false;
  const isKnown = isSet(error) === false || (expiry ?? undefined) !== undefined;
  return isKnown ? true : undefined;
}

/** Workday is signed in to in one of two ways. */
const isValid = (way: Row<typeof AUTHORIZATION> | null | undefined) =>
  asBoolean(way?.isValid);

/** @returns undefined where nothing is known of any */
function anyOf<T>(
  all: T[],
  holds: (one: T) => boolean | undefined,
): boolean | undefined {
  const known = all.map(holds).filter((each) => each !== undefined);
  return known.length > 0 ? known.includes(true) : undefined;
}

/**
 * Agents of one type stand in for one another, those of the other do the
 * opposite job (specification, active-directory-agent-list). So the domain is
 * connected when somebody does each job that there is an agent for.
 *
 * @returns undefined where there are no agents, or where it is not known whether a job is done
 */
function areAgentsAtWork(row: Directory): boolean | undefined {
  const types = agentTypesOf(row);
  const jobs = types.map((type) => isAtWork(agentsOf(row, type)));
  // One whose type is not told may do the job of any other.
  const isTold = types.length === 1 || !types.includes(undefined);
  if (jobs.includes(false)) return isTold ? false : undefined;
  return jobs.length === 0 || jobs.includes(undefined) ? undefined : true;
}

/** No agent is known to do the job only when each of them is known not to. */
function isAtWork(agents: Agent[]): boolean | undefined {
  const active = agents.map(isActive);
  if (active.includes(true)) return true;
  return active.includes(undefined) ? undefined : false;
}

/** The specification knows a third state, `unsealed`, which nobody has explained. */
const isActive = ({ state }: Agent) =>
  new Map([
    ['active', true],
    ['inactive', false],
  ]).get(asLowerCase(state) ?? '');

const typeOf = ({ agentType }: Agent) => asLowerCase(agentType);

/** The types of agents that there are; undefined among them where an agent has none. */
function agentTypesOf({ agents }: Directory): (string | undefined)[] {
  return Array.from(new Set(presentIn(agents).map(typeOf)));
}

function agentsOf({ agents }: Directory, type: string | undefined): Agent[] {
  return presentIn(agents).filter((agent) => typeOf(agent) === type);
}

function presentIn(agents: Directory['agents']): Agent[] {
  return elements(agents).filter((agent): agent is Agent => agent !== null);
}

/** Without any the property is absent, so that a query can ask for it. */
function inactiveAgentTypesOf(row: Directory): string[] | undefined {
  const inactive = agentTypesOf(row)
    .filter((type) => isAtWork(agentsOf(row, type)) === false)
    .filter((type): type is string => type !== undefined);
  return inactive.length > 0 ? inactive : undefined;
}

function versionsOf(agents: Agent[]): string[] | undefined {
  const known = agents
    .map(({ version }) => asString(version))
    .filter((version): version is string => version !== undefined);
  return known.length > 0 ? Array.from(new Set(known)) : undefined;
}

function lastContactOf(agents: Agent[]): number | undefined {
  const times = agents
    .map(({ contactAt }) => asTimestamp(contactAt))
    .filter((time): time is number => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}
