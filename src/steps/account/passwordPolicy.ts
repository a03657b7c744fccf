import {
  boolean,
  declare,
  KEEP,
  number,
  Row,
  string,
} from '../../graph/entity';
import { asNumber, asString, not } from '../../graph/values';

/** The default password policy as an organization's settings hold it: figures, and the switch of each. */
export const PASSWORD_POLICY = {
  allowUnenrolledMFAPasswordReset: KEEP,
  allowUsernameSubstring: KEEP,
  daysBeforeExpirationToForceReset: KEEP,
  disallowCommonlyUsedPasswords: KEEP,
  disallowSequentialOrRepetitiveChars: KEEP,
  enableLockoutTimeInSeconds: KEEP,
  enableMaxHistory: KEEP,
  enableMaxLoginAttempts: KEEP,
  enableMinChangePeriodInDays: KEEP,
  enableMinLength: KEEP,
  enablePasswordExpirationInDays: KEEP,
  enableRecoveryEmail: KEEP,
  enableResetLockoutCounter: KEEP,
  lockoutTimeInSeconds: KEEP,
  maxHistory: KEEP,
  maxLoginAttempts: KEEP,
  minChangePeriodInDays: KEEP,
  minLength: KEEP,
  needsLowercase: KEEP,
  needsNumeric: KEEP,
  needsSymbolic: KEEP,
  needsUppercase: KEEP,
  passwordExpirationInDays: KEEP,
  resetLockoutCounterMinutes: KEEP,
} as const;

const FIELDS = {
  settings: { passwordCompliance: KEEP, passwordPolicy: PASSWORD_POLICY },
} as const;

type Settings = NonNullable<Row<typeof FIELDS>['settings']>;
type Policy = Row<typeof PASSWORD_POLICY>;

/**
 * What of the password policy is in force: nothing of it unless the compliance
 * is custom or absent (specification, PUT /organizations/{id}), and a figure
 * only where its switch is on.
 */
export function figuresInForce({
  passwordCompliance,
  passwordPolicy,
}: Settings): Policy {
  const compliance = asString(passwordCompliance) ?? 'custom';
  if (compliance !== 'custom' || !passwordPolicy) return {};
  const policy = passwordPolicy;
  const ifOn = (enabled: unknown, figure: unknown) =>
    enabled === false ? undefined : figure;
  return {
    ...policy,
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

const inForce = ({ settings }: Row<typeof FIELDS>) =>
  figuresInForce(settings ?? {});

/** The data model counts some times in minutes; the model takes whole numbers only. */
const minutes = (value: unknown, perUnit: number) => {
  const figure = asNumber(value);
  return figure === undefined ? undefined : Math.round(figure * perUnit);
};
const whole = (value: unknown) => minutes(value, 1);

/** The default one; groups of users may have policies of their own, which are not read. */
export const passwordPolicy = declare<typeof FIELDS>({
  fields: FIELDS,
  never: ['settings.contactEmail'],
  id: (_, { organizationId }) => `jumpcloud_password_policy:${organizationId}`,
  properties: {
    name: string('Name', () => 'Default password policy'),
    compliance: string(
      'custom, pci3 or windows. Figures are there with custom only: the others bring their own',
      ({ settings }) => settings?.passwordCompliance,
    ),
    minLength: number('Shortest password allowed; absent when none is', (row) =>
      whole(inForce(row).minLength),
    ),
    requireLowercase: boolean(
      'Passwords need a lower-case letter',
      (row) => inForce(row).needsLowercase,
    ),
    requireUppercase: boolean(
      'Passwords need an upper-case letter',
      (row) => inForce(row).needsUppercase,
    ),
    requireNumbers: boolean(
      'Passwords need a digit',
      (row) => inForce(row).needsNumeric,
    ),
    requireSymbols: boolean(
      'Passwords need a symbol',
      (row) => inForce(row).needsSymbolic,
    ),
    excludeCommonPasswords: boolean(
      'Commonly used passwords are refused',
      (row) => inForce(row).disallowCommonlyUsedPasswords,
    ),
    excludeSequences: boolean(
      'Sequences and repetitions are refused',
      (row) => inForce(row).disallowSequentialOrRepetitiveChars,
    ),
    excludeUsername: boolean('Passwords must not contain the username', (row) =>
      not(inForce(row).allowUsernameSubstring),
    ),
    historyCount: number(
      'Former passwords that may not be used again; absent when all may',
      (row) => whole(inForce(row).maxHistory),
    ),
    maxAgeDays: number(
      'Days until a password expires; absent when it never does',
      (row) => whole(inForce(row).passwordExpirationInDays),
    ),
    minAgeMins: number('Minutes until a password may be changed again', (row) =>
      minutes(inForce(row).minChangePeriodInDays, 24 * 60),
    ),
    lockoutAttempts: number(
      'Failed logins until a user is locked; absent when never',
      (row) => whole(inForce(row).maxLoginAttempts),
    ),
    autoUnlockMins: number('Minutes that a locked user stays locked', (row) =>
      minutes(inForce(row).lockoutTimeInSeconds, 1 / 60),
    ),
    resetWithoutMfaAllowed: boolean(
      'Users without MFA may reset their password',
      (row) => inForce(row).allowUnenrolledMFAPasswordReset,
    ),
  },
});
