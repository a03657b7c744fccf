import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Entities, Relationships, Steps } from '../../model';
import { ingest } from '../ingest';
import { createUserEntity } from './converter';

export const userSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.USERS,
    name: 'Fetch Users',
    entities: [Entities.USER],
    relationships: [Relationships.ACCOUNT_HAS_USER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: ingest((step) =>
      step.entities({
        read: (organization) => organization.users(),
        convert: createUserEntity,
        under: Relationships.ACCOUNT_HAS_USER,
      }),
    ),
  },
];
