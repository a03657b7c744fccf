import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { listOf } from '../../graph/entity';
import { handler } from '../../graph/step';
import { incompleteRead } from '../../jumpcloud/errors';
import { idOf } from '../../jumpcloud/ids';
import { Organization } from '../../jumpcloud/organization';
import { Entities, Relationships, Steps } from '../../model';
import { GROUP_MEMBERS } from '../groups/entity';

export const userSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.USERS,
    name: 'Fetch Users',
    entities: [Entities.USER],
    relationships: [Relationships.ACCOUNT_HAS_USER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: handler((step) =>
      step.entities(Entities.USER, Relationships.ACCOUNT_HAS_USER, {
        read: readUsers,
      }),
    ),
  },
  {
    id: Steps.MANAGERS,
    name: 'Build User Manager Relationships',
    entities: [],
    relationships: [Relationships.USER_MANAGES_USER],
    dependsOn: [Steps.USERS],
    executionHandler: handler((step) =>
      step.link(Relationships.USER_MANAGES_USER, {
        of: Entities.USER,
        to: ({ properties }) => properties.managerId,
        reversed: true,
      }),
    ),
  },
];

/**
 * An empty list of users would delete everybody, so it is believed only when no
 * group has a member.
 *
 * @throws IntegrationError INCOMPLETE_READ when a group has one
 */
async function* readUsers(organization: Organization) {
  let isEmpty = true;
  for await (const rows of organization.list(listOf(Entities.USER))) {
    isEmpty = isEmpty && rows.length === 0;
    yield rows;
  }
  if (!isEmpty) return;
  for await (const groups of organization.list(listOf(Entities.GROUP))) {
    for (const group of groups) {
      const id = idOf(group) ?? '';
      let members = 0;
      const count = (more: number) => (members += more);
      // A member that is null is one all the same.
      const pages = organization.connections(GROUP_MEMBERS, id, count);
      for await (const ids of pages) count(ids.length);
      if (members === 0) continue;
      throw incompleteRead(
        `JumpCloud lists no users, but the group ${id} has members`,
      );
    }
  }
}
