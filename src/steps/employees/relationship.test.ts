import { createEmployeeRelationship } from './relationship';

const _key = '5f0000000000000000000001';
const employeeOf = (properties: object) =>
  createEmployeeRelationship(_key, {
    name: 'Ada Example',
    displayName: 'Ada E.',
    email: 'ada@example.com',
    ...properties,
  });

test('the exact form that JupiterOne maps by', () => {
  expect(
    employeeOf({
      firstName: 'Ada',
      lastName: 'Example',
      username: 'ada',
      employeeType: 'Contractor',
      employeeId: 'E1',
      jobTitle: 'Engineer',
      department: 'Engineering',
      githubUsername: 'ada-gh',
      bitbucketUsername: undefined,
    }),
  ).toEqual({
    _class: 'IS',
    _type: 'jumpcloud_user_is_employee',
    _key: `${_key}|is|FORWARD:_class=Person:email=ada@example.com`,
    displayName: 'IS',
    _mapping: {
      relationshipDirection: 'FORWARD',
      sourceEntityKey: _key,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: {
        _class: 'Person',
        _type: 'employee',
        email: 'ada@example.com',
        name: 'Ada Example',
        displayName: 'Ada E.',
        firstName: 'Ada',
        lastName: 'Example',
        employeeType: 'Contractor',
        employeeId: 'E1',
        userIds: ['ada'],
        title: 'Engineer',
        department: 'Engineering',
        githubUsername: 'ada-gh',
      },
      skipTargetCreation: false,
    },
  });
});

test('what is unknown is left out', () => {
  const relationship = employeeOf({});
  expect(relationship?._mapping).toMatchObject({
    targetEntity: {
      _class: 'Person',
      _type: 'employee',
      email: 'ada@example.com',
      name: 'Ada Example',
      displayName: 'Ada E.',
    },
  });
  expect(JSON.stringify(relationship)).not.toMatch(/null|undefined/);
});

test.each([
  ['no e-mail', { email: undefined }],
  ['a Samba service user', { sambaServiceUser: true }],
  ['a bot', { employeeType: 'Bot' }],
  ['generic', { employeeType: 'generic' }],
  ['a service', { employeeType: 'SERVICE' }],
  ['shared', { employeeType: 'shared' }],
  ['a system', { employeeType: 'System' }],
])('%s is no employee', (_, properties) => {
  expect(employeeOf(properties)).toBeUndefined();
});

test.each([
  ['suspended', { active: false, suspended: true }],
  ['of an unknown type', { employeeType: 'intern' }],
  ['of no type', { employeeType: undefined }],
])('a user who is %s still is one', (_, properties) => {
  expect(employeeOf(properties)).toBeDefined();
});
