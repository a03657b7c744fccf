import { incompleteRead, isNotFound } from './errors';
import { Collection, Reading } from './reading';

/** How often a collection is read at least before it counts as unreadable, and at most as long as each reading brings something new. */
const READINGS = 3;
const MOST_READINGS = 10;

/**
 * Reads a whole collection, page by page. The first page tells how many objects
 * there are, and how many of them the server puts on a page; the others are read
 * side by side. A total says how much to ask for, never that a full page was the
 * last one: only a page that is not full ends a collection. Without a total the
 * pages are read one after the other until one is empty.
 *
 * Offsets move when objects are deleted while we read: an object that moves to
 * an earlier page is then never seen. So a reading counts only if the total
 * never shrank and as many distinct objects arrived as the last total said.
 * Otherwise the collection is read again; where the order of its rows is not
 * stable, several readings that agree on the total are complete together.
 *
 * @yields the rows of one page that were not yielded before; each object once, nulls left out
 * @throws the error of a page that could not be read, after all readable pages were yielded
 * @throws IntegrationError INCOMPLETE_READ when the collection is not known to be complete
 */
export async function* readPages<T>(
  collection: Collection<T>,
): AsyncGenerator<T[], void, undefined> {
  const { name } = collection;
  const union = new Union();
  for (;;) {
    const reading = new Reading<T>(collection, union.ids);
    try {
      yield* reading.pages();
    } catch (error) {
      if (!isNotFound(error) || (!reading.begun && union.readings === 0)) {
        throw error;
      }
      throw incompleteRead(
        `${name}: JumpCloud answers 404 after the first page`,
      );
    }
    const before = union.ids.size;
    union.add(reading);
    const broughtNews = union.ids.size > before;
    if (reading.isComplete() || (!broughtNews && union.isComplete())) return;
    if (
      union.readings >= MOST_READINGS ||
      (union.readings >= READINGS && !broughtNews)
    ) {
      throw incompleteRead(
        `${name}: ${reading.shortfall()}, also after ${
          union.readings
        } readings`,
      );
    }
  }
}

/** What a reading tells of its completeness. */
interface Outcome {
  readonly ids: ReadonlySet<string>;
  readonly total: number | undefined;
  arrived(): number;
  isOfOneTotal(): boolean;
}

/** What several readings of a collection have brought together. */
class Union {
  readonly ids = new Set<string>();
  readings = 0;
  private total: number | undefined;
  private nulls = Infinity;
  private agrees = true;

  add(reading: Outcome): void {
    reading.ids.forEach((id) => this.ids.add(id));
    if (this.readings++ === 0) this.total = reading.total;
    this.nulls = Math.min(this.nulls, reading.arrived() - reading.ids.size);
    this.agrees =
      this.agrees && reading.isOfOneTotal() && reading.total === this.total;
  }

  isComplete(): boolean {
    return (
      this.agrees &&
      this.total !== undefined &&
      this.ids.size + this.nulls >= this.total
    );
  }
}
