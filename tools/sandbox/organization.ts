import { Basis, Day, Ids, inTurn, PLANTED_SECRET, Row } from './random';

/*
 * The organization itself: its settings, its password policy, and how they are
 * arranged.
 */

export type Organization = Row & { _id: string; displayName: string };

const NAMES = [
  'Example Widgets',
  'Example Logistics',
  'Example Health',
  'Example Energy',
  'Example Foods',
];

/** Undefined stands for a tenant that does not say. */
const COMPLIANCE = ['custom', 'pci3', undefined, 'windows'] as const;

export interface OrganizationOptions {
  /** Number of the organization; it and the seed choose the variety. */
  index: number;
  seed: number;
  organizationName?: string;
  /** Whether Directory Insights is licensed. */
  directoryInsights: boolean;
}

/**
 * The first has a custom password policy, later ones follow other standards or
 * name none, as do other seeds. Every second one carries features and the number
 * of users at the top level, where a real answer was seen to, and not below
 * settings, where the specification has them.
 *
 * @returns the body of `GET /api/organizations/{id}` with all fields selected
 */
export function createOrganization(
  { ids, day }: Basis,
  options: OrganizationOptions,
): Organization {
  const { index, seed } = options;
  // The default seed is 1.
  const variant = index + seed + COMPLIANCE.length - 1;
  const _id = ids('organization', 0);
  const displayName =
    options.organizationName ??
    NAMES[index] ??
    `Example Organization ${index + 1}`;
  const licences = {
    features: createFeatures(options.directoryInsights, day(-1700)),
    maxSystemUsers: 100_000,
  };
  const flat = variant % 2 === 1;
  // By a provider (MSP).
  const managed = index % 3 !== 1;
  return {
    _id,
    id: _id,
    displayName,
    logoUrl: index % 2 === 0 ? 'https://example.com/logo.png' : null,
    created: day(-2460),
    provider: managed ? ids('provider', 0) : null,
    // Sent only when it is asked for.
    accountType: managed ? 'Tenant' : 'Direct',
    accessRestriction: '',
    accountsReceivable: '',
    customEmailSettings: { enabled: false },
    hasCreditCard: true,
    hasStripeCustomerId: false,
    lastEstimateCalculationTimeStamp: day(-1),
    lastSfdcSyncStatus: { note: PLANTED_SECRET },
    totalBillingEstimate: 1000,
    entitlement: {
      billingModel: 'per user',
      capUserQuantity: false,
      isManuallyBilled: false,
      maxUserQuantity: 100_000,
      pricePerUserSum: 10,
      purchaseChannel: 'direct',
      entitlementProducts: [
        {
          name: 'Platform Plus',
          productCode: 'PLATFORM_PLUS',
          productCategory: 'platform',
          contractType: 'annual',
          committedUsers: 100,
          uncommittedUsers: 0,
          maxUserCount: 100_000,
          pricePerUser: 10,
        },
      ],
    },
    ...(flat && licences),
    settings: {
      ...createSettings(displayName, ids, day, variant),
      ...(!flat && licences),
    },
  };
}

function createFeatures(directoryInsights: boolean, since: string): Row {
  return {
    directoryInsights: { enabled: directoryInsights },
    directoryInsightsPremium: {
      enabled: false,
      createdAt: since,
      updatedAt: since,
    },
    systemInsights: {
      enabled: true,
      enableNewDarwin: true,
      enableNewLinux: true,
      enableNewWindows: true,
      createdAt: since,
      updatedAt: since,
    },
  };
}

function createSettings(
  name: string,
  ids: Ids,
  day: Day,
  variant: number,
): Row {
  return {
    agentVersion: '2.40.1',
    betaFeatures: {},
    chromeDTCEnabled: false,
    contactName: `Identity Team ${PLANTED_SECRET}`,
    contactEmail: `identity-team@${PLANTED_SECRET}.example`,
    deviceIdentificationEnabled: true,
    disableCommandRunner: false,
    disableGoogleLogin: variant % 4 === 0 || variant % 4 === 3,
    disableLdap: false,
    disableUM: false,
    duplicateLDAPGroups: false,
    emailDisclaimer: PLANTED_SECRET,
    enableGoogleApps: true,
    enableManagedUID: true,
    enableO365: true,
    enableUserPortalAgentInstall: false,
    growthData: {},
    logo: '',
    name,
    newSystemUserStateDefaults: {
      applicationImport: 'STAGED',
      csvImport: 'STAGED',
      manualEntry: 'ACTIVATED',
    },
    passwordCompliance: inTurn(COMPLIANCE, variant),
    passwordPolicy: createPasswordPolicy(day, variant),
    pendingDelete: false,
    requireAdminMFA: variant % 4 !== 2,
    showIntro: false,
    systemUserDefaults: {
      restrictedFields: [
        { field: 'email', type: 'scim', id: ids('directory', 1) },
      ],
    },
    systemUserPasswordExpirationInDays: 90,
    systemUsersCanEdit: variant % 4 === 2,
    trustedAppConfig: {
      checksum: PLANTED_SECRET,
      trustedApps: [
        { name: 'Example Agent', path: '/opt/example', teamid: 'EXAMPLE' },
      ],
    },
    userPortal: {
      idleSessionDurationMinutes: 60,
      cookieExpirationType: variant % 2 === 0 ? 'session' : 'date',
    },
    windowsMDM: { enabled: true, autoEnroll: false },
  };
}

/** The same figures whether or not they are in force: JumpCloud keeps them when another standard is chosen. */
function createPasswordPolicy(day: Day, variant: number): Row {
  return {
    allowUnenrolledMFAPasswordReset: false,
    allowUsernameSubstring: false,
    daysAfterExpirationToSelfRecover: 3,
    daysBeforeExpirationToForceReset: 7,
    disallowCommonlyUsedPasswords: true,
    disallowSequentialOrRepetitiveChars: true,
    displayComplexityOnResetScreen: true,
    effectiveDate: day(-800),
    enableDaysAfterExpirationToSelfRecover: false,
    enableDaysBeforeExpirationToForceReset: false,
    enableLockoutTimeInSeconds: true,
    enableMaxHistory: true,
    enableMaxLoginAttempts: true,
    enableMinChangePeriodInDays: false,
    enableMinLength: true,
    enablePasswordExpirationInDays: true,
    enableRecoveryEmail: true,
    enableResetLockoutCounter: true,
    gracePeriodDate: day(-770),
    lockoutTimeInSeconds: 1800,
    maxHistory: 5,
    maxLoginAttempts: 6,
    minChangePeriodInDays: 1,
    // A figure that everybody's standard calls too short.
    minLength: variant % 4 === 2 ? 6 : 12,
    needsLowercase: true,
    needsNumeric: true,
    needsSymbolic: true,
    needsUppercase: true,
    passwordExpirationInDays: 90,
    resetLockoutCounterMinutes: 30,
  };
}
