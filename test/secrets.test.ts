import fs from 'node:fs';
import path from 'node:path';

import {
  createWorkplace,
  filesBelow,
  runIntegration,
} from '../tools/integration';
import {
  Interference,
  Sandbox,
  SandboxOptions,
  SandboxRequest,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant, PLANTED_SECRET } from '../tools/sandbox/tenant';
import { compiledSource, LIGHT } from './compiled';
import { useOwnStorage } from './executing';
import { collectLocally } from './locally';

/* The real command line, at its most talkative, against servers that tell secrets back. */

jest.setTimeout(120_000);

const storage = useOwnStorage();

let sandbox: Sandbox;
let workplace: ReturnType<typeof createWorkplace>;

beforeEach(() => {
  workplace = createWorkplace(compiledSource());
});

afterEach(async () => {
  workplace.remove();
  await sandbox?.close();
});

type Interfere = SandboxOptions['interfere'];

/** An answer that repeats the credentials of its request in the one field that the client shows. */
function echo(status: number, { headers }: SandboxRequest): Interference {
  const { 'x-api-key': key, authorization } = headers;
  const told = `You sent ${String(key)}, ${String(authorization)}.`;
  return { status, body: { message: told, error: told } };
}

/** @returns the output of a `collect`, and everything it has written */
async function collect(
  interfere: Interfere,
  credentials: () => NodeJS.ProcessEnv,
  { organizations = 1, isHere = false } = {},
) {
  const tenants = Array.from({ length: organizations }, (_, index) =>
    createTenant({
      index,
      users: index === 0 ? 20 : 2,
      groups: 3,
      devices: index === 0 ? 10 : 0,
      applications: 4,
      policies: 2,
      commands: 2,
      softwareApps: 2,
      policyGroups: 2,
      radiusServers: 2,
      malformed: index === 0,
    }),
  );
  sandbox = await startSandbox({ tenants, interfere });
  const environment = {
    LOG_LEVEL: 'trace',
    INGEST_SOFTWARE_INVENTORY: 'true',
    INGEST_WORKFLOWS: 'true',
    INGEST_DIRECTORY_USERS: 'true',
    INGEST_GROUP_PASSWORD_POLICIES: 'true',
    // Of a run in this process: it takes the key of the sandbox unless told otherwise.
    API_KEY: '',
    ...credentials(),
  };
  const { output, isRefused, left } = isHere
    ? { ...(await collectLocally(sandbox, environment)), left: storage() }
    : await collectElsewhere(environment);
  const files = filesBelow(left);
  const written = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  return { output, isRefused, everything: output + written };
}

/** As a process of its own. */
async function collectElsewhere(environment: NodeJS.ProcessEnv) {
  const { output, exitCode } = await runIntegration(['collect'], {
    directory: workplace.directory,
    environment: {
      NODE_OPTIONS: LIGHT,
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_OAUTH_URL: sandbox.oauthUrl,
      ...environment,
    },
  });
  return { output, isRefused: exitCode === 1, left: workplace.directory };
}

const withApiKey = () => ({ API_KEY: sandbox.apiKey });

const withServiceAccount = () => ({
  CLIENT_ID: sandbox.serviceAccount.clientId,
  CLIENT_SECRET: sandbox.serviceAccount.clientSecret,
  ORG_ID: sandbox.tenants[0].organization._id,
});

/** No part of any secret, however it may be spelled in a header. */
function expectNoSecret(everything: string) {
  const { clientId, clientSecret } = sandbox.serviceAccount;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  expect(everything).not.toContain(PLANTED_SECRET);
  expect(everything).not.toContain(clientSecret);
  expect(everything).not.toContain(basic);
  expect(everything).not.toContain('sandbox-token-');
  expect(everything).not.toContain('jca_');
}

const isMembers = ({ path: url }: SandboxRequest) => /members$/.test(url);

test('a run that meets with every fault tells no secret', async () => {
  const { output, everything } = await collect((request) => {
    if (request.path === '/api/users') return echo(403, request);
    if (request.path === '/api/applications') return echo(400, request);
    if (isMembers(request)) return echo(404, request);
    return request.attempt === 1 && request.count % 16 === 0
      ? echo(500, request)
      : undefined;
  }, withApiKey);
  expect(output).toContain('administrators.readonly');
  expect(output).toContain('You sent ***');
  expect(output).toContain('A request was not answered.');
  expect(everything).toContain('mixed.case@example.com');
  expectNoSecret(everything);
});

test.each([
  [
    'an API key of three organizations',
    withApiKey,
    'the API key',
    { organizations: 3 },
  ],
  [
    'a service account, in this process,',
    withServiceAccount,
    'the service account',
    { isHere: true },
  ],
] as const)(
  '%s that is refused in the middle of a run ends it, and is not shown',
  async (_, credentials, name, options) => {
    let isRefused = false;
    const {
      output,
      isRefused: isEnded,
      everything,
    } = await collect(
      (request) => {
        const { path: url, attempt } = request;
        // A token is worth one more attempt: here that is refused as well.
        isRefused ||= isMembers(request) || /associations/.test(url);
        const isStale = url === '/api/systemusers' && attempt === 1;
        if (isStale && request.headers.authorization) return echo(401, request);
        return isRefused ? echo(401, request) : undefined;
      },
      credentials,
      options,
    );
    expect(isEnded).toBe(true);
    expect(output).toContain(`JumpCloud refused ${name}`);
    expect(output).toContain('***');
    expectNoSecret(everything);
  },
);

// In this process: it ends before anything is read or written.
test('a client secret that is refused is not shown', async () => {
  sandbox = await startSandbox({
    tenants: [createTenant({ users: 1, groups: 0 })],
    interfere: (request) =>
      request.path === '/oauth2/token' ? echo(401, request) : undefined,
  });
  const { isRefused, output } = await collectLocally(sandbox, {
    LOG_LEVEL: 'trace',
    API_KEY: '',
    ...withServiceAccount(),
  });
  expect(isRefused).toBe(true);
  expect(output).toContain('JumpCloud refused the service account');
  expect(output).toContain('***');
  expectNoSecret(output);
});

/*
 * Answers in recordings are those of the sandbox, with all that it plants so
 * that converters meet it: planted secrets, and the first characters of keys.
 */
const recordings = filesBelow(path.join(__dirname, '__recordings__'));

test.each(recordings.map((file) => [path.relative(__dirname, file), file]))(
  '%s holds no credentials, and comes from the sandbox',
  (_, file) => {
    const text = fs.readFileSync(file, 'utf8');
    const { log } = JSON.parse(text) as {
      log: {
        entries: {
          comment: string;
          request: { url: string; headers: { name: string; value: string }[] };
        }[];
      };
    };
    expect(text).not.toMatch(/jca_\w{5}/);
    for (const { comment, request } of log.entries) {
      expect(comment).toContain('sandbox');
      expect(new URL(request.url).hostname).toBe('127.0.0.1');
      expect(JSON.stringify(request)).not.toContain(PLANTED_SECRET);
      const credentials = request.headers.filter(({ name }) =>
        /key|authorization|cookie/i.test(name),
      );
      expect(credentials.map(({ value }) => value)).toEqual(['[REDACTED]']);
    }
  },
);
