import { StepDeclaration } from '../graph/step';
import { Entities, Relationships, Steps } from '../model';
import { GROUP_MEMBERS } from '../entities/groups';

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
      await step.entities(Entities.GROUP, Relationships.ACCOUNT_HAS_GROUP);
      await step.rows(Relationships.GROUP_HAS_USER, {
        of: Entities.GROUP,
        read: GROUP_MEMBERS,
        mustLeadTo: Steps.USERS,
      });
    },
  },
];
