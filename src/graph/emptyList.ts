import { IntegrationProviderAuthorizationError } from '@jupiterone/integration-sdk-core';

import { ConnectionEndpoint } from '../jumpcloud/endpoints';
import { incompleteRead } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { EntityType, listOf } from './entity';

/** What in an organization says that a list of its is not empty, in words; undefined when nothing does. */
export type Witness = (
  organization: Organization,
) => Promise<string | undefined>;

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
  witness: Witness,
): AsyncGenerator<object[], void, undefined> {
  let isEmpty = true;
  for await (const rows of organization.list(listOf(model))) {
    isEmpty = isEmpty && rows.length === 0;
    yield rows;
  }
  if (!isEmpty) return;
  const words = await witness(organization);
  if (words === undefined) return;
  throw incompleteRead(
    `JumpCloud lists no ${listOf(model).name}, but ${words}`,
  );
}

interface Connections {
  /** Whose connections they are. */
  of: EntityType;
  read: ConnectionEndpoint;
  /** A custom role need not have their scope: without it the list is believed. */
  isOptional?: boolean;
}

/** Connections that lead to the objects of a list. */
export function connectedTo({ of, read, isOptional }: Connections): Witness {
  return async (organization) => {
    try {
      for await (const rows of organization.list(listOf(of))) {
        for (const id of rows.map(idOf)) {
          if (await hasConnection(organization, read, id ?? '')) {
            return `${read.name} name some (${id})`;
          }
        }
      }
    } catch (error) {
      const isForbidden =
        error instanceof IntegrationProviderAuthorizationError;
      if (!(isOptional && isForbidden)) throw error;
    }
    return undefined;
  };
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
