import { asBoolean, asStrings } from '../../graph/values';
import { normalizeId } from '../../jumpcloud/ids';

/*
 * When a conditional access policy applies: JumpCloud's conditional language, as
 * the specification of authentication policies describes it.
 */

/** What a condition says of the device that signs in. */
export type DeviceFact = 'deviceManaged' | 'deviceEncrypted';

export type Condition =
  | { is: DeviceFact; value: boolean }
  /** Ids of IP lists. */
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
  if (conditions === undefined || conditions === null) return undefined;
  return isObject(conditions) && Object.keys(conditions).length === 0
    ? { is: 'all', inner: [] }
    : parse(conditions, 0);
}

function parse(expression: unknown, depth: number): Condition {
  const fields = isObject(expression) ? Object.keys(expression) : [];
  if (!isObject(expression) || fields.length !== 1 || depth > DEEPEST) {
    return { is: 'unknown' };
  }
  const [keyword] = fields;
  return (
    parseKeyword(keyword, expression[keyword], depth) ?? {
      is: 'unknown',
      keyword,
    }
  );
}

/** @returns undefined where the keyword, or what it is given, is unknown */
function parseKeyword(
  keyword: string,
  value: unknown,
  depth: number,
): Condition | undefined {
  switch (keyword) {
    case 'deviceManaged':
    case 'deviceEncrypted': {
      const flag = asBoolean(value);
      return flag === undefined ? undefined : { is: keyword, value: flag };
    }
    case 'ipAddressIn': {
      const lists = asStrings(value)?.map(normalizeId);
      return lists && { is: keyword, lists };
    }
    case 'locationIn': {
      const countries = isObject(value)
        ? asStrings(value.countries)
        : undefined;
      return countries && { is: keyword, countries };
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

/** The ids of the IP lists that a condition names, each once. */
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
      case 'deviceManaged':
      case 'deviceEncrypted': {
        const state = each.is === 'deviceManaged' ? 'managed' : 'encrypted';
        return each.value ? `device is ${state}` : `device is not ${state}`;
      }
      case 'ipAddressIn':
        return `IP address in ${each.lists.map(nameOf).join(', ')}`;
      case 'locationIn':
        return `location in ${each.countries.join(', ')}`;
      case 'not':
        return `not (${describe(each.inner)})`;
      case 'all':
      case 'any':
        return each.inner
          .map((part) =>
            part.is === 'all' || part.is === 'any'
              ? `(${describe(part)})`
              : describe(part),
          )
          .join(each.is === 'all' ? ' and ' : ' or ');
      default:
        return each.keyword === undefined
          ? 'unknown condition'
          : `unknown condition ${each.keyword}`;
    }
  };
  return describe(condition) || undefined;
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
 * Whether a fact must hold of a device for anybody to get in by a policy: one
 * that allows never applies without it, one that denies always does. Where the
 * policy never lets anybody in, no fact is demanded.
 *
 * @param effect what the policy does when it applies: allow or deny
 * @returns undefined where the effect, or a condition that decides, is unknown
 */
export function demands(
  fact: DeviceFact,
  effect: string | undefined,
  condition: Condition,
): boolean | undefined {
  if (effect !== 'allow' && effect !== 'deny') return undefined;
  const shut = effect === 'allow' ? 'no' : 'yes';
  const without = truthOf(condition, fact, false);
  if (without === 'unknown') return undefined;
  return without === shut && truthOf(condition, fact, true) !== shut;
}

function truthOf(
  condition: Condition,
  fact: DeviceFact,
  value: boolean,
): Truth {
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
