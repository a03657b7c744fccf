import {
  executeStepWithDependencies,
  Recording,
  setupRecording,
} from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';

/*
 * Every step over recordings of the sandbox, which were never near a real
 * tenant. `npm run record` makes them anew.
 */
const RECORDING = process.env.RECORD === '1';
const PORT = 8911;
const API_KEY = 'jca_recorded_from_the_sandbox';

let sandbox: Sandbox | undefined;
let recording: Recording | undefined;

beforeAll(async () => {
  process.env.JUMPCLOUD_CONSOLE_URL = `http://127.0.0.1:${PORT}`;
  if (!RECORDING) return;
  const tenant = createTenant({ users: 30, groups: 6, groupSize: 5 });
  sandbox = await startSandbox({
    port: PORT,
    apiKey: API_KEY,
    tenants: [tenant],
  });
});

afterEach(async () => {
  await recording?.stop();
});

afterAll(async () => {
  await sandbox?.close();
  delete process.env.JUMPCLOUD_CONSOLE_URL;
});

// The SDK's matcher takes no mapped relationships; src/steps/employees has its own test.
const steps = invocationConfig.integrationSteps
  .filter(({ mappedRelationships }) => !mappedRelationships)
  .map(({ id }) => id);

test.each(steps)('%s emits what it declares, and nothing else', async (id) => {
  recording = setupRecording({
    directory: __dirname,
    name: `sandbox ${id}`,
    redactedRequestHeaders: ['x-api-key'],
    mutateEntry: (entry) => {
      Object.assign(entry, {
        comment: "Recorded from this project's sandbox, not from JumpCloud.",
      });
    },
    options: {
      mode: RECORDING ? 'record' : 'replay',
      recordIfMissing: false,
      recordFailedRequests: true,
      // The matcher's two contexts have a client each, so that some is read twice.
      matchRequestsBy: { headers: false, body: false, order: false },
    },
  });
  const config = { stepId: id, invocationConfig };
  const results = await executeStepWithDependencies({
    ...config,
    instanceConfig: { apiKey: API_KEY },
  } as unknown as Parameters<typeof executeStepWithDependencies>[0]);
  expect(results).toMatchStepMetadata(config as never);
});
