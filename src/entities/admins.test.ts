import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const _id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (admin: object) =>
  createEntity(Entities.ADMIN, { _id, ...admin }, context);

test('an administrator as JumpCloud sends it', () => {
  const entity = convert({
    email: 'Root@Example.com',
    firstname: 'Grace',
    lastname: 'Example',
    roleName: 'Manager',
    roleNames: ['Manager', 'Help Desk'],
    enableMultiFactor: true,
    totpEnrolled: false,
    totpUpdatedAt: '2024-12-01T00:00:00Z',
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
    canSignIn: true,
    roles: ['Manager', 'Help Desk'],
    mfaEnabled: false,
    mfaRequired: true,
    totpEnrolledOn: Date.UTC(2024, 11, 1),
    linkedToUser: false,
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

test('where not all users are known, nothing is said of the one behind an administrator', () => {
  const entity = convert({
    linkedUser: null,
    suspended: false,
    totpEnrolled: false,
  });
  const { active, canSignIn, linkedToUser, mfaEnabled } = entity;
  expect({ active, canSignIn, linkedToUser, mfaEnabled }).toEqual({
    active: true,
    canSignIn: undefined,
    linkedToUser: undefined,
    mfaEnabled: undefined,
  });
});

test.each([
  [{ roleNames: ['A', 'B', 'A'], roleName: 'C' }, ['A', 'B']],
  [{ roleNames: [], roleName: 'C' }, ['C']],
  [{ roleName: '' }, []],
  [{}, []],
])('the roles of %p are %p', (admin, roles) => {
  expect(convert(admin).roles).toEqual(roles);
});

test.each([
  ['the user has MFA', true, { totpEnrolled: false }, true],
  ['the user has none', false, { totpEnrolled: true }, false],
  ['nothing is known of it', undefined, { totpEnrolled: true }, undefined],
])(
  'who signs in as a user has the MFA of that user: %s',
  (_, mfaEnabled, admin, expected) => {
    const entity = convert({ ...admin, linkedUser: { mfaEnabled } });
    expect(entity.linkedToUser).toBe(true);
    expect(entity.mfaEnabled).toBe(expected);
  },
);

test.each([
  [{ suspended: true }, undefined, false],
  [{ suspended: false }, undefined, true],
  [{}, undefined, undefined],
  [{ suspended: false }, { canSignIn: true }, true],
  [{ suspended: false }, { canSignIn: false }, false],
  [{}, { canSignIn: false }, false],
  [{ suspended: false }, {}, undefined],
  [{ suspended: true }, { canSignIn: true }, false],
])(
  '%p of the linked user %p can sign in: %p',
  (admin, linkedUser, expected) => {
    expect(convert({ ...admin, linkedUser }).canSignIn).toBe(expected);
  },
);

test('who signs in as a user has the enrollment period and the password of that user', () => {
  const linkedUser = {
    mfaExclusion: true,
    mfaExclusionUntil: 1,
    passwordSource: 'federated_identity_provider',
  };
  expect(convert({ linkedUser })).toMatchObject(linkedUser);
  const { mfaExclusion, passwordSource } = convert({});
  expect([mfaExclusion, passwordSource]).toEqual([undefined, undefined]);
});

test.each([
  [{ apiKeySet: true, apiKeyHash: { createdAt: '2025-01-01' } }, true],
  [
    {
      apiKeySet: true,
      apiKeyHash: { createdAt: '2025-01-01', expireAt: '2026-01-01' },
    },
    false,
  ],
  // JumpCloud says nothing of the key.
  [{ apiKeySet: true }, undefined],
  [{ apiKeySet: true, apiKeyHash: {} }, undefined],
  [{ apiKeySet: false, apiKeyHash: { createdAt: '2025-01-01' } }, undefined],
])('whether the key of %p never expires: %p', (admin, expected) => {
  expect(convert(admin).apiKeyNeverExpires).toBe(expected);
});
