import {
  IntegrationProviderAPIError,
  IntegrationStep,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Organization } from '../../jumpcloud/client';
import { OrganizationDetails } from '../../jumpcloud/types';
import { Entities, Steps } from '../../model';
import { Failures, ingest } from '../ingest';
import { createAccountEntity } from './converter';

export const accountSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.ACCOUNT,
    name: 'Fetch Account',
    entities: [Entities.ACCOUNT],
    relationships: [],
    executionHandler: ingest(async (step) => {
      const { instance, jobState } = step.context;
      await step.eachOrganization(async (organization) => {
        const known = await knownOf(organization, step.failures);
        await jobState.addEntity(
          createAccountEntity(known, organization, instance.name),
        );
      });
    }),
  },
];

/** Everything hangs from the account, so it is made from what is known when its settings are not to be had. */
async function knownOf(
  organization: Organization,
  failures: Failures,
): Promise<OrganizationDetails> {
  try {
    return { ...organization.row, ...(await organization.details()) };
  } catch (error) {
    if (!isRefusal(error)) failures.add(organization.id, error);
    return organization.row;
  }
}

/** Some roles see the list of organizations, but not their settings: then the row is all there is. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof IntegrationProviderAPIError &&
    [403, 404].includes(error.status as number)
  );
}
