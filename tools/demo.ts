/*
 * The main job in one command: a JumpCloud tenant on this machine is collected
 * by the real command line and drawn, and the result is shown.
 *
 * The story: a company of 230 people in good order, with a mishap of each kind,
 * and a small one that it has just bought, which nobody has looked after yet. It
 * is dated from the day of the run and the same on any day.
 */
import fs from 'node:fs';
import path from 'node:path';

import { Run, runIntegration } from './integration';
import { LOG_FILE, readLog } from './log';
import { resultOf } from './result';
import { Sandbox, startSandbox } from './sandbox/server';
import { createTenant, Tenant } from './sandbox/tenant';
import { Screen } from './screen';

const ROOT = path.resolve(__dirname, '..');
const LOG = path.join(ROOT, LOG_FILE);

const print = (line = '') => process.stdout.write(`${line}\n`);

/** @param now the day of the run, in milliseconds since the epoch */
export function createTenants(now: number): Tenant[] {
  const bought = {
    index: 2,
    organizationName: 'Example Logistics',
    users: 24,
    groups: 8,
    applications: 5,
    admins: 3,
    serviceAccounts: 1,
    deviceGroups: 4,
    policies: 3,
    commands: 2,
    softwareApps: 2,
    policyGroups: 0,
    workflows: false,
    directories: 1,
    radiusServers: 0,
    conditionalAccess: false,
    appleMdm: false,
    directoryInsights: false,
    saasApplications: undefined,
  };
  return [createTenant({ now }), createTenant({ ...bought, now })];
}

/** @param directory where the result is left */
export function collectFrom(
  sandbox: Sandbox,
  directory: string,
  onOutput?: (text: string) => void,
): Promise<Run> {
  return runIntegration(['collect'], {
    directory,
    environment: {
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_INSIGHTS_URL: sandbox.url,
      USAGE_LOOKBACK_DAYS: '90',
      INGEST_SAAS_APPLICATIONS: 'true',
      INGEST_SOFTWARE_INVENTORY: 'true',
      INGEST_WORKFLOWS: 'true',
      API_KEY: sandbox.apiKey,
      PROGRESS_INTERVAL: '1000',
    },
    onOutput,
  });
}

async function main(): Promise<number> {
  const sandbox = await startSandbox({
    tenants: createTenants(Date.now()),
    latency: 20,
  });
  try {
    print(`JumpCloud runs at ${sandbox.url}, all of it made up:`);
    for (const { organization, users, systems } of sandbox.tenants) {
      print(
        `${organization.displayName}, ${users.length} users, ${systems.length} devices`,
      );
    }
    print('\nj1-integration collect');
    const screen = new Screen(process.stdout);
    const run = await collectFrom(sandbox, ROOT, (text) => screen.take(text));
    screen.end();
    fs.mkdirSync(path.dirname(LOG), { recursive: true });
    fs.writeFileSync(LOG, run.output);
    if (run.exitCode !== 0) {
      const { ended } = readLog(run.output);
      print(`\nCollecting failed. ${ended?.reason ?? ''}\nThe log: ${LOG}`);
      return 1;
    }
    print(
      `At most ${sandbox.mostUnderWay} requests were under way at once; each took 20 ms.\n`,
    );
    const { text, isComplete } = resultOf(ROOT);
    print(text);
    return isComplete ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

if (require.main === module) {
  main().then(
    (exitCode) => (process.exitCode = exitCode),
    (error) => {
      print(String(error));
      process.exitCode = 1;
    },
  );
}
