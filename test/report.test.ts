import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { Report } from '../tools/report';
import { collect, Collected } from './collecting';

/* `npm run report`, as a user would run it where a `collect` has run. */

const ROOT = path.resolve(__dirname, '..');
jest.setTimeout(120_000);

const REPORT = [
  '-r',
  'ts-node/register/transpile-only',
  path.join(ROOT, 'tools/report.ts'),
];

function report(directory: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...REPORT, ...args],
    { cwd: directory, encoding: 'utf8' },
  );
  return { exitCode: status, stdout, stderr };
}

const json = (directory: string) =>
  JSON.parse(report(directory, '--json').stdout) as Report;

/** As `npm start > output/collect.log` does. */
function saveLog({ directory, output }: Collected): void {
  fs.mkdirSync(path.join(directory, 'output'), { recursive: true });
  fs.writeFileSync(path.join(directory, 'output/collect.log'), output);
}

test('a clean run: exit code 0, everything counted', async () => {
  const run = await collect({ users: 30, groups: 3 });
  saveLog(run);
  const { exitCode, stdout } = report(run.directory);
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
  const csv = report(run.directory, '--csv').stdout.trim().split('\r\n');
  expect(csv).toHaveLength(1 + names.length);
  const [{ title, count }] = told.findings;
  expect(report(run.directory, '--markdown').stdout).toContain(
    `## ${count} ${title} (`,
  );
  expect(report(run.directory, '--findings').stdout).toContain(
    `${count} ${title}\n`,
  );
});

test('whoever reads no further gets no trace of an error', async () => {
  const { directory } = await collect({ users: 1, groups: 0 });
  const { stderr } = spawnSync(
    'bash',
    ['-c', `"$0" "$@" --json | true`, process.execPath, ...REPORT],
    { cwd: directory, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
});

test('a step that failed: exit code 1, with the reason and what to do', async () => {
  const run = await collect(
    { users: 5, groups: 2 },
    {
      server: {
        interfere: ({ path: asked }) =>
          asked === '/api/applications'
            ? { status: 403, body: { message: 'Forbidden' } }
            : undefined,
      },
    },
  );
  expect(run.exitCode).toBe(0);

  // The log of an earlier run says nothing about this one.
  saveLog(run);
  fs.utimesSync(path.join(run.directory, 'output/collect.log'), 1, 1);
  const withoutLog = report(run.directory);
  expect(withoutLog.exitCode).toBe(1);
  expect(withoutLog.stdout).toMatch(
    /Fetch Applications: failed\n +What to do: .*403.*the scope applications\.readonly/,
  );
  expect(withoutLog.stdout).toContain('How many requests it took is in');

  saveLog(run);
  const withLog = report(run.directory);
  expect(withLog.exitCode).toBe(1);
  expect(withLog.stdout).toMatch(
    /Fetch Applications: failed\n +Why: .*403.*\n +What to do: Give the role .* the scope applications\.readonly\./,
  );
  expect(withLog.stdout).toMatch(/Fetch Application Assignments: incomplete/);
  const told = json(run.directory);
  expect(told.unfinished[0]).toMatchObject({
    id: 'fetch-applications',
    status: 'failed',
    code: 'PROVIDER_AUTHORIZATION_ERROR',
  });
  // Whatever depends on it, and nothing else.
  const { steps } = run.graph();
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
  const run = await collect(
    { users: 1, groups: 0 },
    { environment: () => ({ REGION: 'mars' }) },
  );
  const before = report(run.directory, '--json');
  expect(before).toMatchObject({ exitCode: 1, stdout: '' });
  expect(before.stderr).toMatch(/No run has left a result.*npm start/);
  saveLog(run);
  const after = report(run.directory);
  expect(after.exitCode).toBe(1);
  expect(after.stderr).toMatch(/Region .* is not one of us, eu, in/);
});
