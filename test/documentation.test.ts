import fs from 'node:fs';
import path from 'node:path';

import { instanceConfigFields } from '../src/config';
import { EntityModel } from '../src/graph/entity';
import { Entities, ingestionConfig } from '../src/model';
import { integrationSteps } from '../src/steps';
import { filesBelow } from '../tools/integration';
import { BELIEFS } from '../src/check/beliefs';
import { PAGES as PAGES_OF_REQUESTS, withParts } from '../tools/requests';
import { blocksOf, PAGES, ROOT } from './blocks';

/* What the pages say of the code, where a reader would act on it. */

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const PAGE = read('docs/jupiterone.md');
const README = read('README.md');

test('the page of the tile begins with its name', () => {
  expect(PAGE).toMatch(/^# JumpCloud\n/);
});

/** The rows of the tables in a section, headings and prose left out. */
function rowsOf(page: string, heading: string): string[] {
  const [, section = ''] = page.split(`\n${heading}\n`);
  return section
    .split(/\n#+ /)[0]
    .split('\n')
    .filter((line) => /^\| /.test(line));
}

const SOURCES = rowsOf(PAGE, '### What to collect');
const SCOPES = SOURCES.join('\n');

test('every scope that a request may lack is in the table of scopes', () => {
  const source = filesBelow(path.join(ROOT, 'src'))
    .filter((file) => !file.endsWith('.test.ts'))
    // What other roles may have, rated.
    .filter((file) => !file.endsWith('roles/scopes.ts'))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n');
  const scopes = new Set(
    Array.from(source.matchAll(/'([a-z.]+\.readonly)'/g), ([, name]) => name),
  );
  expect(scopes.size).toBeGreaterThan(5);
  const missing = [...scopes].filter((name) => !SCOPES.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

test.each(integrationSteps.map((step) => [step.id, step] as const))(
  'the scope of what %s lists is in the row of its ingestion source',
  (id, { entities, ingestionSourceId }) => {
    const title = ingestionSourceId
      ? `**${ingestionConfig[ingestionSourceId].title}**`
      : '(always)';
    const row = SOURCES.find((line) => line.startsWith(`| ${title}`));
    for (const { _type } of entities) {
      const model = Object.values(Entities).find((one) => one._type === _type);
      const scope = (model as EntityModel).declaration.list?.scope;
      // Where an entity comes from elsewhere than its list, the test above knows the scope.
      if (scope === undefined || row?.includes(`\`${scope}\``)) continue;
      throw new Error(
        `${id}: add \`${scope}\` to the row ${title} of "What to collect" in docs/jupiterone.md.`,
      );
    }
  },
);

test('every ingestion source is in the table of sources', () => {
  const titles = Object.values(ingestionConfig).map(({ title }) => title);
  expect(titles.filter((title) => !PAGE.includes(`| **${title}**`))).toEqual(
    [],
  );
});

test('every field can be set by who reads .env.example', () => {
  const example = read('.env.example');
  const missing = Object.keys(instanceConfigFields)
    .map((field) => field.replace(/[A-Z]/g, '_$&').toUpperCase())
    .filter((name) => !new RegExp(`^(# )?${name}=`, 'm').test(example));
  expect(missing).toEqual([]);
});

test('what is always collected is in the first row of the table of sources', () => {
  const [, row = ''] = /^(\| \(always\).*)$/m.exec(SCOPES) ?? [];
  const missing = integrationSteps
    .filter(({ ingestionSourceId }) => ingestionSourceId === undefined)
    .flatMap(({ entities }) => entities.map(({ resourceName }) => resourceName))
    // Singular or plural.
    .filter(
      (name) =>
        !row.toLowerCase().includes(name.toLowerCase().replace(/(s|y)$/, '')),
    );
  expect(missing).toEqual([]);
});

test('every type of entity is in the table of what is collected, and no other', () => {
  const rows = rowsOf(PAGE, '## What is Collected');
  const named = rows.flatMap((row) => /`(jumpcloud_\w+)`/.exec(row)?.[1] ?? []);
  const types = Object.values(Entities).map(({ _type }) => _type);
  expect(named.sort()).toEqual(types.sort());
});

test('every request of the recordings is in the table of requests', () => {
  const rows = rowsOf(
    read('docs/development.md'),
    '## The API as this integration uses it',
  );
  const told = rows
    .flatMap((row) => row.split('|')[1].match(/`[^`]+`/g) ?? [])
    .flatMap((span) => alternatives(span.replace(/`|\b(GET|POST) /g, '')));
  expect(told.length).toBeGreaterThan(20);
  const asked = filesBelow(path.join(__dirname, '__recordings__'))
    .map((file) => JSON.parse(fs.readFileSync(file, 'utf8')) as Har)
    .flatMap(({ log }) => log.entries.map(({ request }) => request.url))
    .map((url) => new URL(url).pathname.replace(/\/[0-9a-f]{24}/g, '/{id}'));
  const missing = [...new Set(asked)].filter(
    (asked) => !told.some((path) => asked.endsWith(path)),
  );
  expect(missing).toEqual([]);
  // "Recovery keys of disks": they have a request of their own.
  expect(asked.filter((each) => /fdekey/i.test(each))).toEqual([]);
});

interface Har {
  log: { entries: { request: { url: string } }[] };
}

/** `/{a,b}/c` -> `/a/c`, `/b/c` */
function alternatives(text: string): string[] {
  const [, before, choice, after] =
    /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(text) ?? [];
  return choice === undefined
    ? [text]
    : choice.split(',').flatMap((one) => alternatives(before + one + after));
}

/** Fields that stay outside, by what the page says of them. */
const NOT_COLLECTED: [told: RegExp, model: EntityModel, fields: string[]][] = (
  [
    [
      /private keys, certificates/,
      Entities.APPLICATION,
      ['config.idpPrivateKey', 'databaseAttributes'],
    ],
    [/Shared secrets of RADIUS/, Entities.RADIUS_SERVER, ['sharedSecret']],
    [/^\| SSH keys/, Entities.USER, ['public_key', 'ssh_keys.public_key']],
    [/API keys, their hashes/, Entities.ADMIN, ['apiKey', 'apiKeyHash.prefix']],
    [/values of policies/, Entities.POLICY, ['values', 'configFields']],
    [
      /Postal addresses/,
      Entities.USER,
      ['addresses', 'phoneNumbers', 'recoveryEmail.address'],
    ],
    [
      /contacts and the billing/,
      Entities.ACCOUNT,
      ['accountsReceivable', 'settings.contactEmail'],
    ],
  ] as const
).map(([told, model, fields]) => [told, model as EntityModel, [...fields]]);

test.each(NOT_COLLECTED)(
  'what the page says is not collected (%p) stays outside',
  (told, { declaration }, fields) => {
    const rows = rowsOf(PAGE, '## What is Deliberately Not Collected');
    expect(rows.filter((row) => told.test(row))).toHaveLength(1);
    // What is excluded, a marker shows to stay outside (test/fields.test.ts).
    const isInside = (field: string) =>
      !declaration.excluded.includes(field) &&
      field.split('.')[0] in declaration.fields;
    expect(fields.filter(isInside)).toEqual([]);
  },
);

test.each(PAGES)('the commands that %s names are there', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
  };
  const named = Array.from(
    read(page).matchAll(/npm run (?:--silent )?([a-z0-9][a-z:0-9-]*)/g),
    ([, name]) => name,
  );
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('the README begins with the demo, and has the line that the gate runs', () => {
  const [first] = blocksOf('README.md');
  expect(first.text).toBe('npm ci && npm run demo');
  expect(README).toMatch(/^npm ci && npm test$/m);
});

const REPOSITORY = 'https://github.com/JupiterOne/graph-jumpcloud/blob/main/';
const RAW =
  'https://raw.githubusercontent.com/JupiterOne/graph-jumpcloud/main/';

test('the README, which is in the package too, has whole addresses, and what they name is in the repository', () => {
  const links = Array.from(
    README.matchAll(/\]\(([^)\s]+)\)/g),
    ([, link]) => link,
  );
  expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
  const own = links
    .filter((link) => link.startsWith(REPOSITORY) || link.startsWith(RAW))
    .map((link) => link.replace(REPOSITORY, '').replace(RAW, ''));
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter((link) => !leadsSomewhere(link))).toEqual([]);
});

test.each(PAGES)('links from %s to other pages lead somewhere', (page) => {
  const links = Array.from(
    read(page).matchAll(/\]\(([^)\s]+)\)/g),
    ([, link]) => link,
  );
  const broken = links
    .filter((link) => !/^https?:/.test(link))
    .filter((link) => !leadsSomewhere(link, page));
  expect(broken).toEqual([]);
});

/** @param page where the link stands */
function leadsSomewhere(link: string, page = 'README.md'): boolean {
  const [file, anchor] = link.split('#');
  const target = file ? path.join(path.dirname(page), file) : page;
  if (!fs.existsSync(path.join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return Array.from(read(page).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}

test.each(Object.keys(PAGES_OF_REQUESTS))(
  '%s tells of requests and beliefs what the code says: npm run docs',
  (page) => expect(withParts(page)).toBe(read(page)),
);

test('each belief has an id of its own, a source, a consequence, and a probe or the reason why there is none', () => {
  const ids = BELIEFS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  BELIEFS.forEach(({ id, fact, knownFrom, ifWrong, tried }) => {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    [fact, knownFrom, ifWrong].forEach((text) => expect(text).not.toBe(''));
    expect(tried).not.toBe('');
  });
});
