import {
  executeStepWithDependencies,
  Recording,
  setupRecording,
} from '@jupiterone/integration-sdk-testing';
import { IntegrationSchema } from '@jupiterone/data-model';
import fs from 'node:fs';
import path from 'node:path';

import { invocationConfig } from '../src';
import { RelationshipModel } from '../src/graph/relationship';
import { Steps } from '../src/model';
import { filesBelow } from '../tools/integration';
import { ADMINS_OF_EVERY_SORT } from '../tools/sandbox/admins';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';

// A request that is not in a recording fails at once, not after all attempts.
jest.mock('../src/jumpcloud/limits', () => ({
  ...jest.requireActual<object>('../src/jumpcloud/limits'),
  BACKOFF: { first: 1, longest: 1 },
}));

/*
 * Every step over recordings of the sandbox, which were never near a real
 * tenant. `npm run record` makes them anew.
 */
const RECORDING = process.env.RECORD === '1';
jest.setTimeout(RECORDING ? 60_000 : 20_000);
const PORT = 8911;
const API_KEY = 'jca_recorded_from_the_sandbox';

const RECORDINGS = path.join(__dirname, '__recordings__');

/** What of an answer is no business of a test: a recording changes only when its requests or answers do. */
const UNCHANGING = {
  comment: "Recorded from this project's sandbox, not from JumpCloud.",
  startedDateTime: '2026-01-01T00:00:00.000Z',
  time: 0,
  timings: {
    blocked: 0,
    connect: 0,
    dns: 0,
    receive: 0,
    send: 0,
    ssl: 0,
    wait: 0,
  },
};
const isAnswer = ({ name }: { name: string }) =>
  name === 'content-type' || name.startsWith('x-');

/** A working day of which the sandbox has sign-ins, so that requests name the same times in every recording. */
const TODAY = Date.UTC(2026, 0, 15, 12);

let sandbox: Sandbox | undefined;
let recording: Recording | undefined;

// The matcher compiles a schema for each type, and uses it for a few objects: making it fast takes longer than it saves.
IntegrationSchema.opts.code.optimize = 0;

beforeAll(async () => {
  process.env.JUMPCLOUD_CONSOLE_URL = `http://127.0.0.1:${PORT}`;
  process.env.JUMPCLOUD_INSIGHTS_URL = process.env.JUMPCLOUD_CONSOLE_URL;
  if (!RECORDING) return;
  const tenant = createTenant({
    users: 30,
    groups: 6,
    groupSize: 5,
    admins: ADMINS_OF_EVERY_SORT,
  });
  sandbox = await startSandbox({
    port: PORT,
    apiKey: API_KEY,
    tenants: [tenant],
  });
});

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(TODAY);
});

afterEach(async () => {
  await recording?.stop();
  if (RECORDING) sortEntries();
});

afterAll(async () => {
  await sandbox?.close();
  delete process.env.JUMPCLOUD_CONSOLE_URL;
  delete process.env.JUMPCLOUD_INSIGHTS_URL;
});

/** Requests that are under way together come in any order. */
function sortEntries(): void {
  if (!fs.existsSync(RECORDINGS)) return;
  for (const file of filesBelow(RECORDINGS)) {
    const har = JSON.parse(fs.readFileSync(file, 'utf8')) as Har;
    const place = ({ request, _order }: Har['log']['entries'][number]) =>
      `${request.method} ${request.url} ${_order}`;
    har.log.entries.sort((a, b) => (place(a) < place(b) ? -1 : 1));
    fs.writeFileSync(file, JSON.stringify(har, null, 2));
  }
}

interface Har {
  log: {
    entries: { _order: number; request: { method: string; url: string } }[];
  };
}

// The SDK's matcher takes no mapped relationships; src/steps/employees has its own test.
const steps = invocationConfig.integrationSteps
  .filter(({ mappedRelationships }) => !mappedRelationships)
  .map(({ id }) => id);

test.each(Object.values(Steps))('%s is registered', (id) => {
  if (invocationConfig.integrationSteps.some((step) => step.id === id)) return;
  throw new Error(`${id}: add its steps to src/steps/index.ts.`);
});

function requireRecording(id: string): void {
  const names = RECORDING ? [] : fs.readdirSync(RECORDINGS);
  if (RECORDING || names.some((each) => each.startsWith(`sandbox-${id}_`))) {
    return;
  }
  throw new Error(`${id} has no recording: make it with "npm run record".`);
}

test.each(steps)('%s emits what it declares, and nothing else', async (id) => {
  requireRecording(id);
  recording = setupRecording({
    directory: __dirname,
    name: `sandbox ${id}`,
    redactedRequestHeaders: ['x-api-key'],
    mutateEntry: (entry) => {
      entry.response.headers = entry.response.headers.filter(isAnswer);
      Object.assign(entry, UNCHANGING);
    },
    options: {
      mode: RECORDING ? 'record' : 'replay',
      recordIfMissing: false,
      recordFailedRequests: true,
      // The matcher's two contexts have a client each, so that some is read twice.
      matchRequestsBy: { headers: false, body: true, order: false },
    },
  });
  const missing = new Set<string>();
  recording.server.any().on('error', ({ method, url }) => {
    missing.add(`${method} ${url}`);
  });
  const config = { stepId: id, invocationConfig };
  const executing = executeStepWithDependencies({
    ...config,
    // A few days of sign-ins are enough.
    instanceConfig: { apiKey: API_KEY, usageLookbackDays: 3 },
  } as unknown as Parameters<typeof executeStepWithDependencies>[0]);
  const results = await executing.catch((error) => {
    if (missing.size === 0) throw error;
    return undefined;
  });
  if (missing.size > 0 || !results) {
    throw new Error(
      `The recording of ${id} does not fit its requests: make all of them anew with "npm run record". It lacks ${[
        ...missing,
      ].join(', ')}`,
    );
  }
  expect(results).toMatchStepMetadata(config as never);
  expect(unseenIn(id, results.collectedRelationships)).toEqual([]);
});

/**
 * Declared properties that no relationship of a step has: the sandbox has no
 * row of them. A type that two steps emit has some from one, some from the other.
 */
function unseenIn(id: string, relationships: readonly object[]): string[] {
  const steps = invocationConfig.integrationSteps;
  const step = steps.find((one) => one.id === id);
  const models = (step?.relationships ?? []) as RelationshipModel[];
  const own = models.filter(
    (model) =>
      steps.filter((one) =>
        one.relationships.some(({ _type }) => _type === model._type),
      ).length === 1,
  );
  return own.flatMap(({ _type, properties }) => {
    const emitted = relationships.filter(
      (one) => '_type' in one && one._type === _type,
    );
    return Object.keys(properties)
      .filter((name) => !emitted.some((one) => name in one))
      .map((name) => `${_type}.${name}`);
  });
}
