import {
  IntegrationError,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { sanitize } from './sanitize';

const absences = new WeakSet<object>();

/** Notes that JumpCloud itself says that something is not there. */
export function markAbsent(
  error: IntegrationProviderAPIError,
): IntegrationProviderAPIError {
  absences.add(error);
  return error;
}

/** Whether JumpCloud itself says that something is not there: a product that is not licensed, an object that was deleted. */
export function isAbsent(error: unknown): boolean {
  return absences.has(error as object);
}

/** @param what was not read, and how that shows; without a full stop */
export function incompleteRead(what: string): IntegrationError {
  return new IntegrationError({
    code: 'INCOMPLETE_READ',
    message: `${sanitize(
      what,
    )}. Nothing is deleted on account of this; the next run reads it again.`,
  });
}

/** An answer of 200 that is not what was asked for: that is no empty one. */
export function unexpectedAnswer(
  endpoint: string,
  statusText: string,
): IntegrationProviderAPIError {
  return new IntegrationProviderAPIError({ endpoint, status: 200, statusText });
}
