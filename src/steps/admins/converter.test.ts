import { createAdminEntity, createRoleEntity, rolesOf } from './converter';

const _id = '5f0000000000000000000001';
const place = { consoleUrl: 'https://console.jumpcloud.com' };
const convert = (admin: object) => createAdminEntity({ _id, ...admin }, place);

test('an administrator as JumpCloud sends it', () => {
  const entity = convert({
    email: 'Root@Example.com',
    firstname: 'Grace',
    lastname: 'Example',
    roleName: 'Manager',
    roleNames: ['Manager', 'Help Desk'],
    enableMultiFactor: true,
    totpEnrolled: false,
    suspended: false,
    apiKeyAllowed: true,
    apiKeySet: true,
    apiKeyUpdatedAt: '2025-01-01T00:00:00Z',
    apiKeyHash: {
      createdAt: '2025-02-01T00:00:00Z',
      expireAt: '2025-05-01T00:00:00Z',
      prefix: 'PLANTED',
      hash: 'PLANTED',
    },
    growthData: { onboardingState: 'PLANTED' },
  });
  expect(entity).toMatchObject({
    _key: _id,
    _type: 'jumpcloud_admin',
    _class: ['User'],
    name: 'Grace Example',
    username: 'root@example.com',
    email: 'root@example.com',
    admin: true,
    active: true,
    roles: ['Manager', 'Help Desk'],
    mfaEnabled: true,
    mfaEnrolled: false,
    apiKeyAllowed: true,
    apiKeySet: true,
    apiKeyCreatedOn: Date.UTC(2025, 1, 1),
    apiKeyExpiresOn: Date.UTC(2025, 4, 1),
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('an administrator of whom nothing is known', () => {
  const entity = convert({ email: null, apiKeyHash: null });
  expect(entity).toMatchObject({ name: _id, admin: true, roles: [] });
  expect(entity.mfaEnabled).toBeUndefined();
  expect(entity.active).toBeUndefined();
});

test.each([
  [{ roleNames: ['A', 'B', 'A'], roleName: 'C' }, ['A', 'B']],
  [{ roleNames: [], roleName: 'C' }, ['C']],
  [{ roleName: '' }, []],
  [{}, []],
])('the roles of %p are %p', (admin, roles) => {
  expect(rolesOf(admin)).toEqual(roles);
});

test('a role belongs to its organization', () => {
  expect(createRoleEntity('Manager', 'org')).toMatchObject({
    _key: 'jumpcloud_role:org:Manager',
    _type: 'jumpcloud_role',
    _class: ['AccessRole'],
    name: 'Manager',
  });
});
