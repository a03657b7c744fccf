import { createGroupEntity } from './converter';

const id = '5f0000000000000000000001';
const place = { consoleUrl: 'https://console.jumpcloud.com' };
const convert = (group: object) => createGroupEntity({ id, ...group }, place);

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

test('a static group is known not to be dynamic', () => {
  expect(convert({ membershipMethod: 'STATIC' }).dynamic).toBe(false);
});
