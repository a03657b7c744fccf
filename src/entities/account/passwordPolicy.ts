import { declare } from '../../graph/entity';
import { PROPERTY_ONLY, RAW, Row } from '../../graph/fields';
import { ListEndpoint, v2 } from '../../jumpcloud/endpoints';
import { unexpectedAnswer } from '../../jumpcloud/errors';
import { normalizeId } from '../../jumpcloud/ids';
import {
  asNumber,
  asString,
  boolean,
  not,
  number,
  string,
} from '../properties';

/**
 * A password policy: figures, and the switch of each. The default one is in the
 * settings of an organization. No list tells which groups have one of their own
 * (the specification has one policy by its id, by a user and by a group): it is a
 * request for each group, most of them for nothing.
 */
export const PASSWORD_POLICY = {
  allowUnenrolledMFAPasswordReset: RAW,
  allowUsernameSubstring: RAW,
  daysAfterExpirationToSelfRecover: RAW,
  daysBeforeExpirationToForceReset: RAW,
  disallowCommonlyUsedPasswords: RAW,
  disallowSequentialOrRepetitiveChars: RAW,
  enableDaysAfterExpirationToSelfRecover: RAW,
  enableLockoutTimeInSeconds: RAW,
  enableMaxHistory: RAW,
  enableMaxLoginAttempts: RAW,
  enableMinChangePeriodInDays: RAW,
  enableMinLength: RAW,
  enablePasswordExpirationInDays: RAW,
  enableRecoveryEmail: RAW,
  enableResetLockoutCounter: RAW,
  lockoutTimeInSeconds: RAW,
  maxHistory: RAW,
  maxLoginAttempts: RAW,
  minChangePeriodInDays: RAW,
  minLength: RAW,
  needsLowercase: RAW,
  needsNumeric: RAW,
  needsSymbolic: RAW,
  needsUppercase: RAW,
  passwordExpirationInDays: RAW,
  resetLockoutCounterMinutes: RAW,
} as const;

/** `groupPolicy` is of a policy of groups; added by the step. */
const FIELDS = {
  groupPolicy: { id: PROPERTY_ONLY, name: PROPERTY_ONLY },
  settings: { passwordCompliance: RAW, passwordPolicy: PASSWORD_POLICY },
} as const;

type Settings = NonNullable<Row<typeof FIELDS>['settings']>;
type Policy = Row<typeof PASSWORD_POLICY>;

/**
 * What of the password policy is in force: nothing of it unless the compliance
 * is custom or absent (specification, PUT /organizations/{id}), and a figure
 * only where its switch is not off.
 *
 * @param off stands for a figure whose switch is off
 */
export function figuresInForce(
  { passwordCompliance, passwordPolicy }: Settings,
  off?: 0,
): Policy {
  const compliance = asString(passwordCompliance) ?? 'custom';
  if (compliance !== 'custom' || !passwordPolicy) return {};
  const policy = passwordPolicy;
  const ifOn = (enabled: unknown, figure: unknown) =>
    enabled === false ? off : figure;
  return {
    ...policy,
    daysAfterExpirationToSelfRecover: ifOn(
      policy.enableDaysAfterExpirationToSelfRecover,
      policy.daysAfterExpirationToSelfRecover,
    ),
    minLength: ifOn(policy.enableMinLength, policy.minLength),
    maxHistory: ifOn(policy.enableMaxHistory, policy.maxHistory),
    passwordExpirationInDays: ifOn(
      policy.enablePasswordExpirationInDays,
      policy.passwordExpirationInDays,
    ),
    minChangePeriodInDays: ifOn(
      policy.enableMinChangePeriodInDays,
      policy.minChangePeriodInDays,
    ),
    maxLoginAttempts: ifOn(
      policy.enableMaxLoginAttempts,
      policy.maxLoginAttempts,
    ),
    lockoutTimeInSeconds: ifOn(
      policy.enableLockoutTimeInSeconds,
      policy.lockoutTimeInSeconds,
    ),
    resetLockoutCounterMinutes: ifOn(
      policy.enableResetLockoutCounter,
      policy.resetLockoutCounterMinutes,
    ),
  };
}

/** In the words of the data model 0 is no limit; what is unknown stays absent. */
const inForce = ({ settings }: Row<typeof FIELDS>) =>
  figuresInForce(settings ?? {}, 0);

/** The data model counts some times in minutes; the model takes whole numbers only. */
const minutes = (value: unknown, perUnit: number) => {
  const figure = asNumber(value);
  return figure === undefined ? undefined : Math.round(figure * perUnit);
};
const whole = (value: unknown) => minutes(value, 1);

export const GROUP_PASSWORD_POLICY: ListEndpoint = {
  ...v2(
    'password policies of groups',
    '/passwordpolicies/usergroup/{id}',
    'groups.readonly',
  ),
  organizationHeader: 'undeclared',
  organizationParameter: 'organizationObjectId',
};

/**
 * What an answer says of the policy that is in force for a group, as a row.
 *
 * @returns undefined where it is the default one: the group has none of its own
 * @throws IntegrationProviderAPIError when the answer holds no policy
 */
export function groupPolicyOf(
  answer: unknown,
  groupId: string,
): Row<typeof FIELDS> | undefined {
  const { policy, objectId } = (answer ?? {}) as Record<string, unknown>;
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) {
    const { path, name } = GROUP_PASSWORD_POLICY;
    throw unexpectedAnswer(path, `the answer holds no ${name}`);
  }
  const { default: isDefault, name } = policy as Record<string, unknown>;
  if (isDefault === true) return undefined;
  // Several groups may share one.
  const id = policyIdOf(objectId) ?? groupId;
  return { groupPolicy: { id, name }, settings: { passwordPolicy: policy } };
}

/** A key is never cut, so what is longer than any id is none. */
function policyIdOf(value: unknown): string | undefined {
  const id = asString(value);
  return id !== undefined && id.length <= 100 ? normalizeId(id) : undefined;
}

/** The default one, and on request those of user groups. */
export const passwordPolicy = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: ['settings.contactEmail'],
  id: ({ groupPolicy }, { organizationId }) =>
    `jumpcloud_password_policy:${
      policyIdOf(groupPolicy?.id) ?? organizationId
    }`,
  properties: {
    name: string(
      'Default password policy: the one of users in no group that has a policy of its own; else the name of a policy of groups',
      ({ groupPolicy }) =>
        groupPolicy
          ? asString(groupPolicy.name) ?? 'Password policy of a group'
          : 'Default password policy',
    ),
    isDefault: boolean(
      'The default one; false for one that groups have of their own',
      ({ groupPolicy }) => groupPolicy === undefined,
    ),
    compliance: string(
      'Password standard: custom, pci3 or windows. The figures of the default policy are there where it is custom or absent: the others bring their own',
      'settings.passwordCompliance',
    ),
    minLength: number(
      'Fewest characters of a password by the policy; 0 when the length is not limited, absent when unknown',
      (row) => whole(inForce(row).minLength),
    ),
    requireLowercase: boolean(
      'The policy demands a lower-case letter',
      (row) => inForce(row).needsLowercase,
    ),
    requireUppercase: boolean(
      'The policy demands an upper-case letter',
      (row) => inForce(row).needsUppercase,
    ),
    requireNumbers: boolean(
      'The policy demands a digit',
      (row) => inForce(row).needsNumeric,
    ),
    requireSymbols: boolean(
      'The policy demands a symbol',
      (row) => inForce(row).needsSymbolic,
    ),
    excludeCommonPasswords: boolean(
      'The policy refuses commonly used passwords',
      (row) => inForce(row).disallowCommonlyUsedPasswords,
    ),
    excludeSequences: boolean(
      'The policy refuses sequences and repetitions',
      (row) => inForce(row).disallowSequentialOrRepetitiveChars,
    ),
    excludeUsername: boolean(
      'The policy refuses passwords that contain the username',
      (row) => not(inForce(row).allowUsernameSubstring),
    ),
    historyCount: number(
      'Former passwords that the policy does not let users use again; 0 when they may use all, absent when unknown',
      (row) => whole(inForce(row).maxHistory),
    ),
    maxAgeDays: number(
      'Days until a password expires by the policy; 0 when it never does, absent when unknown',
      (row) => whole(inForce(row).passwordExpirationInDays),
    ),
    minAgeMins: number(
      'Minutes until a password may be changed again by the policy; 0 when at once, absent when unknown',
      (row) => minutes(inForce(row).minChangePeriodInDays, 24 * 60),
    ),
    lockoutAttempts: number(
      'Failed logins until the policy locks a user; 0 when never, absent when unknown',
      (row) => whole(inForce(row).maxLoginAttempts),
    ),
    autoUnlockMins: number(
      'Minutes that the policy keeps a user locked; 0 when until an administrator unlocks them, absent when unknown',
      (row) => minutes(inForce(row).lockoutTimeInSeconds, 1 / 60),
    ),
    resetWithoutMfaAllowed: boolean(
      'The policy lets users without MFA reset their password',
      (row) => inForce(row).allowUnenrolledMFAPasswordReset,
    ),
  },
});
