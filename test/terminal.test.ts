import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import path from 'node:path';

import { collect, Collected, CollectOptions } from './collecting';
import { LIGHT } from './compiled';

/* `npm start` at a terminal, where a person sees progress and the report, and where there is none. */

jest.setTimeout(60_000);

const LOG = path.join('output', 'collect.log');

const AT_TERMINAL = `--require ${path.join(__dirname, 'terminal.js')}`;

const TENANT = { users: 12, groups: 2, devices: 2 };

/** As if standard output were a terminal. */
function collectAtTerminal(options: CollectOptions = {}): Promise<Collected> {
  return collect(TENANT, {
    ...options,
    fromTypeScript: true,
    environment: (sandbox) => ({
      NODE_OPTIONS: `${LIGHT} ${AT_TERMINAL}`,
      ...options.environment?.(sandbox),
    }),
  });
}

/** Takes requests and never answers. */
async function serveNothing(): Promise<{ url: string }> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}` };
}

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((each) => each()));

const logOf = ({ directory }: Collected) =>
  fs.readFileSync(path.join(directory, LOG), 'utf8');

/** A run to its end, with all that a clone loads; later ones find what it left. */
let first: Collected;
beforeAll(async () => {
  first = await collectAtTerminal({
    keep: true,
    environment: () => ({ NODE_OPTIONS: AT_TERMINAL }),
  });
});

test('the steps, then the report; the log is in a file, the picture is drawn', () => {
  const { exitCode, output, directory } = first;
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^ {2}completed Fetch Users$/m);
  expect(output).toMatch(/^ {2}jumpcloud_user +12$/m);
  expect(output).not.toContain('INFO Local');
  expect(logOf(first)).toContain('INFO Local: Completed step "Fetch Users".');
  const picture = path.join(directory, 'output', 'graph.html');
  expect(fs.existsSync(picture)).toBe(true);
  expect(output.trim().split('\n').slice(-3)).toEqual([
    `The picture:  ${picture}`,
    `The graph:    ${path.join(directory, '.j1-integration', 'graph')}`,
    `The log:      ${path.join(directory, LOG)}`,
  ]);
});

test('where there is no terminal, nothing but the log of the SDK', async () => {
  const { output, directory } = await collect(TENANT, {
    fromTypeScript: true,
  });
  expect(output).toContain('INFO Local: Completed step "Fetch Users".');
  expect(output).toContain('Step "fetch-users" completed with status: success');
  expect(output).not.toContain('jumpcloud_user  ');
  expect(fs.existsSync(path.join(directory, 'output'))).toBe(false);
});

test('a step that failed: what to do stands last', async () => {
  const { exitCode, output } = await collectAtTerminal({
    server: {
      interfere: ({ path: asked }) =>
        asked === '/api/applications'
          ? { status: 403, body: { message: 'Forbidden' } }
          : undefined,
    },
  });
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^ {2}failed {4}Fetch Applications$/m);
  expect(output.trim().split('\n').pop()).toMatch(/^ {4}What to do: /);
});

test('a configuration that is refused: the reason stands last', async () => {
  const run = await collectAtTerminal({
    environment: () => ({ REGION: 'mars' }),
  });
  expect(run.exitCode).toBe(1);
  expect(run.output.trim().split('\n').pop()).toMatch(
    /^Region .* is not one of us, eu, in\./,
  );
  expect(run.output).not.toMatch(/ at |duration-collect/);
  expect(logOf(run)).toContain('CONFIG_VALIDATION_ERROR');
});

test('a server that does not answer: it is said; Ctrl-C keeps the last picture', async () => {
  let child: ChildProcess | undefined;
  const silent = await serveNothing();
  const picture = path.join(first.directory, 'output', 'graph.html');
  const drawn = fs.readFileSync(picture, 'utf8');
  const { exitCode, output } = await collectAtTerminal({
    directory: first.directory,
    environment: () => ({ JUMPCLOUD_CONSOLE_URL: silent.url }),
    onStart: (started) => (child = started),
    onOutput: (text) => {
      if (text.includes('has not answered')) child?.kill('SIGINT');
    },
  });
  expect(exitCode).toBe(130);
  expect(output).toMatch(/127\.0\.0\.1 has not answered for \d s/);
  expect(output).toContain('Interrupted');
  expect(fs.readFileSync(picture, 'utf8')).toBe(drawn);
});

test('while the report is made the last line moves; Ctrl-C keeps the last picture', async () => {
  let child: ChildProcess | undefined;
  const picture = path.join(first.directory, 'output', 'graph.html');
  const drawn = fs.readFileSync(picture, 'utf8');
  const seen = new Set<string>();
  const { exitCode, output } = await collectAtTerminal({
    directory: first.directory,
    environment: () => ({ HOLD_THREADS: 'true' }),
    onStart: (started) => (child = started),
    onOutput: (text) => {
      for (const [line] of text.matchAll(/\d+ s +the report and .* made/g)) {
        seen.add(line);
      }
      if (seen.size === 3 && !child?.killed) child?.kill('SIGINT');
    },
  });
  expect(exitCode).toBe(130);
  expect(output).toContain('Interrupted: what was read is whole');
  expect(fs.readFileSync(picture, 'utf8')).toBe(drawn);
});
