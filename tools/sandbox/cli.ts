import { parseArgs } from 'node:util';

import { Sandbox, startSandbox } from './server';
import { createTenant, Tenant } from './tenant';

/* The command line of the sandbox: its options, and what it prints for programs and for people. */

const HELP = `A JumpCloud tenant on this machine.

  npm run sandbox -- [options]

  --port N          port on 127.0.0.1; 0 picks a free one (default 8911)
  --latency N       milliseconds before each answer (default 0)
  --orgs N          organizations that the key can see (default 1)
  --seed N          the same seed gives the same data (default 1)
  --users N         users in each organization (default 230)
  --groups N        user groups, besides the one that holds everybody (default 20)
  --group-size N    members of a group of a project, on average (default 25)
  --exact-groups    every group has exactly --group-size members
  --no-everybody    no group that holds everybody
  --applications N  (default 12)
  --admins N        administrators (default 12)
  --service-accounts N  (default 6)
  --devices N       (default as many as users)
  --device-groups N (default 6)
  --policies N      policies of devices (default 8)
  --commands N      (default 6)
  --software-apps N (default 5)
  --policy-groups N (default 3)
  --no-workflows    no workflows, no access requests
  --directories N   Google Workspace, Microsoft 365, LDAP, ... (default 6)
  --radius-servers N  (default 5)
  --no-conditional-access  no conditional access policies, no IP lists
  --no-apple-mdm    nothing of Apple's device management
  --saas-applications N  that SaaS management knows (default 8)
  --no-saas         SaaS management is not licensed
  --malformed       adds records that no specification allows
  --regions         three regions on three ports, each with a key of its own
  --help
`;

/** Options that take a whole number: the default, the least, the most. Devices are as many as users where nobody says it. */
const NUMBERS = {
  port: [8911, 0, 65_535],
  latency: [0, 0, 600_000],
  orgs: [1, 1, 1000],
  seed: [1, 0, 2 ** 31 - 1],
  users: [230, 0, 1_000_000],
  groups: [20, 0, 100_000],
  'group-size': [25, 0, 1_000_000],
  applications: [12, 0, 100_000],
  admins: [12, 0, 10_000],
  'service-accounts': [6, 0, 1_000],
  devices: [undefined, 0, 1_000_000],
  'device-groups': [6, 0, 10_000],
  policies: [8, 0, 10_000],
  commands: [6, 0, 10_000],
  'software-apps': [5, 0, 10_000],
  'policy-groups': [3, 0, 10_000],
  directories: [6, 0, 1_000],
  'radius-servers': [5, 0, 1_000],
  'saas-applications': [8, 0, 10_000],
} as const;

class UsageError extends Error {}

function parseCommandLine(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...(Object.fromEntries(
        Object.keys(NUMBERS).map((name) => [name, text]),
      ) as Record<keyof typeof NUMBERS, typeof text>),
      'exact-groups': flag,
      'no-everybody': flag,
      'no-workflows': flag,
      'no-conditional-access': flag,
      'no-apple-mdm': flag,
      'no-saas': flag,
      malformed: flag,
      regions: flag,
      help: flag,
    },
  });
  const number = <N extends keyof typeof NUMBERS>(
    name: N,
  ): (typeof NUMBERS)[N][0] | number => {
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
    regions: values.regions ? ['us', 'eu', 'in'] : ['us'],
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
      serviceAccounts: number('service-accounts'),
      devices: number('devices'),
      deviceGroups: number('device-groups'),
      policies: number('policies'),
      commands: number('commands'),
      softwareApps: number('software-apps'),
      policyGroups: number('policy-groups'),
      workflows: !values['no-workflows'],
      directories: number('directories'),
      radiusServers: number('radius-servers'),
      conditionalAccess: !values['no-conditional-access'],
      appleMdm: !values['no-apple-mdm'],
      saasApplications: values['no-saas']
        ? undefined
        : number('saas-applications'),
      malformed: values.malformed,
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
    `${admins.length} administrators, ${tenant.systems.length} devices`
  );
}

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const { port, latency, regions } = options;
  const sandboxes = await Promise.all(
    regions.map((region, r) =>
      startSandbox({
        port: port === 0 ? 0 : port + r,
        latency,
        // A key of one region is an ordinary wrong key in the others.
        ...(r === 0 ? {} : { apiKey: `jca_sandbox_${region}`.padEnd(40, '0') }),
        tenants: Array.from({ length: options.organizations }, (_, n) =>
          createTenant({
            ...options.tenant,
            now: Date.now(),
            index: r * options.organizations + n,
          }),
        ),
      }),
    ),
  );
  const stop = () => {
    // The last line is for programs again: what the sandbox has seen.
    const [{ requests, mostUnderWay }] = sandboxes;
    process.stdout.write(
      `${JSON.stringify({ requests: requests.length, mostUnderWay })}\n`,
    );
    sandboxes.forEach((sandbox) => void sandbox.close());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  // For programs; what follows is for people.
  const [first, ...others] = sandboxes.map(accessTo);
  process.stdout.write(
    `${JSON.stringify(
      others.length === 0
        ? first
        : { ...first, regions: { us: first, eu: others[0], in: others[1] } },
    )}\n`,
  );
  sandboxes.forEach((sandbox, r) =>
    process.stderr.write(introduce(sandbox, regions[r])),
  );
  process.stderr.write('Ctrl-C stops it.\n');
}

function accessTo({ url, apiKey, oauthUrl, serviceAccount }: Sandbox) {
  const { clientId, clientSecret } = serviceAccount;
  return { url, apiKey, oauthUrl, clientId, clientSecret };
}

function introduce(sandbox: Sandbox, region: string): string {
  const { url, apiKey, oauthUrl, clientId, clientSecret } = accessTo(sandbox);
  const { tenants } = sandbox;
  const place = region === 'us' ? '' : `REGION=${region} `;
  const org = tenants[0].organization._id;
  return [
    '',
    ...tenants.map(describe),
    '',
    'Point the integration at it:',
    `  JUMPCLOUD_CONSOLE_URL=${url} ${place}API_KEY=${apiKey} npm start`,
    'with workflows, who signs in, and the SaaS applications:',
    `  JUMPCLOUD_CONSOLE_URL=${url} JUMPCLOUD_INSIGHTS_URL=${url} \\`,
    `  USAGE_LOOKBACK_DAYS=90 INGEST_SAAS_APPLICATIONS=true INGEST_WORKFLOWS=true INGEST_SOFTWARE_INVENTORY=true \\`,
    `  ${place}API_KEY=${apiKey} npm start`,
    'or with the service account:',
    `  JUMPCLOUD_CONSOLE_URL=${url} JUMPCLOUD_OAUTH_URL=${oauthUrl} \\`,
    `  ${place}CLIENT_ID=${clientId} CLIENT_SECRET=${clientSecret} ORG_ID=${org} npm start`,
    '',
  ].join('\n');
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
