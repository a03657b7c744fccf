import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const id = '5f0000000000000000000001';
const context = {
  organizationId: '5f00000000000000000000aa',
  consoleUrl: 'https://console.jumpcloud.com',
  instanceName: 'Instance',
};
const convert = (row: object) =>
  createEntity(Entities.DIRECTORY, { id, ...row }, context);

test('a directory as JumpCloud sends it, without what its provider says at length', () => {
  const entity = convert({
    name: 'Microsoft 365',
    type: 'office_365',
    defaultDomain: { id: '5f0000000000000000000002', domain: 'example.com' },
    oAuthStatus: {
      expiry: { seconds: '1703732260' },
      error: 'invalid_grant',
      errorMessage: 'PLANTED',
    },
  });
  expect(entity).toMatchObject({
    _key: id,
    _class: ['Directory'],
    name: 'Microsoft 365',
    type: 'office_365',
    domain: 'example.com',
    connectionState: 'broken',
    connectionError: 'invalid_grant',
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

const agents = (...states: unknown[]) => ({
  agents: states.map((state) => ({ state })),
});
const workday = (basic: unknown, oauth: unknown) => ({
  workday: { auth: { basic: { isValid: basic }, oauth: { isValid: oauth } } },
});

test.each<[string, object, string | undefined]>([
  ['nothing said', {}, undefined],
  ['null', { oAuthStatus: null }, undefined],
  ['an empty status', { oAuthStatus: {} }, undefined],
  ['a token', { oAuthStatus: { expiry: { seconds: '1' } } }, 'ok'],
  ['an empty error', { oAuthStatus: { error: '' } }, 'ok'],
  ['an error', { oAuthStatus: { error: 'invalid_grant' } }, 'broken'],
  ['an active agent', agents('inactive', 'active'), 'ok'],
  ['no active agent', agents('inactive', 'unsealed'), 'broken'],
  ['no agent', agents(), undefined],
  ['agents that say nothing', agents(null, 7), undefined],
  ['one way into Workday', workday(true, false), 'ok'],
  ['no way into Workday', workday(false, undefined), 'broken'],
  ['an unknown way', workday(undefined, 'yes'), undefined],
  ['Workday without a word', { workday: { auth: null } }, undefined],
])('a directory with %s', (_, row, connectionState) => {
  expect(convert(row)).toMatchObject({ _key: id, name: id, connectionState });
});

test.each([['hovercraft'], [undefined], [null], [7]])(
  'a directory of type %p is one',
  (type) => {
    expect(convert({ name: 'Odd', type })).toMatchObject({
      name: 'Odd',
      type: type === null || type === undefined ? undefined : String(type),
      domain: undefined,
    });
  },
);
