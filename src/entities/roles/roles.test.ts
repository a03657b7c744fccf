import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const role = (row: object) => createEntity(Entities.ROLE, row, context);

test('a role with its scopes', () => {
  const id = '5f0000000000000000000001';
  expect(
    role({
      id,
      name: 'Administrator with Billing',
      scopes: ['users', 'groups'],
      isCustom: false,
      organizationIds: ['5F00000000000000000000AA'],
      createdBy: '5f0000000000000000000002',
      lastUpdatedBy: '5F0000000000000000000003',
    }),
  ).toMatchObject({
    _key: id,
    _class: ['AccessRole'],
    superAdmin: true,
    systemRole: true,
    custom: false,
    scopes: ['users', 'groups'],
    organizationIds: ['5f00000000000000000000aa'],
    createdBy: '5f0000000000000000000002',
    lastUpdatedBy: '5f0000000000000000000003',
  });
});

test('a role without an id belongs to its organization', () => {
  expect(role({ name: 'Manager' })).toMatchObject({
    _key: 'jumpcloud_role:5f00000000000000000000aa:Manager',
    name: 'Manager',
    superAdmin: false,
  });
});

test('two long names that begin alike are two roles', () => {
  const [a, b] = ['a', 'b'].map((end) =>
    role({ name: 'x'.repeat(5_000) + end }),
  );
  expect(a._key).not.toBe(b._key);
  expect(a._key.length).toBeLessThan(200);
});

test('a custom role is no super administrator, whatever its name', () => {
  expect(role({ name: 'Administrator', isCustom: true }).superAdmin).toBe(
    false,
  );
});

test.each([
  [['users.readonly', 'associations.groups.readonly'], true],
  [['users.readonly', 'users.mfa.reset'], false],
  // Writes policies of the vault.
  [['passwordmanager.readonly'], false],
  [['nobody-knows.readonly'], undefined],
  [[], undefined],
  [undefined, undefined],
])('a role with the scopes %p reads only: %p', (scopes, readOnly) => {
  expect(role({ name: 'Auditor', scopes }).readOnly).toBe(readOnly);
});
