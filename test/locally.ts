import { executeIntegrationLocally } from '@jupiterone/integration-sdk-runtime';
import { inspect, stripVTControlCharacters } from 'node:util';

import { invocationConfig } from '../src';
import { NO_CONFIGURATION } from '../tools/integration';
import { Sandbox } from '../tools/sandbox/server';

/** To which the SDK listens while it runs. */
const EVENTS = ['multipleResolves', 'unhandledRejection', 'uncaughtException'];

interface Printed {
  /** The log, and what the command line then prints of an error, without colours. */
  output: string;
  /** Whether it ended with an error: then the exit code is 1, as the tests of processes see. */
  isRefused: boolean;
}

/**
 * What `collect` does once the command line has loaded the integration, in this
 * process and thus in a fraction of the time: the configuration is read from the
 * environment, and the log is that of a process. The folder of the graph is that
 * of `useOwnStorage`.
 *
 * @param environment what `.env` would say, beside the addresses and the API key
 */
export async function collectLocally(
  { url, oauthUrl, apiKey }: Sandbox,
  environment: NodeJS.ProcessEnv,
): Promise<Printed> {
  Object.assign(
    process.env,
    NO_CONFIGURATION,
    {
      LOG_LEVEL: 'info',
      JUMPCLOUD_CONSOLE_URL: url,
      JUMPCLOUD_OAUTH_URL: oauthUrl,
      API_KEY: apiKey,
    },
    environment,
  );
  const listening = EVENTS.map((event) => process.listeners(event as never));
  let output = '';
  const writing = jest.spyOn(process.stdout, 'write').mockImplementation(((
    text: string,
  ) => {
    output += text;
    return true;
  }) as typeof process.stdout.write);
  try {
    await executeIntegrationLocally(invocationConfig as never, {
      current: { startedOn: Date.now() },
    });
    return { output: stripVTControlCharacters(output), isRefused: false };
  } catch (error) {
    expect(output).toContain('Local');
    return {
      output: stripVTControlCharacters(output + inspect(error)),
      isRefused: true,
    };
  } finally {
    writing.mockRestore();
    // The SDK leaves them where a run throws; they would keep quiet about what other tests do.
    EVENTS.forEach((event, n) =>
      process
        .listeners(event as never)
        .filter((each) => !listening[n].includes(each))
        .forEach((each) => process.removeListener(event, each as never)),
    );
  }
}

/** @throws when the run does not end with an error */
export async function printedByRefused(
  sandbox: Sandbox,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { output, isRefused } = await collectLocally(sandbox, environment);
  if (!isRefused) throw new Error('The run was not refused.');
  return output;
}
