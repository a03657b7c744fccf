import { Relationship } from '@jupiterone/integration-sdk-core';

import { Relationships } from '../model';
import { createEdge, EdgeBatch } from './ingest';

/** A job state that is slow to take relationships, as one that writes to disk is. */
function slowJobState() {
  const batches: Relationship[][] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  return {
    batches,
    mostUnderWay: () => mostUnderWay,
    addRelationships: async (relationships: Relationship[]) => {
      mostUnderWay = Math.max(mostUnderWay, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      batches.push(relationships);
      underWay--;
    },
  };
}

const edge = (n: number) =>
  createEdge(Relationships.GROUP_HAS_USER, 'the-group', `user-${n}`);

describe('a batch of relationships', () => {
  test('is handed on in files of 500, one after the other, and whole', async () => {
    const jobState = slowJobState();
    const batch = new EdgeBatch(jobState);
    const work = async (from: number) => {
      for (let n = from; n < from + 700; n++) {
        batch.add(edge(n));
        if (n % 70 === 0) await batch.flushIfFull();
      }
    };
    await Promise.all([0, 700, 1_400].map(work));
    await batch.flush();

    expect(jobState.batches.map(({ length }) => length)).toEqual([
      500, 500, 500, 500, 100,
    ]);
    expect(jobState.mostUnderWay()).toBe(1);
    const keys = ([] as Relationship[])
      .concat(...jobState.batches)
      .map(({ _key }) => _key);
    expect(new Set(keys).size).toBe(2_100);
  });

  test('that somebody else has handed on is waited for', async () => {
    const jobState = slowJobState();
    const batch = new EdgeBatch(jobState);
    for (let n = 0; n < 500; n++) batch.add(edge(n));
    const someoneElse = batch.flushIfFull();
    await batch.flush();
    expect(jobState.batches).toHaveLength(1);
    await someoneElse;
  });

  test('that is empty costs nothing', async () => {
    const jobState = slowJobState();
    await new EdgeBatch(jobState).flush();
    expect(jobState.batches).toEqual([]);
  });

  test('that is refused fails those who wait for it, and none after it', async () => {
    const refusal = new Error('refused');
    const refused: number[] = [];
    const batch = new EdgeBatch({
      addRelationships: ({ length }) => {
        refused.push(length);
        return refused.length === 1
          ? Promise.reject(refusal)
          : Promise.resolve();
      },
    });
    for (let n = 0; n < 1_100; n++) batch.add(edge(n));
    const waiting = [batch.flushIfFull(), batch.flushIfFull()];
    await expect(waiting[0]).rejects.toBe(refusal);
    await expect(waiting[1]).rejects.toBe(refusal);
    await batch.flush();
    expect(refused).toEqual([500, 500, 100]);
  });
});

test('a relationship is named by its ends', () => {
  expect(edge(1)).toMatchObject({
    _key: 'the-group|has|user-1',
    _type: 'jumpcloud_group_has_user',
    _class: 'HAS',
    _fromEntityKey: 'the-group',
    _toEntityKey: 'user-1',
    displayName: 'HAS',
  });
});
