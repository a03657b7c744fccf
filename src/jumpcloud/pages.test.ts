/*
 * Lists of honest tenants, and each way in which a server is wrong about its own
 * list: longer than other files, since they all stand on the list that is made
 * first.
 */
import { PAGE_SIZE } from './limits';
import { List, Page, readPages } from './pages';

interface Row {
  id?: string;
}

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
    id: `id-${from + i}`,
  }));

/** A collection of `count` rows that answers honestly, unless a page is replaced. */
function collection(
  count: number,
  answer: (skip: number, asked: number) => Partial<Page> | Error = () => ({}),
) {
  const asked: number[] = [];
  return {
    asked,
    name: 'things',
    pageSize: PAGE_SIZE,
    idOf: ({ id }: Row) => id,
    longest: 200,
    readPage: async (skip: number): Promise<Page> => {
      asked.push(skip);
      const replaced = answer(skip, asked.length);
      if (replaced instanceof Error) throw replaced;
      await Promise.resolve();
      return {
        rows: rows(skip, Math.min(count, skip + PAGE_SIZE)),
        total: count,
        ...replaced,
      };
    },
  };
}

const ofOrganization = (list: ReturnType<typeof collection>) => ({
  ...list,
  isOfOrganization: true,
});

async function idsOf(source: List) {
  const ids: (string | undefined)[] = [];
  for await (const page of readPages(source))
    ids.push(...page.map(({ id }: Row) => id));
  return ids;
}

const idsUpTo = (count: number) => rows(0, count).map(({ id }) => id);

describe('readPages', () => {
  test.each([
    [0, 1],
    [1, 1],
    [99, 1],
    // A full page is never known to be the last one.
    [100, 2],
    [101, 2],
    [230, 3],
    [5000, 51],
  ])('%d objects: each once, in %d requests', async (count, requests) => {
    const source = collection(count);
    expect(await idsOf(source)).toEqual(idsUpTo(count));
    expect(source.asked).toHaveLength(requests);
  });

  test.each([
    [0, 1],
    [99, 2],
    [100, 2],
    [230, 4],
  ])(
    '%d objects without a total: until a page is empty',
    async (count, requests) => {
      const source = collection(count, () => ({ total: undefined }));
      expect(await idsOf(source)).toEqual(idsUpTo(count));
      expect(source.asked).toHaveLength(requests);
    },
  );

  test('objects that arrive while we read are read as well', async () => {
    const source = collection(310, (skip) => ({
      total: skip === 0 ? 290 : 310,
    }));
    expect(await idsOf(source)).toEqual(idsUpTo(310));
  });

  test('a deletion between two pages is noticed, and what moved is found', async () => {
    const before = rows(0, 230);
    const after = before.filter(({ id }) => id !== 'id-5');
    const source = collection(230, (skip, asked) => {
      const world = asked === 1 ? before : after;
      return { rows: world.slice(skip, skip + PAGE_SIZE), total: world.length };
    });
    const ids = await idsOf(source);
    expect(ids).toEqual(expect.arrayContaining(after.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('streamed rows are counted, and come as they are', async () => {
    const source = collection(150, (skip) =>
      skip === 0 ? {} : { rows: [...rows(90, 100), ...rows(100, 140)] },
    );
    const ids = await idsOf({ ...source, isStreamed: true });
    expect(ids).toHaveLength(150);
    const short = {
      ...collection(150, () => ({ total: 151 })),
      isStreamed: true,
    };
    await expect(idsOf(short)).rejects.toThrow('only 150 of 151 rows came');
  });

  test('rows on two pages are yielded once', async () => {
    const source = collection(150, (skip) =>
      skip === 0 ? {} : { rows: [...rows(90, 100), ...rows(100, 150)] },
    );
    expect(await idsOf(source)).toEqual(idsUpTo(150));
  });

  test.each([
    ['in the middle', [{ id: 'a' }, null, { id: 'b' }], ['a', 'b']],
    ['and nothing else, of an object', [null, null, null], []],
  ])('nulls %s are rows, and are left out', async (_, page, expected) => {
    const source = collection(page.length, () => ({ rows: page }));
    expect(await idsOf(source)).toEqual(expected);
    expect(source.asked).toHaveLength(1);
  });

  test('nothing but nulls is no empty list of an organization', async () => {
    const source = collection(3, () => ({ rows: [null, null, null] }));
    await expect(idsOf({ ...source, isOfOrganization: true })).rejects.toThrow(
      'all rows are null',
    );
  });

  test('a list of an organization that is empty is asked for once more', async () => {
    const source = collection(3, (_, asked) =>
      asked === 1 ? { rows: [], total: 0 } : {},
    );
    expect(await idsOf(ofOrganization(source))).toEqual(idsUpTo(3));
    const empty = ofOrganization(collection(0));
    expect(await idsOf(empty)).toEqual([]);
    expect(empty.asked).toEqual([0, 0]);
  });

  test.each([undefined, 150])(
    'rows that repeat, total %p: believed when they come again',
    async (total) => {
      const twice = [...rows(0, 100), ...rows(0, 50)];
      const source = collection(150, (skip) => ({
        total,
        rows: twice.slice(skip, skip + PAGE_SIZE),
      }));
      expect(await idsOf(source)).toEqual(idsUpTo(100));
    },
  );

  test('rows that repeat hide none that only the second pass brings', async () => {
    const source = collection(3, (_, asked) => ({
      rows: [{ id: 'a' }, { id: 'b' }, { id: asked === 1 ? 'b' : 'c' }],
    }));
    expect(await idsOf(source)).toEqual(['a', 'b', 'c']);
  });

  test('a page that was asked for ahead and is not needed fails nothing', async () => {
    let count = 1_000;
    const source = collection(0, (skip) => {
      if (skip >= 300) return new Error('beyond the end');
      const total = count;
      count = 230;
      return { rows: rows(skip, Math.min(230, skip + PAGE_SIZE)), total };
    });
    // The total fell, so it is read once more; then it is complete.
    expect(await idsOf(source)).toEqual(idsUpTo(230));
  });

  test.each([-1, 0, 20])(
    'a total of %d and pages of 50: all are read',
    async (total) => {
      const source = collection(230, (skip) => ({
        total,
        rows: rows(skip, Math.min(230, skip + 50)),
      }));
      expect(await idsOf(source)).toEqual(idsUpTo(230));
    },
  );

  test('a page in the middle that is short leaves no gap', async () => {
    const source = collection(230, (skip) => ({
      rows: rows(skip, Math.min(230, skip + (skip === 100 ? 60 : PAGE_SIZE))),
    }));
    expect((await idsOf(source)).sort()).toEqual(idsUpTo(230).sort());
  });

  test.each([
    ['without a total', undefined],
    ['with a total', 230],
  ])(
    'a list that is not paged, %s: its answer is all of it',
    async (_, total) => {
      const source = collection(230, () => ({ total, rows: rows(0, 230) }));
      expect(await idsOf(source)).toEqual(idsUpTo(230));
      expect(source.asked.length).toBeLessThanOrEqual(4);
    },
  );

  test('a list that is cut at the size of a page and never skips is not believed', async () => {
    const source = collection(230, () => ({
      total: undefined,
      rows: rows(0, PAGE_SIZE),
    }));
    await expect(idsOf(source)).rejects.toMatchObject({
      code: 'INCOMPLETE_READ',
    });
  });

  test.each([0, 7, 100, 200])(
    'a total of %d is too low for 230 objects: all are read',
    async (total) => {
      const source = collection(230, () => ({ total }));
      expect(await idsOf(source)).toEqual(idsUpTo(230));
    },
  );

  test('a backend that counts no further than 1,000: all are read', async () => {
    const source = collection(1_250, () => ({ total: 1_000 }));
    expect(await idsOf(source)).toEqual(idsUpTo(1_250));
  });

  test.each([
    ['with a total', 230],
    ['without a total', undefined],
  ])('a server that gives 50 rows a page, %s', async (_, total) => {
    const source = collection(230, (skip) => ({
      total,
      rows: rows(skip, Math.min(230, skip + 50)),
    }));
    expect(await idsOf(source)).toEqual(idsUpTo(230));
  });

  /** Deals the rows anew for each reading, as a list without an order does. */
  function unordered(count: number, total: number) {
    let seed = 1;
    const random = () =>
      (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    return collection(count, (skip) => ({
      total,
      rows: rows(0, count)
        .map((row) => ({ row, order: random() }))
        .sort((a, b) => a.order - b.order)
        .slice(skip, skip + PAGE_SIZE)
        .map(({ row }) => row),
    }));
  }

  test('readings without an order are complete together', async () => {
    const ids = await idsOf(unordered(230, 230));
    expect(ids.sort()).toEqual(idsUpTo(230).sort());
  });

  test('readings without an order that never bring all fail', async () => {
    await expect(idsOf(unordered(230, 231))).rejects.toMatchObject({
      code: 'INCOMPLETE_READ',
    });
  });

  test.each([
    ['without a total', undefined],
    ['with a total that grows', 1],
  ])('a list without an end, %s: fails', async (_, growth) => {
    let total = 0;
    const source = collection(0, (skip) => ({
      rows: rows(skip, skip + PAGE_SIZE),
      total: growth && (total += PAGE_SIZE + growth),
    }));
    const read = async () => {
      for await (const page of readPages(source)) expect(page).not.toEqual([]);
    };
    await expect(read()).rejects.toThrow('things: the list has no end');
  });

  test('nothing is under way any more when a list has failed', async () => {
    let underWay = 0;
    const source = collection(2_000);
    const readPage = async (skip: number) => {
      underWay++;
      for (let n = 0; n < skip / 10; n++) await Promise.resolve();
      underWay--;
      if (skip > 0) throw new Error('no page');
      return source.readPage(skip);
    };
    await expect(idsOf({ ...source, readPage })).rejects.toThrow('no page');
    expect(underWay).toBe(0);
  });

  test.each([
    ['fewer than the total says', () => ({ total: 231 })],
    ['rows without an id', () => ({ rows: [{}], total: 1 })],
    ['a server that does not skip', () => ({ rows: rows(0, 100) })],
    [
      'a server that does not skip and says no total',
      () => ({ rows: rows(0, 100), total: undefined }),
    ],
    ['a total beyond reason', () => ({ total: 1e12 })],
  ])('%s: fails, and does not go on for ever', async (_, answer) => {
    const source = collection(230, answer);
    await expect(idsOf(source)).rejects.toMatchObject({
      code: 'INCOMPLETE_READ',
      message: expect.stringContaining('things'),
    });
    expect(source.asked.length).toBeLessThan(50);
  });

  test('a page that fails fails the list; those before it were read', async () => {
    const source = collection(450, (skip) =>
      skip === 200 ? new Error('page 3') : {},
    );
    const ids: (string | undefined)[] = [];
    const read = async () => {
      for await (const page of readPages(source)) {
        ids.push(...page.map(({ id }: Row) => id));
      }
    };
    await expect(read()).rejects.toThrow('page 3');
    expect(ids).toEqual(idsUpTo(200));
  });

  test('pages that came together are not taken in one go', async () => {
    let turns = 0;
    let isReading = true;
    const count = () => {
      turns++;
      if (isReading) setImmediate(count);
    };
    setImmediate(count);
    await idsOf(collection(1_000));
    isReading = false;
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  test('a first page that fails fails at once', async () => {
    const source = collection(450, () => new Error('first'));
    await expect(idsOf(source)).rejects.toThrow('first');
    expect(source.asked).toEqual([0]);
  });
});
