import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const _id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.RADIUS_SERVER, { _id, ...row }, context);

test('a RADIUS server as JumpCloud sends it, without its secret', () => {
  const entity = convert({
    name: 'VPN',
    networkSourceIp: '192.0.2.7',
    sharedSecret: 'PLANTED',
    caCert: 'PLANTED',
    authIdp: 'AZURE',
    mfa: 'REQUIRED',
    caSource: 'NONE',
    userPasswordEnabled: true,
    userCertEnabled: false,
    requireTlsAuth: false,
    userLockoutAction: 'REMOVE',
    tagNames: ['office'],
  });
  expect(entity).toMatchObject({
    _key: _id,
    _class: ['Gateway'],
    name: 'VPN',
    category: ['network'],
    public: false,
    networkSourceIp: '192.0.2.7',
    identityProvider: 'azure',
    mfaMode: 'required',
    mfaRequired: false,
    certificateSource: 'none',
    passwordEnabled: true,
    userCertificateEnabled: false,
    deviceCertificateEnabled: undefined,
    tlsRequired: false,
    userLockoutAction: 'remove',
    tags: ['office'],
    webLink: `https://console.jumpcloud.com/#/radius/${_id}/details`,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test.each([
  ['ALWAYS', true],
  // Who is in an enrollment period, or has not enrolled, signs in without.
  ['REQUIRED', false],
  ['ENABLED', false],
  ['DISABLED', false],
  ['HOVERING', undefined],
  [null, undefined],
  [undefined, undefined],
])('with MFA %p nobody signs in without: %p', (mfa, mfaRequired) => {
  expect(convert({ mfa })).toMatchObject({ name: _id, mfaRequired });
});
