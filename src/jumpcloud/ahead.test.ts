import { Ahead, ListsAhead } from './ahead';

/** A list of pages that notes how many were asked for, and may fail at its end. */
function list(pages: number[], failure?: Error) {
  const asked: number[] = [];
  async function* read() {
    for (const page of pages) {
      await Promise.resolve();
      asked.push(page);
      yield page;
    }
    if (failure) throw failure;
  }
  return { asked, read };
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Ahead', () => {
  test('keeps so many pages, and reads the others when they are asked for', async () => {
    const { asked, read } = list([1, 2, 3, 4]);
    const ahead = new Ahead(read(), 2);
    expect(await ahead.read()).toEqual([1, 2]);
    await settle();
    expect(asked).toEqual([1, 2]);
    expect(await all(ahead)).toEqual([1, 2, 3, 4]);
  });

  test('throws what failed when the reader gets there, and not before', async () => {
    const ahead = new Ahead(list([1], new Error('page 2')).read(), 5);
    expect(await ahead.read()).toEqual([1]);
    const seen: number[] = [];
    const readAll = async () => {
      for await (const page of ahead) seen.push(page);
    };
    await expect(readAll()).rejects.toThrow('page 2');
    expect(seen).toEqual([1]);
  });
});

describe('ListsAhead', () => {
  const keys = ['a', 'b', 'c', 'd'];

  test('reads as many lists as there is room for; one that is taken makes room', async () => {
    const begun: string[] = [];
    const lists = new ListsAhead(
      (key) => {
        begun.push(key);
        return list([1]).read();
      },
      { lists: 2 },
    );
    void lists.begin(keys, 2, 5);
    await settle();
    expect(begun).toEqual(['a', 'b']);
    lists.take('a');
    await settle();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  test('a list that is taken before its turn is not read ahead', async () => {
    const begun: string[] = [];
    const lists = new ListsAhead(
      (key) => {
        begun.push(key);
        return list([1]).read();
      },
      { lists: 9 },
    );
    expect(lists.take('b')).toBeUndefined();
    await lists.begin(keys, 1, 5);
    expect(begun).toEqual(['a', 'c', 'd']);
    const taken = lists.take('a');
    expect(taken && (await all(taken))).toEqual([1]);
    expect(lists.take('a')).toBeUndefined();
  });
});
