import {
  createMappedRelationship,
  Entity,
  Relationship,
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';

import { Entities } from '../../src/model';
import { Graph } from '../integration';
import {
  createPicture,
  createPictureData,
  PictureData,
  writePicture,
} from './picture';

const HOSTILE = [
  `</script><script>document.title='x'</script>`,
  'line\u2028separator\u2029<img src=x onerror=alert(1)>',
  '<!--<script>',
  `"'&amp;`,
];

function entity(
  _key: string,
  { _type, _class }: { _type: string; _class: string[] } = Entities.USER,
  properties: Partial<Entity> = {},
): Entity {
  return { _key, _type, _class, displayName: _key, ...properties };
}

function relationship(
  _class: RelationshipClass,
  _fromEntityKey: string,
  _toEntityKey: string,
): Relationship {
  const _key = `${_fromEntityKey}|${_class}|${_toEntityKey}`;
  return { _key, _type: 'some', _class, _fromEntityKey, _toEntityKey };
}

/** That a user is the employee who has an e-mail address. */
function isEmployee(
  sourceEntityKey: string,
  email: string,
  relationshipDirection = RelationshipDirection.FORWARD,
): Relationship {
  return createMappedRelationship({
    _class: RelationshipClass.IS,
    _type: 'jumpcloud_user_is_employee',
    _key: `${sourceEntityKey}|is|${email}`,
    _mapping: {
      sourceEntityKey,
      relationshipDirection,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: { _class: 'Person', _type: 'employee', email },
    },
  });
}

function createGraph(
  entities: Entity[],
  relationships: Relationship[] = [],
): Graph {
  return { entities, relationships, steps: [], partialTypes: [] };
}

const hostile = createGraph([
  entity('account', Entities.ACCOUNT, { displayName: HOSTILE[0] }),
  ...HOSTILE.map((displayName, n) =>
    entity(`user ${n}`, Entities.USER, {
      displayName,
      description: HOSTILE[0],
    }),
  ),
]);

/** The script elements, as a browser finds them: none of them nests. */
function scriptsIn(page: string): { attributes: string; content: string }[] {
  return [...page.matchAll(/<script([^>]*)>(.*?)<\/script/gis)].map(
    ([, attributes, content]) => ({ attributes, content }),
  );
}

function dataIn(page: string): PictureData {
  return JSON.parse(scriptsIn(page)[0].content) as PictureData;
}

describe('a page about hostile names', () => {
  const page = createPicture(hostile);
  const [data, ...programs] = scriptsIn(page);

  test('has its own three script elements, and no other', () => {
    expect(page.match(/<script/gi)).toHaveLength(3);
    expect(page.match(/<\/script/gi)).toHaveLength(3);
    expect(data.attributes).toBe(' id="data" type="application/json"');
    expect(programs.map(({ attributes }) => attributes)).toEqual(['', '']);
    expect(page).not.toContain('<!--');
    expect(page).not.toContain('<img');
  });

  test('gives back the same names', () => {
    const { title, nodes } = dataIn(page);
    expect(title).toBe(HOSTILE[0]);
    expect(nodes.map(({ name }) => name)).toEqual([HOSTILE[0], ...HOSTILE]);
    expect(nodes[1].properties).toContainEqual(['description', HOSTILE[0]]);
  });

  test('has nothing in its data that HTML or JavaScript could take for an end', () => {
    expect(data.content).not.toMatch(/[<>&\u2028\u2029]/);
    expect(data.content).toContain(String.raw`\u003c/script\u003e`);
    expect(data.content).toContain(String.raw`line\u2028separator\u2029`);
  });

  test('has nothing of the tenant outside of its data', () => {
    const harmless = createGraph([entity('account', Entities.ACCOUNT)]);
    const withoutData = (text: string) => text.replace(/(id="data").*/, '$1');
    expect(withoutData(page)).toBe(withoutData(createPicture(harmless)));
  });

  test('allows its own programs only, by their hashes', () => {
    const [, policy] = /Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const hashes = programs.map(
      ({ content }) =>
        `'sha256-${createHash('sha256').update(content).digest('base64')}'`,
    );
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashes.join(' ')}`,
      "style-src 'unsafe-inline'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    // A browser reads each of these as a line feed, which changes the hash.
    expect(page).not.toContain('\r');
    // The policy holds only for what comes after it.
    expect(page.indexOf('Security-Policy')).toBeLessThan(
      page.indexOf('<style'),
    );
  });

  test('loads nothing', () => {
    const markup = page.replace(/<script.*?<\/script/gis, '');
    expect(markup).not.toMatch(
      /https?:|\b(src|href|srcset|data)=|url\(|@import/,
    );
    for (const { content } of programs) {
      expect(content).not.toMatch(/\bimport\s*\(\s*["'`]|sourceMappingURL/);
      expect(content).not.toMatch(/(src|href)\s*=\s*["'`]https?:/);
    }
  });

  test('has programs that are JavaScript, and never write markup', () => {
    const [library, own] = programs.map(({ content }) => content);
    expect(library).toContain('vis-network');
    for (const program of [library, own]) {
      expect(() => new vm.Script(program)).not.toThrow();
      expect(program).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML/);
    }
  });
});

test('entities come with what people can read, without raw data', () => {
  const user = entity('ada', Entities.USER, {
    createdOn: Date.UTC(2024, 0, 31, 9, 5),
    tags: ['a', 'b'],
    mfaEnabled: false,
    nothing: undefined,
    _rawData: [{ name: 'default', rawData: { secret: 'raw' } }],
  });
  const page = createPicture(createGraph([user]));
  expect(page).not.toContain('_rawData');
  expect(dataIn(page).nodes[0]).toMatchObject({
    name: 'ada',
    type: 'jumpcloud_user',
    properties: [
      ['createdOn', '2024-01-31 09:05'],
      ['tags', 'a, b'],
      ['mfaEnabled', 'false'],
      ['_key', 'ada'],
      ['_type', 'jumpcloud_user'],
      ['_class', 'User'],
    ],
  });
});

test('the same target of mapped relationships is drawn once', () => {
  const { nodes, edges, kinds, total } = createPictureData(
    createGraph(
      [entity('a'), entity('b'), entity('c')],
      [
        isEmployee('a', 'same@example.com'),
        isEmployee('b', 'same@example.com', RelationshipDirection.REVERSE),
        isEmployee('c', 'other@example.com'),
        isEmployee('not in the graph', 'same@example.com'),
      ],
    ),
  );
  expect(nodes.map(({ name }) => name)).toEqual([
    'a',
    'b',
    'c',
    'same@example.com',
    'other@example.com',
  ]);
  expect(edges.map(({ from, to }) => [from, to])).toEqual([
    [0, 3],
    [3, 1],
    [2, 4],
  ]);
  expect(edges.every(({ mapped, name }) => mapped && name === 'IS')).toBe(true);
  expect(total).toBe(5);
  expect(kinds.find(({ type }) => type === 'employee')).toMatchObject({
    mapped: true,
    drawn: 2,
    total: 2,
  });
});

test('a large graph is cut: the few of each type first, then users, then employees', () => {
  const users = Array.from({ length: 30 }, (_, n) => entity(`user ${n}`));
  const graph = createGraph(
    [
      ...users,
      entity('role', Entities.ROLE),
      entity('admin', Entities.ADMIN),
      entity('group', Entities.GROUP),
      entity('application', Entities.APPLICATION),
      entity('account', Entities.ACCOUNT),
    ],
    users.flatMap(({ _key }) => [
      relationship(RelationshipClass.HAS, 'group', _key),
      isEmployee(_key, `${_key}@example.com`),
    ]),
  );
  const cut = createPictureData(graph, 10);
  expect(cut.nodes.map(({ name }) => name)).toEqual([
    'account',
    'application',
    'group',
    'admin',
    'role',
    ...users.slice(0, 5).map(({ _key }) => _key),
  ]);
  expect(cut.edges.map(({ to }) => to)).toEqual([5, 6, 7, 8, 9]);
  expect(cut).toMatchObject({ entities: 35, relationships: 60, total: 65 });
  const counts = cut.kinds.map(({ type, drawn, total }) => [
    type,
    drawn,
    total,
  ]);
  expect(counts).toContainEqual(['jumpcloud_user', 5, 30]);
  expect(counts).toContainEqual(['employee', 0, 30]);
  expect(createPictureData(graph).nodes).toHaveLength(65);
});

test('more than 1,500 are not drawn', () => {
  const users = Array.from({ length: 1_501 }, (_, n) => entity(`user ${n}`));
  expect(createPictureData(createGraph(users)).nodes).toHaveLength(1_500);
});

test('a node hangs on the one that tells most about it', () => {
  const { HAS } = RelationshipClass;
  const members = ['a', 'b', 'c'];
  const { edges } = createPictureData(
    createGraph(
      [
        entity('account', Entities.ACCOUNT),
        entity('group', Entities.GROUP),
        ...[...members, 'd'].map((key) => entity(key)),
      ],
      [
        relationship(HAS, 'account', 'group'),
        ...[...members, 'd'].map((key) => relationship(HAS, 'account', key)),
        ...members.map((key) => relationship(HAS, 'group', key)),
        relationship(RelationshipClass.MANAGES, 'a', 'b'),
      ],
    ),
  );
  const springs = edges.filter(({ spring }) => spring);
  expect(springs.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [0, 5],
    [1, 2],
    [1, 3],
    [1, 4],
  ]);
});

test('a type that nobody knows is drawn too', () => {
  const { kinds, nodes } = createPictureData(
    createGraph([entity('x', { _type: 'jumpcloud_new', _class: ['Device'] })]),
  );
  expect(kinds[nodes[0].kind]).toMatchObject({
    name: 'jumpcloud_new',
    total: 1,
  });
});

describe('in a directory', () => {
  let directory = '';
  const inStorage = (name: string) =>
    path.join(directory, '.j1-integration', name);
  const write = (name: string, content: unknown) => {
    fs.mkdirSync(path.dirname(inStorage(name)), { recursive: true });
    fs.writeFileSync(inStorage(name), JSON.stringify(content));
  };
  const summary = {
    integrationStepResults: [],
    metadata: { partialDatasets: { types: [] } },
  };
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
    write('index.html', 'what visualize has written');
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  test('it takes the place of the page that is not safe', () => {
    write('summary.json', summary);
    write('graph/fetch-users/entities/1.json', { entities: [entity('ada')] });
    expect(writePicture(directory)).toBe(inStorage('index.html'));
    const page = fs.readFileSync(inStorage('index.html'), 'utf8');
    expect(dataIn(page).nodes.map(({ name }) => name)).toEqual(['ada']);
  });

  test.each([
    ['nothing was collected', []],
    ['there is no summary', ['graph/fetch-users/entities/1.json']],
    ['there is no graph', ['summary.json']],
    ['the graph is empty', ['summary.json', 'graph/a/entities/1.json']],
  ])('where %s, it says what to do, and no page is left', (_, files) => {
    for (const file of files) write(file, { ...summary, entities: [] });
    expect(() => writePicture(directory)).toThrow(
      /^There is no graph in .+: run `npm start` first$/,
    );
    expect(fs.existsSync(inStorage('index.html'))).toBe(false);
  });
});
