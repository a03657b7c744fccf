import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../src';
import { createTenants } from '../tools/demo';
import { Finding, findingsIn, readRules } from '../tools/findings';
import { Graph, readGraph } from '../tools/integration';
import { needsJupiterOne } from '../tools/j1ql/evaluator';
import { Sandbox, startSandbox } from '../tools/sandbox/server';
import { useOwnStorage } from './executing';

/*
 * The demo is shown to people who know such companies, in any year: what it finds
 * does not depend on the day, there is a case of everything, and nothing is so
 * common that nobody would believe it.
 */

jest.setTimeout(60_000);

/** A Thursday, New Year's Day, and a Sunday, some years apart. */
const DATES = [
  '2026-11-26T09:30:00Z',
  '2029-01-01T00:20:00Z',
  '2030-02-03T12:00:00Z',
].map((date) => Date.parse(date));

const storage = useOwnStorage();
let sandbox: Sandbox | undefined;

afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox?.close();
});

/** Collects as the demo does, on the day that is given. */
async function collectOn(now: number): Promise<Graph> {
  sandbox = await startSandbox({ tenants: createTenants(now) });
  process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = sandbox.url;
  const clock = Date.now;
  const ahead = now - clock();
  jest.spyOn(Date, 'now').mockImplementation(() => clock() + ahead);
  await executeIntegrationInstance(
    createMockIntegrationLogger(),
    {
      id: 'instance',
      accountId: 'account',
      name: 'Instance',
      integrationDefinitionId: 'definition',
      config: {
        apiKey: sandbox.apiKey,
        usageLookbackDays: 90,
        ingestSaasApplications: true,
        ingestSoftwareInventory: true,
        ingestWorkflows: true,
      },
    },
    invocationConfig,
    { current: { startedOn: 0 } },
  );
  return readGraph(storage(), { rawData: false });
}

const stories: [day: string, found: Record<string, string[]>][] = [];

test.each(DATES)('on day %d it tells its story', async (now) => {
  const graph = await collectOn(now);
  const failed = graph.steps.filter(({ status }) => /fail/.test(status));
  expect(failed).toEqual([]);
  const findings = findingsIn(graph, now);
  const names = new Set(findings.map(({ name }) => name));
  const missing = readRules()
    .filter(({ queries }) => !needsJupiterOne(queries[0].query))
    .filter(({ name }) => !names.has(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
  expect(tooCommonIn(graph, findings)).toEqual([]);
  stories.push([
    new Date(now).toISOString(),
    Object.fromEntries(findings.map(({ name, keys }) => [name, keys])),
  ]);
});

test('it is the same story on each of these days', () => {
  const [[, first]] = stories;
  expect(stories.map(([, found]) => found)).toEqual(DATES.map(() => first));
});

/** Findings that accuse more than one in ten of the devices, or of the administrators. */
function tooCommonIn({ entities }: Graph, findings: Finding[]): string[] {
  return ['jumpcloud_device', 'jumpcloud_admin'].flatMap((type) => {
    const all = entities.filter(({ _type }) => _type === type);
    const keys = new Set(all.map(({ _key }) => _key));
    return findings
      .filter(
        (finding) =>
          finding.keys.filter((key) => keys.has(key)).length > all.length / 10,
      )
      .map(({ name }) => name);
  });
}

describe('the company of the demo', () => {
  const now = DATES[0];
  const [{ users, systems, admins, applications, groups, members }] =
    createTenants(now);

  test('has about as many devices as people, nine of ten seen this week', () => {
    const seen = systems.filter(
      ({ lastContact }) =>
        Date.parse(String(lastContact)) > now - 7 * 86_400_000,
    );
    expect(systems.length / users.length).toBeCloseTo(1, 1);
    expect(seen.length / systems.length).toBeGreaterThan(0.88);
    expect(seen.length / systems.length).toBeLessThan(0.95);
  });

  test('has administrators who mostly have a second factor', () => {
    const linked = new Map(
      users.map((user) => [(user.admin as { id?: string } | null)?.id, user]),
    );
    const withMfa = admins.filter(({ _id, totpEnrolled }) => {
      const user = linked.get(_id);
      const { overallStatus } = (user?.mfaEnrollment ?? {}) as {
        overallStatus?: string;
      };
      return user ? overallStatus === 'ENROLLED' : totpEnrolled === true;
    });
    expect(withMfa.length / admins.length).toBeGreaterThan(0.7);
  });

  test('has groups of all sizes, none of which is half the company by chance', () => {
    const sizes = groups
      .map(({ id }) => members.get(id)?.length ?? 0)
      .sort((a, b) => a - b);
    expect(
      sizes.filter((size) => size > 0 && size < 10).length,
    ).toBeGreaterThan(2);
    expect(sizes.filter((size) => size > users.length / 2)).toHaveLength(3);
  });

  test('has systems that exist, with file systems that they have', () => {
    const sorts = new Set(
      systems.map(({ os, fileSystem }) => `${os}: ${fileSystem}`),
    );
    expect(sorts).toEqual(
      new Set([
        'Mac OS X: apfs',
        'Windows: NTFS',
        'Ubuntu: ext4',
        'iOS: null',
        'iPadOS: null',
        'Android: null',
      ]),
    );
    const phones = systems.filter(({ osFamily }) =>
      ['ios', 'android'].includes(String(osFamily)),
    );
    expect(phones.some(({ allowSshRootLogin }) => allowSshRootLogin)).toBe(
      false,
    );
  });

  test('has no two things of one name that a number tells apart', () => {
    const labels = applications.map(({ displayName, displayLabel }) =>
      String(displayLabel || displayName).replace(/\d+/g, ''),
    );
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('was not made on one day', () => {
    const days = (values: unknown[]) =>
      new Set(values.map((value) => String(value).slice(0, 10))).size;
    expect(
      days(users.map(({ password_date }) => password_date)),
    ).toBeGreaterThan(50);
    const hired = users.filter(
      ({ created }) => Date.parse(String(created)) > now - 30 * 86_400_000,
    );
    expect(hired.length).toBeGreaterThan(3);
  });
});
