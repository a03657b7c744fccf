import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { readGraph } from '../tools/integration';
import { main, Report } from '../tools/report';
import {
  Interference,
  SandboxRequest,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';
import { collect, Collected } from './collecting';
import { LIGHT } from './compiled';
import { useOwnStorage } from './executing';
import { collectLocally } from './locally';

/* `npm run report`, as a user would run it where a `collect` has run. */

const ROOT = path.resolve(__dirname, '..');
jest.setTimeout(120_000);

const REPORT = [
  '-r',
  'ts-node/register/transpile-only',
  path.join(ROOT, 'tools/report.ts'),
];

const storage = useOwnStorage();

/** As a process of its own: the only thing that shows exit codes and streams. */
function report(
  directory: string,
  args: string[] = [],
  environment: NodeJS.ProcessEnv = { NODE_OPTIONS: LIGHT },
) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...REPORT, ...args],
    {
      cwd: directory,
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    },
  );
  return { exitCode: status, stdout, stderr };
}

const reportHere = (directory: string, ...args: string[]) =>
  main(args, directory).text;

const json = (directory: string) =>
  JSON.parse(reportHere(directory, '--json')) as Report;

/** As `npm start > output/collect.log` does. */
function saveLog({
  directory,
  output,
}: Pick<Collected, 'directory' | 'output'>): void {
  fs.mkdirSync(path.join(directory, 'output'), { recursive: true });
  fs.writeFileSync(path.join(directory, 'output/collect.log'), output);
}

/** A run in this process, whose exit code other tests show. */
async function collectHere(
  environment: NodeJS.ProcessEnv,
  interfere?: (request: SandboxRequest) => Interference | undefined,
) {
  const sandbox = await startSandbox({
    tenants: [createTenant({ users: 5, groups: 2, devices: 2 })],
    interfere,
  });
  const run = await collectLocally(sandbox, environment);
  await sandbox.close();
  return { ...run, directory: storage() };
}

/** A clean run. */
let run: Collected;
beforeAll(async () => {
  run = await collect({ users: 30, groups: 3, devices: 6 }, { keep: true });
  saveLog(run);
});

test('a clean run: exit code 0, everything counted', () => {
  // Without what spares the others the compiler: as a user starts it.
  const { exitCode, stdout } = report(run.directory, [], {});
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^ {2}jumpcloud_user +30$/m);
  expect(stdout).toMatch(/^ {2}HIGH +\d+ active users without MFA \(\w+ /m);
  expect(stdout).not.toMatch(/failed\./);
  const { entities, relationships } = run.graph();
  const told = json(run.directory);
  const all = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  expect(all(told.entities)).toBe(entities.length);
  expect(all(told.relationships)).toBe(relationships.length);
  expect(told.requests).toBe(run.sandbox.requests.length);
  expect(told.seconds).toBeGreaterThan(0);
  expect(told.unfinished).toEqual([]);
  expect(told.files.log).toBe(path.join(run.directory, 'output/collect.log'));

  // For a ticket and for a spreadsheet: each name that a finding counts.
  const names = told.findings.flatMap(({ entities: found }) => found);
  const csv = reportHere(run.directory, '--csv').trim().split('\r\n');
  expect(csv).toHaveLength(1 + names.length);
  const [{ title, count }] = told.findings;
  expect(reportHere(run.directory, '--markdown')).toContain(
    `## ${count} ${title} (`,
  );
  expect(reportHere(run.directory, '--findings')).toContain(
    `${count} ${title}\n`,
  );
});

test('whoever reads no further gets no trace of an error', () => {
  const { stderr } = spawnSync(
    'bash',
    ['-c', `"$0" "$@" --json | true`, process.execPath, ...REPORT],
    {
      cwd: run.directory,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: LIGHT },
    },
  );
  expect(stderr).toBe('');
});

test('a step that failed: exit code 1, with the reason and what to do', async () => {
  const failed = await collectHere({}, ({ path: asked }) =>
    asked === '/api/applications'
      ? { status: 403, body: { message: 'Forbidden' } }
      : undefined,
  );
  expect(failed.isRefused).toBe(false);

  // The log of an earlier run says nothing about this one.
  saveLog(failed);
  fs.utimesSync(path.join(failed.directory, 'output/collect.log'), 1, 1);
  const withoutLog = report(failed.directory);
  expect(withoutLog.exitCode).toBe(1);
  expect(withoutLog.stdout).toMatch(
    /Fetch Applications: failed\n +What to do: .*403.*the scope applications\.readonly/,
  );
  expect(withoutLog.stdout).toContain('How many requests it took is in');

  saveLog(failed);
  const withLog = main([], failed.directory);
  expect(withLog.exitCode).toBe(1);
  expect(withLog.text).toMatch(
    /Fetch Applications: failed\n +Why: .*403.*\n +What to do: Give the role .* the scope applications\.readonly\./,
  );
  expect(withLog.text).toMatch(/Fetch Application Assignments: incomplete/);
  const told = json(failed.directory);
  expect(told.unfinished[0]).toMatchObject({
    id: 'fetch-applications',
    status: 'failed',
    code: 'PROVIDER_AUTHORIZATION_ERROR',
  });
  // Whatever depends on it, and nothing else.
  const { steps } = readGraph(failed.directory);
  const dependants = steps.filter(({ status }) => /dependency/.test(status));
  expect(dependants.map(({ id }) => id)).toContain(
    'fetch-application-assignments',
  );
  expect(told.unfinished.slice(1)).toEqual(
    dependants.map(({ id }) =>
      expect.objectContaining({ id, status: 'incomplete' }),
    ),
  );
  expect(told.keptTypes).toContain('jumpcloud_application');
});

test('no run, and one that ended early: exit code 1, and what to do', async () => {
  const ended = await collectHere({ REGION: 'mars' });
  expect(ended.isRefused).toBe(true);
  const before = report(ended.directory, ['--json']);
  expect(before).toMatchObject({ exitCode: 1, stdout: '' });
  expect(before.stderr).toMatch(/No run has left a result.*npm start/);
  saveLog(ended);
  // What is thrown ends a process as above.
  expect(() => main([], ended.directory)).toThrow(
    /Region .* is not one of us, eu, in/,
  );
});
