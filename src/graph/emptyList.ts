import { IntegrationProviderAuthorizationError } from '@jupiterone/integration-sdk-core';

import { ConnectionEndpoint } from '../jumpcloud/endpoints';
import { incompleteRead } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { EntityType, listOf } from './entity';

/** Connections that lead to the objects of a list. */
export interface Witness {
  /** Whose connections they are. */
  of: EntityType;
  read: ConnectionEndpoint;
  /** A custom role need not have their scope: without it the list is believed. */
  isOptional?: boolean;
}

/**
 * The rows of a list. An empty one would delete all that it held, so it is
 * believed only when nothing leads there: no group of an organization without
 * users has a member.
 *
 * @throws IntegrationError INCOMPLETE_READ when something does
 */
export async function* listUnlessRefuted(
  organization: Organization,
  model: EntityType,
  { of, read, isOptional }: Witness,
): AsyncGenerator<object[], void, undefined> {
  let isEmpty = true;
  for await (const rows of organization.list(listOf(model))) {
    isEmpty = isEmpty && rows.length === 0;
    yield rows;
  }
  if (!isEmpty) return;
  try {
    for await (const rows of organization.list(listOf(of))) {
      for (const id of rows.map(idOf)) {
        if (!(await hasConnection(organization, read, id ?? ''))) continue;
        throw incompleteRead(
          `JumpCloud lists no ${listOf(model).name}, but ${
            read.name
          } name some (${id})`,
        );
      }
    }
  } catch (error) {
    const isForbidden = error instanceof IntegrationProviderAuthorizationError;
    if (!(isOptional && isForbidden)) throw error;
  }
}

async function hasConnection(
  organization: Organization,
  read: ConnectionEndpoint,
  id: string,
): Promise<boolean> {
  let count = 0;
  // One that is null is one all the same.
  const pages = organization.connections(read, id, (gone) => (count += gone));
  for await (const ids of pages) count += ids.length;
  return count > 0;
}
