import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../../graph/fields';
import { v1 } from '../../jumpcloud/endpoints';
import {
  DEVICE_SETTINGS_FIELDS,
  permissionOn,
  signsInOn,
} from './deviceSettings';
import { figuresInForce, PASSWORD_POLICY } from './passwordPolicy';
import {
  asString,
  boolean,
  not,
  number,
  string,
  strings,
  stringsAt,
  timestamp,
} from '../properties';

export const ORGANIZATIONS = v1(
  'organizations',
  '/organizations',
  'organizations.readonly',
);

const ENABLED = { enabled: RAW } as const;
const FEATURES = {
  directoryInsights: ENABLED,
  directoryInsightsPremium: ENABLED,
  systemInsights: ENABLED,
} as const;

/** No contact, no bill: names and addresses of people are nobody's business in a graph. */
const FIELDS = {
  _id: RAW,
  id: RAW,
  created: RAW,
  displayName: RAW,
  logoUrl: PROPERTY_ONLY,
  provider: RAW,
  ...DEVICE_SETTINGS_FIELDS,
  // At the top level in an answer that was published, below settings in the specification.
  features: FEATURES,
  maxSystemUsers: RAW,
  settings: {
    agentVersion: RAW,
    deviceIdentificationEnabled: RAW,
    disableCommandRunner: RAW,
    disableGoogleLogin: RAW,
    disableLdap: RAW,
    enableGoogleApps: RAW,
    enableO365: RAW,
    features: FEATURES,
    maxSystemUsers: RAW,
    name: PROPERTY_ONLY,
    newSystemUserStateDefaults: {
      applicationImport: RAW,
      csvImport: RAW,
      manualEntry: RAW,
    },
    passwordCompliance: RAW,
    passwordPolicy: PASSWORD_POLICY,
    pendingDelete: RAW,
    requireAdminMFA: RAW,
    systemUserDefaults: { restrictedFields: [{ field: RAW }] },
    systemUsersCanEdit: RAW,
    trustedAppConfig: { trustedApps: [{ name: PROPERTY_ONLY }] },
    userPortal: {
      cookieExpirationType: RAW,
      idleSessionDurationMinutes: RAW,
    },
    windowsMDM: { autoEnroll: RAW, enabled: RAW },
  },
} as const;

export type OrganizationRow = Row<typeof FIELDS>;

const isEnabled = (row: OrganizationRow, feature: keyof typeof FEATURES) =>
  row.settings?.features?.[feature]?.enabled ??
  row.features?.[feature]?.enabled;

const policyOf = ({ settings }: OrganizationRow) =>
  figuresInForce(settings ?? {});

export const account = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: [
    'accountsReceivable',
    'entitlement',
    'settings.contactEmail',
    'settings.contactName',
    'settings.emailDisclaimer',
    'settings.logo',
  ],
  remember: ['providerId', 'systemInsightsEnabled', 'usersCanEditProfile'],
  properties: {
    name: string(
      'Name; that of the integration instance where JumpCloud knows none',
      ({ displayName, settings }, { instanceName }) =>
        asString(displayName) ?? asString(settings?.name) ?? instanceName,
    ),
    vendor: string('Always JumpCloud', () => 'JumpCloud'),
    createdOn: timestamp('When it was created', 'created'),
    logoUrl: string('Address of its logo', 'logoUrl'),
    webLink: string(
      'The admin console of its region',
      (_, { consoleUrl }) => consoleUrl,
    ),
    accessURL: string(
      'Address of the admin console of its region',
      (_, { consoleUrl }) => consoleUrl,
    ),
    active: boolean(
      'False when the organization is about to be deleted',
      ({ settings }) => not(settings?.pendingDelete),
    ),
    providerId: string('Id of the provider (MSP) that manages it', 'provider'),
    requireAdminMfa: boolean(
      'Administrators must use MFA',
      'settings.requireAdminMFA',
    ),
    passwordCompliance: string(
      'Password standard: custom, pci3 or windows. The figures of the default password policy are in force where it is custom or absent; groups may have policies of their own, which are read on request',
      'settings.passwordCompliance',
    ),
    passwordMinLength: number(
      'Fewest characters of a password by the default policy (groups may have their own); absent when the length is not limited, or not known',
      (row) => policyOf(row).minLength,
    ),
    passwordNeedsLowercase: boolean(
      'The default password policy demands a lower-case letter',
      (row) => policyOf(row).needsLowercase,
    ),
    passwordNeedsUppercase: boolean(
      'The default password policy demands an upper-case letter',
      (row) => policyOf(row).needsUppercase,
    ),
    passwordNeedsNumeric: boolean(
      'The default password policy demands a digit',
      (row) => policyOf(row).needsNumeric,
    ),
    passwordNeedsSymbolic: boolean(
      'The default password policy demands a symbol',
      (row) => policyOf(row).needsSymbolic,
    ),
    passwordDisallowsCommon: boolean(
      'The default password policy refuses commonly used passwords',
      (row) => policyOf(row).disallowCommonlyUsedPasswords,
    ),
    passwordDisallowsSequential: boolean(
      'The default password policy refuses sequences and repetitions',
      (row) => policyOf(row).disallowSequentialOrRepetitiveChars,
    ),
    passwordAllowsUsername: boolean(
      'The default password policy lets passwords contain the username',
      (row) => policyOf(row).allowUsernameSubstring,
    ),
    passwordHistoryCount: number(
      'Former passwords that the default policy does not let users use again; absent when they may use all, or it is not known',
      (row) => policyOf(row).maxHistory,
    ),
    passwordMaxAgeDays: number(
      'Days until a password expires by the default policy; absent when it never does, or it is not known',
      (row) => policyOf(row).passwordExpirationInDays,
    ),
    passwordMinAgeDays: number(
      'Days until a password may be changed again by the default policy; absent when at once, or not known',
      (row) => policyOf(row).minChangePeriodInDays,
    ),
    passwordMaxLoginAttempts: number(
      'Failed logins until the default policy locks a user; absent when never, or not known',
      (row) => policyOf(row).maxLoginAttempts,
    ),
    passwordLockoutSeconds: number(
      'Seconds that the default policy keeps a user locked; absent when until an administrator unlocks them, or not known',
      (row) => policyOf(row).lockoutTimeInSeconds,
    ),
    passwordLockoutResetMinutes: number(
      'Minutes after which the default policy forgets failed logins; absent when never, or not known',
      (row) => policyOf(row).resetLockoutCounterMinutes,
    ),
    passwordSelfRecoveryDays: number(
      'Days after a password has expired in which users may still recover it themselves, by the default policy (a grace period that JumpCloud has deprecated); absent when there are none, or it is not known',
      (row) => policyOf(row).daysAfterExpirationToSelfRecover,
    ),
    passwordRecoveryEmailEnabled: boolean(
      'The default policy lets users recover their password with a second e-mail address',
      (row) => policyOf(row).enableRecoveryEmail,
    ),
    passwordResetWithoutMfaAllowed: boolean(
      'The default policy lets users without MFA reset their password',
      (row) => policyOf(row).allowUnenrolledMFAPasswordReset,
    ),
    usersCanEditProfile: boolean(
      'Users may edit their own profile',
      'settings.systemUsersCanEdit',
    ),
    userPortalSessionMinutes: number(
      'Minutes until an idle user is signed out',
      'settings.userPortal.idleSessionDurationMinutes',
    ),
    userPortalCookieExpiration: string(
      'When a session of the user portal ends: session (with the browser) or date',
      'settings.userPortal.cookieExpirationType',
    ),
    commandRunnerDisabled: boolean(
      'Commands on devices are switched off',
      'settings.disableCommandRunner',
    ),
    googleLoginDisabled: boolean(
      'Sign-in with Google is switched off',
      'settings.disableGoogleLogin',
    ),
    ldapDisabled: boolean('LDAP is switched off', 'settings.disableLdap'),
    googleWorkspaceEnabled: boolean(
      'Google Workspace is connected',
      'settings.enableGoogleApps',
    ),
    office365Enabled: boolean(
      'Microsoft 365 is connected',
      'settings.enableO365',
    ),
    directoryInsightsEnabled: boolean('Directory Insights is licensed', (row) =>
      isEnabled(row, 'directoryInsights'),
    ),
    directoryInsightsPremiumEnabled: boolean(
      'Directory Insights Premium is licensed',
      (row) => isEnabled(row, 'directoryInsightsPremium'),
    ),
    systemInsightsEnabled: boolean('System Insights is licensed', (row) =>
      isEnabled(row, 'systemInsights'),
    ),
    deviceIdentificationEnabled: boolean(
      'Devices are recognized by certificates (trusted devices)',
      'settings.deviceIdentificationEnabled',
    ),
    trustedApps: strings(
      'Names of the applications that devices trust',
      ({ settings }) =>
        stringsAt(settings?.trustedAppConfig?.trustedApps, 'name'),
    ),
    ...byDefaultOn('Windows', 'WINDOWS'),
    ...byDefaultOn('Macos', 'MACOS'),
    defaultPasswordSyncEnabled: boolean(
      'Devices synchronize the passwords of their users by default',
      'defaultPasswordSync.enabled',
    ),
    windowsMdmEnabled: boolean(
      'Windows MDM is switched on',
      'settings.windowsMDM.enabled',
    ),
    windowsMdmAutoEnroll: boolean(
      'Windows devices enroll by themselves',
      'settings.windowsMDM.autoEnroll',
    ),
    newUserRestrictedFields: strings(
      'Fields that are restricted for new users by default: another directory masters them',
      ({ settings }) =>
        stringsAt(settings?.systemUserDefaults?.restrictedFields, 'field'),
    ),
    newUserStateManual: string(
      'State of users made by hand',
      'settings.newSystemUserStateDefaults.manualEntry',
    ),
    newUserStateCsvImport: string(
      'State of users imported from a file',
      'settings.newSystemUserStateDefaults.csvImport',
    ),
    newUserStateApplicationImport: string(
      'State of users imported from an application',
      'settings.newSystemUserStateDefaults.applicationImport',
    ),
    agentVersion: string(
      'Version of the device agent',
      'settings.agentVersion',
    ),
    maxUsers: number(
      'Users that the contract allows',
      ({ settings, maxSystemUsers }) =>
        settings?.maxSystemUsers ?? maxSystemUsers,
    ),
  },
});

/** @param osFamily as JumpCloud calls the system */
function byDefaultOn<N extends string>(name: N, osFamily: string) {
  return {
    [`deviceSignIn${name}Enabled`]: boolean<OrganizationRow>(
      `Users get an account on a ${name} device by signing in to it, by default on devices that are nobody's yet`,
      (row) => signsInOn(row, osFamily),
    ),
    [`defaultDevicePermission${name}`]: string<OrganizationRow>(
      `What such a user becomes on a ${name} device: ADMIN (an administrator) or STANDARD; absent where nobody gets an account that way, or it is not known`,
      (row) => permissionOn(row, osFamily),
    ),
  };
}
