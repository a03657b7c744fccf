import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import { asMacAddress } from './devices/addresses';
import { osDetailsOf, platformOf } from './devices/operatingSystem';
import { unlessPlaceholder } from './devices/placeholders';
import {
  asString,
  boolean,
  isSet,
  lowerCase,
  nullable,
  number,
  string,
  strings,
  timestamp,
} from './properties';

const ENROLLMENT = {
  defaultDeviceGroupObjectIds: PROPERTY_ONLY,
  enableZeroTouchEnrollment: PROPERTY_ONLY,
} as const;

/** Not the Apple ID of whoever made the certificate (a person's address), nor its serial number; of the push topic only whether there is one. */
const FIELDS = {
  id: RAW,
  ades: { ios: ENROLLMENT, macos: ENROLLMENT },
  allowMobileUserEnrollment: RAW,
  apnsCertExpiry: RAW,
  apnsPushTopic: PROPERTY_ONLY,
  defaultIosUserEnrollmentDeviceGroupID: RAW,
  defaultSystemGroupID: RAW,
  dep: { enableZeroTouchEnrollment: PROPERTY_ONLY },
  depAccessTokenExpiry: RAW,
  depServerTokenState: RAW,
  name: RAW,
  organization: RAW,
  serviceDiscoveryEnabled: RAW,
} as const;

export const appleMdm = declare<typeof FIELDS>({
  list: v2('Apple MDMs', '/applemdms', 'mdm.readonly'),
  fields: FIELDS,
  excluded: ['apnsPushTopic', 'dep.welcomeScreen'],
  properties: {
    name: string('Name', (row) => asString(row.name) ?? 'Apple MDM'),
    certificateUploaded: boolean(
      "Apple's push certificate is there: without it no device can be managed",
      (row) => isSet(row.apnsPushTopic),
    ),
    certificateExpiresOn: timestamp(
      "When Apple's push certificate expires; devices obey no command after that",
      'apnsCertExpiry',
    ),
    apnsCertExpiry: string(
      'The same as JumpCloud writes it, as version 2 named it',
      'apnsCertExpiry',
    ),
    depTokenState: lowerCase(
      'Token for automated device enrollment: valid, expired, missing or unknown',
      'depServerTokenState',
    ),
    depServerTokenState: string(
      'The same as JumpCloud writes it, as version 2 named it',
      'depServerTokenState',
    ),
    depTokenExpiresOn: timestamp(
      'When that token expires',
      'depAccessTokenExpiry',
    ),
    zeroTouchEnrollment: boolean(
      'Devices of the Device Enrollment Program enroll by themselves; JumpCloud has split it into the two below',
      'dep.enableZeroTouchEnrollment',
    ),
    macosZeroTouchEnrollment: boolean(
      'Computers enroll by themselves',
      'ades.macos.enableZeroTouchEnrollment',
    ),
    iosZeroTouchEnrollment: boolean(
      'Phones and tablets enroll by themselves',
      'ades.ios.enableZeroTouchEnrollment',
    ),
    mobileUserEnrollmentAllowed: boolean(
      'Users may enroll their own phones and tablets',
      'allowMobileUserEnrollment',
    ),
    serviceDiscoveryEnabled: boolean(
      'Devices find the MDM by the e-mail address of their user',
      'serviceDiscoveryEnabled',
    ),
    defaultDeviceGroupId: string(
      'Id of the device group of new devices; JumpCloud has split it into the two below',
      'defaultSystemGroupID',
    ),
    macosDefaultDeviceGroupIds: strings(
      'Ids of the device groups of new computers',
      'ades.macos.defaultDeviceGroupObjectIds',
    ),
    iosDefaultDeviceGroupIds: strings(
      'Ids of the device groups of new phones and tablets',
      'ades.ios.defaultDeviceGroupObjectIds',
    ),
    iosUserEnrollmentDeviceGroupId: string(
      'Id of the device group of phones and tablets that users enroll',
      'defaultIosUserEnrollmentDeviceGroupID',
    ),
  },
});

/**
 * No numbers of a phone or its SIM card (IMEI, ICCID) and no carrier: they lead
 * to a person and say nothing of security. Of codes that unlock or recover a
 * device only whether JumpCloud has them.
 */
const DEVICE_FIELDS = {
  id: RAW,
  createdAt: RAW,
  depRegistered: RAW,
  deviceInformation: {
    activationLockAllowedWhileSupervised: PROPERTY_ONLY,
    deviceCapacity: PROPERTY_ONLY,
    deviceName: PROPERTY_ONLY,
    isAppleSilicon: PROPERTY_ONLY,
    isSupervised: RAW,
    modelMarketingName: PROPERTY_ONLY,
    modelName: PROPERTY_ONLY,
    modelNumber: PROPERTY_ONLY,
    osBuildVersion: PROPERTY_ONLY,
    osMarketingName: PROPERTY_ONLY,
    osSupplementalBuildVersion: PROPERTY_ONLY,
    wifiMac: PROPERTY_ONLY,
  },
  enrolled: RAW,
  hasActivationLockBypassCodes: PROPERTY_ONLY,
  mdmOsFamily: RAW,
  modelFamily: RAW,
  osVersion: RAW,
  securityInfo: {
    enrolledViaDep: RAW,
    filevaultEnabled: RAW,
    isActivationLockManageable: PROPERTY_ONLY,
    isUserEnrollment: RAW,
    passcodeCompliant: PROPERTY_ONLY,
    passcodePresent: RAW,
    recoveryLockEnabled: PROPERTY_ONLY,
    userApprovedEnrollment: RAW,
  },
  serialNumber: PROPERTY_ONLY,
  udid: PROPERTY_ONLY,
} as const;

type AppleDevice = Row<typeof DEVICE_FIELDS>;

const nameOf = ({ deviceInformation, serialNumber }: AppleDevice) =>
  asString(deviceInformation?.deviceName) ?? unlessPlaceholder(serialNumber);

const never = (): undefined => undefined;

/** Later versions of the data model require of a device what Apple's MDM does not tell of it. */
const NOT_TOLD = {
  hostname: nullable<AppleDevice>(string('Always null', never)),
  fqdn: nullable<AppleDevice>(strings('Always null', never)),
  ipv4Addresses: nullable<AppleDevice>(strings('Always null', never)),
  ipv6Addresses: nullable<AppleDevice>(strings('Always null', never)),
  privateIpAddresses: nullable<AppleDevice>(strings('Always null', never)),
  publicIpAddresses: nullable<AppleDevice>(strings('Always null', never)),
  lastSeenOn: nullable<AppleDevice>(timestamp('Always null', never)),
};

export const appleDevice = declare<typeof DEVICE_FIELDS>({
  list: v2('devices of Apple MDMs', '/applemdms/{id}/devices', 'mdm.readonly'),
  fields: DEVICE_FIELDS,
  excluded: [
    'deviceInformation.iccid',
    'deviceInformation.imei',
    'deviceInformation.subscriberCarrierNetwork',
  ],
  remember: ['serial'],
  properties: {
    name: string('Name that its user gave it', nameOf),
    createdOn: timestamp('When it was added', 'createdAt'),
    createdAt: timestamp('The same, as version 2 named it', 'createdAt'),
    active: boolean('Enrolled in the MDM', 'enrolled'),
    enrolled: boolean(
      'Enrolled in the MDM; false for one that is only registered with Apple, or has left',
      'enrolled',
    ),
    category: nullable(
      string('mobile or endpoint; null when it cannot be told', categoryOf),
    ),
    make: nullable(string('Always Apple', () => 'Apple')),
    model: nullable(
      string(
        'Model as Apple sells it',
        ({ deviceInformation }) =>
          asString(deviceInformation?.modelMarketingName) ??
          asString(deviceInformation?.modelName),
      ),
    ),
    modelNumber: string(
      "Apple's number of the model",
      'deviceInformation.modelNumber',
    ),
    modelFamily: string('Family of the model', 'modelFamily'),
    serial: nullable(
      string('Serial number', (row) => unlessPlaceholder(row.serialNumber)),
    ),
    deviceId: nullable(
      string("Apple's unique id of the device (UDID)", 'udid'),
    ),
    platform: string(
      'darwin, ios or other; absent when unknown',
      platformOfApple,
    ),
    osType: nullable(
      string(
        'The same, as later versions of the data model call it',
        platformOfApple,
      ),
    ),
    osName: string('Name of the operating system', 'mdmOsFamily'),
    osVersion: string('Version of the operating system', 'osVersion'),
    osDetails: string('Name, version and build of the system', (row) =>
      osDetailsOf({
        os: row.deviceInformation?.osMarketingName ?? row.mdmOsFamily,
        version: row.osVersion,
        osVersionDetail: { version: row.deviceInformation?.osBuildVersion },
      }),
    ),
    osSupplementalBuildVersion: string(
      'Build of the operating system with its supplements (rapid security responses), as Apple calls it',
      'deviceInformation.osSupplementalBuildVersion',
    ),
    appleSilicon: boolean(
      'Has a processor of Apple',
      'deviceInformation.isAppleSilicon',
    ),
    encrypted: boolean(
      'FileVault is active; absent for phones and tablets, which have none',
      (row) =>
        platformOfApple(row) === 'darwin'
          ? row.securityInfo?.filevaultEnabled
          : undefined,
    ),
    supervised: boolean(
      'Supervised: owned by the company, as Apple puts it',
      'deviceInformation.isSupervised',
    ),
    isSupervised: boolean(
      'The same, as version 2 named it',
      'deviceInformation.isSupervised',
    ),
    depRegistered: boolean(
      "Registered in Apple's Device Enrollment Program",
      'depRegistered',
    ),
    enrolledByDep: boolean(
      'Was enrolled by that program; of phones and tablets Apple does not tell',
      (row) => told(row.securityInfo?.enrolledViaDep, !isMobile(row)),
    ),
    userEnrolled: boolean(
      'A device of its user: the MDM manages only its part of it',
      'securityInfo.isUserEnrollment',
    ),
    enrollmentApproved: boolean(
      'Its user has approved the enrollment; of phones and tablets Apple does not tell',
      (row) => told(row.securityInfo?.userApprovedEnrollment, !isMobile(row)),
    ),
    passcodePresent: boolean(
      'Has a passcode; of computers, and of devices that their user has enrolled, Apple does not tell',
      (row) =>
        told(
          row.securityInfo?.passcodePresent,
          !isComputer(row) && row.securityInfo?.isUserEnrollment !== true,
        ),
    ),
    passcodeCompliant: boolean(
      'The passcode is as the rules demand; of computers Apple does not tell',
      (row) => told(row.securityInfo?.passcodeCompliant, !isComputer(row)),
    ),
    recoveryLockEnabled: boolean(
      'Its recovery system is locked; phones and tablets have none',
      (row) => told(row.securityInfo?.recoveryLockEnabled, !isMobile(row)),
    ),
    activationLockManageable: boolean(
      'The activation lock can be managed; of phones and tablets Apple does not tell',
      (row) =>
        told(row.securityInfo?.isActivationLockManageable, !isMobile(row)),
    ),
    activationLockAllowedWhileSupervised: boolean(
      'Its user may switch on the activation lock although it is supervised',
      'deviceInformation.activationLockAllowedWhileSupervised',
    ),
    activationLockBypassEscrowed: boolean(
      'JumpCloud keeps codes against the activation lock; they are not collected',
      'hasActivationLockBypassCodes',
    ),
    hasActivationLockBypassCodes: boolean(
      'The same, as version 2 named it',
      'hasActivationLockBypassCodes',
    ),
    deviceCapacity: number(
      'How much it can store (gigabytes)',
      'deviceInformation.deviceCapacity',
    ),
    macAddress: strings('MAC address of its Wi-Fi', macAddressesOf),
    macAddresses: nullable(strings('The same', macAddressesOf)),
    ...NOT_TOLD,
  },
});

/**
 * Apple tells some things of computers only, others of phones and tablets only
 * (apple/device-management, SecurityInfo). Whether JumpCloud sends false for what
 * it was not told nobody could verify: a false is believed only where Apple tells.
 */
function told(value: unknown, isTold: boolean): unknown {
  return isTold || value !== false ? value : undefined;
}

function isComputer(row: AppleDevice): boolean {
  return platformOfApple(row) === 'darwin';
}

function isMobile(row: AppleDevice): boolean {
  return ![undefined, 'darwin'].includes(platformOfApple(row));
}

function macAddressesOf({ deviceInformation }: AppleDevice) {
  const address = asMacAddress(deviceInformation?.wifiMac);
  return address === undefined ? undefined : [address];
}

/** No list of the values of mdmOsFamily was ever published: the other two say the same. */
function platformOfApple({
  mdmOsFamily,
  deviceInformation,
  modelFamily,
}: AppleDevice): string | undefined {
  return platformOf(
    mdmOsFamily,
    deviceInformation?.osMarketingName,
    modelFamily,
  );
}

function categoryOf(row: AppleDevice): string | undefined {
  const platform = platformOfApple(row);
  if (platform === 'ios') return 'mobile';
  return platform === 'darwin' ? 'endpoint' : undefined;
}
