import { setImmediate as nextTurn } from 'timers/promises';

import { incompleteRead } from './errors';

/** Pages asked for ahead of the one that is being converted: enough to keep the governor busy. */
const PAGES_AHEAD = 10;

/** Pages that have come and wait: when converting is slower than reading, no more are asked for. Pages that wait long cost memory twice, since the garbage collector takes them for old. */
const PAGES_WAITING = 3;

/** After as many pages that could not be read the rest of a collection is not tried. */
const FAILED_PAGES = 3;

/** After as many pages in a row that repeat earlier ones, as its total still promises more, a list is not read on. */
const REPEATED_PAGES = 10;

/** Pages of the longest list that is believed: a million objects, twenty times as many as the largest directory known to us. */
const MOST_PAGES = 10_000;

export interface Page<T> {
  /** As JumpCloud sent them: an element may be null. */
  rows: (T | null)[];
  /** How many objects JumpCloud says the whole collection holds; undefined where it does not say. */
  total: number | undefined;
}

export interface Collection<T> {
  /** What is read, for error messages: "users". */
  name: string;
  /** Rows asked for per page. */
  pageSize: number;
  /** Reads the page that begins after `skip` objects. */
  readPage: (skip: number) => Promise<Page<T>>;
  /** The id of a row, undefined when it has none. */
  idOf: (row: T) => string | undefined;
}

/** One pass over the pages of a collection, and what it tells about its completeness. */
export class Reading<T> {
  readonly ids = new Set<string>();
  /** The last that JumpCloud has told. */
  total: number | undefined;
  nulls = 0;
  /** Whether any page has come. */
  begun = false;

  /** How far apart the pages are: a server may give fewer rows than were asked for. */
  private stride: number;
  /** Where the next page begins. */
  private next = 0;
  private totals = new Set<number>();
  private shrank = false;
  private nameless = 0;
  private repeated = 0;
  private stuck = false;

  /** @param known ids that earlier readings have yielded */
  constructor(
    private readonly collection: Collection<T>,
    private readonly known: ReadonlySet<string>,
  ) {
    this.stride = collection.pageSize;
  }

  isComplete(): boolean {
    return (
      !this.shrank &&
      !this.stuck &&
      this.nameless === 0 &&
      this.arrived() >= (this.total ?? 0)
    );
  }

  /** Whether all of its answers tell the same total, and nothing else speaks against it. */
  isOfOneTotal(): boolean {
    return this.totals.size === 1 && !this.stuck && this.nameless === 0;
  }

  shortfall(): string {
    if (this.nameless > 0) return `${this.nameless} cannot be understood`;
    if (this.stuck) return 'a page repeated earlier ones';
    if (this.shrank) return 'some were deleted while they were read';
    return `only ${this.arrived()} of ${this.total} arrived`;
  }

  /**
   * @yields the rows of each page that no page and no reading before has yielded
   * @throws the first error of a page, after all others that are to be read have come
   */
  async *pages(): AsyncGenerator<T[], void, undefined> {
    const failures: unknown[] = [];
    const ahead: { skip: number; page: Promise<Page<T>> }[] = [];
    let pages = 0;
    let waiting = 0;
    let ended = false;
    const ask = () => {
      const skip = this.next;
      this.next += this.stride;
      const page = this.collection.readPage(skip);
      // It is awaited in its turn; until then a failure must not count as unhandled.
      page.then(
        (answer) => {
          waiting++;
          this.note(answer, skip);
        },
        () => waiting++,
      );
      ahead.push({ skip, page });
    };
    try {
      while (!ended || ahead.length > 0) {
        if (ahead.length === 0) ask();
        while (
          !ended &&
          ahead.length < PAGES_AHEAD &&
          waiting < PAGES_WAITING &&
          this.next < (this.total ?? 0)
        ) {
          ask();
        }
        if (++pages > MOST_PAGES) {
          throw incompleteRead(`${this.collection.name}: the list has no end`);
        }
        const { skip, page } = ahead[0];
        try {
          const answer = await page;
          ahead.shift();
          const rows = this.take(answer, skip);
          if (rows.length > 0) yield rows;
          // Pages that came together are not taken in one go: answers would wait, and the wire be idle.
          await nextTurn();
          ended = ended || this.isLast(answer, skip);
          // Without a total the next page begins where this one ended, however many rows it has.
          if (this.total === undefined) this.next = skip + answer.rows.length;
        } catch (error) {
          if (ahead[0]?.page === page) ahead.shift();
          failures.push(error);
          if (this.total === undefined || failures.length >= FAILED_PAGES) {
            throw failures[0];
          }
          ended = ended || this.next >= this.total;
        } finally {
          waiting--;
        }
      }
    } finally {
      // Nothing outlives its collection.
      await Promise.all(ahead.map(({ page }) => page.catch(() => undefined)));
    }
    if (failures.length > 0) throw failures[0];
  }

  private arrived(): number {
    return this.ids.size + this.nulls;
  }

  /** In the order in which the answers come: in that of the pages a deletion could hide behind later insertions. */
  private note({ rows, total }: Page<T>, skip: number): void {
    this.begun = true;
    if (total === undefined) return;
    this.shrank = this.shrank || total < (this.total ?? 0);
    this.total = total;
    this.totals.add(total);
    if (skip > 0 || rows.every(isNull)) return;
    if (rows.length < Math.min(total, this.stride)) {
      this.stride = rows.length;
      this.next = this.stride;
    }
  }

  /** The rows of a page that are new. */
  private take({ rows }: Page<T>, skip: number): T[] {
    const before = this.ids.size;
    const fresh: T[] = [];
    for (const row of rows) {
      // JumpCloud's graph has been seen to list nulls where something was deleted.
      if (isNull(row)) {
        this.nulls++;
        continue;
      }
      const id = this.collection.idOf(row);
      if (id === undefined) {
        this.nameless++;
      } else if (!this.ids.has(id)) {
        this.ids.add(id);
        if (!this.known.has(id)) fresh.push(row);
      }
    }
    const total = this.total ?? 0;
    // Nulls are news as long as the total counts them.
    const isNews =
      this.ids.size > before || (this.arrived() <= total && rows.every(isNull));
    this.repeated = isNews ? 0 : this.repeated + 1;
    const mayGoOn = skip < total || rows.every(isNull);
    // A server that does not skip would otherwise be read for ever.
    this.stuck = this.stuck || this.repeated >= (mayGoOn ? REPEATED_PAGES : 1);
    return fresh;
  }

  /** Whether no page after this one is to be read. */
  private isLast({ rows }: Page<T>, skip: number): boolean {
    if (rows.length === 0 || this.stuck) return true;
    const { total, stride } = this;
    const isFull = rows.length >= this.collection.pageSize;
    // Beyond the total a few nulls are nothing.
    if (!isFull && rows.every(isNull) && skip >= (total ?? Infinity)) {
      return true;
    }
    // A total below what has arrived is no total: then only an empty page ends.
    return (
      total !== undefined &&
      this.arrived() <= total &&
      rows.length < stride &&
      skip + stride >= total
    );
  }
}

function isNull(row: unknown): row is null | undefined {
  return row === null || row === undefined;
}
