import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Entities, Relationships, Steps } from '../../model';
import { ingest } from '../ingest';
import { createGroupEntity } from './converter';

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
    executionHandler: ingest(async (step) => {
      const groups = await step.entities({
        read: (organization) => organization.userGroups(),
        convert: createGroupEntity,
        under: Relationships.ACCOUNT_HAS_GROUP,
      });
      await step.edges({
        from: groups,
        read: (organization, group) => organization.userGroupMembers(group.id),
        as: Relationships.GROUP_HAS_USER,
      });
    }),
  },
];
