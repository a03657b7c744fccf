import { serialNumberOf, System } from './devices';
import { Basis, PLANTED_SECRET, Row } from './random';

/* Apple's device management: the connections with Apple, and the devices that it knows. */

/** Name, state of the token, and in how many days its certificate ends; for one it was never made. */
const APPLE_MDMS = [
  ['Macs', 'valid', 190],
  ['Phones', 'valid', 10],
  ['Test lab', 'expired', -300],
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
  { ids, day }: Basis,
  systemGroups: { id: string }[],
): (Row & { id: string })[] {
  return APPLE_MDMS.map(([name, depServerTokenState, end], n) => ({
    id: ids('appleMdm', n),
    name,
    organization: ids('organization', 0),
    apnsPushTopic: `com.example.push.${PLANTED_SECRET}`,
    apnsCertExpiry: end === null ? null : day(end),
    depServerTokenState,
    depAccessTokenExpiry: end === null ? null : day(end),
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
 * The first manages computers, the second phones, the last nothing. The others
 * have a device whose serial number no system has: it was enrolled and never had
 * the agent.
 *
 * @returns Apple MDM id -> rows of `GET /api/v2/applemdms/{id}/devices`
 */
export function createAppleDevices(
  basis: Basis,
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
        createAppleDevice(n, basis, system, id),
      );
      const stray = systems.length + m;
      if (apple.length > 0 && m < mdms.length - 1)
        rows.push(createAppleDevice(stray, basis, undefined, id));
      return [id, rows];
    }),
  );
}

function createAppleDevice(
  n: number,
  { ids, day }: Basis,
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
    depRegistered: n % 9 !== 4,
    enrolled: n % 45 !== 30,
    createdAt: system?.created ?? day(-100),
    hasActivationLockBypassCodes: n % 9 !== 4,
    modelFamily: phone ? 'iPhone' : 'Mac',
    mdmOsFamily: phone ? 'ios' : 'macos',
    securityInfo: {
      enrolledViaDep: n % 9 !== 4,
      isActivationLockManageable: true,
      // A private phone.
      isUserEnrollment: phone && n % 3 === 2,
      userApprovedEnrollment: true,
      passcodePresent: n % 100 !== 28,
      passcodeCompliant: n % 100 !== 28,
      filevaultEnabled: phone
        ? undefined
        : (system?.fde as Row | undefined)?.active ?? true,
      recoveryLockEnabled: phone ? undefined : n % 30 !== 15,
    },
    deviceInformation: {
      isSupervised: n % 9 !== 4 && !(phone && n % 3 === 2),
      activationLockAllowedWhileSupervised: false,
      availableDeviceCapacity: 100,
      deviceCapacity: 256,
      deviceName: system ? String(system.displayName) : `lab-mac-${n}`,
      iccid: phone ? PLANTED_SECRET : undefined,
      imei: phone ? PLANTED_SECRET : undefined,
      subscriberCarrierNetwork: phone ? PLANTED_SECRET : undefined,
      secondIccid: phone ? PLANTED_SECRET : undefined,
      secondImei: phone ? PLANTED_SECRET : undefined,
      secondSubscriberCarrierNetwork: phone ? PLANTED_SECRET : undefined,
      wifiMac: `02:00:00:00:00:${(n % 256).toString(16).padStart(2, '0')}`,
      modelName: phone ? 'iPhone' : 'MacBook Pro',
      modelMarketingName: phone ? 'iPhone 15' : 'MacBook Pro (14-inch, M3)',
      modelNumber: 'A0000',
      osMarketingName: phone ? 'iOS' : 'macOS',
      osBuildVersion: '24B83',
      osSupplementalBuildVersion: '24B83',
      osExtraVersion: '',
      sofwareUpdateId: '',
      isAppleSilicon: !phone,
    },
  };
}
