import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convertMdm = (row: object) =>
  createEntity(Entities.APPLE_MDM, { id, ...row }, context);
const convertDevice = (row: object) =>
  createEntity(Entities.APPLE_DEVICE, { id, ...row }, context);

test('an Apple MDM as JumpCloud sends it, without what identifies its maker', () => {
  const entity = convertMdm({
    name: 'Apple devices',
    apnsPushTopic: 'com.apple.mgmt.PLANTED',
    apnsCertExpiry: '2026-01-01T00:00:00Z',
    appleCertCreatorAppleID: 'PLANTED@example.com',
    appleCertSerialNumber: 'PLANTED',
    depServerTokenState: 'valid',
    depAccessTokenExpiry: '2026-02-01T00:00:00Z',
    defaultSystemGroupID: '5f0000000000000000000002',
    dep: { enableZeroTouchEnrollment: true, welcomeScreen: 'PLANTED' },
    ades: { macos: { enableZeroTouchEnrollment: false }, ios: null },
    allowMobileUserEnrollment: null,
  });
  expect(entity).toMatchObject({
    _key: id,
    _class: ['Configuration'],
    certificateUploaded: true,
    certificateExpiresOn: Date.UTC(2026, 0, 1),
    depTokenState: 'valid',
    depTokenExpiresOn: Date.UTC(2026, 1, 1),
    zeroTouchEnrollment: true,
    macosZeroTouchEnrollment: false,
    iosZeroTouchEnrollment: undefined,
    defaultDeviceGroupId: '5f0000000000000000000002',
    mobileUserEnrollmentAllowed: undefined,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('an Apple MDM that was never set up has no end', () => {
  expect(convertMdm({ apnsPushTopic: '', apnsCertExpiry: null })).toMatchObject(
    {
      name: 'Apple MDM',
      certificateUploaded: false,
      certificateExpiresOn: undefined,
    },
  );
});

test('a computer as JumpCloud sends it', () => {
  const entity = convertDevice({
    serialNumber: 'C02XYZ',
    udid: 'U-1',
    osVersion: '15.1',
    mdmOsFamily: 'macos',
    modelFamily: 'Mac',
    enrolled: true,
    createdAt: '2024-01-01T00:00:00Z',
    hasActivationLockBypassCodes: true,
    securityInfo: { filevaultEnabled: false, passcodePresent: true },
    deviceInformation: {
      deviceName: "Ada's Mac",
      modelName: 'MacBook Air',
      modelMarketingName: 'MacBook Air (M2)',
      osMarketingName: 'macOS Sequoia',
      osBuildVersion: '24B83',
      wifiMac: '02:00:00:00:00:AA',
      isSupervised: true,
      imei: 'PLANTED',
      iccid: 'PLANTED',
      secondImei: 'PLANTED',
      subscriberCarrierNetwork: 'PLANTED',
    },
  });
  expect(entity).toMatchObject({
    _key: id,
    _class: ['Device'],
    name: "Ada's Mac",
    category: 'endpoint',
    make: 'Apple',
    model: 'MacBook Air (M2)',
    serial: 'C02XYZ',
    deviceId: 'U-1',
    platform: 'darwin',
    osName: 'macos',
    osVersion: '15.1',
    osDetails: 'macOS Sequoia 15.1 (24B83)',
    encrypted: false,
    active: true,
    supervised: true,
    activationLockBypassEscrowed: true,
    macAddress: ['02:00:00:00:00:aa'],
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('what a supervised device allows, and the build with its supplements', () => {
  expect(
    convertDevice({
      deviceInformation: {
        activationLockAllowedWhileSupervised: false,
        osSupplementalBuildVersion: '24B83a',
      },
    }),
  ).toMatchObject({
    activationLockAllowedWhileSupervised: false,
    osSupplementalBuildVersion: '24B83a',
  });
});

test.each(['To be filled by O.E.M.', '0'])(
  'the serial number %p is none',
  (serialNumber) => {
    expect(convertDevice({ serialNumber })).toMatchObject({
      name: id,
      serial: null,
    });
  },
);

const ofComputers = {
  enrolledByDep: 'enrolledViaDep',
  enrollmentApproved: 'userApprovedEnrollment',
  recoveryLockEnabled: 'recoveryLockEnabled',
  activationLockManageable: 'isActivationLockManageable',
};
const ofPhones = {
  passcodePresent: 'passcodePresent',
  passcodeCompliant: 'passcodeCompliant',
};
test.each<[string, string, string, boolean | undefined]>([
  ...Object.entries(ofComputers).flatMap(
    ([name, field]): [string, string, string, boolean | undefined][] => [
      [name, field, 'macos', false],
      [name, field, 'ios', undefined],
      [name, field, '', false],
    ],
  ),
  ...Object.entries(ofPhones).flatMap(
    ([name, field]): [string, string, string, boolean | undefined][] => [
      [name, field, 'macos', undefined],
      [name, field, 'ios', false],
      [name, field, '', false],
    ],
  ),
])(
  '%s, where %s of a device with %p is false',
  (name, field, mdmOsFamily, expected) => {
    const told = (value: boolean) =>
      convertDevice({ mdmOsFamily, securityInfo: { [field]: value } })[name];
    expect(told(false)).toBe(expected);
    expect(told(true)).toBe(true);
  },
);

test('of a phone that its user has enrolled Apple does not tell whether it has a passcode', () => {
  const { passcodePresent, passcodeCompliant } = convertDevice({
    mdmOsFamily: 'ios',
    securityInfo: {
      isUserEnrollment: true,
      passcodePresent: false,
      passcodeCompliant: false,
    },
  });
  expect([passcodePresent, passcodeCompliant]).toEqual([undefined, false]);
});

test('a phone has no FileVault to be without', () => {
  expect(
    convertDevice({
      mdmOsFamily: 'ios',
      securityInfo: { filevaultEnabled: false },
    }),
  ).toMatchObject({
    category: 'mobile',
    platform: 'ios',
    encrypted: undefined,
  });
});

test.each([
  ['no words', {}],
  [
    'nulls',
    { securityInfo: null, deviceInformation: null, serialNumber: null },
  ],
  ['an odd address', { deviceInformation: { wifiMac: 'n/a' } }],
])('an Apple device with %s is still one', (_, row) => {
  expect(convertDevice(row)).toMatchObject({
    name: id,
    serial: null,
    deviceId: null,
    model: null,
    category: null,
    encrypted: undefined,
    macAddress: undefined,
  });
});
