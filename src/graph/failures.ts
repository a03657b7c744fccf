import {
  IntegrationError,
  IntegrationLogger,
} from '@jupiterone/integration-sdk-core';

import { TELLING } from '../jumpcloud/limits';
import { sanitize } from '../jumpcloud/sanitize';
import { ALL } from './run';

/** What could not be read or converted, and what a step says of it at its end. */
export class Failures {
  private readonly failed: { what: string; error: Error }[] = [];
  /** The ids of the organizations of which something is missing, or `ALL`. */
  readonly incomplete = new Set<string>();
  /** What ends the run. */
  fatal?: Error;

  constructor(private readonly logger: IntegrationLogger) {}

  /**
   * Notes what failed; what ends the run is kept for `throwIfFatal`.
   *
   * @param organization the id of the one that it was of; of nobody knows which it may be each
   */
  add(what: string, thrown: unknown, organization = ALL): void {
    this.incomplete.add(organization);
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (error instanceof IntegrationError && error.fatal === true) {
      this.fatal ??= error;
      return;
    }
    this.failed.push({ what: sanitize(what), error });
    if (this.failed.length > TELLING) return;
    this.logger.warn(
      { what: sanitize(what), reason: sanitize(error.message) },
      'Could not be read.',
    );
  }

  throwIfFatal(): void {
    if (this.fatal !== undefined) throw this.fatal;
  }

  /** @throws the error itself when there is one, or when it ends the run; otherwise one that counts and names them */
  throwIfAny(): void {
    this.throwIfFatal();
    if (this.failed.length === 0) return;
    const [{ error: first }] = this.failed;
    const { length } = this.failed;
    if (length === 1) throw first;
    const named = this.failed.slice(0, TELLING).map(({ what }) => what);
    const more = length - named.length;
    if (more > 0) this.logger.warn(`${more} more could not be read.`);
    throw new IntegrationError({
      code: first instanceof IntegrationError ? first.code : 'INCOMPLETE_READ',
      message: `${length} could not be read: ${named.join(', ')}${
        more > 0 ? ` and ${more} more` : ''
      }. The first because: ${sanitize(first.message)}`,
      cause: first,
    });
  }
}
