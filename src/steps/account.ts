import { StepDeclaration } from '../graph/step';
import { Organization, ORGANIZATIONS } from '../jumpcloud/organization';
import { Entities, Relationships, Steps } from '../model';

export const accountSteps: StepDeclaration[] = [
  {
    id: Steps.ACCOUNT,
    name: 'Fetch Account',
    entities: [Entities.ACCOUNT],
    relationships: [],
    executionHandler: (step) => {
      // Everything hangs from the account, so it is made of what is known; some roles see organizations, but not their settings.
      const settings = step.supplement<object>(
        { ...ORGANIZATIONS, name: 'settings of organizations' },
        (organization) => organization.details(step.id),
      );
      return step.entities(Entities.ACCOUNT, undefined, {
        read: ({ row }) => one(row),
        enrich: async (row, organization) => ({
          ...row,
          ...(await settings(organization)),
        }),
      });
    },
  },
  {
    id: Steps.PASSWORD_POLICY,
    name: 'Fetch Password Policy',
    entities: [Entities.PASSWORD_POLICY],
    relationships: [Relationships.ACCOUNT_HAS_PASSWORD_POLICY],
    dependsOn: [Steps.ACCOUNT],
    // A step of its own: without the settings there is no policy, but there is an account.
    executionHandler: (step) =>
      step.entities(
        Entities.PASSWORD_POLICY,
        Relationships.ACCOUNT_HAS_PASSWORD_POLICY,
        { read: (organization) => one(organization.details(step.id)) },
      ),
  },
];

async function* one(
  row: Organization['row'] | Promise<object>,
): AsyncGenerator<object[]> {
  yield [await row];
}
