import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { rightsOf } from '../../src/entities/roles/rights';
import { Entities } from '../../src/model';
import { relationOf } from './ways';

const { ALLOWS, ASSIGNED } = RelationshipClass;
const [ROLE, ACCOUNT, USER, DEVICE] = [
  Entities.ROLE,
  Entities.ACCOUNT,
  Entities.USER,
  Entities.DEVICE,
].map(({ _type }) => _type);

/** What a role with these scopes may do, and to what. */
function rights(...scopes: string[]) {
  const role = rightsOf({ name: 'Custom', custom: true, scopes });
  const relation = relationOf({ _class: ALLOWS, ...role }, ROLE, ACCOUNT);
  return [
    relation.ahead,
    ...(relation.every ?? []).map(({ type, words }) => `${words} ${type}`),
  ];
}

test('access to some things is no access to others', () => {
  expect(rights('associations.applications')).toEqual([
    true,
    'may give access jumpcloud_application',
  ]);
  expect(rights('associations.systems')).toEqual([
    true,
    'may give root jumpcloud_device',
  ]);
  // What a group is given may be anything.
  expect(rights('associations.groups')).toEqual([
    true,
    'may give root jumpcloud_device',
    'may give access jumpcloud_application',
    'may give access jumpcloud_directory',
    'may give access jumpcloud_radius_server',
  ]);
});

test('a role that may nothing leads nowhere; one that is not rated may lead anywhere', () => {
  expect(rights('users.readonly')).toEqual([false]);
  expect(rights('users.hover')).toEqual([true]);
});

test('a right that is only possible is told so', () => {
  expect(rights('users')).toEqual([
    true,
    'may set passwords, possibly edit jumpcloud_user',
  ]);
  expect(rights('commands.schedule')).toEqual([
    true,
    'may possibly run code jumpcloud_device',
  ]);
  expect(rights('workflows')).toEqual([
    true,
    'may possibly edit and run jumpcloud_workflow',
  ]);
});

test('what a device reports is told beside what groups say', () => {
  const relation = (properties: object) =>
    relationOf({ _class: ASSIGNED, ...properties }, USER, DEVICE);
  expect(relation({ assignedBy: 'group' }).derived).toBe(true);
  expect(relation({ assignedBy: 'direct' }).derived).toBe(false);
  expect(relation({ observed: true }).derived).toBe(false);
  expect(
    relation({ assignedBy: 'group', observed: true, admin: true }),
  ).toMatchObject({ derived: false, root: true, words: 'is root on' });
});
