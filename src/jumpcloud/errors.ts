import { IntegrationProviderAPIError } from '@jupiterone/integration-sdk-core';

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
