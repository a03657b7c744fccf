import { User } from './people';
import { Ids, inTurn, PLANTED_SECRET, Random, Row } from './random';
import { DEPARTMENTS } from './staff';

/* The user groups, their rules, and who is in them. */

export type Group = Row & { id: string };

/** What `fillGroups` and `createGroups` need to know of the options of a tenant. */
export interface GroupOptions {
  /** Mean number of members of a group. */
  groupSize: number;
  /** Every group has `groupSize` members exactly, and none is empty. */
  exactGroups: boolean;
}

export const EVERYBODY = 'Everyone';

/** Names after those of the departments; when they run out they are numbered. */
const NAMES = [
  'VPN Users',
  'Production Access',
  'Contractors',
  'GitHub Organization',
  'Wi-Fi Staff',
  'On-call',
  'Finance Approvers',
  'Linux Servers',
  'Data Warehouse',
  'Beta Testers',
];

/** @returns the rows of `GET /api/v2/usergroups`, without the group of everybody */
export function createGroups(count: number, ids: Ids): Group[] {
  const names = [...DEPARTMENTS.map(({ name }) => name), ...NAMES];
  return Array.from({ length: count }, (_, n) => {
    const department = DEPARTMENTS[n]?.name;
    const round = Math.floor(n / names.length);
    const name = names[n % names.length] + (round ? ` ${round + 1}` : '');
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
export function createEverybody(n: number, ids: Ids): Group {
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

function createAttributes(n: number, name: string): Row | null {
  if (n % 3 === 0) return null;
  const posix = name.toLowerCase().replace(/\W+/g, '-');
  return {
    ...(n % 3 === 1 && { ldapGroups: [{ name: posix }] }),
    ...(n % 4 === 1 && { posixGroups: [{ id: 7000 + n, name: posix }] }),
    ...(n % 5 === 2 && {
      sudo: { enabled: true, withoutPassword: n % 2 === 1 },
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

/** Half of the departments are found by a query, the other half by hand. */
function createMembershipRule(n: number, ids: Ids, department?: string): Row {
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
    memberQuery: dynamic ? createQuery(n, department) : undefined,
  };
}

/**
 * Queries of both dialects: the first names its type and has an `operator`, the
 * second has an `operation`. Neither dialect specifies how conditions nest; a
 * group of them stands in the place of a condition.
 */
function createQuery(n: number, department: string): Row {
  const inDepartment = (verb: 'operator' | 'operation') => ({
    field: 'department',
    [verb]: 'eq',
    value: department,
  });
  return inTurn(
    [
      { queryType: 'Filter', filters: [inDepartment('operator')] },
      {
        queryType: 'FilterQuery',
        filters: [
          inDepartment('operator'),
          {
            or: [
              { field: 'location', operator: 'eq', value: 'London' },
              { field: 'location', operator: 'eq', value: 'Denver' },
            ],
          },
        ],
      },
      {
        filters: [
          inDepartment('operation'),
          { field: 'employeeType', operation: 'ne', value: 'Contractor' },
        ],
      },
      {
        filters: [
          {
            operation: 'or',
            filters: [
              inDepartment('operation'),
              {
                operation: 'and',
                filters: [
                  {
                    field: 'costCenter',
                    operation: 'in',
                    value: ['CC-100', 'CC-110'],
                  },
                  { field: 'sudo', operation: 'eq', value: true },
                ],
              },
            ],
          },
        ],
      },
    ],
    Math.floor(n / 2),
  );
}

/**
 * Every group's members, drawn from whom its query fits; the last has none.
 *
 * @returns group id -> ids of its users
 */
export function fillGroups(
  groups: Group[],
  users: User[],
  { groupSize, exactGroups }: GroupOptions,
  random: Random,
): Map<string, string[]> {
  const everyone = users.map(({ _id }) => _id);
  const lists = new Map(
    DEPARTMENTS.map(({ name }) => [
      name,
      users.filter((user) => user.department === name).map(({ _id }) => _id),
    ]),
  );
  return new Map(
    groups.map((group, n) => {
      const empty =
        !exactGroups && groups.length >= 3 && n === groups.length - 1;
      const size = empty
        ? 0
        : exactGroups
        ? groupSize
        : Math.round(groupSize * (0.5 + random.below(1001) / 1000));
      const fitting = lists.get(String(group.name));
      const pool = fitting && fitting.length >= size ? fitting : everyone;
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
