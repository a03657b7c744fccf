import { Entity } from '@jupiterone/integration-sdk-core';

import { OrganizationDetails } from '../../jumpcloud/types';
import { Entities } from '../../model';
import { AllowList, createEntity, Place } from '../entity';
import { count, flag, text, time } from '../values';

/** No contact, no bill: names and addresses of people are nobody's business in a graph. */
const ALLOW: AllowList = {
  _id: true,
  id: true,
  displayName: true,
  created: true,
  accountType: true,
  settings: {
    agentVersion: true,
    deviceIdentificationEnabled: true,
    disableCommandRunner: true,
    disableGoogleLogin: true,
    disableLdap: true,
    enableGoogleApps: true,
    enableO365: true,
    maxSystemUsers: true,
    newSystemUserStateDefaults: {
      applicationImport: true,
      csvImport: true,
      manualEntry: true,
    },
    passwordCompliance: true,
    passwordPolicy: {
      allowUnenrolledMFAPasswordReset: true,
      allowUsernameSubstring: true,
      disallowCommonlyUsedPasswords: true,
      disallowSequentialOrRepetitiveChars: true,
      enableLockoutTimeInSeconds: true,
      enableMaxHistory: true,
      enableMaxLoginAttempts: true,
      enableMinChangePeriodInDays: true,
      enableMinLength: true,
      enablePasswordExpirationInDays: true,
      enableRecoveryEmail: true,
      lockoutTimeInSeconds: true,
      maxHistory: true,
      maxLoginAttempts: true,
      minChangePeriodInDays: true,
      minLength: true,
      needsLowercase: true,
      needsNumeric: true,
      needsSymbolic: true,
      needsUppercase: true,
      passwordExpirationInDays: true,
    },
    pendingDelete: true,
    requireAdminMFA: true,
    systemUsersCanEdit: true,
  },
};

/**
 * @param organization what is known of it: all of its settings, or the row of the list only
 * @param place its id, and where links lead
 * @param fallbackName the name of the integration instance, for an organization without one
 */
export function createAccountEntity(
  organization: OrganizationDetails,
  { id, consoleUrl }: Place & { id: string },
  fallbackName: string,
): Entity {
  const settings = organization.settings ?? {};
  const policy = settings.passwordPolicy ?? {};
  const features = settings.features ?? {};
  const pendingDelete = flag(settings.pendingDelete);
  return createEntity({
    model: Entities.ACCOUNT,
    id,
    source: organization,
    allow: ALLOW,
    properties: {
      name:
        text(organization.displayName) ?? text(settings.name) ?? fallbackName,
      createdOn: time(organization.created),
      webLink: consoleUrl,
      active: pendingDelete === undefined ? undefined : !pendingDelete,
      accountType: text(organization.accountType),
      mfaEnabled: flag(settings.requireAdminMFA),
      requireAdminMfa: flag(settings.requireAdminMFA),
      passwordCompliance: text(settings.passwordCompliance),
      passwordMinLength: ifOn(policy.enableMinLength, policy.minLength),
      passwordNeedsLowercase: flag(policy.needsLowercase),
      passwordNeedsUppercase: flag(policy.needsUppercase),
      passwordNeedsNumeric: flag(policy.needsNumeric),
      passwordNeedsSymbolic: flag(policy.needsSymbolic),
      passwordDisallowsCommon: flag(policy.disallowCommonlyUsedPasswords),
      passwordDisallowsSequential: flag(
        policy.disallowSequentialOrRepetitiveChars,
      ),
      passwordAllowsUsername: flag(policy.allowUsernameSubstring),
      passwordHistoryCount: ifOn(policy.enableMaxHistory, policy.maxHistory),
      passwordMaxAgeDays: ifOn(
        policy.enablePasswordExpirationInDays,
        policy.passwordExpirationInDays,
      ),
      passwordMinAgeDays: ifOn(
        policy.enableMinChangePeriodInDays,
        policy.minChangePeriodInDays,
      ),
      passwordMaxLoginAttempts: ifOn(
        policy.enableMaxLoginAttempts,
        policy.maxLoginAttempts,
      ),
      passwordLockoutSeconds: ifOn(
        policy.enableLockoutTimeInSeconds,
        policy.lockoutTimeInSeconds,
      ),
      passwordRecoveryEmailEnabled: flag(policy.enableRecoveryEmail),
      passwordResetWithoutMfaAllowed: flag(
        policy.allowUnenrolledMFAPasswordReset,
      ),
      usersCanEditProfile: flag(settings.systemUsersCanEdit),
      userPortalSessionMinutes: count(
        settings.userPortal?.idleSessionDurationMinutes,
      ),
      commandRunnerDisabled: flag(settings.disableCommandRunner),
      googleLoginDisabled: flag(settings.disableGoogleLogin),
      ldapDisabled: flag(settings.disableLdap),
      googleWorkspaceEnabled: flag(settings.enableGoogleApps),
      office365Enabled: flag(settings.enableO365),
      directoryInsightsEnabled: flag(features.directoryInsights?.enabled),
      systemInsightsEnabled: flag(features.systemInsights?.enabled),
      deviceIdentificationEnabled: flag(settings.deviceIdentificationEnabled),
      newUserStateManual: text(
        settings.newSystemUserStateDefaults?.manualEntry,
      ),
      newUserStateCsvImport: text(
        settings.newSystemUserStateDefaults?.csvImport,
      ),
      newUserStateApplicationImport: text(
        settings.newSystemUserStateDefaults?.applicationImport,
      ),
      agentVersion: text(settings.agentVersion),
      maxUsers: count(settings.maxSystemUsers),
    },
  });
}

/** A number of the password policy holds only where its switch is on. */
function ifOn(enabled: unknown, value: unknown): number | undefined {
  return enabled === false ? undefined : count(value);
}
