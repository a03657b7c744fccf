import { MappedRelationship } from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
import fs from 'node:fs';
import path from 'node:path';

import { EntityModel } from '../src/graph/entity';
import { rememberedOf } from '../src/graph/objects';
import { Entities, MappedRelationships, Relationships } from '../src/model';
import { createEmployeeRelationship } from '../src/steps/employees/relationship';
import { LEVELS, readRules, Rule } from '../tools/findings';
import { runIntegration } from '../tools/integration';
import { needsHistory } from '../tools/j1ql/evaluator';
import { Owner, parseQuery, Step, Value } from '../tools/j1ql/parser';
import { FILE, withRules } from '../tools/rules';
import { LIGHT } from './compiled';

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

interface Dashboard {
  widgets: {
    id: string;
    title: string;
    type: string;
    config: { queries: { name: string; query: string }[] };
  }[];
  layouts: Record<
    'xs' | 'sm' | 'md' | 'lg' | 'xl',
    { i: string; x: number; y: number; w: number; h: number }[]
  >;
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
const rules = readRules();
const dashboards = fs
  .readdirSync(path.join(PACKAGE, 'dashboards'))
  .map((file): [string, Dashboard] => [
    file,
    JSON.parse(read(`dashboards/${file}`)) as Dashboard,
  ]);

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
const MAPPED = Object.values(MappedRelationships);
const RELATIONSHIPS = [...Object.values(Relationships), ...MAPPED];

/** Of each property: string, number, boolean or array, whether or not it may be null. */
function kindsOf({
  properties,
}: Pick<EntityModel, 'properties'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [
      name,
      [type].flat()[0],
    ]),
  );
}

/** What is said of an employee: by this integration, when it knows everything of the user, and by others. */
function employeeProperties(): Record<string, string> {
  const samples: Record<string, unknown> = {
    string: 'text',
    number: 1,
    boolean: false,
    array: ['one'],
  };
  const user = Object.fromEntries(
    Object.entries(kindsOf(Entities.USER)).map(([name, kind]) => [
      name,
      samples[kind],
    ]),
  );
  const { _mapping } = createEmployeeRelationship(
    'one-of-the-users',
    rememberedOf(user, Entities.USER),
  ) as MappedRelationship;
  const ours = Object.fromEntries(
    Object.entries(_mapping.targetEntity).map(([name, value]) => [
      name,
      Array.isArray(value) ? 'array' : typeof value,
    ]),
  );
  // Personnel systems say it; JupiterOne keeps what all integrations say of one employee.
  return { ...ours, endDate: 'number' };
}

const EMPLOYEE_PROPERTIES = employeeProperties();

/** The types of all properties, by the type of the entity. Only the class Person is known, that of employees. */
const PROPERTIES = new Map<string, Record<string, string>>([
  ...Object.values(Entities).map((model): [string, Record<string, string>] => [
    model._type,
    kindsOf(model),
  ]),
  // Of what other integrations make only what it is found by is known here.
  ...MAPPED.map((mapped): [string, Record<string, string>] => [
    mapped.targetType,
    'filterKey' in mapped ? { [mapped.filterKey]: 'string' } : {},
  ]),
  [USER_IS_EMPLOYEE.targetType, EMPLOYEE_PROPERTIES],
  ['Person', EMPLOYEE_PROPERTIES],
]);

const RELATIONSHIP_PROPERTIES = new Map(
  Object.values(Relationships).map((model) => [model._type, kindsOf(model)]),
);

/** The relationships that a step may follow from one type to another. */
function relationshipsOf(
  { verbs, direction }: Step,
  from: string,
  to: string,
): string[] {
  const typeOf = (name: string) =>
    name === 'Person' ? USER_IS_EMPLOYEE.targetType : name;
  return RELATIONSHIPS.filter(({ _class, sourceType, targetType }) => {
    const leads = (one: string, other: string) =>
      sourceType === typeOf(one) && targetType === typeOf(other);
    return (
      verbs.includes(_class) &&
      ((direction !== '<<' && leads(from, to)) ||
        (direction !== '>>' && leads(to, from)))
    );
  }).map(({ _type }) => _type);
}

/** What a property may be compared with, by its type. A list is compared with what may be in it. */
const FITTING: Record<string, Value['kind'][]> = {
  string: ['string', 'pattern', 'undefined'],
  array: ['string', 'pattern', 'undefined'],
  number: ['number', 'time', 'undefined'],
  boolean: ['boolean', 'undefined'],
};

/** All that a query names and the graph does not have. */
function problemsIn(text: string): string[] {
  const { start, steps, mentions } = parseQuery(text);
  const pairsOf = ({ from, to }: Step) =>
    from.flatMap((one) =>
      to.names.map((other): [string, string] => [one, other]),
    );
  const unknownTypes = [start, ...steps.map(({ to }) => to)]
    .flatMap(({ names }) => names)
    .filter((name) => !PROPERTIES.has(name));
  const unknownSteps = steps.flatMap((step) =>
    pairsOf(step)
      .filter((pair) => relationshipsOf(step, ...pair).length === 0)
      .map(([from, to]) =>
        [from, step.verbs.join('|'), step.direction, to]
          .filter(Boolean)
          .join(' '),
      ),
  );
  const knownOf = (owner: Owner) =>
    Array.isArray(owner)
      ? owner.map((type) => ({ type, known: PROPERTIES.get(type) }))
      : pairsOf(owner)
          .flatMap((pair) => relationshipsOf(owner, ...pair))
          .map((type) => ({ type, known: RELATIONSHIP_PROPERTIES.get(type) }));
  const wrongProperties = mentions.flatMap(({ owner, property, values }) =>
    knownOf(owner).flatMap(({ type, known }) => {
      const kind = new Map(Object.entries({ ...BUILT_IN, ...known })).get(
        property,
      );
      if (kind === undefined) return [`${type}.${property}`];
      return values
        .filter((value) => !FITTING[kind].includes(value))
        .map((value) => `${type}.${property} is no ${value}`);
    }),
  );
  return [...unknownTypes, ...unknownSteps, ...wrongProperties];
}

describe('the check of a query', () => {
  test.each([
    ['FIND jumpcloud_moon', ['jumpcloud_moon']],
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
      'FIND jumpcloud_user WITH active = /true/',
      ['jumpcloud_user.active is no pattern'],
    ],
    [
      'FIND jumpcloud_user WITH email < date.now',
      ['jumpcloud_user.email is no time'],
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
      const { exitCode, output } = await runIntegration(
        ['validate-question-file', '--dry-run'],
        { environment: { NODE_OPTIONS: LIGHT } },
      );
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
    for (const { name, description, alertLevel, queries, labels } of rules) {
      expect(name).toMatch(/^jumpcloud-[a-z-]+$/);
      // What fires it, and what to do.
      expect(description).toMatch(/^Fires .*\. What to do: .*\.$/);
      expect(LEVELS).toContain(alertLevel);
      expect(labels).toEqual(
        ['finding', 'findings'].map((labelName) => ({
          labelName,
          labelValue: expect.stringMatching(/^[a-zA-Z].*[^.]$/),
        })),
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

/** What a query looks for: neither what it returns of it nor how it calls it. */
function meaningOf(query: string): string {
  const { start, steps, where } = parseQuery(query);
  return JSON.stringify({ start, steps, where }, (name, value: unknown) =>
    name === 'alias' ? undefined : value,
  );
}

const titleOf = ({ labels }: Rule) =>
  String(
    labels.find(({ labelName }) => labelName === 'findings')?.labelValue,
  ).toLowerCase();

/** JupiterOne alone knows what is new: questions ask for another time than rules. */
const findings = rules.filter(({ queries }) => !needsHistory(queries[0].query));

test.each(findings.map((rule): [string, Rule] => [rule.name, rule]))(
  '%s is what a question finds, under the same title',
  (_, rule) => {
    const meaning = meaningOf(rule.queries[0].query);
    const sharing = questions.filter(({ queries }) =>
      queries.some(({ query }) => meaningOf(query) === meaning),
    );
    expect(sharing).toHaveLength(1);
    expect(sharing[0].description.toLowerCase()).toContain(titleOf(rule));
  },
);

test('a widget that shows what a rule finds has its title', () => {
  const titles = new Map(
    findings.map((rule) => [meaningOf(rule.queries[0].query), titleOf(rule)]),
  );
  const widgets = dashboards.flatMap(([, dashboard]) => dashboard.widgets);
  const shared = widgets.flatMap(({ title, config: { queries } }) => {
    const known = titles.get(meaningOf(queries[0].query));
    return known === undefined ? [] : [[title.toLowerCase(), known]];
  });
  expect(shared.length).toBeGreaterThan(5);
  // After a colon: that it lists them.
  expect(shared.map(([title]) => title.split(':')[0])).toEqual(
    shared.map(([, known]) => known),
  );
});

test('no name is a boolean to readers of YAML 1.1', () => {
  const text = read('questions/questions.yaml');
  expect(text).not.toMatch(/: (y|n|yes|no|on|off|true|false)$/im);
});

test('the documentation has the rules as they are', () => {
  const text = fs.readFileSync(FILE, 'utf8');
  expect(withRules(text)).toBe(text);
});

describe.each(dashboards)('the dashboard %s', (_, { widgets, layouts }) => {
  /** What a widget reads from each row, by its type. */
  const READ: Record<string, string[]> = {
    number: ['value'],
    pie: ['name', 'value'],
    bar: ['x', 'y'],
    table: [],
  };

  test.each(
    widgets.map((widget): [string, typeof widget] => [widget.title, widget]),
  )(
    '%s asks for what the graph has, and returns what it shows',
    (_title, { type, config: { queries } }) => {
      expect(Object.keys(READ)).toContain(type);
      expect(queries).toHaveLength(1);
      expect(problemsIn(queries[0].query)).toEqual([]);
      const returned = parseQuery(queries[0].query).results;
      const names = returned.map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      if (type !== 'table') expect(names).toEqual(READ[type]);
    },
  );

  test.each(['lg', 'md'] as const)(
    'has a place for each widget at size %s, and none twice',
    (size) => {
      const places = layouts[size];
      expect(unrepeated(widgets.map(({ id }) => id))).toBe(true);
      expect(unrepeated(widgets.map(({ title }) => title))).toBe(true);
      expect(places.map(({ i }) => i).sort()).toEqual(
        widgets.map(({ id }) => id).sort(),
      );
      const cells = places.flatMap(({ x, y, w, h }) => {
        expect(x + w).toBeLessThanOrEqual(12);
        return Array.from({ length: w * h }, (__, n) =>
          [x + (n % w), y + Math.floor(n / w)].join(),
        );
      });
      expect(unrepeated(cells)).toBe(true);
    },
  );
});

function unrepeated(values: unknown[]): boolean {
  return new Set(values).size === values.length;
}
