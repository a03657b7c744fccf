import { createEntity, entityKey } from '../graph/entity';
import { createRelationship } from '../graph/relationship';
import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { ownerIdOf } from '../entities/devices';
import { hasAgent } from '../entities/devices/agent';
import { keepAccounts } from './deviceAccess';

export const deviceSteps: StepDeclaration[] = [
  {
    id: Steps.DEVICES,
    name: 'Fetch Devices',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [Entities.DEVICE, Entities.AGENT],
    relationships: [
      Relationships.ACCOUNT_HAS_DEVICE,
      Relationships.USER_OWNS_DEVICE,
      Relationships.AGENT_MANAGES_DEVICE,
    ],
    // A device carries the e-mail address of its owner, and users are in the graph in any case.
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: async (step) => {
      const users = await step.objects(Entities.USER);
      const keep = await keepAccounts(step);
      await step.entities(Entities.DEVICE, Relationships.ACCOUNT_HAS_DEVICE, {
        enrich: (row) => {
          const owner = users.get(
            entityKey(Entities.USER, ownerIdOf(row) ?? ''),
          );
          // A copy takes thirty times as long.
          return Object.assign(row, { owner: owner?.properties });
        },
        onEntity: ({ _key }, row, organization) => {
          keep(_key, row, organization);
          if (!hasAgent(row)) return;
          const context = step.contextOf(organization);
          const agent = createEntity(Entities.AGENT, row, context);
          step.writer.addEntity(agent);
          step.writer.addRelationship(
            createRelationship(
              Relationships.AGENT_MANAGES_DEVICE,
              agent._key,
              _key,
            ),
          );
        },
      });
      await step.link(Relationships.USER_OWNS_DEVICE, {
        of: Entities.DEVICE,
        to: ({ properties }) => properties.ownerId,
      });
    },
  },
];
