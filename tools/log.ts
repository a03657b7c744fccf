/*
 * What the output of a run alone tells: the SDK writes neither the reason of a
 * failure nor any figure into `.j1-integration`.
 */

/** An error as the SDK's log words it. */
export interface Failure {
  /** Of IntegrationError: `PROVIDER_AUTHORIZATION_ERROR`. */
  code: string;
  reason: string;
}

export interface Log {
  /** All attempts; undefined when the log was kept too quiet for it. */
  requests: number | undefined;
  /** Of the whole run, as the SDK measures it. */
  seconds: number | undefined;
  /** By the name of the step. */
  failures: Map<string, Failure>;
  /** Why the run ended before its end, if it did. */
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

/** @param text the output of `j1-integration collect` or `run`, without colours */
export function readLog(text: string): Log {
  const failures = new Map<string, Failure>();
  for (const [, step, code, reason] of text.matchAll(STEP_FAILED)) {
    failures.set(step, failureOf(code, reason));
  }
  const [, code, reason] = INVALID.exec(text) ?? [];
  const fatal = Array.from(failures.values()).find(
    (failure) => failure.code === 'PROVIDER_AUTHENTICATION_ERROR',
  );
  const requests = Array.from(text.matchAll(/requestsOfRun=(\d+)/g));
  const [, milliseconds] =
    /"name": "duration-collect",[^}]*"value": (\d+)/.exec(text) ?? [];
  return {
    requests: numberOf(requests.pop()?.[1]),
    seconds:
      milliseconds === undefined ? undefined : Number(milliseconds) / 1_000,
    failures,
    ended: code === undefined ? fatal : failureOf(code, reason),
  };
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
