import { listOf } from '../graph/entity';
import { Step, StepDeclaration } from '../graph/step';
import { incompleteRead } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { Entities, Relationships, Steps } from '../model';
import { GROUP_MEMBERS } from '../entities/groups';
import { user } from '../entities/users';
import { DeclaredFields } from './fields';

export const userSteps: StepDeclaration[] = [
  {
    id: Steps.USERS,
    name: 'Fetch Users',
    entities: [Entities.USER],
    relationships: [Relationships.ACCOUNT_HAS_USER],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: async (step) => {
      const declared = new DeclaredFields(Object.keys(user.fields));
      await step.entities(Entities.USER, Relationships.ACCOUNT_HAS_USER, {
        ifEmpty: (organization) =>
          refuseIfGroupsHaveMembers(step, organization),
        onEntity: (_, row) => declared.see(row),
      });
      declared.tell(step, 'users');
    },
  },
  {
    id: Steps.MANAGERS,
    name: 'Build User Manager Relationships',
    entities: [],
    relationships: [Relationships.USER_MANAGES_USER],
    dependsOn: [Steps.USERS],
    executionHandler: (step) =>
      step.link(Relationships.USER_MANAGES_USER, {
        of: Entities.USER,
        to: ({ properties }) => properties.managerId,
        reversed: true,
      }),
  },
];

/**
 * An empty list of users deletes everybody, and has been seen by mistake: it is
 * not believed while a group has a member.
 *
 * @throws IntegrationError INCOMPLETE_READ when one has
 */
async function refuseIfGroupsHaveMembers(
  { id: step }: Step,
  organization: Organization,
): Promise<void> {
  for await (const groups of organization.list(listOf(Entities.GROUP), step)) {
    for (const group of groups) {
      const id = idOf(group);
      for await (const members of organization.list(GROUP_MEMBERS, step, id)) {
        if (members.length === 0) continue;
        const what = `JumpCloud lists no users, but members of the user group ${id}`;
        throw incompleteRead(what);
      }
    }
  }
}
