import { IntegrationError } from '@jupiterone/integration-sdk-core';
import { createMockStepExecutionContext } from '@jupiterone/integration-sdk-testing';

import { Answer, serve } from '../../test/serving';
import { Entities, Relationships, Steps } from '../model';
import { runOf } from '../run';
import { IntegrationConfig } from '../settings';
import { associations } from '../entities/associations';
import { GROUP_MEMBERS } from '../entities/groups';
import { ACCOUNTS, userIdOf } from '../entities/saasApplications';
import { WORKDAYS } from '../entities/directories';
import { ALL } from './run';
import { handler, Step } from './step';
import { asTimestamp } from '../entities/properties';

/* The verbs of a step against a server that knows lists and nothing else. */

const id = (kind: string, n: number) =>
  `5f${kind}${String(n).padStart(21, '0')}`;
const ORGANIZATION = id('0', 0);
const user = (n: number, more: object = {}) => ({ _id: id('1', n), ...more });
const group = (n: number) => ({ id: id('2', n), name: `group ${n}` });
const toUser = (n: number) => ({ to: { id: id('1', n), type: 'user' } });

type Lists = Record<string, unknown[] | Answer>;

const STEP = {
  id: Steps.GROUPS_AND_MEMBERSHIPS,
  name: 'Step',
  entities: [],
  relationships: [],
};

/** Runs a step whose handler is the task; a list of version 2 is one below /api/v2. */
async function run(
  lists: Lists,
  task: (step: Step) => Promise<unknown>,
  incomplete: string[] = [],
) {
  const { url, requests } = await serve((request) => {
    const path = String(request.url).replace(/\?.*$/, '').replace('/api/', '');
    const found =
      path === 'organizations' && !lists[path]
        ? [{ _id: ORGANIZATION }]
        : lists[path];
    if (found === undefined) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    if (!Array.isArray(found)) return found;
    return path.startsWith('v2/')
      ? { headers: { 'x-total-count': String(found.length) }, body: found }
      : { body: { totalCount: found.length, results: found } };
  });
  process.env.JUMPCLOUD_CONSOLE_URL = url;
  const context = createMockStepExecutionContext<IntegrationConfig>({
    instanceConfig: { apiKey: 'jca_invented' },
  });
  const step = { ...STEP, executionHandler: task, dependsOn: incomplete };
  const ofRun = runOf(context);
  incomplete.forEach((each) => ofRun.incomplete.set(each, new Set([ALL])));
  const warn = jest.spyOn(context.logger, 'warn');
  const error = await handler(
    step,
    runOf,
  )(context).then(
    () => undefined,
    (reason: Error) => reason,
  );
  const { collectedEntities, collectedRelationships } = context.jobState;
  return {
    error,
    entities: collectedEntities.map(({ _key }) => _key),
    relationships: collectedRelationships.map(({ _key }) => _key),
    paths: requests.map((request) => String(request.url)),
    graph: collectedRelationships,
    warnings: warn.mock.calls.length,
    isComplete: ofRun.incomplete.get(STEP.id)?.size === 0,
  };
}

afterEach(() => {
  delete process.env.JUMPCLOUD_CONSOLE_URL;
});

const users = (step: Step) =>
  step.entities(Entities.USER, Relationships.ACCOUNT_HAS_USER);
const groups = (step: Step) =>
  step.entities(Entities.GROUP, Relationships.ACCOUNT_HAS_GROUP);
const memberships = (step: Step) =>
  step.rows(Relationships.GROUP_HAS_USER, {
    of: Entities.GROUP,
    read: GROUP_MEMBERS,
    mustLeadTo: Steps.USERS,
  });
const members = (n: number) => `v2/usergroups/${group(n).id}/members`;

test('entities are emitted with the relationship to their account', async () => {
  const { error, entities, relationships } = await run(
    { systemusers: [user(1), user(2)] },
    users,
  );
  expect(error).toBeUndefined();
  expect(entities).toEqual([id('1', 1), id('1', 2)]);
  expect(relationships).toEqual(
    entities.map((key) => `${ORGANIZATION}|has|${key}`),
  );
});

test('an object that cannot be converted costs itself, and the step says so at its end', async () => {
  const { error, entities } = await run(
    { systemusers: [user(1), user(2), user(3)] },
    (step) =>
      step.entities(Entities.USER, Relationships.ACCOUNT_HAS_USER, {
        enrich: (row) => {
          if (row._id === id('1', 2)) throw new Error('odd');
          return row;
        },
      }),
  );
  expect(entities).toEqual([id('1', 1), id('1', 3)]);
  expect(error?.message).toContain('odd');
});

const everything = async (step: Step) => {
  await users(step);
  await groups(step);
  await memberships(step);
};

test('rows that lead to what is not in the graph are left out', async () => {
  const { error, relationships } = await run(
    {
      systemusers: [user(1)],
      'v2/usergroups': [group(1), group(2)],
      [members(1)]: [toUser(1), toUser(8), null],
      [members(2)]: [toUser(9)],
    },
    everything,
  );
  expect(error).toBeUndefined();
  expect(relationships).toContain(`${group(1).id}|has|${user(1)._id}`);
  expect(relationships).toHaveLength(1 + 2 + 1);
});

test.each([
  [9, undefined],
  [10, 'INCOMPLETE_READ'],
])(
  '%d members of whom none is a user: %s',
  async (count: number, code?: string) => {
    const lists = {
      systemusers: [user(99)],
      'v2/usergroups': [group(1)],
      [members(1)]: Array.from({ length: count }, (_, n) => toUser(n)),
    };
    const { error } = await run(lists, everything);
    expect((error as { code?: string } | undefined)?.code).toBe(code);
    // If users were not all read, their own step has failed already.
    const partial = await run(lists, everything, [Steps.USERS]);
    expect(partial.error).toBeUndefined();
  },
);

test('a member who is listed twice is one, and costs one more request', async () => {
  const { error, relationships, paths } = await run(
    {
      systemusers: [user(1)],
      'v2/usergroups': [group(1)],
      [members(1)]: [toUser(1), toUser(1)],
    },
    everything,
  );
  expect(error).toBeUndefined();
  expect(relationships).toHaveLength(1 + 1 + 1);
  expect(paths.filter((path) => path.includes('members'))).toHaveLength(2);
});

test('a 404 for the members of a group is a failure of that group', async () => {
  const { error, relationships } = await run(
    {
      systemusers: [user(1)],
      'v2/usergroups': [group(1), group(2)],
      [members(1)]: [toUser(1)],
    },
    everything,
  );
  expect(error).toMatchObject({ code: 'PROVIDER_API_ERROR' });
  expect(relationships).toContain(`${group(1).id}|has|${user(1)._id}`);
});

test('a supplement that is forbidden or absent costs its properties and a warning; one that breaks fails the step', async () => {
  const outcome = async (answer?: Answer) => {
    const rows: unknown[] = [];
    const { error, warnings } = await run(
      { ...(answer && { 'v2/workdays': answer }) },
      async (step) => {
        const workdays = step.supplement(WORKDAYS);
        await step.eachOrganization(async (organization) => {
          rows.push(await workdays(organization), await workdays(organization));
        });
      },
    );
    return { rows, failed: error !== undefined, warned: warnings };
  };
  expect(await outcome()).toEqual({
    rows: [[], []],
    failed: false,
    warned: 0,
  });
  expect(await outcome({ status: 403 })).toEqual({
    rows: [undefined, undefined],
    failed: false,
    warned: 1,
  });
  expect(await outcome({ status: 400 })).toEqual({
    rows: [undefined, undefined],
    failed: true,
    warned: 1,
  });
});

test('of rows that lead to the same object the newest counts', async () => {
  const account = (n: number, day?: number) => ({
    id: `account-${n}-${day}`,
    user_id: user(n)._id,
    latest_used_at: day && `2026-01-0${day}T00:00:00Z`,
  });
  const application = { id: 'an-application' };
  const found: unknown[] = [];
  const { error, graph } = await run(
    {
      systemusers: [user(1), user(2)],
      'v2/saas-management/applications': [application],
      'v2/saas-management/applications/an-application/accounts': [
        account(1),
        account(1, 3),
        account(1, 2),
        account(2),
        account(7),
      ],
    },
    async (step) => {
      await users(step);
      await step.entities(Entities.SAAS_APPLICATION);
      const lastSeenOn = (row: object) =>
        asTimestamp((row as { latest_used_at?: string }).latest_used_at);
      const relate = await step.relating(
        Relationships.USER_USES_SAAS_APPLICATION,
        {
          of: Entities.SAAS_APPLICATION,
          read: ACCOUNTS,
          farId: userIdOf,
          newest: lastSeenOn,
          properties: (row) => ({ lastSeenOn: lastSeenOn(row) }),
        },
      );
      const [object] = (await step.objects(Entities.SAAS_APPLICATION)).values();
      found.push(await relate(object));
    },
  );
  expect(error).toBeUndefined();
  expect(found).toEqual([{ rows: 5, objects: 2, unmatched: 1 }]);
  const uses = graph.filter(({ _class }) => _class === 'USES');
  expect(uses.map(({ lastSeenOn }) => lastSeenOn)).toEqual([
    Date.UTC(2026, 0, 3),
    undefined,
  ]);
});

describe('whether a step has read everything', () => {
  const complete = async (
    task: (step: Step) => Promise<unknown>,
    incomplete: string[] = [],
  ) => {
    const { isComplete } = await run(
      { systemusers: [user(1)] },
      task,
      incomplete,
    );
    return isComplete;
  };

  test('it has when nothing failed, in it and in what it depends on', async () => {
    expect(await complete(users)).toBe(true);
    expect(await complete(groups)).toBe(false);
    expect(await complete(users, [Steps.USERS])).toBe(false);
  });

  test('of one organization it may have, though not of another', async () => {
    const known: boolean[] = [];
    const other = '5f00000000000000000000bb';
    const task = async (step: Step) => {
      // As the step before has left it.
      runOf(step.context as never).incomplete.set(
        Steps.USERS,
        new Set([other]),
      );
      known.push(
        step.isComplete(Steps.USERS),
        step.isComplete(Steps.USERS, other),
        step.isComplete(Steps.USERS, ORGANIZATION),
        step.isComplete(Steps.GROUPS_AND_MEMBERSHIPS, other),
      );
      return users(step);
    };
    expect(await complete(task)).toBe(true);
    expect(known).toEqual([false, false, true, true]);
  });

  test('a batch that is refused at its end is a failure like any other', async () => {
    const task = async (step: Step) => {
      step.failures.add('one', new Error('not read'));
      step.writer.flush = () => Promise.reject(new Error('refused'));
      return Promise.reject(new Error('in the middle'));
    };
    const { error, isComplete } = await run({}, task);
    expect(isComplete).toBe(false);
    expect(error?.message).toMatch(/^3 could not be read: one, /);
  });
});

test('after an error that ends the run nothing goes on', async () => {
  let later = 0;
  const fatal = new IntegrationError({
    code: 'FATAL',
    message: 'The key has died.',
    fatal: true,
  });
  const { error } = await run(
    { systemusers: Array.from({ length: 30 }, (_, n) => user(n)) },
    async (step) => {
      await step.entities(Entities.USER, undefined, {
        enrich: async (row) => {
          if (row._id === user(0)._id) throw fatal;
          await new Promise((resolve) => setTimeout(resolve, 5));
          later++;
          return row;
        },
      });
    },
  );
  expect(error).toBe(fatal);
  const count = later;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(later).toBe(count);
  expect(later).toBeLessThan(15);
});

test('the same objects under two organizations in full are of one of them', async () => {
  const policies = [{ id: id('4', 1), name: 'policy' }];
  const task = (step: Step) => step.entities(Entities.AUTH_POLICY);
  const lists = {
    organizations: [{ _id: ORGANIZATION }, { _id: id('0', 1) }],
    'v2/authn/policies': policies,
  };
  const { error } = await run(lists, task);
  expect(error?.message).toContain('the same 1 objects');
  const { error: none } = await run(
    { ...lists, 'v2/authn/policies': [] },
    task,
  );
  expect(none).toBeUndefined();
});

test('an object that a task cannot take costs itself', async () => {
  const reached: string[] = [];
  const { error } = await run(
    { systemusers: [user(1), user(2), user(3)] },
    async (step) => {
      await users(step);
      await step.each(Entities.USER, ({ id: one }) => {
        if (one === id('1', 2)) throw new Error('odd');
        reached.push(one);
      });
    },
  );
  expect(reached).toEqual([id('1', 1), id('1', 3)]);
  expect(error?.message).toBe('odd');
});

test('what a field holds becomes a relationship: not to itself, not to a stranger', async () => {
  const { relationships } = await run(
    {
      systemusers: [
        user(1),
        user(2, { manager: user(1)._id.toUpperCase() }),
        user(3, { manager: user(3)._id }),
        user(4, { manager: id('1', 99) }),
        user(5, { manager: null }),
      ],
    },
    async (step) => {
      await users(step);
      await step.link(Relationships.USER_MANAGES_USER, {
        of: Entities.USER,
        to: ({ properties }) => properties.managerId,
        reversed: true,
      });
    },
  );
  expect(relationships.filter((key) => key.includes('manages'))).toEqual([
    `${user(1)._id}|manages|${user(2)._id}`,
  ]);
});

test('members reach what their groups reach, once', async () => {
  const application = id('3', 1);
  const { relationships } = await run(
    {
      systemusers: [user(1), user(2)],
      'v2/usergroups': [group(1), group(2)],
      [members(1)]: [toUser(1), toUser(2)],
      [members(2)]: [toUser(1)],
      applications: [{ _id: application }],
      [`v2/applications/${application}/associations`]: [
        { to: { id: group(1).id, type: 'user_group' } },
        { to: { id: group(2).id, type: 'user_group' } },
      ],
    },
    async (step) => {
      await users(step);
      await groups(step);
      await memberships(step);
      await step.entities(Entities.APPLICATION);
      await step.rows(Relationships.GROUP_ASSIGNED_APPLICATION, {
        of: Entities.APPLICATION,
        read: associations(
          'associations of applications',
          '/applications/{id}/associations',
          'associations.applications.readonly',
          'user_group',
        ),
      });
      await step.derive(Relationships.USER_ASSIGNED_APPLICATION, {
        from: Relationships.GROUP_HAS_USER,
        reached: new Map([
          [group(1).id, [application]],
          [group(2).id, [application]],
        ]),
      });
    },
  );
  expect(
    relationships.filter((key) => /^5f1.*assigned/.test(key)).sort(),
  ).toEqual([
    `${user(1)._id}|assigned|${application}`,
    `${user(2)._id}|assigned|${application}`,
  ]);
});
