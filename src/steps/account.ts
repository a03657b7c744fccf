import {
  IntegrationProviderAuthorizationError,
  IntegrationStep,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { handler } from '../graph/step';
import { isNotFound } from '../jumpcloud/errors';
import { Organization } from '../jumpcloud/organization';
import { Entities, Relationships, Steps } from '../model';

export const accountSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.ACCOUNT,
    name: 'Fetch Account',
    entities: [Entities.ACCOUNT],
    relationships: [],
    executionHandler: handler((step) =>
      step.entities(Entities.ACCOUNT, undefined, {
        read: (organization) => one(organization.row),
        enrich: async (row, organization) => {
          try {
            return { ...row, ...(await organization.details()) };
          } catch (error) {
            // Everything hangs from the account, so it is made of what is known.
            if (!isRefusal(error)) step.failures.add(organization.id, error);
            return row;
          }
        },
      }),
    ),
  },
  {
    id: Steps.PASSWORD_POLICY,
    name: 'Fetch Password Policy',
    entities: [Entities.PASSWORD_POLICY],
    relationships: [Relationships.ACCOUNT_HAS_PASSWORD_POLICY],
    dependsOn: [Steps.ACCOUNT],
    // A step of its own: without the settings there is no policy, but there is an account.
    executionHandler: handler((step) =>
      step.entities(
        Entities.PASSWORD_POLICY,
        Relationships.ACCOUNT_HAS_PASSWORD_POLICY,
        { read: settingsOf },
      ),
    ),
  },
];

async function* one<T>(row: T): AsyncGenerator<T[]> {
  await Promise.resolve();
  yield [row];
}

async function* settingsOf(organization: Organization) {
  yield [await organization.details()];
}

/** Some roles see the list of organizations, but not their settings: then the row is all there is. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof IntegrationProviderAuthorizationError || isNotFound(error)
  );
}
