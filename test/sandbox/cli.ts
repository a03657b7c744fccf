import { parseArgs } from 'node:util';

import { startSandbox } from './server';
import { createTenant, Tenant } from './tenant';

const HELP = `A JumpCloud tenant on this machine.

  npm run sandbox -- [options]

  --port N          port on 127.0.0.1; 0 picks a free one (default 8911)
  --latency N       milliseconds before each answer (default 0)
  --orgs N          organizations that the key can see (default 1)
  --seed N          the same seed gives the same data (default 1)
  --users N         users in each organization (default 230)
  --groups N        user groups, besides the one that holds everybody (default 20)
  --group-size N    members of a group, on average (default 25)
  --exact-groups    every group has exactly --group-size members
  --no-everybody    no group that holds everybody
  --applications N  (default 12)
  --admins N        (default 5)
  --oddities        adds records that no specification allows
  --help
`;

/** Options that take a whole number: the default, the least, the most. */
const NUMBERS = {
  port: [8911, 0, 65_535],
  latency: [0, 0, 600_000],
  orgs: [1, 1, 1000],
  seed: [1, 0, 2 ** 31 - 1],
  users: [230, 0, 1_000_000],
  groups: [20, 0, 100_000],
  'group-size': [25, 0, 1_000_000],
  applications: [12, 0, 100_000],
  admins: [5, 0, 10_000],
} as const;

class UsageError extends Error {}

function parseCommandLine(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      port: text,
      latency: text,
      orgs: text,
      seed: text,
      users: text,
      groups: text,
      'group-size': text,
      applications: text,
      admins: text,
      'exact-groups': flag,
      'no-everybody': flag,
      oddities: flag,
      help: flag,
    },
  });
  const number = (name: keyof typeof NUMBERS): number => {
    const [standard, least, most] = NUMBERS[name];
    const given = values[name];
    if (given === undefined) return standard;
    const value = /^\d+$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(
      `--${name} must be a whole number from ${least} to ${most}, not "${given}"`,
    );
  };
  return {
    help: values.help,
    port: number('port'),
    latency: number('latency'),
    organizations: number('orgs'),
    tenant: {
      seed: number('seed'),
      users: number('users'),
      groups: number('groups'),
      groupSize: number('group-size'),
      exactGroups: values['exact-groups'],
      everybody: !values['no-everybody'],
      applications: number('applications'),
      admins: number('admins'),
      oddities: values.oddities,
    },
  };
}

function describe(tenant: Tenant): string {
  const { organization, users, groups, members, applications, admins } = tenant;
  let memberships = 0;
  for (const ids of members.values()) memberships += ids.length;
  return (
    `${organization.displayName} (${organization._id}): ` +
    `${users.length} users, ${groups.length} groups, ` +
    `${memberships} memberships, ${applications.length} applications, ` +
    `${admins.length} administrators`
  );
}

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const tenants = Array.from({ length: options.organizations }, (_, index) =>
    createTenant({ ...options.tenant, index }),
  );
  const { port, latency } = options;
  const sandbox = await startSandbox({ port, latency, tenants });
  const stop = () => {
    // The last line is for programs again: what the sandbox has seen.
    const { requests, mostUnderWay } = sandbox;
    process.stdout.write(
      `${JSON.stringify({ requests: requests.length, mostUnderWay })}\n`,
    );
    void sandbox.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const { url, apiKey, oauthUrl, serviceAccount } = sandbox;
  const { clientId, clientSecret } = serviceAccount;
  // For programs; what follows is for people.
  process.stdout.write(
    `${JSON.stringify({ url, apiKey, oauthUrl, clientId, clientSecret })}\n`,
  );
  const org =
    tenants.length > 1 ? `ORG_ID=${tenants[0].organization._id} ` : '';
  process.stderr.write(
    [
      '',
      ...tenants.map(describe),
      '',
      'Point the integration at it:',
      `  JUMPCLOUD_CONSOLE_URL=${url} API_KEY=${apiKey} ${org}npm start`,
      'or with the service account:',
      `  JUMPCLOUD_CONSOLE_URL=${url} JUMPCLOUD_OAUTH_URL=${oauthUrl} \\`,
      `  CLIENT_ID=${clientId} CLIENT_SECRET=${clientSecret} ${org}npm start`,
      'Ctrl-C stops it.',
      '',
    ].join('\n'),
  );
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  const usage =
    error instanceof UsageError || String(code).startsWith('ERR_PARSE_ARGS');
  const [firstLine] = message.split('\n');
  process.stderr.write(
    `sandbox: ${firstLine}${usage ? ' (--help lists the options)' : ''}\n`,
  );
  process.exitCode = usage ? 2 : 1;
});
