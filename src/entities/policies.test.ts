import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.POLICY, { id, ...row }, context);

test('a policy as JumpCloud sends it, without its values', () => {
  const entity = convert({
    name: 'Encrypt',
    notes: 'PLANTED',
    values: [{ configFieldID: 'x', value: 'PLANTED' }],
    configFields: [{ defaultValue: 'PLANTED' }],
    template: {
      id: '5f0000000000000000000002',
      name: 'disk_encryption_darwin',
      displayName: 'FileVault 2',
      description: 'Encrypts the disk',
      deliveryTypes: ['agent', 'mdm'],
      osMetaFamily: 'darwin',
      osRestrictions: [
        { osName: 'macOS', isMdmRequired: false },
        { osName: 'macOS', isMdmRequired: true },
      ],
      alert: null,
    },
  });
  expect(entity).toMatchObject({
    _key: id,
    _class: ['ControlPolicy'],
    name: 'Encrypt',
    kind: 'disk_encryption_darwin',
    templateName: 'FileVault 2',
    platform: 'darwin',
    deliveryTypes: ['agent', 'mdm'],
    operatingSystems: ['macOS'],
    mdmRequired: true,
    alert: undefined,
    webLink: `https://console.jumpcloud.com/#/policies/${id}/details`,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test.each([
  ['no template', {}],
  ['a template that is null', { template: null }],
  ['odd restrictions', { template: { osRestrictions: [null, 'x'] } }],
])('a policy with %s is still one, and nothing is guessed', (_, row) => {
  expect(convert(row)).toMatchObject({
    _key: id,
    name: id,
    platform: undefined,
    mdmRequired: undefined,
  });
});
