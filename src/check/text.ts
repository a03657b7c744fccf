import { sanitize } from '../jumpcloud/sanitize';
import { Report, SourceReport } from './check';

/** What the report says, for a person: who we are, what can be read, what a run costs, and what to do next. */
export function toText(report: Report): string {
  const { organizations, sources, optional, keyEndsOn } = report;
  const end = keyEndsOn ? `, which ends on ${keyEndsOn.slice(0, 10)}` : '';
  const width = Math.max(...sources.map(({ title }) => title.length));
  return [
    `JumpCloud (${report.region}, ${report.origin}), seen with ${report.credential}${end}`,
    ...organizations.map(({ id, name, ...sizes }) => {
      const known = [
        sizeOf(sizes.users, 'users'),
        sizeOf(sizes.userGroups, 'user groups'),
        sizeOf(sizes.devices, 'devices'),
      ];
      return `  ${sanitize(name)} (${id}): ${known.join(', ')}`;
    }),
    '',
    'What can be read',
    ...sources.flatMap((source) => linesOf(source, width)),
    '',
    `A run makes about ${shown(report.requests)} requests and takes ${
      report.seconds
    } s or more: an answer takes ${
      report.answer
    } ms. This check has made ${shown(report.asked)}.`,
    ...optional.map(
      ({ field, requests, seconds }) =>
        `  ${field} would add ${shown(requests)} requests, ${seconds} s${
          field === 'ingestSignIns'
            ? ', and one for each 10,000 sign-ins of the time that is asked for'
            : ''
        }.`,
    ),
    '',
    'Next',
    ...nextOf(report).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function linesOf(
  { title, isOn, status, endpoints }: SourceReport,
  width: number,
): string[] {
  const counts = endpoints
    .filter(({ rows = 0 }) => rows > 0)
    .map(({ name, rows = 0 }) => `${shown(rows)} ${name}`);
  const told = [...(isOn ? [] : ['off']), status, counts.join(', ')];
  const odd = endpoints.filter(({ note, status: own }) =>
    Boolean(own === 'forbidden' || (note && own !== 'not licensed' && isOn)),
  );
  return [
    `  ${title.padEnd(width)}  ${told.filter(Boolean).join('; ')}`,
    ...odd.map(
      ({ name, scope, status: own, note }) =>
        `  ${' '.repeat(width)}    ${name}: ${
          own === 'forbidden' ? `forbidden, ${scope} is missing` : note ?? own
        }`,
    ),
  ];
}

function nextOf(report: Report): string[] {
  const { missingScopes, isReadable, credential, sources } = report;
  const next: string[] = [];
  if (missingScopes.length > 0) {
    const screen =
      credential === 'the API key'
        ? 'Settings > Administrators, the role of the administrator whose key it is'
        : 'Settings > Service Accounts, the role of the service account';
    next.push(
      `Add to the role in the Admin Portal (${screen}): ${missingScopes.join(
        ', ',
      )}.`,
      'Or switch off the ingestion sources that need them.',
    );
  }
  const failed = sources.filter(
    ({ isOn, endpoints }) =>
      isOn && endpoints.some(({ status }) => status === 'failed'),
  );
  if (failed.length > 0) {
    const names = failed.map(({ title }) => title).join(', ');
    next.push(
      `Check again in some minutes: ${names} could not be read. If it stays, the lines above say what JumpCloud answered.`,
    );
  }
  if (isReadable) next.push('Everything that is switched on can be read.');
  return next;
}

const sizeOf = (count: number | undefined, what: string) =>
  `${count === undefined ? 'unknown' : shown(count)} ${what}`;

const shown = (count: number) => count.toLocaleString('en-US');
