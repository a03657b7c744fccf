import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { invocationConfig } from '../src';
import { handler, StepDeclaration } from '../src/graph/step';
import { ThrottleOptions } from '../src/jumpcloud/throttle';
import { runOf, startRun } from '../src/run';
import { IntegrationConfig } from '../src/settings';
import { Graph, readGraph } from '../tools/integration';
import { Sandbox, SandboxOptions, startSandbox } from '../tools/sandbox/server';
import { createTenant, TenantOptions } from '../tools/sandbox/tenant';

/* What tests share that run the SDK's executor in their own process. */

/** Waits of seconds are milliseconds. */
export const NO_WAITING = {
  backoff: { first: 1, longest: 1 },
  longestHold: 1,
  second: 1,
};

/**
 * Gives each test of a file a folder for `.j1-integration`, and puts back the
 * environment after it.
 *
 * @returns the folder of the test that runs
 */
export function useOwnStorage(): () => string {
  const environment = { ...process.env };
  let directory: string;
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
    process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = path.join(
      directory,
      '.j1-integration',
    );
    process.env.DISABLE_DISK_USAGE_METRIC = '1';
  });
  afterEach(() => {
    process.env = { ...environment };
    fs.rmSync(directory, { recursive: true, force: true });
  });
  return () => directory;
}

export interface Executed {
  graph: Graph;
  /** Names of the steps that failed, and of those that depend on one. */
  unfinished: string[];
  /** What the log says at the levels info and warn. */
  said: string[];
  /** Events that warn of a permission. */
  warnings: string[];
}

/**
 * Runs the integration, without waits, against the addresses in the environment.
 *
 * @param storage where the graph is left: the folder that `useOwnStorage` gives
 * @param replaced what steps do instead, by their id
 * @param disabled ingestion sources that are switched off
 * @param waiting how long waits are, where there are any
 */
export async function execute(
  storage: string,
  config: IntegrationConfig = { apiKey: 'jca_invented' },
  replaced: Record<string, StepDeclaration['executionHandler']> = {},
  disabled: readonly string[] = [],
  waiting: Partial<ThrottleOptions> = NO_WAITING,
): Promise<Executed> {
  const logger = createMockIntegrationLogger();
  const said: string[] = [];
  const warnings: string[] = [];
  const listen = (...words: unknown[]) =>
    void said.push(words.map(textOf).filter(Boolean).join(' '));
  Object.assign(logger, { info: listen, warn: listen, child: () => logger });
  logger.publishWarnEvent = ({ description }) => {
    warnings.push(description);
    return true;
  };
  await executeIntegrationInstance(
    logger,
    {
      id: 'test',
      accountId: 'test',
      name: 'Test',
      config,
      disabledSources: disabled.map((ingestionSourceId) => ({
        ingestionSourceId,
      })),
    } as never,
    {
      ...invocationConfig,
      integrationSteps: invocationConfig.integrationSteps.map((step) => {
        const executionHandler = replaced[step.id];
        return executionHandler === undefined
          ? step
          : {
              ...step,
              executionHandler: handler({ ...step, executionHandler }, runOf),
            };
      }),
      validateInvocation: (context: never) => {
        startRun(context, waiting);
        return invocationConfig.validateInvocation?.(context);
      },
    } as never,
    { current: { startedOn: 0 } },
    { enableSchemaValidation: true },
  );
  const graph = readGraph(storage);
  const unfinished = graph.steps.filter(
    ({ status }) => !['success', 'disabled'].includes(status),
  );
  return { graph, said, warnings, unfinished: unfinished.map(({ id }) => id) };
}

/** Of what is logged: a message, or why something could not be read. */
function textOf(word: unknown): string {
  const { reason } = (word ?? {}) as { reason?: unknown };
  return typeof word === 'string' ? word : String(reason ?? '');
}

/**
 * The same as `collect` of the command line, in this process and thus in a third
 * of the time. What it starts is closed after the test.
 *
 * @param storage the folder that `useOwnStorage` gives
 */
export function collectorIn(storage: () => string) {
  let sandbox: Sandbox | undefined;
  afterEach(async () => {
    await sandbox?.close();
    sandbox = undefined;
  });
  return async (
    tenant: Partial<TenantOptions>,
    {
      server,
      environment,
      config,
      waiting,
    }: {
      server?: Partial<SandboxOptions>;
      /** What `.env` would say of the credentials. */
      environment?: (sandbox: Sandbox) => Record<string, string>;
      config?: IntegrationConfig;
      waiting?: Partial<ThrottleOptions>;
    } = {},
  ) => {
    const started = await startSandbox({
      tenants: [createTenant({ devices: 20, ...tenant })],
      ...server,
    });
    sandbox = started;
    process.env.JUMPCLOUD_CONSOLE_URL = started.url;
    process.env.JUMPCLOUD_OAUTH_URL = started.oauthUrl;
    process.env.JUMPCLOUD_INSIGHTS_URL = started.url;
    const said: Record<string, string> = environment?.(started) ?? {};
    const executed = await execute(
      storage(),
      {
        apiKey: said.API_KEY ?? started.apiKey,
        orgId: said.ORG_ID,
        clientId: said.CLIENT_ID,
        clientSecret: said.CLIENT_SECRET,
        ...config,
      },
      undefined,
      undefined,
      waiting,
    );
    const output = [...executed.said, ...executed.warnings].join('\n');
    return { sandbox: started, output, graph: () => executed.graph };
  };
}
