import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import { Entities } from '../../src/model';
import { Access } from './page/access';
import { BLOCK_SIZE } from './page/data';
import { layOut } from './page/layout';
import { aroundScene, homeScene, pathScene, Scene } from './page/scene';
import { search } from './page/search';
import { Store } from './page/store';
import { addressOf, parseView, View } from './page/view';
import { company, entity, openStore, relationship } from './testing';

const few = () => 8;

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
    (found) => (all = found),
    () => true,
  );
  return all.map((one) => store.keyOf(one));
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

  test('what has the name comes before what has it somewhere', async () => {
    const described = entity('other', Entities.USER, { description: 'Zed' });
    const named = entity('zed', Entities.USER, { displayName: 'Zed' });
    const entities = [described, named];
    const two = await openStore({ entities, relationships: [], findings: [] });
    expect(await find(two, 'zed')).toEqual(['zed', 'other']);
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
  const names = (paths: number[][]) =>
    paths.map((path) => path.map((one) => store.keyOf(one)));

  test('goes directly and through groups, the shortest way first', () => {
    const access = new Access(store, at(store, 'user-0'), true);
    expect(names(access.paths(at(store, 'code')))).toEqual([
      ['user-0', 'code'],
      ['user-0', 'engineering', 'code'],
    ]);
    expect(names(access.paths(at(store, 'wiki')))).toEqual([
      ['user-0', 'everyone', 'wiki'],
    ]);
    expect(names(access.paths(at(store, 'laptop')))).toEqual([
      ['user-0', 'engineering', 'laptops', 'laptop'],
    ]);
  });

  test('is the same seen from its end', () => {
    const access = new Access(store, at(store, 'code'), false);
    expect(names(access.paths(at(store, 'user-7')))).toEqual([
      ['user-7', 'engineering', 'code'],
    ]);
    const people = access.ends.filter(
      (one) => store.kindOf(one).role === 'person',
    );
    expect(people).toHaveLength(41);
  });

  test('is not there for who is in no group of the application', () => {
    const access = new Access(store, at(store, 'user-7'), true);
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
    expect(new Access(partial, user, true).paths(app)).toEqual([[user, app]]);
    expect(pathScene(partial, user, app).lines).toHaveLength(1);
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
    expect(new Access(partial, at(partial, 'group'), true).ends).toEqual([]);
  });
});

describe('what is drawn', () => {
  let store: Store;
  beforeAll(async () => (store = await openStore(company())));

  test('first are groups and applications, with their people folded', () => {
    const scene = homeScene(store, few);
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

  test('a group unfolds: some of its people, and a card for the others', () => {
    const group = [at(store, 'engineering')];
    const people = (scene: Scene) =>
      scene.cards
        .filter(({ kind }) => kind.role === 'person')
        .map(({ label }) => label);
    const first = people(aroundScene(store, group, few));
    expect(first).toHaveLength(9);
    expect(first[8]).toBe('8 of 41, more');
    const all = people(aroundScene(store, group, () => 41));
    expect(new Set(all).size).toBe(41);
    expect(all).not.toContain('8 of 41, more');
  });

  test('a card does not stand for a single entity', () => {
    const scene = aroundScene(store, [at(store, 'engineering')], () => 40);
    const labels = scene.cards.map(({ label }) => label);
    expect(labels).toContain('Person 40');
    expect(labels.filter((label) => label.includes('more'))).toEqual([]);
  });

  test('around a person is what the person reaches, each way once', () => {
    const lines = linesOf(aroundScene(store, [at(store, 'user-0')], few));
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

  test('a path is its own relationships, by name', () => {
    const scene = pathScene(store, at(store, 'user-1'), at(store, 'code'));
    expect(scene.labels).toBe(true);
    expect(linesOf(scene)).toEqual([
      'Engineering ASSIGNED Code',
      'Engineering HAS Person 01',
    ]);
  });

  test('the organization has everything, and is drawn when asked for', () => {
    const labels = (key: string) =>
      aroundScene(store, [at(store, key)], few).cards.map((card) => card.label);
    expect(labels('user-1')).not.toContain('Example Company');
    expect(labels('account')).toContain('Example Company');
    expect(labels('account')).toContain('8 of 41, more');
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
    const labels = homeScene(large, few).cards.map(({ label }) => label);
    expect(labels).toHaveLength(10);
    expect(labels[0]).toBe('group 222');
    expect(labels[8]).toBe('8 of 300, more');
  });

  test('everything where there are neither groups nor applications', async () => {
    const only = { entities: [entity('user')], relationships: [] };
    const small = await openStore({ ...only, findings: [] });
    expect(homeScene(small, few).cards).toHaveLength(1);
  });
});

describe('the layout', () => {
  const sizes = { cardWidth: 200, gap: 100, row: 36, lane: 9 };

  test('puts no card upon another, and keeps all within its size', async () => {
    const store = await openStore(company());
    const scene = aroundScene(store, [at(store, 'user-0')], few);
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

  test('leads a line around the cards that it passes', async () => {
    const store = await openStore(company());
    const scene = aroundScene(store, [at(store, 'user-0')], few);
    const { boxes, routes } = layOut(scene, sizes);
    const long = scene.lines.findIndex(
      ({ relation }) => relation._class === 'OWNS',
    );
    const lanes = [...routes[long].path.matchAll(/L([\d.]+) ([\d.]+)/g)];
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

  test('of nothing is empty', async () => {
    const store = await openStore(company());
    expect(layOut(aroundScene(store, [], few), sizes)).toMatchObject({
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
