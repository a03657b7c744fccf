/*
 * What the output of a run alone tells: the SDK writes neither the reason of a
 * failure nor any figure into `.j1-integration`, nor what JupiterOne refuses.
 */
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Where the output of a run is kept, in the directory of the run. */
export const LOG_FILE = path.join('output', 'collect.log');

/** An error as the SDK's log words it. */
export interface Failure {
  /** Of IntegrationError: `PROVIDER_AUTHORIZATION_ERROR`. */
  code: string;
  reason: string;
}

export interface Log {
  /** All attempts; undefined when the log was kept too quiet for it. */
  requests: number | undefined;
  /** Of each step, by its id. */
  requestsByStep: Map<string, number>;
  /** Of the whole run, as the SDK measures it. */
  seconds: number | undefined;
  /** By the name of the step. */
  failures: Map<string, Failure>;
  /** Why the run ended before its end, or JupiterOne did not take it. */
  ended: Failure | undefined;
}

/** What the SDK appends to a message, its values as JSON. */
const DETAILS =
  /\(errorCode=("(?:[^"\\]|\\.)*"), errorId="[^"]*", reason=("(?:[^"\\]|\\.)*")\)/
    .source;
const STEP_FAILED = new RegExp(
  `Step "([^"]*)" failed to complete due to error\\..*?${DETAILS}`,
  'g',
);
const INVALID = new RegExp(
  `Error occurred while validating integration configuration\\..*?${DETAILS}`,
);

/** @param output of `j1-integration collect`, `run` or `sync` */
export function readLog(output: string): Log {
  const text = stripVTControlCharacters(output)
    // The SDK logs a refused upload as it was sent, with the key of JupiterOne.
    .replace(/Bearer [^\s"']+/g, 'Bearer ***');
  const failures = new Map<string, Failure>();
  for (const [, step, code, reason] of text.matchAll(STEP_FAILED)) {
    failures.set(step, failureOf(code, reason));
  }
  const [, code, reason] = INVALID.exec(text) ?? [];
  const ended = [
    ...(code === undefined ? [] : [failureOf(code, reason)]),
    ...Array.from(failures.values()).filter(
      (failure) => failure.code === 'PROVIDER_AUTHENTICATION_ERROR',
    ),
    ...notUploaded(text),
  ];
  const requests = Array.from(
    text.matchAll(/stepId="?([\w-]+)"?, requests=(\d+), requestsOfRun=(\d+)/g),
  );
  const [, milliseconds] =
    /"name": "duration-collect",[^}]*"value": (\d+)/.exec(text) ?? [];
  return {
    requests: numberOf(requests[requests.length - 1]?.[3]),
    requestsByStep: new Map(
      requests.map(([, step, count]) => [step, Number(count)]),
    ),
    seconds:
      milliseconds === undefined ? undefined : Number(milliseconds) / 1_000,
    failures,
    ended: ended[0],
  };
}

/** Of `run` and `sync`: there is no key of JupiterOne, or JupiterOne did not open the job, did not finalize it, or ended it meanwhile. */
function notUploaded(text: string): Failure[] {
  const [, missing] = /KeyRequiredError: (.*)/.exec(text) ?? [];
  if (missing) return [{ code: 'NOT_UPLOADED', reason: missing }];
  const [, status = 'ABORTED'] =
    /^Synchronization job status: (\w+)/m.exec(text) ?? [];
  const [, reason = `The job in JupiterOne is ${status}.`] =
    /Error: ((?:Error occurred while \w+ synchronization job|Failed to upload integration data).*)/.exec(
      text,
    ) ?? [];
  const isUpload = text.includes('Configured JupiterOne API client.');
  return isUpload && status !== 'FINALIZE_PENDING'
    ? [{ code: 'NOT_UPLOADED', reason }]
    : [];
}

function failureOf(code: string, reason: string): Failure {
  return {
    code: JSON.parse(code) as string,
    reason: JSON.parse(reason) as string,
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
