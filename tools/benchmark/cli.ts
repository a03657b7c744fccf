/*
 * How fast the real command line collects a tenant, beside what cannot be
 * saved: what the SDK takes to emit the same graph, and what the wire takes for
 * the requests that such a graph needs.
 *
 *   npm run benchmark -- [--json] [--only NAME ...]
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { PAGE_SIZE, SIDE_BY_SIDE } from '../../src/jumpcloud/limits';
import { integrationSteps } from '../../src/steps';
import {
  COMMAND_LINE,
  createWorkplace,
  Graph,
  readGraph,
} from '../integration';
import { createTenant, NOTHING_ELSE, TenantOptions } from '../sandbox/tenant';
import { FloorPlan } from './floor/src';
import { Cost, measure } from './measure';

interface Scenario {
  name: string;
  /** Milliseconds before each answer. */
  latency: number;
  tenant: Partial<TenantOptions>;
}

const people = { exactGroups: true, everybody: false };
const estate = { devices: 40_000, deviceGroups: 200, policies: 100 };
/** Users and groups alone: of everything else one empty list. */
const exact = {
  ...people,
  applications: 0,
  admins: 1,
  serviceAccounts: 0,
  devices: 0,
  ...NOTHING_ELSE,
};
const SCENARIOS: Scenario[] = [
  {
    name: '5,000 users, 100 x 250',
    latency: 20,
    tenant: { ...exact, users: 5_000, groups: 100, groupSize: 250 },
  },
  {
    name: '50,000 users, 200 x 250',
    latency: 20,
    tenant: { ...exact, users: 50_000, groups: 200, groupSize: 250 },
  },
  {
    name: '50,000 users, 2,000 x 250',
    latency: 20,
    tenant: { ...exact, users: 50_000, groups: 2_000, groupSize: 250 },
  },
  {
    name: '50,000 users, 2,000 x 250, no latency',
    latency: 0,
    tenant: { ...exact, users: 50_000, groups: 2_000, groupSize: 250 },
  },
  {
    name: 'one group of 50,000',
    latency: 20,
    tenant: { ...exact, users: 50_000, groups: 1, groupSize: 50_000 },
  },
  {
    name: '300 applications',
    latency: 20,
    tenant: {
      ...people,
      users: 5_000,
      groups: 100,
      groupSize: 50,
      applications: 300,
      devices: 40,
    },
  },
  {
    name: '40,000 devices',
    latency: 20,
    tenant: { ...exact, ...estate, users: 1_000, groups: 50, groupSize: 20 },
  },
  {
    name: 'the whole estate of 50,000 users',
    latency: 20,
    tenant: {
      ...people,
      ...estate,
      users: 50_000,
      groups: 2_000,
      groupSize: 250,
      applications: 100,
    },
  },
];

interface Result {
  name: string;
  /** Milliseconds before each answer. */
  latency: number;
  collect: Cost;
  sdkFloor: Cost;
  /** Seconds that the requests needed take, as many side by side as the throttle allows. */
  networkFloor: number;
  requests: number;
  requestsNeeded: number;
  mostUnderWay: number;
  entities: number;
  relationships: number;
}

const ENVIRONMENT = { AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' };
const SANDBOX = path.join(__dirname, '..', 'sandbox', 'cli.ts');
const FLOOR = path.join(__dirname, 'floor', 'src');

async function run({ name, latency, tenant }: Scenario): Promise<Result> {
  const sandbox = await startSandboxProcess(tenant, latency);
  const workplace = createWorkplace();
  try {
    const collect = await measure([COMMAND_LINE, 'collect'], {
      directory: workplace.directory,
      environment: {
        ...ENVIRONMENT,
        JUMPCLOUD_CONSOLE_URL: sandbox.url,
        API_KEY: sandbox.apiKey,
      },
    });
    const { requests, mostUnderWay } = await sandbox.stop();
    const graph = readGraph(workplace.directory);
    const needed = requestsNeeded(tenant);
    return {
      name,
      latency,
      collect,
      sdkFloor: await measureFloor(graph),
      networkFloor: (needed * latency) / 1_000 / SIDE_BY_SIDE.atMost,
      requests,
      requestsNeeded: needed,
      mostUnderWay,
      entities: graph.entities.length,
      relationships: graph.relationships.length,
    };
  } finally {
    workplace.remove();
  }
}

/** The sandbox as a process of its own, so that it does not share the processor time that is measured. */
async function startSandboxProcess(
  tenant: Partial<TenantOptions>,
  latency: number,
) {
  const options = Object.entries({ ...tenant, latency, port: 0 }).flatMap(
    ([name, value]) => commandLineOption(name, value),
  );
  const child = spawn(
    process.execPath,
    [require.resolve('ts-node/dist/bin-transpile'), SANDBOX, ...options],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines = createInterface({ input: child.stdout });
  const nextLine = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      child.once('error', reject);
      lines.once('line', (line) => resolve(JSON.parse(line)));
    });
  const { url, apiKey } = await nextLine();
  return {
    url: String(url),
    apiKey: String(apiKey),
    stop: async () => {
      const last = nextLine();
      child.kill('SIGTERM');
      const { requests, mostUnderWay } = await last;
      return {
        requests: Number(requests),
        mostUnderWay: Number(mostUnderWay),
      };
    },
  };
}

/** groupSize: 250 -> --group-size 250; everybody: false -> --no-everybody */
function commandLineOption(name: string, value: unknown): string[] {
  const option = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  if (value === true) return [`--${option}`];
  return value === false ? [`--no-${option}`] : [`--${option}`, String(value)];
}

/** A request per page, at least one per list. Associations fit on a page each, those of applications to users excepted. */
function requestsNeeded(options: Partial<TenantOptions>): number {
  const tenant = createTenant(options);
  const { users, groups, members, applications, grants } = tenant;
  const { systems, systemGroups, systemGroupMembers, policies } = tenant;
  const { directories, radiusServers, authnPolicies, appleMdms } = tenant;
  const { commands, softwareApps, policyGroups } = tenant;
  const pages = (count: number) => Math.max(1, Math.ceil(count / PAGE_SIZE));
  const sum = (lists: Iterable<{ length: number }>) =>
    Array.from(lists).reduce((all, { length }) => all + pages(length), 0);
  const grantsOf = Array.from(applications, ({ _id }) => grants.get(_id));
  // Associations that both ends tell are read from the fewer.
  const fewer = (count: number) => Math.min(groups.length, count);
  const kinds = ['active_directory', 'g_suite', 'ldap_server', 'office_365'];
  const ofKind = (kind: string) =>
    directories.filter(({ type }) => type === kind).length;
  return (
    2 + // the list of organizations, and the settings of the one
    3 + // the settings of its devices
    sum([users, groups, applications, tenant.admins]) +
    sum([tenant.roles, tenant.serviceAccounts]) +
    sum(members.values()) +
    sum(grantsOf.map((grant) => grant?.users ?? [])) +
    sum(grantsOf.map((grant) => grant?.groups ?? [])) +
    sum([systems, systemGroups, policies, appleMdms]) +
    sum(systemGroupMembers.values()) +
    sum(tenant.appleDevices.values()) +
    fewer(systemGroups.length) +
    (systems.length > 0 ? groups.length : 0) + // their bindings to devices
    systemGroups.length + // their bindings to users
    3 * policies.length + // devices, groups of devices, groups of users
    sum([commands, softwareApps, policyGroups]) +
    2 * (commands.length + softwareApps.length) + // devices, groups of devices
    4 * policyGroups.length + // policies as well, and groups of users
    sum([directories, radiusServers, authnPolicies]) +
    kinds.reduce((all, kind) => all + fewer(ofKind(kind)), 0) +
    ofKind('active_directory') + // their agents
    Math.min(1, ofKind('workday')) +
    fewer(radiusServers.length) +
    Math.min(1, tenant.ipLists.length)
  );
}

/** Emits a graph of the same size and shape, without reading anything. */
async function measureFloor(graph: Graph): Promise<Cost> {
  const workplace = createWorkplace(FLOOR);
  const plan = path.join(workplace.directory, 'plan.json');
  fs.writeFileSync(plan, JSON.stringify(planOf(graph)));
  try {
    return await measure([COMMAND_LINE, 'collect'], {
      directory: workplace.directory,
      environment: { ...ENVIRONMENT, FLOOR_PLAN: plan },
    });
  } finally {
    workplace.remove();
  }
}

function planOf({ entities, relationships }: Graph): FloorPlan {
  const declared = <M extends { _type: string }>(metadata: M[], type: string) =>
    metadata.find(({ _type }) => _type === type) as M;
  return {
    entities: samplesOf(entities).map(({ sample, count }) => ({
      sample,
      count,
      metadata: declared(
        integrationSteps.flatMap((step) => step.entities),
        sample._type,
      ),
    })),
    relationships: samplesOf(relationships).map(({ sample, count }) => ({
      sample,
      count,
      metadata: declared(
        integrationSteps.flatMap((step) => [
          ...step.relationships,
          ...((step.mappedRelationships ?? []) as never[]),
        ]),
        sample._type,
      ),
    })),
  };
}

/** One object of each type, from the middle, and how many there are. */
function samplesOf<T extends { _type: string }>(objects: T[]) {
  const byType = new Map<string, T[]>();
  for (const object of objects) {
    const others = byType.get(object._type);
    if (others) others.push(object);
    else byType.set(object._type, [object]);
  }
  return [...byType.values()].map((same) => ({
    sample: same[Math.floor(same.length / 2)],
    count: same.length,
  }));
}

/** Full pages of members that the sandbox serves in a second, without latency. */
async function measureSandbox(): Promise<number> {
  const sandbox = await startSandboxProcess(
    { ...exact, users: 1_000, groups: 1, groupSize: 1_000 },
    0,
  );
  const agent = new http.Agent({ keepAlive: true });
  const get = (url: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = { 'x-api-key': sandbox.apiKey };
      http
        .get(sandbox.url + url, { agent, headers }, (response) => {
          let body = '';
          response.on('data', (chunk) => (body += chunk));
          response.on('end', () => resolve(body));
        })
        .on('error', reject);
    });
  const [{ id }] = JSON.parse(await get('/api/v2/usergroups'));
  const page = `/api/v2/usergroups/${id}/members?limit=100&skip=300`;
  const until = Date.now() + 2_000;
  let served = 0;
  const ask = async () => {
    while (Date.now() < until) {
      await get(page);
      served++;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE.atMost }, ask));
  agent.destroy();
  await sandbox.stop();
  return served / 2;
}

const print = (line = '') => process.stdout.write(`${line}\n`);

function show(results: Result[], sandboxRate: number): void {
  const rows = results.map((result) => {
    const { collect, sdkFloor, networkFloor } = result;
    const floor = Math.max(sdkFloor.wall, networkFloor);
    const memory = collect.memory ?? NaN;
    return [
      result.name,
      `${result.latency} ms`,
      `${collect.wall.toFixed(1)} s`,
      `${sdkFloor.wall.toFixed(1)} s`,
      `${networkFloor.toFixed(1)} s`,
      `${(collect.wall / floor).toFixed(2)} x`,
      `${collect.cpu?.toFixed(1) ?? '?'} s`,
      `${memory.toFixed(0)} MB`,
      `${sdkFloor.memory?.toFixed(0) ?? '?'} MB`,
      `${(memory / (sdkFloor.memory ?? NaN)).toFixed(2)} x`,
      `${result.requests} / ${result.requestsNeeded}`,
      String(result.mostUnderWay),
      String(result.entities),
      String(result.relationships),
    ];
  });
  const table = [
    'scenario,latency,wall,SDK floor,network floor,of the larger,CPU,memory,SDK floor,of it,requests made / needed,side by side,entities,relationships'.split(
      ',',
    ),
    ...rows,
  ];
  const widths = table[0].map((_, column) =>
    Math.max(...table.map((row) => row[column].length)),
  );
  for (const row of table) {
    print(row.map((cell, i) => cell.padEnd(widths[i])).join('  '));
  }
  print();
  print(
    `The sandbox serves ${sandboxRate.toFixed(
      0,
    )} pages of ${PAGE_SIZE} members a second. ${
      os.cpus().length
    } processors, Node ${process.version}.`,
  );
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
    },
  });
  const chosen = SCENARIOS.filter(
    ({ name }) => values.only?.some((part) => name.includes(part)) ?? true,
  );
  const results: Result[] = [];
  for (const scenario of chosen) {
    process.stderr.write(`${scenario.name}, ${scenario.latency} ms ...\n`);
    results.push(await run(scenario));
  }
  const sandboxRate = await measureSandbox();
  if (values.json) print(JSON.stringify({ sandboxRate, results }, null, 2));
  else show(results, sandboxRate);
  return results.every(({ collect }) => collect.exitCode === 0) ? 0 : 1;
}

main().then(
  (exitCode) => (process.exitCode = exitCode),
  (error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  },
);
