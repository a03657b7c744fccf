import { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { instanceConfigFields, validateInvocation } from './config';
import { ingestionConfig } from './model';
import { IntegrationConfig } from './settings';
import { getStepStartStates, integrationSteps } from './steps';

// The SDK logs each uncaught exception. Where nobody reads the log any more
// (`npm start | head`), writing it is one, and a run would log for ever.
[process.stdout, process.stderr]
  .filter((output) => output.listenerCount('error') === 0)
  .forEach((output) => output.on('error', () => undefined));

/** What JupiterOne loads. */
export const invocationConfig: IntegrationInvocationConfig<IntegrationConfig> =
  {
    instanceConfigFields,
    validateInvocation,
    getStepStartStates,
    integrationSteps,
    ingestionConfig,
  };
