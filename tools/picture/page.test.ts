import {
  Entity,
  Relationship,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';

import { Entities } from '../../src/model';
import { Access, Options, Path } from './page/access';
import { integrationSteps } from '../../src/steps';
import { contentsOf } from './contents';
import { drawTypes } from './model';
import { BLOCK_SIZE } from './page/data';
import { layOut } from './page/layout';
import { waysBetween } from './page/between';
import { aroundScene, homeScene, Limits, pathScene, Scene } from './page/scene';
import { search } from './page/search';
import { Store } from './page/store';
import { addressOf, parseView, View } from './page/view';
import {
  administration,
  company,
  entity,
  isEmployee,
  Model,
  openContents,
  openStore,
  relationship,
} from './testing';

const upTo = (first: number): Limits => ({ first, more: () => 0 });
const few = upTo(8);

function at(store: Store, key: string): number {
  const place = store.entityOf(key);
  if (place === undefined) throw new Error(`${key} is not in the graph`);
  return place;
}

async function find(store: Store, text: string): Promise<string[]> {
  let all: number[] = [];
  await search(
    store,
    text,
    ({ named, others }) => (all = [...named, ...others]),
    () => true,
  );
  return all.map((one) => store.keyOf(one));
}

/** The ways between two entities in words, one a line, below what they come to. */
async function waysIn(
  store: Store,
  from: string,
  to: string,
): Promise<string[]> {
  const ways = await waysBetween(store, at(store, from), at(store, to));
  const paths = ways.paths.map(({ entities, steps, isRoot, isPossible }) => {
    const words = steps.map((step, place) => {
      const next = store.keyOf(entities[place + 1]);
      return `${step.isBack ? '<- ' : ''}${step.words} ${next}`;
    });
    const marks = [isPossible && 'possible: ', isRoot && 'root: '];
    return marks.filter(Boolean).join('') + words.join(', ');
  });
  return [ways.text, ...paths];
}

async function around(...given: Parameters<typeof aroundScene>) {
  return (await aroundScene(...given))();
}

async function atHome(...given: Parameters<typeof homeScene>) {
  return (await homeScene(...given))();
}

function linesOf({ cards, lines }: Scene): string[] {
  return lines.map(
    ({ from, to, relation }) =>
      `${cards[from].label} ${relation._class} ${cards[to].label}`,
  );
}

describe('search finds', () => {
  let store: Store;
  beforeAll(async () => (store = await openStore(company())));

  test.each([
    ['a name, in any case', 'person 07', ['user-7']],
    ['an e-mail address', 'person.12@', ['user-12']],
    ['a key', 'user-39', ['user-39']],
    ['words of different properties', 'research person.3@', ['user-3']],
    ['a property', 'mfaEnabled = false', ['user-0', 'user-1', 'user-2']],
    ['a property in another case', 'MFAENABLED=FALSE and name != x', []],
    [
      'several conditions',
      "mfaEnabled = false and department = 'sales'",
      ['user-0', 'user-2'],
    ],
    ['a condition and a word', 'mfaEnabled = false and 01', ['user-1']],
    ['times', 'createdOn >= 2024-02-10', ['user-40']],
    ['one of several values', '_class = account', ['account']],
    ['nothing where nothing is so', 'mfaEnabled = maybe', []],
    ['nothing where no property has the name', 'mfaEnabld = false', []],
    ['nothing when nothing is asked', '  ', []],
  ])('%s', async (_, text, keys) => {
    expect(await find(store, text)).toEqual(keys);
  });

  test('missing is not false, and not unequal', async () => {
    const all = await find(store, 'mfaEnabled != false');
    expect(all).toHaveLength(37);
    expect(all).not.toContain('user-40');
  });

  test('names and e-mail addresses alone, with those that only mention it apart', async () => {
    const described = entity('other', Entities.USER, { description: 'Zed' });
    const named = entity('zed', Entities.USER, { displayName: 'Zed' });
    const entities = [described, named];
    const two = await openStore({ entities, relationships: [], findings: [] });
    const answers: [string[], string[]][] = [];
    const keys = (found: number[]) => found.map((one) => two.keyOf(one));
    await search(
      two,
      'zed',
      (found) => answers.push([keys(found.named), keys(found.others)]),
      () => true,
    );
    expect(answers[answers.length - 1]).toEqual([['zed'], ['other']]);
  });

  test('people first, and the name before the word before the rest', async () => {
    const user: Model = Entities.USER;
    const named = (key: string, displayName: string, model = user) =>
      entity(key, model, { displayName });
    const several = await openStore({
      entities: [
        named('inside', 'Larson Ode'),
        named('word', 'Ada Son'),
        named('group', 'Son', Entities.GROUP),
        named('begins', 'Son Ada'),
        named('whole', 'Son'),
        entity('other', Entities.USER, { displayName: 'Ada' }),
      ],
      relationships: [isEmployee('whole', 'son@example.com')],
      findings: [],
    });
    const mapped = '[["_class","Person"],["email","son@example.com"]]';
    expect(await find(several, 'son')).toEqual([
      'whole',
      'group',
      'begins',
      'word',
      'inside',
      mapped,
    ]);
  });

  test('in all blocks, and stops when it is no longer wanted', async () => {
    const entities = Array.from({ length: 2 * BLOCK_SIZE + 1 }, (_, place) =>
      entity(`user-${place}`, Entities.USER, { odd: place % BLOCK_SIZE === 0 }),
    );
    const large = await openStore({
      entities,
      relationships: [],
      findings: [],
    });
    expect(await find(large, 'odd = true')).toEqual(
      [0, 1, 2].map((block) => `user-${block * BLOCK_SIZE}`),
    );
    const answers: boolean[] = [];
    await search(
      large,
      'odd = true',
      (_, isDone) => answers.push(isDone),
      () => false,
    );
    expect(answers).toEqual([false]);
  });
});

describe('access', () => {
  let store: Store;
  beforeAll(async () => (store = await openStore(company())));
  const names = (paths: Path[]) =>
    paths.map(({ entities }) => entities.map((one) => store.keyOf(one)));
  const from = (key: string) =>
    Access.from(store, at(store, key), { forward: true });

  test('goes directly and through groups, the shortest way first', async () => {
    const access = await from('user-0');
    expect(names(access.paths(at(store, 'code')))).toEqual([
      ['user-0', 'code'],
      ['user-0', 'engineering', 'code'],
    ]);
    expect(names(access.paths(at(store, 'wiki')))).toEqual([
      ['user-0', 'everyone', 'wiki'],
    ]);
    expect(names(access.paths(at(store, 'laptop')))).toEqual([
      ['user-0', 'laptop'],
      ['user-0', 'engineering', 'laptops', 'laptop'],
    ]);
  });

  test('is the same seen from its end', async () => {
    const code = at(store, 'code');
    const access = await Access.from(store, code, { forward: false });
    expect(names(access.paths(at(store, 'user-7')))).toEqual([
      ['user-7', 'engineering', 'code'],
    ]);
    const people = access.reached.filter(
      (one) => store.kindOf(one).role === 'person',
    );
    expect(people).toHaveLength(41);
  });

  test('is not there for who is in no group of the application', async () => {
    const access = await from('user-7');
    expect(access.has(at(store, 'wiki'))).toBe(false);
    expect(access.paths(at(store, 'wiki'))).toEqual([]);
  });

  test('through a group that is not in the graph is access all the same', async () => {
    const { ASSIGNED } = RelationshipClass;
    const partial = await openStore({
      entities: [entity('user'), entity('app', Entities.APPLICATION)],
      relationships: [
        relationship('user', ASSIGNED, 'app', { assignedBy: 'group' }),
      ],
      findings: [],
    });
    const [user, app] = [at(partial, 'user'), at(partial, 'app')];
    const access = await Access.from(partial, user, { forward: true });
    const paths = access.paths(app);
    expect(paths.map(({ entities }) => entities)).toEqual([[user, app]]);
    expect(pathScene(partial, paths).lines).toHaveLength(1);
  });

  test('is not what a policy demands of a group', async () => {
    const partial = await openStore({
      entities: [
        entity('group', Entities.GROUP),
        entity('policy', Entities.POLICY),
      ],
      relationships: [
        relationship('group', RelationshipClass.ASSIGNED, 'policy'),
      ],
      findings: [],
    });
    const group = at(partial, 'group');
    const { reached } = await Access.from(partial, group, { forward: true });
    expect(reached).toEqual([]);
  });
});

describe('who can become root', () => {
  let store: Store;
  beforeAll(async () => (store = await openStore(administration())));
  const reaching = async (key: string, more: Partial<Options>) => {
    const options = { forward: false, ...more };
    const access = await Access.from(store, at(store, key), options);
    return access.reached
      .filter((one) => store.kindOf(one).role === 'person')
      .map((one) => store.keyOf(one))
      .sort();
  };
  const told = (from: string, to: string) => waysIn(store, from, to);

  test('by a binding, through a group, by a role, and over the passwords of these', async () => {
    expect(await reaching('laptop', { root: true })).toEqual([
      'ben',
      'cay',
      'gus',
      'hal',
    ]);
    expect(await reaching('laptop', { root: true, every: 'all' })).toEqual([
      'ada',
      'ben',
      'bot',
      'cay',
      'chief',
      'desk',
      'gus',
      'hal',
    ]);
  });

  test('is not who only signs in, nor whose local account is suspended', async () => {
    const all = await reaching('laptop', {});
    expect(all).toEqual(['ben', 'cay', 'dot', 'fay', 'gus', 'hal']);
  });

  test('is told with the words of each relationship, the shortest way first', async () => {
    expect(await told('ben', 'laptop')).toEqual([
      'ben reaches laptop',
      'root: is root on laptop',
    ]);
    expect(await told('cay', 'laptop')).toEqual([
      'cay reaches laptop',
      'root: is a member of ops, gives root on without a password machines, contains laptop',
    ]);
    expect(await told('dot', 'laptop')).toEqual([
      'dot reaches laptop',
      'is a member of staff, lets sign in to machines, contains laptop',
    ]);
    expect(await told('ada', 'server')).toEqual([
      'ada reaches server',
      'root: is the same person as chief, has the role Runner, may run code (all devices) server',
    ]);
    expect(await told('patch', 'laptop')).toEqual([
      'patch reaches laptop',
      'runs on machines, contains laptop',
    ]);
  });

  test('is who has sudo, wherever that user signs in', async () => {
    expect(await told('hal', 'server')).toEqual([
      'hal reaches server',
      'root: is root by sudo on servers, contains server',
      'is a member of staff, lets sign in to servers, contains server',
    ]);
    expect(await told('hal', 'laptop')).toEqual([
      'hal reaches laptop',
      'root: is root on laptop',
      'root: is root by sudo on machines, contains laptop',
      'is a member of staff, lets sign in to machines, contains laptop',
    ]);
    expect(await reaching('server', { root: true })).toEqual(['hal']);
  });

  test('by a request that was approved, and not by one that gives less', async () => {
    const { ASSIGNED, HAS } = RelationshipClass;
    const asked = await openStore({
      entities: [
        entity('ada'),
        entity('grant', Entities.ACCESS_REQUEST),
        entity('visit', Entities.ACCESS_REQUEST),
        entity('laptop', Entities.DEVICE),
        entity('server', Entities.DEVICE),
      ],
      relationships: [
        relationship('ada', HAS, 'grant'),
        relationship('grant', ASSIGNED, 'laptop', { admin: true }),
        relationship('ada', HAS, 'visit'),
        relationship('visit', ASSIGNED, 'server', { admin: false }),
      ],
      findings: [],
    });
    const rootOn = async (device: string) => {
      const options = { forward: false, root: true };
      const access = await Access.from(asked, at(asked, device), options);
      return access.reached.map((one) => asked.keyOf(one));
    };
    expect(await rootOn('laptop')).toContain('ada');
    expect(await rootOn('server')).not.toContain('ada');
  });

  test('one stands for all over whom a role is', async () => {
    expect(await told('desk', 'vault')).toEqual([
      'desk reaches vault',
      'has the role Help Desk, may set passwords (all users) cay, is a member of ops, may use vault',
    ]);
  });

  test('where access only leads back, or not at all, that is said', async () => {
    expect(await told('laptop', 'ben')).toEqual([
      'laptop does not reach ben, but ben reaches laptop',
      'root: is root on laptop',
    ]);
    expect(await told('dot', 'baseline')).toEqual([
      'Neither dot nor baseline reaches the other. They are related',
      'is a member of staff, is subject to baseline',
    ]);
    expect(await told('baseline', 'dot')).toEqual([
      'Neither baseline nor dot reaches the other. They are related',
      '<- is subject to staff, <- is a member of dot',
    ]);
    // Who is related to a device in a row gets no root by it.
    expect(await told('ben', 'fay')).toEqual([
      'Neither ben nor fay reaches the other. They are related',
      'is root on laptop, <- is the primary user of fay',
    ]);
    expect(await told('guest', 'account')).toEqual([
      'Neither guest nor Example Company reaches the other. They are related',
      '<- has account',
    ]);
    expect(await told('guest', 'ben')).toEqual([
      'Nothing relates guest and ben',
    ]);
  });

  test('a role leads to the organization by what is over no type', async () => {
    expect(await told('desk', 'account')).toEqual([
      'desk reaches Example Company',
      'has the role Help Desk, may reset MFA in account',
      'possible: has the role Help Desk, could possibly become chief, has the role Runner, has rights in account',
    ]);
  });

  test('ways are drawn from left to right, with their words', async () => {
    const ways = await waysBetween(
      store,
      at(store, 'ada'),
      at(store, 'laptop'),
    );
    const { cards, lines } = pathScene(store, ways.paths);
    for (const { from, to } of lines) {
      expect(cards[to].column).toBeGreaterThan(cards[from].column);
    }
    expect(lines.map(({ name }) => name)).toEqual([
      'is the same person as',
      'has the role',
      'may run code (all devices)',
    ]);
  });
});

describe('what is possible', () => {
  const { ALLOWS, ASSIGNED, HAS } = RelationshipClass;
  const openAll = (
    entities: Entity[],
    relationships: Relationship[],
    organizations = ['account'],
  ) =>
    openStore({
      entities: [
        ...organizations.map((key) => entity(key, Entities.ACCOUNT)),
        ...entities,
      ],
      relationships,
      findings: [],
    });

  test('is to become an administrator, by the role and not by the user', async () => {
    const store = await openStore(administration());
    expect(await waysIn(store, 'desk', 'server')).toEqual([
      'desk reaches server',
      'root: has the role Help Desk, may set passwords (all users) hal, is root by sudo on servers, contains server',
      'possible: root: has the role Help Desk, could possibly become chief, has the role Runner, may run code (all devices) server',
    ]);
    expect(await waysIn(store, 'desk', 'chief')).toEqual([
      'desk could possibly reach chief: to be verified',
      'possible: has the role Help Desk, could possibly become chief',
    ]);
    const access = await Access.from(store, at(store, 'chief'), {
      forward: false,
      every: 'all',
    });
    expect(access.reached.map((one) => store.keyOf(one))).toEqual(['ada']);
  });

  test('is to join a group by editing oneself, and what it leads to', async () => {
    const store = await openAll(
      [
        entity('ada'),
        entity('other'),
        entity('sales', Entities.GROUP, { joinableByEditing: 'department' }),
        entity('crm', Entities.APPLICATION),
      ],
      [
        relationship('account', HAS, 'ada'),
        relationship('account', HAS, 'sales'),
        relationship('branch', HAS, 'other'),
        relationship('sales', ASSIGNED, 'crm'),
      ],
      ['account', 'branch'],
    );
    expect(await waysIn(store, 'ada', 'crm')).toEqual([
      'ada could possibly reach crm: to be verified',
      'possible: may join by editing department sales, may use crm',
    ]);
    expect(await waysIn(store, 'crm', 'ada')).toEqual([
      'crm does not reach ada, but ada could possibly reach crm: to be verified',
      'possible: may join by editing department sales, may use crm',
    ]);
    // Of another organization.
    expect(await waysIn(store, 'other', 'crm')).toEqual([
      'Nothing relates other and crm',
    ]);
  });

  test('is to change workflows, which run with a role', async () => {
    const store = await openAll(
      [
        entity('ada', Entities.ADMIN),
        entity('Automation', Entities.ROLE),
        entity('onboard', Entities.WORKFLOW),
        entity('Runner', Entities.ROLE),
        entity('laptop', Entities.DEVICE),
      ],
      [
        relationship('ada', ASSIGNED, 'Automation'),
        relationship('Automation', ALLOWS, 'account', { canAutomate: true }),
        relationship('onboard', ASSIGNED, 'Runner'),
        relationship('Runner', ALLOWS, 'account', { canRunCode: true }),
      ],
    );
    expect(await waysIn(store, 'ada', 'laptop')).toEqual([
      'ada could possibly reach laptop: to be verified',
      'possible: root: has the role Automation, may possibly edit and run (all workflows) onboard, runs with the role Runner, may run code (all devices) laptop',
    ]);
    expect(await waysIn(store, 'onboard', 'laptop')).toEqual([
      'onboard reaches laptop',
      'root: runs with the role Runner, may run code (all devices) laptop',
    ]);
  });

  test('may be all that nobody has rated', async () => {
    const store = await openAll(
      [
        entity('ada', Entities.ADMIN),
        entity('Strange', Entities.ROLE),
        entity('laptop', Entities.DEVICE),
      ],
      [
        relationship('ada', ASSIGNED, 'Strange'),
        relationship('Strange', ALLOWS, 'account', { unrated: true }),
      ],
    );
    expect(await waysIn(store, 'ada', 'laptop')).toEqual([
      'Whether ada reaches laptop is not known: nobody has rated all that a role allows',
      'has the role Strange, may do what nobody has rated account',
    ]);
  });

  test('does not lead from one organization into another', async () => {
    const store = await openAll(
      [
        entity('desk', Entities.ADMIN),
        entity('Help Desk', Entities.ROLE),
        entity('ada'),
        entity('ben'),
      ],
      [
        relationship('account', HAS, 'ada'),
        relationship('branch', HAS, 'ben'),
        relationship('desk', ASSIGNED, 'Help Desk'),
        relationship('Help Desk', ALLOWS, 'account', { canSetPasswords: true }),
      ],
      ['account', 'branch'],
    );
    const [text] = await waysIn(store, 'desk', 'ben');
    expect(text).not.toBe('desk reaches ben');
    expect((await waysIn(store, 'desk', 'ada'))[0]).toBe('desk reaches ada');
  });
});

describe('what is drawn', () => {
  let store: Store;
  beforeAll(async () => (store = await openStore(company())));

  test('first are groups and applications, with their people folded', async () => {
    const scene = await atHome(store, few);
    expect(scene.cards.map(({ label, note }) => [label, note])).toEqual([
      ['Engineering', '41'],
      ['Everyone', '1'],
      ['Code', '41'],
      ['Wiki', '1'],
    ]);
    expect(linesOf(scene)).toEqual([
      'Engineering ASSIGNED Code',
      'Everyone ASSIGNED Wiki',
    ]);
  });

  test('a group unfolds: some of its people, and a card for the others', async () => {
    const group = [at(store, 'engineering')];
    const people = (scene: Scene) =>
      scene.cards
        .filter(({ kind }) => kind.role === 'person')
        .map(({ label }) => label);
    const first = people(await around(store, group, few));
    expect(first).toHaveLength(9);
    expect(first[8]).toBe('8 of 41, more');
    const all = people(await around(store, group, upTo(41)));
    expect(new Set(all).size).toBe(41);
    expect(all).not.toContain('8 of 41, more');
  });

  test('a card does not stand for a single entity', async () => {
    const scene = await around(store, [at(store, 'engineering')], upTo(40));
    const labels = scene.cards.map(({ label }) => label);
    expect(labels).toContain('Person 40');
    expect(labels.filter((label) => label.includes('more'))).toEqual([]);
  });

  test('who is unfolded reaches through groups, as the others do', async () => {
    const users = Array.from({ length: 41 }, (_, place) =>
      at(store, `user-${place}`),
    );
    const scene = await around(store, users, { first: 8, more: () => 40 });
    expect(scene.cards.filter(({ isLate }) => isLate)).not.toEqual([]);
    const direct = linesOf(scene).filter((line) => line.endsWith(' Code'));
    expect(direct.sort()).toEqual([
      'Engineering ASSIGNED Code',
      'Person 00 ASSIGNED Code',
    ]);
  });

  test('around a person is what the person reaches, each way once', async () => {
    const lines = linesOf(await around(store, [at(store, 'user-0')], few));
    expect(lines.sort()).toEqual([
      'Engineering ASSIGNED Code',
      'Engineering ASSIGNED Laptops',
      'Engineering HAS Person 00',
      'Everyone ASSIGNED Wiki',
      'Everyone HAS Person 00',
      'Laptops HAS Laptop',
      'Person 00 ASSIGNED Code',
      'Person 00 OWNS Laptop',
    ]);
  });

  test('a path is its own relationships, by name', async () => {
    const user = at(store, 'user-1');
    const access = await Access.from(store, user, { forward: true });
    const scene = pathScene(store, access.paths(at(store, 'code')));
    expect(scene.labels).toBe(true);
    expect(linesOf(scene)).toEqual([
      'Person 01 HAS Engineering',
      'Engineering ASSIGNED Code',
    ]);
    expect(scene.lines.map(({ name }) => name)).toEqual([
      'is a member of',
      'may use',
    ]);
  });

  test('the organization has everything, and is drawn when asked for', async () => {
    const labels = async (key: string) =>
      (await around(store, [at(store, key)], few)).cards.map(
        (card) => card.label,
      );
    expect(await labels('user-1')).not.toContain('Example Company');
    expect(await labels('account')).toContain('Example Company');
    expect(await labels('account')).toContain('8 of 41, more');
  });

  test('while it is chosen, the page can do something else', async () => {
    let now = 0;
    const clock = jest.spyOn(Date, 'now');
    // As if each look at the clock came late.
    clock.mockImplementation(() => (now += 1_000));
    let others = 0;
    const timer = setInterval(() => (others += 1));
    await aroundScene(store, [at(store, 'user-1'), at(store, 'user-2')], few);
    clearInterval(timer);
    clock.mockRestore();
    expect(others).toBeGreaterThan(0);
  });

  test('of hundreds of groups the ones that lead somewhere', async () => {
    const groups = Array.from({ length: 300 }, (_, place) =>
      entity(`group ${place}`, Entities.GROUP),
    );
    const large = await openStore({
      entities: [...groups, entity('app', Entities.APPLICATION)],
      relationships: [
        relationship('group 222', RelationshipClass.ASSIGNED, 'app'),
      ],
      findings: [],
    });
    const labels = (await atHome(large, few)).cards.map(({ label }) => label);
    expect(labels).toHaveLength(10);
    expect(labels[0]).toBe('group 222');
    expect(labels[8]).toBe('8 of 300, more');
  });

  test('of thousands those who administer, and what they reach: nothing without its line', async () => {
    const { ASSIGNED, HAS, IS } = RelationshipClass;
    const places = (count: number) =>
      Array.from({ length: count }, (_, i) => i);
    const users = places(3_000).map((i) => entity(`user ${i}`));
    const groups = places(60).map((i) => entity(`group ${i}`, Entities.GROUP));
    const apps = places(30).map((i) =>
      entity(`app ${i}`, Entities.APPLICATION),
    );
    const admins = places(4).map((i) => entity(`admin ${i}`, Entities.ADMIN));
    const large = await openStore({
      entities: [...users, ...groups, ...apps, ...admins],
      relationships: [
        ...users.map(({ _key }, i) =>
          relationship(`group ${i % 60}`, HAS, _key),
        ),
        ...users.map(({ _key }, i) =>
          relationship(_key, ASSIGNED, `app ${i % 30}`, {
            assignedBy: 'group',
          }),
        ),
        ...groups.map(({ _key }, i) =>
          relationship(_key, ASSIGNED, `app ${i % 30}`),
        ),
        ...admins.map(({ _key }, i) =>
          relationship(_key, IS, `user ${700 * i + 100}`),
        ),
      ],
      findings: [],
    });
    const seeds = users.map(({ _key }) => at(large, _key));
    const { cards, lines } = await around(large, seeds, few);
    const names = cards.map(({ label }) => label);
    for (const i of places(4)) {
      expect(names).toContain(`admin ${i}`);
      expect(names).toContain(`user ${700 * i + 100}`);
    }
    expect(names.filter((name) => name.startsWith('app'))).not.toEqual([]);
    cards.forEach(({ turns, isSeed }, place) => {
      if (turns || isSeed) return;
      const own = lines.filter(({ from, to }) => [from, to].includes(place));
      expect(own).not.toEqual([]);
    });
  });

  test('equal names are told apart', async () => {
    const same = { displayName: 'Ada' };
    const several = await openStore({
      entities: [
        entity('1', Entities.USER, { ...same, email: 'ada@example.com' }),
        entity('2', Entities.USER, { ...same, email: 'ada2@example.com' }),
        entity('60a1040400006ef36200000c', Entities.APPLICATION, same),
        entity('60a1040400006ef36200000d', Entities.APPLICATION, same),
      ],
      relationships: [],
      findings: [],
    });
    const seeds = several.head.kinds.flatMap((kind) =>
      several.entitiesOf(kind),
    );
    const { cards } = await around(several, seeds, few);
    expect(cards.map(({ label }) => label).sort()).toEqual([
      'Ada · ada2@example.com',
      'Ada · ada@example.com',
      'Ada · …00000c',
      'Ada · …00000d',
    ]);
  });

  test('equal names of several organizations are told apart by these', async () => {
    const { HAS, ALLOWS } = RelationshipClass;
    const same = { displayName: 'Ada' };
    const mail = { ...same, email: 'ada@example.com' };
    const several = await openStore({
      entities: [
        entity('1', Entities.ACCOUNT, { displayName: 'One' }),
        entity('2', Entities.ACCOUNT, { displayName: 'Two' }),
        ...['1', '2'].flatMap((one) => [
          entity(`${one} group`, Entities.GROUP, mail),
          entity(`${one} role`, Entities.ROLE, same),
        ]),
        entity('saas', Entities.SAAS_APPLICATION, same),
      ],
      relationships: ['1', '2'].flatMap((one) => [
        relationship(one, HAS, `${one} group`),
        relationship(`${one} role`, ALLOWS, one),
      ]),
      findings: [],
    });
    expect(several.head.title).toBe('One and 1 more');
    const labelOf = (key: string) => several.labelOf(at(several, key));
    expect(labelOf('1 group')).toBe('Ada · One');
    expect(labelOf('2 role')).toBe('Ada · Two');
    expect(labelOf('saas')).toBe('Ada');
    expect(several.handleOf(at(several, '1 group'))).toBe(
      'ada@example.com · One',
    );
  });

  test('everything where there are neither groups nor applications', async () => {
    const only = { entities: [entity('user')], relationships: [] };
    const small = await openStore({ ...only, findings: [] });
    expect((await atHome(small, few)).cards).toHaveLength(1);
  });
});

describe('the layout', () => {
  const widthOf = (name: string) => name.length * 7;
  const sizes = { cardWidth: 200, gap: 100, row: 36, lane: 9, widthOf };

  test('puts no card upon another, and keeps all within its size', async () => {
    const store = await openStore(company());
    const scene = await around(store, [at(store, 'user-0')], few);
    const { boxes, width, height } = layOut(scene, sizes);
    expect(boxes).toHaveLength(scene.cards.length);
    boxes.forEach(({ x, y }, place) => {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + sizes.cardWidth).toBeLessThanOrEqual(width);
      expect(y + 28).toBeLessThanOrEqual(height);
      for (const other of boxes.slice(0, place)) {
        expect(Math.abs(other.y - y) >= 36 || other.x !== x).toBe(true);
      }
    });
  });

  test('moves nothing for what is unfolded', async () => {
    const store = await openStore(company());
    const group = [at(store, 'engineering')];
    let more = 0;
    const limits = { first: 8, more: () => more };
    const choice = await aroundScene(store, group, limits);
    const placesOf = (count: number) => {
      more = count;
      const scene = choice();
      const { boxes } = layOut(scene, sizes);
      const cards = scene.cards.flatMap(({ label, isLate, turns }, place) =>
        isLate || turns ? [] : [[label, boxes[place]] as const],
      );
      return { cards, count: scene.cards.length };
    };
    const [folded, unfolded] = [placesOf(0), placesOf(24)];
    expect(unfolded.count).toBe(folded.count + 25);
    expect(unfolded.cards).toEqual(folded.cards);
  });

  test('leads a line around the cards that it passes', async () => {
    const store = await openStore(company());
    const scene = await around(store, [at(store, 'user-0')], few);
    const { boxes, paths } = layOut(scene, sizes);
    const long = scene.lines.findIndex(
      ({ relation }) => relation._class === 'OWNS',
    );
    const lanes = [...paths[long].matchAll(/L([\d.]+) ([\d.]+)/g)];
    expect(lanes).toHaveLength(2);
    for (const [, right, height] of lanes) {
      const left = Number(right) - sizes.cardWidth;
      const beside = boxes.filter(({ x }) => x === left);
      expect(beside.length).toBeGreaterThan(0);
      for (const { y } of beside) {
        const isAcross = Number(height) > y && Number(height) < y + 28;
        expect(isAcross).toBe(false);
      }
    }
  });

  test('of the data model writes no name of a relationship over another', async () => {
    const contents = contentsOf(drawTypes(integrationSteps));
    const scene = await atHome(await openContents(contents), few);
    const { names } = layOut(scene, { ...sizes, gap: 170 });
    expect(names.length).toBeGreaterThan(10);
    const boxes = names.map(({ x, y, text, anchor }) => {
      const width = widthOf(text);
      return { y, left: anchor === 'start' ? x : x - width, width };
    });
    boxes.forEach((one, place) => {
      for (const other of boxes.slice(0, place)) {
        const isAcross =
          one.left < other.left + other.width &&
          other.left < one.left + one.width;
        expect(isAcross && Math.abs(one.y - other.y) < 12).toBe(false);
      }
    });
  });

  test('of nothing is empty', async () => {
    const store = await openStore(company());
    expect(layOut(await around(store, [], few), sizes)).toMatchObject({
      boxes: [],
      width: 0,
      height: 0,
    });
  });
});

describe('an address', () => {
  test.each<View>([
    { shows: 'home' },
    { shows: 'entity', key: 'a&b=c#d' },
    { shows: 'finding', name: 'without-mfa' },
    { shows: 'type', type: 'jumpcloud_user' },
    { shows: 'search', text: 'mfaEnabled = false and name = "</script>"' },
    { shows: 'path', from: 'user+1', to: 'code' },
  ])('of a view leads to it: $shows', (view) => {
    expect(parseView(addressOf(view))).toEqual(view);
  });

  test('never leaves the page', () => {
    const address = addressOf({ shows: 'entity', key: 'javascript:alert(1)' });
    expect(address.startsWith('#')).toBe(true);
  });
});
