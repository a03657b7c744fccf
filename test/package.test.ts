import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import {
  filesBelow,
  Graph,
  readGraph,
  runIntegration,
} from '../tools/integration';
import { startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';
import { LIGHT } from './compiled';
import { collectorIn, useOwnStorage } from './executing';

/* The package as it is published, in a project that has nothing but what it declares. */

jest.setTimeout(120_000);

const collect = collectorIn(useOwnStorage());

const execute = promisify(execFile);
const ROOT = path.resolve(__dirname, '..');
const NAME = '@jupiterone/graph-jumpcloud';

let place: string;
let project: string;
/** Where the package is in the project. */
let installed: string;

/** What `npm install` does, without a network: dependencies are linked. */
beforeAll(() => {
  place = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  const dist = path.join(place, 'dist');
  execFileSync(process.execPath, [path.join(ROOT, 'build.js'), dist]);
  execFileSync('npm', ['pack', dist, '--offline', '--silent'], { cwd: place });
  const [tarball] = fs.readdirSync(place).filter((n) => n.endsWith('.tgz'));
  project = path.join(place, 'project');
  installed = path.join(project, 'node_modules', NAME);
  fs.mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip', '1'], {
    cwd: place,
  });
  const { dependencies, peerDependencies } = manifest();
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const link = path.join(project, 'node_modules', name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(ROOT, 'node_modules', name), link);
  }
});

afterAll(() => fs.rmSync(place, { recursive: true, force: true }));

function manifest(): Record<string, Record<string, string>> {
  const file = path.join(installed, 'package.json');
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

test('it says what a consumer needs, and nothing of development', () => {
  expect(Object.keys(manifest()).sort()).toEqual([
    'author',
    'bin',
    'dependencies',
    'description',
    'engines',
    'files',
    'license',
    'main',
    'name',
    'peerDependencies',
    'publishConfig',
    'repository',
    'types',
    'version',
  ]);
});

test('it holds code with its types, questions, rules, dashboards and the changelog', () => {
  const files = filesBelow(installed).map((file) =>
    path.relative(installed, file),
  );
  const folders = files.map((file) =>
    /^(src|jupiterone)\//.test(file) ? path.dirname(file) : file,
  );
  expect(folders).toEqual(
    expect.arrayContaining([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'jupiterone/dashboards',
      'jupiterone/questions',
      'jupiterone/rules',
      'package.json',
      'src',
    ]),
  );
  const code = files.filter((file) => file.startsWith('src/'));
  expect(code).toContain(manifest().main);
  expect(code).toContain(manifest().types);
  expect(code.filter((file) => !/\.(js|d\.ts)$/.test(file))).toEqual([]);
  expect(code.filter((file) => /\.test\./.test(file))).toEqual([]);
  const changes = fs.readFileSync(path.join(installed, 'CHANGELOG.md'), 'utf8');
  expect(changes).toMatch(/^## \[3\.0\.0\] - \d{4}-\d\d-\d\d$/m);
});

test('JupiterOne finds the integration where it looks for it', () => {
  const code = `const { invocationConfig } = require('${NAME}');
    console.log(Object.keys(invocationConfig).join());`;
  const found = execFileSync(process.execPath, ['-e', code], { cwd: project });
  expect(String(found).trim().split(',')).toEqual([
    'instanceConfigFields',
    'validateInvocation',
    'getStepStartStates',
    'integrationSteps',
    'ingestionConfig',
  ]);
});

test('its executable needs no clone, and reads .env', async () => {
  const sandbox = await startSandbox({ tenants: [createTenant({ users: 7 })] });
  try {
    const { 'graph-jumpcloud-check': file } = manifest().bin;
    const run = (key: string) => {
      fs.writeFileSync(
        path.join(project, '.env'),
        `API_KEY=${key}\nORG_ID=\nINGEST_WORKFLOWS=\nJUMPCLOUD_CONSOLE_URL=${sandbox.url}\n`,
      );
      const environment = { PATH: process.env.PATH };
      return execute(process.execPath, [path.join(installed, file), '--json'], {
        cwd: project,
        env: environment,
      });
    };
    const { stdout } = await run(sandbox.apiKey);
    expect(JSON.parse(stdout)).toMatchObject({
      organizations: [{ users: 7 }],
      isReadable: true,
    });
    await expect(run('jca_wrong')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('JumpCloud refused the API key.'),
    });
  } finally {
    fs.rmSync(path.join(project, '.env'));
    await sandbox.close();
  }
});

test('npm publishes nothing from where the source is', () => {
  const publish = () =>
    execFileSync('npm', ['run', 'prepublishOnly', '--silent'], {
      cwd: ROOT,
      stdio: 'pipe',
    });
  expect(publish).toThrow(/npm publish \.\/dist/);
});

const sorted = ({ entities, relationships, ...rest }: Graph) => {
  const byKey = (a: { _key: string }, b: { _key: string }) =>
    a._key < b._key ? -1 : 1;
  return {
    ...rest,
    entities: [...entities].sort(byKey),
    relationships: [...relationships].sort(byKey),
  };
};

test('it collects the same graph as the source', async () => {
  const run = await collect({
    users: 40,
    groups: 3,
    devices: 8,
    malformed: true,
  });
  const again = await runIntegration(['collect', '-p', installed], {
    directory: project,
    environment: {
      JUMPCLOUD_CONSOLE_URL: run.sandbox.url,
      JUMPCLOUD_INSIGHTS_URL: run.sandbox.url,
      API_KEY: run.sandbox.apiKey,
      NODE_OPTIONS: LIGHT,
    },
  });
  expect(again.exitCode).toBe(0);
  const [collected, expected] = [readGraph(installed), run.graph()];
  expect(collected.entities.length).toBeGreaterThan(40);
  // As text: a property that is undefined must not pass for one that is absent.
  expect(JSON.stringify(sorted(collected))).toBe(
    JSON.stringify(sorted(expected)),
  );
});
