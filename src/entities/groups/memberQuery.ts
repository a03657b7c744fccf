import { asString } from '../properties';

/**
 * The query of a dynamic group as a person would write it:
 * `department eq "Sales" and (location eq "Oslo" or location eq "Pune")`.
 * JumpCloud has two dialects: `operator` in the first, `operation` in the
 * second. Neither specifies how conditions nest, so whatever holds conditions is
 * taken for a group of them, and a verb that nobody knows is printed as it is.
 * A query of the type Search holds what a search takes.
 */
export function describeQuery(query: unknown): string | undefined {
  const condition = conditionOf(query);
  const groups = describedGroups(condition, 0);
  // A single group needs no brackets.
  const [only] = groups.length === 1 ? groups : [];
  return asString(
    only?.before === '' ? only.text : partsOf(condition, 0).join(' and '),
  );
}

/**
 * The fields by which somebody gets into a group who can edit some of their own:
 * undefined where that is not enough, since another field decides as well.
 */
export function fieldsThatLetIn(
  query: unknown,
  isEditable: (field: string) => boolean,
): string[] | undefined {
  const fields = fieldsToSatisfy(conditionOf(query), isEditable, 0);
  return fields?.length ? Array.from(new Set(fields)) : undefined;
}

/** Undefined where editing does not satisfy it; none of a condition that demands nothing. */
function fieldsToSatisfy(
  condition: unknown,
  isEditable: (field: string) => boolean,
  depth: number,
): string[] | undefined {
  if (depth > DEEPEST) return undefined;
  const name = asString(fieldsOf(condition).field) ?? asString(condition);
  // As text a comparison is department:$eq:Sales.
  const [field] = name?.split(':') ?? [];
  const found: string[] = [];
  if (field !== undefined) {
    if (!isEditable(field)) return undefined;
    found.push(field);
  }
  for (const { word, conditions } of groupsOf(condition)) {
    const each = conditions.map((one) =>
      fieldsToSatisfy(one, isEditable, depth + 1),
    );
    const satisfied = each.filter((one) => one !== undefined);
    const isEnough = /^or$/i.test(word)
      ? satisfied.length > 0
      : /^(and|not)$/i.test(word) && satisfied.length === each.length;
    if (!isEnough) return undefined;
    found.push(...satisfied.flat());
  }
  return found;
}

/** The one condition that a query is, in whichever places it stands. */
function conditionOf(query: unknown): unknown {
  const whole = decode(query);
  const { searchFilters } = fieldsOf(whole);
  const all = [whole, ...conditionsOfSearch(searchFilters)];
  const held = all.filter((each) => describe(each, 0) !== '');
  return held.length === 1 ? held[0] : held;
}

/**
 * What stands in a query as JSON text, as JumpCloud's PowerShell SDK sends it
 * (jcapi-powershell, definitions of memberQuery), is what it holds. What a field
 * is compared with is a text.
 */
function decode(value: unknown, depth = 0): unknown {
  const held = typeof value === 'string' ? parseJson(value) : value;
  if (!isObject(held)) return held;
  // Each condition is an object in a list.
  if (depth > 2 * DEEPEST) return undefined;
  if (Array.isArray(held)) return held.map((each) => decode(each, depth + 1));
  return Object.fromEntries(
    Object.entries(held).map(([name, below]) => [
      name,
      typeof below === 'string' && name === 'value'
        ? below
        : decode(below, depth + 1),
    ]),
  );
}

/** The object or list that a text is in JSON, otherwise the text. */
function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * What a search demands: a filter, and a text of which some field holds a part
 * (specification, POST /search/systemusers); or it is the filter itself.
 */
function conditionsOfSearch(search: unknown): unknown[] {
  if (Array.isArray(search)) return search.flatMap(conditionsOfSearch);
  const { filter, searchFilter } = fieldsOf(search);
  const { fields, searchTerm } = fieldsOf(searchFilter);
  const isFilter = filter === undefined && searchFilter === undefined;
  const contains = (field: unknown) => ({
    field,
    operator: 'contains',
    value: searchTerm,
  });
  const texts = Array.isArray(fields) ? fields.map(contains) : [];
  return [
    conditionOfFilter(isFilter ? search : filter),
    texts.length === 1 ? texts[0] : { or: texts },
  ];
}

/** `{ department: 'IT' }` demands that the field has the value. */
function conditionOfFilter(filter: unknown): unknown {
  if (Array.isArray(filter)) return filter.map(conditionOfFilter);
  if (!isObject(filter) || 'field' in filter) return filter;
  const conditions = Object.entries(filter).map(([name, value]) =>
    ['and', 'or', 'not'].includes(name)
      ? { [name]: conditionOfFilter(value) }
      : comparisonOf(name, value),
  );
  return conditions.length === 1 ? conditions[0] : conditions;
}

/** `{ $regex: '^Chief' }` compares in another way; several of such words must all hold. */
function comparisonOf(field: string, value: unknown): unknown {
  if (!isObject(value) || Array.isArray(value)) {
    return { field, operator: 'eq', value };
  }
  const all = Object.entries(value).map(
    ([word, compared]: [string, unknown]) => ({
      field,
      operator: word.replace(/^\$/, ''),
      value: compared,
    }),
  );
  return all.length === 1 ? all[0] : all;
}

/** A person's query is not nested deeper; what is, is left out. */
const DEEPEST = 20;

/** Conditions, and the word between them: `and`, `or`, `not`, or one that nobody knows. */
interface Group {
  word: string;
  conditions: unknown[];
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
  const groups = describedGroups(condition, depth);
  return [
    comparison.filter((word) => word !== undefined).join(' '),
    ...groups.map(({ before, text }) => `${before}(${text})`),
  ].filter((part) => part !== '');
}

/** All groups in a condition, joined, with what stands before their brackets. */
function describedGroups(condition: unknown, depth: number) {
  return groupsOf(condition)
    .map(({ word, conditions }) => {
      const isNegated = word.toLowerCase() === 'not';
      const text = conditions
        .map((each) => describe(each, depth + 1))
        .filter((each) => each !== '')
        .join(isNegated ? ' and ' : ` ${lowerIfKnown(word)} `);
      return { before: isNegated ? 'not ' : '', text };
    })
    .filter(({ text }) => text !== '');
}

/** All groups in a condition, wherever they stand in it. */
function groupsOf(condition: unknown): Group[] {
  const fields = fieldsOf(condition);
  const { field, operator, operation, value } = fields;
  const verb = asString(operator ?? operation);
  const group = (conditions: unknown, word = 'and'): Group => ({
    word,
    conditions: listOf(conditions),
  });
  return [
    Array.isArray(condition) ? group(condition) : group(fields.filters, verb),
    group(fields.conditions, verb),
    // What a field is compared with is no condition.
    group(field === undefined && holdsObjects(value) ? value : [], verb),
    group(fields.and, 'and'),
    group(fields.or, 'or'),
    group(fields.not, 'not'),
  ].filter(({ conditions }) => conditions.length > 0);
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

function isObject(value: unknown): value is object {
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
