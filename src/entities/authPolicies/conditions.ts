import { normalizeId } from '../../jumpcloud/ids';
import { asBoolean, asStrings } from '../properties';

/*
 * When a conditional access policy applies: JumpCloud's conditional language, as
 * the specification of authentication policies describes it, and what JumpCloud's
 * own command line takes besides (jc-cli, internal/simulator): several conditions
 * in one object, of which all must hold; one value in place of a list;
 * `ipAddressNotIn`, `locationNotIn`, and `mfaConfigured`.
 */

/** What a condition may say of the sign-in, as a person would say it. */
const FACTS = {
  deviceManaged: ['device is managed', 'device is not managed'],
  deviceEncrypted: ['device is encrypted', 'device is not encrypted'],
  mfaConfigured: ['MFA is configured', 'MFA is not configured'],
} as const;

export type Fact = keyof typeof FACTS;

export type Condition =
  | { is: Fact; value: boolean }
  /** Ids of IP lists, or addresses. */
  | { is: 'ipAddressIn'; lists: string[] }
  /** ISO codes of countries. */
  | { is: 'locationIn'; countries: string[] }
  | { is: 'not'; inner: Condition }
  | { is: 'all' | 'any'; inner: Condition[] }
  /** Nothing that the specification knows; the keyword, where there is one. */
  | { is: 'unknown'; keyword?: string };

/** An administrator's conditions are not nested deeper; what is, is unknown. */
const DEEPEST = 20;

/**
 * @returns undefined where JumpCloud sent no conditions; a condition that always holds where it sent empty ones
 */
export function parseConditions(conditions: unknown): Condition | undefined {
  return conditions === undefined || conditions === null
    ? undefined
    : parse(conditions, 0);
}

function parse(expression: unknown, depth: number): Condition {
  if (!isObject(expression) || depth > DEEPEST) return { is: 'unknown' };
  const inner = Object.keys(expression).map(
    (keyword): Condition =>
      parseKeyword(keyword, expression[keyword], depth) ?? {
        is: 'unknown',
        keyword,
      },
  );
  return inner.length === 1 ? inner[0] : { is: 'all', inner };
}

/** @returns undefined where the keyword, or what it is given, is unknown */
function parseKeyword(
  keyword: string,
  value: unknown,
  depth: number,
): Condition | undefined {
  switch (keyword) {
    case 'deviceManaged':
    case 'deviceEncrypted':
    case 'mfaConfigured': {
      const flag = asBoolean(value);
      return flag === undefined ? undefined : { is: keyword, value: flag };
    }
    case 'ipAddressIn': {
      const lists = oneOrMore(value)?.map(normalizeId);
      return lists && { is: keyword, lists };
    }
    case 'locationIn': {
      const countries = oneOrMore(isObject(value) ? value.countries : value);
      return countries && { is: keyword, countries };
    }
    case 'ipAddressNotIn':
    case 'locationNotIn': {
      const positive = keyword.replace('Not', '');
      const inner = parseKeyword(positive, value, depth);
      return inner && { is: 'not', inner };
    }
    case 'not':
      return { is: keyword, inner: parse(value, depth + 1) };
    case 'all':
    case 'any':
      return Array.isArray(value)
        ? { is: keyword, inner: value.map((each) => parse(each, depth + 1)) }
        : undefined;
    default:
      return undefined;
  }
}

/** @returns undefined where there is neither a list nor a text that could be its only element */
function oneOrMore(value: unknown): string[] | undefined {
  return asStrings(typeof value === 'string' ? [value] : value);
}

/** What a condition names where the ids of IP lists belong, each once. */
export function ipListIdsOf(condition: Condition | undefined): string[] {
  const ids = new Set<string>();
  const collect = (each: Condition) => {
    if (each.is === 'ipAddressIn') each.lists.forEach((id) => ids.add(id));
    if (each.is === 'not') collect(each.inner);
    if (each.is === 'all' || each.is === 'any') each.inner.forEach(collect);
  };
  if (condition) collect(condition);
  return Array.from(ids);
}

/**
 * A condition as a person would say it:
 * `device is managed and not (location in US, GB)`.
 *
 * @param nameOf an IP list, by its id
 * @returns undefined where nothing is demanded
 */
export function describeCondition(
  condition: Condition,
  nameOf: (listId: string) => string,
): string | undefined {
  const describe = (each: Condition): string => {
    switch (each.is) {
      case 'ipAddressIn':
        return `IP address in ${listed(each.lists.map(nameOf), 'no list')}`;
      case 'locationIn':
        return `location in ${listed(each.countries, 'no country')}`;
      case 'not':
        return `not (${describe(each.inner)})`;
      case 'all':
      case 'any':
        if (each.inner.length === 0) {
          return each.is === 'all' ? 'always' : 'never';
        }
        return each.inner
          .map((part) =>
            part.is === 'all' || part.is === 'any'
              ? `(${describe(part)})`
              : describe(part),
          )
          .join(each.is === 'all' ? ' and ' : ' or ');
      case 'unknown':
        return each.keyword === undefined
          ? 'unknown condition'
          : `unknown condition ${each.keyword}`;
      default: {
        const [holds, holdsNot] = FACTS[each.is];
        return each.value ? holds : holdsNot;
      }
    }
  };
  const isAlways = condition.is === 'all' && condition.inner.length === 0;
  return isAlways ? undefined : describe(condition);
}

function listed(names: string[], none: string): string {
  return names.length > 0 ? names.join(', ') : none;
}

/** Whether a condition holds when one fact is known; `either` where it depends on others. */
type Truth = 'yes' | 'no' | 'either' | 'unknown';

const OPPOSITE: Record<Truth, Truth> = {
  yes: 'no',
  no: 'yes',
  either: 'either',
  unknown: 'unknown',
};

/**
 * Whether a fact must hold of a sign-in for anybody to get in by a policy: one
 * that allows never applies without it, one that denies always does. Where the
 * policy never lets anybody in, no fact is demanded.
 *
 * @param effect what the policy does when it applies: allow or deny
 * @returns undefined where the effect, or a condition that decides, is unknown
 */
export function demands(
  fact: Fact,
  effect: string | undefined,
  condition: Condition,
): boolean | undefined {
  if (effect !== 'allow' && effect !== 'deny') return undefined;
  const shut = effect === 'allow' ? 'no' : 'yes';
  const without = truthOf(condition, fact, false);
  if (without === 'unknown') return undefined;
  return without === shut && truthOf(condition, fact, true) !== shut;
}

function truthOf(condition: Condition, fact: Fact, value: boolean): Truth {
  switch (condition.is) {
    case 'unknown':
      return 'unknown';
    case 'not':
      return OPPOSITE[truthOf(condition.inner, fact, value)];
    case 'all':
    case 'any': {
      const parts = condition.inner.map((each) => truthOf(each, fact, value));
      const decides = condition.is === 'all' ? 'no' : 'yes';
      return (
        ([decides, 'unknown', 'either'] as const).find((truth) =>
          parts.includes(truth),
        ) ?? OPPOSITE[decides]
      );
    }
    case fact:
      return condition.value === value ? 'yes' : 'no';
    default:
      return 'either';
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
