import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { associationsOfUserGroups } from '../entities/groups';
import { USER_GROUPS_OF_RADIUS_SERVER } from '../entities/radiusServers';

export const radiusServerSteps: StepDeclaration[] = [
  {
    id: Steps.RADIUS_SERVERS,
    name: 'Fetch RADIUS Servers',
    ingestionSourceId: IngestionSources.RADIUS,
    entities: [Entities.RADIUS_SERVER],
    relationships: [Relationships.ACCOUNT_HAS_RADIUS_SERVER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(
        Entities.RADIUS_SERVER,
        Relationships.ACCOUNT_HAS_RADIUS_SERVER,
      ),
  },
  {
    id: Steps.RADIUS_SERVER_ASSIGNMENTS,
    name: 'Fetch RADIUS Server Assignments',
    ingestionSourceId: IngestionSources.RADIUS,
    entities: [],
    relationships: [Relationships.GROUP_ASSIGNED_RADIUS_SERVER],
    dependsOn: [Steps.RADIUS_SERVERS, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: (step) =>
      step.rowsOfFewer(Relationships.GROUP_ASSIGNED_RADIUS_SERVER, [
        { of: Entities.GROUP, read: associationsOfUserGroups('radius_server') },
        { of: Entities.RADIUS_SERVER, read: USER_GROUPS_OF_RADIUS_SERVER },
      ]),
  },
];
