import { agentId } from '../entities/devices/agent';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const appleMdmSteps: StepDeclaration[] = [
  {
    id: Steps.APPLE_MDM,
    name: 'Fetch Apple MDM',
    ingestionSourceId: IngestionSources.APPLE_MDM,
    entities: [Entities.APPLE_MDM, Entities.APPLE_DEVICE],
    relationships: [
      Relationships.ACCOUNT_HAS_APPLE_MDM,
      Relationships.APPLE_MDM_MANAGES_APPLE_DEVICE,
      Relationships.APPLE_DEVICE_HAS_APPLE_MDM,
    ],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: async (step) => {
      await step.entities(
        Entities.APPLE_MDM,
        Relationships.ACCOUNT_HAS_APPLE_MDM,
      );
      await step.entities(
        Entities.APPLE_DEVICE,
        Relationships.APPLE_MDM_MANAGES_APPLE_DEVICE,
        { parent: Entities.APPLE_MDM },
      );
      await step.eachRelationship(
        Relationships.APPLE_MDM_MANAGES_APPLE_DEVICE,
        async (mdm, appleDevice) => {
          const has = Relationships.APPLE_DEVICE_HAS_APPLE_MDM;
          const { writer } = step;
          writer.addRelationship(createRelationship(has, appleDevice, mdm));
          await writer.flushIfFull();
        },
      );
      await step.writer.flush();
    },
  },
  {
    // A step of its own: Apple MDM is whole without JumpCloud's devices.
    id: Steps.APPLE_DEVICES,
    name: 'Build Apple Device Relationships',
    ingestionSourceId: IngestionSources.APPLE_MDM,
    entities: [],
    relationships: [
      Relationships.APPLE_DEVICE_IS_DEVICE,
      Relationships.AGENT_MANAGES_APPLE_DEVICE,
    ],
    dependsOn: [Steps.APPLE_MDM, Steps.DEVICES],
    executionHandler: async (step) => {
      const ids = await deviceIdsBySerial(step);
      await step.link(Relationships.APPLE_DEVICE_IS_DEVICE, {
        of: Entities.APPLE_DEVICE,
        to: (appleDevice) => ids.get(serialOf(appleDevice) ?? ''),
      });
      await step.link(Relationships.AGENT_MANAGES_APPLE_DEVICE, {
        of: Entities.APPLE_DEVICE,
        to: (appleDevice) => agentId(ids.get(serialOf(appleDevice) ?? '')),
      });
    },
  },
];

/** Without the serial numbers that several devices have: of two machines an Apple device is at most one. */
async function deviceIdsBySerial(
  step: Step,
): Promise<Map<string, string | undefined>> {
  const ids = new Map<string, string | undefined>();
  (await step.objects(Entities.DEVICE)).values().forEach((device) => {
    const serial = serialOf(device);
    if (serial === undefined) return;
    ids.set(serial, ids.has(serial) ? undefined : device.id);
  });
  return ids;
}

/** A serial number, which is typed by hand in places, within its organization. */
function serialOf({
  organization,
  properties: { serial },
}: GraphObject): string | undefined {
  return typeof serial === 'string'
    ? `${organization.id} ${serial.replace(/\s/g, '').toUpperCase()}`
    : undefined;
}
