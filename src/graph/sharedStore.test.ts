import { FileSystemGraphObjectStore } from '@jupiterone/integration-sdk-runtime';
import { DuplicateKeyTracker } from '@jupiterone/integration-sdk-runtime/dist/src/execution/duplicateKeyTracker';
import {
  createStepJobState,
  MemoryDataStore,
  TypeTracker,
} from '@jupiterone/integration-sdk-runtime/dist/src/execution/jobState';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Lock, Writer } from './writer';

/* Steps that share the SDK's store: each uploads its own objects and no other's. */

let directory: string;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = directory;
});

afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

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
        await writer.leave();
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
        await busy.writer.finish();
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

test('an object that is in the graph already is left out', async () => {
  const { startStep, uploaded } = startRun();
  const first = startStep('first');
  const second = startStep('second');
  for (const { writer, end } of [first, second]) {
    writer.addEntity(entity('the-same-key'));
    writer.addEntity(entity('the-same-key'));
    await end();
  }
  expect(uploaded).toEqual(['first: the-same-key']);
});
