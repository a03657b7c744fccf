import { ADMIN_ROLES } from './roles';
import {
  daysFromReference,
  FAR_FUTURE,
  Ids,
  inTurn,
  PLANTED_SECRET,
  Row,
} from './random';
import { User } from './people';

/* The administrators: who signs in to the console, and as whom. */

export type Admin = Row & { _id: string };

/**
 * The user behind an administrator: who says to be this one (`linked`), who says
 * to be one without naming it (`claiming`), or who only has the same address
 * (`namesake`).
 */
interface Behind {
  by: 'linked' | 'claiming' | 'namesake';
  is: (user: User) => boolean;
}

const field = (value: Row[string], name: string) =>
  (value as Row | null | undefined)?.[name];
const isActivated = ({ state, activated }: User) =>
  state === 'ACTIVATED' && activated === true;
const hasSecondFactor = (user: User) =>
  isActivated(user) &&
  field(user.mfaEnrollment, 'overallStatus') === 'ENROLLED';
const hasNoSecondFactor = (user: User) =>
  isActivated(user) &&
  user.mfaEnrollment !== undefined &&
  !hasSecondFactor(user);
const hasTime = (user: User) =>
  hasNoSecondFactor(user) && field(user.mfa, 'exclusionUntil') === FAR_FUTURE;
const isFederated = ({ restrictedFields }: User) =>
  (restrictedFields as Row[]).some(
    ({ field: name, type }) =>
      name === 'password' && type === 'federated_identity_provider',
  );
const isSuspended = ({ suspended, activated }: User) =>
  suspended === true && activated === true;

/** Who an administrator is: the fields in which one sort differs from another. */
interface Sort {
  /** Index in the list of roles; a name alone where the row carries no id. */
  roles: (number | string)[];
  /** Undefined for people from outside. */
  user?: Behind;
  /** `enableMultiFactor` and `totpEnrolled`; undefined where the row is silent. */
  required?: boolean;
  enrolled?: boolean;
  suspended?: boolean;
  /** None, one of which nothing is known, one without end, one with this end. */
  key: 'none' | 'unknown' | 'endless' | string;
  provider?: boolean;
}

const SORTS: Sort[] = [
  // Signs in as a user who has a second factor.
  {
    roles: [0],
    user: { by: 'linked', is: hasSecondFactor },
    required: true,
    enrolled: false,
    key: FAR_FUTURE,
  },
  // Signs in as a user who has none.
  {
    roles: [1],
    user: { by: 'linked', is: hasNoSecondFactor },
    required: true,
    enrolled: false,
    key: '2025-11-27T00:00:00.000Z',
  },
  // From a provider; enrolled, though nobody demands it.
  {
    roles: [2],
    required: false,
    enrolled: true,
    key: 'endless',
    provider: true,
  },
  // Demanded, but not enrolled: the user of the same address does not count.
  {
    roles: [3],
    user: { by: 'namesake', is: hasSecondFactor },
    required: true,
    enrolled: false,
    key: 'unknown',
  },
  // Suspended as an administrator.
  {
    roles: [4],
    user: { by: 'namesake', is: isActivated },
    required: true,
    enrolled: false,
    suspended: true,
    key: 'none',
  },
  { roles: [5], required: true, enrolled: true, key: FAR_FUTURE },
  // An older row, which names a role without its id.
  { roles: ['Help Desk'], required: false, enrolled: false, key: 'none' },
  // Suspended as a user, and still an administrator.
  {
    roles: [1, 5],
    user: { by: 'namesake', is: isSuspended },
    required: true,
    enrolled: true,
    key: 'unknown',
  },
  // Suspended as a user, and so as an administrator, who signs in as that user.
  {
    roles: [2],
    user: { by: 'linked', is: isSuspended },
    required: true,
    enrolled: false,
    key: 'none',
  },
  // A row that says nothing of second factors, with a role that no list holds.
  { roles: ['Legacy Support'], key: 'none' },
  // Sign in as users who are expected, who never set a password, who have time to enroll, and whose MFA is another's matter.
  ...[
    ({ state }: User) => state === 'STAGED',
    ({ state, activated }: User) => state === 'ACTIVATED' && !activated,
    hasTime,
    (user: User) => hasNoSecondFactor(user) && isFederated(user),
  ].map(
    (is): Sort => ({
      roles: [3],
      user: { by: 'linked', is },
      required: true,
      enrolled: false,
      key: 'none',
    }),
  ),
  // Signs in with a password of their own; the time of the user does not count.
  {
    roles: [4],
    user: { by: 'claiming', is: hasTime },
    required: true,
    enrolled: false,
    key: 'none',
  },
];

/** One of every sort. */
export const ADMIN_SORTS = SORTS.length;

/**
 * One of each sort in turn; users are taken as they fit, and where none is left
 * the administrator is somebody from outside.
 *
 * @returns the rows of `GET /api/users`; marks the users who say to be one
 */
export function createAdmins(count: number, ids: Ids, users: User[]): Admin[] {
  const cursors = SORTS.map(() => 0);
  const taken = new Set<User>();
  return Array.from({ length: count }, (_, n) => {
    const sort = inTurn(SORTS, n);
    const which = n % SORTS.length;
    let user: User | undefined;
    if (sort.user) {
      while (cursors[which] < users.length && !user) {
        const candidate = users[cursors[which]++];
        if (!taken.has(candidate) && fits(candidate, sort.user))
          user = candidate;
      }
      if (user) taken.add(user);
    }
    return createAdmin(n, ids, sort, user);
  });
}

function fits(user: User, { is }: Behind): boolean {
  const { email, firstname } = user;
  // Service users are nobody's administrator.
  return Boolean(firstname) && typeof email === 'string' && is(user);
}

function createAdmin(
  n: number,
  ids: Ids,
  sort: Sort,
  user: User | undefined,
): Admin {
  const id = ids('admin', n);
  const roleNames = sort.roles.map((role) =>
    typeof role === 'number' ? ADMIN_ROLES[role].name : role,
  );
  const roles = sort.roles.flatMap((role) =>
    typeof role === 'number' ? [ids('role', role)] : [],
  );
  const [roleName] = roleNames;
  const [role] = roles;
  if (user && sort.user?.by === 'linked') {
    user.admin = { id, roleName, roleNames };
  } else if (user && sort.user?.by === 'claiming') {
    user.admin = { roleName };
  }
  const email = user ? String(user.email) : `admin.${n}@partner.example`;
  const { key } = sort;
  const hasKey = key !== 'none';
  return {
    _id: id,
    email: n % 3 === 0 ? email.toUpperCase() : email,
    firstname: user?.firstname ?? 'Outside',
    lastname: user?.lastname ?? `Partner ${n}`,
    organization: ids('organization', 0),
    provider: sort.provider ? ids('provider', 0) : undefined,
    role,
    roles: roles.length > 0 ? roles : undefined,
    roleName,
    roleNames: roles.length > 0 ? roleNames : undefined,
    created: daysFromReference(-900 + n),
    enableMultiFactor: sort.required,
    totpEnrolled: sort.enrolled,
    totpUpdatedAt: sort.enrolled ? daysFromReference(-800) : undefined,
    suspended: sort.suspended ?? false,
    apiKeyAllowed: hasKey,
    apiKeySet: hasKey,
    apiKeyUpdatedAt: hasKey ? daysFromReference(-400) : undefined,
    apiKeyHash:
      hasKey && key !== 'unknown'
        ? {
            createdAt: daysFromReference(-400),
            expireAt: key === 'endless' ? undefined : key,
            prefix: `jca_${String(n).padStart(4, '0')}-${PLANTED_SECRET}`,
          }
        : undefined,
    passwordUpdatedAt: daysFromReference(-100),
    lastWhatsNewChecked: daysFromReference(-20),
    sessionCount: n + 1,
    isEnterprise: false,
    disableIntroduction: true,
    usersTimeZone: 'America/Denver',
    growthData: {
      onboardingState: { note: PLANTED_SECRET },
      experimentStates: {},
    },
  };
}
