import {
  IntegrationError,
  IntegrationExecutionContext,
  IntegrationInstanceConfigField,
  IntegrationInstanceConfigFieldMap,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';

import { runOf } from './run';
import { IntegrationConfig, SWITCHES } from './settings';

/**
 * A switch, off unless it is true. On a laptop the SDK ends with an error of its
 * own for whatever is neither true nor false, also for an empty line of a copied
 * `.env`: there it is text, and `readSettings` says what is wrong with it.
 */
function switchField(
  field: keyof typeof SWITCHES,
): IntegrationInstanceConfigField {
  return {
    optional: true,
    get type() {
      const value = process.env[SWITCHES[field]];
      const isSwitch = value === undefined || /^(true|false)$/i.test(value);
      return isSwitch ? 'boolean' : 'string';
    },
  };
}

/**
 * The fields of the tile, and (in upper snake case) of `.env`. All are optional
 * to the SDK so that `validateInvocation` can say what is missing and where to
 * get it.
 */
export const instanceConfigFields: IntegrationInstanceConfigFieldMap<IntegrationConfig> =
  {
    apiKey: { type: 'string', mask: true, optional: true },
    orgId: { type: 'string', optional: true },
    region: { type: 'string', optional: true },
    clientId: { type: 'string', optional: true },
    clientSecret: { type: 'string', mask: true, optional: true },
    disableEmployeeMapping: switchField('disableEmployeeMapping'),
    deriveDeviceAccess: switchField('deriveDeviceAccess'),
    ingestSoftwareInventory: switchField('ingestSoftwareInventory'),
    ingestWorkflows: switchField('ingestWorkflows'),
    ingestDirectoryUsers: switchField('ingestDirectoryUsers'),
    ingestGroupPasswordPolicies: switchField('ingestGroupPasswordPolicies'),
    ingestSignIns: switchField('ingestSignIns'),
    // The SDK knows no numbers.
    usageLookbackDays: { type: 'string', optional: true },
    ingestSaasApplications: switchField('ingestSaasApplications'),
  };

/**
 * Refuses bad configuration before any request, then proves the credentials
 * with one read of the organizations.
 *
 * @throws IntegrationValidationError which names the field and the remedy
 * @throws IntegrationProviderAuthenticationError when JumpCloud refuses the credentials
 */
export async function validateInvocation(
  context: IntegrationExecutionContext<IntegrationConfig>,
): Promise<void> {
  try {
    const organizations = await runOf(context).jumpCloud.organizations();
    if (organizations.length === 0) throw noOrganization(context);
  } catch (error) {
    // These messages are for the person who fills in the form; where they were thrown helps nobody.
    if (error instanceof IntegrationError) {
      error.stack = `${error.code}: ${error.message}`;
    }
    throw error;
  }
}

function noOrganization({
  instance,
}: IntegrationExecutionContext<IntegrationConfig>) {
  const { orgId } = instance.config;
  return new IntegrationValidationError(
    orgId
      ? `Organization ID (orgId, ORG_ID in .env): the credentials cannot see the organization ${orgId}. Check the id under Settings > Organization Profile, or leave the field empty to read all that they can see.`
      : 'The credentials see no organization. Use those of an administrator of the organization that is to be read.',
  );
}
