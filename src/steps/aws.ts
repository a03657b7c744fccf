import { Step, StepDeclaration } from '../graph/step';
import {
  Entities,
  IngestionSources,
  MappedRelationships,
  Relationships,
  Steps,
} from '../model';
import { relateByMapping } from './mapping';

export const awsSteps: StepDeclaration[] = [
  {
    id: Steps.AWS_ROLES,
    name: 'Build AWS Role Relationships',
    ingestionSourceId: IngestionSources.AWS,
    entities: [],
    relationships: [],
    mappedRelationships: [
      MappedRelationships.APPLICATION_ASSIGNED_AWS_ROLE,
      MappedRelationships.GROUP_ASSIGNED_AWS_ROLE,
    ],
    dependsOn: [Steps.APPLICATIONS, Steps.APPLICATION_ASSIGNMENTS],
    executionHandler: async (step) => {
      await relateByMapping(
        step,
        MappedRelationships.APPLICATION_ASSIGNED_AWS_ROLE,
        Entities.APPLICATION,
        ({ properties }) => properties.awsRoles,
      );
      const roles = await awsRolesByGroup(step);
      await relateByMapping(
        step,
        MappedRelationships.GROUP_ASSIGNED_AWS_ROLE,
        Entities.GROUP,
        ({ key }) => roles.get(key),
      );
    },
  },
  {
    id: Steps.AWS_INSTANCES,
    name: 'Build Device AWS Instance Relationships',
    ingestionSourceId: IngestionSources.AWS,
    entities: [],
    relationships: [],
    mappedRelationships: [MappedRelationships.DEVICE_IS_AWS_INSTANCE],
    dependsOn: [Steps.DEVICES],
    executionHandler: (step) =>
      relateByMapping(
        step,
        MappedRelationships.DEVICE_IS_AWS_INSTANCE,
        Entities.DEVICE,
        ({ properties }) => properties.amazonInstanceId,
      ),
  },
];

/** The ARNs of the roles that each group is given by way of applications, by the key of the group. */
async function awsRolesByGroup(
  step: Step,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const applications = await step.objects(Entities.APPLICATION);
  const roles = new Map<string, string[]>();
  await step.eachRelationship(
    Relationships.GROUP_ASSIGNED_APPLICATION,
    (group, application) => {
      const own = applications.get(application)?.properties.awsRoles;
      if (!Array.isArray(own)) return;
      roles.set(group, [...(roles.get(group) ?? []), ...(own as string[])]);
    },
  );
  return roles;
}
