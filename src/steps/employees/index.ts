import {
  IntegrationStep,
  Relationship,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import {
  Entities,
  IngestionSources,
  MappedRelationships,
  Steps,
} from '../../model';
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
      const relationships: Relationship[] = [];
      await jobState.iterateEntities({ _type: Entities.USER._type }, (user) => {
        const relationship = createEmployeeRelationship(user);
        if (relationship) relationships.push(relationship);
      });
      await jobState.addRelationships(relationships);
    },
  },
];
