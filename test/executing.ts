import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/* What tests share that run the SDK's executor in their own process. */

/** Waits of seconds are milliseconds. */
export const NO_WAITING = {
  backoff: { first: 1, longest: 1 },
  longestHold: 1,
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
