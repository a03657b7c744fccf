import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { SystemUser } from '../../jumpcloud/types';
import { Entities, Relationships, Steps } from '../../model';
import { letGarbageGather } from '../heap';
import { ingest } from '../ingest';
import { createUserEntity } from './converter';
import { keepPeople, Person, personOf } from './people';

export const userSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.USERS,
    name: 'Fetch Users',
    entities: [Entities.USER],
    relationships: [Relationships.ACCOUNT_HAS_USER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: ingest(async (step) => {
      // While users are converted the processor is scarce, and collecting garbage would delay them.
      letGarbageGather(150);
      const people: Person[] = [];
      await step.entities({
        read: (organization) => {
          // While users are converted, the wire is free for what comes next.
          void organization.readMembershipsAhead();
          return organization.users();
        },
        convert: (user: SystemUser, organization) => {
          const entity = createUserEntity(user, organization);
          people.push(personOf(entity));
          return entity;
        },
        under: Relationships.ACCOUNT_HAS_USER,
      });
      // From here on the wire is scarce, and what the SDK keeps grows with each relationship.
      letGarbageGather(50);
      await keepPeople(step.context.jobState, people);
    }),
  },
];
