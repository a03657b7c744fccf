import { Graph } from './integration';
import { readLog } from './log';
import { isComplete, print, Report, reportOf } from './report';

const LOG = `
18:26:10.164Z  INFO Local: Starting step "Fetch Account"... (stepId=fetch-account)
18:26:10.200Z  INFO Local: 2 requests so far.
18:26:10.276Z  WARN Local: Step "Fetch Users" failed to complete due to error. Failed to access provider resource. (errorCode="PROVIDER_AUTHORIZATION_ERROR", errorId="3b95", reason="403 Forbidden (a \\"quote\\"): its role lacks the scope users.readonly") (stepId=fetch-users)
  Error: 403 Forbidden
18:26:12.300Z  INFO Local: 1106 requests; 1106 of the run so far. (stepId="fetch-users", requests=1106, requestsOfRun=1106)
18:26:12.432Z  INFO Local: Collected metric.
  metric: {
    "name": "duration-collect",
    "unit": "Milliseconds",
    "value": 2285,
    "timestamp": 1795544770432
  }
`;

test('the log of a run', () => {
  const reason =
    '403 Forbidden (a "quote"): its role lacks the scope users.readonly';
  expect(readLog(LOG)).toEqual({
    requests: 1106,
    requestsByStep: new Map([['fetch-users', 1106]]),
    seconds: 2.285,
    failures: new Map([
      ['Fetch Users', { code: 'PROVIDER_AUTHORIZATION_ERROR', reason }],
    ]),
    ended: undefined,
  });
});

test.each([
  [
    'configuration that is refused',
    'Error occurred while validating integration configuration. (errorCode="CONFIG_VALIDATION_ERROR", errorId="3b95", reason="Region is not one of us, eu, in.")',
    'Region is not one of us, eu, in.',
  ],
  [
    'a key that dies',
    'Step "Fetch Users" failed to complete due to error. (errorCode="PROVIDER_AUTHENTICATION_ERROR", errorId="3b95", reason="401 Unauthorized")',
    '401 Unauthorized',
  ],
])('why a run ended early: %s', (_, text, reason) => {
  expect(readLog(text)).toMatchObject({
    requests: undefined,
    seconds: undefined,
    ended: { reason },
  });
});

test.each([
  [
    'it opens no job',
    'IntegrationError: Error occurred while initiating synchronization job (API response: code=UNAUTHORIZED, message="Bearer j1_secret_key is not valid").',
    'Error occurred while initiating synchronization job (API response: code=UNAUTHORIZED, message="Bearer *** is not valid").',
  ],
  [
    'the job is aborted',
    'Synchronization job status: ABORTED',
    'The job in JupiterOne is ABORTED.',
  ],
])('why JupiterOne did not take it: %s', (_, text, reason) => {
  const opened = "Configured JupiterOne API client. (apiBaseUrl: 'x')\n";
  const log = readLog(opened + text);
  expect(log.ended).toEqual({ code: 'NOT_UPLOADED', reason });
  const report = reportOf(graph, times, log);
  expect(report.notUploaded).toBe(reason);
  expect(isComplete({ ...report, unfinished: [] })).toBe(false);
  expect(print(report)).toMatch(/JupiterOne has none of this\. .*\n$/);
  const good = 'Synchronization job status: FINALIZE_PENDING';
  expect(readLog(`${opened}${text.split(':')[0]}\n${good}`).ended).toBe(
    undefined,
  );
});

const step = (name: string, status: string, ...declaredTypes: string[]) => ({
  id: name.toLowerCase().replace(/ /g, '-'),
  name,
  status,
  declaredTypes,
});
const graph: Graph = {
  entities: ['Ada', 'Bob\u001b[2J', 'Cleo'].map((name, n) => ({
    _key: `5f000000000000000000000${n}`,
    _type: 'jumpcloud_user',
    _class: ['User'],
    displayName: `${name} Example`,
    active: true,
    activated: true,
    mfaEnabled: false,
  })),
  relationships: [],
  steps: [
    step('Fetch Users', 'success', 'jumpcloud_user'),
    step('Fetch Groups', 'failure', 'jumpcloud_group', 'jumpcloud_policy'),
    step('Fetch Assignments', 'partial_success_due_to_dependency_failure'),
    step('Build Access', 'disabled'),
  ],
  partialTypes: ['jumpcloud_group', 'jumpcloud_group'],
};
const times = {
  firstObjectOn: new Date('2026-11-24T18:26:10.000Z'),
  endedOn: new Date('2026-11-24T18:26:12.500Z'),
  files: { graph: '.j1-integration/graph', picture: null, log: null },
};

test('what is printed of a run without its log', () => {
  const text = print(reportOf(graph, times));
  expect(text).toMatch(/^Entities +3\n {2}jumpcloud_user +3\n/);
  expect(text).toContain('2026-11-24 18:26 UTC, 2.5 s from the first object');
  expect(text).toMatch(
    /^ {2}HIGH +3 active users without MFA \(Ada Example, Bob.?\[2J Example, \.\.\.\)$/m,
  );
  expect(text).not.toContain('\u001b');
  expect(text).toContain('Switched off: Build Access\n');
  expect(text).toMatch(/^JupiterOne alone, .* finds: .*, new users, /m);
  expect(text).toMatch(
    /^1 of the steps failed\..* read them: jumpcloud_group$/m,
  );
  expect(text).toMatch(
    /Fetch Groups: failed\n {4}What to do: .*the scope groups\.readonly, systems\.readonly\./,
  );
  expect(text).toMatch(/Fetch Assignments: incomplete/);
});

const remedies: [string, RegExp][] = [
  ['PROVIDER_AUTHORIZATION_ERROR', /Give the role/],
  ['PROVIDER_RETRIES_EXCEEDED_ERROR', /status\.jumpcloud\.com/],
  ['THROTTLED', /less often/],
  ['INCOMPLETE_READ', /Run again/],
  ['PROVIDER_API_ERROR', /report the reason/],
  ['UNEXPECTED_ERROR', /report the reason/],
];
test.each(remedies)('what to do about %s', (code, remedy) => {
  const report: Report = reportOf(graph, times, {
    requests: 1_106,
    requestsByStep: new Map([
      ['fetch-account', 2],
      ['fetch-groups', 0],
      ['fetch-users', 1_104],
    ]),
    seconds: 2.285,
    failures: new Map([['Fetch Groups', { code, reason: 'Because.' }]]),
    ended: undefined,
  });
  expect(report.unfinished[0]).toMatchObject({
    status: 'failed',
    code,
    reason: 'Because.',
    remedy: expect.stringMatching(remedy) as string,
  });
  expect(print(report)).toContain(
    'UTC: 1,106 requests, 2.3 s\nMost of them: fetch-users 1,104, fetch-account 2\n',
  );
  expect(print(report)).toContain('    Why:        Because.\n');
});
