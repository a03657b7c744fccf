import fs from 'node:fs';
import path from 'node:path';

import { instanceConfigFields } from '../src/config';
import { EntityModel } from '../src/graph/entity';
import { Entities, ingestionConfig } from '../src/model';
import { integrationSteps } from '../src/steps';
import { filesBelow } from '../tools/integration';

/* What the pages say of the code, where a reader would act on it. */

const ROOT = path.resolve(__dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const PAGE = read('docs/jupiterone.md');
const README = read('README.md');

test('the page of the tile begins with its name', () => {
  expect(PAGE).toMatch(/^# JumpCloud\n/);
});

const SCOPES = PAGE.split('### What to collect')[1].split('\n#')[0];

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
    const row = SCOPES.split('\n').find((line) =>
      line.startsWith(`| ${title}`),
    );
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

test('the README names the commands that a newcomer types', () => {
  const { scripts } = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>;
  };
  const named = Array.from(README.matchAll(/npm run ([a-z:]+)/g), (m) => m[1]);
  expect(named).toEqual(expect.arrayContaining(['demo', 'report', 'graph']));
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
  expect(README).toMatch(/^npm ci && npm test$/m);
  expect(README).toMatch(/^npm ci && npm run demo$/m);
});

test('links between the pages lead somewhere', () => {
  const pages = [
    'README.md',
    'docs/jupiterone.md',
    'docs/development.md',
    'docs/operating.md',
    'jupiterone/README.md',
  ];
  const broken = pages.flatMap((page) =>
    Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file, anchor] = link.split('#');
        const target = file ? path.join(path.dirname(page), file) : page;
        if (!fs.existsSync(path.join(ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      })
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return Array.from(read(page).matchAll(/^#+ (.+)$/gm), ([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-'),
  );
}
