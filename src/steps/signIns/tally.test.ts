import { GraphObject } from '../../graph/objects';
import { Tally } from './tally';

const START = Date.UTC(2026, 0, 1);
const END = Date.UTC(2026, 1, 1);
const ADA = '5f0000000000000000000001';
const BOB = '5f0000000000000000000002';
const WIKI = '5f00000000000000000000aa';

const user = (id: string, properties = {}) =>
  ({ id, key: id, properties } as GraphObject);
const tally = () =>
  new Tally([user(ADA), user(BOB)], { start: START, end: END });
const on = (day: number) => Date.UTC(2026, 0, day);
const by = (id: string, type?: string) => ({ initiated_by: { id, type } });
const portal = (day: number, rest: object = {}) => ({
  id: `portal-${day}`,
  timestamp: new Date(on(day)).toISOString(),
  event_type: 'user_login_attempt',
  success: true,
  ...by(ADA, 'user'),
  ...rest,
});
const sso = (day: number, rest: object = {}) => ({
  ...portal(day),
  event_type: 'sso_auth',
  success: undefined,
  sso_token_success: true,
  application: { id: WIKI },
  ...rest,
});

test.each([
  ['in order', [9, 7, 3]],
  ['in disorder', [7, 9, 3]],
  ['backwards', [3, 7, 9]],
  ['twice', [9, 9, 9]],
])('the newest wins: %s', (_, days) => {
  const known = tally();
  days.forEach((day) => known.add(portal(day)));
  days.forEach((day) => known.add(sso(day)));
  expect(known.last('portal', 0)).toBe(on(9));
  expect(known.last('sso', 0)).toBe(on(9));
  expect([...known.usersOf(WIKI)]).toEqual([[0, on(9)]]);
  expect(known.last('portal', 1)).toBeUndefined();
});

test.each([
  ['a failure', { sso_token_success: false, error_message: 'no' }],
  ['a step of MFA', { sso_token_success: false }],
  ['nothing said of success', { sso_token_success: undefined, success: true }],
  ['success as text', { sso_token_success: 'true' }],
  ['an administrator', by(ADA, 'admin')],
  ['a stranger', by('5f00000000000000000000ff', 'user')],
  ['nobody', { initiated_by: null }],
  ['another kind of event', { event_type: 'sso_auth_started' }],
  ['the time before', { timestamp: '2025-12-31T23:59:59Z' }],
  ['the time after', { timestamp: '2026-02-01T00:00:01Z' }],
])('%s sets nothing', (_, rest) => {
  const known = tally();
  known.add(sso(9, rest));
  known.add(sso(5));
  expect(known.last('sso', 0)).toBe(on(5));
});

test('an id is the same in capitals; and without an application somebody has signed in nevertheless', () => {
  const known = tally();
  known.add(sso(9, { application: undefined }));
  known.add(
    sso(8, {
      ...by(BOB.toUpperCase(), 'systemuser'),
      application: { id: WIKI.toUpperCase() },
    }),
  );
  expect(known.last('sso', 0)).toBe(on(9));
  expect([...known.usersOf(WIKI)]).toEqual([[1, on(8)]]);
});

test('what lies before the time that is known is forgotten', () => {
  const known = tally();
  known.add(sso(9));
  known.add(portal(5));
  known.forgetBefore(on(9));
  expect(known.last('sso', 0)).toBe(on(9));
  expect(known.last('portal', 0)).toBeUndefined();
  known.forgetBefore(on(9) + 1);
  expect(known.usersOf(WIKI).size).toBe(0);
});

const named = (event_type: string, username: string, rest: object = {}) => ({
  id: `named-${username}`,
  timestamp: new Date(on(5)).toISOString(),
  event_type,
  success: true,
  initiated_by: { type: 'user', username },
  username,
  ...rest,
});

/** The first has a name and an address of its own, the next two share an address, the last has the address of another as its name. */
const someUsers = () =>
  new Tally(
    [
      user(ADA, { username: 'ada', email: 'ada@example.com' }),
      user(BOB, { username: 'bob', email: 'team@example.com' }),
      user('c', { username: 'cleo', email: 'team@example.com' }),
      user('d', { username: 'eve@example.com', email: 'dan@example.com' }),
      user('e', { username: 'eve', email: 'eve@example.com' }),
    ],
    { start: START, end: END },
  );

test.each([
  ['ada', [ADA]],
  ['ADA@Example.com', [ADA]],
  ['bob', [BOB]],
  ['dan@example.com', ['d']],
  ['eve', ['e']],
  // Of two users; of nobody; with a domain, and as a directory writes it.
  ['team@example.com', []],
  ['eve@example.com', []],
  ['zoe@example.com', []],
  ['CORP\\ada', []],
  ['uid=ada,ou=Users,o=5f,dc=jumpcloud,dc=com', []],
])('RADIUS and LDAP: %p is %j', (username, ids) => {
  for (const [event_type, kind] of [
    ['radius_auth_attempt', 'radius'],
    ['ldap_bind', 'ldap'],
  ] as const) {
    const known = someUsers();
    known.addNamed(named(event_type, username));
    const found = known.users.filter((_, n) => known.last(kind, n) === on(5));
    expect(found.map(({ id }) => id)).toEqual(ids);
  }
});

test('nobody signs in at a device with an e-mail address', () => {
  const known = someUsers();
  known.addNamed(named('login_attempt', 'ada@example.com'));
  known.addNamed(named('login_attempt', 'bob'));
  expect(known.last('device', 0)).toBeUndefined();
  expect(known.last('device', 1)).toBe(on(5));
});

test('a sign-in over RADIUS as JumpCloud records it', () => {
  const known = someUsers();
  known.addNamed(
    named('radius_auth_attempt', 'ada@example.com', {
      service: 'radius',
      auth_type: 'eap',
      eap_type: 'PAP',
      outer: { eap_type: 'TTLS', username: 'ada@example.com' },
      auth_meta: { user_password_enabled: true, userid_type: 'EMAIL' },
      mfa: false,
    }),
  );
  expect(known.last('radius', 0)).toBe(on(5));
});
