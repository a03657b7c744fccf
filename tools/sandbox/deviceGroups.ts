import { Ids, inTurn, PLANTED_SECRET, Random, Row } from './random';
import { drawSome } from './groups';
import { System } from './devices';

/* The device groups (JumpCloud's system groups), their rules, and what is in them. */

export type SystemGroup = Row & { id: string };

const NAMES = [
  'Macs',
  'Windows',
  'Linux',
  'Build Servers',
  'Kiosks',
  'Phones',
  'Loaners',
  'Spare',
];

/** The families that the first three hold, found by a query. */
const FAMILIES = ['darwin', 'windows', 'linux'];

/** @returns the rows of `GET /api/v2/systemgroups` */
export function createSystemGroups(count: number, ids: Ids): SystemGroup[] {
  return Array.from({ length: count }, (_, n) => {
    const round = Math.floor(n / NAMES.length);
    const family = FAMILIES[n];
    const review = n === 1;
    return {
      id: ids('systemGroup', n),
      type: 'system_group',
      name: inTurn(NAMES, n) + (round ? ` ${round + 1}` : ''),
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

/**
 * The first three hold what their query fits, the others as many devices as
 * there are for each; the last is empty.
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
    groups.map(({ id }, n) => {
      if (n > 0 && n === groups.length - 1) return [id, []];
      const family = FAMILIES[n];
      return [
        id,
        family === undefined
          ? drawSome(pool, size, random)
          : systems
              .filter(({ osFamily }) => osFamily === family)
              .map(({ _id }) => _id),
      ];
    }),
  );
}
