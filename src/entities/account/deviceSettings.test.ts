import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const accountOf = (row: object) =>
  createEntity(
    Entities.ACCOUNT,
    { _id: '5f0000000000000000000001', ...row },
    {
      organizationId: '5f0000000000000000000001',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );
const settings = (enabled: unknown, defaultPermission: unknown) => ({
  settings: [
    { osFamily: 'UNKNOWN', enabled: true, defaultPermission: 'ADMIN' },
    { osFamily: 'WINDOWS', enabled, defaultPermission },
  ],
});
const ADMIN = settings(true, 'ADMIN');
const STANDARD = settings(true, 'STANDARD');
const OFF = settings(false, 'ADMIN');

test.each<[string, object, boolean | undefined, string | undefined]>([
  ['gives ADMIN', { signInWithJumpCloud: ADMIN }, true, 'ADMIN'],
  ['gives STANDARD', { signInWithJumpCloud: STANDARD }, true, 'STANDARD'],
  [
    'gives the more of two',
    { signInWithJumpCloud: STANDARD, selfServiceAccounts: ADMIN },
    true,
    'ADMIN',
  ],
  [
    'gives nothing of what is off',
    { signInWithJumpCloud: STANDARD, selfServiceAccounts: OFF },
    true,
    'STANDARD',
  ],
  ['is off', { signInWithJumpCloud: OFF }, false, undefined],
  [
    'does not say what it gives',
    { signInWithJumpCloud: settings(true, undefined) },
    true,
    undefined,
  ],
  [
    'is of no known shape',
    { signInWithJumpCloud: 'ADMIN' },
    undefined,
    undefined,
  ],
  ['is not known', {}, undefined, undefined],
])(
  "signing in to a device that is nobody's yet %s",
  (_, row, on, permission) => {
    const account = accountOf(row);
    expect([
      account.deviceSignInWindowsEnabled,
      account.defaultDevicePermissionWindows,
    ]).toEqual([on, permission]);
    expect(account.defaultDevicePermissionMacos).toBeUndefined();
  },
);
