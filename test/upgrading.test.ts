import fs from 'node:fs';
import path from 'node:path';

import { Graph } from '../tools/integration';
import { parseQuery } from '../tools/j1ql/parser';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';
import { ROOT } from './blocks';
import { execute, useOwnStorage } from './executing';

/*
 * What version 2.3.1 put into the graph, held against what this one collects of
 * the sandbox, and against docs/upgrading.md, where what is not so any more
 * stands with its replacement.
 */

/** Type -> class, what the key is, and the properties. */
const ENTITIES: Record<
  string,
  { _class: string[]; key: RegExp; properties: string[] }
> = {
  jumpcloud_account: ofClass(
    ['Account', 'Organization'],
    'createdOn displayName id logoUrl name webLink',
  ),
  jumpcloud_user: ofClass(
    ['User'],
    `active company createdOn department description displayName email employeeId
     employeeType externallyManaged firstName id jobTitle lastName ldapBindingUser
     login mfaConfigured mfaEnabled mfaExclusion mfaExclusionUntil name
     sambaServiceUser state sudo suspended username webLink`,
  ),
  jumpcloud_group: ofClass(
    ['Group'],
    'attributes description displayName id name webLink',
  ),
  jumpcloud_application: ofClass(
    ['Application'],
    'active createdOn description displayName id name ssoUrl webLink',
  ),
  jumpcloud_apple_mdm: ofClass(
    ['Configuration'],
    'apnsCertExpiry appleCertSerialNumber depServerTokenState displayName id name',
  ),
  jumpcloud_apple_device: ofClass(
    ['Device'],
    `category createdAt depRegistered deviceCapacity deviceId displayName enrolled
     hasActivationLockBypassCodes id isSupervised macAddress make model name
     osVersion serial`,
  ),
};

/** Type -> class, source, target. */
const RELATIONSHIPS: Record<string, [string, string, string]> = {
  jumpcloud_account_has_user: ['HAS', 'jumpcloud_account', 'jumpcloud_user'],
  jumpcloud_account_has_group: ['HAS', 'jumpcloud_account', 'jumpcloud_group'],
  jumpcloud_account_has_application: [
    'HAS',
    'jumpcloud_account',
    'jumpcloud_application',
  ],
  jumpcloud_account_has_apple_mdm: [
    'HAS',
    'jumpcloud_account',
    'jumpcloud_apple_mdm',
  ],
  jumpcloud_group_has_user: ['HAS', 'jumpcloud_group', 'jumpcloud_user'],
  jumpcloud_group_assigned_application: [
    'ASSIGNED',
    'jumpcloud_group',
    'jumpcloud_application',
  ],
  jumpcloud_user_assigned_application: [
    'ASSIGNED',
    'jumpcloud_user',
    'jumpcloud_application',
  ],
  jumpcloud_apple_device_has_mdm: [
    'HAS',
    'jumpcloud_apple_device',
    'jumpcloud_apple_mdm',
  ],
};

/** What stands under its old name for the sake of old queries alone: `createdAt` was a number, `apnsCertExpiry` text. */
const KINDS: Record<string, string> = {
  createdAt: 'number',
  isSupervised: 'boolean',
  hasActivationLockBypassCodes: 'boolean',
  deviceCapacity: 'number',
  depServerTokenState: 'string',
  apnsCertExpiry: 'string',
  logoUrl: 'string',
};

function ofClass(_class: string[], properties: string) {
  return { _class, key: /^[0-9a-f]{24}$/, properties: properties.split(/\s+/) };
}

const PAGE = fs.readFileSync(path.join(ROOT, 'docs/upgrading.md'), 'utf8');

/** The cells of the rows below a heading, without their spaces. */
function rowsOf(heading: string): string[][] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  return section
    .split('\n## ')[0]
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const code = (text: string) => /^`([^`]+)`$/.exec(text)?.[1] ?? text;

const storage = useOwnStorage();
const tenant = createTenant({ users: 60 });
let sandbox: Sandbox;
let graph: Graph;

jest.setTimeout(60_000);

beforeAll(async () => {
  sandbox = await startSandbox({ tenants: [tenant] });
});

afterAll(() => sandbox.close());

beforeEach(async () => {
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  // The folder is that of one test.
  graph ??= (await execute(storage(), { apiKey: sandbox.apiKey })).graph;
});

test.each(Object.entries(ENTITIES))(
  'every key, class and property of %s is there, or on the page with its replacement',
  (type, { _class, key, properties }) => {
    const own = graph.entities.filter(({ _type }) => _type === type);
    expect(own.length).toBeGreaterThan(0);
    for (const entity of own) {
      expect(entity._class).toEqual(_class);
      expect(entity._key).toMatch(key);
      expect(entity.id).toBe(entity._key);
    }
    const gone = rowsOf('What is gone').filter(([of]) => code(of) === type);
    const isThere = (name: string) =>
      own.some((entity) => ![undefined, null].includes(entity[name] as never));
    const missing = properties.filter((name) => !isThere(name));
    expect(missing).toEqual(gone.map(([, name]) => code(name)));
    // The replacement is there, too.
    for (const [, , , instead] of gone) {
      const names = instead.match(/`\w+`/g) ?? [];
      expect(names.length).toBeGreaterThan(0);
      expect(names.map(code).filter((name) => !isThere(name))).toEqual([]);
    }
    for (const name of properties.filter((each) => each in KINDS)) {
      const values = own
        .map((entity) => entity[name])
        .filter((value) => value !== undefined);
      expect(new Set(values.map((value) => typeof value))).toEqual(
        new Set([KINDS[name]]),
      );
    }
  },
);

test.each(Object.entries(RELATIONSHIPS))(
  '%s has its class, its ends and its key',
  (type, [_class, source, target]) => {
    const own = graph.relationships.filter(({ _type }) => _type === type);
    expect(own.length).toBeGreaterThan(0);
    const typeOf = new Map(graph.entities.map((one) => [one._key, one._type]));
    for (const relationship of own) {
      const { _fromEntityKey: from, _toEntityKey: to } = relationship;
      expect(relationship._class).toBe(_class);
      expect([typeOf.get(String(from)), typeOf.get(String(to))]).toEqual([
        source,
        target,
      ]);
      expect(relationship._key).toBe(
        `${String(from)}|${_class.toLowerCase()}|${String(to)}`,
      );
    }
  },
);

test('the old relationship of Apple devices is the new one, read the other way', () => {
  const pairs = (type: string, from: string, to: string) =>
    graph.relationships
      .filter(({ _type }) => _type === type)
      .map((one) => `${String(one[from])} ${String(one[to])}`)
      .sort();
  expect(
    pairs('jumpcloud_apple_device_has_mdm', '_fromEntityKey', '_toEntityKey'),
  ).toEqual(
    pairs(
      'jumpcloud_apple_mdm_manages_device',
      '_toEntityKey',
      '_fromEntityKey',
    ),
  );
});

test('the page has every type and key, and what it says of names is so', () => {
  const rows = rowsOf('What stays');
  const named = rows.map(([type]) => code(type));
  for (const type of [...Object.keys(ENTITIES), ...Object.keys(RELATIONSHIPS)])
    expect(named).toContain(type);
  const renamed = rows.filter((row) => row.length === 3);
  expect(renamed.length).toBeGreaterThan(4);
  for (const [type, old, newer] of renamed.map((row) => row.map(code))) {
    expect(ENTITIES[type].properties).toContain(old);
    const own = graph.entities.filter(({ _type }) => _type === type);
    for (const entity of own) {
      expect(entity[old] === undefined).toBe(entity[newer] === undefined);
    }
  }
});

test('what means something else is a property of both, and its queries can be asked', () => {
  const rows = rowsOf('What means something else now').map((row) =>
    row.map(code),
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const [type, name, , , before, now] of rows) {
    expect(ENTITIES[type].properties).toContain(name);
    for (const query of [before, now]) {
      if (/^FIND/.test(query)) expect(parseQuery(query)).toBeDefined();
    }
  }
});
