/*
 * What JumpCloud sends, as far as it is read. Every field is optional: neither
 * the specification nor what tenants answer promises one, and the converters
 * take each value as it comes. Fields that are never read are not listed.
 */

/** Rows of v1 carry `_id`, most of them `id` as well (not in the specification); rows of v2 carry `id`. */
export interface Identified {
  _id?: string;
  id?: string;
}

export interface OrganizationRow extends Identified {
  displayName?: string | null;
  created?: string;
}

export interface OrganizationDetails extends OrganizationRow {
  accountType?: string;
  settings?: {
    agentVersion?: string;
    deviceIdentificationEnabled?: boolean;
    disableCommandRunner?: boolean;
    disableGoogleLogin?: boolean;
    disableLdap?: boolean;
    disableUM?: boolean;
    enableGoogleApps?: boolean;
    enableManagedUID?: boolean;
    enableO365?: boolean;
    features?: {
      directoryInsights?: { enabled?: boolean };
      directoryInsightsPremium?: { enabled?: boolean };
      systemInsights?: { enabled?: boolean };
    };
    maxSystemUsers?: number;
    name?: string;
    newSystemUserStateDefaults?: {
      applicationImport?: string;
      csvImport?: string;
      manualEntry?: string;
    };
    passwordCompliance?: string;
    passwordPolicy?: Partial<
      Record<
        | 'allowUnenrolledMFAPasswordReset'
        | 'allowUsernameSubstring'
        | 'disallowCommonlyUsedPasswords'
        | 'disallowSequentialOrRepetitiveChars'
        | 'enableLockoutTimeInSeconds'
        | 'enableMaxHistory'
        | 'enableMaxLoginAttempts'
        | 'enableMinChangePeriodInDays'
        | 'enableMinLength'
        | 'enablePasswordExpirationInDays'
        | 'enableRecoveryEmail'
        | 'needsLowercase'
        | 'needsNumeric'
        | 'needsSymbolic'
        | 'needsUppercase',
        boolean
      > &
        Record<
          | 'lockoutTimeInSeconds'
          | 'maxHistory'
          | 'maxLoginAttempts'
          | 'minChangePeriodInDays'
          | 'minLength'
          | 'passwordExpirationInDays',
          number
        >
    >;
    pendingDelete?: boolean;
    requireAdminMFA?: boolean;
    systemUserPasswordExpirationInDays?: number;
    systemUsersCanEdit?: boolean;
    userPortal?: { idleSessionDurationMinutes?: number };
  };
}

export type MfaStatus =
  | 'NOT_ENROLLED'
  | 'DISABLED'
  | 'PENDING_ACTIVATION'
  | 'ENROLLMENT_EXPIRED'
  | 'IN_ENROLLMENT'
  | 'PRE_ENROLLMENT'
  | 'ENROLLED';

export interface SystemUser extends Identified {
  account_locked?: boolean;
  account_locked_date?: string | null;
  activated?: boolean;
  admin?: { id?: string; roleName?: string; roleNames?: string[] } | null;
  allow_public_key?: boolean;
  attributes?: ({ name?: string; value?: string } | null)[] | null;
  badLoginAttempts?: number;
  company?: string;
  costCenter?: string;
  created?: string;
  creationSource?: string;
  delegatedAuthority?: { name?: string } | null;
  department?: string;
  description?: string;
  displayname?: string | null;
  email?: string | null;
  employeeIdentifier?: string | null;
  employeeType?: string;
  enable_user_portal_multifactor?: boolean;
  external_source_type?: string;
  externally_managed?: boolean;
  firstname?: string | null;
  jobTitle?: string;
  lastname?: string | null;
  ldap_binding_user?: boolean;
  location?: string;
  manager?: string | null;
  mfa?: {
    configured?: boolean;
    exclusion?: boolean;
    exclusionUntil?: string;
  };
  mfaEnrollment?: {
    totpStatus?: MfaStatus;
    webAuthnStatus?: MfaStatus;
    pushStatus?: MfaStatus;
    smsStatus?: MfaStatus;
    jcGoStatus?: MfaStatus;
    overallStatus?: MfaStatus;
  };
  middlename?: string | null;
  organization?: string;
  password_date?: string | null;
  password_expiration_date?: string | null;
  password_expired?: boolean;
  password_never_expires?: boolean;
  passwordless_sudo?: boolean;
  samba_service_user?: boolean;
  ssh_keys?: unknown[] | null;
  state?: 'STAGED' | 'ACTIVATED' | 'SUSPENDED';
  sudo?: boolean;
  suspended?: boolean;
  tags?: string[] | null;
  totp_enabled?: boolean;
  unix_guid?: number;
  unix_uid?: number;
  username?: string;
}

export interface UserGroup extends Identified {
  attributes?: {
    sudo?: { enabled?: boolean; withoutPassword?: boolean } | null;
    ldapGroups?: { name?: string }[];
    posixGroups?: { id?: number; name?: string }[];
    radius?: { reply?: { name?: string; value?: string }[] } | null;
    sambaEnabled?: boolean;
  } | null;
  description?: string;
  email?: string;
  memberQuery?: unknown;
  memberQueryErrorFlags?: string[];
  memberQueryExemptions?: unknown[];
  memberSuggestionsNotify?: boolean;
  membershipMethod?:
    | 'NOTSET'
    | 'STATIC'
    | 'DYNAMIC_REVIEW_REQUIRED'
    | 'DYNAMIC_AUTOMATED';
  name?: string | null;
  suggestionCounts?: { add?: number; remove?: number; total?: number };
  type?: string;
}

/** `config` is left out on purpose: it holds private keys, and nothing may read it. */
export interface Application extends Identified {
  active?: boolean;
  beta?: boolean;
  created?: string;
  description?: string;
  displayLabel?: string | null;
  displayName?: string;
  name?: string;
  sso?: {
    type?: string;
    jit?: boolean;
    hidden?: boolean;
    idpCertExpirationAt?: string;
    idpCertificateUpdatedAt?: string;
    idpPrivateKeyUpdatedAt?: string;
  };
  ssoUrl?: string;
}

/** An administrator: a row of an endpoint that JumpCloud's own clients use, but the specification does not show. */
export interface Administrator extends Identified {
  apiKeyAllowed?: boolean;
  apiKeyHash?: { createdAt?: string; expireAt?: string; prefix?: string };
  apiKeySet?: boolean;
  apiKeyUpdatedAt?: string;
  created?: string;
  email?: string;
  enableMultiFactor?: boolean;
  firstname?: string;
  lastname?: string;
  organization?: string;
  passwordUpdatedAt?: string;
  roleName?: string;
  roleNames?: string[];
  suspended?: boolean;
  totpEnrolled?: boolean;
}

/** A row of the members and the associations of an object. */
export interface GraphConnection {
  to?: { id?: string; type?: string } | null;
}
