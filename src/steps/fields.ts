import { Step } from '../graph/step';
import { PAGE_SIZE } from '../jumpcloud/limits';

/** Either is the id of an object. */
const IDS = ['id', '_id'];

/** Which fields that a declaration names came in no row; fewer rows than a page holds tell nothing. */
export class DeclaredFields {
  private readonly unseen: Set<string>;
  private rows = 0;

  /** @param declared names of fields as JumpCloud sends them */
  constructor(declared: readonly string[]) {
    this.unseen = new Set(declared.filter((field) => !IDS.includes(field)));
  }

  see(row: object): void {
    this.rows++;
    this.unseen.forEach((field) => {
      if ((row as Record<string, unknown>)[field] !== undefined) {
        this.unseen.delete(field);
      }
    });
  }

  /** @returns the fields that never came */
  missing(): string[] {
    return this.rows < PAGE_SIZE ? [] : Array.from(this.unseen);
  }

  /**
   * One line of the log when a field never came.
   *
   * @param what as the line names them: "users"
   */
  tell({ context: { logger } }: Step, what: string): void {
    const missing = this.missing();
    if (missing.length === 0) return;
    logger.info(
      `None of ${this.rows} ${what} has ${missing.join(
        ', ',
      )} (declared-fields): what is made of it is absent.`,
    );
  }
}
