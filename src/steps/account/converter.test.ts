import { createAccountEntity } from './converter';

const id = '5f0000000000000000000001';
const place = { id, consoleUrl: 'https://console.in.jumpcloud.com' };

test('an organization with all of its settings', () => {
  const entity = createAccountEntity(
    {
      id,
      displayName: 'Acme',
      created: '2020-01-01T00:00:00Z',
      accountType: 'Direct',
      settings: {
        requireAdminMFA: true,
        contactName: 'PLANTED',
        contactEmail: 'PLANTED',
        passwordPolicy: {
          enableMinLength: true,
          minLength: 12,
          enableMaxHistory: false,
          maxHistory: 5,
          needsSymbolic: false,
        },
        pendingDelete: false,
      } as never,
    },
    place,
    'Instance',
  );
  expect(entity).toMatchObject({
    _key: id,
    _type: 'jumpcloud_account',
    _class: ['Account', 'Organization'],
    name: 'Acme',
    accountType: 'Direct',
    mfaEnabled: true,
    requireAdminMfa: true,
    passwordMinLength: 12,
    passwordNeedsSymbolic: false,
    active: true,
    webLink: 'https://console.in.jumpcloud.com',
  });
  // Its switch is off.
  expect(entity.passwordHistoryCount).toBeUndefined();
  expect(entity.passwordNeedsNumeric).toBeUndefined();
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('an organization of which only the row is known', () => {
  const entity = createAccountEntity({ displayName: null }, place, 'Instance');
  expect(entity).toMatchObject({ name: 'Instance', displayName: 'Instance' });
  expect(entity.active).toBeUndefined();
});
