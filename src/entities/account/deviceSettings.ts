import { RAW, Row } from '../../graph/fields';
import { ListEndpoint, v2 } from '../../jumpcloud/endpoints';
import { asBoolean, asString, elements } from '../properties';

/*
 * What an organization sets for its devices: who becomes what on a device that is
 * nobody's yet. It says more of the account, which everything hangs from, so it
 * may cost nothing but its own properties.
 */

const settings = (path: string): ListEndpoint => ({
  ...v2('device settings', `/devices/settings/${path}`, 'systems.readonly'),
  organizationHeader: 'undeclared',
  organizationParameter: 'organizationObjectId',
  isQuiet: true,
});

/** By the field of the account that holds the answer. */
export const DEVICE_SETTINGS = {
  signInWithJumpCloud: settings('signinwithjumpcloud'),
  selfServiceAccounts: settings('ssao'),
  defaultPasswordSync: settings('defaultpasswordsync'),
};

const BY_SYSTEM = {
  settings: [{ defaultPermission: RAW, enabled: RAW, osFamily: RAW }],
} as const;

export const DEVICE_SETTINGS_FIELDS = {
  defaultPasswordSync: { enabled: RAW },
  selfServiceAccounts: BY_SYSTEM,
  signInWithJumpCloud: BY_SYSTEM,
} as const;

type DeviceSettings = Row<typeof DEVICE_SETTINGS_FIELDS>;

/** The two ways to get an account on a device by signing in to it. */
const waysOn = (row: DeviceSettings, system: string) =>
  [row.signInWithJumpCloud, row.selfServiceAccounts]
    .flatMap((each) => elements(each?.settings))
    .filter((each) => each?.osFamily === system);

/** Undefined where JumpCloud says nothing of the system. */
export function signsInOn(
  row: DeviceSettings,
  system: string,
): boolean | undefined {
  const known = waysOn(row, system)
    .map((each) => asBoolean(each?.enabled))
    .filter((each) => each !== undefined);
  return known.length > 0 ? known.includes(true) : undefined;
}

/** @returns the most that one of the ways that are switched on gives: ADMIN, or STANDARD */
export function permissionOn(
  row: DeviceSettings,
  system: string,
): string | undefined {
  const given = waysOn(row, system)
    .filter((each) => each?.enabled === true)
    .map((each) => asString(each?.defaultPermission));
  return given.find((each) => each === 'ADMIN') ?? given.find(Boolean);
}
