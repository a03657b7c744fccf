import { IntegrationStep } from '@jupiterone/integration-sdk-core';
import {
  createApiClient,
  createIntegrationLogger,
  executeIntegrationInstance,
  FileSystemGraphObjectStore,
  finalizeSynchronization,
  initiateSynchronization,
} from '@jupiterone/integration-sdk-runtime';
import { DuplicateKeyTracker } from '@jupiterone/integration-sdk-runtime/dist/src/execution/duplicateKeyTracker';
import {
  createStepJobState,
  MemoryDataStore,
  TypeTracker,
} from '@jupiterone/integration-sdk-runtime/dist/src/execution/jobState';
import { createPersisterApiStepGraphObjectDataUploader } from '@jupiterone/integration-sdk-runtime/dist/src/execution/uploader';
import path from 'node:path';

import { invocationConfig } from '../src';
import { instanceConfigFields } from '../src/config';
import { Lock } from '../src/graph/lock';
import { Writer } from '../src/graph/writer';
import {
  createWorkplace,
  Graph,
  readGraph,
  Run,
  runIntegration,
} from '../tools/integration';
import {
  Job,
  JOB_HAS_ENDED,
  JupiterOne,
  JupiterOneOptions,
  startJupiterOne,
  Upload,
} from '../tools/jupiterone';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant, Tenant } from '../tools/sandbox/tenant';
import { compiledSource, LIGHT } from './compiled';

/*
 * What JupiterOne is sent. It deletes whatever it has of a type and is not sent
 * again, unless the job says that the type is partial: so a type of which one
 * object was refused has to be named.
 */

jest.setTimeout(60_000);

/** As little as has something of every type, which is looked at below. */
const SMALL = createTenant({
  users: 20,
  groups: 6,
  applications: 5,
  devices: 14,
  deviceGroups: 3,
  policies: 4,
  commands: 3,
  softwareApps: 3,
  policyGroups: 2,
  radiusServers: 2,
  saasApplications: 4,
});
// So few devices are all on desks.
SMALL.systems[0].amazonInstanceID = 'i-00000000000000001';
/** Several uploads of the types that are many, and something of every type. */
const LARGE = createTenant({
  users: 280,
  groups: 6,
  devices: 20,
  applications: 6,
  commands: 3,
  softwareApps: 3,
  saasApplications: 4,
});

/** All that the tile can switch on. */
const EVERYTHING = Object.fromEntries(
  Object.entries(instanceConfigFields)
    .filter(([name, { type }]) => type === 'boolean' && !/^disable/.test(name))
    .map(([name]) => [name, true]),
);

let workplace: ReturnType<typeof createWorkplace>;
const undo: (() => unknown)[] = [];

beforeAll(() => {
  workplace = createWorkplace(compiledSource());
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = path.join(
    workplace.directory,
    '.j1-integration',
  );
  process.env.DISABLE_DISK_USAGE_METRIC = '1';
  process.env.LOG_LEVEL = 'fatal';
});

afterEach(async () => {
  for (const each of undo.splice(0)) await each();
  delete process.env.JUMPCLOUD_CONSOLE_URL;
  delete process.env.JUMPCLOUD_INSIGHTS_URL;
});

afterAll(() => workplace.remove());

interface Started {
  sandbox: Sandbox;
  jupiterOne: JupiterOne;
}

async function start(
  tenant: Tenant,
  options?: JupiterOneOptions,
): Promise<Started> {
  const sandbox = await startSandbox({ tenants: [tenant] });
  const jupiterOne = await startJupiterOne(options);
  undo.push(sandbox.close, jupiterOne.close);
  return { sandbox, jupiterOne };
}

/** `j1-integration run` or `sync`, as a process. */
function upload(
  command: 'run' | 'sync',
  { sandbox, jupiterOne }: Started,
  environment: NodeJS.ProcessEnv = {},
): Promise<Run> {
  return runIntegration(
    [command, '-i', 'instance', '--api-base-url', jupiterOne.url],
    {
      directory: workplace.directory,
      environment: {
        JUMPCLOUD_CONSOLE_URL: sandbox.url,
        JUMPCLOUD_INSIGHTS_URL: sandbox.url,
        API_KEY: sandbox.apiKey,
        NODE_OPTIONS: LIGHT,
        LOG_LEVEL: 'info',
        JUPITERONE_ACCOUNT: jupiterOne.account,
        JUPITERONE_API_KEY: jupiterOne.apiKey,
        ...environment,
      },
    },
  );
}

/** What `j1-integration run` does, in this process and thus in a fraction of the time. */
async function runHere(
  tenant: Tenant,
  options?: JupiterOneOptions,
): Promise<{ job: Job; graph: Graph }> {
  const { sandbox, jupiterOne } = await start(tenant, options);
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  const logger = createIntegrationLogger({ name: 'test' });
  const synchronizationJobContext = await initiateSynchronization({
    logger,
    apiClient: createApiClient({
      apiBaseUrl: jupiterOne.url,
      account: jupiterOne.account,
      accessToken: jupiterOne.apiKey,
    }),
    source: 'integration-managed',
    integrationInstanceId: 'instance',
  });
  const { metadata } = await executeIntegrationInstance(
    logger,
    {
      id: 'instance',
      name: 'Test',
      config: {
        ...EVERYTHING,
        // Some of them are working days at any time of the year.
        usageLookbackDays: 10,
        apiKey: sandbox.apiKey,
      },
    } as never,
    invocationConfig as never,
    { current: { startedOn: Date.now() } },
    {
      graphObjectStore: new FileSystemGraphObjectStore({
        integrationSteps: invocationConfig.integrationSteps as never,
      }),
      createStepGraphObjectDataUploader: (stepId) =>
        createPersisterApiStepGraphObjectDataUploader({
          stepId,
          synchronizationJobContext,
          uploadConcurrency: 5,
        }),
    },
  );
  await finalizeSynchronization({
    ...synchronizationJobContext,
    partialDatasets: metadata.partialDatasets,
  });
  return { job: jupiterOne.jobs[0], graph: readGraph(workplace.directory) };
}

const keysOf = (objects: { _key: string }[]) =>
  objects.map(({ _key }) => _key).sort();

function expectAllUploadedOnce(job: Job, graph: Graph): void {
  expect(keysOf(job.entities)).toEqual(keysOf(graph.entities));
  expect(keysOf(job.relationships)).toEqual(keysOf(graph.relationships));
}

/**
 * Whatever was not accepted is of a type that is partial, and no step is blamed
 * for the objects of another.
 *
 * @returns the types of what was not accepted
 */
function expectHonest({ job, graph }: { job: Job; graph: Graph }): string[] {
  const accepted = new Set(keysOf([...job.entities, ...job.relationships]));
  expect(accepted.size).toBe(job.entities.length + job.relationships.length);
  const refused = [...graph.entities, ...graph.relationships]
    .filter(({ _key }) => !accepted.has(_key))
    .map(({ _type }) => _type);
  const types = [...new Set(refused)];
  expect(job.partialTypes).toEqual(expect.arrayContaining(types));
  const blamed = graph.steps.filter(
    ({ status, declaredTypes }) =>
      status === 'failure' &&
      !declaredTypes.some((type) => types.includes(type)),
  );
  expect(blamed).toEqual([]);
  return types;
}

const refusing = (...types: string[]): JupiterOneOptions => ({
  refuse: ({ objects }) =>
    objects.some(({ _type }) => types.includes(_type))
      ? JOB_HAS_ENDED
      : undefined,
});

const typesOf = (step: (typeof invocationConfig.integrationSteps)[number]) =>
  [
    ...step.entities,
    ...step.relationships,
    ...(step.mappedRelationships ?? []),
  ].map(({ _type }) => _type);

const TYPES = [...new Set(invocationConfig.integrationSteps.flatMap(typesOf))];

/** No two types of a group are of one step: each has to be found partial on its own account; and most steps are of none, so that one that is blamed for another shows. */
const GROUPS = [...TYPES]
  .sort(
    // Those that least others may be with come first: so the groups are few.
    (one, other) => sharersOf(other) - sharersOf(one),
  )
  .reduce<string[][]>((groups, type) => {
    const fits = (group: string[]) =>
      group.length < 22 &&
      group.flatMap(stepsOf).every((step) => !stepsOf(type).includes(step));
    const group = groups.find(fits);
    if (group) group.push(type);
    else groups.push([type]);
    return groups;
  }, []);

function stepsOf(type: string) {
  return invocationConfig.integrationSteps.filter((step) =>
    typesOf(step).includes(type),
  );
}

/** How many types are of the steps of a type. */
function sharersOf(type: string): number {
  return new Set(stepsOf(type).flatMap(typesOf)).size;
}

/** The same number for the same upload, in any run. */
const numberOf = ({ objects }: Upload) =>
  Number.parseInt(objects[0]._key.slice(-6), 36) || 0;

describe('in this process', () => {
  test.each(
    GROUPS.map((types): [string, string[]] => [types.join(', '), types]),
  )('refused: %s: each is partial', async (_, types) => {
    const ended = await runHere(SMALL, refusing(...types));
    expect(expectHonest(ended)).toEqual(expect.arrayContaining(types));
  });

  test('refused at first: uploaded once, and not partial', async () => {
    const { job, graph } = await runHere(SMALL, {
      refuse: ({ attempt }) =>
        attempt === 1
          ? { status: 429, code: 'TOO_MANY_REQUESTS', message: 'Later' }
          : undefined,
    });
    expectAllUploadedOnce(job, graph);
    expect(job.partialTypes).toEqual([]);
  });

  test('answered late, and in another order: all objects of all types are uploaded once, and none is partial', async () => {
    const { job, graph } = await runHere(LARGE, {
      latency: (upload) => numberOf(upload) % 40,
    });
    expectAllUploadedOnce(job, graph);
    const uploaded = [...job.entities, ...job.relationships];
    expect(new Set(uploaded.map(({ _type }) => _type))).toEqual(new Set(TYPES));
    expect(job.partialTypes).toEqual([]);
  });

  test.each([0, 1])(
    'one upload of three refused (%d), late: what is not there is partial',
    async (rest) => {
      const ended = await runHere(LARGE, {
        latency: (upload) => numberOf(upload) % 40,
        refuse: (upload) =>
          numberOf(upload) % 3 === rest ? JOB_HAS_ENDED : undefined,
      });
      expect(expectHonest(ended).length).toBeGreaterThan(0);
    },
  );
});

describe('as a process', () => {
  test('a job is opened, holds the whole graph, and is finalized; so does what is uploaded later', async () => {
    const started = await start(SMALL);
    const { jobs, apiKey } = started.jupiterOne;
    const uploads = [
      await upload('run', started),
      await upload('sync', started),
    ];
    expect(jobs).toHaveLength(2);
    for (const job of jobs) {
      expect(job.opened).toEqual({
        source: 'integration-managed',
        integrationInstanceId: 'instance',
      });
      expectAllUploadedOnce(job, readGraph(workplace.directory));
      expect(job.status).toBe('FINALIZE_PENDING');
      expect(job.partialTypes).toEqual([]);
    }
    for (const { exitCode, output } of uploads) {
      expect(exitCode).toBe(0);
      expect(output).not.toContain(apiKey);
      expect(output).not.toContain(started.sandbox.apiKey);
    }
  });

  test("JupiterOne's key refused: JumpCloud is asked for nothing", async () => {
    const started = await start(SMALL);
    const { exitCode, output } = await upload('run', started, {
      JUPITERONE_API_KEY: 'wrong',
    });
    expect(exitCode).toBe(1);
    expect(output).toContain('The API key is not valid for this account');
    expect(started.jupiterOne.jobs).toEqual([]);
    expect(started.sandbox.requests).toEqual([]);
  });

  test("JumpCloud's key refused: the job is aborted, so that nothing is deleted", async () => {
    const started = await start(SMALL);
    const { output } = await upload('run', started, { API_KEY: 'jca_wrong' });
    expect(output).toContain('Synchronization job status: ABORTED');
    const [job] = started.jupiterOne.jobs;
    expect(job).toMatchObject({
      status: 'ABORTED',
      reason: expect.stringContaining('JumpCloud refused the API key'),
      entities: [],
      relationships: [],
    });
  });
});

/** Steps by hand, over the SDK's store. */
function startRun() {
  const shared = {
    duplicateKeyTracker: new DuplicateKeyTracker(),
    typeTracker: new TypeTracker(),
    graphObjectStore: new FileSystemGraphObjectStore(),
    dataStore: new MemoryDataStore(),
  };
  const writing = { lock: new Lock(), typeOfKey: new Map<string, string>() };
  /** "step: key" of each object that was uploaded. */
  const uploaded: string[] = [];
  const startStep = (stepId: string) => {
    const jobState = createStepJobState({
      ...shared,
      stepId,
      onDuplicateEntityKey: () => undefined,
      uploader: {
        stepId,
        enqueue: async ({ entities }) => {
          uploaded.push(...entities.map(({ _key }) => `${stepId}: ${_key}`));
          return Promise.resolve();
        },
        waitUntilUploadsComplete: async () => Promise.resolve(),
      },
    });
    const writer = new Writer(jobState, writing);
    return {
      writer,
      /** Ends a step as the SDK does: its handler has returned, then what is in the buffer is written. */
      end: async () => {
        await writer.close();
        await jobState.flush();
      },
    };
  };
  return { startStep, uploaded };
}

const entity = (_key: string) => ({ _key, _type: 'thing', _class: ['Entity'] });

async function turns(count: number) {
  for (let n = 0; n < count; n++) await Promise.resolve();
}

test('a step that ends while another writes, at any moment, takes none of its objects', async () => {
  for (let moment = 0; moment < 40; moment++) {
    const { startStep, uploaded } = startRun();
    const busy = startStep('busy');
    const short = startStep('short');
    const write = async () => {
      await turns(15);
      for (let n = 0; n < 3; n++) {
        busy.writer.addEntity(entity(`busy-${n}`));
        await busy.writer.flush();
      }
      await busy.end();
    };
    const end = async () => {
      await turns(moment);
      await short.end();
    };
    await Promise.all([write(), end()]);
    expect([moment, [...uploaded].sort()]).toEqual([
      moment,
      ['busy: busy-0', 'busy: busy-1', 'busy: busy-2'],
    ]);
  }
});

test('the SDK flushes a step in the turn in which its handler returns: what closes the writer relies on it', async () => {
  const order: string[] = [];
  const step: IntegrationStep = {
    id: 'step',
    name: 'Step',
    entities: [],
    relationships: [],
    executionHandler: ({ jobState }) => {
      const { flush } = jobState;
      jobState.flush = () => {
        order.push('flush');
        return flush();
      };
      setImmediate(() => order.push('next turn'));
    },
  };
  const logger = createIntegrationLogger({ name: 'test' });
  await executeIntegrationInstance(
    logger,
    { id: 'test', name: 'Test', config: {} } as never,
    { integrationSteps: [step] },
    { current: { startedOn: 0 } },
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['flush', 'next turn']);
});
