import { createEntity } from '../../graph/entity';
import { Entities } from '../../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.AUTH_POLICY, { id, ...row }, context);

const OFFICES = '5f00000000000000000000b1';
const UNKNOWN_LIST = '5f00000000000000000000b2';

test('a policy as JumpCloud sends it, without what it tells whom it refuses', () => {
  const entity = convert({
    name: 'Managed devices for finance',
    description: 'Since the audit',
    disabled: false,
    monitorOnly: true,
    type: 'application',
    effect: {
      action: 'allow',
      obligations: {
        mfa: { required: true },
        mfaFactors: [{ type: 'WEBAUTHN' }, { type: 'PUSH' }],
        userVerification: { requirement: 'required' },
      },
      custom_error_message: { enabled: true, message: 'PLANTED' },
    },
    targets: {
      resources: [{ type: 'application', id: '5F00000000000000000000C1' }],
      userGroups: {
        inclusions: ['5f00000000000000000000d1'],
        exclusions: ['5f00000000000000000000d2'],
      },
    },
    conditions: {
      all: [{ deviceManaged: true }, { ipAddressIn: [OFFICES, UNKNOWN_LIST] }],
    },
    ipLists: [
      { id: OFFICES, name: 'Offices', ips: ['192.0.2.0/24', '198.51.100.7'] },
      { id: '5f00000000000000000000b3', name: 'Others', ips: ['203.0.113.1'] },
    ],
  });
  expect(entity).toMatchObject({
    _key: id,
    _class: ['AccessPolicy'],
    name: 'Managed devices for finance',
    description: 'Since the audit',
    active: true,
    monitorOnly: true,
    type: 'application',
    effect: 'allow',
    mfaRequired: true,
    mfaFactors: ['WEBAUTHN', 'PUSH'],
    userVerification: 'required',
    conditions: `device is managed and IP address in Offices, ${UNKNOWN_LIST}`,
    deviceTrustRequired: true,
    deviceEncryptionRequired: false,
    ipLists: ['Offices', UNKNOWN_LIST],
    ipAddresses: ['192.0.2.0/24', '198.51.100.7'],
    targetedResources: ['application'],
    targetsAllApplications: false,
    appliesToAllUsers: false,
    includedGroupIds: ['5f00000000000000000000d1'],
    excludedGroupIds: ['5f00000000000000000000d2'],
    includedApplicationIds: ['5f00000000000000000000c1'],
    excludedApplicationIds: undefined,
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

const BINDING = { field: 'ldap_binding_user', operator: 'EQ', value: true };

test('a policy of LDAP says which users it is for', () => {
  const userAttributes = {
    inclusions: [BINDING],
    exclusions: [{ ...BINDING, value: false }, {}, null],
  };
  expect(convert({ type: 'ldap', targets: { userAttributes } })).toMatchObject({
    includedUserAttributes: ['ldap_binding_user eq true'],
    excludedUserAttributes: [
      'ldap_binding_user eq false',
      'unknown attribute',
      'unknown attribute',
    ],
  });
  const { includedUserAttributes, excludedUserAttributes } = convert({
    targets: { userAttributes: { inclusions: [] } },
  });
  expect([includedUserAttributes, excludedUserAttributes]).toEqual([
    undefined,
    undefined,
  ]);
});

test('an address that stands where the id of an IP list belongs is no list', () => {
  const conditions = { ipAddressIn: ['192.0.2.0/24', OFFICES] };
  const ipLists = [{ id: OFFICES, name: 'Offices', ips: ['198.51.100.7'] }];
  expect(convert({ conditions, ipLists })).toMatchObject({
    conditions: 'IP address in 192.0.2.0/24, Offices',
    ipLists: ['Offices'],
    ipAddresses: ['192.0.2.0/24', '198.51.100.7'],
  });
});

test.each<[string, object | null, boolean | undefined]>([
  ['all', { users: { inclusions: ['ALL'] } }, true],
  [
    'all but a group',
    {
      users: { inclusions: ['all'] },
      userGroups: { exclusions: ['5f00000000000000000000d2'] },
    },
    true,
  ],
  ['nobody', { users: { inclusions: [] } }, false],
  ['some', { userGroups: { inclusions: ['5f00000000000000000000d1'] } }, false],
  ['not said', { userGroups: { inclusions: [] } }, undefined],
  ['no targets', null, undefined],
  ['binding users', { userAttributes: { inclusions: [BINDING] } }, false],
  [
    'all binding users',
    {
      users: { inclusions: ['ALL'] },
      userAttributes: { inclusions: [BINDING] },
    },
    false,
  ],
  [
    'all but binding users',
    {
      users: { inclusions: ['ALL'] },
      userAttributes: { exclusions: [BINDING] },
    },
    false,
  ],
  [
    'all, narrowed by something odd',
    { users: { inclusions: ['ALL'] }, userAttributes: { inclusions: [{}] } },
    false,
  ],
  [
    'all, and no attribute',
    {
      users: { inclusions: ['ALL'] },
      userAttributes: { inclusions: [], exclusions: null },
    },
    true,
  ],
])('of users: %s', (_, targets, appliesToAllUsers) => {
  expect(convert({ targets })).toMatchObject({ appliesToAllUsers });
});

test.each<[string, unknown, boolean | undefined]>([
  ['all', [{ type: 'user_portal' }, { type: 'application' }], true],
  ['one', [{ type: 'application', id: '5f00000000000000000000c1' }], false],
  ['the portal alone', [{ type: 'user_portal' }], false],
  ['odd ones', [null, 'x', {}], false],
  ['none named', undefined, undefined],
])('of applications: %s', (_, resources, targetsAllApplications) => {
  expect(convert({ targets: { resources } })).toMatchObject({
    targetsAllApplications,
  });
});

test.each([
  ['nothing but an id', {}],
  ['nulls', { effect: null, targets: null, conditions: null, ipLists: null }],
  ['odd words', { disabled: 'False', effect: 'allow', conditions: undefined }],
])('a policy with %s is one, and nothing is guessed', (_, row) => {
  expect(convert(row)).toMatchObject({
    name: id,
    active: undefined,
    effect: undefined,
    mfaRequired: undefined,
    conditions: undefined,
    deviceTrustRequired: undefined,
    ipLists: undefined,
    ipAddresses: undefined,
    targetsAllApplications: undefined,
    includedGroupIds: undefined,
  });
});
