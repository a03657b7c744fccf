import { entityKey } from '../graph/entity';
import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { ownerIdOf } from '../entities/devices';
import { keepAccounts } from './deviceAccess';

export const deviceSteps: StepDeclaration[] = [
  {
    id: Steps.DEVICES,
    name: 'Fetch Devices',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [Entities.DEVICE],
    relationships: [
      Relationships.ACCOUNT_HAS_DEVICE,
      Relationships.USER_OWNS_DEVICE,
    ],
    // A device carries the e-mail address of its owner, and users are in the graph in any case.
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: async (step) => {
      const users = await step.objects(Entities.USER);
      const keep = await keepAccounts(step);
      await step.entities(Entities.DEVICE, Relationships.ACCOUNT_HAS_DEVICE, {
        enrich: (row) => ({
          ...row,
          owner: users.get(entityKey(Entities.USER, ownerIdOf(row) ?? ''))
            ?.properties,
        }),
        onEntity: ({ _key }, row, organization) =>
          keep(_key, row, organization),
      });
      await step.link(Relationships.USER_OWNS_DEVICE, {
        of: Entities.DEVICE,
        to: ({ properties }) => properties.ownerId,
      });
    },
  },
];
