import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { connectedTo } from '../graph/emptyList';
import { handler } from '../graph/step';
import { Entities, Relationships, Steps } from '../model';
import { associationsOfApplications } from '../entities/applications';
import { GROUP_MEMBERS } from '../entities/groups';

/** Where it is kept whether all memberships are in the graph. */
export const MEMBERSHIPS_ARE_WHOLE = 'memberships are whole';

export const groupSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.GROUPS_AND_MEMBERSHIPS,
    name: 'Fetch Groups and Memberships',
    entities: [Entities.GROUP],
    relationships: [
      Relationships.ACCOUNT_HAS_GROUP,
      Relationships.GROUP_HAS_USER,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: handler(async (step) => {
      await step.entities(Entities.GROUP, Relationships.ACCOUNT_HAS_GROUP, {
        witness: connectedTo({
          of: Entities.APPLICATION,
          read: associationsOfApplications('user_group'),
          isOptional: true,
        }),
      });
      await step.connections(Relationships.GROUP_HAS_USER, {
        of: Entities.GROUP,
        read: GROUP_MEMBERS,
      });
      // A member who was not read is passed over without a failure of this step.
      const isWhole = await step.isWhole(Entities.USER);
      await step.keep(
        MEMBERSHIPS_ARE_WHOLE,
        isWhole && step.failures.isEmpty(),
      );
    }),
  },
];
