import { asLowerCase, asString } from '../../graph/values';

/**
 * The query of a dynamic group as a person would write it:
 * `department eq "Sales" and (location eq "Oslo" or location eq "Pune")`.
 * JumpCloud has two dialects: `operator` in the first, `operation` in the
 * second. Neither specifies how conditions nest, so every list of conditions
 * in a condition is taken for a group of them.
 */
export function describeQuery(query: unknown): string | undefined {
  const { filters } = fieldsOf(query);
  return asString(joinConditions(filters, 'and', 0));
}

/** A person's query is not nested deeper; what is, is left out. */
const DEEPEST = 20;

const GROUPS = ['filters', 'conditions', 'and', 'or', 'not'];

function describe(condition: unknown, depth: number): string {
  const fields = fieldsOf(condition);
  const { field, operator, operation, value } = fields;
  const verb = asLowerCase(operator ?? operation);
  const name = GROUPS.find((group) => Array.isArray(fields[group]));
  if (name !== undefined) {
    const word = ['and', 'or'].find((each) => each === name || each === verb);
    const inner = joinConditions(fields[name], word ?? 'and', depth + 1);
    if (inner === '') return '';
    return name === 'not' || verb === 'not' ? `not (${inner})` : `(${inner})`;
  }
  return [asString(field), asString(operator ?? operation), literal(value)]
    .filter((part) => part !== undefined)
    .join(' ');
}

function joinConditions(
  conditions: unknown,
  word: string,
  depth: number,
): string {
  if (!Array.isArray(conditions) || depth > DEEPEST) return '';
  return conditions
    .map((each) => describe(each, depth))
    .filter((each) => each !== '')
    .join(` ${word} `);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>;
}

/** A value, or a list of values; what is nested deeper is left out. */
function literal(value: unknown): string | undefined {
  return Array.isArray(value)
    ? `[${value.map((each) => scalar(each) ?? '...').join(', ')}]`
    : scalar(value);
}

function scalar(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? JSON.stringify(value)
    : undefined;
}
