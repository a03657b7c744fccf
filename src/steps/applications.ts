import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { associationsOfApplications } from '../entities/applications';

export const applicationSteps: StepDeclaration[] = [
  {
    id: Steps.APPLICATIONS,
    name: 'Fetch Applications',
    ingestionSourceId: IngestionSources.APPLICATIONS,
    entities: [Entities.APPLICATION],
    relationships: [Relationships.ACCOUNT_HAS_APPLICATION],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(
        Entities.APPLICATION,
        Relationships.ACCOUNT_HAS_APPLICATION,
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
    executionHandler: async (step) => {
      const applicationsOfGroup = new Map<string, string[]>();
      await step.rows(Relationships.USER_ASSIGNED_APPLICATION, {
        of: Entities.APPLICATION,
        read: associationsOfApplications('user'),
        properties: () => ({ assignedBy: 'direct' }),
      });
      await step.rows(Relationships.GROUP_ASSIGNED_APPLICATION, {
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
    },
  },
];
