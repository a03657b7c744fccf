import Ajv from 'ajv';
import yaml from 'js-yaml';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { createTenants } from '../tools/demo';
import { Graph, readGraph } from '../tools/integration';
import { ask } from '../tools/j1ql/evaluator';
import {
  JOB_HAS_ENDED,
  JupiterOneOptions,
  startJupiterOne,
} from '../tools/jupiterone';
import { Interference, Sandbox, startSandbox } from '../tools/sandbox/server';
import {
  Block,
  blocksOf,
  createCopy,
  endAll,
  Ended,
  GUIDE,
  PAGES,
  Place,
  ROOT,
  runScript,
} from './blocks';
import { askCypher, readDatabase } from './cypher';
import { freePort } from './serving';

/*
 * Every code block of the pages, run as it is written by somebody who begins at
 * the top of the page, in a copy of this project. What is not there has a
 * stand-in: JumpCloud is the sandbox, JupiterOne and the driver of Neo4j are
 * those of other tests, the rest is in test/standIns. The guide, which changes
 * the code, has a test of its own.
 *
 * A block that HOW does not know fails by its page and line.
 */

jest.setTimeout(300_000);

const STAND_INS = path.join(__dirname, 'standIns');
const PACKAGE = 'node_modules/@jupiterone/graph-jumpcloud';

let sandbox: Sandbox;
/** What JumpCloud does instead of answering, at the moment. */
let interfere: (path: string) => Interference | undefined = () => undefined;
/** The package of this project, packed when the first needs it. */
let tarball: string | undefined;
/** Of the page that is run. */
let place: Place;
/** What the block before has printed. */
let last: Ended;

const places: Place[] = [];

function createPlace(): Place {
  const created = createCopy();
  places.push(created);
  return created;
}

beforeAll(async () => {
  sandbox = await startSandbox({
    tenants: createTenants(Date.now()),
    interfere: (request) => interfere(request.path),
  });
});

afterAll(async () => {
  endAll();
  places.forEach(({ remove }) => remove());
  await sandbox.close();
});

/** Pastes a script into a shell that stops at the first command which fails. */
function paste(
  script: string,
  environment: NodeJS.ProcessEnv = {},
  directory = place.directory,
): Promise<Ended> {
  return runScript(`set -e\n${script}`, directory, {
    PATH: `${STAND_INS}:${process.env.PATH}`,
    CALLS: callsFile(),
    NPM: npm,
    JUMPCLOUD_CONSOLE_URL: sandbox.url,
    JUMPCLOUD_INSIGHTS_URL: sandbox.url,
    ...environment,
  });
}

const npm = execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();

/** Where stand-ins take down what they are asked for. */
const callsFile = () => path.join(place.directory, 'calls');

/** What they were asked for by this block. */
function callsOf(): string[] {
  if (!fs.existsSync(callsFile())) return [];
  return fs.readFileSync(callsFile(), 'utf8').trim().split('\n');
}

const succeeds = async (script: string, environment?: NodeJS.ProcessEnv) => {
  last = await paste(script, environment);
  expect([last.exitCode, last.exitCode === 0 || last.output]).toEqual([
    0,
    true,
  ]);
};

/** Adds lines to `.env`. */
function addToEnvironment(text: string): void {
  fs.appendFileSync(path.join(place.directory, '.env'), `${text}\n`);
}

function stepsOf(directory: string): Graph['steps'] {
  return readGraph(directory).steps.filter(({ status }) =>
    status.includes('fail'),
  );
}

/** The lines of a sample, where each figure stands for any: "..." for some that are left out. */
function expectSample(sample: string, output: string): void {
  const known = new Set(output.split('\n').map(withoutFigures));
  const missing = sample
    .split('\n')
    .map(withoutFigures)
    .filter((line) => line.trim() !== '...' && !known.has(line));
  expect(missing).toEqual([]);
}

const withoutFigures = (line: string) =>
  line
    .replace(/[\d,]+/g, '0')
    .replace(/ +0/g, ' 0')
    .trimEnd();

/** Where the package is installed as the page says. */
function packageEnvironment(): NodeJS.ProcessEnv {
  tarball ??= pack();
  const registry = spawnSync(
    'npm',
    [
      'view',
      '@jupiterone/integration-sdk-core@8.41.0',
      'version',
      '--fetch-retries=0',
    ],
    { timeout: 10_000 },
  );
  return {
    TARBALL: tarball,
    REGISTRY: registry.status === 0 ? 'yes' : 'no',
    INSTALLED: path.join(ROOT, 'node_modules'),
  };
}

/** A folder of its own: npm installs into the project around one that is none. */
function createEmpty(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  places.push({
    directory,
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  });
  return directory;
}

function pack(): string {
  const directory = createEmpty();
  const dist = path.join(directory, 'dist');
  execFileSync(process.execPath, [path.join(ROOT, 'build.js'), dist]);
  execFileSync('npm', ['pack', dist, '--offline', '--silent'], {
    cwd: directory,
  });
  const [name] = fs.readdirSync(directory).filter((n) => n.endsWith('.tgz'));
  return path.join(directory, name);
}

/** What may go wrong with an upload: what is done to it, and what the reader is told of it. */
interface Upload {
  name: string;
  told?: RegExp;
  environment?: NodeJS.ProcessEnv;
  jumpCloud?: typeof interfere;
  jupiterOne?: JupiterOneOptions;
}

const WRONG_KEY = 'j1_wrong_key';
const ALL_IS_WELL: Upload = { name: 'all is well' };
const NOT_FINALIZED: Upload = {
  name: 'JupiterOne refuses to finalize the job',
  told: /finalizing synchronization job.*No more jobs/,
  jupiterOne: {
    refuseFinalize: { status: 400, code: 'NO', message: 'No more jobs' },
  },
};
const UPLOADS: Upload[] = [
  ALL_IS_WELL,
  NOT_FINALIZED,
  {
    name: 'a step fails',
    told: /Fetch Applications[^]*lacks the scope applications\.readonly/,
    jumpCloud: (asked) =>
      asked === '/api/applications' ? { status: 403, body: {} } : undefined,
  },
  {
    name: 'JupiterOne refuses some uploads',
    told: /Fetch Users[^]*uploading/,
    jupiterOne: {
      refuse: ({ objects: [{ _type }] }) =>
        _type === 'jumpcloud_user' ? JOB_HAS_ENDED : undefined,
    },
  },
  {
    name: 'JumpCloud refuses the API key',
    told: /JumpCloud refused the API key/,
    environment: { API_KEY: 'jca_wrong' },
  },
  {
    name: 'the configuration is incomplete',
    told: /API Key .* is missing/,
    environment: { API_KEY: '' },
  },
  {
    name: 'there is no API key of JupiterOne',
    told: /JUPITERONE_API_KEY environment variable must be set/,
    environment: { JUPITERONE_API_KEY: '' },
  },
  {
    name: 'JupiterOne refuses its API key',
    told: /initiating synchronization job.*The API key is not valid/,
    environment: { JUPITERONE_API_KEY: WRONG_KEY },
  },
];

/** Pastes what uploads, with a JupiterOne. */
async function upload(
  script: string,
  { environment = {}, jumpCloud, jupiterOne }: Upload = ALL_IS_WELL,
  { directory = place.directory, ...more }: Pipeline = {},
): Promise<void> {
  const started = await startJupiterOne(jupiterOne);
  interfere = jumpCloud ?? (() => undefined);
  try {
    last = await paste(
      script,
      {
        JUPITERONE_URL: started.url,
        JUPITERONE_ACCOUNT: started.account,
        JUPITERONE_API_KEY: started.apiKey,
        INTEGRATION_INSTANCE_ID: 'instance',
        API_KEY: sandbox.apiKey,
        ...more.environment,
        ...environment,
      },
      directory,
    );
  } finally {
    interfere = () => undefined;
    await started.close();
  }
  for (const secret of [started.apiKey, WRONG_KEY, sandbox.apiKey]) {
    expect(last.output).not.toContain(secret);
  }
}

/** Where a pipeline runs, and what it finds there. */
interface Pipeline {
  directory?: string;
  environment?: NodeJS.ProcessEnv;
}

/** A script of a pipeline ends with 1 and says why, whatever goes wrong. */
async function expectGate(
  script: string,
  pipeline: Pipeline = {},
  uploads = UPLOADS,
): Promise<void> {
  for (const each of uploads) {
    await upload(script, each, pipeline);
    const { exitCode, output } = last;
    expect([each.name, exitCode, output]).toEqual([
      each.name,
      each.told ? 1 : 0,
      expect.stringMatching(each.told ?? ''),
    ]);
  }
  const log = path.join(pipeline.directory ?? place.directory, 'upload.log');
  expect(fs.statSync(log).mode & 0o077).toBe(0);
}

/** By how a block begins. */
const HOW: [begins: RegExp, how: (text: string) => unknown][] = [
  [
    /^npm ci && npm run demo$/,
    async (text) => {
      await succeeds(text);
      expect(callsOf()).toEqual(['npm ci']);
    },
  ],
  // The report of the demo: names and figures are those of any day.
  [
    /^Entities /,
    (text) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '...');
      const printed = new Set(last.output.split('\n'));
      expect(lines.filter((line) => !printed.has(line))).toEqual([]);
    },
  ],
  [
    /^npm ci && npm test$/,
    async (text) => {
      await succeeds(text);
      expect(callsOf()).toEqual(['npm ci', 'npm test']);
    },
  ],
  [
    /^API_KEY=\.\.\.$/,
    (text) => addToEnvironment(text.replace('...', sandbox.apiKey)),
  ],
  [
    /^npm install @jupiterone\/graph-jumpcloud /,
    async (text) => {
      const project = createEmpty();
      const environment = { ...packageEnvironment(), API_KEY: sandbox.apiKey };
      last = await paste(text, environment, project);
      expect([last.exitCode, last.output]).toEqual([0, expect.anything()]);
      expect(stepsOf(path.join(project, PACKAGE))).toEqual([]);
    },
  ],
  [
    /^npm run sandbox /,
    async (text) => {
      const port = await freePort();
      await new Promise<void>((resolve, reject) => {
        const script = text.replace('8911', String(port));
        runScript(script, place.directory, {}, (output) => {
          const [line] = /^\{.*\}$/m.exec(output) ?? [];
          if (line === undefined) return;
          last = { exitCode: 0, output: line };
          resolve();
        }).then(reject, reject);
      });
    },
  ],
  [
    /^JUMPCLOUD_CONSOLE_URL=http:\/\/127\.0\.0\.1:8911 /,
    async (text) => {
      const { url } = JSON.parse(last.output) as Record<string, string>;
      await succeeds(text.replace('http://127.0.0.1:8911', url));
      const { entities } = readGraph(place.directory);
      const users = entities.filter(({ _type }) => _type === 'jumpcloud_user');
      expect(users).toHaveLength(1_000);
      endAll();
    },
  ],
  [
    /^npm start > output\/collect\.log\n/,
    async (text) => {
      await succeeds(text);
      expect(last.output).toContain('What a security person sees in it:');
      expect(last.output).toMatch(/\/output\/graph\.html$/m);
    },
  ],
  [
    /^npm start\nnpx j1-integration sync /,
    async (text) => {
      await upload(text);
      expect(last.exitCode).toBe(0);
    },
  ],
  [
    /^npm start\nnpm run neo4j$/,
    async (text) => {
      await succeeds(text, {
        NODE_OPTIONS: `--require ${path.join(__dirname, 'neo4jDriver.js')}`,
        NEO4J_STATEMENTS: statements(),
      });
      const [sent] = fs.readFileSync(statements(), 'utf8').split('\n');
      expect(JSON.parse(sent)).toMatchObject({
        uri: 'bolt://localhost:7687',
        auth: { user: 'neo4j', password: 'choose-a-password' },
      });
    },
  ],
  [
    /^npm start$/,
    async (text) => {
      await succeeds(text);
      expect(stepsOf(place.directory)).toEqual([]);
    },
  ],
  [
    /^npx j1-integration run /,
    async (text) => {
      await upload(text);
      expect(last.exitCode).toBe(0);
    },
  ],
  [/^Step "fetch-users" /, (text) => expectSample(text, last.output)],
  [
    /^set -euo pipefail\n[^]*npm install /,
    async (text) => {
      const project = createEmpty();
      const environment = packageEnvironment();
      await expectGate(text, { directory: project, environment });
    },
  ],
  [/^set -euo pipefail\n/, (text) => expectGate(text)],
  [
    /^name: JumpCloud to JupiterOne\n/,
    async (text) => {
      const { jobs } = yaml.load(text) as Workflow;
      const { steps, env } = jobs.upload;
      expect(Object.keys(env).sort()).toEqual([
        'API_KEY',
        'INTEGRATION_INSTANCE_ID',
        'JUPITERONE_ACCOUNT',
        'JUPITERONE_API_KEY',
      ]);
      const scripts = steps.flatMap(({ run }) => run ?? []);
      // Each in a shell of its own, as GitHub runs them.
      await expectGate(
        scripts.map((script) => `(set -eo pipefail\n${script}\n)`).join('\n'),
        {},
        [ALL_IS_WELL, NOT_FINALIZED],
      );
    },
  ],
  [
    /^integrations:\n/,
    (text) => {
      const config = yaml.load(text) as {
        integrations: { config: Record<string, string> }[];
      };
      const validate = new Ajv().compile(STARBASE);
      expect([validate(config), validate.errors]).toEqual([true, null]);
      const example = fs.readFileSync(path.join(ROOT, '.env.example'), 'utf8');
      const [{ config: fields }] = config.integrations;
      for (const name of Object.keys(fields)) {
        expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
      }
    },
  ],
  [
    /^yarn starbase /,
    async (text) => {
      await succeeds(text);
      expect(callsOf()).toEqual(['yarn starbase setup', 'yarn starbase run']);
      // Through a pipe: the log of the SDK, and nothing else.
      expect(last.output).toContain('INFO');
      expect(last.output).not.toContain('What a security person sees');
      expect(stepsOf(place.directory)).toEqual([]);
    },
  ],
  [
    /^docker run /,
    async (text) => {
      await succeeds(text);
      expect(callsOf()).toEqual([
        'docker run --rm -p 7474:7474 -p 7687:7687 -e NEO4J_AUTH=neo4j/choose-a-password neo4j:5',
      ]);
    },
  ],
  [/^NEO4J_URI=/, (text) => addToEnvironment(text)],
  [
    /^\/\/ Who reaches an application/,
    (text) => {
      const database = readDatabase(statements());
      const questions = text.split(';').filter((each) => each.trim() !== '');
      expect(questions).toHaveLength(3);
      for (const question of questions) {
        const rows = askCypher(database, question);
        const columns = rows[0]?.map((_, n) =>
          rows.some((row) => String(row[n] ?? '') !== ''),
        );
        expect([question, columns?.every(Boolean)]).toEqual([question, true]);
      }
    },
  ],
  [
    /^FIND /,
    async (text) => {
      const graph = await demoGraph();
      expect(ask(graph, text, Date.now())).not.toEqual([]);
    },
  ],
  // The tree of the files.
  [
    /^src\/\n/,
    (text) => {
      const above: string[] = [];
      const files = text.split('\n').flatMap((line) => {
        const [, indentation, name] =
          /^((?: {2}){0,2})(\S+) {2,}\S|^()(src\/)$/
            .exec(line)
            ?.filter((each) => each !== undefined) ?? [];
        if (name === undefined) return [];
        above.splice(indentation.length / 2, Infinity, name);
        return [above.join('')];
      });
      expect(files.length).toBeGreaterThan(30);
      const isThere = (file: string) => fs.existsSync(path.join(ROOT, file));
      expect(files.filter((file) => !isThere(file))).toEqual([]);
    },
  ],
];

interface Workflow {
  jobs: {
    upload: { env: Record<string, string>; steps: { run?: string }[] };
  };
}

/** What Starbase takes: the schema of its `src/starbase/config.ts`. */
const STARBASE = {
  type: 'object',
  properties: {
    integrations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          instanceId: { type: 'string' },
          directory: { type: 'string' },
          gitRemoteUrl: { type: 'string' },
          config: { type: 'object' },
        },
        required: ['name', 'instanceId', 'directory'],
      },
    },
    storage: {
      type: 'array',
      items: {
        type: 'object',
        properties: { engine: { type: 'string' }, config: { type: 'object' } },
        required: ['engine'],
      },
    },
  },
};

const statements = () => path.join(place.directory, 'statements');

let collected: Graph | undefined;

/** The graph of the made-up company, collected once. */
async function demoGraph(): Promise<Graph> {
  if (collected === undefined) {
    await succeeds('npm start');
    collected = readGraph(place.directory);
  }
  return collected;
}

describe.each(PAGES)('%s', (page) => {
  const blocks = blocksOf(page)
    .filter(({ section }) => !GUIDE.includes(section))
    .map((block): [number, Block] => [block.line, block]);
  if (blocks.length === 0) return;

  beforeAll(() => {
    place = createPlace();
    // Other pages than the first take for granted that there is one.
    if (page !== 'README.md') addToEnvironment(`API_KEY=${sandbox.apiKey}`);
  });

  test.each(blocks)('line %d', async (line, { text }) => {
    const [, how] = HOW.find(([begins]) => begins.test(text)) ?? [];
    if (how === undefined) {
      throw new Error(
        `${page}:${line}: no test runs this block. Say how in HOW of test/codeBlocks.test.ts.`,
      );
    }
    fs.rmSync(callsFile(), { force: true });
    await how(text);
  });
});
