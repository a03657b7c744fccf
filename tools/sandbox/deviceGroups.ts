import { System } from './devices';
import { drawSome } from './groups';
import { Basis, nameInTurn, PLANTED_SECRET, Random, Row } from './random';

/* The device groups (JumpCloud's system groups), their rules, and what is in them. */

export type SystemGroup = Row & { id: string };

const NAMES = [
  'Macs',
  'Windows',
  'Linux',
  'Servers',
  'Phones',
  'Loaners',
  'Meeting Rooms',
  'Test Lab',
];

/** The families that the first three hold, found by a query. */
const FAMILIES = ['darwin', 'windows', 'linux'];

/** @returns the rows of `GET /api/v2/systemgroups` */
export function createSystemGroups(
  count: number,
  { ids }: Basis,
): SystemGroup[] {
  return Array.from({ length: count }, (_, n) => {
    const family = FAMILIES[n];
    const review = n === 1;
    return {
      id: ids('systemGroup', n),
      type: 'system_group',
      name: nameInTurn(NAMES, n),
      description: family ? `All devices with ${family}` : '',
      email: '',
      attributes: n === 3 ? { note: PLANTED_SECRET } : null,
      organizationObjectId: ids('organization', 0),
      membershipMethod:
        family === undefined
          ? 'STATIC'
          : review
          ? 'DYNAMIC_REVIEW_REQUIRED'
          : 'DYNAMIC_AUTOMATED',
      memberSuggestionsNotify: review,
      memberQueryErrorFlags: n === 2 ? ['CYCLE'] : [],
      memberQueryExemptions:
        n === 0
          ? [
              {
                id: ids('system', 0),
                organizationId: ids('organization', 0),
                type: 'system',
              },
            ]
          : [],
      memberQuery:
        family === undefined
          ? undefined
          : {
              queryType: 'FilterQuery',
              filters: [{ field: 'osFamily', operator: 'eq', value: family }],
            },
    };
  });
}

/** What those hold that are kept by hand; of the others, some devices each. */
const KEPT: Record<string, (system: System) => boolean> = {
  Servers: ({ desktopCapable }) => desktopCapable === false,
  Phones: ({ osFamily }) => osFamily === 'ios' || osFamily === 'android',
};

/**
 * The first three hold what their query fits, and the last is empty.
 *
 * @returns device group id -> ids of its devices
 */
export function fillSystemGroups(
  groups: SystemGroup[],
  systems: System[],
  random: Random,
): Map<string, string[]> {
  const pool = systems.map(({ _id }) => _id);
  const size = Math.ceil(systems.length / Math.max(1, groups.length));
  return new Map(
    groups.map(({ id, name }, n) => {
      if (n > 0 && n === groups.length - 1) return [id, []];
      const family = FAMILIES[n];
      const holds =
        family === undefined
          ? KEPT[String(name)]
          : ({ osFamily }: System) => osFamily === family;
      return [
        id,
        holds
          ? systems.filter(holds).map(({ _id }) => _id)
          : drawSome(pool, size, random),
      ];
    }),
  );
}
