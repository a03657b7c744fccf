import { createEntity, entityKey } from '../graph/entity';
import { Entities } from '../model';

const _id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.eu.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (user: object) =>
  createEntity(Entities.USER, { _id, ...user }, context);

const ada = {
  _id,
  id: _id,
  username: 'ada',
  email: ' Ada@Example.COM ',
  firstname: 'Ada',
  lastname: 'Example',
  displayname: 'Ada E.',
  state: 'ACTIVATED',
  activated: true,
  suspended: false,
  created: '2025-01-02T03:04:05.000Z',
  manager: '5f0000000000000000000002',
  mfa: { configured: true, exclusion: true, exclusionUntil: '2025-06-01' },
  mfaEnrollment: { totpStatus: 'ENROLLED', overallStatus: 'ENROLLED' },
  ssh_keys: [{ name: 'laptop', public_key: 'ssh-rsa PLANTED' }],
  attributes: [
    { name: 'githubUsername', value: 'ada-gh' },
    { name: 'badge', value: 'PLANTED' },
  ],
  admin: { id: '5f0000000000000000000009', roleName: 'Manager' },
  tags: ['vip'],
};

test('a user as JumpCloud sends it', () => {
  expect(convert(ada)).toMatchObject({
    _key: _id,
    _type: 'jumpcloud_user',
    _class: ['User'],
    id: _id,
    name: 'Ada Example',
    displayName: 'Ada E.',
    username: 'ada',
    login: 'ada',
    email: 'ada@example.com',
    state: 'activated',
    active: true,
    createdOn: Date.UTC(2025, 0, 2, 3, 4, 5),
    managerId: '5f0000000000000000000002',
    mfaEnabled: true,
    mfaConfigured: true,
    mfaExclusion: true,
    mfaExclusionUntil: Date.UTC(2025, 5, 1),
    mfaTotpStatus: 'ENROLLED',
    sshKeyCount: 1,
    githubUsername: 'ada-gh',
    admin: true,
    adminRoles: ['Manager'],
    tags: ['vip'],
    webLink: `https://console.eu.jumpcloud.com/#/users/${_id}/details`,
  });
});

test('nothing private comes along, neither as a property nor as raw data', () => {
  const entity = convert({
    ...ada,
    public_key: 'PLANTED',
    phoneNumbers: [{ number: 'PLANTED' }],
    addresses: [{ streetAddress: 'PLANTED' }],
    recoveryEmail: { address: 'PLANTED' },
    alternateEmail: 'PLANTED',
    department: { nested: 'PLANTED' },
    password: 'PLANTED',
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
  expect(entity._rawData).toEqual([
    {
      name: 'default',
      rawData: expect.objectContaining({ ssh_keys: [{ name: 'laptop' }] }),
    },
  ]);
});

test.each([
  [{ state: 'ACTIVATED', activated: false, suspended: false }, true],
  [{ state: 'ACTIVATED', suspended: true }, false],
  [{ state: 'STAGED', activated: true }, false],
  [{ state: 'SUSPENDED' }, false],
  [{ activated: true, suspended: false }, true],
  [{ activated: false }, false],
  [{ suspended: true }, false],
  [{}, undefined],
])('%p is active: %p', (user, active) => {
  expect(convert(user).active).toBe(active);
});

test.each([
  [{ suspended: true, state: 'ACTIVATED' }, true],
  [{ suspended: false }, false],
  [{ state: 'SUSPENDED' }, true],
  // One of the two is late: the other knows.
  [{ suspended: false, state: 'SUSPENDED' }, true],
  [{ suspended: false, state: 'ACTIVATED' }, false],
  [{ state: 'staged' }, false],
  [{}, undefined],
])('%p is suspended: %p', (user, suspended) => {
  expect(convert(user).suspended).toBe(suspended);
});

const able = {
  state: 'ACTIVATED',
  activated: true,
  suspended: false,
  account_locked: false,
};
test.each([
  [{}, true],
  [{ account_locked: true }, false],
  [{ activated: false }, false],
  [{ suspended: true }, false],
  [{ state: 'SUSPENDED' }, false],
  [{ state: 'STAGED' }, false],
  [{ state: undefined, suspended: undefined }, true],
  [{ account_locked: undefined }, undefined],
  [{ account_locked: undefined, state: 'STAGED' }, false],
  [{ activated: undefined }, undefined],
  // Whoever has the password elsewhere need not set one here.
  [
    {
      activated: false,
      restrictedFields: [
        { field: 'password', type: 'federated_identity_provider' },
      ],
    },
    undefined,
  ],
])('a user with %p can sign in: %p', (row, canSignIn) => {
  expect(convert({ ...able, ...row }).canSignIn).toBe(canSignIn);
});

test('a user who is locked stays active, and cannot sign in', () => {
  expect(convert({ ...able, account_locked: true })).toMatchObject({
    active: true,
    accountLocked: true,
    canSignIn: false,
  });
});

test.each([
  [[{ field: 'password', type: 'active_directory' }], 'active_directory'],
  [
    [
      { field: 'jobTitle', type: 'scim' },
      { field: 'password', type: 'federated_identity_provider' },
    ],
    'federated_identity_provider',
  ],
  [[{ field: 'jobTitle', type: 'federated_identity_provider' }], undefined],
  [[], undefined],
  [null, undefined],
])('who keeps the password, with the fields %p: %p', (fields, expected) => {
  expect(convert({ restrictedFields: fields }).passwordSource).toBe(expected);
});

test.each([
  [{ mfaEnrollment: { overallStatus: 'ENROLLED' } }, true],
  [{ mfa: { configured: true } }, true],
  [{ totp_enabled: true, mfa: { configured: false } }, true],
  [{ mfaEnrollment: { overallStatus: 'NOT_ENROLLED' } }, false],
  [{ mfa: { configured: false } }, false],
  // One factor that is there is enough; one that is not says nothing of the others.
  [{ totp_enabled: true }, true],
  [{ totp_enabled: false }, undefined],
  [{ totp_enabled: false, mfa: { configured: true } }, true],
  [{ mfaEnrollment: { webAuthnStatus: 'ENROLLED' } }, true],
  [{ mfaEnrollment: { totpStatus: 'NOT_ENROLLED' } }, undefined],
  [{ totp_enabled: false, mfaEnrollment: { pushStatus: 'ENROLLED' } }, true],
  [
    { mfaEnrollment: { overallStatus: 'DISABLED', smsStatus: 'ENROLLED' } },
    false,
  ],
  [{}, undefined],
  [{ mfa: null, mfaEnrollment: null }, undefined],
])('%p has MFA: %p', (user, mfaEnabled) => {
  expect(convert(user).mfaEnabled).toBe(mfaEnabled);
});

test.each([
  [{ admin: { id: _id } }, true],
  [{ admin: { roleName: 'Manager' } }, true],
  [{ admin: null }, false],
  [{ admin: {} }, false],
  [{ admin: false }, false],
  [{}, undefined],
])('%p is an administrator: %p', (user, admin) => {
  expect(convert(user).admin).toBe(admin);
});

test.each([
  [{ firstname: null, lastname: null, displayname: null, username: 'u' }, 'u'],
  [{ firstname: 'Only' }, 'Only'],
  [{ displayname: 'Shown' }, 'Shown'],
  [{ username: '   ' }, _id],
])('%p has a name: %p', (user, name) => {
  expect(convert(user)).toMatchObject({ name, displayName: name });
});

test('malformed records cost a property, never an entity', () => {
  const entity = convert({
    email: 'not an e-mail',
    created: 'yesterday',
    description: 'x'.repeat(10_000),
    employeeIdentifier: 42,
    ssh_keys: null,
    attributes: [null, { name: 'githubUsername' }],
    tags: null,
    admin: null,
    unix_uid: '1000',
  });
  expect(entity).toMatchObject({ employeeId: '42', admin: false });
  expect(entity.description).toHaveLength(4_096);
  expect(entity.email).toBeUndefined();
  expect(entity.createdOn).toBeUndefined();
  expect(entity.sshKeyCount).toBeUndefined();
  expect(entity.unixUid).toBeUndefined();
});

test('the id may be in either field, and a short one is made long enough for a key', () => {
  const entity = createEntity(Entities.USER, { id: 'short' }, context);
  expect(entity).toMatchObject({ id: 'short', _key: 'jumpcloud_user:short' });
});

test('an id in capital letters has the same key', () => {
  const key = entityKey(Entities.USER, '5F00000000000000000000AB');
  expect(key).toBe('5f00000000000000000000ab');
  expect(entityKey(Entities.USER, 'NoHexadecimal')).toBe('NoHexadecimal');
});

test.each([
  ['ENROLLED', false, true],
  ['PENDING_ACTIVATION', true, false],
  ['NOT_ENROLLED', true, false],
  [undefined, true, true],
  [undefined, false, false],
  [undefined, undefined, undefined],
])(
  'overall status %p with configured %p: enrolled is %p',
  (overallStatus, configured, expected) => {
    const user = { mfaEnrollment: { overallStatus }, mfa: { configured } };
    expect(convert(user).mfaEnabled).toBe(expected);
  },
);

test('flags and dates of what itself is not collected', () => {
  const entity = convert({
    public_key: 'ssh-rsa PLANTED',
    managedAppleId: 'PLANTED@apple.example',
    recoveryEmail: { address: 'PLANTED@example.com', verified: false },
    ssh_keys: [
      { create_date: '2024-05-01', public_key: 'PLANTED' },
      { create_date: '2023-05-01', public_key: 'PLANTED' },
      null,
    ],
    restrictedFields: [{ field: 'email', type: 'scim' }, null],
    disableDeviceMaxLoginAttempts: true,
    external_dn: 'cn=ada,dc=corp,dc=example',
    external_password_expiration_date: '2026-01-01',
    delegatedAuthority: { name: 'ActiveDirectory', id: 'ad-1' },
  });
  expect(entity).toMatchObject({
    legacyPublicKey: true,
    managedAppleIdSet: true,
    recoveryEmailVerified: false,
    oldestSshKeyOn: Date.UTC(2023, 4, 1),
    masteredFields: ['email'],
    deviceMaxLoginAttemptsDisabled: true,
    externalDn: 'cn=ada,dc=corp,dc=example',
    externalPasswordExpiresOn: Date.UTC(2026, 0, 1),
    delegatedAuthorityId: 'ad-1',
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
  expect(convert({ public_key: '' }).legacyPublicKey).toBe(false);
  expect(convert({}).legacyPublicKey).toBeUndefined();
});
