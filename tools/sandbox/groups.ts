import { User } from './people';
import {
  Basis,
  inTurn,
  nameInTurn,
  PLANTED_SECRET,
  Random,
  Row,
} from './random';
import { DEPARTMENTS } from './staff';

/* The user groups, their rules, and who is in them. */

export type Group = Row & { id: string };

/** What `fillGroups` needs to know of the options of a tenant. */
export interface GroupOptions {
  /** Members of a group of a project, on average. */
  groupSize: number;
  /** Every group, whatever it is for, has `groupSize` members exactly. */
  exactGroups: boolean;
}

export const EVERYBODY = 'Everyone';

/** Whom a group is for, and how many of them are in it. */
interface Purpose {
  name: string;
  fits: (user: User) => boolean;
  share: number;
}

const inDepartment =
  (...names: string[]) =>
  ({ department }: User) =>
    names.includes(String(department));
const isPerson = ({ firstname }: User) => Boolean(firstname);
const isContractor = ({ employeeType }: User) =>
  /contractor/i.test(String(employeeType));

/** The first groups are those of the departments: half of them found by a query, the others kept by hand. */
const BY_DEPARTMENT = DEPARTMENTS.map(
  ({ name }, n): Purpose =>
    n % 2 === 0
      ? { name, fits: (user) => queryOf(n).fits(user, name), share: 1 }
      : { name, fits: inDepartment(name), share: 0.95 },
);

const BY_PURPOSE: Purpose[] = [
  { name: 'VPN Users', fits: isPerson, share: 0.8 },
  {
    name: 'Production Access',
    fits: inDepartment('Engineering'),
    share: 0.2,
  },
  { name: 'Contractors', fits: isContractor, share: 1 },
  {
    name: 'GitHub Organization',
    fits: inDepartment('Engineering', 'Product'),
    share: 0.9,
  },
  { name: 'Wi-Fi Staff', fits: isPerson, share: 0.9 },
  { name: 'On-call', fits: inDepartment('Engineering', 'IT'), share: 0.1 },
  { name: 'Finance Approvers', fits: inDepartment('Finance'), share: 0.4 },
  { name: 'Linux Servers', fits: inDepartment('Engineering'), share: 0.1 },
  {
    name: 'Data Warehouse',
    fits: inDepartment('Product', 'Finance', 'Marketing'),
    share: 0.3,
  },
  { name: 'Beta Testers', fits: isPerson, share: 0 },
];

const PURPOSES = [...BY_DEPARTMENT, ...BY_PURPOSE];

const PROJECTS = [
  'Project Aurora',
  'Project Basalt',
  'Project Cedar',
  'Project Delta',
  'Project Ember',
  'Project Fjord',
  'Project Granite',
  'Project Harbor',
  'Project Iris',
  'Project Juniper',
];

/** How large projects are, in turn, beside the average: few have many people, and one in ten has none yet. */
const PROJECT_SIZES = [2.5, 1.5, 1, 0.5, 0.3, 2, 1.2, 0.7, 0.3, 0];

/** @returns the rows of `GET /api/v2/usergroups`, without the group of everybody */
export function createGroups(count: number, { ids }: Basis): Group[] {
  return Array.from({ length: count }, (_, n) => {
    const department = DEPARTMENTS[n]?.name;
    const name = PURPOSES[n]?.name ?? nameInTurn(PROJECTS, n - PURPOSES.length);
    return {
      id: ids('group', n),
      type: 'user_group',
      name,
      description: department ? `Everyone in ${department}` : '',
      email: department ? `team-${n}@groups.example` : '',
      organizationObjectId: ids('organization', 0),
      attributes: createAttributes(n, name),
      ...createMembershipRule(n, ids, department),
    };
  });
}

/** @returns the group that holds all users */
export function createEverybody(n: number, { ids }: Basis): Group {
  return {
    id: ids('group', n),
    type: 'user_group',
    name: EVERYBODY,
    description: 'All users',
    email: 'everyone@groups.example',
    organizationObjectId: ids('organization', 0),
    attributes: null,
    membershipMethod: 'STATIC',
    memberSuggestionsNotify: false,
    memberQueryErrorFlags: [],
    memberQueryExemptions: [],
    suggestionCounts: { add: 0, remove: 0, total: 0 },
  };
}

/** Who administers the devices of a group, and whether without a password. */
const SUDO: Record<string, boolean> = {
  IT: false,
  'On-call': false,
  'Linux Servers': true,
};

function createAttributes(n: number, name: string): Row | null {
  const withoutPassword = SUDO[name];
  if (n % 3 === 0 && withoutPassword === undefined) return null;
  const posix = name.toLowerCase().replace(/\W+/g, '-');
  return {
    ...(n % 3 === 1 && { ldapGroups: [{ name: posix }] }),
    ...(n % 4 === 1 && { posixGroups: [{ id: 7000 + n, name: posix }] }),
    ...(withoutPassword !== undefined && {
      sudo: { enabled: true, withoutPassword },
    }),
    ...(n % 7 === 4 && {
      radius: {
        reply: [
          { name: 'Tunnel-Private-Group-ID', value: `${PLANTED_SECRET} ${n}` },
        ],
      },
    }),
    sambaEnabled: n % 5 === 1,
  };
}

function createMembershipRule(
  n: number,
  ids: Basis['ids'],
  department?: string,
): Row {
  const dynamic = department !== undefined && n % 2 === 0;
  const review = dynamic && n % 4 === 2;
  return {
    membershipMethod: review
      ? 'DYNAMIC_REVIEW_REQUIRED'
      : dynamic
      ? 'DYNAMIC_AUTOMATED'
      : n % 9 === 1
      ? 'NOTSET'
      : 'STATIC',
    memberSuggestionsNotify: review,
    memberQueryErrorFlags: n === 4 ? ['INVALID_GROUP_REFERENCE'] : [],
    memberQueryExemptions:
      dynamic && n % 4 === 0
        ? [
            {
              id: ids('user', 0),
              organizationId: ids('organization', 0),
              type: 'user',
            },
          ]
        : [],
    suggestionCounts: {
      add: review ? 2 : 0,
      remove: review ? 1 : 0,
      total: review ? 3 : 0,
    },
    memberQuery: dynamic ? queryOf(n).create(department) : undefined,
  };
}

/** How a query is written, and whom it finds. */
interface Query {
  create: (department: string) => Row;
  fits: (user: User, department: string) => boolean;
}

const eq = (field: string, value: string | boolean) => ({
  field,
  operator: 'eq',
  value,
});

/**
 * Queries of both dialects: the first names its type and has an `operator`, the
 * second has an `operation`. Neither dialect specifies how conditions nest; a
 * group of them stands in the place of a condition.
 */
const QUERIES: Query[] = [
  {
    create: (department) => ({
      queryType: 'Filter',
      filters: [eq('department', department)],
    }),
    fits: (user, department) => user.department === department,
  },
  {
    create: (department) => ({
      queryType: 'FilterQuery',
      filters: [
        eq('department', department),
        { or: [eq('location', 'London'), eq('location', 'Denver')] },
      ],
    }),
    fits: (user, department) =>
      user.department === department &&
      ['London', 'Denver'].includes(String(user.location)),
  },
  {
    create: (department) => ({
      filters: [
        { field: 'department', operation: 'eq', value: department },
        { field: 'employeeType', operation: 'ne', value: 'Contractor' },
      ],
    }),
    fits: (user, department) =>
      user.department === department && user.employeeType !== 'Contractor',
  },
  {
    create: (department) => ({
      filters: [
        {
          operation: 'or',
          filters: [
            { field: 'department', operation: 'eq', value: department },
            {
              operation: 'and',
              filters: [
                {
                  field: 'costCenter',
                  operation: 'in',
                  value: ['CC-120', 'CC-130'],
                },
                { field: 'sudo', operation: 'eq', value: true },
              ],
            },
          ],
        },
      ],
    }),
    fits: (user, department) =>
      user.department === department ||
      (['CC-120', 'CC-130'].includes(String(user.costCenter)) &&
        user.sudo === true),
  },
];

/** Of every second department. */
function queryOf(n: number): Query {
  return inTurn(QUERIES, Math.floor(n / 2));
}

/** @returns group id -> ids of its users */
export function fillGroups(
  groups: Group[],
  users: User[],
  { groupSize, exactGroups }: GroupOptions,
  random: Random,
): Map<string, string[]> {
  const everyone = users.map(({ _id }) => _id);
  return new Map(
    groups.map((group, n) => {
      const purpose = PURPOSES[n];
      if (exactGroups || purpose === undefined) {
        const share = exactGroups ? 1 : inTurn(PROJECT_SIZES, n);
        const size = Math.round(groupSize * share);
        return [group.id, drawSome(everyone, size, random)];
      }
      const pool = users.filter(purpose.fits).map(({ _id }) => _id);
      const size = Math.ceil(pool.length * purpose.share);
      return [group.id, drawSome(pool, size, random)];
    }),
  );
}

/**
 * Draws without putting back. The pool's order changes, which keeps this
 * proportional to `count` however large the pool is.
 */
export function drawSome<T>(pool: T[], count: number, random: Random): T[] {
  const drawn = Math.min(count, pool.length);
  for (let n = 0; n < drawn; n++) {
    const other = n + random.below(pool.length - n);
    [pool[n], pool[other]] = [pool[other], pool[n]];
  }
  return pool.slice(0, drawn);
}

/** Every fifth group has a password policy of its own; the others follow the organization's. */
export function hasOwnPasswordPolicy(n: number): boolean {
  return n % 5 === 3;
}
