import { Step, StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import {
  DEVICE_GROUP_MEMBERS,
  DEVICE_GROUPS_OF_USER_GROUP,
  USER_GROUPS_OF_DEVICE_GROUP,
} from '../entities/deviceGroups';

export const deviceGroupSteps: StepDeclaration[] = [
  {
    id: Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    name: 'Fetch Device Groups and Memberships',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [Entities.DEVICE_GROUP],
    relationships: [
      Relationships.ACCOUNT_HAS_DEVICE_GROUP,
      Relationships.DEVICE_GROUP_HAS_DEVICE,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.DEVICES],
    executionHandler: async (step) => {
      await step.entities(
        Entities.DEVICE_GROUP,
        Relationships.ACCOUNT_HAS_DEVICE_GROUP,
      );
      await step.rows(Relationships.DEVICE_GROUP_HAS_DEVICE, {
        of: Entities.DEVICE_GROUP,
        read: DEVICE_GROUP_MEMBERS,
      });
    },
  },
  {
    id: Steps.DEVICE_GROUP_ASSIGNMENTS,
    name: 'Fetch Device Group Assignments',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [],
    relationships: [Relationships.GROUP_ASSIGNED_DEVICE_GROUP],
    dependsOn: [
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
      Steps.GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: (step) =>
      step.rowsOfFewer(Relationships.GROUP_ASSIGNED_DEVICE_GROUP, [
        { of: Entities.GROUP, read: DEVICE_GROUPS_OF_USER_GROUP },
        { of: Entities.DEVICE_GROUP, read: USER_GROUPS_OF_DEVICE_GROUP },
      ]),
  },
  {
    id: Steps.DEVICE_ACCESS,
    name: 'Build User Device Relationships',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [],
    relationships: [Relationships.USER_ASSIGNED_DEVICE],
    dependsOn: [Steps.DEVICE_GROUP_ASSIGNMENTS],
    executionHandler: async (step) => {
      const devices = await targetsBySource(
        step,
        Relationships.DEVICE_GROUP_HAS_DEVICE,
      );
      const deviceGroups = await targetsBySource(
        step,
        Relationships.GROUP_ASSIGNED_DEVICE_GROUP,
      );
      const reached = new Map<string, string[]>();
      deviceGroups.forEach((keys, userGroup) => {
        const all = new Set<string>();
        keys.forEach((key) =>
          (devices.get(key) ?? []).forEach((device) => all.add(device)),
        );
        reached.set(userGroup, Array.from(all));
      });
      await step.derive(Relationships.USER_ASSIGNED_DEVICE, {
        from: Relationships.GROUP_HAS_USER,
        reached,
        properties: { assignedBy: 'group' },
      });
    },
  },
];

/** The keys that relationships of a type lead to, by the key where they begin. */
async function targetsBySource(
  step: Step,
  as: { _type: string },
): Promise<Map<string, string[]>> {
  const targets = new Map<string, string[]>();
  await step.eachRelationship(as, (source, target) => {
    const keys = targets.get(source);
    if (keys) keys.push(target);
    else targets.set(source, [target]);
  });
  return targets;
}
