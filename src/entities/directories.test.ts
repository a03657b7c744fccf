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
const agentsByType = (sync: unknown[], imports: unknown[]) => ({
  agents: [
    ...sync.map((state) => ({ agentType: 'SYNC', state })),
    ...imports.map((state) => ({ agentType: 'IMPORT', state })),
  ],
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
  ['no active agent', agents('inactive', 'inactive'), 'broken'],
  // One whose type is not told may do the job of the other.
  [
    'an agent without a type',
    {
      agents: [{ state: 'inactive' }, { agentType: 'IMPORT', state: 'active' }],
    },
    undefined,
  ],
  // Nobody has explained that state.
  ['an unsealed agent', agents('inactive', 'unsealed'), undefined],
  ['an active and an unsealed agent', agents('active', 'unsealed'), 'ok'],
  ['no agent', agents(), undefined],
  // The two types do opposite jobs.
  ['nobody who writes to it', agentsByType(['inactive'], ['active']), 'broken'],
  [
    'nobody who reads from it',
    agentsByType(['active'], ['inactive', 'inactive']),
    'broken',
  ],
  [
    'somebody for each job',
    agentsByType(['inactive', 'active'], ['active']),
    'ok',
  ],
  ['one job, which is done', agentsByType(['active'], []), 'ok'],
  [
    'a job of which it is not known whether it is done',
    agentsByType(['unsealed'], ['active']),
    undefined,
  ],
  [
    'a job that nobody does beside one that is not known',
    agentsByType(['unsealed'], ['inactive']),
    'broken',
  ],
  ['agents that say nothing', agents(null, 7), undefined],
  ['one way into Workday', workday(true, false), 'ok'],
  ['no way into Workday', workday(false, undefined), 'broken'],
  ['an unknown way', workday(undefined, 'yes'), undefined],
  ['Workday without a word', { workday: { auth: null } }, undefined],
])('a directory with %s', (_, row, connectionState) => {
  expect(convert(row)).toMatchObject({ _key: id, name: id, connectionState });
});

test('of the agents of Active Directory: versions, last contact, and which job nobody does', () => {
  const entity = convert({
    type: 'active_directory',
    agents: [
      {
        agentType: 'SYNC',
        state: 'inactive',
        version: '2.50.0',
        contactAt: '2026-01-01T00:00:00Z',
        hostname: 'PLANTED',
        source_ip: 'PLANTED',
      },
      { agentType: 'SYNC', state: 'inactive', version: null, contactAt: null },
      {
        agentType: 'IMPORT',
        state: 'active',
        version: '2.51.0',
        contactAt: '2026-02-01T00:00:00Z',
      },
      {
        agentType: 'IMPORT',
        state: 'inactive',
        version: '2.51.0',
        contactAt: '2026-01-15T00:00:00Z',
      },
      null,
    ],
  });
  expect(entity).toMatchObject({
    connectionState: 'broken',
    inactiveAgentTypes: ['sync'],
    syncAgentVersions: ['2.50.0'],
    importAgentVersions: ['2.51.0'],
    syncAgentLastContactOn: Date.UTC(2026, 0, 1),
    importAgentLastContactOn: Date.UTC(2026, 1, 1),
  });
  expect(JSON.stringify(entity)).not.toContain('PLANTED');
});

test('without agents nothing is said of them', () => {
  const entity = convert({ type: 'g_suite' });
  [
    'inactiveAgentTypes',
    'syncAgentVersions',
    'importAgentVersions',
    'syncAgentLastContactOn',
    'importAgentLastContactOn',
    'lastImportOn',
  ].forEach((name) => expect([name, entity[name]]).toEqual([name, undefined]));
});

test('when users last came from Workday', () => {
  const workdayWith = (lastImport: unknown) =>
    convert({ type: 'workday', workday: { lastImport } }).lastImportOn;
  expect(workdayWith('2026-01-02T03:04:05Z')).toBe(
    Date.UTC(2026, 0, 2, 3, 4, 5),
  );
  expect(workdayWith('')).toBeUndefined();
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
