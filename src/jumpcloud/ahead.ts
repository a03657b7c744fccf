/**
 * Pages that are read before anybody asks for them, up to a number; then come
 * the others, as they are asked for. What fails on the way is thrown when the
 * reader gets there.
 */
export class Ahead<T> implements AsyncIterable<T> {
  private readonly pages: T[] = [];
  private readonly filled: Promise<void>;
  private ended = false;
  private failure?: { error: unknown };

  /** @param atMost pages that are kept in memory */
  constructor(
    private readonly source: AsyncIterator<T>,
    private readonly atMost: number,
  ) {
    this.filled = this.fill();
  }

  /** @returns the pages that were read ahead, once they have come */
  async read(): Promise<readonly T[]> {
    await this.filled;
    return this.pages;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    await this.filled;
    yield* this.pages;
    if (this.failure) throw this.failure.error;
    while (!this.ended) {
      const { done, value } = await this.source.next();
      if (done) return;
      yield value;
    }
  }

  private async fill(): Promise<void> {
    try {
      while (this.pages.length < this.atMost && !this.ended) {
        const { done, value } = await this.source.next();
        if (done) this.ended = true;
        else this.pages.push(value);
      }
    } catch (error) {
      this.failure = { error };
    }
  }
}

/** Lists that may be kept in memory, shared by all who read ahead. */
export interface Room {
  lists: number;
}

/**
 * Many lists, read ahead in the order of their keys for as long as there is
 * room; each that is taken makes room for another.
 */
export class ListsAhead<T> {
  private readonly lists = new Map<string, Ahead<T>>();
  private readonly taken = new Set<string>();
  private waiting: (() => void)[] = [];

  /** @param list reads the list of a key from its beginning */
  constructor(
    private readonly list: (key: string) => AsyncIterator<T>,
    private readonly room: Room,
  ) {}

  /**
   * Returns when all lists have been begun or taken: never, when nobody takes them.
   *
   * @param sideBySide lists that are read at the same time
   * @param pages that are kept of each list
   */
  async begin(
    keys: string[],
    sideBySide: number,
    pages: number,
  ): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < keys.length) {
        if (this.room.lists <= 0) {
          await new Promise<void>((resolve) => this.waiting.push(resolve));
          continue;
        }
        const key = keys[next++];
        if (this.taken.has(key)) continue;
        const list = new Ahead(this.list(key), pages);
        this.lists.set(key, list);
        this.room.lists--;
        await list.read();
      }
    };
    await Promise.all(Array.from({ length: sideBySide }, work));
  }

  /** @returns the list of a key, whether or not it was read ahead; each is taken once */
  take(key: string): AsyncIterable<T> | undefined {
    const list = this.lists.get(key);
    this.lists.delete(key);
    this.taken.add(key);
    if (list === undefined) return undefined;
    this.room.lists++;
    this.waiting.shift()?.();
    return list;
  }
}
