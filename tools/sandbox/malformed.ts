import { Basis, Row } from './random';
import type { Tenant } from './tenant';

/** Ends a script early in a page that embeds names without escaping them. */
const SCRIPT = '</script><script>alert(1)</script>';

const LONG_TEXT = 'long description '.repeat(600).slice(0, 10_000);

/**
 * Adds the records that the specification forbids and that old, imported or
 * half-deleted data nevertheless has. They come after the ordinary ones.
 */
export function addMalformed(tenant: Tenant, { ids, day }: Basis): void {
  const { users, groups, members, applications, admins, systems } = tenant;
  for (const [what, fields] of Object.entries(USERS)) {
    const _id = ids('user', users.length);
    users.push({
      ...createPlainUser(_id, what, tenant.organization._id),
      created: day(-350),
      ...fields,
      _id,
    });
  }
  const stranger = ids('nobody', 0);
  for (const fields of GROUPS) {
    const id = ids('group', groups.length);
    groups.push({
      id,
      type: 'user_group',
      description: '',
      email: '',
      attributes: null,
      membershipMethod: 'STATIC',
      ...fields,
    });
    members.set(
      id,
      users.slice(-3).map(({ _id }) => _id),
    );
  }
  // Deleted users stay members for a while.
  members.get(groups[groups.length - 1].id)?.push(stranger);
  for (const fields of APPLICATIONS) {
    const _id = ids('application', applications.length);
    applications.push({
      _id,
      id: _id,
      organization: tenant.organization._id,
      name: 'bookmark',
      displayName: 'Bookmark',
      ssoUrl: 'https://sso.example/odd',
      ...fields,
    });
  }
  admins.push({
    _id: ids('admin', admins.length),
    firstname: 'No',
    lastname: 'Address',
    roleName: 'Read Only',
  });
  for (const fields of SYSTEMS) {
    const _id = ids('system', systems.length);
    systems.push({ _id, id: _id, lastContact: day(-1), ...fields });
  }
  tenant.authnPolicies.push({
    id: ids('authnPolicy', 900_000),
    name: 'Kind that is not known yet',
    type: 'application',
    effect: { action: 'unknown' },
    targets: { resources: [{ type: 'application' }] },
  });
  // In capital letters an id names the same object.
  const [last, lastButOne] = [...users].reverse();
  last.manager = users[0]._id.toUpperCase();
  lastButOne.admin = { id: admins[admins.length - 1]._id.toUpperCase() };
}

function createPlainUser(id: string, name: string, organization: string): Row {
  return {
    id,
    organization,
    username: `odd.${name}`,
    firstname: 'Odd',
    lastname: name,
    displayname: `Odd ${name}`,
    email: `odd.${name}@example.com`,
    state: 'ACTIVATED',
    activated: true,
    suspended: false,
    account_locked: false,
    password_expired: false,
    totp_enabled: false,
    mfa: { configured: false, exclusion: false },
    mfaEnrollment: { overallStatus: 'NOT_ENROLLED' },
    attributes: [],
    ssh_keys: [],
    tags: [],
  };
}

/** What is odd about a user, under the name that its username ends with. */
const USERS: Record<string, Row> = {
  mfaless: { mfa: undefined, mfaEnrollment: undefined },
  nameless: {
    firstname: null,
    lastname: null,
    displayname: null,
    employeeIdentifier: null,
  },
  unaddressable: { email: 'not an e-mail' },
  addressless: { email: null },
  spaced: { email: ' Mixed.Case@Example.COM ' },
  baredate: { created: '2025-03-01', password_expiration_date: '2025-03-01' },
  nodate: { created: 'the day before yesterday', password_date: '' },
  japanese: { firstname: '太郎', lastname: '山田', displayname: '山田 太郎' },
  arabic: { firstname: 'ليلى', lastname: 'حداد', displayname: 'ليلى حداد' },
  emoji: { displayname: 'Robo 🤖👩🏽‍🚀 Cat' },
  script: { displayname: SCRIPT, lastname: SCRIPT, jobTitle: SCRIPT },
  verbose: { description: LONG_TEXT },
  idless: { id: undefined },
  twin1: { email: 'shared.mailbox@example.com' },
  twin2: { email: 'Shared.Mailbox@EXAMPLE.com' },
  listless: { ssh_keys: null, attributes: null, tags: null },
  numeric: { employeeIdentifier: 42, costCenter: 100 },
  stateless: { state: undefined, mfa: null, manager: null },
  shouting: {},
};

const GROUPS: Row[] = [
  { name: 'Odd: no attributes', attributes: null },
  { name: null },
  { name: SCRIPT },
  { name: 'Odd: verbose', description: LONG_TEXT },
  { name: 'Odd: deleted member' },
];

const APPLICATIONS: Row[] = [
  { displayLabel: 'No configuration' },
  { displayLabel: null, displayName: null, config: {}, sso: null },
  { name: SCRIPT, displayLabel: SCRIPT, config: {} },
];

/** Systems that no documentation names, or none at all. */
const SYSTEMS: Row[] = [
  { hostname: 'odd-1', os: 'HaikuOS', osFamily: 'haiku', version: '1' },
  { hostname: 'odd-2', os: '', version: '', mdm: null, fde: null },
];
