import { declare } from '../../graph/entity';
import { RAW, Row } from '../../graph/fields';
import {
  asNumber,
  asString,
  boolean,
  not,
  number,
  string,
} from '../properties';

/**
 * The default password policy as an organization's settings hold it: figures, and
 * the switch of each. Groups may have policies of their own, but no list tells
 * which (the specification has one policy by its id, by a user and by a group):
 * they would cost a request for each group, most of them for nothing.
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

const FIELDS = {
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

/** The default one; groups of users may have policies of their own, which are not read. */
export const passwordPolicy = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: ['settings.contactEmail'],
  id: (_, { organizationId }) => `jumpcloud_password_policy:${organizationId}`,
  properties: {
    name: string(
      'Always Default password policy: the one of users in no group that has a policy of its own. Those of groups are not read',
      () => 'Default password policy',
    ),
    compliance: string(
      'Password standard: custom, pci3 or windows. The figures of this default policy are there where it is custom or absent: the others bring their own. Policies of groups are not read',
      'settings.passwordCompliance',
    ),
    minLength: number(
      'Fewest characters of a password by the default policy (groups may have their own, which are not read); 0 when the length is not limited, absent when unknown',
      (row) => whole(inForce(row).minLength),
    ),
    requireLowercase: boolean(
      'The default policy demands a lower-case letter',
      (row) => inForce(row).needsLowercase,
    ),
    requireUppercase: boolean(
      'The default policy demands an upper-case letter',
      (row) => inForce(row).needsUppercase,
    ),
    requireNumbers: boolean(
      'The default policy demands a digit',
      (row) => inForce(row).needsNumeric,
    ),
    requireSymbols: boolean(
      'The default policy demands a symbol',
      (row) => inForce(row).needsSymbolic,
    ),
    excludeCommonPasswords: boolean(
      'The default policy refuses commonly used passwords',
      (row) => inForce(row).disallowCommonlyUsedPasswords,
    ),
    excludeSequences: boolean(
      'The default policy refuses sequences and repetitions',
      (row) => inForce(row).disallowSequentialOrRepetitiveChars,
    ),
    excludeUsername: boolean(
      'The default policy refuses passwords that contain the username',
      (row) => not(inForce(row).allowUsernameSubstring),
    ),
    historyCount: number(
      'Former passwords that the default policy does not let users use again; 0 when they may use all, absent when unknown',
      (row) => whole(inForce(row).maxHistory),
    ),
    maxAgeDays: number(
      'Days until a password expires by the default policy; 0 when it never does, absent when unknown',
      (row) => whole(inForce(row).passwordExpirationInDays),
    ),
    minAgeMins: number(
      'Minutes until a password may be changed again by the default policy; 0 when at once, absent when unknown',
      (row) => minutes(inForce(row).minChangePeriodInDays, 24 * 60),
    ),
    lockoutAttempts: number(
      'Failed logins until the default policy locks a user; 0 when never, absent when unknown',
      (row) => whole(inForce(row).maxLoginAttempts),
    ),
    autoUnlockMins: number(
      'Minutes that the default policy keeps a user locked; 0 when until an administrator unlocks them, absent when unknown',
      (row) => minutes(inForce(row).lockoutTimeInSeconds, 1 / 60),
    ),
    resetWithoutMfaAllowed: boolean(
      'The default policy lets users without MFA reset their password',
      (row) => inForce(row).allowUnenrolledMFAPasswordReset,
    ),
  },
});
