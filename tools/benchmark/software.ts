/*
 * What ten million rows of software cost: the real command line with them,
 * without them, and a program that does no more than to read and parse the same
 * pages.
 *
 *   npx ts-node --transpile-only tools/benchmark/software.ts [ROWS]
 */
import { spawn } from 'node:child_process';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

import { COMMAND_LINE, createWorkplace, readGraph } from '../integration';
import { startSandbox } from '../sandbox/server';
import { createTenant } from '../sandbox/tenant';
import { Cost, measure } from './measure';

const ROWS = 10_000_000;
const DEVICES = 50_000;
/** Applications that a device has; further rows are further copies of them. As many relationships as a run may make, so that none is cut. */
const APPLICATIONS = 6;
/** Different ones in all. */
const DIFFERENT = 5_000;
/** As the integration asks for them. */
const PAGE_SIZE = 2_000;

const ENVIRONMENT = {
  AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
  DISABLE_DISK_USAGE_METRIC: '1',
};
const TS_NODE = require.resolve('ts-node/dist/bin-transpile');
const TABLE = '/api/v2/systeminsights/apps';
/** The other tables of software: the sandbox's own rows would be more relationships than a run may make. */
const NO_ROWS =
  /\/systeminsights\/(programs|linux_packages|chrome_extensions|firefox_addons|safari_extensions)$/;

/** Serves a tenant, and rows that are made when they are asked for: the server holds none. */
async function serve(rows: number): Promise<void> {
  const tenant = createTenant({
    users: 100,
    groups: 0,
    everybody: false,
    applications: 0,
    devices: DEVICES,
    deviceGroups: 0,
    policies: 0,
  });
  const sandbox = await startSandbox({ tenants: [tenant] });
  const ids = tenant.systems.map(({ _id }) => _id);
  const each = Math.ceil(rows / DEVICES);
  const rest = Array.from(
    { length: DIFFERENT },
    (_, n) =>
      `","name":"Application ${n}.app","display_name":"Application ${n}","bundle_name":"App${n}","bundle_identifier":"com.example.app${n}","bundle_short_version":"${
        n % 9
      }.${
        n % 7
      }","bundle_executable":"app","category":"public.app-category.utilities","collection_time":"2026-11-20T08:00:00.000Z","copyright":"Copyright Example Ltd","last_opened_time":1700000000.5,"minimum_system_version":"12.0","path":"/Applications/Application ${n}.app"}`,
  );
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(
      request.url ?? '',
      'http://localhost',
    );
    if (NO_ROWS.test(pathname)) return answer(response, '[]', 0);
    if (pathname !== TABLE) return handOn(sandbox.url, request, response);
    const skip = Number(searchParams.get('skip'));
    const to = Math.min(rows, skip + PAGE_SIZE);
    const page: string[] = [];
    for (let n = skip; n < to; n++) {
      const device = Math.floor(n / each);
      const application = (device * 7 + (n % APPLICATIONS)) % DIFFERENT;
      page.push(`{"system_id":"${ids[device]}${rest[application]}`);
    }
    return answer(response, `[${page.join()}]`, rows);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  process.stdout.write(`${JSON.stringify({ url, apiKey: sandbox.apiKey })}\n`);
}

function answer(
  response: http.ServerResponse,
  text: string,
  total: number,
): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-total-count': String(total),
  });
  response.end(text);
}

function handOn(
  url: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const { method, headers } = request;
  request.pipe(
    http.request(url + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }),
  );
}

/** Reads all pages one after the other and parses them, and no more. */
async function parseAlone(url: string): Promise<void> {
  const agent = new http.Agent({ keepAlive: true });
  for (let skip = 0, length = PAGE_SIZE; length === PAGE_SIZE; skip += length) {
    const text = await get(agent, `${url}${TABLE}?skip=${skip}`);
    ({ length } = JSON.parse(text) as unknown[]);
  }
  agent.destroy();
}

function get(agent: http.Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      })
      .on('error', reject);
  });
}

interface Collected {
  cost: Cost;
  installed: number;
  /** Of these, how many are of different ends. */
  different: number;
  failed: number;
}

async function main(rows: number): Promise<number> {
  const server = spawn(
    process.execPath,
    [TS_NODE, __filename, 'serve', String(rows)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { url, apiKey } = await new Promise<{ url: string; apiKey: string }>(
      (resolve, reject) => {
        server.once('error', reject);
        createInterface({ input: server.stdout }).once('line', (line) =>
          resolve(JSON.parse(line) as { url: string; apiKey: string }),
        );
      },
    );
    const collect = async (
      environment: NodeJS.ProcessEnv,
    ): Promise<Collected> => {
      const workplace = createWorkplace();
      try {
        const cost = await measure([COMMAND_LINE, 'collect'], {
          directory: workplace.directory,
          environment: {
            ...ENVIRONMENT,
            JUMPCLOUD_CONSOLE_URL: url,
            API_KEY: apiKey,
            ...environment,
          },
        });
        const { relationships, steps } = readGraph(workplace.directory);
        const installed = relationships.filter(
          ({ _class }) => _class === 'INSTALLED',
        );
        const ends = installed.map(
          ({ _fromEntityKey: from, _toEntityKey: to }) => `${from} ${to}`,
        );
        const failed = steps.filter(({ status }) => status === 'failure');
        return {
          cost,
          installed: installed.length,
          different: new Set(ends).size,
          failed: failed.length,
        };
      } finally {
        workplace.remove();
      }
    };
    const here = { directory: process.cwd(), environment: {} };
    const without = await collect({});
    const parsing = await measure([TS_NODE, __filename, 'parse', url], here);
    const starting = await measure([TS_NODE, __filename, 'nothing'], here);
    const withThem = await collect({ INGEST_SOFTWARE_INVENTORY: 'true' });
    show(rows, without, withThem, {
      wall: parsing.wall - starting.wall,
      cpu: (parsing.cpu ?? NaN) - (starting.cpu ?? NaN),
    });
    const { installed, different, failed } = withThem;
    const all = DEVICES * APPLICATIONS;
    const isEachOnce = installed === all && different === all;
    return isEachOnce && failed + without.failed === 0 ? 0 : 1;
  } finally {
    server.kill();
  }
}

function show(
  rows: number,
  without: Collected,
  withThem: Collected,
  alone: { wall: number; cpu: number },
): void {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const shown = ({ cost: { wall, cpu = NaN, memory = NaN } }: Collected) =>
    `${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s, ${memory.toFixed(0)} MB`;
  const more = (kind: keyof Cost) =>
    (withThem.cost[kind] ?? NaN) - (without.cost[kind] ?? NaN);
  const { installed, different } = withThem;
  print(
    `${rows} rows, ${DEVICES} devices, ${installed} relationships, ${different} different`,
  );
  print(`collect without them    ${shown(without)}`);
  print(`collect with them       ${shown(withThem)}`);
  print(
    `read and parse alone    ${alone.wall.toFixed(
      1,
    )} s, CPU ${alone.cpu.toFixed(1)} s`,
  );
  for (const kind of ['wall', 'cpu'] as const) {
    const ratio = more(kind) / alone[kind];
    print(`${kind}: ${more(kind).toFixed(1)} s more, ${ratio.toFixed(2)} x`);
  }
  print(`memory: ${more('memory').toFixed(0)} MB more`);
}

const [what, argument] = process.argv.slice(2);
const task =
  what === 'serve'
    ? serve(Number(argument))
    : what === 'parse'
    ? parseAlone(argument)
    : what === 'nothing'
    ? Promise.resolve()
    : main(Number(what ?? ROWS)).then((exitCode) => {
        process.exitCode = exitCode;
      });
task.catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
