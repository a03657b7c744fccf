import {
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { gunzipSync } from 'node:zlib';

import { Entities, MappedRelationships } from '../../src/model';
import { integrationSteps } from '../../src/steps';
import { contentsOf } from './contents';
import { createPage } from './document';
import { drawGraph } from './graph';
import { drawDependencies, drawTypes } from './model';
import { Store } from './page/store';
import { writeDependencies, writePicture, writeTypes } from './picture';
import {
  entity,
  Example,
  HOSTILE,
  isEmployee,
  linksFrom,
  openContents,
  openStore,
  relationship,
} from './testing';
import { createModelImage } from './svg';

const hostile: Example = {
  entities: [
    entity('account', Entities.ACCOUNT, { displayName: HOSTILE[0] }),
    ...HOSTILE.map((displayName, place) =>
      entity(`user ${place}`, Entities.USER, {
        displayName,
        description: HOSTILE[0],
      }),
    ),
  ],
  relationships: [],
  findings: [
    {
      name: 'odd',
      title: HOSTILE[0],
      level: 'LOW',
      count: 1,
      keys: ['user 0'],
    },
  ],
};

function pageOf({ findings, ...graph }: Example): string {
  return createPage(contentsOf(drawGraph(graph, findings)));
}

/** The script elements, as a browser finds them: none of them nests. */
function scriptsIn(page: string): { attributes: string; content: string }[] {
  return [...page.matchAll(/<script([^>]*)>(.*?)<\/script/gis)].map(
    ([, attributes, content]) => ({ attributes, content }),
  );
}

/** What a page holds, by section. */
function sectionsIn(page: string): Map<string, Buffer> {
  return new Map(
    scriptsIn(page).flatMap(({ attributes, content }) => {
      const [, name] = / id="(.+)"/.exec(attributes) ?? [];
      return name === undefined
        ? []
        : [[name, gunzipSync(Buffer.from(content, 'base64'))] as const];
    }),
  );
}

/** "Group HAS User", of all relationships in a store. */
function relationshipsIn(store: Store): string[] {
  return Array.from({ length: store.count }, (_, from) =>
    linksFrom(store, from).map(
      ({ other, relation }) =>
        `${store.keyOf(from)} ${relation._class} ${store.keyOf(other)}`,
    ),
  ).flat();
}

describe('a page about hostile names', () => {
  const page = pageOf(hostile);
  const scripts = scriptsIn(page);
  const program = scripts[scripts.length - 1];
  const sections = scripts.slice(0, -1);

  test('has one program; the other script elements are data without a sign of markup', () => {
    expect(program.attributes).toBe('');
    expect(sections.map(({ attributes }) => attributes)).toEqual(
      ['head', 'names', 'edges', 'findings', 'block-0'].map(
        (name) => ` type="application/gzip" id="${name}"`,
      ),
    );
    for (const { content } of sections) {
      expect(content).toMatch(/^[A-Za-z0-9+/=]+$/);
    }
    expect(page.match(/<script/gi)).toHaveLength(scripts.length);
    expect(page.match(/<\/script/gi)).toHaveLength(scripts.length);
    expect(page).not.toContain('<!--');
  });

  test('gives back the same names', async () => {
    const store = await openContents(sectionsIn(page));
    const names = Array.from({ length: store.count }, (_, one) =>
      store.nameOf(one),
    );
    expect(names).toEqual([HOSTILE[0], ...HOSTILE]);
    expect(store.head.title).toBe(HOSTILE[0]);
    expect(store.head.findings[0].title).toBe(HOSTILE[0]);
    expect(await store.propertiesOf(1)).toContainEqual([
      'description',
      HOSTILE[0],
    ]);
  });

  test('has nothing of the tenant outside of its data', () => {
    const harmless = { ...hostile, entities: [entity('x')], findings: [] };
    const withoutData = (text: string) =>
      text.replace(/(id="[\w-]+">)[A-Za-z0-9+/=]+/g, '$1');
    expect(withoutData(page)).toBe(withoutData(pageOf(harmless)));
  });

  test('allows its own program only, by its hash', () => {
    const [, policy] = /Security-Policy" content="([^"]+)"/.exec(
      page.replace(/\s+/g, ' '),
    ) ?? [''];
    const hash = createHash('sha256').update(program.content).digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}'`,
      "style-src 'unsafe-inline'",
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
    expect(markup).not.toMatch(/https?:|\b(src|srcset|data)=|@import/);
    // The head of an arrow is in the page itself.
    expect(markup.match(/url\([^)]*\)/g)).toEqual(['url(#arrow)']);
    expect(program.content).not.toMatch(/\bimport\s*\(|sourceMappingURL/);
  });

  test('has a program that is JavaScript, and never writes markup', () => {
    expect(() => new vm.Script(program.content)).not.toThrow();
    const own = fs
      .readdirSync(path.join(__dirname, 'page'))
      .filter((name) => /^\w+\.ts$/.test(name))
      .map((name) =>
        fs.readFileSync(path.join(__dirname, 'page', name), 'utf8'),
      );
    expect(own.length).toBeGreaterThan(5);
    for (const text of own) {
      expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|\beval/);
    }
  });
});

test('entities come with their properties, without raw data', async () => {
  const user = entity('ada', Entities.USER, {
    createdOn: Date.UTC(2024, 0, 31, 9, 5),
    tags: ['a', 'b'],
    mfaEnabled: false,
    nothing: undefined,
    _rawData: [{ name: 'default', rawData: { secret: 'raw' } }],
  });
  const store = await openStore({
    entities: [entity('other'), user],
    relationships: [],
    findings: [],
  });
  expect(await store.propertiesOf(1)).toEqual([
    ['_key', 'ada'],
    ['_type', 'jumpcloud_user'],
    ['_class', ['User']],
    ['createdOn', Date.UTC(2024, 0, 31, 9, 5)],
    ['tags', ['a', 'b']],
    ['mfaEnabled', false],
  ]);
});

test('values that only look the same stay apart', async () => {
  const values = [0, '0', false, 'false', ['0'], '["0"]'];
  const entities = values.map((value, place) =>
    entity(`user ${place}`, Entities.USER, { value }),
  );
  const store = await openStore({ entities, relationships: [], findings: [] });
  const read = await Promise.all(
    values.map(async (_, place) => {
      const properties = await store.propertiesOf(place);
      return new Map(properties).get('value');
    }),
  );
  expect(read).toEqual(values);
});

test('the same target of mapped relationships is there once', async () => {
  const store = await openStore({
    entities: [entity('a'), entity('b'), entity('c')],
    relationships: [
      isEmployee('a', 'same@example.com'),
      isEmployee('b', 'same@example.com', RelationshipDirection.REVERSE),
      isEmployee('c', 'other@example.com'),
      isEmployee('not in the graph', 'same@example.com'),
    ],
    findings: [],
  });
  const kind = store.head.kinds.find(({ type }) => type === 'employee');
  expect(kind).toMatchObject({ mapped: true, count: 2 });
  const links = Array.from({ length: store.count }, (_, from) =>
    linksFrom(store, from).map(({ other }) => [
      store.nameOf(from),
      store.nameOf(other),
    ]),
  ).flat();
  expect(links.sort()).toEqual([
    ['a', 'same@example.com'],
    ['c', 'other@example.com'],
    ['same@example.com', 'b'],
  ]);
});

test('a type that nobody knows is there too', async () => {
  const store = await openStore({
    entities: [entity('x', { _type: 'jumpcloud_new', _class: ['Device'] })],
    relationships: [],
    findings: [],
  });
  expect(store.kindOf(0)).toMatchObject({ name: 'jumpcloud_new', count: 1 });
});

test('a relationship without one of its ends is left out', async () => {
  const store = await openStore({
    entities: [entity('a')],
    relationships: [relationship('a', RelationshipClass.MANAGES, 'nobody')],
    findings: [],
  });
  expect(store.degree(0)).toBe(0);
});

test('the data model has every type and relationship of the steps', async () => {
  const store = await openContents(contentsOf(drawTypes(integrationSteps)));
  for (const { entities, relationships } of integrationSteps) {
    for (const { _type, resourceName, _class } of entities) {
      const place = store.entityOf(_type);
      expect(place).toBeDefined();
      if (place === undefined) continue;
      expect(store.nameOf(place)).toBe(resourceName);
      const properties = new Map(await store.propertiesOf(place));
      expect(properties.get('_class')).toEqual(_class);
    }
    for (const { sourceType, _class, targetType } of relationships) {
      expect(relationshipsIn(store)).toContain(
        `${sourceType} ${_class} ${targetType}`,
      );
    }
  }
  const mapped = linksFrom(store, store.entityOf('jumpcloud_user') ?? -1);
  const ofUsers = Object.values(MappedRelationships).filter(
    ({ sourceType }) => sourceType === 'jumpcloud_user',
  );
  expect(mapped.filter(({ relation }) => relation.mapped)).toHaveLength(
    ofUsers.length,
  );
  for (const { sourceType, _class, targetType } of Object.values(
    MappedRelationships,
  )) {
    expect(relationshipsIn(store)).toContain(
      `${sourceType} ${_class} ${targetType}`,
    );
  }
});

test('a mapped relationship that leads back is drawn from its target', async () => {
  const user = { ...Entities.USER, step: 'x' };
  const contents = contentsOf(
    drawTypes([
      {
        id: 'fetch-users',
        name: 'Users',
        entities: [user],
        relationships: [],
        mappedRelationships: [
          {
            _type: 'employee_is_user',
            sourceType: user._type,
            _class: RelationshipClass.IS,
            targetType: 'employee',
            direction: RelationshipDirection.REVERSE,
          },
        ],
      },
    ]),
  );
  expect(relationshipsIn(await openContents(contents))).toEqual([
    'employee IS jumpcloud_user',
  ]);
});

test('the image of the data model has its core, and says what the organization has', async () => {
  const image = await createModelImage(integrationSteps);
  const types = [...image.matchAll(/class="type"[^>]*>([^<]+)</g)].map(
    ([, type]) => type,
  );
  expect(types.sort()).toEqual([
    'jumpcloud_account',
    'jumpcloud_admin',
    'jumpcloud_application',
    'jumpcloud_device',
    'jumpcloud_device_group',
    'jumpcloud_group',
    'jumpcloud_role',
    'jumpcloud_user',
  ]);
  expect(image).toContain('>HAS every entity below, but Role<');
});

test('each step stands after those that it depends on', async () => {
  const drawing = drawDependencies(integrationSteps);
  const store = await openContents(contentsOf(drawing));
  const expected = integrationSteps.flatMap(({ id, dependsOn = [] }) =>
    dependsOn.map((other) => `${other} BEFORE ${id}`),
  );
  expect(expected.length).toBeGreaterThan(0);
  expect(relationshipsIn(store).sort()).toEqual(expected.sort());
  expect(store.count).toBe(integrationSteps.length);
  for (let step = 0; step < store.count; step += 1) {
    for (const { other } of linksFrom(store, step)) {
      expect(store.kindOf(other).column).toBeGreaterThan(
        store.kindOf(step).column,
      );
    }
  }
});

describe('in a directory', () => {
  let directory = '';
  const write = (name: string, content: unknown) => {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(content));
  };
  const picture = () => path.join(directory, 'output', 'graph.html');
  const summary = {
    integrationStepResults: [],
    metadata: { partialDatasets: { types: [] } },
  };
  const users = '.j1-integration/graph/fetch-users/entities/1.json';
  const ended = '.j1-integration/summary.json';
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
    write('output/graph.html', 'the picture of an earlier run');
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  test('the picture has what was collected, and what the rules find in it', async () => {
    const ada = { active: true, activated: true, mfaEnabled: false };
    write(ended, summary);
    write(users, { entities: [entity('ada', Entities.USER, ada)] });
    expect(writePicture(directory)).toBe(picture());
    const store = await openContents(
      sectionsIn(fs.readFileSync(picture(), 'utf8')),
    );
    expect(store.nameOf(0)).toBe('ada');
    const place = store.head.findings.findIndex(
      ({ name }) => name === 'jumpcloud-active-user-without-mfa',
    );
    expect((await store.findings())[place]).toEqual([0]);
  });

  test.each([
    ['nothing was collected', []],
    ['there is no summary', [users]],
    ['there is no graph', [ended]],
    ['the graph is empty', [ended, users]],
  ])('where %s, it says what to do, and no picture is left', (_, files) => {
    for (const file of files) write(file, { ...summary, entities: [] });
    expect(() => writePicture(directory)).toThrow(
      /^There is no graph in .+: run `npm start` first$/,
    );
    expect(fs.existsSync(picture())).toBe(false);
  });

  test('the pages of the model need no graph, and leave nothing in .j1-integration', () => {
    expect(writeTypes(directory)).toContain('types.html');
    expect(writeDependencies(directory)).toContain('dependencies.html');
    expect(fs.readdirSync(directory)).toEqual(['output']);
    expect(fs.readdirSync(path.join(directory, 'output')).sort()).toEqual([
      'dependencies.html',
      'graph.html',
      'types.html',
    ]);
  });
});
