import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Entities, Relationships, Steps } from '../../model';
import { entityKey } from '../entity';
import { createEdge, EdgeBatch } from '../ingest';
import { eachPerson } from '../users/people';

export const managerSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.MANAGERS,
    name: 'Build User Manager Relationships',
    entities: [],
    relationships: [Relationships.USER_MANAGES_USER],
    dependsOn: [Steps.USERS],
    executionHandler: async ({ jobState }) => {
      const batch = new EdgeBatch(jobState);
      await eachPerson(jobState, async ({ key, managerId }) => {
        if (managerId === undefined) return;
        const managerKey = entityKey(Entities.USER, managerId);
        // Deleted managers keep their reports; and nobody manages themselves.
        if (managerKey === key || !jobState.hasKey(managerKey)) return;
        batch.add(createEdge(Relationships.USER_MANAGES_USER, managerKey, key));
        await batch.flushIfFull();
      });
      await batch.flush();
    },
  },
];
