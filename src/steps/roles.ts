import { RatedRole, Rights, RIGHTS, rightsOf } from '../entities/roles/rights';
import { Capability } from '../entities/roles/scopes';
import { createEntity, entityKey, EntityType } from '../graph/entity';
import { GraphObject, rememberedOf } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { elements } from '../entities/properties';

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
  {
    id: Steps.ROLE_RIGHTS,
    name: 'Build Role Account Relationships',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [],
    relationships: [Relationships.ROLE_ALLOWS_ACCOUNT],
    // Some roles are known from their bearers alone.
    dependsOn: [Steps.ADMIN_ROLES, Steps.SERVICE_ACCOUNT_ROLES],
    executionHandler: relateRights,
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
  const roles = await step.objects(Entities.ROLE);
  const place = ({ id }: Organization, named: unknown) => `${id} ${named}`;
  const known = new Set(
    roles.values().map(({ organization, key }) => place(organization, key)),
  );
  await step.each(of, (bearer) => {
    const { organization, key } = bearer;
    rolesOf(bearer).forEach(({ id, name }) => {
      const row = { id: id ?? idsByName.get(place(organization, name)), name };
      const context = step.contextOf(organization);
      const role = createEntity(Entities.ROLE, row, context);
      writer.addEntity(role);
      const at = place(organization, role._key);
      if (!known.has(at)) {
        known.add(at);
        roles.add({
          key: role._key,
          id: String(role.id),
          organization,
          properties:
            roles.get(role._key)?.properties ??
            rememberedOf(role, Entities.ROLE),
        });
      }
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

async function relateRights(step: Step): Promise<void> {
  const roles = (await step.objects(Entities.ROLE)).values();
  const rights = new Map(
    roles.map((role) => [role, rightsOf(role.properties as RatedRole)]),
  );
  const bearers = await bearersOf(step, rights);
  await step.each(Entities.ROLE, (role) => {
    const { key, organization, properties } = role;
    const { organizationIds } = properties as { organizationIds?: string[] };
    if (organizationIds?.length && !organizationIds.includes(organization.id)) {
      return;
    }
    const own = step.isComplete(Steps.ADMIN_ROLES, organization.id)
      ? bearers.filter((each) => each.organization === organization)
      : undefined;
    step.writer.addRelationship(
      createRelationship(
        Relationships.ROLE_ALLOWS_ACCOUNT,
        key,
        entityKey(Entities.ACCOUNT, organization.id),
        {
          ...rights.get(role),
          bearerCount: own?.filter(({ roles: all }) => all.has(key)).length,
          ...targetsOf(key, rights.get(role), own),
        },
      ),
    );
  });
}

/**
 * Whom the bearers of a role may become. An administrator who is linked to a user
 * signs in with that user's password and MFA (JumpCloud's article on
 * administrators): so whoever may set the one and reset the other may sign in as
 * that administrator. Those who may take any right are told apart, for who becomes
 * one of them has everything.
 *
 * @returns e-mail addresses; undefined where there are none
 */
function targetsOf(
  role: string,
  { canSetPasswords, canResetMfa }: Rights = {},
  bearers: Bearer[] = [],
): { shadowAdmins?: string[]; strongerAdmins?: string[] } {
  if (!(canSetPasswords || canResetMfa)) return {};
  // Two roles of one bearer may suffice together.
  const askers = bearers.filter(
    ({ isStrong, mayTakeOver, roles }) =>
      roles.has(role) && mayTakeOver && !isStrong,
  );
  const targets = bearers.filter(
    (target) =>
      target.mayBeTakenOver && askers.some((asker) => isWeaker(asker, target)),
  );
  const namesOf = (areStrong: boolean) => {
    const names = targets
      .filter(({ isStrong }) => isStrong === areStrong)
      .map(({ name }) => name);
    return names.length > 0 ? names.sort() : undefined;
  };
  return { shadowAdmins: namesOf(true), strongerAdmins: namesOf(false) };
}

/**
 * Whether one gains anything by becoming the other: a right that the other has for
 * certain, and that this one is known not to have. A right that is only possible
 * is no gain, and none that one may have anyhow: equals accuse nobody, and neither
 * do roles that are not rated. Nor is it asked whose rights are more in all: a Help
 * Desk that becomes a Command Runner runs code, though it gives up its passwords.
 */
function isWeaker(asker: Bearer, target: Bearer): boolean {
  if (asker.isStrong) return false;
  if (target.isStrong) return true;
  return target.certain.some((right) => asker.lacks.has(right));
}

interface Bearer extends Pick<GraphObject, 'organization'> {
  name: string;
  /** Keys. */
  roles: ReadonlySet<string>;
  /** May take any right. */
  isStrong: boolean;
  /** The rights that no doubt is about. */
  certain: Capability[];
  /** The rights that none of the roles gives. */
  lacks: ReadonlySet<Capability>;
  /** May set the passwords of users, and reset their MFA. */
  mayTakeOver: boolean;
  /** Signs in as a user whose password JumpCloud keeps. */
  mayBeTakenOver: boolean;
}

/** Administrators and service accounts who can sign in. */
async function bearersOf(
  step: Step,
  rights: ReadonlyMap<GraphObject, Rights>,
): Promise<Bearer[]> {
  const byRole = new Map<string, Rights>();
  rights.forEach((own, { key }) => byRole.set(key, own));
  const roles = new Map<string, string[]>();
  for (const as of [
    Relationships.ADMIN_ASSIGNED_ROLE,
    Relationships.SERVICE_ACCOUNT_ASSIGNED_ROLE,
  ]) {
    await step.eachRelationship(as, (bearer, role) => {
      roles.set(bearer, [...(roles.get(bearer) ?? []), role]);
    });
  }
  const all = [
    ...(await step.objects(Entities.ADMIN)).values(),
    ...(await step.objects(Entities.SERVICE_ACCOUNT)).values(),
  ];
  return all
    .filter(
      ({ properties: { active, canSignIn } }) =>
        active !== false && canSignIn !== false,
    )
    .map(({ id, key, organization, properties }) => {
      const keys = roles.get(key) ?? [];
      const own = keys.flatMap((role) => byRole.get(role) ?? []);
      const may = (right: Capability) => own.some((each) => each[right]);
      return {
        organization,
        name: String(properties.email ?? id),
        roles: new Set(keys),
        isStrong: may('canBecomeAdministrator'),
        certain: own.flatMap(
          ({ byScope = [], byName = [] }) =>
            [...byScope, ...byName] as Capability[],
        ),
        lacks: new Set(
          RIGHTS.filter((right) => own.every((each) => each[right] === false)),
        ),
        mayTakeOver: may('canSetPasswords') && may('canResetMfa'),
        mayBeTakenOver:
          properties.linkedToUser === true &&
          properties.passwordSource === undefined,
      };
    });
}
