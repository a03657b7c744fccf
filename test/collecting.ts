import { ChildProcess } from 'node:child_process';
import {
  createWorkplace,
  Graph,
  readGraph,
  Run,
  runIntegration,
} from '../tools/integration';
import { Sandbox, SandboxOptions, startSandbox } from '../tools/sandbox/server';
import { createTenant, TenantOptions } from '../tools/sandbox/tenant';
import { compiledSource, LIGHT } from './compiled';

export interface Collected extends Run {
  sandbox: Sandbox;
  /** Where the run has left its `.j1-integration`. */
  directory: string;
  /** @throws when the run ended before it had a summary */
  graph: () => Graph;
}

export interface CollectOptions {
  server?: Partial<SandboxOptions>;
  environment?: (sandbox: Sandbox) => NodeJS.ProcessEnv;
  onStart?: (child: ChildProcess) => void;
  onOutput?: (text: string) => void;
  /** Runs in the directory of an earlier run. */
  directory?: string;
  /** Runs what is in a clone, instead of what is made of it. */
  fromTypeScript?: boolean;
  /** What it leaves is there until the last test of the file. */
  keep?: boolean;
}

type Undo = (() => unknown)[];
const [ofTest, ofFile]: [Undo, Undo] = [[], []];

async function undoAll(list: Undo): Promise<void> {
  for (const each of list.splice(0)) await each();
}
afterEach(() => undoAll(ofTest));
afterAll(() => undoAll(ofFile));

/** Runs the real `collect` against a sandbox; what it leaves is removed after the test. */
export async function collect(
  tenant: Partial<TenantOptions>,
  {
    server,
    environment,
    onStart,
    onOutput,
    directory,
    fromTypeScript = false,
    keep = false,
  }: CollectOptions = {},
): Promise<Collected> {
  const undo = keep ? ofFile : ofTest;
  const sandbox = await startSandbox({
    // A device takes as long as five users.
    tenants: [createTenant({ devices: 20, ...tenant })],
    ...server,
  });
  undo.push(() => sandbox.close());
  const compiled = compiledSource();
  const workplace =
    directory === undefined
      ? createWorkplace(fromTypeScript ? undefined : compiled)
      : { directory };
  if ('remove' in workplace) undo.push(workplace.remove);
  const run = await runIntegration(['collect'], {
    directory: workplace.directory,
    environment: {
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_OAUTH_URL: sandbox.oauthUrl,
      JUMPCLOUD_INSIGHTS_URL: sandbox.url,
      API_KEY: sandbox.apiKey,
      NODE_OPTIONS: LIGHT,
      ...environment?.(sandbox),
    },
    onStart: (child) => {
      undo.push(() => child.kill('SIGKILL'));
      onStart?.(child);
    },
    onOutput,
  });
  return {
    ...run,
    sandbox,
    directory: workplace.directory,
    graph: () => readGraph(workplace.directory),
  };
}
