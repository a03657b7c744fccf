import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { connectedTo } from '../graph/emptyList';
import { handler } from '../graph/step';
import { Entities, Relationships, Steps } from '../model';
import { GROUP_MEMBERS } from '../entities/groups';

export const userSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.USERS,
    name: 'Fetch Users',
    entities: [Entities.USER],
    relationships: [Relationships.ACCOUNT_HAS_USER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: handler((step) =>
      step.entities(Entities.USER, Relationships.ACCOUNT_HAS_USER, {
        witness: connectedTo({ of: Entities.GROUP, read: GROUP_MEMBERS }),
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
