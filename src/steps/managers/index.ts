import {
  IntegrationStep,
  Relationship,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Entities, Relationships, Steps } from '../../model';
import { entityKey } from '../entity';
import { createEdge } from '../ingest';

export const managerSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.MANAGERS,
    name: 'Build User Manager Relationships',
    entities: [],
    relationships: [Relationships.USER_MANAGES_USER],
    dependsOn: [Steps.USERS],
    executionHandler: async ({ jobState }) => {
      const edges: Relationship[] = [];
      await jobState.iterateEntities(
        { _type: Entities.USER._type },
        ({ _key, managerId }) => {
          if (typeof managerId !== 'string') return;
          const managerKey = entityKey(Entities.USER, managerId);
          // Deleted managers keep their reports; and nobody manages themselves.
          if (managerKey === _key || !jobState.hasKey(managerKey)) return;
          edges.push(
            createEdge(Relationships.USER_MANAGES_USER, managerKey, _key),
          );
        },
      );
      await jobState.addRelationships(edges);
    },
  },
];
