import {
  createIntegrationLogger,
  executeIntegrationInstance,
} from '@jupiterone/integration-sdk-runtime';
import fs from 'node:fs';
import path from 'node:path';

import { invocationConfig } from '../src';
import { DEFAULT_MANNERS } from '../src/jumpcloud/governor';
import { expectedGraph } from './expected';
import { createWorkplace, readGraph } from '../tools/integration';
import {
  Collection,
  COLLECTIONS,
  Misfortune,
  MISFORTUNES,
  Outcome,
  outcomeOf,
} from './misfortunes';
import { Sandbox, SandboxOptions, startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';

/*
 * The real executor of the SDK in this process, so that waits of seconds can be
 * made milliseconds.
 */

const TENANT = createTenant({ users: 130, groups: 4, groupSize: 110 });

let workplace: ReturnType<typeof createWorkplace>;
let sandbox: Sandbox | undefined;
const manners = { ...DEFAULT_MANNERS };

beforeAll(() => {
  workplace = createWorkplace();
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = path.join(
    workplace.directory,
    '.j1-integration',
  );
  process.env.DISABLE_DISK_USAGE_METRIC = '1';
  Object.assign(DEFAULT_MANNERS, {
    firstWait: 1,
    longestWait: 1,
    longestHold: 1,
    slowestPace: 10_000,
  });
});

afterEach(async () => {
  await sandbox?.close();
  delete process.env.JUMPCLOUD_CONSOLE_URL;
});

afterAll(() => {
  workplace.remove();
  Object.assign(DEFAULT_MANNERS, manners);
});

async function run(interfere: SandboxOptions['interfere']) {
  sandbox = await startSandbox({ tenants: [TENANT], interfere });
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
    invocationConfig as never,
    { current: { startedOn: Date.now() } },
    { enableSchemaValidation: true },
  );
  return { graph: readGraph(workplace.directory), warnings };
}

const statusOf = (steps: { id: string; status: string }[], step: string) =>
  steps.find(({ id }) => id === step)?.status;

/** Runs into the misfortune, for the first attempts of each URL or for good. */
async function expectOutcome(
  { interference }: Misfortune,
  collection: Collection,
  outcome: Outcome,
  attempts = Infinity,
) {
  const running = run(({ path: asked, attempt }) =>
    collection.isAsked(asked, TENANT) && attempt <= attempts
      ? interference
      : undefined,
  );
  if (outcome === 'run ends') {
    await expect(running).rejects.toThrow();
    return;
  }
  const { graph, warnings } = await running;
  const { steps, entities, relationships, partialTypes } = graph;
  const failed = steps.filter(({ status }) => status === 'failure');
  expect(failed.map(({ id }) => id)).toEqual(
    outcome === 'whole' ? [] : [collection.step],
  );

  const objects = [...entities, ...relationships];
  const expected = Object.entries(expectedGraph(TENANT));
  const partial = new Set(partialTypes);
  for (const [type, keys] of expected) {
    const emitted = objects
      .filter(({ _type }) => _type === type)
      .map(({ _key }) => _key);
    // Nothing twice, and nothing that the tenant does not hold.
    expect(new Set(emitted).size).toBe(emitted.length);
    const held = new Set(keys);
    expect(emitted.filter((key) => !held.has(key))).toEqual([]);
    if (!partial.has(type) && !isGone(collection, outcome, type)) {
      expect(emitted.sort()).toEqual([...keys].sort());
    }
  }
  const isForbidden = 'status' in interference && interference.status === 403;
  expect(warnings).toHaveLength(isForbidden ? 1 : 0);
}

/** What hangs from one object that JumpCloud says is gone. */
function isGone({ name }: Collection, outcome: Outcome, type: string) {
  return (
    outcome === 'whole' &&
    ((name === 'members of a group' &&
      /_has_user$|_assigned_application$/.test(type)) ||
      (name === 'associations of an application' &&
        type.endsWith('_assigned_application')))
  );
}

describe.each(COLLECTIONS.map((collection) => [collection.name, collection]))(
  '%s',
  (_, collection) => {
    test.each(
      MISFORTUNES.map((misfortune) => [
        misfortune.name,
        outcomeOf(misfortune, collection as Collection),
        misfortune,
      ]),
    )('%s for good: %s', async (_name, outcome, misfortune) => {
      await expectOutcome(
        misfortune as Misfortune,
        collection as Collection,
        outcome as Outcome,
      );
    });

    test.each(
      MISFORTUNES.filter(({ once }) => once).map((misfortune) => [
        misfortune.name,
        misfortune,
      ]),
    )('%s at first: whole', async (_name, misfortune) => {
      await expectOutcome(
        misfortune as Misfortune,
        collection as Collection,
        'whole',
        1,
      );
      expect(
        statusOf(readGraph(workplace.directory).steps, 'fetch-users'),
      ).toBe('success');
    });
  },
);

test('the documentation shows the same', () => {
  const text = fs.readFileSync(
    path.join(__dirname, '..', 'docs', 'development.md'),
    'utf8',
  );
  // The widths of a table are the formatter's business.
  const rows = text.split('\n').map((row) => row.replace(/\s*\|\s*/g, '|'));
  for (const misfortune of MISFORTUNES) {
    const outcomes = COLLECTIONS.map((each) => outcomeOf(misfortune, each));
    expect(rows).toContain(`|${[misfortune.name, ...outcomes].join('|')}|`);
  }
});
