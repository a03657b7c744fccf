import { GraphObject } from '../graph/objects';
import { StepDeclaration } from '../graph/step';
import { idOf, normalizeId } from '../jumpcloud/ids';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { associationsOfUserGroups } from '../entities/groups';
import {
  ACTIVE_DIRECTORY_AGENTS,
  DIRECTORIES_WITH_GROUPS,
  userGroupsOfDirectory,
  WORKDAYS,
} from '../entities/directories';
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
];

const typeOf = ({ properties }: GraphObject) => properties.type;
