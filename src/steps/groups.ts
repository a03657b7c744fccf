import { createEntity, entityKey } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { isAbsent } from '../jumpcloud/errors';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import {
  GROUP_PASSWORD_POLICY,
  groupPolicyOf,
} from '../entities/account/passwordPolicy';
import { GROUP_FIELDS, GROUP_MEMBERS } from '../entities/groups';
import { DeclaredFields } from './fields';
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
      const declared = new DeclaredFields(Object.keys(GROUP_FIELDS));
      await step.entities(Entities.GROUP, Relationships.ACCOUNT_HAS_GROUP, {
        enrich: (row, { id }) => ({ ...row, editableFields: editable.get(id) }),
        onEntity: (_, row) => declared.see(row),
      });
      declared.tell(step, 'user groups');
      await step.rows(Relationships.GROUP_HAS_USER, {
        of: Entities.GROUP,
        read: GROUP_MEMBERS,
        mustLeadTo: Steps.USERS,
      });
    },
  },
  {
    id: Steps.GROUP_PASSWORD_POLICIES,
    name: 'Fetch Group Password Policies',
    ingestionSourceId: IngestionSources.GROUP_PASSWORD_POLICIES,
    entities: [Entities.PASSWORD_POLICY],
    relationships: [
      Relationships.ACCOUNT_HAS_PASSWORD_POLICY,
      Relationships.GROUP_ASSIGNED_PASSWORD_POLICY,
    ],
    dependsOn: [Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: async (step) => {
      await step.eachObject(Entities.GROUP, GROUP_PASSWORD_POLICY, (group) =>
        addPasswordPolicy(step, group),
      );
      await step.writer.flush();
    },
  },
];

/** A group has no policy of its own where JumpCloud answers 404, or with the default one. */
async function addPasswordPolicy(
  step: Step,
  { id, key, organization }: GraphObject,
): Promise<void> {
  const { writer } = step;
  const answer = await organization
    .answer(GROUP_PASSWORD_POLICY, step.id, id)
    .catch((error) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
  const row = answer === undefined ? undefined : groupPolicyOf(answer, id);
  if (row === undefined) return;
  const { PASSWORD_POLICY, ACCOUNT } = Entities;
  const policy = createEntity(
    PASSWORD_POLICY,
    row,
    step.contextOf(organization),
  );
  const above = entityKey(ACCOUNT, organization.id);
  const { ACCOUNT_HAS_PASSWORD_POLICY, GROUP_ASSIGNED_PASSWORD_POLICY } =
    Relationships;
  writer.addEntity(policy);
  writer.addRelationship(
    createRelationship(ACCOUNT_HAS_PASSWORD_POLICY, above, policy._key),
  );
  writer.addRelationship(
    createRelationship(GROUP_ASSIGNED_PASSWORD_POLICY, key, policy._key),
  );
  await writer.flushIfFull();
}

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
