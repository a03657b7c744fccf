/*
 * What two million events of Directory Insights cost: the real command line with
 * them, without them, and a program that does no more than to read and parse the
 * same pages.
 *
 *   npx ts-node --transpile-only tools/benchmark/insights.ts [EVENTS]
 */
import { spawn } from 'node:child_process';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

import { COMMAND_LINE, createWorkplace, readGraph } from '../integration';
import { startSandbox } from '../sandbox/server';
import { createTenant, Tenant } from '../sandbox/tenant';
import { Cost, measure } from './measure';

const EVENTS = 2_000_000;
const DAYS = 90;
const DAY = 86_400_000;
const PAGE_SIZE = 10_000;
const USERS = 5_000;
const APPLICATIONS = 50;
/** Of which each user uses as many. */
const USED = 10;

const ENVIRONMENT = {
  AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
  DISABLE_DISK_USAGE_METRIC: '1',
};
const TS_NODE = require.resolve('ts-node/dist/bin-transpile');

/** Serves a tenant, and events that are made when they are asked for: the server holds none. */
async function serve(events: number): Promise<void> {
  const tenant = createTenant({
    users: USERS,
    groups: 0,
    everybody: false,
    applications: APPLICATIONS,
    admins: 1,
    devices: 0,
  });
  const { url, apiKey } = await startSandbox({ tenants: [tenant] });
  const step = Math.floor((DAYS * DAY) / events);
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const question = JSON.parse(Buffer.concat(chunks).toString()) as {
        service: string[];
        start_time: string;
        end_time: string;
        search_after?: [number, string];
      };
      // The proof that events are kept for long enough, and those by username.
      const isSweep = question.service.includes('sso');
      const end = Date.parse(question.end_time);
      const from = question.search_after
        ? Number(question.search_after[1].slice(6)) + 1
        : 0;
      const to = isSweep ? Math.min(from + PAGE_SIZE, events) : from;
      const rows: string[] = [];
      for (let n = from; n < to; n++)
        rows.push(eventOf(n, end - n * step, tenant));
      if (question.service.includes('all')) {
        rows.push(
          JSON.stringify({ id: 'oldest', timestamp: question.start_time }),
        );
      }
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-limit': String(PAGE_SIZE),
        ...(to > from && {
          'x-search_after': JSON.stringify([
            end - (to - 1) * step,
            `event-${to - 1}`,
          ]),
        }),
      });
      response.end(`[${rows.join(',')}]`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const insightsUrl = `http://127.0.0.1:${port}`;
  process.stdout.write(`${JSON.stringify({ url, apiKey, insightsUrl })}\n`);
}

/** Every third a sign-in at the portal, every fifth a failure. */
function eventOf(n: number, at: number, { users, applications }: Tenant) {
  // Multiplied by a prime, so that neighbours in time are not neighbours in the list.
  const user = (n * 7_919) % USERS;
  const application =
    applications[(user + (Math.floor(n / USERS) % USED)) % APPLICATIONS]._id;
  const isSuccess = n % 5 !== 0;
  const who = `"initiated_by":{"id":"${users[user]._id}","type":"user"}`;
  const head = `{"id":"event-${n}","timestamp":"${new Date(
    at,
  ).toISOString()}",`;
  return n % 3 === 0
    ? `${head}"event_type":"user_login_attempt","success":${isSuccess},${who}}`
    : `${head}"event_type":"sso_auth","sso_token_success":${isSuccess},${who},"application":{"id":"${application}"}}`;
}

/** Reads all pages one after the other and parses them, and no more. */
async function parseAlone(url: string): Promise<void> {
  const agent = new http.Agent({ keepAlive: true });
  const end = Date.now();
  let cursor: string | undefined;
  let inParse = BigInt(0);
  do {
    const body = JSON.stringify({
      service: ['sso'],
      start_time: new Date(end - DAYS * DAY).toISOString(),
      end_time: new Date(end).toISOString(),
      ...(cursor !== undefined && { search_after: JSON.parse(cursor) }),
    });
    const { text, next } = await post(agent, url, body);
    const started = process.hrtime.bigint();
    JSON.parse(text);
    inParse += process.hrtime.bigint() - started;
    cursor = next;
  } while (cursor !== undefined);
  agent.destroy();
  process.stdout.write(`${Number(inParse) / 1e9}\n`);
}

function post(agent: http.Agent, url: string, body: string) {
  return new Promise<{ text: string; next: string | undefined }>(
    (resolve, reject) => {
      const request = http.request(
        `${url}/insights/directory/v1/events`,
        { method: 'POST', agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              text: Buffer.concat(chunks).toString(),
              next: response.headers['x-search_after'] as string | undefined,
            }),
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    },
  );
}

interface Addresses {
  url: string;
  apiKey: string;
  insightsUrl: string;
}

async function main(events: number): Promise<number> {
  const server = spawn(
    process.execPath,
    [TS_NODE, __filename, 'serve', String(events)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { url, apiKey, insightsUrl } = await new Promise<Addresses>(
      (resolve, reject) => {
        server.once('error', reject);
        createInterface({ input: server.stdout }).once('line', (line) =>
          resolve(JSON.parse(line) as Addresses),
        );
      },
    );
    const collect = async (usage: NodeJS.ProcessEnv) => {
      const workplace = createWorkplace();
      try {
        const cost = await measure([COMMAND_LINE, 'collect'], {
          directory: workplace.directory,
          environment: {
            ...ENVIRONMENT,
            JUMPCLOUD_CONSOLE_URL: url,
            JUMPCLOUD_INSIGHTS_URL: insightsUrl,
            API_KEY: apiKey,
            ...usage,
          },
        });
        const { relationships, steps } = readGraph(workplace.directory);
        const uses = relationships.filter(
          ({ _type }) => _type === 'jumpcloud_user_uses_application',
        );
        const failed = steps.filter(({ status }) => status === 'failure');
        return { cost, uses: uses.length, failed: failed.length };
      } finally {
        workplace.remove();
      }
    };
    const without = await collect({});
    const parsing = await measure([TS_NODE, __filename, 'parse', insightsUrl], {
      directory: process.cwd(),
      environment: {},
    });
    const starting = await measure([TS_NODE, __filename, 'nothing'], {
      directory: process.cwd(),
      environment: {},
    });
    const withThem = await collect({ USAGE_LOOKBACK_DAYS: String(DAYS) });
    show(events, { without, withThem, parsing, starting });
    return withThem.failed + without.failed === 0 ? 0 : 1;
  } finally {
    server.kill();
  }
}

interface Collected {
  cost: Cost;
  uses: number;
}

function show(
  events: number,
  {
    without,
    withThem,
    parsing,
    starting,
  }: {
    without: Collected;
    withThem: Collected;
    parsing: Cost;
    starting: Cost;
  },
): void {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const shown = ({ wall, cpu = NaN, memory = NaN }: Cost) =>
    `${wall.toFixed(1)} s, CPU ${cpu.toFixed(1)} s, ${memory.toFixed(0)} MB`;
  const more = withThem.cost.wall - without.cost.wall;
  const alone = parsing.wall - starting.wall;
  const memory = (withThem.cost.memory ?? NaN) - (without.cost.memory ?? NaN);
  print(`${events} events, ${USERS} users, ${withThem.uses} uses`);
  print(`collect without them    ${shown(without.cost)}`);
  print(`collect with them       ${shown(withThem.cost)}`);
  print(`read and parse alone    ${shown(parsing)}`);
  print(`  of which to start     ${shown(starting)}`);
  print(
    `time: ${more.toFixed(1)} s more, ${(more / alone).toFixed(
      2,
    )} x that of reading and parsing alone (${alone.toFixed(1)} s)`,
  );
  print(`memory: ${memory.toFixed(0)} MB more`);
}

const [what, argument] = process.argv.slice(2);
const task =
  what === 'serve'
    ? serve(Number(argument))
    : what === 'parse'
    ? parseAlone(argument)
    : what === 'nothing'
    ? Promise.resolve()
    : main(Number(what ?? EVENTS)).then((exitCode) => {
        process.exitCode = exitCode;
      });
task.catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
