import { declare, lowerCase, string } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import {
  asBoolean,
  asLowerCase,
  asString,
  elements,
  isSet,
} from '../graph/values';
import { associations, v2 } from '../jumpcloud/endpoints';

const AUTHORIZATION = { isValid: PROPERTY_ONLY } as const;

/**
 * Of what a provider says of a broken connection only the code: its message may
 * name anything.
 */
const FIELDS = {
  id: RAW,
  /** From other lists: of Active Directory its agents, of Workday how JumpCloud signs in there. */
  agents: [{ state: PROPERTY_ONLY }],
  workday: { auth: { basic: AUTHORIZATION, oauth: AUTHORIZATION } },
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
      'broken where the provider refuses JumpCloud, or no agent of Active Directory is active; ok where it is known to work; absent where JumpCloud says nothing, as of LDAP',
      connectionStateOf,
    ),
    connectionError: string(
      'Why it is broken, as the provider calls it: invalid_grant',
      'oAuthStatus.error',
    ),
  },
});

function connectionStateOf(row: Directory): string | undefined {
  const works =
    isGranted(row) ??
    anyOf([row.workday?.auth?.basic, row.workday?.auth?.oauth], isValid) ??
    anyOf(elements(row.agents), isActive);
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

/** Several agents of a domain stand in for one another. */
const isActive = (agent: { state?: unknown } | null) =>
  new Map([
    ['active', true],
    ['inactive', false],
    ['unsealed', false],
  ]).get(asLowerCase(agent?.state) ?? '');

/** @returns undefined where nothing is known of any */
function anyOf<T>(
  all: T[],
  holds: (one: T) => boolean | undefined,
): boolean | undefined {
  const known = all.map(holds).filter((each) => each !== undefined);
  return known.length > 0 ? known.includes(true) : undefined;
}
