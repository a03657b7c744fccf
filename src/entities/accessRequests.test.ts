import { createEntity } from '../graph/entity';
import { Entities } from '../model';
import { isOpen } from './accessRequests';

const NOW = Date.UTC(2026, 10, 24, 12);
const YESTERDAY = '2026-11-23T12:00:00Z';
const TOMORROW = '2026-11-25T12:00:00Z';
const PLACE = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};

const requestOf = (row: object) =>
  createEntity(
    Entities.ACCESS_REQUEST,
    { id: '5f0000000000000000000001', ...row },
    PLACE,
  );

test.each<[string, object, boolean | undefined]>([
  ['approved, without any end', {}, true],
  ['approved, for nobody knows how long', { timeBasedAccess: false }, true],
  ['approved until tomorrow', { expirationDate: TOMORROW }, false],
  [
    'approved until a time that is no date',
    { expirationDate: '1795608000' },
    false,
  ],
  [
    'approved until the year 1',
    { expirationDate: '0001-01-01T00:00:00Z' },
    true,
  ],
  ['approved for an hour', { approvedDuration: '1h' }, false],
  ['approved for no time at all', { approvedDuration: '0' }, true],
  [
    'approved for a time that begins with the session',
    { timeBasedAccess: true },
    false,
  ],
  ['under way', { status: 'ACTIVE' }, true],
  ['to be decided', { status: 'pending' }, undefined],
  ['of a status that nobody knows', { status: 'hovering' }, undefined],
  ['of no status', { status: undefined }, undefined],
])('a request that is %s', (_, row, endless) => {
  expect(requestOf({ status: 'approved', ...row }).endless).toBe(endless);
});

test.each<[string, object, boolean]>([
  ['pending', { status: 'pending' }, true],
  ['approved', { status: 'approved' }, true],
  ['of a status that nobody knows', { status: 'hovering' }, true],
  ['of no status', {}, true],
  [
    'active until tomorrow',
    { status: 'active', expirationDate: TOMORROW },
    true,
  ],
  [
    'active until yesterday',
    { status: 'active', expirationDate: YESTERDAY },
    false,
  ],
  ['cancelled', { status: 'cancelled' }, false],
  ['denied', { status: 'Denied' }, false],
])('a request that is %s is open: %p', (_, row, expected) => {
  expect(isOpen(row, NOW)).toBe(expected);
});

test('only of a device there is a device, and only with a level somebody becomes something', () => {
  const [device, application] = [
    requestOf({
      resourceType: 'DEVICE',
      resourceId: '5F0000000000000000000002',
      devicePermissionLevel: 'sudo',
    }),
    requestOf({
      resourceType: 'application',
      resourceId: '5f0000000000000000000003',
    }),
  ];
  expect([device.deviceId, device.admin]).toEqual([
    '5f0000000000000000000002',
    true,
  ]);
  expect([application.deviceId, application.admin]).toEqual([
    undefined,
    undefined,
  ]);
  expect(requestOf({ devicePermissionLevel: 'STANDARD' }).admin).toBe(false);
});

test('an approval flow of a device gives the rights of an administrator, unless it says otherwise', () => {
  const flowOf = (row: object) =>
    createEntity(
      Entities.APPROVAL_FLOW,
      { id: '5f0000000000000000000001', ...row },
      PLACE,
    );
  const levels = [['admin'], ['STANDARD'], [], undefined];
  expect(
    levels.map(
      (deviceLevelPermission) => flowOf({ deviceLevelPermission }).admin,
    ),
  ).toEqual([true, false, false, undefined]);
  expect(
    flowOf({ fixedDuration: '1h', multiSelectDuration: ['4h'] }).durations,
  ).toEqual(['4h', '1h']);
});
