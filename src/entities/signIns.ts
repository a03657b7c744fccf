import { declare } from '../graph/entity';
import { PROPERTY_ONLY, Row } from '../graph/fields';
import {
  asNumber,
  asString,
  boolean,
  milliseconds,
  number,
  string,
} from './properties';

/*
 * Whether somebody still signs in is known later than who there is, and by an
 * optional step: on users and applications themselves it would make those wait
 * for events, or fail with them. So it stands on a record of its own beside each
 * of them, which comes and goes with the step. What one user last did with one
 * application stands on the relationship of the two.
 *
 * Each record says of which time everything is known: where a date is absent,
 * there was none in that time, and nothing is said of the time before.
 */

/** Of our own making: JumpCloud keeps events, not sums of them. Times are in milliseconds since the epoch. */
const FIELDS = {
  id: PROPERTY_ONLY,
  subject: PROPERTY_ONLY,
  of: PROPERTY_ONLY,
  knownSince: PROPERTY_ONLY,
  knownUntil: PROPERTY_ONLY,
  lastPortalSignInOn: PROPERTY_ONLY,
  lastSsoSignInOn: PROPERTY_ONLY,
  lastUsedOn: PROPERTY_ONLY,
  userCount: PROPERTY_ONLY,
  assignedUserCount: PROPERTY_ONLY,
  unusedUserCount: PROPERTY_ONLY,
  byUsernameKnownSince: PROPERTY_ONLY,
  lastDeviceSignInOn: PROPERTY_ONLY,
  lastRadiusSignInOn: PROPERTY_ONLY,
  lastLdapSignInOn: PROPERTY_ONLY,
} as const;

export type SignInActivityRow = Row<typeof FIELDS>;

export const signInActivity = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: [],
  id: (row, { organizationId }) =>
    `jumpcloud_sign_in_activity:${asString(row.id) ?? organizationId}`,
  properties: {
    name: string(
      'Whose sign-ins',
      (row) => `Sign-ins: ${asString(row.of) ?? asString(row.id) ?? ''}`,
    ),
    subject: string(
      'What it stands beside: user, application or account',
      'subject',
    ),
    signInsKnownSince: milliseconds(
      'Since when all sign-ins at the user portal and at applications are known: an absent date means that there was none since then, not that there never was one',
      'knownSince',
    ),
    signInsKnownUntil: milliseconds('Until when they are known', 'knownUntil'),
    lastSignInOn: milliseconds(
      'When the user last signed in, at the user portal or at an application',
      latest,
    ),
    lastPortalSignInOn: milliseconds(
      'When the user last signed in at the user portal',
      'lastPortalSignInOn',
    ),
    lastSsoSignInOn: milliseconds(
      'When JumpCloud last signed the user in at an application',
      'lastSsoSignInOn',
    ),
    lastUsedOn: milliseconds(
      'When JumpCloud last signed somebody in at the application; a session that lives on, and a bookmark, leave no trace',
      'lastUsedOn',
    ),
    userCount: number(
      'How many users signed in, at the application or at all, since then; absent where not all users could be read',
      'userCount',
    ),
    assignedUserCount: number(
      'To how many users the application is assigned, directly or by a group; absent where not all assignments could be read',
      'assignedUserCount',
    ),
    unusedUserCount: number(
      'How many of these have not signed in to it since then',
      'unusedUserCount',
    ),
    matchedByUsername: boolean(
      'The dates of devices, RADIUS and LDAP belong to a username, or for RADIUS and LDAP to an e-mail address, that one user only has: their events name no user. A name with a domain before it (CORP\\ada) and a distinguished name belong to nobody',
      (row) =>
        asNumber(row.byUsernameKnownSince) === undefined ? undefined : true,
    ),
    usernameSignInsKnownSince: milliseconds(
      'Since when all sign-ins at devices, RADIUS and LDAP that JumpCloud records are known; at Linux devices it records those over SSH only',
      'byUsernameKnownSince',
    ),
    lastDeviceSignInOn: milliseconds(
      'When somebody last signed in at a device with the username; at a Linux device over SSH',
      'lastDeviceSignInOn',
    ),
    lastRadiusSignInOn: milliseconds(
      'When somebody last signed in over RADIUS with the username or the e-mail address',
      'lastRadiusSignInOn',
    ),
    lastLdapSignInOn: milliseconds(
      'When somebody last signed in over LDAP with the username or the e-mail address',
      'lastLdapSignInOn',
    ),
  },
});

function latest(row: SignInActivityRow): number | undefined {
  const times = [row.lastPortalSignInOn, row.lastSsoSignInOn]
    .map(asNumber)
    .filter((at): at is number => at !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}
