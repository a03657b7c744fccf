import { MappedRelationship } from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
import fs from 'node:fs';
import path from 'node:path';

import { Entities, MappedRelationships, Relationships } from '../src/model';
import { createEmployeeRelationship } from '../src/steps/employees/converter';
import { runIntegration } from '../tools/integration';

/*
 * The questions and the rules ask only for what the graph has. JupiterOne
 * answers a query that names an unknown type, property or relationship with
 * nothing, which looks like good news.
 */

const PACKAGE = path.join(__dirname, '../jupiterone');
const LONG = 60_000;

interface Question {
  id: string;
  title: string;
  description: string;
  queries: { name?: string; query: string }[];
}

interface Rule {
  name: string;
  description: string;
  alertLevel?: string;
  queries: {
    name: string;
    query: string;
    version: string;
    includeDeleted?: boolean;
  }[];
}

const read = (file: string) =>
  fs.readFileSync(path.join(PACKAGE, file), 'utf8');
const { sourceId, integrationDefinitionId, questions } = load(
  read('questions/questions.yaml'),
) as {
  sourceId: string;
  integrationDefinitionId: string;
  questions: Question[];
};
const rules = JSON.parse(read('rules/jumpcloud.json')) as Rule[];

/*
 * A reader of the part of J1QL that is used here. It throws at everything else,
 * so that nothing is left unchecked in silence:
 *
 *   FIND things (THAT [!]VERB [>>|<<|AS alias] things)* [WHERE condition]
 *     [RETURN results] [ORDER BY result [ASC|DESC]] [LIMIT number]
 *   things: (type | "(" type ("|" type)* ")") [WITH condition] [AS alias]
 */

type Kind = 'string' | 'number' | 'boolean' | 'undefined';

interface Step {
  from: string[];
  verb: string;
  to: string[];
  direction?: '>>' | '<<';
}

/** Whose property it is: that of entities of these types, or of a relationship. */
type Owner = string[] | Step;

interface Mention {
  owner: Owner;
  property: string;
  /** What it is compared with, if it is. */
  values: Kind[];
}

interface Query {
  types: string[];
  steps: Step[];
  mentions: Mention[];
}

const KEYWORDS =
  /^(FIND|WITH|AS|THAT|WHERE|RETURN|ORDER|BY|ASC|DESC|SKIP|LIMIT|AND|OR|NOT|COUNT|SUM|AVG|MIN|MAX|MERGE|CONCAT|TREE|UNIQUE|TO|RELATES|TRUE|FALSE|UNDEFINED|NULL)$/i;
const TOKENS =
  /'[^'\\]*'|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|\d+|>>|<<|!=|~=|[=<>!()|,+-]/;

function tokensOf(query: string): string[] {
  const tokens: string[] = [];
  let rest = query.trim();
  while (rest !== '') {
    const token = new RegExp(`^(?:${TOKENS.source})`).exec(rest)?.[0];
    if (token === undefined) throw new Error(`Not understood: ${rest}`);
    tokens.push(token);
    rest = rest.slice(token.length).trim();
  }
  return tokens;
}

function readQuery(text: string): Query {
  const tokens = tokensOf(text);
  const query: Query = { types: [], steps: [], mentions: [] };
  const aliases = new Map<string, Owner>();

  const fail = (expected: string): never => {
    throw new Error(
      `Expected ${expected} before: ${tokens.join(' ') || 'the end'}`,
    );
  };
  const next = (...wanted: string[]) =>
    wanted.includes(tokens[0]) ? tokens.shift() : undefined;
  const must = (...wanted: string[]) =>
    next(...wanted) ?? fail(wanted.join(' or '));
  const take = (pattern: RegExp, what: string): string => {
    const token = tokens.shift() ?? fail(what);
    if (pattern.test(token) && !KEYWORDS.test(token)) return token;
    tokens.unshift(token);
    return fail(what);
  };
  const takeAlias = (owner: Owner) => {
    if (next('AS') === undefined) return;
    const alias = take(/^[a-z]\w*$/i, 'an alias');
    if (aliases.has(alias)) throw new Error(`Alias ${alias} is used twice`);
    aliases.set(alias, owner);
  };
  const ownerOf = (alias: string): Owner => {
    const owner = aliases.get(alias);
    if (owner === undefined) throw new Error(`Alias ${alias} is not defined`);
    return owner;
  };

  /** In a WITH names stand alone (`owner`), elsewhere they follow an alias. */
  const takeProperty = (owner?: Owner): Mention => {
    const name = take(/^[a-z_]/i, 'a property');
    const dot = owner === undefined ? name.indexOf('.') : -1;
    if (owner === undefined && dot < 0) fail(`an alias with ${name}, not it`);
    const mention: Mention = {
      owner: owner ?? ownerOf(name.slice(0, dot)),
      property: name.slice(dot + 1),
      values: [],
    };
    query.mentions.push(mention);
    return mention;
  };

  const takeValue = (): Kind => {
    if (next('true', 'false')) return 'boolean';
    if (next('undefined')) return 'undefined';
    if (next('date.now')) {
      if (next('+', '-')) {
        take(/^\d+$/, 'a number');
        must('day', 'days', 'hour', 'hours');
      }
      return 'number';
    }
    return take(/^('.*'|\d+)$/, 'a value').startsWith("'")
      ? 'string'
      : 'number';
  };

  const takeComparison = (owner?: Owner) => {
    const { values } = takeProperty(owner);
    const operator = must('=', '!=', '<', '>', '~=');
    if (operator === '=' && next('(')) {
      do values.push(takeValue());
      while (next('OR'));
      must(')');
    } else {
      values.push(takeValue());
    }
    const ordered = ['<', '>'].includes(operator);
    if (ordered && values.some((kind) => kind !== 'number')) fail('a number');
    if (operator === '~=' && values[0] !== 'string') fail('a string');
  };

  const takeCondition = (owner?: Owner) => {
    do {
      if (next('(')) {
        takeCondition(owner);
        must(')');
      } else {
        takeComparison(owner);
      }
    } while (next('AND', 'OR'));
  };

  const takeThings = (onTypes?: (types: string[]) => void): string[] => {
    const takeType = () => take(/^[a-z]\w*$/i, 'a type');
    const types: string[] = [];
    if (next('(')) {
      do types.push(takeType());
      while (next('|'));
      must(')');
    } else {
      types.push(takeType());
    }
    query.types.push(...types);
    onTypes?.(types);
    if (next('WITH')) takeCondition(types);
    return types;
  };

  const takeSteps = (start: string[]) => {
    let from = start;
    while (next('THAT')) {
      const negated = next('!') !== undefined;
      const step: Step = {
        from,
        verb: take(/^[A-Z]+$/, 'a verb'),
        to: [],
        direction: next('>>', '<<') as Step['direction'],
      };
      // What is not there has no alias, and nothing goes on from it.
      if (tokens[0] === 'AS' && (negated || step.direction)) fail('no alias');
      takeAlias(step);
      from = takeThings((types) => {
        step.to = types;
        query.steps.push(step);
      });
      if (negated && ['AS', 'THAT'].includes(tokens[0])) fail('no more');
      takeAlias(from);
    }
  };

  /** The names by which results may be sorted. */
  const takeResults = (): string[] => {
    const names: string[] = [];
    do {
      let name: string | undefined;
      if (next('COUNT')) {
        must('(');
        ownerOf(take(/^[a-z]\w*$/i, 'an alias'));
        must(')');
      } else {
        name = tokens[0];
        takeProperty();
      }
      if (next('AS')) name = take(/^[a-z]\w*$/i, 'a name');
      if (name !== undefined) names.push(name);
    } while (next(','));
    return names;
  };

  must('FIND');
  const first = takeThings();
  takeAlias(first);
  takeSteps(first);
  if (next('WHERE')) takeCondition();
  const names = next('RETURN') ? takeResults() : [];
  if (next('ORDER')) {
    must('BY');
    must(...names);
    next('ASC', 'DESC');
  }
  if (next('LIMIT')) take(/^\d+$/, 'a number');
  if (tokens.length > 0) fail('the end');
  return query;
}

/* What the graph has. */

/** JupiterOne sets these on everything. */
const BUILT_IN: Record<string, string> = {
  _key: 'string',
  _type: 'string',
  _class: 'array',
  _createdOn: 'number',
  _beginOn: 'number',
  _endOn: 'number',
  _deleted: 'boolean',
  displayName: 'string',
  'tag.AccountName': 'string',
};

const { USER_IS_EMPLOYEE } = MappedRelationships;
const RELATIONSHIPS = [...Object.values(Relationships), USER_IS_EMPLOYEE];

/** The steps set these; no dictionary has them. */
const RELATIONSHIP_PROPERTIES: Record<string, Record<string, string>> = {
  [Relationships.USER_ASSIGNED_APPLICATION._type]: { assignedBy: 'string' },
};

/** What the integration says of an employee, when it knows everything of the user. */
function employeeProperties(): Record<string, string> {
  const samples = { string: 'text', number: 1, boolean: false, array: ['one'] };
  const user = Object.fromEntries(
    Object.entries(Entities.USER.properties).map(([name, { type }]) => [
      name,
      samples[type],
    ]),
  );
  const { _mapping } = createEmployeeRelationship({
    ...user,
    _key: 'one-of-the-users',
    _type: Entities.USER._type,
    _class: Entities.USER._class,
  }) as MappedRelationship;
  return Object.fromEntries(
    Object.entries(_mapping.targetEntity).map(([name, value]) => [
      name,
      Array.isArray(value) ? 'array' : typeof value,
    ]),
  );
}

const EMPLOYEE_PROPERTIES = employeeProperties();

/** The types of all properties, by the type of the entity. Only the class Person is known, that of employees. */
const PROPERTIES = new Map<string, Record<string, string>>([
  ...Object.values(Entities).map(
    ({ _type, properties }): [string, Record<string, string>] => [
      _type,
      Object.fromEntries(
        Object.entries(properties).map(([name, { type }]) => [name, type]),
      ),
    ],
  ),
  [USER_IS_EMPLOYEE.targetType, EMPLOYEE_PROPERTIES],
  ['Person', EMPLOYEE_PROPERTIES],
]);

/** The relationships that a step may follow from one type to another. */
function relationshipsOf(
  { verb, direction }: Step,
  from: string,
  to: string,
): string[] {
  const typeOf = (name: string) =>
    name === 'Person' ? USER_IS_EMPLOYEE.targetType : name;
  return RELATIONSHIPS.filter(({ _class, sourceType, targetType }) => {
    const leads = (one: string, other: string) =>
      sourceType === typeOf(one) && targetType === typeOf(other);
    return (
      _class === verb &&
      ((direction !== '<<' && leads(from, to)) ||
        (direction !== '>>' && leads(to, from)))
    );
  }).map(({ _type }) => _type);
}

/** All that a query names and the graph does not have. */
function problemsIn(text: string): string[] {
  const { types, steps, mentions } = readQuery(text);
  const pairsOf = ({ from, to }: Step) =>
    from.flatMap((one) => to.map((other): [string, string] => [one, other]));
  const unknownTypes = types.filter((type) => !PROPERTIES.has(type));
  const unknownSteps = steps.flatMap((step) =>
    pairsOf(step)
      .filter((pair) => relationshipsOf(step, ...pair).length === 0)
      .map(([from, to]) =>
        [from, step.verb, step.direction, to].filter(Boolean).join(' '),
      ),
  );
  const wrongProperties = mentions.flatMap(({ owner, property, values }) => {
    const owners = Array.isArray(owner)
      ? owner.map((type) => ({ type, known: PROPERTIES.get(type) }))
      : pairsOf(owner)
          .flatMap((pair) => relationshipsOf(owner, ...pair))
          .map((type) => ({ type, known: RELATIONSHIP_PROPERTIES[type] }));
    return owners.flatMap(({ type, known }) => {
      const kind = new Map(Object.entries({ ...BUILT_IN, ...known })).get(
        property,
      );
      if (kind === undefined) return [`${type}.${property}`];
      // A list is compared with what may be in it.
      const fitting = [kind === 'array' ? 'string' : kind, 'undefined'];
      return values
        .filter((value) => !fitting.includes(value))
        .map((value) => `${type}.${property} is no ${value}`);
    });
  });
  return [...unknownTypes, ...unknownSteps, ...wrongProperties];
}

describe('the reader', () => {
  test('attributes properties to the right types and relationships', () => {
    const { types, steps, mentions } = readQuery(
      `FIND (jumpcloud_user|jumpcloud_admin) WITH active = true AND
         (_createdOn > date.now - 7 days OR email ~= 'example') AS person
       THAT ASSIGNED AS access jumpcloud_application WITH name = ('a' OR 'b')
         AS application
       WHERE access.assignedBy != 'group'
       RETURN application.tag.AccountName, COUNT(person) AS people
       ORDER BY people DESC LIMIT 5`,
    );
    const people = ['jumpcloud_user', 'jumpcloud_admin'];
    const applications = ['jumpcloud_application'];
    const step = {
      from: people,
      verb: 'ASSIGNED',
      to: applications,
    };
    expect(types).toEqual([...people, ...applications]);
    expect(steps).toEqual([step]);
    expect(mentions).toEqual([
      { owner: people, property: 'active', values: ['boolean'] },
      { owner: people, property: '_createdOn', values: ['number'] },
      { owner: people, property: 'email', values: ['string'] },
      { owner: applications, property: 'name', values: ['string', 'string'] },
      { owner: step, property: 'assignedBy', values: ['string'] },
      { owner: applications, property: 'tag.AccountName', values: [] },
    ]);
  });

  test.each([
    ['FIND jumpcloud_device', ['jumpcloud_device']],
    ['FIND User', ['User']],
    ['FIND jumpcloud_user WITH age > 3', ['jumpcloud_user.age']],
    [
      'FIND jumpcloud_user WITH constructor != undefined',
      ['jumpcloud_user.constructor'],
    ],
    [
      'FIND jumpcloud_user WITH active = true OR (sudo = true AND age > 3)',
      ['jumpcloud_user.age'],
    ],
    [
      'FIND (jumpcloud_user|jumpcloud_group) WITH suspended = true',
      ['jumpcloud_group.suspended'],
    ],
    [
      "FIND jumpcloud_user WITH active = 'true'",
      ['jumpcloud_user.active is no string'],
    ],
    [
      'FIND jumpcloud_user AS user RETURN user.email, user.age',
      ['jumpcloud_user.age'],
    ],
    [
      'FIND jumpcloud_user AS user THAT HAS jumpcloud_group AS team RETURN team.email, team.suspended',
      ['jumpcloud_group.suspended'],
    ],
    [
      'FIND jumpcloud_user AS user THAT IS Person AS person RETURN person.email, person.sudo',
      ['Person.sudo'],
    ],
    [
      "FIND jumpcloud_group AS team THAT ASSIGNED AS access jumpcloud_application WHERE access.assignedBy = 'group'",
      ['jumpcloud_group_assigned_application.assignedBy'],
    ],
    [
      'FIND jumpcloud_user AS user THAT ASSIGNED AS access jumpcloud_application RETURN access.since',
      ['jumpcloud_user_assigned_application.since'],
    ],
    [
      'FIND jumpcloud_user THAT OWNS jumpcloud_group',
      ['jumpcloud_user OWNS jumpcloud_group'],
    ],
    [
      'FIND jumpcloud_user THAT !ASSIGNED jumpcloud_role',
      ['jumpcloud_user ASSIGNED jumpcloud_role'],
    ],
    [
      'FIND jumpcloud_application THAT ASSIGNED (jumpcloud_user|jumpcloud_admin)',
      ['jumpcloud_application ASSIGNED jumpcloud_admin'],
    ],
    [
      'FIND jumpcloud_user THAT HAS >> jumpcloud_group',
      ['jumpcloud_user HAS >> jumpcloud_group'],
    ],
    ['FIND jumpcloud_user THAT HAS << jumpcloud_group', []],
    ['FIND jumpcloud_user THAT !IS employee', []],
    ["FIND employee WITH userIds = 'ada' THAT IS jumpcloud_user", []],
  ])('%s', (query, problems) => {
    expect(problemsIn(query)).toEqual(problems);
  });

  test.each([
    ['an empty query', ''],
    ['no query', 'jumpcloud_user'],
    ['lower case', 'find jumpcloud_user'],
    ['a character that is unknown', 'FIND jumpcloud_user WITH name = "Ada"'],
    ['an operator that is unknown', "FIND jumpcloud_user WITH name ^= 'A'"],
    ['a value that is none', 'FIND jumpcloud_user WITH active = yes'],
    ['no value', 'FIND jumpcloud_user WITH active'],
    ['an order of strings', "FIND jumpcloud_user WITH name > 'Ada'"],
    ['a bracket left open', 'FIND jumpcloud_user WITH (active = true'],
    ['an AND without end', 'FIND jumpcloud_user WITH active = true AND'],
    ['two properties without AND', 'FIND jumpcloud_user WITH a = 1 b = 2'],
    ['an unknown unit', 'FIND jumpcloud_user WITH a > date.now - 1 moon'],
    ['a keyword as alias', 'FIND jumpcloud_user AS count'],
    [
      'an alias twice',
      'FIND jumpcloud_user AS a THAT HAS jumpcloud_group AS a',
    ],
    ['an alias that is not defined', 'FIND jumpcloud_user RETURN user.email'],
    ['a property without alias', 'FIND jumpcloud_user AS u RETURN email'],
    ['a WHERE without alias', 'FIND jumpcloud_user AS u WHERE active = true'],
    [
      'an alias of what is not there',
      'FIND jumpcloud_user THAT !HAS jumpcloud_group AS g RETURN g.name',
    ],
    [
      'a step from what is not there',
      'FIND jumpcloud_user THAT !HAS jumpcloud_group THAT ASSIGNED jumpcloud_application',
    ],
    [
      'an unknown aggregation',
      'FIND jumpcloud_user AS user RETURN SUM(user.sshKeyCount)',
    ],
    [
      'an order by what is not returned',
      'FIND jumpcloud_user AS user RETURN user.name ORDER BY user.email',
    ],
    ['an order of nothing', 'FIND jumpcloud_user AS user ORDER BY user.email'],
    ['a clause that is unknown', 'FIND jumpcloud_user SKIP 10'],
  ])('refuses %s', (_, query) => {
    expect(() => readQuery(query)).toThrow(/Expected|Alias|Not understood/);
  });
});

describe('the questions', () => {
  test('are of this integration, each with an id, a title and queries of its own', () => {
    expect(sourceId).toBe('managed:jumpcloud');
    expect(integrationDefinitionId).toBe('${integration_definition_id}');
    expect(questions.length).toBeGreaterThanOrEqual(14);
    for (const { id, title, description, queries } of questions) {
      expect(id).toMatch(/^integration-question-jumpcloud-[a-z0-9-]+$/);
      expect(title).toMatch(/\?$/);
      expect(description).toMatch(/\.$/);
      expect(queries.length).toBeGreaterThan(0);
      expect(unrepeated(queries.map(({ name }) => name))).toBe(true);
    }
    expect(unrepeated(questions.map(({ id }) => id))).toBe(true);
    expect(unrepeated(questions.map(({ title }) => title))).toBe(true);
  });

  test.each(
    questions.flatMap(({ id, queries }) =>
      queries.map(({ name, query }): [string, string] => [
        `${id.replace('integration-question-jumpcloud-', '')} ${String(name)}`,
        query,
      ]),
    ),
  )('%s names only what the graph has', (_, query) => {
    expect(problemsIn(query)).toEqual([]);
    expect(query).not.toContain('_deleted');
  });

  test(
    "pass the SDK's validator",
    async () => {
      const { exitCode, output } = await runIntegration([
        'validate-question-file',
        '--dry-run',
      ]);
      expect(output).toContain('Successfully validated managed question file!');
      expect(exitCode).toBe(0);
    },
    LONG,
  );
});

describe('the rules', () => {
  test('are a pack, each with a name and queries of its own', () => {
    expect(Array.isArray(rules)).toBe(true);
    expect(rules.length).toBeGreaterThan(0);
    expect(unrepeated(rules.map(({ name }) => name))).toBe(true);
    for (const { name, description, alertLevel, queries } of rules) {
      expect(name).toMatch(/^jumpcloud-[a-z-]+$/);
      expect(description).toMatch(/\.$/);
      expect(['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).toContain(
        alertLevel,
      );
      expect(queries[0].name).toBe('query0');
      expect(unrepeated(queries.map((query) => query.name))).toBe(true);
    }
  });

  test.each(
    rules.flatMap(({ name, queries }) =>
      queries.map((query): [string, Rule['queries'][number]] => [
        `${name} ${query.name}`,
        query,
      ]),
    ),
  )(
    '%s names only what the graph has',
    (_, { name, query, version, includeDeleted = false }) => {
      expect(name).toMatch(/^[A-Za-z0-9_]+$/);
      expect(version).toBe('v1');
      expect(problemsIn(query)).toEqual([]);
      // What is deleted is found only where it is included.
      expect(includeDeleted).toBe(query.includes('_deleted = true'));
    },
  );
});

function unrepeated(values: unknown[]): boolean {
  return new Set(values).size === values.length;
}
