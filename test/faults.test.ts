import {
  createIntegrationLogger,
  executeIntegrationInstance,
} from '@jupiterone/integration-sdk-runtime';
import fs from 'node:fs';
import path from 'node:path';

import { invocationConfig } from '../src';
import { startRun } from '../src/run';
import { createWorkplace, Graph, readGraph } from '../tools/integration';
import {
  Interference,
  Sandbox,
  SandboxOptions,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';
import { NO_WAITING } from './executing';
import {
  Collection,
  COLLECTIONS,
  collectionsOf,
  Fault,
  FAULTS,
  Outcome,
  outcomeOf,
} from './faults';

/*
 * The real executor of the SDK in this process, so that waits of seconds can be
 * made milliseconds.
 */

/** Lists of more than a page, and nothing that the table does not try. */
const TENANT = createTenant({
  users: 130,
  groups: 4,
  groupSize: 110,
  applications: 1,
  admins: 1,
  serviceAccounts: 0,
  devices: 0,
  deviceGroups: 0,
  policies: 0,
  commands: 0,
  softwareApps: 0,
  policyGroups: 0,
  workflows: false,
  directories: 0,
  radiusServers: 0,
  conditionalAccess: false,
  appleMdm: false,
  saasApplications: undefined,
});

/** Something of everything. */
const ESTATE = createTenant({ users: 20, groups: 3, groupSize: 5 });

jest.setTimeout(60_000);

let workplace: ReturnType<typeof createWorkplace>;
beforeAll(() => {
  workplace = createWorkplace();
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = path.join(
    workplace.directory,
    '.j1-integration',
  );
  process.env.DISABLE_DISK_USAGE_METRIC = '1';
});

afterEach(() => {
  delete process.env.JUMPCLOUD_CONSOLE_URL;
});

afterAll(() => workplace.remove());

interface Collected extends Graph {
  warnings: string[];
  paths: string[];
}

async function collect(
  interfere?: SandboxOptions['interfere'],
  tenant = TENANT,
): Promise<Collected> {
  const sandbox = await startSandbox({ tenants: [tenant], interfere });
  try {
    return await collectFrom(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function collectFrom(sandbox: Sandbox): Promise<Collected> {
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  const logger = createIntegrationLogger({ name: 'test' });
  const warnings: string[] = [];
  logger.on('event', ({ name, description }) => {
    if (name === 'warn_missing_permission') warnings.push(description);
  });
  for (const level of ['info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(logger, level).mockImplementation();
  }
  jest.spyOn(logger, 'child').mockReturnValue(logger);
  await executeIntegrationInstance(
    logger,
    { id: 'test', name: 'Test', config: { apiKey: sandbox.apiKey } } as never,
    {
      ...invocationConfig,
      validateInvocation: (context: never) => {
        startRun(context, NO_WAITING);
        return invocationConfig.validateInvocation?.(context);
      },
    } as never,
    { current: { startedOn: Date.now() } },
    { enableSchemaValidation: true },
  );
  return {
    ...readGraph(workplace.directory),
    warnings,
    paths: sandbox.requests.map((request) => request.path),
  };
}

let undisturbed: Collected | undefined;

/** What a run without any fault collects. */
const complete = async () => (undisturbed ??= await collect());

const failedSteps = ({ steps }: Graph) =>
  steps.filter(({ status }) => status === 'failure').map(({ id }) => id);

/** The keys of each type. */
function keysByType({ entities, relationships }: Graph) {
  const keys = new Map<string, string[]>();
  for (const { _type, _key } of [...entities, ...relationships]) {
    keys.set(_type, [...(keys.get(_type) ?? []), _key]);
  }
  return keys;
}

/** Nothing twice, nothing made up, and of every type either all or the word that it is partial. */
function expectHonest(graph: Collected, expected: Collected) {
  const collected = keysByType(graph);
  keysByType(expected).forEach((keys, type) => {
    const emitted = collected.get(type) ?? [];
    expect(new Set(emitted).size).toBe(emitted.length);
    const held = new Set(keys);
    // Without its id a role is known by its name.
    if (type.endsWith('_role')) return;
    expect(emitted.filter((key) => !held.has(key))).toEqual([]);
    if (emitted.length < keys.length) {
      expect(graph.partialTypes).toContain(type);
    }
  });
}

interface Case {
  fault: Fault;
  collection: Collection;
}

async function expectOutcome(
  { interference }: Fault,
  { steps, isAsked }: Collection,
  outcome: Outcome,
  attempts = Infinity,
) {
  const expected = await complete();
  const running = collect(({ path: asked, attempt }) =>
    isAsked(asked, TENANT) && attempt <= attempts ? interference : undefined,
  );
  if (outcome === 'run ends') {
    await expect(running).rejects.toThrow();
    return;
  }
  const graph = await running;
  const failed = failedSteps(graph);
  if (outcome === 'complete') expect(failed).toEqual([]);
  else expect(steps).toEqual(expect.arrayContaining(failed));
  expect(failed.length > 0).toBe(outcome === 'step fails');
  expectHonest(graph, expected);
  const isForbidden = 'status' in interference && interference.status === 403;
  expect(graph.warnings).toHaveLength(isForbidden ? 1 : 0);
}

const CASES = FAULTS.flatMap((fault) =>
  collectionsOf(fault).map((collection): [string, Outcome, Case] => [
    `${collection.name}: ${fault.name}`,
    outcomeOf(fault, collection),
    { fault, collection },
  ]),
);

test.each(CASES)(
  '%s for good: %s',
  async (_, outcome, { fault, collection }) => {
    await expectOutcome(fault, collection, outcome);
  },
);

test.each(
  CASES.filter(
    ([, , { fault, collection }]) =>
      fault.once && collection.steps.includes('fetch-users'),
  ),
)('%s at first: complete', async (_, outcome, { fault, collection }) => {
  expect(outcome).not.toBe('complete');
  await expectOutcome(fault, collection, 'complete', 1);
});

test.each(
  FAULTS.filter(({ name }) =>
    /^(403|500|rows twice|200 with null)$/.test(name),
  ).map(({ name, interference }) => [name, interference]),
)(
  'settings of devices: %s costs the account their properties, and nothing else',
  async (_, interference) => {
    const expected = await complete();
    const isSetting = (asked: string) => /settings\/signinwith/.test(asked);
    expect(expected.paths.filter(isSetting)).toHaveLength(1);
    const graph = await collect(({ path: asked }) =>
      isSetting(asked) ? (interference as Interference) : undefined,
    );
    expect(failedSteps(graph)).toEqual([]);
    expect(graph.warnings).toEqual([]);
    expect(keysByType(graph)).toEqual(keysByType(expected));
  },
);

/** What is asked for besides: a new resource is here by itself. */
test('whatever else is read: what fails is partial, and nothing else is missing', async () => {
  const expected = await collect(undefined, ESTATE);
  expect(failedSteps(expected)).toEqual([]);
  const kindOf = (asked: string) => asked.replace(/[0-9a-f]{24}/g, '{id}');
  const kinds = new Set(
    expected.paths
      .filter((asked) => !COLLECTIONS.some((c) => c.isAsked(asked, ESTATE)))
      .filter((asked) => !/\/devices\/settings\//.test(asked))
      .map(kindOf),
  );
  const forbidden = { status: 403, body: { message: 'Forbidden' } };
  const faults: Interference[] = [
    forbidden,
    { status: 200, body: { message: 'fine' } },
  ];
  // They say more of objects, and cost their properties only; or there is another way to ask.
  const isSupplement = (kind: string) => /agents|workdays|iplists/.test(kind);
  const hasFallback = (kind: string) =>
    /(commands|policygroups|softwareapps)\/\{id\}\/associations/.test(kind);
  expect(kinds.size).toBeGreaterThan(0);
  for (const [n, kind] of Array.from(kinds).entries()) {
    // What a fault does is decided for all kinds alike: each has one of them.
    const fault = faults[n % faults.length];
    const graph = await collect(
      ({ path: asked }) => (kindOf(asked) === kind ? fault : undefined),
      ESTATE,
    );
    // Mostly one step; several where they read one kind of list.
    const hasFailed = failedSteps(graph).length > 0;
    expect([kind, hasFailed]).toEqual([
      kind,
      fault !== forbidden || !(isSupplement(kind) || hasFallback(kind)),
    ]);
    expectHonest(graph, expected);
  }
});

test('the documentation shows the same', () => {
  const text = fs.readFileSync(
    path.join(__dirname, '..', 'docs', 'development.md'),
    'utf8',
  );
  // The widths of a table are the formatter's business.
  const rows = text.split('\n').map((row) => row.replace(/\s*\|\s*/g, '|'));
  const wanted = FAULTS.map((fault) => {
    const outcomes = collectionsOf(fault).map((each) => outcomeOf(fault, each));
    return `|${[fault.name, ...outcomes].join('|')}|`;
  });
  expect(wanted.filter((row) => !rows.includes(row))).toEqual([]);
});
