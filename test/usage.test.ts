import { executeIntegrationInstance } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';
import { load } from 'js-yaml';
import fs from 'node:fs';

import { invocationConfig } from '../src';
import { startRun } from '../src/run';
import { IntegrationConfig } from '../src/settings';
import { IngestionSources, Steps } from '../src/model';
import { Graph, readGraph } from '../tools/integration';
import { ask } from '../tools/j1ql/evaluator';
import { createRandom, REFERENCE_DATE } from '../tools/sandbox/random';
import { SaasManagement } from '../tools/sandbox/saas';
import { Sandbox, SandboxOptions, startSandbox } from '../tools/sandbox/server';
import {
  createTenant,
  NOTHING_ELSE,
  PLANTED_SECRET,
  Tenant,
} from '../tools/sandbox/tenant';
import { collectorIn, NO_WAITING, useOwnStorage } from './executing';
import { expectComplete } from './expected';
import { Event, InsightsServer, Reply, serveEvents } from './insightsServer';
import { Listing, serveLists } from './listing';

/*
 * Who still uses what, step by step with the SDK's own executor: every date is
 * held against events that this file makes up, from a server that knows nothing
 * but events.
 */

jest.setTimeout(60_000);

const DAY = 86_400_000;
const MINUTE = 60_000;
const ORGANIZATION = id('0', 0);

function id(kind: string, n: number): string {
  return `5f${kind}${n.toString(16).padStart(21, '0')}`;
}

function many<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** Of the one organization that is large. */
const MANY = many(250, (n) => id('1', n));
/** Of all others: more than a page. */
const users = MANY.slice(0, 130);
const applications = many(20, (n) => id('2', n));
/** Every other application has some. */
const assigneesOf = (application: string) => {
  const n = applications.indexOf(application);
  return n % 2 === 0 ? users.slice(n, n + 30) : [];
};
const admin = id('3', 0);
const stranger = id('f', 0);

/** Some names differ in case only, and the last two have the same. */
const usernameOf = (n: number, count: number) =>
  n >= count - 2 ? 'twin' : n % 5 === 0 ? `User${n}` : `user${n}`;

function listsOf(people: string[]): Map<string, readonly unknown[]> {
  const lists = new Map<string, readonly unknown[]>([
    ['organizations', [{ _id: ORGANIZATION, id: ORGANIZATION }]],
    [
      'systemusers',
      people.map((_id, n) => ({
        _id,
        username: usernameOf(n, people.length),
        systemUsername: n === 7 ? 'local7' : n === 8 ? 'user9' : '',
        displayname: `Person ${n}`,
        email: n === 6 ? 'Person6@example.com' : undefined,
      })),
    ],
    ['applications', applications.map((_id, n) => ({ _id, name: `app-${n}` }))],
    ['v2/usergroups', []],
  ]);
  applications.forEach((one) => {
    const associations = `v2/applications/${one}/associations?targets=`;
    lists.set(
      `${associations}user`,
      assigneesOf(one).map((user) => ({ to: { id: user, type: 'user' } })),
    );
    lists.set(`${associations}user_group`, []);
  });
  return lists;
}
const lists = listsOf(users);
const organization = (features?: object): [string, object] => [
  `organizations/${ORGANIZATION}`,
  { id: ORGANIZATION, settings: { features } },
];

let made = 0;
const event = (
  at: number,
  service: string,
  event_type: string,
  rest: object,
): Event => ({
  id: `event-${String((made += 1)).padStart(9, '0')}`,
  timestamp: new Date(at).toISOString(),
  service,
  event_type,
  organization: ORGANIZATION,
  client_ip: '192.0.2.1',
  ...rest,
});
const by = (user: string, type: string | undefined = 'user') => ({
  initiated_by: { id: user, type, username: 'somebody' },
});

const sso = (
  at: number,
  user: string,
  application: string,
  rest: object = {},
) =>
  event(at, 'sso', 'sso_auth', {
    ...by(user),
    sso_token_success: true,
    application: { id: application, name: 'slug' },
    ...rest,
  });
const portal = (at: number, user: string, rest: object = {}) =>
  event(at, 'directory', 'user_login_attempt', {
    ...by(user),
    success: true,
    ...rest,
  });

/** From which all made-up events are dated. */
const NOW = Date.now();
const DAYS = 90;
/** By user. */
let madeUp: Event[][] | undefined;

/**
 * Somebody works on some days, some are idle for long, and every tenth never
 * signs in. They are made once: there are tens of thousands.
 *
 * @param count of users, the first of all
 * @returns a list of one's own
 */
function madeUpEvents(count = users.length): Event[] {
  madeUp ??= makeUpEvents(NOW, DAYS);
  return madeUp.slice(0, count).flat();
}

function makeUpEvents(now: number, days: number): Event[][] {
  const random = createRandom(1);
  return MANY.map((user, n) => {
    const events: Event[] = [];
    if (n % 10 === 0) return events;
    const idleFor = n % 3 === 0 ? random.below(days) : 0;
    for (let day = idleFor; day < days; day += 1 + random.below(6)) {
      const at = () => now - day * DAY - random.below(DAY);
      const application = applications[random.below(applications.length - 3)];
      if (n % 4 !== 1) events.push(sso(at(), user, application));
      if (n % 4 !== 2) events.push(portal(at(), user));
      // What sets nothing comes later than what does.
      const soon = () => now - 20 * MINUTE - random.below(MINUTE);
      if (day !== idleFor) continue;
      events.push(
        sso(soon(), user, application, {
          sso_token_success: false,
          error_message: 'no',
        }),
        sso(soon(), user, application, { sso_token_success: false }),
        sso(soon(), user, application, { sso_token_success: 'true' }),
        sso(soon(), user, application, { sso_token_success: undefined }),
        portal(soon(), user, { success: false }),
        portal(soon(), user, { success: null }),
        portal(soon(), user, by(user, 'admin')),
        portal(soon(), admin, by(admin, 'admin')),
        portal(soon(), stranger),
        sso(soon(), stranger, application),
        event(soon(), 'directory', 'admin_login_attempt', {
          ...by(user, 'admin'),
          success: true,
        }),
        event(soon(), 'directory', 'user_password_change', {
          ...by(user),
          success: true,
        }),
      );
    }
    return events;
  });
}

interface Expected {
  portal: Map<string, number>;
  sso: Map<string, number>;
  /** By user and application. */
  uses: Map<string, number>;
}

/** The newest success of each, looked for in all events one by one. */
function newestIn(
  events: Event[],
  people: string[],
  since: number,
  until: number,
): Expected {
  const known = new Set(people);
  const newest: Expected = {
    portal: new Map(),
    sso: new Map(),
    uses: new Map(),
  };
  const note = (map: Map<string, number>, key: string, at: number) =>
    map.set(key, Math.max(at, map.get(key) ?? 0));
  for (const each of events) {
    const at = Date.parse(each.timestamp);
    const { id: user, type } = each.initiated_by as {
      id: string;
      type: string;
    };
    if (at < since || at > until || type !== 'user') continue;
    if (!known.has(user)) continue;
    if (each.event_type === 'user_login_attempt' && each.success === true) {
      note(newest.portal, user, at);
    }
    if (each.event_type === 'sso_auth' && each.sso_token_success === true) {
      note(newest.sso, user, at);
      const { id: application } = each.application as { id: string };
      note(newest.uses, `${user}|uses|${application}`, at);
    }
  }
  return newest;
}

const KEPT_OUT = [
  IngestionSources.ADMINISTRATORS,
  IngestionSources.EMPLOYEE_MAPPING,
  IngestionSources.DEVICES,
  IngestionSources.POLICIES,
  IngestionSources.APPLE_MDM,
  IngestionSources.DIRECTORIES,
  IngestionSources.RADIUS,
  IngestionSources.CONDITIONAL_ACCESS,
];

let listing: Listing | undefined;
let insights: InsightsServer | undefined;
const storage = useOwnStorage();

afterEach(async () => {
  await listing?.close();
  await insights?.close();
  listing = insights = undefined;
});

interface Collected {
  graph: Graph;
  warnings: { name: string; description: string }[];
  /** What the log says, at level info and above. */
  said: string[];
  statusOf: (stepId: string) => string | undefined;
  of: (type: string) => Record<string, unknown>[];
  /** The activity of a user, an application or the account. */
  activityOf: (owner: string) => Record<string, unknown> | undefined;
}

async function collect(
  events: Event[],
  {
    config = { usageLookbackDays: 90 },
    tenant = lists,
    features,
    ...options
  }: {
    config?: Partial<IntegrationConfig>;
    tenant?: typeof lists;
    features?: object;
  } & Parameters<typeof serveEvents>[1] = {},
): Promise<Collected> {
  listing = await serveLists(tenant, new Map([organization(features)]));
  insights = await serveEvents(events, options);
  process.env.JUMPCLOUD_CONSOLE_URL = listing.url;
  process.env.JUMPCLOUD_INSIGHTS_URL = insights.url;
  return execute({ apiKey: 'jca_invented', ...config });
}

/** Runs the SDK's own executor in this process, so that waits of seconds can be made milliseconds. */
async function execute(config: IntegrationConfig): Promise<Collected> {
  const logger = createMockIntegrationLogger();
  const warnings: Collected['warnings'] = [];
  const said: string[] = [];
  logger.publishWarnEvent = (one) => {
    warnings.push(one);
    return true;
  };
  logger.info = logger.warn = (...words: unknown[]) =>
    void said.push(words.filter((word) => typeof word === 'string').join(' '));
  logger.child = () => logger;
  await executeIntegrationInstance(
    logger,
    {
      id: 'instance',
      accountId: 'account',
      name: 'Instance',
      integrationDefinitionId: 'definition',
      config,
      disabledSources: KEPT_OUT.map((ingestionSourceId) => ({
        ingestionSourceId,
      })),
    },
    {
      ...invocationConfig,
      validateInvocation: (context) => {
        startRun(context, NO_WAITING);
        return Promise.resolve();
      },
    },
    { current: { startedOn: 0 } },
    { enableSchemaValidation: true },
  );
  const graph = readGraph(storage());
  const activities = new Map(
    graph.entities.map((entity) => [entity._key, entity]),
  );
  return {
    graph,
    warnings,
    said,
    statusOf: (stepId) =>
      graph.steps.find(({ id: one }) => one === stepId)?.status,
    of: (type) =>
      [...graph.entities, ...graph.relationships].filter(
        ({ _type }) => _type === type,
      ),
    activityOf: (owner) =>
      activities.get(`jumpcloud_sign_in_activity:${owner}`),
  };
}

const ACTIVITY = 'jumpcloud_sign_in_activity';
const USES = 'jumpcloud_user_uses_application';
const USAGE_STEPS = [Steps.SIGN_INS, Steps.APPLICATION_USAGE];

/** The stretch of time that a graph claims to know, of everything the same. */
function windowOf({ of, activityOf }: Collected) {
  const { signInsKnownSince: since, signInsKnownUntil: until } = activityOf(
    ORGANIZATION,
  ) as Record<string, number>;
  expect(typeof since).toBe('number');
  expect(typeof until).toBe('number');
  const others = [...of(ACTIVITY), ...of(USES)].filter(
    ({ _type, signInsKnownSince, signInsKnownUntil }) =>
      signInsKnownSince !== since ||
      (_type === ACTIVITY && signInsKnownUntil !== until),
  );
  expect(others).toEqual([]);
  return { since, until };
}

/** Each date is that of the newest success of the stretch that the graph claims to know; and where there is none, there was none. */
function expectTrue(
  collected: Collected,
  events: Event[],
  people = users,
): void {
  const { of, activityOf } = collected;
  const { since, until } = windowOf(collected);
  const expected = newestIn(events, people, since, until);
  expect(
    people.map((user) => {
      const activity = activityOf(user);
      return [
        user,
        activity?.lastPortalSignInOn,
        activity?.lastSsoSignInOn,
        activity?.lastSignInOn,
      ];
    }),
  ).toEqual(
    people.map((user) => {
      const portalOn = expected.portal.get(user);
      const ssoOn = expected.sso.get(user);
      return [
        user,
        portalOn,
        ssoOn,
        portalOn || ssoOn ? Math.max(portalOn ?? 0, ssoOn ?? 0) : undefined,
      ];
    }),
  );
  expect(
    new Map(of(USES).map(({ _key, lastUsedOn }) => [_key, lastUsedOn])),
  ).toEqual(expected.uses);
  applications.forEach((application) => {
    const uses = [...expected.uses].filter(([key]) =>
      key.endsWith(application),
    );
    const times = uses.map(([, at]) => at);
    const activity = activityOf(application);
    const assignees = assigneesOf(application);
    const unused = assignees.filter(
      (user) => !expected.uses.has(`${user}|uses|${application}`),
    );
    expect(activity).toMatchObject({
      userCount: uses.length,
      assignedUserCount: assignees.length,
      unusedUserCount: unused.length,
    });
    expect(activity?.lastUsedOn).toBe(
      uses.length > 0 ? Math.max(...times) : undefined,
    );
  });
}

test('250 users and 90 days: each last sign-in is the newest success, and nothing else sets one', async () => {
  const events = madeUpEvents(MANY.length);
  const collected = await collect(events, {
    // Several pages.
    mostRows: 2_000,
    tenant: listsOf(MANY),
  });
  const { since, until } = windowOf(collected);
  expect(USAGE_STEPS.map(collected.statusOf)).toEqual(['success', 'success']);
  expect(Date.now() - until).toBeGreaterThanOrEqual(15 * MINUTE);
  expectTrue(collected, events, MANY);
  expect(collected.of(USES).length).toBeGreaterThan(1_000);

  // Nothing is older than what is kept, so the oldest event is where knowledge begins.
  const oldest = Math.min(
    ...events
      .map(({ timestamp }) => Date.parse(timestamp))
      .filter((at) => at >= until - 97 * DAY),
  );
  expect(since).toBe(Math.max(until - 90 * DAY, oldest));

  const keysOf = (type: string) => collected.of(type).map(({ _key }) => _key);
  expect(keysOf('jumpcloud_user_has_sign_in_activity').sort()).toEqual(
    MANY.map((user) => `${user}|has|${ACTIVITY}:${user}`).sort(),
  );
  expect(keysOf('jumpcloud_application_has_sign_in_activity').sort()).toEqual(
    applications.map((one) => `${one}|has|${ACTIVITY}:${one}`).sort(),
  );
  expect(keysOf('jumpcloud_account_has_sign_in_activity')).toEqual([
    `${ORGANIZATION}|has|${ACTIVITY}:${ORGANIZATION}`,
  ]);
  expect(collected.of(ACTIVITY)).toHaveLength(
    MANY.length + applications.length + 1,
  );
});

test('what is asked: the newest first, 10,000 a page, the fields needed, an end that is fixed', async () => {
  await collect(madeUpEvents(60), { mostRows: 400 });
  const { questions = [], headers = [] } = insights ?? {};
  // When the oldest event was comes first.
  const [, first] = questions;
  expect(first).toEqual({
    service: ['sso', 'directory'],
    start_time: expect.any(String),
    end_time: expect.any(String),
    sort: 'DESC',
    limit: 10_000,
    search_term: { and: [{ event_type: ['sso_auth', 'user_login_attempt'] }] },
    fields: [
      'id',
      'timestamp',
      'event_type',
      'success',
      'sso_token_success',
      'initiated_by.id',
      'initiated_by.type',
      'application.id',
    ],
  });
  expect(new Set(questions.map(({ end_time }) => end_time)).size).toBe(1);
  expect(Date.parse(first.end_time) - Date.parse(first.start_time)).toBe(
    90 * DAY,
  );
  expect(questions.length).toBeGreaterThan(5);
  for (const sent of headers) {
    expect(sent).toMatchObject({
      'x-api-key': 'jca_invented',
      'content-type': 'application/json',
    });
  }
});

test('switched off: no request, and not a thing in the graph', async () => {
  const events = madeUpEvents(50);
  const { graph, of, statusOf } = await collect(events, { config: {} });
  expect(insights?.questions).toEqual([]);
  expect(USAGE_STEPS.map(statusOf)).toEqual(['disabled', 'disabled']);
  expect([ACTIVITY, USES].flatMap(of)).toEqual([]);
  expect(
    graph.partialTypes.filter((type) => /sign_in|saas/.test(type)),
  ).toEqual([]);
  expect(listing?.requests.some((one) => one.includes('saas'))).toBe(false);
});

test.each<[Partial<IntegrationConfig>, number]>([
  [{ ingestSignIns: true }, 30],
  [{ usageLookbackDays: '7' }, 7],
  [{ usageLookbackDays: 1, ingestSignIns: false }, 1],
])('%j asks for %d days', async (config, days) => {
  const events = madeUpEvents(50);
  const collected = await collect(events, { config });
  const { since, until } = windowOf(collected);
  // There are events from before: so what is kept reaches further back.
  expect(until - since).toBe(days * DAY);
  expectTrue(collected, events);
});

test('a budget that ends early: what is known begins where reading stopped', async () => {
  const events = madeUpEvents();
  const collected = await collect(events, { mostRows: 8 });
  const { questions = [] } = insights ?? {};
  expect(questions.length).toBeLessThanOrEqual(500);
  expect(questions.length).toBeGreaterThan(490);
  const { since, until } = windowOf(collected);
  expect(until - since).toBeLessThan(80 * DAY);
  expect(until - since).toBeGreaterThan(DAY);
  expectTrue(collected, events);
  expect(USAGE_STEPS.map(collected.statusOf)).toEqual(['success', 'success']);
  expect(
    collected.said.filter((line) => /budget of 500 requests/.test(line)),
  ).toHaveLength(1);
});

test('15 days are kept: what is known begins with the oldest event', async () => {
  const events = madeUpEvents();
  const keptSince = NOW - 15 * DAY;
  const collected = await collect(events, { keptSince });
  const { since } = windowOf(collected);
  expect(since).toBeGreaterThanOrEqual(keptSince);
  expect(since).toBeLessThan(keptSince + DAY);
  expectTrue(collected, events);
  expect(
    collected.said.filter((line) => /no event from before/.test(line)),
  ).toHaveLength(1);
});

test('a page that comes twice costs nothing', async () => {
  const events = madeUpEvents(60);
  let last: Reply | undefined;
  const collected = await collect(events, {
    mostRows: 300,
    change: (reply, n, { limit }) => {
      if (limit === 1) return reply;
      const given = n % 3 === 0 && last ? last : reply;
      last = reply;
      return given;
    },
  });
  expect(collected.statusOf(Steps.SIGN_INS)).toBe('success');
  expectTrue(collected, events);
});

test('a page that comes for ever ends the reading, and nothing is claimed beyond it', async () => {
  const events = madeUpEvents(60);
  let third: Reply | undefined;
  const collected = await collect(events, {
    mostRows: 300,
    change: (reply, n) => (n === 3 ? (third = reply) : third ?? reply),
  });
  expect(insights?.questions.length).toBeLessThan(10);
  expect([ACTIVITY, USES].flatMap(collected.of)).toEqual([]);
  expect(collected.statusOf(Steps.SIGN_INS)).toBe('failure');
  expect(collected.graph.partialTypes).toEqual(
    expect.arrayContaining([ACTIVITY, USES]),
  );
});

test('events that arrive while we read belong to the next run', async () => {
  const events = madeUpEvents(60);
  const before = [...events];
  const collected = await collect(events, {
    mostRows: 300,
    onQuestion: () =>
      void events.push(
        sso(Date.now(), users[3], applications[0]),
        portal(Date.now(), users[10]),
      ),
  });
  expect(collected.statusOf(Steps.SIGN_INS)).toBe('success');
  expectTrue(collected, before);
});

test('Directory Insights may take its time: nothing else waits for it', async () => {
  const everythingIsAsked = () =>
    new Set(
      (listing?.requests ?? []).filter((one) => one.includes('user_group')),
    ).size === applications.length;
  const events = madeUpEvents(30);
  const collected = await collect(events, {
    // The first answer comes when everything else has been read.
    onQuestion: async () => {
      while (!everythingIsAsked())
        await new Promise((resume) => setTimeout(resume, 5));
    },
  });
  expect(everythingIsAsked()).toBe(true);
  expectTrue(collected, events);
});

test('many events of one moment, on several pages', async () => {
  const now = Date.now();
  const at = now - 2 * DAY;
  const events = many(100, (n) => portal(at, users[n]));
  events.push(portal(now - 100 * DAY, users[0]));
  const collected = await collect(events, { mostRows: 7 });
  expectTrue(collected, events);
  expect(collected.activityOf(users[99])).toMatchObject({ lastSignInOn: at });
});

test('sign-ins by username belong to whoever alone has it', async () => {
  const now = Date.now();
  const at = (n: number) => now - DAY - n * MINUTE;
  const device = (n: number, username: string, rest: object = {}) =>
    event(at(n), 'systems', 'login_attempt', {
      username,
      success: true,
      ...rest,
    });
  const over = (n: number, service: string, type: string, username: string) =>
    event(at(n), service, type, {
      initiated_by: { username, type: 'user' },
      success: true,
    });
  const collected = await collect([
    portal(now - 120 * DAY, users[0]),
    portal(now - 93 * DAY, users[0]),
    device(1, 'USER1'),
    device(2, 'user2', { success: false }),
    device(3, 'user3', { windows_meta: { logon_type: 5 } }),
    device(4, 'user4', { windows_meta: { logon_type: 2 } }),
    device(5, 'twin'),
    device(6, 'root'),
    device(7, 'local7'),
    // The name that one user has on devices is the username of another.
    device(8, 'user9'),
    over(6, 'radius', 'radius_auth_attempt', 'person6@example.com'),
    over(6, 'ldap', 'ldap_bind', 'CORP\\user6'),
    over(9, 'radius', 'radius_auth_attempt', 'user9'),
    over(10, 'ldap', 'ldap_bind', 'User5'),
    over(11, 'ldap', 'ldap_bind', 'twin'),
  ]);
  const byUsername = (n: number) => {
    const {
      lastDeviceSignInOn,
      lastRadiusSignInOn,
      lastLdapSignInOn,
      lastSignInOn,
      matchedByUsername,
    } = collected.activityOf(users[n]) ?? {};
    expect(lastSignInOn).toBeUndefined();
    expect(matchedByUsername).toBe(true);
    return [lastDeviceSignInOn, lastRadiusSignInOn, lastLdapSignInOn];
  };
  expect(byUsername(1)).toEqual([at(1), undefined, undefined]);
  expect(byUsername(2)).toEqual([undefined, undefined, undefined]);
  expect(byUsername(3)).toEqual([undefined, undefined, undefined]);
  expect(byUsername(4)).toEqual([at(4), undefined, undefined]);
  expect(byUsername(5)).toEqual([undefined, undefined, at(10)]);
  expect(byUsername(6)).toEqual([undefined, at(6), undefined]);
  expect(byUsername(7)).toEqual([at(7), undefined, undefined]);
  expect(byUsername(8)).toEqual([undefined, undefined, undefined]);
  expect(byUsername(9)).toEqual([undefined, at(9), undefined]);
  expect(byUsername(users.length - 1)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe('when Directory Insights does not answer as it should', () => {
  const html = { 'content-type': 'text/html' };
  const json = { 'content-type': 'application/json' };
  const FAULTS: [string, Reply][] = [
    ['403', { status: 403, headers: json, body: '{"message":"Forbidden"}' }],
    ['HTML', { status: 200, headers: html, body: '<html>Hello</html>' }],
    ['404 in HTML', { status: 404, headers: html, body: '<html>' }],
    ['401', { status: 401, headers: json, body: '{}' }],
    ['429', { status: 429, headers: json, body: '{}' }],
    ['500', { status: 500, headers: json, body: '{}' }],
    ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }],
    ['an object', { status: 200, headers: json, body: '{"results":[]}' }],
    ['rows of text', { status: 200, headers: json, body: '["a"]' }],
    [
      'rows without a time',
      { status: 200, headers: json, body: '[{"id":"a"}]' },
    ],
    [
      'rows with a time that is none',
      { status: 200, headers: json, body: '[{"id":"a","timestamp":"soon"}]' },
    ],
    [
      'the oldest first',
      {
        status: 200,
        headers: { ...json, 'x-sort': 'ASC' },
        body: JSON.stringify([portal(Date.now() - DAY, users[1])]),
      },
    ],
  ];

  let without: Collected;

  test.each(FAULTS)('%s: everything else is complete', async (name, reply) => {
    const events = madeUpEvents(30);
    if (without === undefined) {
      without = await collect(events, { config: {} });
      await listing?.close();
      await insights?.close();
    }
    const { graph, statusOf, warnings, of } = await collect(events, {
      change: () => reply,
    });
    expect(statusOf(Steps.SIGN_INS)).toBe('failure');
    expect([ACTIVITY, USES].flatMap(of)).toEqual([]);
    expect(graph.partialTypes).toEqual(
      expect.arrayContaining([
        ACTIVITY,
        USES,
        'jumpcloud_user_has_sign_in_activity',
      ]),
    );
    const keys = ({ entities, relationships }: Graph) =>
      [...entities, ...relationships].map(({ _key }) => _key).sort();
    expect(keys(graph)).toEqual(keys(without.graph));
    const others = ({ steps }: Graph) =>
      steps
        .filter(({ id: one }) => !USAGE_STEPS.includes(one))
        .map(({ id: one, status }) => [one, status]);
    expect(others(graph)).toEqual(others(without.graph));
    expect(warnings).toEqual(
      name === '403'
        ? [
            {
              name: 'warn_missing_permission',
              description: expect.stringContaining(
                'directoryinsights.readonly',
              ),
            },
          ]
        : [],
    );
  });

  test('an error on a later page: of a stretch with a gap nothing is claimed', async () => {
    const { statusOf, of } = await collect(madeUpEvents(60), {
      mostRows: 300,
      change: (reply, n) =>
        n < 4 ? reply : { status: 404, headers: json, body: '{}' },
    });
    expect(statusOf(Steps.SIGN_INS)).toBe('failure');
    expect([ACTIVITY, USES].flatMap(of)).toEqual([]);
  });

  test.each<[string, { features?: object; reply?: Reply }, number]>([
    [
      'its settings say that it has no licence',
      { features: { directoryInsights: { enabled: false } } },
      0,
    ],
    [
      '402',
      { reply: { status: 402, headers: json, body: '{"message":"Pay"}' } },
      2,
    ],
    [
      '404',
      { reply: { status: 404, headers: json, body: '{"message":"No"}' } },
      2,
    ],
  ])(
    '%s: said once, and nothing is claimed',
    async (_, { features, reply }, asked) => {
      const { statusOf, of, said, warnings } = await collect(madeUpEvents(30), {
        features,
        change: (real) => reply ?? real,
      });
      expect(USAGE_STEPS.map(statusOf)).toEqual(['success', 'success']);
      expect([ACTIVITY, USES].flatMap(of)).toEqual([]);
      expect(insights?.questions).toHaveLength(asked);
      expect(said.filter((line) => /no licence/.test(line))).toHaveLength(1);
      expect(warnings).toEqual([]);
    },
  );

  const answered = (status: number) => ({
    status,
    headers: json,
    body: '{"message":"No"}',
  });

  test('no event in the time asked for, and a time before that is not taken: there is none', async () => {
    const { statusOf, said } = await collect([], {
      change: (reply, n) => (n === 1 ? answered(400) : reply),
    });
    expect(statusOf(Steps.SIGN_INS)).toBe('success');
    expect(said.filter((line) => /no event at all/.test(line))).toHaveLength(1);
  });

  test('an answer about the oldest event that is empty by mistake is no proof that there is none', async () => {
    const before = portal(Date.now() - 33 * DAY, users[1]);
    const empty = { status: 200, headers: json, body: '[]' };
    const { of, statusOf } = await collect([before], {
      config: { usageLookbackDays: 30 },
      change: (reply, n) => (n === 1 ? empty : reply),
    });
    expect(statusOf(Steps.SIGN_INS)).toBe('success');
    expect(of(ACTIVITY).length).toBeGreaterThan(users.length);
  });

  test.each([400, 402, 500])(
    '%d for a later question is no missing licence',
    async (status) => {
      const { statusOf, of } = await collect(madeUpEvents(30), {
        change: (reply, n) => (n === 1 ? reply : answered(status)),
      });
      expect(statusOf(Steps.SIGN_INS)).toBe('failure');
      expect(of(ACTIVITY)).toEqual([]);
    },
  );

  test('no event of any kind proves nothing: nobody is called idle', async () => {
    const { statusOf, of, said } = await collect([]);
    expect(USAGE_STEPS.map(statusOf)).toEqual(['success', 'success']);
    expect([ACTIVITY, USES].flatMap(of)).toEqual([]);
    expect(said.filter((line) => /no event at all/.test(line))).toHaveLength(1);
  });
});

describe('SaaS applications', () => {
  const STEPS = [Steps.SAAS_APPLICATIONS, Steps.SAAS_SSO_APPLICATIONS];
  const TENANT = createTenant({
    users: 40,
    groups: 2,
    devices: 0,
    applications: 8,
  });
  const [first, second] = TENANT.saas?.applications ?? [];
  let sandbox: Sandbox | undefined;

  afterEach(() => sandbox?.close());

  let undisturbed: Collected | undefined;

  /** What a run without any fault collects. */
  async function complete(): Promise<Collected> {
    if (undisturbed) return undisturbed;
    undisturbed = await collectSaas(TENANT);
    await sandbox?.close();
    return undisturbed;
  }

  async function collectSaas(
    tenant: Tenant,
    interfere?: SandboxOptions['interfere'],
  ) {
    sandbox = await startSandbox({ tenants: [tenant], interfere });
    process.env.JUMPCLOUD_CONSOLE_URL = sandbox.url;
    const collected = await execute({
      apiKey: sandbox.apiKey,
      ingestSaasApplications: true,
    });
    const asked = sandbox.requests.map(({ path: at, query }) => {
      const [, rest] = /saas-management\/(.*)/.exec(at) ?? [];
      return rest && `${rest.replace(/\w{24}/, '*')}?${String(query)}`;
    });
    return { ...collected, asked: asked.filter(Boolean) };
  }

  test('name, decision, single sign-on, and who was last seen when', async () => {
    const { of, statusOf } = await collectSaas(TENANT);
    expect(STEPS.map(statusOf)).toEqual(['success', 'success']);
    const { accounts, usage } = TENANT.saas as SaasManagement;
    const usersOf = ({ id: one }: { id: string }) =>
      (accounts.get(one) ?? []).flatMap(({ user_id }) => user_id ?? []);
    expect(
      of('jumpcloud_saas_application').find(({ _key }) => _key === first.id),
    ).toMatchObject({
      displayName: 'Slack',
      status: 'approved',
      accessRestriction: 'no_action',
      active: true,
      accountCount: accounts.get(first.id)?.length,
      // The sandbox has an account of nobody in each application that has any.
      unmatchedAccountCount: 1,
      userCount: new Set(usersOf(first)).size,
      ssoConnected: true,
      discoverySources: ['browser_extension', 'jumpcloud_sso'],
    });
    expect(
      of('jumpcloud_saas_application').map(({ status }) => status),
    ).toEqual(
      expect.arrayContaining([
        'discovered',
        'approved',
        'unapproved',
        'ignored',
      ]),
    );
    const since = REFERENCE_DATE - 90 * DAY;
    for (const use of of('jumpcloud_user_uses_saas_application')) {
      const times = (usage.get(String(use._toEntityKey)) ?? [])
        .filter(({ user_id }) => user_id === use._fromEntityKey)
        .map(({ latest_used_at }) => Date.parse(String(latest_used_at)))
        .filter((at) => at >= since);
      expect([use._key, use.lastSeenOn]).toEqual([
        use._key,
        times.length > 0 ? Math.max(...times) : undefined,
      ]);
    }
  });

  test('pages of 1,000 by offset', async () => {
    const tenant = createTenant({
      users: 40,
      groups: 0,
      everybody: false,
      devices: 0,
      applications: 0,
      saasApplications: 1,
    });
    const { applications: all, accounts } = tenant.saas as SaasManagement;
    const [account] = accounts.get(all[0].id) ?? [];
    accounts.set(
      all[0].id,
      many(1_034, (n) => ({ ...account, id: id('4', n) })),
    );
    const { asked } = await collectSaas(tenant);
    expect(asked).toEqual([
      'applications?expand=discovery_source_types&limit=1000&offset=0',
      'applications/*/usage?day_count=90',
      'applications/*/accounts?limit=1000&offset=0',
      'applications/*/accounts?limit=1000&offset=1000',
      'applications/*?expand=sso_apps',
    ]);
  });

  test.each([400, 403, 500])(
    'a list that is answered with %d fails, and nothing else does',
    async (status) => {
      const { graph, of, statusOf, warnings } = await collectSaas(
        TENANT,
        ({ path: at }) =>
          at.endsWith('/saas-management/applications')
            ? { status, body: { message: 'No' } }
            : undefined,
      );
      expect(statusOf(Steps.SAAS_APPLICATIONS)).toBe('failure');
      expect(
        graph.steps.filter((one) => one.status === 'failure'),
      ).toHaveLength(1);
      expect(of('jumpcloud_user')).toHaveLength(TENANT.users.length);
      expect(warnings.map(({ description }) => description)).toEqual(
        status === 403 ? [expect.stringContaining('saas.readonly')] : [],
      );
    },
  );

  test('402 for a later page is a failure, not a missing licence', async () => {
    const { of, statusOf } = await collectSaas(
      TENANT,
      ({ path: at, query }) => {
        if (!at.endsWith('/saas-management/applications')) return undefined;
        return query.get('offset') === '0'
          ? {
              rewrite: (answer) => ({
                ...answer,
                body: { ...(answer.body as object), totalCount: 2_000 },
              }),
            }
          : { status: 402 };
      },
    );
    expect(statusOf(Steps.SAAS_APPLICATIONS)).toBe('failure');
    expect(of('jumpcloud_saas_application')).not.toEqual([]);
  });

  test('a malformed account costs itself, and the count', async () => {
    const all = await complete();
    const { of, statusOf } = await collectSaas(TENANT, ({ path: at }) =>
      at.endsWith(`${first.id}/accounts`)
        ? {
            rewrite: (answer) => {
              const { results, ...rest } = answer.body as { results: object[] };
              return {
                ...answer,
                body: { ...rest, results: [...results, {}] },
              };
            },
          }
        : undefined,
    );
    expect(statusOf(Steps.SAAS_APPLICATIONS)).toBe('failure');
    const [type, uses] = [
      'jumpcloud_saas_application',
      'jumpcloud_user_uses_saas_application',
    ];
    expect(of(uses)).toEqual(expect.arrayContaining(all.of(uses)));
    expect(of(uses)).toHaveLength(all.of(uses).length);
    for (const name of [
      'accountCount',
      'unmatchedAccountCount',
      'userCount',
    ] as const) {
      const countOf = (from: typeof all.of) =>
        from(type).find(({ _key }) => _key === first.id)?.[name];
      expect(countOf(all.of)).toBeGreaterThan(0);
      expect(countOf(of)).toBeUndefined();
    }
  });

  test.each([
    ['', 400],
    ['/accounts', 404],
    ['/usage', 404],
  ])('what cannot be read of one (%s) costs no other', async (part, status) => {
    const all = await complete();
    const { of, statusOf, graph } = await collectSaas(TENANT, ({ path: at }) =>
      at.endsWith(`${second.id}${part}`) ? { status } : undefined,
    );
    expect(statusOf(Steps.SAAS_APPLICATIONS)).toBe('failure');
    expect(graph.partialTypes).toContain(
      'jumpcloud_user_uses_saas_application',
    );
    const keys = (from: Collected['of'], type: string) =>
      from(type)
        .map(({ _key }) => String(_key))
        .filter((key) => part === '' || !key.endsWith(second.id))
        .sort();
    for (const type of [
      'jumpcloud_saas_application',
      'jumpcloud_user_uses_saas_application',
    ]) {
      expect(keys(of, type)).toEqual(keys(all.of, type));
    }
    expect(of('jumpcloud_saas_application')).toHaveLength(
      all.of('jumpcloud_saas_application').length,
    );
  });

  test('what is not there of one costs its properties', async () => {
    const { of, statusOf } = await collectSaas(TENANT, ({ path: at }) =>
      at.endsWith(second.id) ? { status: 404, body: {} } : undefined,
    );
    expect(statusOf(Steps.SAAS_APPLICATIONS)).toBe('success');
    const found = of('jumpcloud_saas_application').find(
      ({ _key }) => _key === second.id,
    );
    expect(found).toBeDefined();
    expect(found).not.toHaveProperty('ssoConnected');
  });
});

describe('a tenant with the rhythm of an office', () => {
  const config = { ingestSignIns: true, ingestSaasApplications: true };
  const collectSandbox = collectorIn(storage);
  /** Who signs in to what, and little else. */
  const OFFICE = {
    groups: 6,
    applications: 6,
    devices: 4,
    ...NOTHING_ELSE,
    workflows: false,
    serviceAccounts: 0,
    admins: 2,
    saasApplications: 4,
  };

  test('is complete, nothing private is in it, and each finding has somebody', async () => {
    const run = await collectSandbox(
      {
        users: 120,
        malformed: true,
        now: Date.now(),
        devices: 10,
        deviceGroups: 2,
        policies: 2,
        commands: 2,
        softwareApps: 2,
        radiusServers: 2,
      },
      { config },
    );
    const graph = run.graph();
    expectComplete(graph, run.sandbox.tenants);
    expect(JSON.stringify(graph)).not.toContain(PLANTED_SECRET);
    const { questions } = load(
      fs.readFileSync('jupiterone/questions/questions.yaml', 'utf8'),
    ) as { questions: { id: string; queries: Query[] }[] };
    const found = (question: string, name: string) =>
      questions
        .filter(({ id: one }) => one.endsWith(`jumpcloud-${question}`))
        .flatMap(({ queries }) => queries)
        .filter((query) => query.name === name)
        .flatMap(({ query }) => ask(graph, query, Date.now() + DAY)).length;
    for (const [question, ...names] of [
      ['inactive-users', 'notFor30Days', 'signedIn', 'since'],
      [
        'unused-applications',
        'byNobody',
        'assignedButUnused',
        'assignedAndUsedByNobody',
      ],
      ['sign-ins-of-suspended-users', 'within7Days'],
      ['unmanaged-saas', 'discovered', 'users', 'withoutSingleSignOn'],
    ]) {
      for (const name of names) {
        const count = found(question, name);
        expect([question, name, count > 0]).toEqual([question, name, true]);
      }
    }
  });

  test('where not all users could be read, nobody is counted', async () => {
    const run = await collectSandbox(
      { ...OFFICE, users: 130 },
      {
        config,
        server: {
          interfere: ({ path: at, query }) =>
            at === '/api/systemusers' && query.get('skip') === '100'
              ? { status: 400 }
              : undefined,
        },
      },
    );
    const { entities } = run.graph();
    const counts = entities.flatMap((entity) =>
      [
        'userCount',
        'assignedUserCount',
        'unusedUserCount',
        'unmatchedAccountCount',
      ].filter((name) => entity[name] !== undefined),
    );
    expect(
      entities.filter(({ _type }) => _type === 'jumpcloud_user'),
    ).toHaveLength(100);
    expect(
      entities.filter(({ subject }) => subject === 'application'),
    ).not.toEqual([]);
    expect(
      entities.filter(({ _type }) => _type === 'jumpcloud_saas_application'),
    ).not.toEqual([]);
    expect(counts).toEqual([]);
  });

  test('a user of several organizations is not called idle by one of them', async () => {
    const tenants = [0, 1].map((index) =>
      createTenant({ ...OFFICE, index, users: 30, devices: 0 }),
    );
    const [one, other] = tenants;
    const shared = one.users[3];
    other.users.push(shared);
    const run = await collectSandbox({}, { config, server: { tenants } });
    const owners = run
      .graph()
      .entities.filter(({ subject }) => subject === 'user')
      .map(({ id }) => id);
    expect(owners).toHaveLength(29 + 30);
    expect(owners).not.toContain(`jumpcloud_sign_in_activity:${shared._id}`);
  });

  test('of several organizations each has its own', async () => {
    const tenants = [0, 1].map((index) =>
      createTenant({ ...OFFICE, index, users: 30, devices: 0 }),
    );
    const run = await collectSandbox({}, { config, server: { tenants } });
    expectComplete(run.graph(), tenants);
  });

  test('without a licence for SaaS Management: a success that says so once', async () => {
    const run = await collectSandbox(
      { ...OFFICE, users: 20, saasApplications: undefined },
      { config },
    );
    expectComplete(run.graph(), run.sandbox.tenants);
    expect(
      run.output.match(/has no SaaS applications: JumpCloud answers 402/g),
    ).toHaveLength(1);
  });
});

interface Query {
  name: string;
  query: string;
}
