import { Entity, Relationship } from '@jupiterone/integration-sdk-core';
import fs from 'node:fs';
import path from 'node:path';

import { ask } from '../tools/j1ql/evaluator';

/* The Insights dashboard, asked of a tenant small enough to count by hand. */

interface Widget {
  title: string;
  type: string;
  config: { queries: { query: string }[] };
}

const { widgets } = JSON.parse(
  fs.readFileSync(
    path.join(__dirname, '../jupiterone/dashboards/identity-posture.json'),
    'utf8',
  ),
) as { widgets: Widget[] };

const DAY = 86_400_000;
const NOW = Date.parse('2026-06-30T12:00:00Z');

const entity = (
  key: string,
  type: string,
  _class: string,
  properties: object,
): Entity => ({
  _key: key,
  _type: `jumpcloud_${type}`,
  _class: [_class],
  displayName: key,
  ...properties,
});
const active = { active: true, activated: true, createdOn: NOW - 400 * DAY };
const entities = [
  entity('ada', 'user', 'User', {
    ...active,
    state: 'activated',
    mfaEnabled: true,
  }),
  entity('bob', 'user', 'User', {
    ...active,
    state: 'activated',
    mfaEnabled: false,
  }),
  entity('cleo', 'user', 'User', {
    active: false,
    suspended: true,
    state: 'suspended',
  }),
  entity('root', 'admin', 'User', {
    active: true,
    mfaEnabled: false,
    apiKeySet: true,
    apiKeyNeverExpires: true,
  }),
  entity('super', 'role', 'AccessRole', { superAdmin: true }),
  entity('backup', 'service_account', 'User', {
    active: true,
    status: 'active',
  }),
  entity('new laptop', 'device', 'Device', {
    lastSeenOn: NOW - DAY,
    encrypted: false,
    category: 'endpoint',
  }),
  entity('phone', 'device', 'Device', {
    lastSeenOn: NOW - DAY,
    encrypted: false,
    category: 'mobile',
  }),
  entity('old laptop', 'device', 'Device', {
    lastSeenOn: NOW - 31 * DAY,
    encrypted: false,
    category: 'endpoint',
  }),
  entity('wiki', 'application', 'Application', { active: true }),
  entity('empty', 'application', 'Application', { active: true }),
  entity("bob's sign-ins", 'sign_in_activity', 'Record', {
    signInsKnownSince: NOW - 90 * DAY,
    lastSignInOn: NOW - 40 * DAY,
  }),
  entity("ada's sign-ins", 'sign_in_activity', 'Record', {
    signInsKnownSince: NOW - 90 * DAY,
    lastSignInOn: NOW - DAY,
  }),
  entity('posture', 'device_posture', 'Record', {
    firewallEnabled: false,
    antivirusEnabled: false,
  }),
];
const relationships = [
  ['root', 'ASSIGNED', 'super'],
  ['ada', 'ASSIGNED', 'wiki'],
  ['bob', 'ASSIGNED', 'wiki'],
  ['cleo', 'ASSIGNED', 'wiki'],
  ['ada', 'HAS', "ada's sign-ins"],
  ['bob', 'HAS', "bob's sign-ins"],
  ['new laptop', 'HAS', 'posture'],
].map(
  ([from, verb, to]): Relationship => ({
    _key: `${from}|${verb}|${to}`,
    _type: `${from}_${to}`,
    _class: verb,
    displayName: verb,
    _fromEntityKey: from,
    _toEntityKey: to,
  }),
);

const rowsOf = (title: string) => {
  const widget = widgets.find((each) => each.title === title);
  expect(widget?.config.queries).toHaveLength(1);
  const [{ query }] = widget?.config.queries ?? [];
  return ask({ entities, relationships }, query, NOW);
};

test.each([
  ['Active users', 2],
  ['Active users without MFA', 1],
  ['Administrators without MFA', 1],
  ['Super administrators', 1],
  ['Administrators whose API keys never expire', 1],
  ['Service accounts whose secrets never end', 1],
  ['Active users who have not signed in for 30 days', 1],
  ['Devices not seen for 30 days', 1],
  ['Devices without encryption', 1],
  ['Devices without firewall', 1],
  ['Devices without antivirus', 1],
  ['Applications that nobody can reach', 1],
  ['Suspended users whose applications would be restored', 1],
])('%s: %d', (title, value) => {
  expect(rowsOf(title)).toEqual([{ value }]);
});

test('what is drawn', () => {
  expect(rowsOf('MFA of active users')).toEqual(
    expect.arrayContaining([
      { name: true, value: 1 },
      { name: false, value: 1 },
    ]),
  );
  expect(rowsOf('Users by state')).toEqual(
    expect.arrayContaining([
      { name: 'activated', value: 2 },
      { name: 'suspended', value: 1 },
    ]),
  );
  expect(rowsOf('Active users who reach each application')).toEqual([
    { x: 'wiki', y: 2 },
  ]);
});

test.each([
  ['Active users without MFA: who', { User: 'bob' }],
  ['Administrators', { Administrator: 'root', Role: 'super' }],
  ['Active users who have not signed in for 30 days: who', { User: 'bob' }],
  ['Devices not seen for 30 days: which', { Device: 'old laptop' }],
])('%s', (title, row) => {
  expect(rowsOf(title)).toEqual([expect.objectContaining(row)]);
});

test('no widget is untried', () => {
  expect(widgets).toHaveLength(13 + 3 + 4);
});
