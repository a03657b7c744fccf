import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Entities, IngestionSources, Relationships, Steps } from '../../model';
import { ingest } from '../ingest';
import { deriveAccess } from './access';
import { createApplicationEntity } from './converter';

export const applicationSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.APPLICATIONS,
    name: 'Fetch Applications',
    ingestionSourceId: IngestionSources.APPLICATIONS,
    entities: [Entities.APPLICATION],
    relationships: [Relationships.ACCOUNT_HAS_APPLICATION],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: ingest((step) =>
      step.entities({
        read: (organization) => organization.applications(),
        convert: createApplicationEntity,
        under: Relationships.ACCOUNT_HAS_APPLICATION,
      }),
    ),
  },
  {
    id: Steps.APPLICATION_ASSIGNMENTS,
    name: 'Fetch Application Assignments',
    ingestionSourceId: IngestionSources.APPLICATIONS,
    entities: [],
    relationships: [
      Relationships.GROUP_ASSIGNED_APPLICATION,
      Relationships.USER_ASSIGNED_APPLICATION,
    ],
    dependsOn: [Steps.APPLICATIONS, Steps.USERS, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: ingest(async (step) => {
      const applications = await step.ingested(
        Relationships.ACCOUNT_HAS_APPLICATION,
      );
      const applicationsOfGroup = new Map<string, string[]>();
      await step.edges({
        from: applications,
        read: (organization, { id }) =>
          organization.applicationAssociations(id, 'user'),
        as: Relationships.USER_ASSIGNED_APPLICATION,
        reversed: true,
        properties: { assignedBy: 'direct' },
      });
      await step.edges({
        from: applications,
        read: (organization, { id }) =>
          organization.applicationAssociations(id, 'user_group'),
        as: Relationships.GROUP_ASSIGNED_APPLICATION,
        reversed: true,
        onEdge: (group, application) =>
          applicationsOfGroup.set(group, [
            ...(applicationsOfGroup.get(group) ?? []),
            application,
          ]),
      });
      await deriveAccess(step.context.jobState, applicationsOfGroup);
    }),
  },
];
