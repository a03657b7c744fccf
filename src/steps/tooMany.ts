import { PublishEventLevel } from '@jupiterone/integration-sdk-core';

import { Step } from '../graph/step';

/**
 * Says in the log and to JupiterOne that there is more of something than is read.
 *
 * @param what there is too much of, what that costs, and what to do
 */
export function warnOfTooMany(
  { context: { logger } }: Step,
  what: string,
): void {
  logger.warn(what);
  logger.publishEvent({
    name: 'warn_too_many_relationships',
    description: what,
    level: PublishEventLevel.Warn,
  });
}
