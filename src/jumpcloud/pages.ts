import { setImmediate as nextTurn } from 'timers/promises';

import { incompleteRead } from './errors';
import { LONGEST_LIST, PASSES, SIDE_BY_SIDE } from './limits';

export interface Page {
  rows: (object | null)[];
  /** How many rows JumpCloud says the whole list has; undefined where it does not say. */
  total: number | undefined;
}

export interface List {
  /** What is read, for error messages: "users". */
  name: string;
  /** Rows asked for per page. */
  pageSize: number;
  /** Reads the page that begins after `skip` rows. */
  readPage: (skip: number) => Promise<Page>;
  /** The id of a row: null where it stands for something deleted, undefined where it has none. */
  idOf: (row: object) => string | null | undefined;
  /** Rows are counted, not remembered: see `ListEndpoint`. */
  isStreamed?: boolean;
  /** Whether it belongs to an organization, not to one of its objects: then it is asked for once more when it is empty, and nothing but nulls is no empty list. */
  isOfOrganization?: boolean;
  /** Pages of the longest list; tests have shorter ones. */
  longest?: number;
}

/**
 * Reads a whole list, page by page. A page begins where the one before ended. A
 * list ends with an empty page, or with one that is shorter than asked for and
 * ends exactly at the total.
 *
 * Offsets move when rows are deleted while we read: a row that moves to an
 * earlier page is then never seen. So a pass over the list is complete when as
 * many rows have come as the last total said, the total did not fall meanwhile,
 * and every row that is not null has an id. When rows repeat, or when there are
 * none, the list is believed once two passes bring the same. Passes that agree
 * on the total are complete together, since the order of rows may not be stable.
 *
 * @yields the rows of one page that were not yielded before; nulls left out
 * @throws the error of a page
 * @throws IntegrationError INCOMPLETE_READ when the list is not known to be complete
 */
export async function* readPages(list: List): AsyncGenerator<object[], void> {
  const passes: Pass[] = [];
  for (;;) {
    const pass = new Pass(list, passes.slice());
    yield* pass.pages();
    const isDoubtful =
      pass.hasRepeats || (list.isOfOrganization && pass.rows === 0);
    const before = passes[passes.length - 1];
    const isConfirmed = before?.isComplete() && before.bringsSameAs(pass);
    if (pass.isComplete() && (!isDoubtful || isConfirmed)) return;
    passes.push(pass);
    if (pass.news === 0 && areCompleteTogether(passes)) return;
    const { length } = passes;
    const isLast = length >= PASSES.atLeast && pass.news === 0;
    if (!isLast && length < PASSES.atMost) continue;
    throw incompleteRead(
      `${list.name}: ${pass.shortfall()}, also when read ${length} times`,
    );
  }
}

function areCompleteTogether(passes: readonly Pass[]): boolean {
  const [{ total = Infinity }] = passes;
  const ids = passes.reduce((sum, { news }) => sum + news, 0);
  const nulls = Math.min(...passes.map((pass) => pass.nulls));
  const agree = passes.every((pass) => pass.isOfTotal(total));
  return agree && ids > 0 && ids + nulls >= total;
}

/** One pass over the pages of a list, and what it tells of its completeness. */
class Pass {
  readonly ids = new Set<string>();
  rows = 0;
  nulls = 0;
  /** Ids that no pass before has brought. */
  news = 0;
  hasRepeats = false;
  /** The last that JumpCloud has told. */
  total: number | undefined;

  private readonly totals = new Set<number>();
  /** No Map: what one has held stays until V8's next full collection. */
  private asked: { start: number; page: Promise<Page> }[] = [];
  private readonly pending = new Set<Promise<unknown>>();
  private fell = false;
  private withoutId = 0;
  private hasNoProgress = false;

  constructor(
    private readonly list: List,
    private readonly earlier: readonly Pass[],
  ) {}

  isComplete(): boolean {
    const isNothingButNulls = this.nulls > 0 && this.nulls === this.rows;
    const isEnough = !this.fell && this.rows >= (this.total ?? 0);
    const mayBeAll = !this.list.isOfOrganization || !isNothingButNulls;
    return this.isSound() && isEnough && mayBeAll;
  }

  /** Whether all of its answers tell this total, and nothing else speaks against it. */
  isOfTotal(total: number): boolean {
    return this.isSound() && this.totals.size === 1 && this.total === total;
  }

  bringsSameAs({ ids, news }: Pass): boolean {
    return (
      news === 0 &&
      ids.size === this.ids.size &&
      Array.from(ids).every((id) => this.ids.has(id))
    );
  }

  shortfall(): string {
    if (this.withoutId > 0) return `${this.withoutId} rows have no id`;
    if (this.hasNoProgress) return 'a page repeats the one before it';
    if (this.fell) return 'some were deleted while they were read';
    if (this.rows < (this.total ?? 0)) {
      return `only ${this.rows} of ${this.total} rows came`;
    }
    return this.ids.size === 0 ? 'all rows are null' : 'each time others came';
  }

  /**
   * @yields the rows of each page that neither this pass nor an earlier one has yielded
   * @throws the error of a page that was needed, after all that were asked for have come
   */
  async *pages(): AsyncGenerator<object[], void> {
    const { pageSize, idOf, isStreamed, longest = LONGEST_LIST } = this.list;
    // Streamed rows come by the million: pages that wait would fill the memory, so one is made and sent while the one before is dealt with.
    const atOnce = isStreamed ? 1 : SIDE_BY_SIDE.atMost;
    let stride = pageSize;
    let before: string | undefined;
    let skip = 0;
    try {
      for (let n = 0; n < longest; n++) {
        // What is asked for ahead is speculation: whether a page is needed shows when its turn comes.
        let next = skip;
        do {
          void this.ask(next);
          next += stride;
        } while (next < (this.total ?? 0) && this.asked.length < atOnce);
        const { rows } = await this.ask(skip);
        if (isStreamed && next < (this.total ?? 0)) void this.ask(next);
        // Pages that came together are not taken in one go: answers would wait, and the wire be idle.
        await nextTurn();
        const { length } = rows;
        const ids = rows.map((row) => (row === null ? null : idOf(row)));
        const key = isStreamed ? `${ids[0]} ${ids[length - 1]}` : ids.join();
        // Pages of nulls alone are told apart by the total only.
        const mayBeNews = !ids.some(Boolean) && this.rows < (this.total ?? 0);
        if (length > 0 && key === before && !mayBeNews) {
          // A list that has no pages has come whole; one that is cut at the size of a page has not.
          const { total = length === pageSize ? Infinity : 0 } = this;
          this.hasNoProgress = this.rows < total;
          return;
        }
        before = key;
        const fresh = this.take(rows, ids);
        if (fresh.length > 0) yield fresh;
        // What leads to a page may have grown old: until V8's next full collection it keeps no rows.
        if (isStreamed) rows.length = fresh.length = 0;
        const isLast = length < pageSize && skip + length === this.total;
        if (length === 0 || isLast) return;
        stride = Math.min(length, pageSize);
        skip += stride;
        this.asked = this.asked.filter(({ start }) => start >= skip);
      }
    } finally {
      // Nothing outlives its list.
      await Promise.all(Array.from(this.pending));
    }
    throw incompleteRead(`${this.list.name}: the list has no end`);
  }

  private isSound(): boolean {
    return this.withoutId === 0 && !this.hasNoProgress;
  }

  /** Totals are noted in the order in which answers come: in that of the pages a deletion could hide behind later insertions. A failure is thrown when its page is needed. */
  private ask(start: number): Promise<Page> {
    const known = this.asked.find((one) => one.start === start);
    if (known) return known.page;
    const page = this.list.readPage(start);
    this.asked.push({ start, page });
    const noted = page
      .then(
        ({ total }) => {
          if (total === undefined) return;
          this.fell = this.fell || total < (this.total ?? 0);
          this.total = total;
          this.totals.add(total);
        },
        () => undefined,
      )
      .finally(() => this.pending.delete(noted));
    this.pending.add(noted);
    return page;
  }

  /** Counts the rows of a page. */
  private take(
    rows: readonly (object | null)[],
    ids: readonly (string | null | undefined)[],
  ): object[] {
    this.rows += rows.length;
    return rows.filter((row, n): row is object => {
      const id = ids[n];
      if (id === null) this.nulls++;
      else if (id === undefined) this.withoutId++;
      else if (this.list.isStreamed) return true;
      else if (this.ids.has(id)) this.hasRepeats = true;
      else {
        this.ids.add(id);
        const isNews = this.earlier.every((pass) => !pass.ids.has(id));
        if (isNews) this.news++;
        return isNews;
      }
      return false;
    });
  }
}
