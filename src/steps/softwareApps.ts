import { assignmentsOfSoftwareApps } from '../entities/softwareApps';
import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const softwareAppSteps: StepDeclaration[] = [
  {
    id: Steps.SOFTWARE_APPS,
    name: 'Fetch Software Apps',
    ingestionSourceId: IngestionSources.SOFTWARE,
    entities: [Entities.SOFTWARE_APP],
    relationships: [Relationships.ACCOUNT_HAS_SOFTWARE_APP],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(
        Entities.SOFTWARE_APP,
        Relationships.ACCOUNT_HAS_SOFTWARE_APP,
      ),
  },
  {
    id: Steps.SOFTWARE_APP_ASSIGNMENTS,
    name: 'Fetch Software App Assignments',
    ingestionSourceId: IngestionSources.SOFTWARE,
    entities: [],
    relationships: [
      Relationships.SOFTWARE_APP_ASSIGNED_DEVICE,
      Relationships.SOFTWARE_APP_ASSIGNED_DEVICE_GROUP,
    ],
    dependsOn: [
      Steps.SOFTWARE_APPS,
      Steps.DEVICES,
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: async (step) => {
      await step.rows(Relationships.SOFTWARE_APP_ASSIGNED_DEVICE, {
        of: Entities.SOFTWARE_APP,
        read: assignmentsOfSoftwareApps('system'),
      });
      await step.rows(Relationships.SOFTWARE_APP_ASSIGNED_DEVICE_GROUP, {
        of: Entities.SOFTWARE_APP,
        read: assignmentsOfSoftwareApps('system_group'),
      });
    },
  },
];
