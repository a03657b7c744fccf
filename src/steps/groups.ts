import { Step, StepDeclaration } from '../graph/step';
import { Entities, Relationships, Steps } from '../model';
import { GROUP_MEMBERS } from '../entities/groups';
import { EDITABLE_FIELDS } from '../entities/users';
import { elements } from '../entities/properties';

export const groupSteps: StepDeclaration[] = [
  {
    id: Steps.GROUPS_AND_MEMBERSHIPS,
    name: 'Fetch Groups and Memberships',
    entities: [Entities.GROUP],
    relationships: [
      Relationships.ACCOUNT_HAS_GROUP,
      Relationships.GROUP_HAS_USER,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: async (step) => {
      const editable = await editableFields(step);
      await step.entities(Entities.GROUP, Relationships.ACCOUNT_HAS_GROUP, {
        enrich: (row, { id }) => ({ ...row, editableFields: editable.get(id) }),
      });
      await step.rows(Relationships.GROUP_HAS_USER, {
        of: Entities.GROUP,
        read: GROUP_MEMBERS,
        mustLeadTo: Steps.USERS,
      });
    },
  },
];

/** What some active user at least may edit of themselves, by the id of an organization that lets users do so. */
async function editableFields(
  step: Step,
): Promise<ReadonlyMap<string, string[]>> {
  const users = (await step.objects(Entities.USER)).values();
  const editable = new Map<string, string[]>();
  (await step.objects(Entities.ACCOUNT))
    .values()
    .filter(({ properties }) => properties.usersCanEditProfile === true)
    .forEach(({ organization }) => {
      const own = users.filter(
        (user) =>
          user.organization === organization &&
          user.properties.canSignIn !== false,
      );
      const isEditable = (field: string) =>
        own.some(
          ({ properties: { masteredFields } }) =>
            !elements(masteredFields as string[] | undefined).includes(field),
        );
      editable.set(organization.id, EDITABLE_FIELDS.filter(isEditable));
    });
  return editable;
}
