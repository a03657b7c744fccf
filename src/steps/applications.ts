import { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { handler } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { MEMBERSHIPS_ARE_WHOLE } from './groups';
import { associationsOfApplications } from '../entities/applications';

/** Where it is kept whether everybody's access to applications is in the graph. */
export const ACCESS_IS_WHOLE = 'access to applications is whole';

export const applicationSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.APPLICATIONS,
    name: 'Fetch Applications',
    ingestionSourceId: IngestionSources.APPLICATIONS,
    entities: [Entities.APPLICATION],
    relationships: [Relationships.ACCOUNT_HAS_APPLICATION],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: handler((step) =>
      step.entities(
        Entities.APPLICATION,
        Relationships.ACCOUNT_HAS_APPLICATION,
      ),
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
    executionHandler: handler(async (step) => {
      const applicationsOfGroup = new Map<string, string[]>();
      await step.connections(Relationships.USER_ASSIGNED_APPLICATION, {
        of: Entities.APPLICATION,
        read: associationsOfApplications('user'),
        properties: { assignedBy: 'direct' },
      });
      await step.connections(Relationships.GROUP_ASSIGNED_APPLICATION, {
        of: Entities.APPLICATION,
        read: associationsOfApplications('user_group'),
        onRelationship: (group, application) =>
          applicationsOfGroup.set(group, [
            ...(applicationsOfGroup.get(group) ?? []),
            application,
          ]),
      });
      // A direct assignment, which is there already, stands.
      await step.derive(Relationships.USER_ASSIGNED_APPLICATION, {
        from: Relationships.GROUP_HAS_USER,
        reached: applicationsOfGroup,
        properties: { assignedBy: 'group' },
      });
      const isWhole = await step.kept<boolean>(MEMBERSHIPS_ARE_WHOLE);
      await step.keep(ACCESS_IS_WHOLE, isWhole && step.failures.isEmpty());
    }),
  },
];
