import { IntegrationError } from '@jupiterone/integration-sdk-core';

import { DEVICE_SETTINGS } from '../entities/account/deviceSettings';
import { Step, StepDeclaration } from '../graph/step';
import { Organization, ORGANIZATIONS } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

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
        enrich: async (row, organization) => {
          const [ofItself, ofDevices] = await Promise.all([
            settings(organization),
            deviceSettings(step, organization),
          ]);
          return { ...row, ...ofItself, ...ofDevices };
        },
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

/**
 * What an organization sets for its devices. A server need not have it, nor a
 * role the right to read it: nothing of that may fail the step from which
 * everything hangs, so whatever goes wrong is a line in the log.
 */
async function deviceSettings(
  step: Step,
  organization: Organization,
): Promise<Record<string, unknown>> {
  const { instance, logger } = step.context;
  const isOff = (instance.disabledSources ?? []).some(
    ({ ingestionSourceId }) => ingestionSourceId === IngestionSources.DEVICES,
  );
  if (isOff) return {};
  const answers = Object.entries(DEVICE_SETTINGS).map(
    async ([field, endpoint]): Promise<[string, unknown][]> => {
      try {
        const { id } = organization;
        return [[field, await organization.answer(endpoint, step.id, id)]];
      } catch (error) {
        if ((error as Partial<IntegrationError>).fatal) throw error;
        logger.info(`Without ${endpoint.path}: ${String(error)}`);
        return [];
      }
    },
  );
  return Object.fromEntries((await Promise.all(answers)).flat());
}
