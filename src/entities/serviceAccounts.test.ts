import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const objectId = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.SERVICE_ACCOUNT, { objectId, ...row }, context);

test('a service account as JumpCloud sends it', () => {
  const entity = convert({
    name: 'backup',
    status: 'EXPIRING',
    authType: 'CLIENT_SECRET',
    expiresAt: '2026-01-01T00:00:00Z',
    roleId: '5f0000000000000000000002',
    roleName: 'Read Only',
    authConfigList: [{ clientSecret: 'PLANTED' }],
  });
  expect(entity).toMatchObject({
    _key: objectId,
    _class: ['User'],
    name: 'backup',
    machine: true,
    active: true,
    status: 'expiring',
    authType: 'client_secret',
    secretExpiresOn: Date.UTC(2026, 0, 1),
    roleIds: ['5f0000000000000000000002'],
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('one whose secret has ended is not active, and nothing is guessed', () => {
  expect(convert({ status: 'EXPIRED' }).active).toBe(false);
  expect(convert({}).active).toBeUndefined();
  expect(convert({}).secretExpiresOn).toBeUndefined();
});
