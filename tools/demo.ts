/*
 * The main job in one command: a JumpCloud tenant on this machine is collected
 * by the real command line and drawn, and the result is shown.
 */
import fs from 'node:fs';
import path from 'node:path';

import { runIntegration } from './integration';
import { writePicture } from './picture/picture';
import { LOG_FILE, print as printed, readReport } from './report';
import { startSandbox } from './sandbox/server';
import { createTenant } from './sandbox/tenant';

const ROOT = path.resolve(__dirname, '..');
const LOG = path.join(ROOT, LOG_FILE);

const print = (line = '') => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const sandbox = await startSandbox({
    tenants: [createTenant({ oddities: true, now: Date.now() })],
    latency: 20,
  });
  try {
    const [{ organization, users, groups }] = sandbox.tenants;
    print(`A JumpCloud tenant runs at ${sandbox.url}:`);
    print(
      `${organization.displayName}, ${users.length} users, ${groups.length} groups (all of them made up).`,
    );
    print('\nj1-integration collect');
    const run = await runIntegration(['collect'], {
      environment: {
        JUMPCLOUD_CONSOLE_URL: sandbox.url,
        JUMPCLOUD_INSIGHTS_URL: sandbox.url,
        USAGE_LOOKBACK_DAYS: '90',
        INGEST_SAAS_APPLICATIONS: 'true',
        API_KEY: sandbox.apiKey,
      },
      onLine: showProgress,
    });
    fs.mkdirSync(path.dirname(LOG), { recursive: true });
    fs.writeFileSync(LOG, run.output);
    if (run.exitCode !== 0) {
      print(`\nCollecting failed; its whole output is in ${LOG}`);
      return 1;
    }
    const report = readReport(ROOT);
    print(`\n${printed(report)}`);
    print(
      `At most ${sandbox.mostUnderWay} requests were under way at once; each took 20 ms.`,
    );
    print(`\nThe picture:  ${writePicture()}`);
    print(`The graph:    ${path.join(ROOT, '.j1-integration', 'graph')}`);
    print(`The log:      ${LOG}`);

    return report.unfinished.length === 0 ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

/** The steps as they start and end, out of the log's many lines. */
function showProgress(line: string): void {
  const [, event, name] =
    /(Starting|Completed|Skipped) step "([^"]+)"/.exec(line) ?? [];
  if (event !== undefined) print(`  ${event.toLowerCase().padEnd(9)} ${name}`);
  else if (/\b(WARN|ERROR)\b/.test(line)) print(`  ${line.trim()}`);
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error) => {
    print(String(error));
    process.exitCode = 1;
  },
);
