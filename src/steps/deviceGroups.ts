import { entityKey, EntityType } from '../graph/entity';
import { Step, StepDeclaration } from '../graph/step';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import {
  DEVICE_GROUP_MEMBERS,
  DEVICE_GROUPS_OF_USER_GROUP,
  DEVICES_OF_USER_GROUP,
  USER_GROUPS_OF_DEVICE_GROUP,
  USERS_OF_DEVICE_GROUP,
} from '../entities/deviceGroups';
import { ownSudoOf, rootOf, sudoOf } from '../entities/root';

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
    executionHandler: async (step) => {
      const { ofGroup } = await readRoot(step);
      await step.rowsOfFewer(Relationships.GROUP_ASSIGNED_DEVICE_GROUP, [
        {
          of: Entities.GROUP,
          read: DEVICE_GROUPS_OF_USER_GROUP,
          properties: (row, { key }) => ofGroup(row, key),
        },
        {
          of: Entities.DEVICE_GROUP,
          read: USER_GROUPS_OF_DEVICE_GROUP,
          properties: (row) =>
            ofGroup(
              row,
              otherKey(row, USER_GROUPS_OF_DEVICE_GROUP, Entities.GROUP),
            ),
        },
      ]);
    },
  },
  {
    // A step of its own: the bindings of groups with groups, which are most of them, are known without the others.
    id: Steps.DEVICE_ASSIGNMENTS,
    name: 'Fetch Device Assignments',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [],
    relationships: [
      Relationships.GROUP_ASSIGNED_DEVICE,
      Relationships.USER_ASSIGNED_DEVICE_GROUP,
    ],
    dependsOn: [Steps.DEVICE_GROUP_ASSIGNMENTS],
    executionHandler: async (step) => {
      const { ofGroup, ofUser, told } = await readRoot(step);
      // A request for each group, which could lead to nothing where there is no device.
      if ((await step.objects(Entities.DEVICE)).values().length > 0) {
        await step.rows(Relationships.GROUP_ASSIGNED_DEVICE, {
          of: Entities.GROUP,
          read: DEVICES_OF_USER_GROUP,
          properties: (row, { key }) => ofGroup(row, key),
        });
      }
      await step.rows(Relationships.USER_ASSIGNED_DEVICE_GROUP, {
        of: Entities.DEVICE_GROUP,
        read: USERS_OF_DEVICE_GROUP,
        properties: (row) =>
          ofUser(row, otherKey(row, USERS_OF_DEVICE_GROUP, Entities.USER)),
      });
      if (told.bindings > 0 && told.silent === told.bindings) {
        step.context.logger.info(
          `JumpCloud does not say of any of the ${told.bindings} bindings of groups whether it makes administrators of devices (attributes.sudo): what is known is sudo of groups and users alone.`,
        );
      }
    },
  },
];

/** How many bindings of groups came, and how many of them say nothing of administrators; summed up over both steps. */
interface Told {
  bindings: number;
  silent: number;
}

const TOLD = 'whether bindings of groups make administrators';

/** Reads from a row whether the binding makes administrators of the user, or of the members of the group, with the key. */
async function readRoot(step: Step) {
  const told = (await step.getData<Told>(TOLD)) ?? { bindings: 0, silent: 0 };
  await step.setData(TOLD, told);
  const groups = await step.objects(Entities.GROUP);
  const users = await step.objects(Entities.USER);
  const bindingOf = (row: object) => {
    const binding = sudoOf((row as { attributes?: unknown }).attributes);
    told.bindings++;
    if (binding.admin === undefined) told.silent++;
    return binding;
  };
  const ofGroup = (row: object, key: string) => {
    const own = ownSudoOf(groups.get(key)?.properties);
    return rootOf(own, bindingOf(row), ['group', 'groupBinding']);
  };
  const ofUser = (row: object, key: string) => {
    const own = ownSudoOf(users.get(key)?.properties);
    return rootOf(own, bindingOf(row), ['user', 'binding']);
  };
  return { told, ofGroup, ofUser };
}

/** The key of the object at the other end of a row. */
function otherKey(row: object, { idOf }: ListEndpoint, of: EntityType): string {
  return entityKey(of, idOf?.(row) ?? '');
}
