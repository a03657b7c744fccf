import { IntegrationExecutionContext } from '@jupiterone/integration-sdk-core';

import { IntegrationConfig, readSettings } from './settings';
import { Lock } from './graph/lock';
import { Run } from './graph/run';
import { JumpCloud } from './jumpcloud/client';
import { apiKeyCredentials, ServiceAccount } from './jumpcloud/credentials';
import { Progress } from './jumpcloud/progress';
import { Credentials, HttpClient } from './jumpcloud/request';
import { Throttle, ThrottleOptions } from './jumpcloud/throttle';

type Context = Pick<
  IntegrationExecutionContext<IntegrationConfig>,
  'instance' | 'logger'
>;

/** Milliseconds between two lines of the log that say how far a run is; `npm start` wants more of them at a terminal. */
const PROGRESS_INTERVAL = Number(process.env.PROGRESS_INTERVAL ?? 10_000);

const runs = new WeakMap<object, Run>();

/**
 * The run of an instance: the same for validation and for every step, so that
 * all share one throttle and ask for the organizations once.
 *
 * @throws IntegrationValidationError when the configuration is unusable
 */
export function runOf(context: Context): Run {
  return runs.get(context.instance) ?? startRun(context);
}

/**
 * Begins a run.
 *
 * @param options how requests are throttled, where it is not as in production
 * @throws IntegrationValidationError when the configuration is unusable
 */
export function startRun(
  { instance, logger }: Context,
  options: Partial<ThrottleOptions> = {},
): Run {
  const { credentials, origin, insightsOrigin, consoleUrl, organizationId } =
    readSettings(instance.config);
  const throttle = new Throttle(options);
  const progress = new Progress(logger, PROGRESS_INTERVAL);
  const onAttempt = (step?: string) => progress.requested(step);
  const proof: Credentials =
    'apiKey' in credentials
      ? apiKeyCredentials(credentials.apiKey)
      : new ServiceAccount({ ...credentials, throttle, logger, onAttempt });
  const shared = { credentials: proof, logger, onAttempt };
  const run: Run = {
    jumpCloud: new JumpCloud({
      console: new HttpClient({ ...shared, origin, throttle }),
      // What another host allows, and how long it makes us wait, is no business of the rest.
      insights: new HttpClient({
        ...shared,
        origin: insightsOrigin,
        throttle: throttle.fork(),
      }),
      consoleUrl,
      organizationId,
      progress,
      logger,
    }),
    progress,
    lock: new Lock(),
    typeOfKey: new Map(),
    incomplete: new Map(),
  };
  runs.set(instance, run);
  return run;
}
