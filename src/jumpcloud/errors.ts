import {
  IntegrationError,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { sanitize } from './sanitize';

const notFound = new WeakSet<object>();

/** Notes that JumpCloud itself answered 404, not something on the way: the object that was asked for may have been deleted meanwhile. */
export function markNotFound(
  error: IntegrationProviderAPIError,
): IntegrationProviderAPIError {
  notFound.add(error);
  return error;
}

export function isNotFound(error: unknown): error is Error {
  return error instanceof IntegrationProviderAPIError && notFound.has(error);
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
