import {
  createDirectRelationship,
  createMappedRelationship,
  Entity,
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import { ask, find, needsHistory, Objects } from './evaluator';

const NOW = Date.UTC(2026, 10, 24);
const DAY = 86_400_000;

const object =
  (_type: string, _class: string) =>
  (_key: string, properties: object = {}): Entity => ({
    _key,
    _type,
    _class: [_class],
    displayName: _key,
    ...properties,
  });
const user = object('jumpcloud_user', 'User');
const group = object('jumpcloud_group', 'Group');
const application = object('jumpcloud_application', 'Application');

const relate = (
  from: Entity,
  _class: RelationshipClass,
  to: Entity,
  properties: { assignedBy?: string } = {},
) => createDirectRelationship({ from, _class, to, properties });
const { ASSIGNED, HAS, IS, MANAGES } = RelationshipClass;

/** The keys of what a query finds. */
const found = (graph: Objects, query: string) =>
  find(graph, query, NOW).map(({ _key }) => _key);
const holding = (properties: object, condition: string) =>
  found(
    { entities: [user('one', properties)], relationships: [] },
    `FIND jumpcloud_user WITH ${condition}`,
  ).length === 1;

describe('a comparison', () => {
  test.each([
    [{ a: true }, 'a = true', true],
    [{ a: false }, 'a != true', true],
    [{}, 'a != true', true],
    [{}, 'a = false', false],
    [{ a: null }, 'a = undefined', true],
    [{ a: false }, 'a = undefined', false],
    [{ a: false }, 'a != undefined', true],
    [{ a: 'bot' }, "a = 'bot'", true],
    [{ a: 'Bot' }, "a = 'bot'", false],
    [{ a: 'Bot' }, "a != 'bot'", true],
    [{ a: 'b' }, "a = ('a' OR 'b')", true],
    [{ a: 'c' }, "a = ('a' OR 'b')", false],
    [{ a: 'b' }, "a != ('a' OR 'b')", false],
    [{ a: 'c' }, "a != ('a' OR 'b')", true],
    [{}, "a != ('a' OR 'b')", true],
    [{ a: ['x', 'y'] }, "a = 'y'", true],
    [{ a: ['x', 'y'] }, "a != 'y'", false],
    [{ a: 'contractor' }, "a ~= 'tract'", true],
    [{ a: 'contractor' }, "a !~= 'tract'", false],
    [{ a: 'contractor' }, "a ^= 'con'", true],
    [{ a: 'contractor' }, "a $= 'con'", false],
    [{ a: 'contractor' }, "a $= 'or'", true],
    [{ a: 'CONTRACTOR' }, 'a = /tract/i', true],
    [{ a: 'CONTRACTOR' }, 'a = /tract/', false],
    [{ a: 'CONTRACTOR' }, 'a ^= /con/i', true],
    [{ a: 'SUBCONTRACTOR' }, 'a ^= /con/i', false],
    [{ a: 'SUBCONTRACTOR' }, 'a !^= /con/i', true],
    [{ a: 'robot' }, 'a $= /bot/i', true],
    [{}, 'a !$= /bot/i', true],
    [{ a: 3 }, 'a > 2', true],
    [{ a: 3 }, 'a < 3', false],
    [{ a: 3 }, 'a = 3', true],
    [{ a: '3' }, 'a = 3', false],
    [{}, 'a < 3', false],
    [{ a: NOW - 1 }, 'a < date.now', true],
    [{ a: NOW - 8 * DAY }, 'a < date.now - 7 days', true],
    [{ a: NOW - 6 * DAY }, 'a < date.now - 7 days', false],
    [{ a: NOW + DAY - 1 }, 'a < date.now + 24 hours', true],
    [{ a: 1 }, 'a = 1 OR b = 2 AND c = 3', true],
    [{ b: 2 }, 'a = 1 OR b = 2 AND c = 3', false],
    [{ a: 1 }, '(a = 1 OR b = 2) AND c = 3', false],
  ])('of %p: %s is %p', (properties, condition, expected) => {
    expect(holding(properties, condition)).toBe(expected);
  });

  test('with what only JupiterOne knows of finds nothing', () => {
    expect(holding({}, '_createdOn > date.now - 7 days')).toBe(false);
    expect(holding({}, '_deleted = true')).toBe(false);
    expect(needsHistory('FIND jumpcloud_user WITH _deleted = true')).toBe(true);
    expect(needsHistory('FIND jumpcloud_user WITH active = true')).toBe(false);
  });
});

/* Ada is Bob's manager; Ada and Bob are engineers, who reach Git; Bob reaches Wiki directly as well. */
const ada = user('ada', { active: true, email: 'ada@example.com' });
const bob = user('bob', { active: true, email: 'bob@example.com' });
const eve = user('eve', { active: false });
const engineers = group('engineers');
const nobody = group('nobody');
const git = application('git');
const wiki = application('wiki');
const unused = application('unused');
/** As the integration relates a user to the employee with that e-mail address. */
const employs = (of: Entity, email = String(of.email)) =>
  createMappedRelationship({
    _class: IS,
    _type: 'jumpcloud_user_is_employee',
    _mapping: {
      relationshipDirection: RelationshipDirection.FORWARD,
      sourceEntityKey: of._key,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: {
        _class: 'Person',
        _type: 'employee',
        email,
        userIds: [of._key],
      },
      skipTargetCreation: false,
    },
  });
const employees = [employs(ada), employs(bob)];
const graph: Objects = {
  entities: [ada, bob, eve, engineers, nobody, git, wiki, unused],
  relationships: [
    relate(ada, MANAGES, bob),
    relate(engineers, HAS, ada),
    relate(engineers, HAS, bob),
    relate(engineers, ASSIGNED, git),
    relate(nobody, ASSIGNED, wiki),
    relate(ada, ASSIGNED, git, { assignedBy: 'group' }),
    relate(bob, ASSIGNED, git, { assignedBy: 'group' }),
    relate(bob, ASSIGNED, wiki, { assignedBy: 'direct' }),
    ...employees,
  ],
};

describe('a way through the graph', () => {
  test.each([
    ['FIND User', ['ada', 'bob', 'eve']],
    ['FIND (User|jumpcloud_user)', ['ada', 'bob', 'eve']],
    ['FIND jumpcloud_device', []],
    ['FIND jumpcloud_user THAT HAS jumpcloud_group', ['ada', 'bob']],
    ['FIND jumpcloud_user THAT HAS << jumpcloud_group', ['ada', 'bob']],
    ['FIND jumpcloud_user THAT HAS >> jumpcloud_group', []],
    ['FIND jumpcloud_user THAT MANAGES jumpcloud_user', ['ada', 'bob']],
    ['FIND jumpcloud_user THAT MANAGES >> jumpcloud_user', ['ada']],
    ['FIND jumpcloud_user THAT MANAGES << jumpcloud_user', ['bob']],
    ['FIND jumpcloud_application THAT !ASSIGNED jumpcloud_user', ['unused']],
    [
      'FIND jumpcloud_user THAT (HAS|ASSIGNED) (jumpcloud_group|jumpcloud_application)',
      ['ada', 'bob'],
    ],
    [
      'FIND jumpcloud_user THAT !(HAS|ASSIGNED) (jumpcloud_group|jumpcloud_application)',
      ['eve'],
    ],
    [
      "FIND jumpcloud_application THAT !ASSIGNED jumpcloud_user WITH displayName = 'ada'",
      ['wiki', 'unused'],
    ],
    [
      'FIND jumpcloud_application THAT ASSIGNED jumpcloud_group THAT !HAS jumpcloud_user',
      ['wiki'],
    ],
    [
      "FIND jumpcloud_user THAT ASSIGNED AS access jumpcloud_application WHERE access.assignedBy = 'direct'",
      ['bob'],
    ],
    [
      "FIND jumpcloud_user AS u THAT ASSIGNED jumpcloud_application AS a WHERE u.displayName = 'ada' AND a.displayName = 'wiki'",
      [],
    ],
    ['FIND jumpcloud_user THAT !IS Person', ['eve']],
    ["FIND employee WITH userIds = 'ada' THAT IS jumpcloud_user", 1],
  ])('%s', (query, expected) => {
    const keys = found(graph, query);
    expect(typeof expected === 'number' ? keys.length : keys).toEqual(expected);
  });

  test('users with one e-mail address are one employee', () => {
    const shared = {
      ...graph,
      relationships: [...employees, employs(eve, String(ada.email))],
    };
    expect(found(shared, 'FIND Person')).toHaveLength(2);
    expect(
      ask(
        shared,
        'FIND Person AS p THAT IS jumpcloud_user AS u RETURN p.email, COUNT(u) AS users ORDER BY users DESC LIMIT 1',
        NOW,
      ),
    ).toEqual([{ 'p.email': 'ada@example.com', users: 2 }]);
  });

  test('relationships whose ends are not there lead nowhere', () => {
    const without = { ...graph, entities: [ada, git] };
    expect(
      found(without, 'FIND jumpcloud_application THAT ASSIGNED jumpcloud_user'),
    ).toEqual(['git']);
    expect(
      found(without, 'FIND jumpcloud_user THAT HAS jumpcloud_group'),
    ).toEqual([]);
  });
});

describe('what is returned', () => {
  test.each([
    [
      'FIND jumpcloud_user AS u THAT ASSIGNED AS r jumpcloud_application AS a RETURN u._key, a._key AS app, r.assignedBy ORDER BY app',
      [
        { 'u._key': 'ada', app: 'git', 'r.assignedBy': 'group' },
        { 'u._key': 'bob', app: 'git', 'r.assignedBy': 'group' },
        { 'u._key': 'bob', app: 'wiki', 'r.assignedBy': 'direct' },
      ],
    ],
    [
      'FIND jumpcloud_application AS a THAT ASSIGNED jumpcloud_user AS u RETURN a._key, COUNT(u) AS users ORDER BY users',
      [
        { 'a._key': 'wiki', users: 1 },
        { 'a._key': 'git', users: 2 },
      ],
    ],
    [
      // Bob has two applications and is one user.
      'FIND jumpcloud_user AS u THAT ASSIGNED jumpcloud_application AS a RETURN COUNT(u) AS users, COUNT(a)',
      [{ users: 2, 'COUNT(a)': 2 }],
    ],
    ['FIND jumpcloud_role AS r RETURN COUNT(r) AS roles', [{ roles: 0 }]],
    ['FIND jumpcloud_role AS r RETURN r.name, COUNT(r) AS roles', []],
    [
      'FIND jumpcloud_user AS u RETURN u.email ORDER BY u.email DESC',
      ['bob@example.com', 'ada@example.com', undefined].map((email) => ({
        'u.email': email,
      })),
    ],
  ])('%s', (query, rows) => {
    expect(ask(graph, query, NOW)).toEqual(rows);
  });

  test('without RETURN the entities, no more than the limit', () => {
    expect(ask(graph, 'FIND jumpcloud_user LIMIT 2', NOW)).toEqual([ada, bob]);
  });
});
