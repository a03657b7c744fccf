import { GraphObject } from '../graph/objects';
import { MappedRelationshipModel } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { idOf, normalizeId } from '../jumpcloud/ids';
import {
  Entities,
  IngestionSources,
  MappedRelationships,
  Relationships,
  Steps,
} from '../model';
import { assignedBy } from '../entities/associations';
import { associationsOfUserGroups } from '../entities/groups';
import {
  ACTIVE_DIRECTORY_AGENTS,
  DIRECTORIES_WITH_GROUPS,
  DIRECTORIES_WITH_USERS,
  userGroupsOfDirectory,
  usersOfDirectory,
  WORKDAYS,
} from '../entities/directories';
import { relateByMapping } from './mapping';
import { asLowerCase, asString } from '../entities/properties';

export const directorySteps: StepDeclaration[] = [
  {
    id: Steps.DIRECTORIES,
    name: 'Fetch Directories',
    ingestionSourceId: IngestionSources.DIRECTORIES,
    entities: [Entities.DIRECTORY],
    relationships: [Relationships.ACCOUNT_HAS_DIRECTORY],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) => {
      const agents = step.supplement(ACTIVE_DIRECTORY_AGENTS);
      const workdays = step.supplement(WORKDAYS);
      return step.entities(
        Entities.DIRECTORY,
        Relationships.ACCOUNT_HAS_DIRECTORY,
        {
          enrich: async (row, organization) => {
            const id = idOf(row);
            const owner = asString(row.organizationId) ?? organization.id;
            switch (asLowerCase(row.type)) {
              case 'active_directory':
                // A domain may be shared by organizations; its owner alone is sure to see its agents.
                return normalizeId(owner) === organization.id
                  ? { ...row, agents: await agents(organization, id) }
                  : row;
              case 'workday': {
                const rows = await workdays(organization);
                return {
                  ...row,
                  workday: rows?.find((one) => idOf(one) === id),
                };
              }
              default:
                return row;
            }
          },
        },
      );
    },
  },
  {
    id: Steps.DIRECTORY_ASSIGNMENTS,
    name: 'Fetch Directory Assignments',
    ingestionSourceId: IngestionSources.DIRECTORIES,
    entities: [],
    relationships: [Relationships.GROUP_ASSIGNED_DIRECTORY],
    dependsOn: [Steps.DIRECTORIES, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: async (step) => {
      const directories = await step.objects(Entities.DIRECTORY);
      const types = new Set(Array.from(directories.values()).map(typeOf));
      const known = Object.keys(DIRECTORIES_WITH_GROUPS);
      for (const type of known.filter((each) => types.has(each))) {
        await step.rowsOfFewer(Relationships.GROUP_ASSIGNED_DIRECTORY, [
          { of: Entities.GROUP, read: associationsOfUserGroups(type) },
          {
            of: Entities.DIRECTORY,
            where: (each) => typeOf(each) === type,
            read: userGroupsOfDirectory(type),
          },
        ]);
      }
    },
  },
  {
    id: Steps.DIRECTORY_USERS,
    name: 'Fetch Directory Users',
    ingestionSourceId: IngestionSources.DIRECTORY_USERS,
    entities: [],
    relationships: [Relationships.USER_ASSIGNED_DIRECTORY],
    dependsOn: [Steps.DIRECTORIES, Steps.USERS],
    executionHandler: async (step) => {
      for (const type of DIRECTORIES_WITH_USERS) {
        await step.rows(Relationships.USER_ASSIGNED_DIRECTORY, {
          of: Entities.DIRECTORY,
          where: (each) => typeOf(each) === type,
          read: usersOfDirectory(type),
          properties: (row) => ({ assignedBy: assignedBy(row) }),
          mustLeadTo: Steps.USERS,
        });
      }
    },
  },
  {
    id: Steps.DIRECTORY_ACCOUNTS,
    name: 'Build User Directory Account Relationships',
    ingestionSourceId: IngestionSources.DIRECTORY_USERS,
    entities: [],
    relationships: [],
    mappedRelationships: [
      MappedRelationships.USER_IS_GOOGLE_USER,
      MappedRelationships.USER_IS_AZURE_USER,
    ],
    dependsOn: [Steps.DIRECTORY_USERS],
    executionHandler: async (step) => {
      const users = await usersByType(step);
      const relate = (as: MappedRelationshipModel, type: string) =>
        relateByMapping(step, as, Entities.USER, ({ key, properties }) =>
          users.get(type)?.has(key) ? properties.email : undefined,
        );
      await relate(MappedRelationships.USER_IS_GOOGLE_USER, 'g_suite');
      // JumpCloud makes users there under their e-mail address.
      await relate(MappedRelationships.USER_IS_AZURE_USER, 'office_365');
    },
  },
];

/** The keys of the users of each type of directory, by the type. */
async function usersByType(
  step: Step,
): Promise<ReadonlyMap<unknown, ReadonlySet<string>>> {
  const directories = await step.objects(Entities.DIRECTORY);
  const users = new Map<unknown, Set<string>>();
  await step.eachRelationship(
    Relationships.USER_ASSIGNED_DIRECTORY,
    (user, directory) => {
      const type = directories.get(directory)?.properties.type;
      users.set(type, (users.get(type) ?? new Set()).add(user));
    },
  );
  return users;
}

const typeOf = ({ properties }: GraphObject) => properties.type;
