import { SCOPES_THAT_CHANGE } from '../../../test/scopes';
import { RatedRole, Rights, rightsOf } from './rights';

import { Capability, SCOPES } from './scopes';

const custom = (...scopes: string[]): RatedRole => ({
  name: 'Custom',
  custom: true,
  scopes,
});
const held = (rights: Rights) =>
  Object.keys(rights).filter((name) => rights[name as Capability] === true);

test.each(SCOPES_THAT_CHANGE)('the scope %s is rated', (scope) => {
  expect(SCOPES_THAT_CHANGE).toHaveLength(80);
  if (!SCOPES.has(scope)) {
    throw new Error(
      `${scope}: say in src/entities/roles/scopes.ts what it allows, if only that it is harmless.`,
    );
  }
  expect(rightsOf(custom(scope)).unrated).toBe(false);
});

test.each<[string, Capability[]]>([
  ['users', ['canSetPasswords', 'canEditUsers', 'canResetMfa']],
  ['users.password', ['canSetPasswords']],
  ['users.password.set', ['canSetPasswords']],
  ['users.properties.update', ['canEditUsers']],
  ['users.mfa.reset', ['canResetMfa']],
  ['users.update.passwordreset', []],
  ['users.readonly', []],
  ['groups', ['canChangeGroups', 'canWeakenSignIn']],
  ['authn', ['canWeakenSignIn']],
  ['organizations', ['canWeakenSignIn']],
  ['mfa', ['canWeakenSignIn']],
  ['associations', ['canGrantAccess']],
  ['associations.readonly', []],
  ['commands', ['canRunCode']],
  ['commands.schedule', ['canRunCode']],
  ['systems.management', ['canRunCode']],
  ['systems', ['canRunCode', 'canReadSecrets']],
  ['systems.readonly', ['canReadSecrets']],
  ['applications', ['canChangeApplications', 'canReadSecrets']],
  ['applications.update', ['canChangeApplications']],
  ['applications.readonly', ['canReadSecrets']],
  ['radius.readonly', ['canReadSecrets']],
  ['mdm', ['canReadSecrets']],
  ['passwordmanager.readonly', ['canReadSecrets']],
  ['administrators', ['canBecomeAdministrator']],
  ['roles', ['canBecomeAdministrator']],
  ['serviceaccounts', ['canBecomeAdministrator']],
  ['accessrequest', ['canGrantTemporaryRoot']],
  ['accessmanagement', ['canGrantTemporaryRoot']],
  ['workflows', ['canAutomate']],
])('the scope %s allows %p', (scope, capabilities) => {
  expect(held(rightsOf(custom(scope)))).toEqual(capabilities);
});

test('what is granted, which secrets, and how sure that is', () => {
  const rights = rightsOf(
    custom('associations.radius', 'associations.users', 'systems.readonly'),
  );
  expect(rights).toMatchObject({
    canGrantAccessTo: ['radius', 'users'],
    canReadSecretsOf: ['recovery keys of disks'],
    byScope: ['canGrantAccess'],
    possible: ['canReadSecrets'],
    canSetPasswords: false,
    unrated: false,
  });
  expect(rights).not.toHaveProperty('byName');
  expect(rights).not.toHaveProperty('unratedScopes');
});

test('who makes policies and assigns them runs code; who does one of it, perhaps', () => {
  expect(rightsOf(custom('systems')).possible).toEqual(['canRunCode']);
  expect(rightsOf(custom('systems', 'associations.systems')).byScope).toContain(
    'canRunCode',
  );
  expect(held(rightsOf(custom('associations.systems')))).toEqual([
    'canGrantAccess',
  ]);
});

test('one scope includes another only where JumpCloud says so', () => {
  expect(held(rightsOf(custom('users.mfa.reset.everything')))).toEqual([
    'unrated',
  ]);
});

test('a scope that nobody knows leaves open what else is allowed', () => {
  const rights = rightsOf(custom('users.password.set', 'users.hover'));
  expect(rights).toMatchObject({
    canSetPasswords: true,
    unrated: true,
    unratedScopes: ['users.hover'],
  });
  expect(rights).not.toHaveProperty('canRunCode');
});

test.each<[string, Capability[]]>([
  ['Help Desk', ['canSetPasswords', 'canEditUsers', 'canResetMfa']],
  ['Command Runner', ['canRunCode']],
  ['COMMAND RUNNER WITH BILLING', ['canRunCode']],
  ['Billing Only', []],
  ['Read Only', ['canReadSecrets']],
])(
  'a role of JumpCloud without scopes is rated by its name: %s',
  (name, is) => {
    for (const scopes of [undefined, []]) {
      const rights = rightsOf({ name, scopes, custom: false });
      expect(held(rights)).toEqual(is);
      expect(rights).not.toHaveProperty('byScope');
      expect(rights.unrated).toBe(false);
    }
  },
);

test('Administrator with Billing alone makes administrators, whatever scopes say', () => {
  const all = rightsOf({ name: 'Administrator with Billing' });
  expect(Object.values(all)).not.toContain(undefined);
  expect(all).toMatchObject({ canBecomeAdministrator: true });
  expect(
    rightsOf({ name: 'administrator With billing', scopes: ['users'] }),
  ).toMatchObject({
    canBecomeAdministrator: true,
    byName: ['canBecomeAdministrator'],
  });
  for (const scopes of [undefined, ['users', 'administrators', 'providers']]) {
    const rights = rightsOf({ name: 'Administrator', scopes, custom: false });
    expect(rights).toMatchObject({
      canSetPasswords: true,
      canBecomeAdministrator: false,
    });
  }
  expect(
    rightsOf({ name: 'Administrator', scopes: ['roles'], custom: true }),
  ).toMatchObject({ canBecomeAdministrator: true });
});

test.each([
  [{ name: 'Janitor', custom: true }, true],
  [{ name: 'Help Desk', custom: true }, true],
  [{ name: undefined }, true],
  // It was told that there are none.
  [{ name: 'Janitor', custom: true, scopes: [] }, false],
])('%p is unrated: %p', (role, isUnrated) => {
  const rights = rightsOf(role);
  expect(rights.unrated).toBe(isUnrated);
  expect(rights.canRunCode).toBe(isUnrated ? undefined : false);
});
