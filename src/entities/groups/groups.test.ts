import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (group: object) =>
  createEntity(Entities.GROUP, { id, ...group }, context);

test('a dynamic group', () => {
  const entity = convert({
    name: 'Engineers',
    type: 'user_group',
    description: 'All of them',
    email: 'Eng@Example.com',
    membershipMethod: 'DYNAMIC_REVIEW_REQUIRED',
    memberQuery: {
      queryType: 'FilterQuery',
      filters: [
        { field: 'department', operator: 'eq', value: 'Engineering' },
        { field: 'location', operator: 'in', value: ['Oslo', 'Pune'] },
      ],
    },
    memberQueryErrorFlags: ['CYCLE'],
    memberQueryExemptions: [{ id, type: 'user' }],
    suggestionCounts: { add: 2, remove: 1, total: 3 },
    attributes: {
      sudo: { enabled: true, withoutPassword: false },
      ldapGroups: [{ name: 'eng' }],
      posixGroups: [{ id: 1001, name: 'eng' }],
      radius: { reply: [{ name: 'Filter-Id', value: 'PLANTED' }] },
      sambaEnabled: true,
    },
  });
  expect(entity).toMatchObject({
    _key: id,
    _type: 'jumpcloud_group',
    _class: ['Group'],
    name: 'Engineers',
    email: 'eng@example.com',
    dynamic: true,
    membershipMethod: 'DYNAMIC_REVIEW_REQUIRED',
    memberQuery: 'department eq "Engineering" and location in ["Oslo", "Pune"]',
    memberQueryErrors: ['CYCLE'],
    memberQueryExemptionCount: 1,
    suggestedAdditions: 2,
    suggestedRemovals: 1,
    suggestedChanges: 3,
    sudo: true,
    passwordlessSudo: false,
    ldapGroups: ['eng'],
    posixGroups: ['eng'],
    posixGroupIds: ['1001'],
    radiusReplyAttributes: ['Filter-Id'],
    sambaEnabled: true,
    webLink: `https://console.jumpcloud.com/#/groups/user/${id}/details`,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('the second dialect of queries', () => {
  const memberQuery = {
    filters: [{ field: 'sudo', operation: 'ne', value: true }, null],
  };
  expect(convert({ memberQuery }).memberQuery).toBe('sudo ne true');
});

test('a group of which nothing is known', () => {
  const entity = convert({ name: null, attributes: null, memberQuery: null });
  expect(entity).toMatchObject({ name: id, displayName: id });
  expect(entity.dynamic).toBeUndefined();
  expect(entity.sudo).toBeUndefined();
  expect(entity.ldapGroups).toBeUndefined();
});

test.each([
  ['STATIC', false],
  ['NOTSET', false],
  ['DYNAMIC_AUTOMATED', true],
  ['HOVERING', undefined],
  [undefined, undefined],
])('a group with the method %p is dynamic: %p', (membershipMethod, dynamic) => {
  expect(convert({ membershipMethod }).dynamic).toBe(dynamic);
});

const [A, B, C] = ['a', 'b', 'c'].map((field, n) => ({
  field,
  operator: 'eq',
  value: n + 1,
}));

test.each<[object, string | undefined]>([
  [
    {
      filters: [
        { field: 'department', operator: 'eq', value: 'Sales' },
        {
          operator: 'or',
          filters: [
            { field: 'location', operator: 'eq', value: 'Oslo' },
            { field: 'location', operator: 'eq', value: 'Pune' },
          ],
        },
      ],
    },
    'department eq "Sales" and (location eq "Oslo" or location eq "Pune")',
  ],
  [
    {
      filters: [
        {
          or: [
            { field: 'a', operation: 'eq', value: 1 },
            { not: [{ field: 'b', operation: 'eq', value: 2 }] },
          ],
        },
      ],
    },
    '(a eq 1 or not (b eq 2))',
  ],
  // The verb of the outermost group.
  [{ operator: 'or', filters: [A, B] }, 'a eq 1 or b eq 2'],
  [{ operator: 'OR', filters: [A, B] }, 'a eq 1 or b eq 2'],
  [{ or: [A, B] }, 'a eq 1 or b eq 2'],
  [{ operator: 'not', filters: [A] }, 'not (a eq 1)'],
  // Conditions in the context of a value.
  [
    { filters: [{ operation: 'or', value: [A, B] }, C] },
    '(a eq 1 or b eq 2) and c eq 3',
  ],
  // Several groups side by side hold together, among others in brackets.
  [{ or: [A, B], and: [C, A] }, '(c eq 3 and a eq 1) and (a eq 1 or b eq 2)'],
  [
    { or: [C, { or: [A, B], not: C }] },
    'c eq 3 or ((a eq 1 or b eq 2) and not (c eq 3))',
  ],
  [{ filters: [{ ...A, and: [B, C] }] }, '(a eq 1 and (b eq 2 and c eq 3))'],
  // A verb that nobody knows; a list in a list; conditions that are text.
  [{ operator: 'nor', filters: [A, B] }, 'a eq 1 nor b eq 2'],
  [{ filters: [A, [B, C]] }, 'a eq 1 and (b eq 2 and c eq 3)'],
  [{ filters: ['department:Sales', A] }, 'department:Sales and a eq 1'],
  // What a field is compared with.
  [{ filters: [{ ...A, value: [{ id: 1 }, 2] }] }, 'a eq [..., 2]'],
  [{ filters: [{ ...A, value: null }] }, 'a eq'],
  [{ filters: [] }, undefined],
  [[A], 'a eq 1'],
])('conditions that nest: %p', (memberQuery, text) => {
  expect(convert({ memberQuery }).memberQuery).toBe(text);
});

const SALES = 'department:$eq:Sales';
const EXAMPLE = 'company:$co:Example';
const search = (searchFilters: unknown) => ({
  queryType: 'Search',
  searchFilters,
});
const inText = (value: unknown) => JSON.stringify(value);

test.each<[unknown, string | undefined]>([
  // A search: JumpCloud's own set-up scripts make these.
  [search({ filter: { and: [SALES, EXAMPLE] } }), `${SALES} and ${EXAMPLE}`],
  [
    search(inText({ filter: { and: [SALES, EXAMPLE] } })),
    `${SALES} and ${EXAMPLE}`,
  ],
  [
    search({ filter: inText({ or: [SALES, EXAMPLE] }) }),
    `${SALES} or ${EXAMPLE}`,
  ],
  // Without a word between them all must hold.
  [search({ filter: [SALES, EXAMPLE] }), `${SALES} and ${EXAMPLE}`],
  [search({ filter: SALES }), SALES],
  [search(inText({ and: [SALES, EXAMPLE] })), `${SALES} and ${EXAMPLE}`],
  [search(SALES), SALES],
  [
    search({ filter: { and: [SALES, { or: [EXAMPLE, 'sudo:$eq:true'] }] } }),
    `${SALES} and (${EXAMPLE} or sudo:$eq:true)`,
  ],
  [search({ filter: [{ department: 'IT' }] }), 'department eq "IT"'],
  [
    search([{ filter: { or: [{ jobTitle: { $regex: '^Chief' } }, SALES] } }]),
    `jobTitle regex "^Chief" or ${SALES}`,
  ],
  [
    search({ filter: { or: [{ department: 'IT' }, { sudo: true }] } }),
    'department eq "IT" or sudo eq true',
  ],
  [
    search({
      filter: { or: [{ department: 'IT' }, { department: 'Sales' }] },
      searchFilter: { searchTerm: '@example.com', fields: ['email'] },
    }),
    '(department eq "IT" or department eq "Sales") and email contains "@example.com"',
  ],
  [
    search({
      searchFilter: {
        searchTerm: ['john', 'sarah'],
        fields: ['username', 'email'],
      },
    }),
    'username contains ["john", "sarah"] or email contains ["john", "sarah"]',
  ],
  [{ ...search({ filter: SALES }), filters: [] }, SALES],
  [{ ...search({ filter: SALES }), filters: [A] }, `(a eq 1) and ${SALES}`],
  [search({ filter: [A, B] }), 'a eq 1 and b eq 2'],
  [search({}), undefined],
  [search(null), undefined],
  [search('{"filter":'), '{"filter":'],
  // Filters that are JSON text.
  [{ filters: inText([A, B]) }, 'a eq 1 and b eq 2'],
  [{ filters: [inText(A), B] }, 'a eq 1 and b eq 2'],
  [{ filters: [inText({ or: [A, B] })] }, '(a eq 1 or b eq 2)'],
  [inText({ filters: [A] }), 'a eq 1'],
  [{ filters: [{ ...A, value: '[1]' }] }, 'a eq "[1]"'],
])('a search, or JSON text: %j', (memberQuery, text) => {
  expect(convert({ memberQuery }).memberQuery).toBe(text);
});

test('conditions that nest deeper than anybody reads cost nothing', () => {
  let condition: object = { field: 'a', operator: 'eq', value: 1 };
  for (let depth = 0; depth < 20_000; depth++) {
    condition = { operator: 'and', filters: [condition] };
  }
  expect(convert({ memberQuery: condition }).memberQuery).toBeUndefined();
});
