import { IngestionSources, Steps } from '../src/model';
import { fetchInstalledApplications } from '../src/steps/installedApplications';
import { Executed, execute, useOwnStorage } from './executing';
import { Listing, serveLists } from './listing';

/*
 * What devices tell of themselves, row by row: their software, and the policies
 * that failed on them. The tenant is made up here.
 */

const id = (kind: string, n: number) =>
  `5f${kind}${n.toString(16).padStart(21, '0')}`;
const ORGANIZATION = id('0', 0);
const DEVICES = [0, 1, 2].map((n) => id('4', n));
const POLICIES = [0, 1].map((n) => id('6', n));
const MARKER = 'nobody-may-see-this';
const SEEN = '2026-11-20T00:00:00.000Z';
const BEFORE = '2026-11-10T00:00:00.000Z';

const EMPTY = [
  ...['systemusers', 'applications', 'users', 'radiusservers', 'commands'],
  ...['v2/usergroups', 'v2/systemgroups', 'v2/applemdms', 'v2/policygroups'],
  ...['v2/directories', 'v2/authn/policies', 'v2/iplists', 'v2/workdays'],
  ...['v2/roles', 'v2/service-accounts', 'v2/softwareapps'],
];
const TABLES = [
  ...['apps', 'programs', 'linux_packages'],
  ...['chrome_extensions', 'firefox_addons', 'safari_extensions'],
];

const storage = useOwnStorage();
let listing: Listing | undefined;
afterEach(() => listing?.close());

interface Tenant {
  software?: Record<string, object[]>;
  settings?: object;
  failedCounts?: (number | undefined)[];
  instead?: Parameters<typeof serveLists>[2];
}

async function collect(
  {
    software = {},
    settings = { features: { systemInsights: { enabled: true } } },
    failedCounts = [],
    instead,
  }: Tenant,
  config = {},
  replaced?: Parameters<typeof execute>[2],
  disabled?: readonly string[],
): Promise<Executed> {
  const lists = new Map<string, readonly unknown[]>([
    ...EMPTY.map((path): [string, unknown[]] => [path, []]),
    ...TABLES.map((name): [string, unknown[]] => [
      `v2/systeminsights/${name}`,
      software[name] ?? [],
    ]),
    ...POLICIES.flatMap((policy) =>
      ['system', 'system_group', 'user_group'].map((type): [string, []] => [
        `v2/policies/${policy}/associations?targets=${type}`,
        [],
      ]),
    ),
    ['organizations', [{ _id: ORGANIZATION }]],
    ['v2/policies', POLICIES.map((one) => ({ id: one, name: one }))],
    [
      'systems',
      DEVICES.map((_id, n) => ({
        _id,
        hostname: `host-${n}`,
        policyStats: { failed: failedCounts[n] },
      })),
    ],
  ]);
  const objects = new Map<string, object>([
    [`organizations/${ORGANIZATION}`, { _id: ORGANIZATION, settings }],
  ]);
  listing = await serveLists(lists, objects, instead);
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  const all = { apiKey: 'jca_invented', ...config };
  return execute(storage(), all, replaced, disabled);
}

describe('software', () => {
  const INVENTORY = { ingestSoftwareInventory: true };
  const asked = () =>
    listing?.requests.filter((address) =>
      TABLES.some((name) => address.includes(`/systeminsights/${name}?`)),
    ) ?? [];

  const of = ({ graph }: Executed) => ({
    applications: graph.entities.filter(
      ({ _type }) => _type === 'jumpcloud_installed_application',
    ),
    installed: graph.relationships.filter(
      ({ _class }) => _class === 'INSTALLED',
    ),
  });
  const app = (device: number, fields: object) => ({
    system_id: DEVICES[device],
    name: 'Editor.app',
    collection_time: SEEN,
    path: `/Users/${MARKER}/Applications/Editor.app`,
    ...fields,
  });
  const program = (device: number, fields: object) => ({
    system_id: DEVICES[device],
    name: 'Editor',
    publisher: 'Example Ltd',
    collection_time: SEEN,
    install_location: MARKER,
    ...fields,
  });

  test('one application for each name and vendor, one relationship for each device that has it', async () => {
    const run = await collect(
      {
        software: {
          apps: [
            app(0, { bundle_short_version: '1.0', collection_time: BEFORE }),
            app(0, { bundle_short_version: '2.0', last_opened_time: 1.5e9 }),
            app(1, { bundle_version: '1.5', last_opened_time: -1 }),
            app(1, { name: 'Mail', path: '/System/Applications/Mail.app' }),
            app(1, { path: '/Applications/Editor.app/Contents/Helper.app' }),
            { ...app(0, {}), system_id: id('4', 77) },
          ],
          programs: [
            program(2, { version: '3.0' }),
            program(2, { name: 'EDITOR', version: '3.0' }),
            program(1, { publisher: null }),
            program(1, { name: null }),
          ],
          linux_packages: [
            ['libssl3', undefined],
            ['editor', 'Ada Example <ada@example.com>'],
            ['glibc-langpack', undefined],
          ].map(([name, maintainer_or_vendor]) => ({
            system_id: DEVICES[0],
            name,
            maintainer_or_vendor,
          })),
        },
      },
      INVENTORY,
    );
    expect(run.unfinished).toEqual([]);
    const { applications, installed } = of(run);
    const about = applications.map((each) => [
      each.name,
      each.vendor,
      each.platforms,
      each.deviceCount,
    ]);
    expect(about.sort()).toEqual(
      [
        // Without a vendor, on macOS and Windows: one.
        ['Editor', undefined, ['darwin', 'windows'], 2],
        ['Editor', 'Example Ltd', ['windows'], 1],
        ['editor', 'Ada Example', ['linux'], 1],
      ].sort(),
    );
    const versions = installed.map((each) => [
      each._fromEntityKey,
      each.version,
      each.lastSeenOn,
      each.lastOpenedOn,
    ]);
    const seen = Date.parse(SEEN);
    expect(versions.sort()).toEqual(
      [
        [DEVICES[0], '2.0', seen, 1.5e12],
        [DEVICES[1], '1.5', seen, undefined],
        [DEVICES[2], '3.0', seen, undefined],
        [DEVICES[0], undefined, undefined, undefined],
      ].sort(),
    );
    expect(JSON.stringify(run.graph)).not.toContain(MARKER);
    expect(JSON.stringify(run.graph)).not.toContain('ada@example.com');
  });

  test('extensions tell what they may do; where no browser tells it, it is absent', async () => {
    const extension = (name: string, permissions?: string) => ({
      system_id: DEVICES[0],
      name,
      permissions,
    });
    const run = await collect(
      {
        software: {
          chrome_extensions: [
            extension('Wide', 'storage, <all_urls>'),
            extension('Wide', '["tabs"]'),
            extension('Narrow', 'storage, https://docs.example.com/*'),
          ],
          firefox_addons: [extension('Untold')],
        },
      },
      INVENTORY,
    );
    const { applications } = of(run);
    expect(
      applications.map((each) => [
        each.name,
        each.browserExtension,
        each.allSites,
        each.permissions,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['Wide', true, true, ['storage', '<all_urls>', 'tabs']],
        ['Narrow', true, false, ['storage', 'https://docs.example.com/*']],
        ['Untold', true, undefined, undefined],
      ]),
    );
  });

  test('without a license, or switched off, nothing is asked for and nothing is said', async () => {
    const settings = { features: { systemInsights: { enabled: false } } };
    const unlicensed = await collect({ settings }, INVENTORY);
    expect([unlicensed.unfinished, unlicensed.warnings, asked()]).toEqual([
      [],
      [],
      [],
    ]);
    expect(of(unlicensed)).toEqual({ applications: [], installed: [] });
    const software = { apps: [app(0, {})] };
    for (const [config, disabled] of [
      [{}, []],
      [INVENTORY, [IngestionSources.SOFTWARE_INVENTORY]],
    ] as const) {
      await listing?.close();
      const off = await collect({ software }, config, {}, disabled);
      expect(asked()).toEqual([]);
      expect(of(off)).toEqual({ applications: [], installed: [] });
      expect(off.warnings).toEqual([]);
    }
  });

  test('where the settings say nothing of the license, one answer tells it', async () => {
    const run = await collect(
      {
        settings: {},
        instead: {
          instead: (path) =>
            /systeminsights/.test(path) ? { status: 402, body: {} } : undefined,
        },
      },
      INVENTORY,
    );
    expect([run.unfinished, run.warnings, asked()]).toEqual([[], [], []]);
  });

  test('a role without the scope is told once, and the step fails', async () => {
    const run = await collect(
      { instead: { forbidden: /systeminsights/ } },
      INVENTORY,
    );
    expect(run.unfinished).toEqual([
      Steps.DEVICE_POSTURE,
      Steps.INSTALLED_APPLICATIONS,
    ]);
    // By each of them.
    expect(run.warnings).toEqual([
      expect.stringContaining('systeminsights.readonly'),
      expect.stringContaining('systeminsights.readonly'),
    ]);
  });

  test.each([
    ['rows', { rows: 2, relationships: 9 }, 'after 2 rows'],
    ['relationships', { rows: 99, relationships: 1 }, 'after 1 relationships'],
  ])('a budget of %s that ends early', async (_, budget, words) => {
    const run = await collect(
      {
        software: {
          apps: [app(0, {})],
          programs: [program(1, {}), program(2, {})],
          chrome_extensions: [{ system_id: DEVICES[0], name: 'Wide' }],
        },
      },
      INVENTORY,
      {
        [Steps.INSTALLED_APPLICATIONS]: (step) =>
          fetchInstalledApplications(step, budget),
      },
    );
    expect(run.unfinished).toEqual([Steps.INSTALLED_APPLICATIONS]);
    const { applications, installed } = of(run);
    // What was read is there, but nothing that would need the rest.
    expect(installed).toHaveLength(3);
    expect(applications.map(({ deviceCount }) => deviceCount)).toEqual([
      undefined,
      undefined,
    ]);
    expect(run.graph.partialTypes).toEqual(
      expect.arrayContaining([
        'jumpcloud_installed_application',
        ...new Set(installed.map(({ _type }) => _type)),
      ]),
    );
    const said = run.said.join('\n');
    expect(said).toContain(words);
    expect(said).toMatch(
      /Complete: apps of macOS\. Missing, all or in part: programs of Windows, packages of Linux, Chrome/,
    );
  });
});

describe('failed policies', () => {
  let results = 0;
  const result = (device: number, fields: object) => ({
    id: id('9', results++),
    systemID: DEVICES[device],
    endedAt: SEEN,
    state: 'failed',
    success: false,
    exitStatus: 1,
    stdOut: MARKER,
    detail: MARKER,
    ...fields,
  });
  const RESULTS = [
    result(0, { exitStatus: 7 }),
    result(1, { state: 'pending', success: false }),
    // Failed before, and succeeded since.
    result(2, { endedAt: BEFORE }),
    result(2, { state: 'success', success: true }),
  ];
  const violations = ({ graph }: Executed) =>
    graph.relationships.filter(({ _type }) => /_violates_/.test(_type));
  const asked = () =>
    listing?.requests.filter((address) => /policystatuses/.test(address)) ?? [];

  /** @param filtered the answer where only failures are asked for */
  const answering =
    (filtered: (rows: object[]) => { status: number; body: unknown }) =>
    (path: string, query: URLSearchParams) => {
      if (!/policystatuses$/.test(path)) return undefined;
      const rows = path.includes(POLICIES[0]) ? RESULTS : [];
      if (Number(query.get('skip')) > 0) return { status: 200, body: [] };
      return query.has('filter') ? filtered(rows) : { status: 200, body: rows };
    };

  test.each([
    [
      'heeded',
      (rows: object[]) => ({
        status: 200,
        body: rows.slice(0, 1),
      }),
      2,
    ],
    ['not heeded', (rows: object[]) => ({ status: 200, body: rows }), 2],
    ['refused', () => ({ status: 400, body: { message: 'filter' } }), 4],
    ['understood in another way', () => ({ status: 200, body: [] }), 4],
  ])('the filter is %s: the same relationships', async (_, filtered, most) => {
    const run = await collect({
      failedCounts: [1, 0, undefined],
      instead: { instead: answering(filtered) },
    });
    expect(run.unfinished).toEqual([]);
    expect(violations(run)).toEqual([
      expect.objectContaining({
        _fromEntityKey: DEVICES[0],
        _toEntityKey: POLICIES[0],
        failedOn: Date.parse(SEEN),
        failureCount: 1,
        exitStatus: 7,
      }),
    ]);
    expect(asked().filter((url) => /skip=0/.test(url))).toHaveLength(most);
    expect(JSON.stringify(run.graph)).not.toContain(MARKER);
  });

  test('switched off, nothing is asked for, and nothing is said', async () => {
    const run = await collect({ failedCounts: [1, 0, 1] }, {}, {}, [
      IngestionSources.POLICIES,
    ]);
    expect([run.unfinished, run.warnings, asked(), violations(run)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  test('where no device counts a failure, nothing is asked for', async () => {
    const run = await collect({ failedCounts: [0, undefined, 0] });
    expect([run.unfinished, asked()]).toEqual([[], []]);
  });
});
