import { Entity, Relationship } from '@jupiterone/integration-sdk-core';
import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const ROOT = path.resolve(__dirname, '..');
/** The SDK's command line, a Node program. */
export const COMMAND_LINE = require.resolve(
  '@jupiterone/integration-sdk-cli/bin/j1-integration',
);

/** The fields of `.env`, all blank, so that a developer's own file does not leak in. */
export const NO_CONFIGURATION = {
  API_KEY: '',
  ORG_ID: '',
  REGION: '',
  CLIENT_ID: '',
  CLIENT_SECRET: '',
  DISABLE_EMPLOYEE_MAPPING: 'false',
  INGEST_SOFTWARE_INVENTORY: 'false',
  INGEST_WORKFLOWS: 'false',
  INGEST_DIRECTORY_USERS: 'false',
  INGEST_GROUP_PASSWORD_POLICIES: 'false',
  INGEST_SIGN_INS: 'false',
  USAGE_LOOKBACK_DAYS: '',
  INGEST_SAAS_APPLICATIONS: 'false',
};

export interface Run {
  exitCode: number;
  /** Standard output and error, as they came, without colours. */
  output: string;
}

/**
 * Runs `j1-integration` as a process of its own, as a user would.
 *
 * @param directory where it is run and leaves its `.j1-integration`
 * @param onOutput is shown the output as it comes, without colours
 */
export function runIntegration(
  args: string[],
  {
    directory = ROOT,
    environment = {},
    onOutput = () => undefined,
    onStart = () => undefined,
  }: {
    directory?: string;
    environment?: NodeJS.ProcessEnv;
    onOutput?: (text: string) => void;
    /** Is given the process. */
    onStart?: (child: ChildProcess) => void;
  } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], {
    cwd: directory,
    env: {
      ...process.env,
      ...NO_CONFIGURATION,
      LOG_LEVEL: 'info',
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
      ...environment,
    },
  });
  onStart(child);
  let output = '';
  const take = (chunk: Buffer) => {
    const text = stripVTControlCharacters(chunk.toString());
    output += text;
    onOutput(text);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}

/**
 * A directory with an integration's source, where runs do not see one another.
 *
 * @param source this project's, unless another is given
 */
export function createWorkplace(source = path.join(ROOT, 'src')): {
  directory: string;
  remove: () => void;
} {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  fs.symlinkSync(source, path.join(directory, 'src'));
  for (const name of [
    'node_modules',
    'tools',
    'tsconfig.json',
    'package.json',
  ]) {
    fs.symlinkSync(path.join(ROOT, name), path.join(directory, name));
  }
  return {
    directory,
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

interface StepResult {
  id: string;
  name: string;
  status: string;
  /** The types of what it may add to the graph. */
  declaredTypes: string[];
}

export interface Graph {
  entities: Entity[];
  relationships: Relationship[];
  steps: StepResult[];
  /** The types of which JupiterOne deletes nothing this time. */
  partialTypes: string[];
}

/**
 * What a `collect` has left in a directory.
 *
 * @param rawData false leaves it out, which is most of what a graph weighs
 */
export function readGraph(
  directory = ROOT,
  { rawData = true }: { rawData?: boolean } = {},
): Graph {
  const storage = path.join(directory, '.j1-integration');
  const graph = path.join(storage, 'graph');
  const files = fs.existsSync(graph) ? filesBelow(graph) : [];
  const objects = <T extends Entity | Relationship>(
    kind: 'entities' | 'relationships',
  ) =>
    files
      .filter((file) => path.basename(path.dirname(file)) === kind)
      .flatMap((file) => {
        const found = (readJson(file) as Record<typeof kind, T[]>)[kind];
        // A copy is smaller than an object of which something was deleted.
        return rawData || kind === 'relationships'
          ? found
          : found.map((each) => omitRawData(each));
      });
  const summary = readJson(path.join(storage, 'summary.json')) as {
    integrationStepResults: StepResult[];
    metadata: { partialDatasets: { types: string[] } };
  };
  return {
    entities: objects<Entity>('entities'),
    relationships: objects<Relationship>('relationships'),
    steps: summary.integrationStepResults,
    partialTypes: summary.metadata.partialDatasets.types,
  };
}

function omitRawData<T extends Entity | Relationship>(object: T): T {
  const { _rawData, ...rest } = object;
  return rest as T;
}

/** All files below a directory, links not followed: the store's index links to its files. */
export function filesBelow(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(name);
    return entry.isFile() ? [name] : [];
  });
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
