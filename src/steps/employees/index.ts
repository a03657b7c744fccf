import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import {
  Entities,
  IngestionSources,
  MappedRelationships,
  Steps,
} from '../../model';
import { EdgeBatch } from '../ingest';
import { createEmployeeRelationship } from './converter';

/** A step of its own, since it can be switched off, and since the SDK's matchers take no mapped relationships. */
export const employeeSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.EMPLOYEES,
    name: 'Build User Employee Relationships',
    ingestionSourceId: IngestionSources.EMPLOYEE_MAPPING,
    entities: [],
    relationships: [],
    mappedRelationships: [MappedRelationships.USER_IS_EMPLOYEE],
    dependsOn: [Steps.USERS],
    executionHandler: async ({ jobState }) => {
      const batch = new EdgeBatch(jobState);
      await jobState.iterateEntities(
        { _type: Entities.USER._type },
        async (user) => {
          const relationship = createEmployeeRelationship(user);
          if (relationship) batch.add(relationship);
          await batch.flushIfFull();
        },
      );
      await batch.flush();
    },
  },
];
