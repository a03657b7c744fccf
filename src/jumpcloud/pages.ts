import { IntegrationError } from '@jupiterone/integration-sdk-core';
import { setImmediate as nextTurn } from 'timers/promises';

/** Rows per page: the most that JumpCloud gives (a limit above is answered with 400; the default is 10). */
export const PAGE_SIZE = 100;

/** Pages asked for ahead of the one that is being converted: enough to keep the governor busy. */
const PAGES_AHEAD = 10;

/** Pages that have come and wait: when converting is slower than reading, no more are asked for. Pages that wait long cost memory twice, since the garbage collector takes them for old. */
const PAGES_WAITING = 3;

/** How often a collection is read before it counts as unreadable because it never stands still. */
const READINGS = 3;

/** After as many pages that could not be read the rest of a collection is not tried. */
const FAILED_PAGES = 3;

export interface Page<T> {
  /** As JumpCloud sent them: an element may be null. */
  rows: (T | null)[];
  /** How many objects JumpCloud says the whole collection holds; undefined where it does not say. */
  total: number | undefined;
}

export interface Collection<T> {
  /** What is read, for error messages: "users". */
  name: string;
  /** Reads the page that begins after `skip` objects. */
  readPage: (skip: number) => Promise<Page<T>>;
  /** The id of a row, undefined when it has none. */
  idOf: (row: T) => string | undefined;
}

/**
 * Reads a whole collection, page by page. The first page tells how many there
 * are, the others are read side by side; without a total they are read one
 * after the other until a page is not full.
 *
 * Offsets move when objects are deleted while we read: an object that moves to
 * an earlier page is then never seen. So a reading counts only if the total
 * never shrank and as many distinct objects arrived as the last total said;
 * otherwise the collection is read again.
 *
 * @yields the rows of one page that were not yielded before; each object once, nulls left out
 * @throws the error of a page that could not be read, after all readable pages were yielded
 * @throws IntegrationError INCOMPLETE_READ when the collection is not known to be complete
 */
export async function* readPages<T>(
  collection: Collection<T>,
): AsyncGenerator<T[], void, undefined> {
  const yielded = new Set<string>();
  let shortfall = '';
  for (let n = 1; n <= READINGS; n++) {
    const reading = new Reading<T>(collection, yielded);
    yield* reading.pages();
    if (reading.isComplete()) return;
    reading.ids.forEach((id) => yielded.add(id));
    shortfall = reading.shortfall();
  }
  throw new IntegrationError({
    code: 'INCOMPLETE_READ',
    message: `${collection.name}: ${shortfall}, also after ${READINGS} readings. Nothing is deleted on account of this; the next run reads them again.`,
  });
}

/** One pass over the pages of a collection, and what it tells about its completeness. */
class Reading<T> {
  readonly ids = new Set<string>();
  private total: number | undefined;
  private shrank = false;
  private nulls = 0;
  private nameless = 0;
  private stuck = false;
  private isNews = false;
  private ended = false;

  /** @param known ids that earlier readings have yielded */
  constructor(
    private readonly collection: Collection<T>,
    private readonly known: ReadonlySet<string>,
  ) {}

  isComplete(): boolean {
    return (
      !this.shrank &&
      !this.stuck &&
      this.nameless === 0 &&
      this.arrived() >= (this.total ?? 0)
    );
  }

  shortfall(): string {
    if (this.nameless > 0) return `${this.nameless} came without an id`;
    if (this.stuck) return 'a page repeated earlier ones';
    if (this.shrank) return 'some were deleted while they were read';
    return `only ${this.arrived()} of ${this.total} arrived`;
  }

  /** @yields the rows of each page that no page and no reading before has yielded */
  async *pages(): AsyncGenerator<T[], void, undefined> {
    const failures: unknown[] = [];
    const ahead: Promise<Page<T>>[] = [];
    let next = 0;
    let waiting = 0;
    const came = (page: Page<T> | undefined) => {
      waiting++;
      if (page?.total !== undefined) this.note(page.total);
    };
    for (let skip = 0; ; skip += PAGE_SIZE) {
      while (
        next <= skip ||
        (ahead.length < PAGES_AHEAD &&
          waiting < PAGES_WAITING &&
          !this.ended &&
          next < (this.total ?? 0))
      ) {
        const page = this.collection.readPage(next);
        // It is awaited in its turn; until then a failure must not count as unhandled.
        page.then(came, () => came(undefined));
        ahead.push(page);
        next += PAGE_SIZE;
      }
      try {
        const page = await (ahead.shift() as Promise<Page<T>>);
        waiting--;
        const rows = this.take(page);
        if (rows.length > 0) yield rows;
        // Pages that came together are not taken in one go: answers would wait, and the wire be idle.
        await nextTurn();
        this.ended = this.ended || this.isLast(page, skip);
      } catch (error) {
        waiting--;
        failures.push(error);
        if (this.total === undefined || failures.length >= FAILED_PAGES) {
          throw failures[0];
        }
        this.ended = this.ended || skip + PAGE_SIZE >= this.total;
      }
      if (this.ended && ahead.length === 0) break;
    }
    if (failures.length > 0) throw failures[0];
  }

  private arrived(): number {
    return this.ids.size + this.nulls;
  }

  /** In the order in which the answers come: in that of the pages a deletion could hide behind later insertions. */
  private note(total: number): void {
    this.shrank = this.shrank || total < (this.total ?? 0);
    this.total = total;
  }

  /** The rows of a page that are new. */
  private take({ rows }: Page<T>): T[] {
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
    this.isNews =
      this.ids.size > before ||
      // Nulls are news as long as the total counts them.
      (this.arrived() <= (this.total ?? 0) && rows.every(isNull));
    return fresh;
  }

  /** Whether no page after this one is to be read. */
  private isLast({ rows }: Page<T>, skip: number): boolean {
    if (rows.length === 0) return true;
    // A total below what has arrived is no total: then only a page that is not full ends.
    const total = this.total ?? 0;
    const isEnd =
      this.total === undefined || this.arrived() > total
        ? rows.length < PAGE_SIZE
        : skip + PAGE_SIZE >= total || this.arrived() === total;
    // A server that does not skip would otherwise be read for ever.
    if (!isEnd && !this.isNews) this.stuck = true;
    return isEnd || this.stuck;
  }
}

function isNull(row: unknown): row is null | undefined {
  return row === null || row === undefined;
}
