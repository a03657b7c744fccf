import {
  IntegrationError,
  IntegrationLogger,
} from '@jupiterone/integration-sdk-core';

import { sanitize } from '../jumpcloud/sanitize';

/** Warnings of a kind that are logged one by one; the rest is counted. */
const LOGGED = 10;

/** What could not be read or converted, and what a step says of it at its end. */
export class Failures {
  private readonly failed: { what: string; error: Error }[] = [];
  private skipped = 0;

  constructor(private readonly logger: IntegrationLogger) {}

  /** @throws the error itself when it ends the run */
  add(what: string, error: unknown): void {
    if (error instanceof IntegrationError && error.fatal === true) throw error;
    const reason = error instanceof Error ? error : new Error(String(error));
    this.failed.push({ what: sanitize(what), error: reason });
    if (this.failed.length <= LOGGED) {
      const { what: named } = this.failed[this.failed.length - 1];
      this.logger.warn(
        { what: named, reason: sanitize(reason.message) },
        'Could not be read.',
      );
    }
  }

  /** Something was not even tried. */
  skip(): void {
    this.skipped++;
  }

  isEmpty(): boolean {
    return this.failed.length === 0;
  }

  /** @throws the error itself when there is one, otherwise one that counts and names them */
  throwIfAny(): void {
    const { failed, skipped } = this;
    if (failed.length === 0) return;
    if (failed.length > LOGGED) {
      this.logger.warn(`${failed.length - LOGGED} more could not be read.`);
    }
    const [{ error: first }] = failed;
    if (failed.length === 1 && skipped === 0) throw first;
    const named = failed.slice(0, LOGGED).map(({ what }) => what);
    const more = failed.length - named.length;
    throw new IntegrationError({
      code: first instanceof IntegrationError ? first.code : 'INCOMPLETE_READ',
      message: [
        `${failed.length} could not be read: ${named.join(', ')}`,
        more > 0 ? ` and ${more} more` : '',
        skipped > 0 ? `; ${skipped} others were not tried any more` : '',
        `. The first because: ${sanitize(first.message)}`,
      ].join(''),
      cause: first,
    });
  }
}
