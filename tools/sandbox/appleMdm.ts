import { serialNumberOf, System } from './devices';
import {
  daysFromReference,
  FAR_FUTURE,
  Ids,
  PLANTED_SECRET,
  Row,
} from './random';

/* Apple's device management: the connections with Apple, and the devices that it knows. */

/** Ends of the certificates: in the far future, soon after the reference date, past; and none was ever made. */
const APPLE_MDMS = [
  ['Apple devices', 'valid', FAR_FUTURE],
  ['Phones', 'valid', daysFromReference(10)],
  ['Test lab', 'expired', '2025-02-01T00:00:00Z'],
  ['Not set up', 'missing', null],
] as const;

const WELCOME = {
  title: 'Welcome',
  paragraph: PLANTED_SECRET,
  button: 'continue',
};

/** How devices of a sort that were bought through Apple enroll by themselves. */
function createEnrollment(zeroTouch: boolean, groups: { id: string }[]): Row {
  return {
    enableZeroTouchEnrollment: zeroTouch,
    welcomeScreen: WELCOME,
    setupAssistantOptions: [{ option: 'fileVault' }],
    setupOptions: ['fileVault'],
    defaultDeviceGroupObjectIds: groups.map(({ id }) => id),
  };
}

/** @returns the rows of `GET /api/v2/applemdms` */
export function createAppleMdms(
  ids: Ids,
  systemGroups: { id: string }[],
): (Row & { id: string })[] {
  return APPLE_MDMS.map(([name, depServerTokenState, apnsCertExpiry], n) => ({
    id: ids('appleMdm', n),
    name,
    organization: ids('organization', 0),
    apnsPushTopic: `com.example.push.${PLANTED_SECRET}`,
    apnsCertExpiry,
    depServerTokenState,
    depAccessTokenExpiry: apnsCertExpiry,
    defaultSystemGroupID: systemGroups[0]?.id ?? null,
    defaultIosUserEnrollmentDeviceGroupID: systemGroups[n]?.id ?? null,
    dep: {
      enableZeroTouchEnrollment: n === 0,
      welcomeScreen: WELCOME,
      setupAssistantOptions: [{ option: 'fileVault' }],
    },
    ades: {
      macos: createEnrollment(n === 0, systemGroups.slice(0, 1)),
      ios: createEnrollment(false, systemGroups.slice(1, 2)),
    },
    allowMobileUserEnrollment: n === 0 ? true : null,
    appleCertCreatorAppleID: `mdm@${PLANTED_SECRET}.example`,
    appleCertSerialNumber: `${PLANTED_SECRET} ${n}`,
    serviceDiscoveryEnabled: n === 0 ? false : null,
  }));
}

/**
 * The first manages computers, the second phones, the others nothing. Each has a
 * device whose serial number no system has: it was enrolled and never had the agent.
 *
 * @returns Apple MDM id -> rows of `GET /api/v2/applemdms/{id}/devices`
 */
export function createAppleDevices(
  ids: Ids,
  mdms: { id: string }[],
  systems: System[],
): Map<string, Row[]> {
  const apple = systems
    .map((system, n) => ({ system, n }))
    .filter(
      ({ system: { hwVendor, mdm } }) =>
        hwVendor === 'Apple Inc.' &&
        (mdm as Row | undefined)?.vendor === 'internal',
    );
  const managed = [
    apple.filter(({ system }) => system.osFamily === 'darwin'),
    apple.filter(({ system }) => system.osFamily === 'ios'),
  ];
  return new Map(
    mdms.map(({ id }, m) => {
      const rows = (managed[m] ?? []).map(({ system, n }) =>
        createAppleDevice(n, ids, system, id),
      );
      const stray = systems.length + m;
      if (rows.length > 0)
        rows.push(createAppleDevice(stray, ids, undefined, id));
      return [id, rows];
    }),
  );
}

function createAppleDevice(
  n: number,
  ids: Ids,
  system: System | undefined,
  appleMdmId: string,
): Row {
  const phone = system?.osFamily === 'ios';
  return {
    id: ids('appleDevice', n),
    // Sent, though not specified.
    appleMdmId,
    serialNumber: system ? system.serialNumber : serialNumberOf(900_000 + n),
    udid: `UDID-${n}`,
    osVersion: system?.version ?? '14.0',
    depRegistered: n % 2 === 0,
    enrolled: n % 12 !== 6,
    createdAt: system?.created ?? daysFromReference(-100),
    hasActivationLockBypassCodes: n % 2 === 0,
    modelFamily: phone ? 'iPhone' : 'Mac',
    mdmOsFamily: phone ? 'ios' : 'macos',
    securityInfo: {
      enrolledViaDep: n % 2 === 0,
      isActivationLockManageable: true,
      isUserEnrollment: n % 10 === 5,
      userApprovedEnrollment: true,
      passcodePresent: n % 8 !== 3,
      passcodeCompliant: n % 8 !== 3,
      filevaultEnabled: phone ? undefined : n % 5 !== 4,
      recoveryLockEnabled: !phone,
    },
    deviceInformation: {
      isSupervised: n % 2 === 0,
      activationLockAllowedWhileSupervised: false,
      availableDeviceCapacity: 100,
      deviceCapacity: 256,
      deviceName: `apple-${n}`,
      iccid: phone ? PLANTED_SECRET : undefined,
      imei: phone ? PLANTED_SECRET : undefined,
      subscriberCarrierNetwork: phone ? PLANTED_SECRET : undefined,
      secondIccid: phone ? PLANTED_SECRET : undefined,
      secondImei: phone ? PLANTED_SECRET : undefined,
      secondSubscriberCarrierNetwork: phone ? PLANTED_SECRET : undefined,
      wifiMac: `02:00:00:00:00:${(n % 256).toString(16).padStart(2, '0')}`,
      modelName: phone ? 'iPhone' : 'MacBook Air',
      modelMarketingName: phone ? 'iPhone 15' : 'MacBook Air (M2)',
      modelNumber: 'A0000',
      osMarketingName: phone ? 'iOS 18' : 'macOS Sequoia',
      osBuildVersion: '24B83',
      osSupplementalBuildVersion: '24B83',
      osExtraVersion: '',
      sofwareUpdateId: '',
      isAppleSilicon: !phone,
    },
  };
}
