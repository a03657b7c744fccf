import { createMockStepExecutionContext } from '@jupiterone/integration-sdk-testing';

import { Answer, serve } from '../../test/serving';
import { IntegrationConfig } from '../config';
import { Entities, Relationships } from '../model';
import { associations } from '../jumpcloud/endpoints';
import { GROUP_MEMBERS } from '../entities/groups';
import { handler, Step } from './step';

/* The verbs of a step against a server that knows lists and nothing else. */

const id = (kind: string, n: number) =>
  `5f${kind}${String(n).padStart(21, '0')}`;
const ORGANIZATION = id('0', 0);
const user = (n: number, more: object = {}) => ({ _id: id('1', n), ...more });
const group = (n: number) => ({ id: id('2', n), name: `group ${n}` });
const toUser = (n: number) => ({ to: { id: id('1', n), type: 'user' } });

type Lists = Record<string, unknown[] | Answer>;

/** Runs a step whose handler is the task; a list of version 2 is one below /api/v2. */
async function run(lists: Lists, task: (step: Step) => Promise<unknown>) {
  const { url, requests } = await serve((request) => {
    const path = String(request.url).replace(/\?.*$/, '').replace('/api/', '');
    const found =
      path === 'organizations' ? [{ _id: ORGANIZATION }] : lists[path];
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
  const error = await handler(task)(context).then(
    () => undefined,
    (reason: Error) => reason,
  );
  const { collectedEntities, collectedRelationships } = context.jobState;
  return {
    error,
    entities: collectedEntities.map(({ _key }) => _key),
    relationships: collectedRelationships.map(({ _key }) => _key),
    paths: requests.map((request) => String(request.url)),
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
  step.connections(Relationships.GROUP_HAS_USER, {
    of: Entities.GROUP,
    read: GROUP_MEMBERS,
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

test('connections to what is not in the graph are left out, unless nothing is', async () => {
  const lists = {
    systemusers: [user(1)],
    'v2/usergroups': [group(1), group(2)],
    [members(1)]: [toUser(1), toUser(8)],
    [members(2)]: [toUser(9)],
  };
  const some = await run(lists, async (step) => {
    await users(step);
    await groups(step);
    await memberships(step);
  });
  expect(some.error).toBeUndefined();
  expect(some.relationships).toContain(`${group(1).id}|has|${user(1)._id}`);
  expect(some.relationships).toHaveLength(1 + 2 + 1);

  const none = await run(
    { ...lists, [members(1)]: [toUser(8)] },
    async (step) => {
      await users(step);
      await groups(step);
      await memberships(step);
    },
  );
  expect(none.error).toMatchObject({ code: 'INCOMPLETE_READ' });
});

test('a group that is gone from its list is left out; one that is still listed fails', async () => {
  let listed = [group(1), group(2)];
  const gone = await run(
    {
      systemusers: [user(1)],
      get 'v2/usergroups'() {
        const now = listed;
        listed = [group(1)];
        return now;
      },
      [members(1)]: [toUser(1)],
    },
    async (step) => {
      await users(step);
      await groups(step);
      await memberships(step);
    },
  );
  expect(gone.error).toBeUndefined();

  const there = await run(
    {
      systemusers: [user(1)],
      'v2/usergroups': [group(1), group(2)],
      [members(1)]: [toUser(1)],
    },
    async (step) => {
      await users(step);
      await groups(step);
      await memberships(step);
    },
  );
  expect(there.error).toMatchObject({ code: 'PROVIDER_API_ERROR' });
  expect(there.relationships).toContain(`${group(1).id}|has|${user(1)._id}`);
});

test('everything that a list had is gone: no deletion, however little it was', async () => {
  let listed = [group(1)];
  const { error } = await run(
    {
      systemusers: [user(1)],
      get 'v2/usergroups'() {
        const now = listed;
        listed = [];
        return now;
      },
    },
    async (step) => {
      await users(step);
      await groups(step);
      await memberships(step);
    },
  );
  expect(error).toMatchObject({ code: 'INCOMPLETE_READ' });
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
      await step.connections(Relationships.GROUP_ASSIGNED_APPLICATION, {
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
        reached: await step.targetsBySource(
          Relationships.GROUP_ASSIGNED_APPLICATION,
        ),
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
