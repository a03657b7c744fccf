import { createEntity } from '../graph/entity';
import { Entities } from '../model';

test('a device group has what a user group has', () => {
  const id = '5f0000000000000000000001';
  const entity = createEntity(
    Entities.DEVICE_GROUP,
    {
      id,
      name: 'Macs',
      type: 'system_group',
      attributes: null,
      membershipMethod: 'DYNAMIC_AUTOMATED',
      memberQuery: {
        queryType: 'FilterQuery',
        filters: [{ field: 'osFamily', operator: 'eq', value: 'darwin' }],
      },
    },
    {
      organizationId: '5f00000000000000000000aa',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );
  expect(entity).toMatchObject({
    _key: id,
    _class: ['Group'],
    name: 'Macs',
    dynamic: true,
    memberQuery: 'osFamily eq "darwin"',
  });
});
