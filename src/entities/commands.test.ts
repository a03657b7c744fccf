import { createEntity } from '../graph/entity';
import { Entities } from '../model';

const ROOT = '000000000000000000000000';
const SOMEBODY = '5f0000000000000000000002';

const commandOf = (row: object) =>
  createEntity(
    Entities.COMMAND,
    { _id: '5f0000000000000000000001', name: 'Restart', ...row },
    {
      organizationId: '5f00000000000000000000aa',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );

test.each<[string, object, boolean | undefined, string | undefined]>([
  ['by root', { commandType: 'linux', user: ROOT }, true, undefined],
  ['by root without sudo', { user: ROOT, sudo: false }, true, undefined],
  ['by a user with sudo', { user: SOMEBODY, sudo: true }, true, SOMEBODY],
  ['by a user without sudo', { user: SOMEBODY, sudo: false }, false, SOMEBODY],
  ['by a user', { commandType: 'mac', user: SOMEBODY }, undefined, SOMEBODY],
  ['by nobody knows whom', { commandType: 'mac' }, undefined, undefined],
  ['without sudo, by nobody knows whom', { sudo: false }, undefined, undefined],
  ['on Windows', { commandType: 'windows', sudo: false }, true, undefined],
  [
    'on Windows, with an empty user',
    { commandType: 'windows', user: '' },
    true,
    undefined,
  ],
])('a command that is run %s', (_, row, runsAsRoot, runAsUserId) => {
  const entity = commandOf(row);
  expect([entity.runsAsRoot, entity.runAsUserId]).toEqual([
    runsAsRoot,
    runAsUserId,
  ]);
});

test.each([
  ['trigger', true],
  ['manual', false],
  ['repeated', false],
  [undefined, undefined],
])('what %p starts: a webhook %p', (launchType, webhookTrigger) => {
  expect(commandOf({ launchType }).webhookTrigger).toBe(webhookTrigger);
});

test('a platform is called as that of a device', () => {
  const platforms = ['mac', 'linux', 'windows', undefined].map(
    (commandType) => commandOf({ commandType }).platform,
  );
  expect(platforms).toEqual(['darwin', 'linux', 'windows', undefined]);
});

test('what a command says is not even asked for', () => {
  const { query } = Entities.COMMAND.declaration.list ?? {};
  const asked = String(query?.fields).split(' ');
  expect(asked).toEqual(expect.arrayContaining(['name', 'user', 'sudo']));
  const { excluded } = Entities.COMMAND.declaration;
  expect(asked.filter((field) => excluded.includes(field))).toEqual([]);
});
