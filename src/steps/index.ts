import {
  DisabledStepReason,
  IntegrationExecutionContext,
  IntegrationStep,
  StepStartStates,
} from '@jupiterone/integration-sdk-core';

import { handler } from '../graph/step';
import { Steps } from '../model';
import { runOf } from '../run';
import { IntegrationConfig, wantsSignIns } from '../settings';
import { accountSteps } from './account';
import { adminSteps } from './admins';
import { appleMdmSteps } from './appleMdm';
import { applicationSteps } from './applications';
import { authPolicySteps } from './authPolicies';
import { commandSteps } from './commands';
import { deviceAccessSteps } from './deviceAccess';
import { deviceGroupSteps } from './deviceGroups';
import { devicePostureSteps } from './devicePosture';
import { deviceSteps } from './devices';
import { directorySteps } from './directories';
import { awsSteps } from './aws';
import { employeeSteps } from './employees';
import { groupSteps } from './groups';
import { installedApplicationSteps } from './installedApplications';
import { policySteps } from './policies';
import { policyGroupSteps } from './policyGroups';
import { policyResultSteps } from './policyResults';
import { radiusServerSteps } from './radiusServers';
import { roleSteps } from './roles';
import { saasApplicationSteps } from './saasApplications';
import { serviceAccountSteps } from './serviceAccounts';
import { signInSteps } from './signIns';
import { softwareAppSteps } from './softwareApps';
import { userSteps } from './users';
import { workflowSteps } from './workflows';

export const integrationSteps: IntegrationStep<IntegrationConfig>[] = [
  ...accountSteps,
  ...userSteps,
  ...groupSteps,
  ...employeeSteps,
  ...applicationSteps,
  ...awsSteps,
  ...adminSteps,
  ...serviceAccountSteps,
  ...roleSteps,
  ...deviceSteps,
  ...devicePostureSteps,
  ...deviceGroupSteps,
  ...deviceAccessSteps,
  ...policySteps,
  ...policyResultSteps,
  ...policyGroupSteps,
  ...commandSteps,
  ...softwareAppSteps,
  ...installedApplicationSteps,
  ...workflowSteps,
  ...appleMdmSteps,
  ...directorySteps,
  ...radiusServerSteps,
  ...authPolicySteps,
  ...signInSteps,
  ...saasApplicationSteps,
].map((step) => ({ ...step, executionHandler: handler(step, runOf) }));

/** Every step runs, unless the configuration says otherwise. */
export function getStepStartStates({
  instance,
}: IntegrationExecutionContext<IntegrationConfig>): StepStartStates {
  const states: StepStartStates = {};
  for (const { id } of integrationSteps) states[id] = { disabled: false };
  const switchOff = (id: string) => {
    states[id] = {
      disabled: true,
      disabledReason: DisabledStepReason.USER_CONFIG,
    };
  };
  // What is off here stays off, whatever the ingestion sources say.
  if (instance.config.disableEmployeeMapping === true) {
    switchOff(Steps.EMPLOYEES);
  }
  // A request for each device has to be asked for. Either step relates users to devices.
  switchOff(
    instance.config.deriveDeviceAccess === true
      ? Steps.DEVICE_ACCOUNTS
      : Steps.DEVICE_ACCESS,
  );
  // Nor does anybody wait for millions of events who did not ask for them.
  if (!wantsSignIns(instance.config)) {
    switchOff(Steps.SIGN_INS);
    switchOff(Steps.APPLICATION_USAGE);
  }
  // Not every role that reads the rest may read these.
  if (instance.config.ingestWorkflows !== true) {
    workflowSteps.forEach(({ id }) => switchOff(id));
  }
  // Millions of rows.
  if (instance.config.ingestSoftwareInventory !== true) {
    switchOff(Steps.INSTALLED_APPLICATIONS);
  }
  if (instance.config.ingestDirectoryUsers !== true) {
    switchOff(Steps.DIRECTORY_USERS);
    switchOff(Steps.DIRECTORY_ACCOUNTS);
  }
  if (instance.config.ingestGroupPasswordPolicies !== true) {
    switchOff(Steps.GROUP_PASSWORD_POLICIES);
  }
  if (instance.config.ingestSaasApplications !== true) {
    switchOff(Steps.SAAS_APPLICATIONS);
    switchOff(Steps.SAAS_SSO_APPLICATIONS);
  }
  return states;
}
