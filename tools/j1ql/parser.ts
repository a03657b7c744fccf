/*
 * Reads the part of J1QL that our questions, rules and dashboards use. It
 * throws at everything else, so that no query is half understood: the test of
 * the questions checks what it read, and the evaluator answers it.
 *
 *   FIND things (THAT [!]verbs [>>|<<] [AS alias] things)* [WHERE condition]
 *     [RETURN results] [ORDER BY result [ASC|DESC]] [LIMIT number]
 *   verbs: VERB | "(" VERB ("|" VERB)* ")"
 *   things: (name | "(" name ("|" name)* ")") [WITH condition] [AS alias],
 *     where a name is an entity type or an entity class
 *   condition: comparisons joined by AND and OR; AND binds first
 *   comparison: property operator (value | "(" value (OR value)* ")")
 *   value: 'text', a number, true, false, undefined, /pattern/i,
 *     date.now [+|- number unit]
 *
 * Language: https://docs.jupiterone.io/j1ql. Regular expressions have neither
 * anchors nor alternatives there; `=` finds them anywhere in the text, `^=` at
 * its start, `$=` at its end.
 */

export type Operator =
  | '='
  | '!='
  | '~='
  | '!~='
  | '^='
  | '!^='
  | '$='
  | '!$='
  | '<'
  | '>';

export type Value =
  | { kind: 'string'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; flag: boolean }
  | { kind: 'undefined' }
  /** A regular expression: it is compared with text. */
  | { kind: 'pattern'; source: string; flags: string }
  /** A point in time, in milliseconds from now. */
  | { kind: 'time'; fromNow: number };

export interface Comparison {
  /** Absent in a WITH, where the property is that of the entity itself. */
  alias?: string;
  property: string;
  operator: Operator;
  values: Value[];
}

export type Condition =
  | Comparison
  | { every: Condition[] }
  | { some: Condition[] };

/** Entities of these types or classes. */
export interface Things {
  names: string[];
  condition?: Condition;
  alias?: string;
}

export interface Step {
  from: string[];
  verbs: string[];
  negated: boolean;
  direction?: '>>' | '<<';
  alias?: string;
  to: Things;
}

export type Result =
  | { name: string; alias: string; property: string }
  | { name: string; countOf: string };

/** Whose property it is: that of entities of these types, or of a relationship. */
export type Owner = string[] | Step;

/** Each property that a query names, with what it is compared with. */
export interface Mention {
  owner: Owner;
  property: string;
  values: Value['kind'][];
}

export interface Query {
  start: Things;
  steps: Step[];
  where?: Condition;
  /** Empty: the entities that the query starts from. */
  results: Result[];
  order?: { by: string; descending: boolean };
  limit?: number;
  mentions: Mention[];
}

const KEYWORDS =
  /^(FIND|WITH|AS|THAT|WHERE|RETURN|ORDER|BY|ASC|DESC|SKIP|LIMIT|AND|OR|NOT|COUNT|SUM|AVG|MIN|MAX|MERGE|CONCAT|TREE|UNIQUE|TO|RELATES|TRUE|FALSE|UNDEFINED|NULL)$/i;
const TOKENS =
  /'[^'\\]*'|\/[^/]+\/[a-z]*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\d+|>>|<<|!?[~^$]=|!=|[=<>!()|,+-]/;
/** Of a regular expression: letters, digits, the classes that are documented, `.` and `-`. */
const PATTERN = /^(?:[\w.-]|\\[dDwW]|\[[\w -]+\][+*?]?)+$/;
const UNITS: Record<string, number> = {
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};
const OPERATORS: Operator[] = [
  '=',
  '!=',
  '~=',
  '!~=',
  '^=',
  '!^=',
  '$=',
  '!$=',
  '<',
  '>',
];

/**
 * @throws Error that names what was expected, at everything that the header of
 *   this file does not show
 */
export function parseQuery(text: string): Query {
  return new Parser(text).query();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const token = new RegExp(`^(?:${TOKENS.source})`).exec(rest)?.[0];
    if (token === undefined) throw new Error(`Not understood: ${rest}`);
    tokens.push(token);
    rest = rest.slice(token.length).trim();
  }
  return tokens;
}

class Parser {
  private readonly tokens: string[];
  private readonly aliases = new Map<string, Owner>();
  private readonly mentions: Mention[] = [];

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }

  query(): Query {
    this.must('FIND');
    const start = this.things();
    this.alias(start, start.names);
    const steps = this.steps(start.names);
    const where = this.next('WHERE') ? this.condition() : undefined;
    const results = this.next('RETURN') ? this.results() : [];
    const order = this.next('ORDER') ? this.order(results) : undefined;
    const limit = this.next('LIMIT') ? this.number() : undefined;
    if (this.tokens.length > 0) this.fail('the end');
    const { mentions } = this;
    return { start, steps, where, results, order, limit, mentions };
  }

  private fail(expected: string): never {
    throw new Error(
      `Expected ${expected} before: ${this.tokens.join(' ') || 'the end'}`,
    );
  }

  private next(...wanted: string[]): string | undefined {
    return wanted.includes(this.tokens[0]) ? this.tokens.shift() : undefined;
  }

  private must(...wanted: string[]): string {
    return this.next(...wanted) ?? this.fail(wanted.join(' or '));
  }

  private take(pattern: RegExp, what: string): string {
    const [token] = this.tokens;
    if (token === undefined || !pattern.test(token) || KEYWORDS.test(token)) {
      return this.fail(what);
    }
    this.tokens.shift();
    return token;
  }

  private number(): number {
    return Number(this.take(/^\d+$/, 'a number'));
  }

  private ownerOf(alias: string): Owner {
    const owner = this.aliases.get(alias);
    if (owner === undefined) throw new Error(`Alias ${alias} is not defined`);
    return owner;
  }

  private alias(named: { alias?: string }, owner: Owner): void {
    if (this.next('AS') === undefined) return;
    const alias = this.take(/^[a-z]\w*$/i, 'an alias');
    if (this.aliases.has(alias)) {
      throw new Error(`Alias ${alias} is used twice`);
    }
    this.aliases.set(alias, owner);
    named.alias = alias;
  }

  /** One name, or several in brackets. */
  private oneOf(pattern: RegExp, what: string): string[] {
    const names: string[] = [];
    const isList = this.next('(') !== undefined;
    do names.push(this.take(pattern, what));
    while (isList && this.next('|'));
    if (isList) this.must(')');
    return names;
  }

  private things(): Things {
    const names = this.oneOf(/^[a-z]\w*$/i, 'a type or a class');
    const condition = this.next('WITH') ? this.condition(names) : undefined;
    return { names, condition };
  }

  private steps(start: string[]): Step[] {
    const steps: Step[] = [];
    let from = start;
    while (this.next('THAT')) {
      const negated = this.next('!') !== undefined;
      const verbs = this.oneOf(/^[A-Z]+$/, 'a verb');
      const direction = this.next('>>', '<<') as Step['direction'];
      const step: Step = { from, verbs, negated, direction, to: { names: [] } };
      // What is not there has no alias, and nothing goes on from it.
      if (negated && this.tokens[0] === 'AS') this.fail('no alias');
      this.alias(step, step);
      step.to = this.things();
      if (negated && ['AS', 'THAT'].includes(this.tokens[0])) {
        this.fail('no more');
      }
      this.alias(step.to, step.to.names);
      from = step.to.names;
      steps.push(step);
    }
    return steps;
  }

  private condition(owner?: Owner): Condition {
    const some: Condition[] = [];
    do {
      const every: Condition[] = [];
      do every.push(this.term(owner));
      while (this.next('AND'));
      some.push(every.length === 1 ? every[0] : { every });
    } while (this.next('OR'));
    return some.length === 1 ? some[0] : { some };
  }

  private term(owner?: Owner): Condition {
    if (this.next('(') === undefined) return this.comparison(owner);
    const condition = this.condition(owner);
    this.must(')');
    return condition;
  }

  /** In a WITH a name stands alone (`email`, `tag.Production`), elsewhere it follows an alias. */
  private property(owner?: Owner): { alias?: string; property: string } {
    const name = this.take(/^[a-z_]/i, 'a property');
    if (owner !== undefined) return { property: name };
    const dot = name.indexOf('.');
    if (dot < 0) this.fail(`an alias with ${name}, not it`);
    return { alias: name.slice(0, dot), property: name.slice(dot + 1) };
  }

  private comparison(owner?: Owner): Comparison {
    const { alias, property } = this.property(owner);
    const operator = this.must(...OPERATORS) as Operator;
    const values: Value[] = [];
    if (['=', '!='].includes(operator) && this.next('(')) {
      do values.push(this.value());
      while (this.next('OR'));
      this.must(')');
    } else {
      values.push(this.value());
    }
    const kinds = values.map(({ kind }) => kind);
    const fits = (...allowed: Value['kind'][]) =>
      kinds.every((kind) => allowed.includes(kind));
    if ('<>'.includes(operator) && !fits('number', 'time')) {
      this.fail('a number');
    }
    if (operator.endsWith('~=') && !fits('string')) this.fail('a string');
    if (/[\^$]=$/.test(operator) && !fits('string', 'pattern')) {
      this.fail('a string');
    }
    this.mentions.push({
      owner: owner ?? this.ownerOf(alias ?? ''),
      property,
      values: kinds,
    });
    return { alias, property, operator, values };
  }

  private value(): Value {
    const flag = this.next('true', 'false');
    if (flag !== undefined) return { kind: 'boolean', flag: flag === 'true' };
    if (this.next('undefined')) return { kind: 'undefined' };
    if (this.next('date.now')) return { kind: 'time', fromNow: this.offset() };
    const token = this.take(/^('.*'|\d+|\/.*\/i?)$/, 'a value');
    if (token.startsWith("'")) {
      return { kind: 'string', text: token.slice(1, -1) };
    }
    if (!token.startsWith('/')) {
      return { kind: 'number', number: Number(token) };
    }
    const end = token.lastIndexOf('/');
    const source = token.slice(1, end);
    if (!PATTERN.test(source)) {
      throw new Error(`Not understood by J1QL: the pattern ${token}`);
    }
    return { kind: 'pattern', source, flags: token.slice(end + 1) };
  }

  private offset(): number {
    const sign = this.next('+', '-');
    if (sign === undefined) return 0;
    const amount = this.number();
    const unit = UNITS[this.must(...Object.keys(UNITS))];
    return (sign === '-' ? -1 : 1) * amount * unit;
  }

  private results(): Result[] {
    const results: Result[] = [];
    do {
      const counted = this.next('COUNT') !== undefined;
      const result = counted ? this.count() : this.returned();
      if (this.next('AS')) result.name = this.take(/^[a-z]\w*$/i, 'a name');
      if (results.some(({ name }) => name === result.name)) {
        throw new Error(`${result.name} is returned twice`);
      }
      results.push(result);
    } while (this.next(','));
    return results;
  }

  private count(): Result {
    this.must('(');
    const countOf = this.take(/^[a-z]\w*$/i, 'an alias');
    this.ownerOf(countOf);
    this.must(')');
    return { name: `COUNT(${countOf})`, countOf };
  }

  private returned(): Result {
    const { alias = '', property } = this.property();
    this.mentions.push({ owner: this.ownerOf(alias), property, values: [] });
    return { name: `${alias}.${property}`, alias, property };
  }

  private order(results: Result[]): Query['order'] {
    this.must('BY');
    const by = this.must(...results.map(({ name }) => name));
    const descending = this.next('ASC', 'DESC') === 'DESC';
    return { by, descending };
  }
}
