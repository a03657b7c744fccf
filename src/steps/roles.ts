import { createEntity, EntityType } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { elements } from '../graph/values';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const roleSteps: StepDeclaration[] = [
  {
    id: Steps.ROLES,
    name: 'Fetch Roles',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.ROLE],
    relationships: [],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) => step.entities(Entities.ROLE),
  },
  {
    id: Steps.ADMIN_ROLES,
    name: 'Build Administrator Role Relationships',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.ROLE],
    relationships: [Relationships.ADMIN_ASSIGNED_ROLE],
    dependsOn: [Steps.ADMINS, Steps.ROLES],
    executionHandler: (step) =>
      assignRoles(step, Entities.ADMIN, Relationships.ADMIN_ASSIGNED_ROLE),
  },
  {
    id: Steps.SERVICE_ACCOUNT_ROLES,
    name: 'Build Service Account Role Relationships',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.ROLE],
    relationships: [Relationships.SERVICE_ACCOUNT_ASSIGNED_ROLE],
    // Two steps that add what roles the other has not: one after the other.
    dependsOn: [Steps.SERVICE_ACCOUNTS, Steps.ROLES, Steps.ADMIN_ROLES],
    executionHandler: (step) =>
      assignRoles(
        step,
        Entities.SERVICE_ACCOUNT,
        Relationships.SERVICE_ACCOUNT_ASSIGNED_ROLE,
      ),
  },
];

/**
 * Relates administrators or service accounts to their roles. A role that the
 * list of roles did not bring (its scope may be missing) is made of what its
 * bearer says of it.
 */
async function assignRoles(
  step: Step,
  of: EntityType,
  as: typeof Relationships.ADMIN_ASSIGNED_ROLE,
): Promise<void> {
  const { writer } = step;
  const bearers = (await step.objects(of)).values();
  const idsByName = await roleIdsByName(step, bearers);
  await step.each(of, (bearer) => {
    const { organization, key } = bearer;
    rolesOf(bearer).forEach(({ id, name }) => {
      const known = id ?? idsByName.get(`${organization.id} ${name}`);
      const role = createEntity(
        Entities.ROLE,
        { id: known, name },
        step.contextOf(organization),
      );
      writer.addEntity(role);
      writer.addRelationship(createRelationship(as, key, role._key));
    });
  });
}

/** Ids and names of the same roles, where JumpCloud gives both; else whichever it gives. */
function rolesOf({ properties }: GraphObject) {
  const ids = elements(properties.roleIds as string[] | undefined);
  const names = elements(properties.roles as string[] | undefined);
  return ids.length > 0
    ? ids.map((id, n) => ({
        id,
        name: ids.length === names.length ? names[n] : undefined,
      }))
    : names.map((name) => ({ id: undefined, name }));
}

/** From the list of roles, and from bearers who name both: older rows name a role without its id, and without the list it would be there twice. */
async function roleIdsByName(
  step: Step,
  bearers: GraphObject[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const bearer of bearers) {
    rolesOf(bearer).forEach(({ id, name }) => {
      if (id !== undefined && name !== undefined)
        ids.set(`${bearer.organization.id} ${name}`, id);
    });
  }
  (await step.objects(Entities.ROLE))
    .values()
    .forEach(({ id, organization, properties }) =>
      ids.set(`${organization.id} ${properties.name}`, id),
    );
  return ids;
}
