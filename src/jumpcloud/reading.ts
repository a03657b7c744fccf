import { setImmediate as nextTurn } from 'timers/promises';

import { incompleteRead } from './errors';

/** Pages asked for ahead of the one that is being converted: enough to keep the governor busy. */
const PAGES_AHEAD = 10;

/** Pages that have come and wait: when converting is slower than reading, no more are asked for. Pages that wait long cost memory twice, since the garbage collector takes them for old. */
const PAGES_WAITING = 6;

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
  /** Whether a null stands for something that was deleted; elsewhere it is a row that is missing. */
  mayHoldNulls?: boolean;
  /** Whether a first page with a round number of rows may be the most that the server gives: worth a request where a wrong total would delete entities, not for each of thousands of groups. */
  mayBeCapped?: boolean;
  /** Pages of the longest list that is believed; tests have shorter ones. */
  mostPages?: number;
}

/** One pass over the pages of a collection, and what it tells about its completeness. */
export class Reading<T> {
  readonly ids = new Set<string>();
  /** The last that JumpCloud has told. */
  total: number | undefined;
  nulls = 0;
  /** Whether any page has come. */
  begun = false;

  /** How far apart pages are that are asked for ahead: a server may give fewer rows than were asked for. */
  private stride: number;
  /** Where the next page begins. */
  private next = 0;
  private readonly totals = new Set<number>();
  private shrank = false;
  private nameless = 0;
  private repeated = 0;
  private stuck = false;
  /** The ids of the first page, in their order. */
  private firstPage = '';
  /** The list is not paged: a later page was the first one again, and holds all there is. */
  private unpaged = false;

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
      this.arrived() >= (this.total ?? 0) &&
      (this.nulls === 0 || this.ids.size > 0 || this.mayHoldNulls())
    );
  }

  /** Whether all of its answers tell the same total, and nothing else speaks against it. */
  isOfOneTotal(): boolean {
    return this.totals.size === 1 && !this.stuck && this.nameless === 0;
  }

  /** Objects that have come, with those that were deleted. */
  arrived(): number {
    return this.ids.size + (this.mayHoldNulls() ? this.nulls : 0);
  }

  shortfall(): string {
    if (this.nameless > 0) return `${this.nameless} cannot be understood`;
    if (this.stuck) return 'a page repeated earlier ones';
    if (this.shrank) return 'some were deleted while they were read';
    const nulls = this.nulls > 0 ? `, and ${this.nulls} rows are null` : '';
    return `only ${this.arrived()} of ${this.total} arrived${nulls}`;
  }

  /**
   * @yields the rows of each page that no page and no reading before has yielded
   * @throws the first error of a page, after all others that are to be read have come
   */
  async *pages(): AsyncGenerator<T[], void, undefined> {
    const { name, mostPages = MOST_PAGES } = this.collection;
    const failures: unknown[] = [];
    const ahead: { skip: number; page: Promise<Page<T>> }[] = [];
    let pages = 0;
    let waiting = 0;
    let ended = false;
    const ask = (skip: number) => {
      const page = this.collection.readPage(skip);
      // It is awaited in its turn; until then a failure must not count as unhandled.
      page.then(
        (answer) => {
          waiting++;
          this.note(answer, skip);
        },
        () => waiting++,
      );
      return { skip, page };
    };
    const askNext = () => {
      const skip = this.next;
      this.next += this.stride;
      ahead.push(ask(skip));
    };
    try {
      while (!ended || ahead.length > 0) {
        if (ahead.length === 0) askNext();
        while (
          !ended &&
          ahead.length < PAGES_AHEAD &&
          waiting < PAGES_WAITING &&
          this.next < (this.total ?? 0)
        ) {
          askNext();
        }
        if (++pages > mostPages) {
          throw incompleteRead(`${name}: the list has no end`);
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
          // The next page begins where this one ended, however few rows it has; more than were asked for say nothing of where it ends.
          const { length } = answer.rows;
          const end = skip + Math.min(length, this.collection.pageSize);
          if (ended || length === 0) continue;
          if (ahead.length === 0) this.next = end;
          else if (ahead[0].skip > end) ahead.unshift(ask(end));
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

  private mayHoldNulls(): boolean {
    return this.collection.mayHoldNulls === true;
  }

  /** In the order in which the answers come: in that of the pages a deletion could hide behind later insertions. */
  private note({ rows, total }: Page<T>, skip: number): void {
    this.begun = true;
    if (total === undefined) return;
    this.shrank = this.shrank || total < (this.total ?? 0);
    this.total = total;
    this.totals.add(total);
    if (skip > 0 || rows.every(isNull)) return;
    if (rows.length < this.stride && rows.length !== total) {
      this.stride = rows.length;
      this.next = this.stride;
    }
  }

  /** The rows of a page that are new. */
  private take({ rows }: Page<T>, skip: number): T[] {
    const fresh: T[] = [];
    const ids: string[] = [];
    const before = this.ids.size;
    for (const row of rows) {
      // JumpCloud's graph has been seen to list nulls where something was deleted.
      if (isNull(row)) {
        this.nulls++;
        continue;
      }
      const id = this.collection.idOf(row);
      if (id === undefined) {
        this.nameless++;
        continue;
      }
      ids.push(id);
      if (this.ids.has(id)) continue;
      this.ids.add(id);
      if (!this.known.has(id)) fresh.push(row);
    }
    const page = ids.join();
    if (skip === 0) {
      this.firstPage = page;
    } else if (
      // One that is cut at the size of a page may not hold all there is.
      page === this.firstPage &&
      ids.length === this.ids.size &&
      ids.length > 0 &&
      rows.length !== this.collection.pageSize
    ) {
      this.unpaged = true;
    }
    this.noteRepetition(rows, skip, this.ids.size > before);
    return fresh;
  }

  /** A server that does not skip would otherwise be read for ever. */
  private noteRepetition(
    rows: readonly unknown[],
    skip: number,
    hasNewIds: boolean,
  ): void {
    const { total = 0 } = this;
    const isAllNull = rows.every(isNull);
    // Nulls are news as long as the total counts them.
    const isNews = hasNewIds || (isAllNull && this.arrived() <= total);
    this.repeated = isNews ? 0 : this.repeated + 1;
    if (this.unpaged) return;
    const most = skip < total || isAllNull ? REPEATED_PAGES : 1;
    this.stuck = this.stuck || this.repeated >= most;
  }

  /** Whether no page after this one is to be read. */
  private isLast({ rows }: Page<T>, skip: number): boolean {
    if (rows.length === 0 || this.stuck || this.unpaged) return true;
    const { total } = this;
    // Beyond the total a few nulls are nothing.
    if (this.isShort(rows) && rows.every(isNull) && skip >= (total ?? 0)) {
      return total !== undefined;
    }
    // A total below what has arrived is no total: then only an empty page ends.
    return (
      total !== undefined &&
      this.ids.size + this.nulls <= total &&
      this.isShort(rows) &&
      skip + rows.length >= total
    );
  }

  /** Whether a page is not full, as far as is known how many rows the server gives at most. */
  private isShort({ length }: readonly unknown[]): boolean {
    const { pageSize, mayBeCapped } = this.collection;
    const wasFull = this.stride < pageSize || this.ids.size >= pageSize;
    const mayBeFull = mayBeCapped === true && !wasFull && length % 10 === 0;
    return length < this.stride && !mayBeFull;
  }
}

function isNull(row: unknown): row is null | undefined {
  return row === null || row === undefined;
}
