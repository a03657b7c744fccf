import { parseQuery } from './parser';

test('attributes properties to the right types and relationships', () => {
  const { start, steps, mentions, results, order, limit } = parseQuery(
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
  expect(start).toMatchObject({ names: people, alias: 'person' });
  expect(steps).toEqual([
    {
      from: people,
      verbs: ['ASSIGNED'],
      negated: false,
      alias: 'access',
      to: expect.objectContaining({
        names: applications,
        alias: 'application',
      }),
    },
  ]);
  expect(mentions).toEqual([
    { owner: people, property: 'active', values: ['boolean'] },
    { owner: people, property: '_createdOn', values: ['time'] },
    { owner: people, property: 'email', values: ['string'] },
    { owner: applications, property: 'name', values: ['string', 'string'] },
    { owner: steps[0], property: 'assignedBy', values: ['string'] },
    { owner: applications, property: 'tag.AccountName', values: [] },
  ]);
  expect(results.map(({ name }) => name)).toEqual([
    'application.tag.AccountName',
    'people',
  ]);
  expect(order).toEqual({ by: 'people', descending: true });
  expect(limit).toBe(5);
});

test('AND binds before OR', () => {
  const { start } = parseQuery(
    'FIND jumpcloud_user WITH a = 1 OR b = 2 AND c = 3',
  );
  expect(start.condition).toMatchObject({
    some: [
      { property: 'a' },
      { every: [{ property: 'b' }, { property: 'c' }] },
    ],
  });
});

test.each([
  ['an empty query', ''],
  ['no query', 'jumpcloud_user'],
  ['lower case', 'find jumpcloud_user'],
  ['a character that is unknown', 'FIND jumpcloud_user WITH name = "Ada"'],
  ['an operator that is unknown', "FIND jumpcloud_user WITH name =~ 'A'"],
  ['an operator for lists', "FIND jumpcloud_user WITH name ~= ('A' OR 'B')"],
  ['a NOT', 'FIND jumpcloud_user WITH NOT active = true'],
  ['a value that is none', 'FIND jumpcloud_user WITH active = yes'],
  ['no value', 'FIND jumpcloud_user WITH active'],
  ['an order of strings', "FIND jumpcloud_user WITH name > 'Ada'"],
  ['a start that is a number', 'FIND jumpcloud_user WITH name ^= 1'],
  ['a bracket left open', 'FIND jumpcloud_user WITH (active = true'],
  ['an AND without end', 'FIND jumpcloud_user WITH active = true AND'],
  ['two properties without AND', 'FIND jumpcloud_user WITH a = 1 b = 2'],
  ['an unknown unit', 'FIND jumpcloud_user WITH a > date.now - 1 moon'],
  ['a pattern with anchors', 'FIND jumpcloud_user WITH a = /^bot$/i'],
  ['a pattern with alternatives', 'FIND jumpcloud_user WITH a = /bot|service/'],
  ['a pattern with a blank', 'FIND jumpcloud_user WITH a = /full time/i'],
  ['an unknown flag', 'FIND jumpcloud_user WITH a = /bot/g'],
  ['a pattern that is contained', 'FIND jumpcloud_user WITH a ~= /bot/i'],
  ['a keyword as alias', 'FIND jumpcloud_user AS count'],
  ['an alias twice', 'FIND jumpcloud_user AS a THAT HAS jumpcloud_group AS a'],
  ['an alias that is not defined', 'FIND jumpcloud_user RETURN user.email'],
  ['a property without alias', 'FIND jumpcloud_user AS u RETURN email'],
  ['a property twice', 'FIND jumpcloud_user AS u RETURN u.email, u.email'],
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
  expect(() => parseQuery(query)).toThrow(
    /Expected|Alias|Not understood|returned twice/,
  );
});
