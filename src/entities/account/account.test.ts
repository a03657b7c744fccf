import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: id,
  consoleUrl: 'https://console.in.jumpcloud.com',
  instanceName: 'Instance',
};
const account = (row: object) =>
  createEntity(Entities.ACCOUNT, { id, ...row }, context);
const policy = (row: object) =>
  createEntity(Entities.PASSWORD_POLICY, row, context);

const passwordPolicy = {
  enableMinLength: true,
  minLength: 12,
  enableMaxHistory: false,
  maxHistory: 5,
  needsSymbolic: false,
  minChangePeriodInDays: 1,
  lockoutTimeInSeconds: 1_800,
  allowUsernameSubstring: true,
};

test('an organization with all of its settings', () => {
  const entity = account({
    displayName: 'Acme',
    created: '2020-01-01T00:00:00Z',
    accountType: 'Direct',
    settings: {
      requireAdminMFA: true,
      contactName: 'PLANTED',
      contactEmail: 'PLANTED',
      passwordPolicy,
      pendingDelete: false,
      trustedAppConfig: { checksum: 'PLANTED', trustedApps: [{ name: 'VPN' }] },
    },
  });
  expect(entity).toMatchObject({
    _key: id,
    _type: 'jumpcloud_account',
    _class: ['Account', 'Organization'],
    name: 'Acme',
    vendor: 'JumpCloud',
    requireAdminMfa: true,
    passwordMinLength: 12,
    passwordNeedsSymbolic: false,
    active: true,
    trustedApps: ['VPN'],
    webLink: 'https://console.in.jumpcloud.com',
    accessURL: 'https://console.in.jumpcloud.com',
  });
  // Its switch is off.
  expect(entity.passwordHistoryCount).toBeUndefined();
  expect(entity.passwordNeedsNumeric).toBeUndefined();
  // What holds for administrators holds not for all users.
  expect(entity).not.toHaveProperty('mfaEnabled');
  expect(entity).not.toHaveProperty('accountType');
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('an organization of which only the row is known', () => {
  const entity = account({ displayName: null });
  expect(entity).toMatchObject({ name: 'Instance', displayName: 'Instance' });
  expect(entity.active).toBeUndefined();
});

test.each([
  ['below settings', { settings: { maxSystemUsers: 7, features: {} } }],
  ['at the top level', { maxSystemUsers: 7, settings: {} }],
])('the size of the contract stands %s', (_, row) => {
  expect(account(row).maxUsers).toBe(7);
});

test.each([
  [
    'below settings',
    { settings: { features: { directoryInsights: { enabled: true } } } },
  ],
  ['at the top level', { features: { directoryInsights: { enabled: true } } }],
])('features stand %s', (_, row) => {
  expect(account(row).directoryInsightsEnabled).toBe(true);
});

test('what new users are given, and how long an expired password can be recovered', () => {
  const row = (enabled: boolean) => ({
    settings: {
      systemUserDefaults: {
        restrictedFields: [{ field: 'email', type: 'scim' }, null],
      },
      passwordPolicy: {
        enableDaysAfterExpirationToSelfRecover: enabled,
        daysAfterExpirationToSelfRecover: 3,
      },
    },
  });
  expect(account(row(true))).toMatchObject({
    newUserRestrictedFields: ['email'],
    passwordSelfRecoveryDays: 3,
  });
  expect(account(row(false)).passwordSelfRecoveryDays).toBeUndefined();
  expect(account({}).newUserRestrictedFields).toBeUndefined();
});

test.each(['custom', undefined])(
  'with the compliance %s the figures of the policy are in force',
  (passwordCompliance) => {
    const row = { settings: { passwordCompliance, passwordPolicy } };
    expect(account(row)).toMatchObject({ passwordMinLength: 12 });
    const entity = policy(row);
    expect(entity).toMatchObject({
      _key: `jumpcloud_password_policy:${id}`,
      _class: ['PasswordPolicy'],
      compliance: passwordCompliance,
      minLength: 12,
      requireSymbols: false,
      excludeUsername: false,
      minAgeMins: 1_440,
      autoUnlockMins: 30,
      // Its switch is off; in the words of the data model that is no limit.
      historyCount: 0,
    });
    // Unknown.
    expect(entity.maxAgeDays).toBeUndefined();
    expect(entity.requireNumbers).toBeUndefined();
  },
);

test.each(['pci3', 'windows'])(
  'with the compliance %s they are not',
  (passwordCompliance) => {
    const row = { settings: { passwordCompliance, passwordPolicy } };
    const figures = Object.entries(account(row)).filter(
      ([name, value]) => name.startsWith('password') && value !== undefined,
    );
    expect(figures).toEqual([['passwordCompliance', passwordCompliance]]);
    expect(policy(row)).toMatchObject({ compliance: passwordCompliance });
    expect(policy(row).minLength).toBeUndefined();
    expect(policy(row).requireSymbols).toBeUndefined();
  },
);

test('what is switched off has no limit: 0 for the policy, absent for the account', () => {
  const row = {
    settings: {
      passwordPolicy: {
        enableMinLength: false,
        minLength: 12,
        enableMaxHistory: false,
        maxHistory: 5,
        enablePasswordExpirationInDays: false,
        passwordExpirationInDays: 90,
        enableMinChangePeriodInDays: false,
        minChangePeriodInDays: 1,
        enableMaxLoginAttempts: false,
        maxLoginAttempts: 6,
        enableLockoutTimeInSeconds: false,
        lockoutTimeInSeconds: 1_800,
      },
    },
  };
  expect(policy(row)).toMatchObject({
    minLength: 0,
    historyCount: 0,
    maxAgeDays: 0,
    minAgeMins: 0,
    lockoutAttempts: 0,
    autoUnlockMins: 0,
  });
  const { passwordMinLength, passwordMaxAgeDays, passwordLockoutSeconds } =
    account(row);
  expect([
    passwordMinLength,
    passwordMaxAgeDays,
    passwordLockoutSeconds,
  ]).toEqual([undefined, undefined, undefined]);
});
