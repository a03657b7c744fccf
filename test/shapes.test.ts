import { NO_WAITING } from './executing';
import {
  contradictionsIn,
  findContradictions,
  toMarkdown,
} from '../src/check/contradictions';
import { BELIEFS } from '../src/check/beliefs';
import {
  DraftAnswer,
  Sandbox,
  SandboxOptions,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';

jest.setTimeout(60_000);

const environment = { ...process.env };
let sandbox: Sandbox;

afterEach(async () => {
  process.env = { ...environment };
  await sandbox.close();
});

async function look(options: SandboxOptions = {}) {
  const tenants = [createTenant({ users: 105 })];
  sandbox = await startSandbox({ tenants, ...options });
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  return findContradictions({ apiKey: sandbox.apiKey }, NO_WAITING);
}

const contradicted = (shapes: Awaited<ReturnType<typeof look>>) =>
  contradictionsIn(shapes).map(({ id }) => id);

test('the sandbox contradicts nothing, in 120 reads one after the other', async () => {
  const shapes = await look();
  expect(contradictionsIn(shapes)).toEqual([]);
  expect(sandbox.requests.length).toBe(shapes.requests);
  expect(shapes.requests).toBeLessThanOrEqual(120);
  expect(sandbox.mostUnderWay).toBe(1);
  const posts = sandbox.requests.filter(({ method }) => method !== 'GET');
  expect(posts.length).toBeLessThanOrEqual(1);
});

test('several organizations contradict nothing either', async () => {
  const tenants = [0, 1].map((index) => createTenant({ index, users: 120 }));
  const shapes = await look({ tenants });
  expect(contradictionsIn(shapes)).toEqual([]);
  const seen = shapes.tried.filter(({ outcome }) => outcome === 'holds');
  expect(seen.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'administrators-of-organization',
      'organization-header',
      'undeclared-header',
      'organization-parameter',
    ]),
  );
});

type Rows = Record<string, unknown>[];
const rowsOf = ({ body }: DraftAnswer): Rows =>
  Array.isArray(body) ? body : (body as { results?: Rows })?.results ?? [];

/** Changes the rows of an answer, in place. */
const each =
  (change: (row: Record<string, unknown>) => unknown) =>
  (answer: DraftAnswer) => {
    rowsOf(answer).forEach(change);
    return answer;
  };

const without = (name: string) => (answer: DraftAnswer) => {
  const { [name]: _, ...headers } = answer.headers;
  return { ...answer, headers };
};

/** By the id of a belief: which requests are answered otherwise, and how. */
const CONTRADICTIONS: Record<
  string,
  [RegExp, (answer: DraftAnswer) => DraftAnswer]
> = {
  'total-count': [/v2\/usergroups\?/, without('x-total-count')],
  'total-of-members': [/members/, without('x-total-count')],
  'limit-101': [
    /limit=101/,
    (answer) => ({ ...answer, status: 200, body: [] }),
  ],
  'administrators-list': [
    /api\/users/,
    each((row) =>
      Object.keys(row).forEach((key) => /role/i.test(key) && delete row[key]),
    ),
  ],
  'member-rows': [
    /members/,
    each((row) => {
      row.target = row.to;
      delete row.to;
    }),
  ],
  'association-rows': [
    /applications\/[^/]+\/associations/,
    each((row) => {
      row.to = { id: 1 };
    }),
  ],
  'binding-sudo': [
    /associations/,
    each((row) => {
      row.attributes = null;
    }),
  ],
  'password-policy-id': [
    /passwordpolicies/,
    (answer) => ({ ...answer, status: 200, body: {} }),
  ],
  'insights-contract': [
    /insights\/directory/,
    (answer) => ({ ...answer, status: 200, body: { events: [] } }),
  ],
  'insights-licence': [
    /insights\/directory/,
    (answer) => ({ ...answer, status: 400, body: {} }),
  ],
  'absent-products': [
    /service-accounts/,
    (answer) => ({ ...answer, status: 400, body: {} }),
  ],
  'command-fields': [
    /api\/commands/,
    each((row) => {
      delete row.sudo;
      delete row.user;
    }),
  ],
  'fields-of-commands': [
    /api\/commands/,
    each((row) => {
      row.command = 'reboot';
    }),
  ],
  'sort-id': [/sort=id/, (answer) => ({ ...answer, status: 400, body: {} })],
  'comma-targets': [
    /targets=user%2C/,
    (answer) => ({ ...answer, status: 400, body: {} }),
  ],
  'comma-fields': [
    /fields=id%2C/,
    each((row) => {
      row.email = '';
    }),
  ],
  ssao: [/ssao/, (answer) => ({ ...answer, status: 418, body: {} })],
  'request-statuses': [
    /approvalflowrequest/,
    each((row) => {
      row.status = 'another';
    }),
  ],
  'agent-states': [
    /agents/,
    each((row) => {
      row.state = 'another';
    }),
  ],
  'group-methods': [
    /v2\/usergroups\?/,
    each((row) => {
      delete row.membershipMethod;
    }),
  ],
  'member-query': [
    /v2\/usergroups\?/,
    each((row) => {
      row.memberQuery = 'department = Sales';
    }),
  ],
  'apple-false': [
    /applemdms\/.*devices/,
    each((row) => {
      row.mdmOsFamily = 'iOS';
      row.securityInfo = { recoveryLockEnabled: false };
    }),
  ],
  'failed-results': [
    /policystatuses/,
    each((row) => {
      row.success = true;
    }),
  ],
  'inventory-order': [
    /systeminsights/,
    (answer) => ({ ...answer, body: rowsOf(answer).reverse() }),
  ],
  specification: [
    /iplists/,
    (answer) => ({ ...answer, status: 200, body: {} }),
  ],
  'declared-fields': [
    /systemusers/,
    each((row) => {
      delete row.suspended;
    }),
  ],
};

test.each(Object.entries(CONTRADICTIONS))(
  '%s is found when it is contradicted, and nothing else',
  async (id, [pattern, rewrite]) => {
    const shapes = await look({
      interfere: ({ url }) => (pattern.test(url) ? { rewrite } : undefined),
    });
    const found = contradicted(shapes).filter(
      // The two say the same of one answer.
      (each) => !(/^insights/.test(id) && /^insights/.test(each)),
    );
    expect(/^insights/.test(id) ? contradicted(shapes) : found).toContain(id);
    expect(found.filter((each) => each !== id)).toEqual([]);
  },
);

test('a server that contradicts all of them at once: each is named, and nothing else', async () => {
  const shapes = await look({
    interfere: ({ url }) => {
      // Of requests that two of them are about the one with the status is last.
      const all = Object.entries(CONTRADICTIONS).filter(
        ([id, [pattern]]) => id !== 'insights-contract' && pattern.test(url),
      );
      const rewrite = (answer: DraftAnswer) =>
        all.reduce((changed, [, [, change]]) => change(changed), answer);
      return all.length > 0 ? { rewrite } : undefined;
    },
  });
  const ids = Object.keys(CONTRADICTIONS).sort();
  // One answer of Directory Insights cannot be of two statuses.
  const isOther = (id: string) => !id.startsWith('insights');
  expect(contradicted(shapes).filter(isOther).sort()).toEqual(
    ids.filter(isOther),
  );
});

test('of several organizations: headers and parameters that are not taken', async () => {
  const tenants = [0, 1].map((index) => createTenant({ index, users: 120 }));
  const refused = { status: 400, body: {} };
  const shapes = await look({
    tenants,
    interfere: ({ url }) => {
      if (/api\/users|workflows|approvalflows/.test(url)) return refused;
      if (/administratorlinks/.test(url)) return refused;
      return /api\/system(user)?s\?/.test(url)
        ? {
            rewrite: each((row) => {
              row.organization = '5f0000000000000000000000';
            }),
          }
        : undefined;
    },
  });
  expect(contradicted(shapes).sort()).toEqual([
    'administrators-of-organization',
    'organization-header',
    'organization-parameter',
    'provider-header',
    'undeclared-header',
  ]);
});

test('an answer that asks to wait without saying how long', async () => {
  const shapes = await look({
    interfere: ({ attempt, path }) =>
      attempt === 1 && /roles/.test(path)
        ? { status: 429, body: {} }
        : undefined,
  });
  expect(contradicted(shapes)).toEqual(['retry-after']);
});

/** What only several organizations, other credentials or other answers tell. */
const ELSEWHERE = [
  'administrators-of-organization',
  'administrators-scope',
  'insights-scope',
  'organization-header',
  'organization-parameter',
  'provider-header',
  'retry-after',
  'service-account',
  'undeclared-header',
];

test('every belief that a request can try is contradicted here', async () => {
  const probed = BELIEFS.filter(({ tried }) => typeof tried !== 'string');
  expect(probed.map(({ id }) => id).sort()).toEqual(
    [...Object.keys(CONTRADICTIONS), ...ELSEWHERE].sort(),
  );
  // afterEach closes it.
  sandbox = await startSandbox();
});

/** Puts a marked text into every value, and adds fields with marked names everywhere. */
function plant(value: unknown, mark: () => string): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => plant(each, mark));
  }
  if (typeof value === 'object' && value !== null) {
    const planted = Object.entries(value).map(([name, own]) => [
      name,
      /^(_?id|type|objectId|provider|organization)$/.test(name)
        ? own
        : plant(own, mark),
    ]);
    return {
      ...Object.fromEntries(planted),
      [`${mark()}@example.com`]: mark(),
      [mark()]: { [mark()]: 1 },
    };
  }
  return typeof value === 'string' ? `${mark()} ${value}` : value;
}

test('what is planted in values, names of fields, headers and errors is in no report', async () => {
  let count = 0;
  const mark = () => `planted${++count}`;
  const shapes = await look({
    interfere: ({ path, attempt }) => ({
      rewrite: ({ status, headers, body }) => ({
        status: /radius/.test(path) && attempt === 1 ? 418 : status,
        headers: { ...headers, [`x-${mark()}`]: mark() },
        body: plant(body, mark),
      }),
    }),
  });
  expect(count).toBeGreaterThan(500);
  const text = toMarkdown(shapes) + JSON.stringify(shapes.tried);
  expect(text).not.toMatch(/planted/);
  expect(text).not.toMatch(/[0-9a-f]{24}/);
  expect(text).not.toMatch(/127\.0\.0\.1|localhost|example/);
  expect(text).toMatch(/more names of fields/);
});
