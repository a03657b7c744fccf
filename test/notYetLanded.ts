/*
 * What the questions, rules and dashboards ask for and src/model.ts does not
 * have yet. To be deleted, with its one import, when the model has it.
 */
type Kind = 'string' | 'boolean' | 'number' | 'array';
const all = (kind: Kind, names: string): Record<string, Kind> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

const common = {
  ...all('string', 'id name displayName'),
  ...all('number', 'createdOn'),
};

/** Properties by type; types that are there already have these beside their own. */
export const PROPERTIES_NOT_YET_LANDED: Record<string, Record<string, Kind>> = {
  jumpcloud_account: all('boolean', 'directoryInsightsPremiumEnabled'),
  jumpcloud_user: {
    ...all('number', 'oldestSshKeyOn externalPasswordExpiresOn'),
    ...all(
      'boolean',
      'legacyPublicKey recoveryEmailVerified deviceMaxLoginAttemptsDisabled managedAppleIdSet',
    ),
    ...all('string', 'externalDn delegatedAuthorityId'),
    ...all('array', 'masteredFields'),
  },
  jumpcloud_admin: {
    ...all('boolean', 'mfaRequired linkedToUser apiKeyNeverExpires'),
    ...all('number', 'mfaEnrolledOn'),
    ...all('string', 'providerId'),
    ...all('array', 'roleIds'),
  },
  jumpcloud_role: {
    ...all('boolean', 'superAdmin custom'),
    ...all('array', 'scopes'),
  },
  jumpcloud_service_account: {
    ...common,
    ...all('string', 'status authType'),
    ...all('boolean', 'active'),
    ...all('number', 'secretExpiresOn'),
  },
  jumpcloud_password_policy: {
    ...common,
    ...all('string', 'compliance'),
    ...all(
      'number',
      'minLength historyCount maxAgeDays minAgeMins lockoutAttempts autoUnlockMins',
    ),
    ...all(
      'boolean',
      'requireUppercase requireLowercase requireNumbers requireSymbols excludeUsername excludeCommonPasswords',
    ),
  },
};

export const RELATIONSHIPS_NOT_YET_LANDED: [string, string, string][] = [
  ['jumpcloud_account', 'HAS', 'jumpcloud_password_policy'],
  ['jumpcloud_account', 'HAS', 'jumpcloud_service_account'],
  ['jumpcloud_service_account', 'ASSIGNED', 'jumpcloud_role'],
];
