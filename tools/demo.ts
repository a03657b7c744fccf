/*
 * The main job in one command: a JumpCloud tenant on this machine is collected
 * and drawn by the real command line, and the result is shown.
 */
import fs from 'node:fs';
import path from 'node:path';

import { Graph, readGraph, runIntegration } from './integration';
import { Finding, findingsIn } from './findings';
import { writePicture } from './picture/picture';
import { startSandbox } from './sandbox/server';
import { createTenant } from './sandbox/tenant';

const STORAGE = path.resolve(__dirname, '..', '.j1-integration');
const LOG = path.join(STORAGE, 'demo.log');

const print = (line = '') => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const sandbox = await startSandbox({
    tenants: [createTenant({ oddities: true })],
    latency: 20,
  });
  try {
    const [{ organization, users, groups }] = sandbox.tenants;
    print(`A JumpCloud tenant runs at ${sandbox.url}:`);
    print(
      `${organization.displayName}, ${users.length} users, ${groups.length} groups (all of them made up).`,
    );
    print('\nj1-integration collect');
    const started = Date.now();
    const run = await runIntegration(['collect'], {
      environment: {
        JUMPCLOUD_CONSOLE_URL: sandbox.url,
        API_KEY: sandbox.apiKey,
      },
      onLine: showProgress,
    });
    const seconds = (Date.now() - started) / 1_000;
    fs.mkdirSync(STORAGE, { recursive: true });
    fs.writeFileSync(LOG, run.output);
    if (run.exitCode !== 0) {
      print(`\nCollecting failed; its whole output is in ${LOG}`);
      return 1;
    }
    const graph = readGraph();
    const notSuccessful = graph.steps.filter((s) => s.status !== 'success');

    print('\nj1-integration visualize');
    const drawn = await runIntegration(['visualize']);
    print(drawn.exitCode === 0 ? '  done' : `  failed\n${drawn.output}`);

    print();
    showGraph(graph);
    print(
      `${sandbox.requests.length} requests, at most ${
        sandbox.mostUnderWay
      } side by side, ${seconds.toFixed(
        1,
      )} s (of which each request takes 20 ms)`,
    );
    print('\nWhat a security person sees in it:');
    for (const finding of findingsIn(graph)) showFinding(finding, graph);
    if (drawn.exitCode === 0) print(`\nThe picture:  ${writePicture()}`);
    print(`The graph:    ${path.join(STORAGE, 'graph')}`);
    print(`The log:      ${LOG}`);

    for (const { name, status } of notSuccessful) {
      print(`\n"${name}" was not a success: ${status}`);
    }
    return drawn.exitCode === 0 && notSuccessful.length === 0 ? 0 : 1;
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

/** "HIGH  7 active users without MFA (Ada Example, Bob Example, ...)" */
function showFinding(
  { level, count, title, keys }: Finding,
  { entities }: Graph,
): void {
  const shown = new Set(keys.slice(0, 2));
  const names = entities
    .filter(({ _key }) => shown.has(_key))
    .map(({ displayName }) => displayName);
  const more = count > names.length ? ', ...' : '';
  print(
    `  ${level.padEnd(8)} ${String(count).padStart(4)} ${title} (${names.join(
      ', ',
    )}${more})`,
  );
}

/** How many there are of each type. */
function showGraph({ entities, relationships }: Graph): void {
  for (const [title, objects] of [
    ['Entities', entities],
    ['Relationships', relationships],
  ] as const) {
    const counts = new Map<string, number>();
    for (const { _type } of objects) {
      counts.set(_type, (counts.get(_type) ?? 0) + 1);
    }
    print(`${title.padEnd(44)}${String(objects.length).padStart(8)}`);
    for (const [type, count] of [...counts].sort()) {
      print(`  ${type.padEnd(42)}${String(count).padStart(8)}`);
    }
    print();
  }
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error) => {
    print(String(error));
    process.exitCode = 1;
  },
);
