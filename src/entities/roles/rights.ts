import { PropertySchema } from '../../graph/entity';
import {
  ALL_ACCESS,
  ALL_SECRETS,
  CAPABILITIES,
  Capability,
  ScopeRights,
  SCOPES,
  SECRETS_OF_READERS,
} from './scopes';
import { asLowerCase, asStrings } from '../properties';

/*
 * What a role lets its bearers do, and how sure that is. JumpCloud restricts a
 * role to organizations and to nothing smaller: so it is one relationship of the
 * role to the account, and each right is over all users, devices or applications.
 */

export const RIGHTS = Object.keys(CAPABILITIES) as Capability[];

const listOf = (description: string): PropertySchema => ({
  type: 'array',
  items: { type: 'string' },
  description,
});

const LISTS = {
  canGrantAccessTo: listOf(
    'To what access is granted, as JumpCloud calls it in scopes: applications, authn, commands, directories, groups, radius, systems, users',
  ),
  canReadSecretsOf: listOf(
    'Which secrets are in the answers of JumpCloud to it',
  ),
  byScope: listOf('The rights above that a scope gives by itself'),
  byName: listOf(
    'Those that the name of a role of JumpCloud gives, where it lists no scopes',
  ),
  possible: listOf(
    'Those that depend on what JumpCloud does not document: to be verified',
  ),
  unratedScopes: listOf('Scopes of which nobody has said what they allow'),
};

/** Of a role and an account: a boolean for each right, absent where it is not known. */
export const ROLE_RIGHTS = {
  ...(Object.fromEntries(
    Object.entries(CAPABILITIES).map(([name, description]) => [
      name,
      { type: 'boolean', description },
    ]),
  ) as Record<Capability, PropertySchema>),
  ...LISTS,
  unrated: {
    type: 'boolean',
    description:
      'Some of what it allows is not known: it has a scope that is not rated, or JumpCloud lists none. It is not known to be harmless',
  },
  bearerCount: {
    type: 'number',
    description:
      'Administrators and service accounts who have the role and can sign in; absent where not all administrators could be read',
  },
  shadowAdmins: listOf(
    'E-mail addresses of administrators who may take any right and sign in as users whose password and MFA the bearers of the role may reset, and so may become them. Whether JumpCloud prevents it is not known: to be verified',
  ),
  strongerAdmins: listOf(
    'E-mail addresses of the other administrators whom the bearers may become in the same way, and who for certain have a right above that the bearers have not: to be verified',
  ),
};

/** What is known of a role. */
export interface RatedRole {
  name?: unknown;
  scopes?: unknown;
  /** Made by the organization: its name says nothing. */
  custom?: unknown;
}

export type Rights = Partial<
  Record<Capability | 'unrated', boolean> & Record<keyof typeof LISTS, string[]>
>;

interface NamedRights extends ScopeRights {
  allows: readonly Capability[];
}

const ALL_BUT_ADMINISTRATORS: NamedRights = {
  allows: RIGHTS.filter((name) => name !== 'canBecomeAdministrator'),
  access: ALL_ACCESS,
  secrets: ALL_SECRETS,
};
const COMMAND_RUNNER: NamedRights = { allows: ['canRunCode'] };

/** JumpCloud's own roles (its article on Admin Portal roles; that a Help Desk resets MFA is from its Slack application). */
const BY_NAME: ReadonlyMap<string, NamedRights> = new Map([
  ['administrator with billing', { ...ALL_BUT_ADMINISTRATORS, allows: RIGHTS }],
  ['administrator', ALL_BUT_ADMINISTRATORS],
  [
    'manager',
    {
      allows: [
        'canSetPasswords',
        'canEditUsers',
        'canResetMfa',
        'canChangeGroups',
      ],
      possible: ['canGrantAccess', 'canRunCode'],
    },
  ],
  ['command runner with billing', COMMAND_RUNNER],
  ['command runner', COMMAND_RUNNER],
  [
    'help desk',
    { allows: ['canSetPasswords', 'canResetMfa'], possible: ['canEditUsers'] },
  ],
  ['billing only', { allows: [] }],
  [
    'read only',
    {
      allows: [],
      possible: ['canReadSecrets'],
      secrets: SECRETS_OF_READERS,
    },
  ],
]);

/** Of which both are needed: to make policies and software, and to assign them. */
const MAKES = 'systems';
const ASSIGNS = ['associations', 'associations.systems'];

/**
 * Rates a role by its scopes, each by itself: a scope includes another only where
 * JumpCloud's specification says so of an operation. A role of JumpCloud that
 * lists none is rated by its name; and of these roles Administrator with Billing
 * alone makes administrators, whatever their scopes say (JumpCloud's article on
 * Admin Portal roles).
 */
export function rightsOf({ name, scopes, custom }: RatedRole): Rights {
  const named =
    custom === true ? undefined : BY_NAME.get(asLowerCase(name) ?? '');
  const listed = asStrings(scopes) ?? [];
  const unratedScopes = listed.filter((scope) => !SCOPES.has(scope));
  const isUnrated =
    unratedScopes.length > 0 ||
    (named === undefined && asStrings(scopes) === undefined);
  const rights = {
    byScope: new Set<Capability>(),
    byName: new Set<Capability>(),
    possible: new Set<Capability>(),
  };
  const access = new Set<string>();
  const secrets = new Set<string>();
  const rate = (certain: Set<Capability>, given: ScopeRights = {}) => {
    given.allows?.forEach((each) => certain.add(each));
    given.possible?.forEach((each) => rights.possible.add(each));
    given.access?.forEach((each) => access.add(each));
    given.secrets?.forEach((each) => secrets.add(each));
    if (given.access) certain.add('canGrantAccess');
    const isReader = given.possible?.includes('canReadSecrets');
    if (given.secrets && !isReader) certain.add('canReadSecrets');
  };
  const { byScope, byName, possible } = rights;
  if (listed.length === 0) rate(byName, named);
  listed.forEach((scope) => rate(byScope, SCOPES.get(scope)));
  if (
    listed.includes(MAKES) &&
    ASSIGNS.some((scope) => listed.includes(scope))
  ) {
    byScope.add('canRunCode');
  }
  if (named?.allows.includes('canBecomeAdministrator')) {
    byName.add('canBecomeAdministrator');
  } else if (named) {
    byScope.delete('canBecomeAdministrator');
    possible.delete('canBecomeAdministrator');
  }
  const isCertain = (each: Capability) => byScope.has(each) || byName.has(each);
  const booleans: Rights = {};
  RIGHTS.forEach((each) => {
    if (isCertain(each) || possible.has(each)) booleans[each] = true;
    else if (!isUnrated) booleans[each] = false;
  });
  return {
    ...booleans,
    ...filled({
      canGrantAccessTo: Array.from(access).sort(),
      canReadSecretsOf: Array.from(secrets).sort(),
      byScope: RIGHTS.filter((each) => byScope.has(each)),
      byName: RIGHTS.filter((each) => byName.has(each)),
      possible: RIGHTS.filter((each) => possible.has(each) && !isCertain(each)),
      unratedScopes,
    }),
    unrated: isUnrated,
  };
}

/** Without the lists that are empty. */
function filled(lists: Partial<Record<keyof typeof LISTS, string[]>>) {
  return Object.fromEntries(
    Object.entries(lists).filter(([, list]) => list.length > 0),
  );
}
