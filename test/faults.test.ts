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
import { createTenant, NOTHING_ELSE } from '../tools/sandbox/tenant';
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
  users: 110,
  groups: 2,
  groupSize: 105,
  applications: 1,
  admins: 1,
  serviceAccounts: 0,
  devices: 0,
  ...NOTHING_ELSE,
  workflows: false,
  saasApplications: undefined,
});

/** Something of everything. */
const ESTATE = createTenant({
  users: 20,
  groups: 3,
  groupSize: 5,
  applications: 4,
  admins: 4,
  devices: 10,
  deviceGroups: 3,
  policies: 4,
  commands: 3,
  softwareApps: 2,
  policyGroups: 2,
  radiusServers: 2,
  saasApplications: 3,
});

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
  /** Step -> the path that it blames for its failure. */
  blamed: Map<string, string>;
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
  const blamed: Collected['blamed'] = new Map();
  jest
    .spyOn(logger, 'stepFailure')
    .mockImplementation(({ id }, { message }) => {
      const [, asked = message] =
        / failed at (?:https?:[/][/][^/]+)?([/][^:]+):/.exec(message) ?? [];
      blamed.set(id, asked);
    });
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
    blamed,
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
    const known = keys.get(_type);
    if (known) known.push(_key);
    else keys.set(_type, [_key]);
  }
  return keys;
}

/** Nothing twice, nothing made up, and of every type either all or the word that it is partial. */
function expectHonest(graph: Collected, expected: Collected) {
  const collected = keysByType(graph);
  const faults: string[] = [];
  keysByType(expected).forEach((keys, type) => {
    const emitted = collected.get(type) ?? [];
    if (new Set(emitted).size !== emitted.length) faults.push(`${type}: twice`);
    const held = new Set(keys);
    // Without its id a role is known by its name.
    if (type.endsWith('_role')) return;
    const unknown = emitted.filter((key) => !held.has(key));
    faults.push(...unknown.map((key) => `${type}: ${key} is made up`));
    if (emitted.length < keys.length && !graph.partialTypes.includes(type)) {
      faults.push(`${type}: not all, and not partial`);
    }
  });
  // Once, not for each type: an `expect` costs more than what it looks at.
  expect(faults).toEqual([]);
}

async function expectOutcome(
  { interference }: Fault,
  collections: Collection[],
  outcome: Outcome,
  attempts = Infinity,
) {
  const expected = await complete();
  const running = collect(({ path: asked, attempt }) =>
    collections.some(({ isAsked }) => isAsked(asked, TENANT)) &&
    attempt <= attempts
      ? interference
      : undefined,
  );
  if (outcome === 'run ends') {
    await expect(running).rejects.toThrow();
    return;
  }
  const graph = await running;
  const failed = failedSteps(graph);
  const others = new Set(failed);
  const hasFailed = collections.map(({ steps }) => {
    steps.forEach((id) => others.delete(id));
    return steps.some((id) => failed.includes(id));
  });
  expect(hasFailed).toEqual(collections.map(() => outcome === 'step fails'));
  expect([...others]).toEqual([]);
  expectHonest(graph, expected);
  const isForbidden = 'status' in interference && interference.status === 403;
  expect(graph.warnings).toHaveLength(isForbidden ? collections.length : 0);
}

/** Collections that a fault can happen to in one run, each of which shows what it does. */
function togetherIn(fault: Fault): Collection[][] {
  const [organizations, ...others] = collectionsOf(fault);
  if (fault.forGood === 'complete') return [[organizations, ...others]];
  // Whoever is not read as a user is not a member either.
  const groups = fault.isOfRows ? others.map((each) => [each]) : [others];
  return [[organizations], ...groups];
}

test.each(
  FAULTS.flatMap((fault) =>
    togetherIn(fault).map((group): [string, Outcome, Fault, Collection[]] => [
      `${group.map(({ name }) => name).join(', ')}: ${fault.name}`,
      outcomeOf(fault, group[0]),
      fault,
      group,
    ]),
  ),
)('%s for good: %s', async (_, outcome, fault, group) => {
  expect(group.map((each) => outcomeOf(fault, each))).toEqual(
    group.map(() => outcome),
  );
  await expectOutcome(fault, group, outcome);
});

test.each(
  FAULTS.filter(({ once }) => once).map((fault): [string, Fault] => [
    fault.name,
    fault,
  ]),
)('a list (users): %s at first: complete', async (_, fault) => {
  expect(fault.forGood).not.toBe('complete');
  const users = COLLECTIONS.filter(({ steps }) =>
    steps.includes('fetch-users'),
  );
  expect(users).toHaveLength(1);
  await expectOutcome(fault, users, 'complete', 1);
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
  // What a fault does is decided for all kinds alike: each has one of them.
  const faultOf = new Map(
    Array.from(kinds, (kind, n) => [kind, faults[n % faults.length]]),
  );
  for (const group of apart([...kinds])) {
    const graph = await collect(({ path: asked }) => {
      const kind = kindOf(asked);
      return group.includes(kind) ? faultOf.get(kind) : undefined;
    }, ESTATE);
    const asked = new Set(graph.paths.map(kindOf));
    expect(group.filter((kind) => !asked.has(kind))).toEqual([]);
    // Mostly one step; several where they read one kind of list.
    const failing = new Set([...graph.blamed.values()].map(kindOf));
    expect([...failing].sort()).toEqual(
      group
        .filter(
          (kind) =>
            faultOf.get(kind) !== forbidden ||
            !(isSupplement(kind) || hasFallback(kind)),
        )
        .sort(),
    );
    expect([...graph.blamed.keys()].sort()).toEqual(failedSteps(graph).sort());
    expectHonest(graph, expected);
  }
});

/** What is read together with something else, in one step. */
const SUBJECTS = new Map([
  ['systemgroups', 'usergroups'],
  ['iplists', 'authn'],
  ['gsuites', 'directories'],
  ['office365s', 'directories'],
  ['ldapservers', 'directories'],
  ['activedirectories', 'directories'],
  ['workdays', 'directories'],
]);

/** Groups of kinds of requests that no step reads two of, and of which none is needed to ask for another. */
function apart(kinds: string[]): string[][] {
  const subjectOf = (kind: string) => {
    const [, name] = /^[/]api[/](?:v2[/])?(\w+)/.exec(kind) ?? [];
    return SUBJECTS.get(String(name)) ?? name;
  };
  // Half of the others are asked of what these list.
  const isBasic = (kind: string) =>
    /[/](systems|usergroups|systemgroups)$/.test(kind);
  const groups: string[][] = [];
  for (const kind of kinds) {
    const group = groups.find(
      (one) =>
        !one.some(isBasic) &&
        !isBasic(kind) &&
        !one.map(subjectOf).includes(subjectOf(kind)),
    );
    if (group) group.push(kind);
    else groups.push([kind]);
  }
  return groups;
}

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
