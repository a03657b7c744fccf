import { assignmentsOfCommands } from '../entities/commands';
import { GraphObject } from '../graph/objects';
import { Step, StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const commandSteps: StepDeclaration[] = [
  {
    id: Steps.COMMANDS,
    name: 'Fetch Commands',
    ingestionSourceId: IngestionSources.COMMANDS,
    entities: [Entities.COMMAND],
    relationships: [Relationships.ACCOUNT_HAS_COMMAND],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(Entities.COMMAND, Relationships.ACCOUNT_HAS_COMMAND),
  },
  {
    // A step of its own: who reads no devices still sees what commands there are.
    id: Steps.COMMAND_ASSIGNMENTS,
    name: 'Fetch Command Assignments',
    ingestionSourceId: IngestionSources.COMMANDS,
    entities: [],
    relationships: [
      Relationships.COMMAND_ASSIGNED_DEVICE,
      Relationships.COMMAND_ASSIGNED_DEVICE_GROUP,
    ],
    dependsOn: [
      Steps.COMMANDS,
      Steps.DEVICES,
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: async (step) => {
      await step.rows(Relationships.COMMAND_ASSIGNED_DEVICE, {
        of: Entities.COMMAND,
        read: assignmentsOfCommands('system'),
      });
      const read = assignmentsOfCommands('system_group');
      const commands = await step.objects(Entities.COMMAND);
      const holdsAll = await groupsOfAllDevices(step);
      await step.rows(Relationships.COMMAND_ASSIGNED_DEVICE_GROUP, {
        of: Entities.COMMAND,
        read,
        properties: (row, { key }) => {
          const platform = commands.get(key)?.properties.platform;
          return { allDevices: holdsAll(read.idOf?.(row) ?? '', platform) };
        },
      });
    },
  },
];

/**
 * @returns a function that says whether a device group, by its key, holds every device of a platform that its organization has; undefined where nobody knows all devices, and where there is none
 */
async function groupsOfAllDevices(
  step: Step,
): Promise<(group: string, platform: unknown) => boolean | undefined> {
  const devices = await step.objects(Entities.DEVICE);
  const kindOf = ({ organization, properties }: GraphObject) =>
    `${organization.id} ${String(properties.platform)}`;
  const count = (counts: Map<string, number>, kind: string) =>
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const all = new Map<string, number>();
  devices.values().forEach((device) => count(all, kindOf(device)));
  const held = new Map<string, Map<string, number>>();
  await step.eachRelationship(
    Relationships.DEVICE_GROUP_HAS_DEVICE,
    (group, key) => {
      const device = devices.get(key);
      const counts = held.get(group) ?? new Map<string, number>();
      if (device) held.set(group, count(counts, kindOf(device)));
    },
  );
  const groups = await step.objects(Entities.DEVICE_GROUP);
  return (key, platform) => {
    const { id = '' } = groups.get(key)?.organization ?? {};
    if (!step.isComplete(Steps.DEVICE_GROUPS_AND_MEMBERSHIPS, id)) {
      return undefined;
    }
    const kind = `${id} ${String(platform)}`;
    const total = all.get(kind);
    return total === undefined ? undefined : held.get(key)?.get(kind) === total;
  };
}
