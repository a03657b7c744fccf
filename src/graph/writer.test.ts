import { Entity, Relationship } from '@jupiterone/integration-sdk-core';

import { Lock } from './lock';
import { Writer } from './writer';

/* What is handed to the job state, and with whom in the same buffer. */

/** As the SDK's store: one buffer for all steps, which whoever fills or flushes it uploads. */
class Store {
  readonly keys = new Set<string>();
  readonly uploads: string[][] = [];
  private buffer: string[] = [];

  hasKey = (key: string) => this.keys.has(key);
  addEntities = (entities: Entity[]) => this.add(entities);
  addRelationships = (relationships: Relationship[]) => this.add(relationships);

  flush = async () => {
    const uploaded = this.buffer;
    this.buffer = [];
    await new Promise((resolve) => setImmediate(resolve));
    if (uploaded.length > 0) this.uploads.push(uploaded);
  };

  private add<T extends { _key: string }>(objects: T[]): Promise<T[]> {
    for (const { _key } of objects) {
      if (this.keys.has(_key)) throw new Error(`duplicate ${_key}`);
      this.keys.add(_key);
      this.buffer.push(_key);
    }
    return Promise.resolve(objects);
  }
}

const entity = (_key: string) => ({ _key } as Entity);
const relationship = (_key: string) => ({ _key } as Relationship);

test('no upload holds objects of two steps', async () => {
  const store = new Store();
  const shared = { lock: new Lock(), typeOfKey: new Map<string, string>() };
  const step = async (name: string, count: number) => {
    const writer = new Writer(store as never, shared);
    for (let n = 0; n < count; n++) {
      writer.addEntity(entity(`${name}-entity-${n}`));
      writer.addRelationship(relationship(`${name}-relationship-${n}`));
      await writer.flushIfFull();
    }
    await writer.close();
    // As the SDK does when the handler of a step returns.
    await store.flush();
  };
  await Promise.all([step('a', 1_200), step('b', 700), step('c', 3)]);
  expect(store.keys.size).toBe(2 * (1_200 + 700 + 3));
  for (const upload of store.uploads) {
    expect(new Set(upload.map((key) => key[0])).size).toBe(1);
    const entities = upload.filter((key) => key.includes('entity'));
    expect(entities.length).toBeLessThanOrEqual(500);
    expect(upload.length - entities.length).toBeLessThanOrEqual(500);
  }
});

test('an object is there once, whoever adds it', async () => {
  const store = new Store();
  const shared = { lock: new Lock(), typeOfKey: new Map<string, string>() };
  const one = new Writer(store as never, shared);
  const other = new Writer(store as never, shared);
  one.addEntity(entity('same'));
  one.addEntity(entity('same'));
  await one.flush();
  expect(one.hasKey('same')).toBe(true);
  other.addEntity(entity('same'));
  await other.flush();
  expect(store.uploads).toEqual([['same']]);
});

test('a batch that is refused fails the step that handed it over, and no other', async () => {
  const store = new Store();
  const shared = { lock: new Lock(), typeOfKey: new Map<string, string>() };
  const { addEntities } = store;
  store.addEntities = (entities) =>
    entities.some(({ _key }) => _key.startsWith('bad'))
      ? Promise.reject(new Error('refused'))
      : addEntities(entities);
  const bad = new Writer(store as never, shared);
  const good = new Writer(store as never, shared);
  bad.addEntity(entity('bad'));
  good.addEntity(entity('good'));
  const results = await Promise.allSettled([bad.flush(), good.flush()]);
  expect(results.map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
  ]);
  expect(store.uploads).toContainEqual(['good']);
});

test('a batch that was refused meanwhile is thrown once, and the next are written', async () => {
  const store = new Store();
  const { addEntities } = store;
  store.addEntities = (entities) =>
    entities[0]?._key === 'e-0'
      ? Promise.reject(new Error('refused'))
      : addEntities(entities);
  const writer = new Writer(store as never, {
    lock: new Lock(),
    typeOfKey: new Map<string, string>(),
  });
  const errors: unknown[] = [];
  for (let n = 0; n < 1_200; n++) {
    writer.addEntity(entity(`e-${n}`));
    await writer
      .flushIfFull()
      .catch((error: Error) => errors.push(error.message));
  }
  await writer.close();
  expect(errors).toEqual(['refused']);
  expect(store.uploads.flat()).toHaveLength(700);
});

test('tasks under the lock run one after the other, also after one that fails', async () => {
  const lock = new Lock();
  const order: string[] = [];
  const task = (name: string) =>
    lock.run(async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (name === 'first') throw new Error('refused');
    });
  const [first] = await Promise.allSettled([task('first'), task('second')]);
  expect(first.status).toBe('rejected');
  expect(order).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
});

test('the key of an entity of another type is refused', () => {
  const shared = { lock: new Lock(), typeOfKey: new Map<string, string>() };
  const writer = new Writer(new Store() as never, shared);
  writer.addEntity({ _key: 'same', _type: 'jumpcloud_user' } as Entity);
  expect(() =>
    writer.addEntity({ _key: 'same', _type: 'jumpcloud_group' } as Entity),
  ).toThrow('A jumpcloud_user has the id of this jumpcloud_group.');
});
