import fs from 'node:fs';
import path from 'node:path';

import {
  Block,
  blocksOf,
  createCopy,
  endAll,
  GUIDE,
  Place,
  runScript,
} from './blocks';
import { freePort } from './serving';

/*
 * "Add a resource in ten minutes" of docs/development.md, done as it says in a
 * copy of this project: each block of TypeScript is put where its comments say,
 * then the commands are run.
 */

jest.setTimeout(600_000);

const BLOCKS = blocksOf('docs/development.md').filter(({ section }) =>
  GUIDE.includes(section),
);
const isCommand = ({ text }: Block) => /^(npx|npm) /.test(text);

let place: Place;
beforeAll(() => (place = createCopy()));
afterAll(() => {
  endAll();
  place.remove();
});

function edit(file: string, change: (text: string) => string): void {
  const target = path.join(place.directory, file);
  fs.writeFileSync(target, change(fs.readFileSync(target, 'utf8')));
}

/** Puts code where the comment above it says: `// file`, `// file: with the imports`, `// file: in NAME`, `// file: at the end`. */
function apply(block: Block): void {
  const parts = block.text.split(/^\/\/ (\S+\.ts)(?:: (.+))?$/m);
  expect([block.line, parts.shift()]).toEqual([block.line, '']);
  for (let n = 0; n < parts.length; n += 3) {
    const [file, where, code] = parts.slice(n, n + 3);
    if (where === undefined) {
      const target = path.join(place.directory, file);
      expect([file, fs.existsSync(target)]).toEqual([file, false]);
      fs.writeFileSync(target, code);
    } else edit(file, (text) => insert(text, where, code.trim()));
  }
}

function insert(text: string, where: string, code: string): string {
  if (where === 'at the end') return `${text}\n${code}\n`;
  const name = where.replace(/^in /, '');
  const start =
    where === 'with the imports'
      ? /^(?=import )/m
      : new RegExp(
          `(?:interface ${name}\\b[^{]*\\{|const ${name}\\b[^]*?(?:= \\{|= \\[|\\(\\[)|function ${name}\\b[^]*?return \\[)\n`,
        );
  expect([where, start.test(text)]).toEqual([where, true]);
  return text.replace(start, (found) => `${found}${code}\n`);
}

/** Adds a row to a table of a page: after the one that begins so. */
function addRow(page: string, after: string, row: string): void {
  edit(page, (text) => {
    const start = text.indexOf(`\n${after}`);
    expect([after, start]).not.toEqual([after, -1]);
    const end = text.indexOf('\n', start + 1);
    return `${text.slice(0, end)}\n${row}${text.slice(end)}`;
  });
}

test('the resources of the guide are collected, documented and tested', async () => {
  BLOCKS.filter((block) => !isCommand(block)).forEach(apply);
  // What the guide leaves to the hand.
  edit('docs/jupiterone.md', (text) =>
    text.replace(
      /^(\| \(always\) +\| )(.*`groups\.readonly`)/m,
      '$1IP lists, $2, `authn.readonly`',
    ),
  );
  for (const [name, type] of [
    ['IP list', 'jumpcloud_ip_list'],
    ['Enrollment profile', 'jumpcloud_enrollment_profile'],
  ]) {
    addRow(
      'docs/jupiterone.md',
      '| Apple device ',
      `| ${name} | \`${type}\` | - |`,
    );
  }
  addRow(
    'docs/development.md',
    '| `GET /api/v2/applemdms`',
    '| `GET /api/v2/applemdms/{id}/enrollmentprofiles` | | `mdm.readonly` |',
  );
  // The recordings are made on a port that is free here.
  const port = await freePort();
  edit('test/steps.test.ts', (text) =>
    text.replace('const PORT = 8911', `const PORT = ${port}`),
  );

  const [check, make] = BLOCKS.filter(isCommand).map(({ text }) => text);
  // The last of the commands is all of the tests, this one among them: what the
  // guide names before, and one that holds a whole graph against expected.ts, stand in for it.
  const whole = "npx jest test/collect -t '^100 users'";
  const commands = make.replace('npm run test:ci', `${whole}\n${check}`);
  expect(commands).not.toBe(make);
  const { exitCode, output } = await runScript(
    `set -e\n${commands}`,
    place.directory,
  );
  expect([exitCode, exitCode === 0 || output]).toEqual([0, true]);
  expect(output).toMatch(/^Tests: .*\b1 passed/m);
});
