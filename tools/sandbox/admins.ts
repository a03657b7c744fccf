import { ADMIN_ROLES } from './roles';
import { Basis, inTurn, PLANTED_SECRET, Row } from './random';
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
  is: (user: User, now: string) => boolean;
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
const hasTime = (user: User, now: string) =>
  hasNoSecondFactor(user) &&
  String(field(user.mfa, 'exclusionUntil') ?? '') > now;
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
  /** None, one of which nothing is known, one without end, or in how many days it ends. */
  key?: 'unknown' | 'endless' | number;
  provider?: boolean;
}

const LINKED = { required: true, enrolled: false };
const OWN = { required: true, enrolled: true };

/** In order, or in a state that is nobody's fault; the common ones first. */
const ORDINARY: Sort[] = [
  // Signs in as a user who has a second factor.
  { ...LINKED, roles: [0], user: { by: 'linked', is: hasSecondFactor } },
  { ...OWN, roles: [1], user: { by: 'namesake', is: isActivated }, key: 200 },
  { ...OWN, roles: [3], user: { by: 'namesake', is: isActivated } },
  // From a provider; enrolled, though nobody demands it.
  {
    roles: [2],
    required: false,
    enrolled: true,
    key: 'endless',
    provider: true,
  },
  { ...LINKED, roles: [4], user: { by: 'linked', is: hasSecondFactor } },
  { ...OWN, roles: [1], user: { by: 'namesake', is: isActivated }, key: 9 },
  // Suspended as a user, and still an administrator.
  {
    ...OWN,
    roles: [1, 5],
    user: { by: 'namesake', is: isSuspended },
    key: 'unknown',
  },
  // Suspended as a user, and so as an administrator, who signs in as that user.
  { ...LINKED, roles: [2], user: { by: 'linked', is: isSuspended } },
  { ...LINKED, roles: [3], user: { by: 'linked', is: hasSecondFactor } },
  {
    ...OWN,
    roles: [5, 7],
    user: { by: 'namesake', is: isActivated },
    key: 'unknown',
  },
  // Suspended as an administrator.
  {
    ...LINKED,
    roles: [4],
    user: { by: 'namesake', is: isActivated },
    suspended: true,
  },
  // An older row, which names a role without its id.
  { roles: ['Help Desk'], required: false, enrolled: true },
  // A row that says nothing of second factors, with a role that no list holds.
  { roles: ['Legacy Support'] },
  // Sign in as users who are expected, who never set a password, who have time to enroll, and whose MFA is another's matter.
  ...[
    ({ state }: User) => state === 'STAGED',
    ({ state, activated }: User) => state === 'ACTIVATED' && !activated,
    hasTime,
    (user: User) => hasNoSecondFactor(user) && isFederated(user),
  ].map((is): Sort => ({ ...LINKED, roles: [3], user: { by: 'linked', is } })),
];

/** One in ten has no second factor: of each sort in turn. */
const WITHOUT_MFA: Sort[] = [
  // Demanded, but not enrolled: the user of the same address does not count.
  { ...LINKED, roles: [3], user: { by: 'namesake', is: hasSecondFactor } },
  // Signs in as a user who has none.
  {
    ...LINKED,
    roles: [1],
    user: {
      by: 'linked',
      is: (user, now) =>
        hasNoSecondFactor(user) && !hasTime(user, now) && !isFederated(user),
    },
  },
  // Signs in with a password of their own; the time of the user does not count.
  { ...LINKED, roles: [4], user: { by: 'claiming', is: hasTime } },
  { roles: [3], required: false, enrolled: false },
];

/** The first of every ten that has one. */
const PLACE_WITHOUT_MFA = 5;

function sortOf(n: number): Sort {
  const tens = Math.floor(n / 10);
  const place = n % 10;
  return place === PLACE_WITHOUT_MFA
    ? inTurn(WITHOUT_MFA, tens)
    : inTurn(ORDINARY, n - tens - Number(place > PLACE_WITHOUT_MFA));
}

/** So many that every sort is among them. */
export const ADMINS_OF_EVERY_SORT = 40;

/** People of IT firms and friends of the house; made up, as everybody here. */
const OUTSIDERS = [
  ['Priya', 'Raman'],
  ['Tomasz', 'Zielinski'],
  ['Grace', 'Okafor'],
  ['Mateo', 'Alvarez'],
  ['Hanna', 'Lindqvist'],
  ['Kenji', 'Morita'],
];

/**
 * Most of them are people of IT and Security; where no user is left who fits,
 * the administrator is somebody from outside.
 *
 * @returns the rows of `GET /api/users`; marks the users who say to be one
 */
export function createAdmins(
  count: number,
  basis: Basis,
  users: User[],
): Admin[] {
  const isTechnical = ({ department }: User) =>
    department === 'IT' || department === 'Security';
  const [chief, ...others] = users;
  const candidates = [
    ...others.filter(isTechnical),
    ...others.filter((user) => !isTechnical(user)),
    ...(chief ? [chief] : []),
  ].filter(
    // Service users are nobody's administrator.
    ({ email, firstname }) => Boolean(firstname) && typeof email === 'string',
  );
  const now = basis.day(0);
  const cursors = new Map<Behind, number>();
  const taken = new Set<User>();
  return Array.from({ length: count }, (_, n) => {
    const sort = sortOf(n);
    const behind = sort.user;
    if (!behind) return createAdmin(n, basis, sort, undefined);
    let at = cursors.get(behind) ?? 0;
    const isFree = (user: User) => !taken.has(user) && behind.is(user, now);
    while (at < candidates.length && !isFree(candidates[at])) at++;
    cursors.set(behind, at);
    const user: User | undefined = candidates[at];
    if (user) taken.add(user);
    return createAdmin(n, basis, sort, user);
  });
}

function createAdmin(
  n: number,
  { ids, day }: Basis,
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
  const [first, last] = inTurn(OUTSIDERS, n);
  const email = user
    ? String(user.email)
    : `${first}.${last}.${n}@partner.example`.toLowerCase();
  const { key } = sort;
  const hasKey = key !== undefined;
  // Keys are good for a year.
  const keyCreated = day(typeof key === 'number' ? key - 365 : -400);
  return {
    _id: id,
    // In capital letters where somebody typed it so.
    email: n % 12 === 9 ? email.toUpperCase() : email,
    firstname: user?.firstname ?? first,
    lastname: user?.lastname ?? last,
    organization: ids('organization', 0),
    provider: sort.provider ? ids('provider', 0) : undefined,
    role,
    roles: roles.length > 0 ? roles : undefined,
    roleName,
    roleNames: roles.length > 0 ? roleNames : undefined,
    created: day(-900 + 37.3 * (n % 23)),
    enableMultiFactor: sort.required,
    totpEnrolled: sort.enrolled,
    totpUpdatedAt: sort.enrolled ? day(-42.3 - n) : undefined,
    suspended: sort.suspended ?? false,
    apiKeyAllowed: hasKey,
    apiKeySet: hasKey,
    apiKeyUpdatedAt: hasKey ? keyCreated : undefined,
    apiKeyHash:
      hasKey && key !== 'unknown'
        ? {
            createdAt: keyCreated,
            expireAt: key === 'endless' ? undefined : day(key),
            prefix: `jca_${String(n).padStart(4, '0')}-${PLANTED_SECRET}`,
          }
        : undefined,
    passwordUpdatedAt: day(-10.2 - n),
    lastWhatsNewChecked: day(-20.4),
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

/**
 * An organization without a provider has no links.
 *
 * @returns the rows of `GET /api/v2/organizations/{id}/administratorlinks`
 */
export function linkAdministrators(
  admins: Admin[],
  { _id, provider }: Row & { _id: string },
): Row[] {
  return admins
    .filter((admin) => provider !== null && admin.provider)
    .map((admin) => ({ administrator: admin._id, organization: _id }));
}
