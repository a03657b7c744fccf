import { asString } from '../../graph/values';

/**
 * The query of a dynamic group as a person would write it:
 * `department eq "Sales" and (location eq "Oslo" or location eq "Pune")`.
 * JumpCloud has two dialects: `operator` in the first, `operation` in the
 * second. Neither specifies how conditions nest, so whatever holds conditions is
 * taken for a group of them, and a verb that nobody knows is printed as it is.
 */
export function describeQuery(query: unknown): string | undefined {
  const groups = groupsOf(query, 0);
  // A single group needs no brackets.
  const [only] = groups.length === 1 ? groups : [];
  return asString(
    only?.before === '' ? only.text : partsOf(query, 0).join(' and '),
  );
}

/** A person's query is not nested deeper; what is, is left out. */
const DEEPEST = 20;

/** Conditions, joined, and what stands before their brackets. */
interface Group {
  before: '' | 'not ';
  text: string;
}

/** A condition; in brackets where it has several parts. */
function describe(condition: unknown, depth: number): string {
  const parts = partsOf(condition, depth);
  return parts.length > 1 ? `(${parts.join(' and ')})` : parts.join();
}

/** What must hold for a condition to hold: a comparison, groups of other conditions, or both. */
function partsOf(condition: unknown, depth: number): string[] {
  if (depth > DEEPEST) return [];
  const { field, operator, operation, value } = fieldsOf(condition);
  const name = asString(field) ?? asString(condition);
  const comparison =
    name === undefined
      ? []
      : [name, asString(operator ?? operation), literal(value)];
  const groups = groupsOf(condition, depth);
  return [
    comparison.filter((word) => word !== undefined).join(' '),
    ...groups.map(({ before, text }) => `${before}(${text})`),
  ].filter((part) => part !== '');
}

/** All groups in a condition, wherever they stand in it. */
function groupsOf(condition: unknown, depth: number): Group[] {
  const fields = fieldsOf(condition);
  const { field, operator, operation, value } = fields;
  const verb = asString(operator ?? operation);
  const group = (conditions: unknown, word = 'and'): Group => {
    const isNegated = word.toLowerCase() === 'not';
    const text = listOf(conditions)
      .map((each) => describe(each, depth + 1))
      .filter((each) => each !== '')
      .join(isNegated ? ' and ' : ` ${lowerIfKnown(word)} `);
    return { before: isNegated ? 'not ' : '', text };
  };
  return [
    Array.isArray(condition) ? group(condition) : group(fields.filters, verb),
    group(fields.conditions, verb),
    // What a field is compared with is no condition.
    group(field === undefined && holdsObjects(value) ? value : [], verb),
    group(fields.and, 'and'),
    group(fields.or, 'or'),
    group(fields.not, 'not'),
  ].filter(({ text }) => text !== '');
}

function lowerIfKnown(word: string): string {
  return /^(and|or)$/i.test(word) ? word.toLowerCase() : word;
}

/** A single condition may stand where a list of them is expected. */
function listOf(conditions: unknown): unknown[] {
  if (Array.isArray(conditions)) return conditions;
  return isObject(conditions) ? [conditions] : [];
}

function holdsObjects(value: unknown): boolean {
  return listOf(value).some(isObject);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
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
