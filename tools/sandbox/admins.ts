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

/** The user behind an administrator: who says so (`linked`), or who only has the same address (`namesake`). */
interface Behind {
  by: 'linked' | 'namesake';
  secondFactor?: boolean;
  suspended: boolean;
}

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
    user: { by: 'linked', secondFactor: true, suspended: false },
    required: true,
    enrolled: false,
    key: FAR_FUTURE,
  },
  // Signs in as a user who has none.
  {
    roles: [1],
    user: { by: 'linked', secondFactor: false, suspended: false },
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
    user: { by: 'namesake', secondFactor: true, suspended: false },
    required: true,
    enrolled: false,
    key: 'unknown',
  },
  // Suspended as an administrator.
  {
    roles: [4],
    user: { by: 'namesake', suspended: false },
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
    user: { by: 'namesake', suspended: true },
    required: true,
    enrolled: true,
    key: 'unknown',
  },
  // Suspended as a user, and so as an administrator, who signs in as that user.
  {
    roles: [2],
    user: { by: 'linked', suspended: true },
    required: true,
    enrolled: false,
    key: 'none',
  },
  // A row that says nothing of second factors, with a role that no list holds.
  { roles: ['Legacy Support'], key: 'none' },
];

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

function fits(user: User, wanted: Behind): boolean {
  const { activated, mfaEnrollment, suspended, email, firstname } = user;
  // Service users and people who are only expected are nobody's administrator.
  if (!activated || !firstname || typeof email !== 'string') return false;
  const overall = (mfaEnrollment as Row | undefined)?.overallStatus;
  return (
    suspended === wanted.suspended &&
    (wanted.secondFactor === undefined ||
      (overall !== undefined &&
        (overall === 'ENROLLED') === wanted.secondFactor))
  );
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
            prefix: `jca_${String(n).padStart(4, '0')}${PLANTED_SECRET}`,
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
