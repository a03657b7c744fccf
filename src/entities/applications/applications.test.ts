import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const _id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (application: object) =>
  createEntity(Entities.APPLICATION, { _id, ...application }, context);

const wiki = {
  name: 'saml-wiki',
  displayName: 'Wiki',
  displayLabel: 'Wiki of Sales',
  active: true,
  created: '2024-05-06T07:08:09Z',
  ssoUrl: 'https://sso.example.com/saml2/wiki',
  sso: { type: 'SAML', jit: true, idpCertExpirationAt: '2027-01-01T00:00:00Z' },
  config: {
    idpPrivateKey: { value: 'PLANTED' },
    constantAttributes: { value: [{ name: 'PLANTED', value: 'PLANTED' }] },
    databaseAttributes: { value: 'PLANTED' },
  },
  databaseAttributes: [{ secret: 'PLANTED' }],
};

test('an application as JumpCloud sends it', () => {
  expect(convert(wiki)).toMatchObject({
    _key: _id,
    _type: 'jumpcloud_application',
    _class: ['Application'],
    name: 'saml-wiki',
    displayName: 'Wiki of Sales',
    templateName: 'Wiki',
    active: true,
    createdOn: Date.UTC(2024, 4, 6, 7, 8, 9),
    ssoType: 'SAML',
    ssoUrl: 'https://sso.example.com/saml2/wiki',
    justInTimeProvisioning: true,
    idpCertificateExpiresOn: Date.UTC(2027, 0, 1),
    webLink: `https://console.jumpcloud.com/#/applications/${_id}/details`,
  });
});

test('nothing of its configuration comes along', () => {
  expect(JSON.stringify(convert(wiki))).not.toContain('PLANTED');
});

test.each([
  [{ displayLabel: '', displayName: 'Wiki', name: 'w' }, 'Wiki'],
  [{ displayLabel: null, name: 'w' }, 'w'],
  [{}, _id],
])('%p is shown as %p', (application, displayName) => {
  expect(convert(application).displayName).toBe(displayName);
});
