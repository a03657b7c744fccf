import {
  DisabledStepReason,
  IntegrationExecutionContext,
  StepStartStates,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { Steps } from '../model';
import { accountSteps } from './account';
import { adminSteps } from './admins';
import { applicationSteps } from './applications';
import { employeeSteps } from './employees';
import { groupSteps } from './groups';
import { roleSteps } from './roles';
import { serviceAccountSteps } from './serviceAccounts';
import { userSteps } from './users';

export const integrationSteps = [
  ...accountSteps,
  ...userSteps,
  ...groupSteps,
  ...employeeSteps,
  ...applicationSteps,
  ...adminSteps,
  ...serviceAccountSteps,
  ...roleSteps,
];

/** Every step runs, unless the configuration says otherwise. */
export function getStepStartStates({
  instance,
}: IntegrationExecutionContext<IntegrationConfig>): StepStartStates {
  const states: StepStartStates = {};
  for (const { id } of integrationSteps) states[id] = { disabled: false };
  if (instance.config.disableEmployeeMapping === true) {
    states[Steps.EMPLOYEES] = {
      disabled: true,
      disabledReason: DisabledStepReason.USER_CONFIG,
    };
  }
  return states;
}
