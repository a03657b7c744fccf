/*
 * What a run has left, for people and for programs: counts by type, requests
 * and time, findings, and the steps that failed with what to do about them
 * (`npm run report`).
 *
 * The graph and the steps are in the SDK's `.j1-integration`. Why a step failed
 * and how many requests there were is in the output of the run alone, which is
 * read where it was saved: output/collect.log, unless another file is named.
 */
import { Entity } from '@jupiterone/integration-sdk-core';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { sanitize } from '../src/jumpcloud/sanitize';
import { Entities } from '../src/model';
import { findingsIn, findingsOfJupiterOne } from './findings';
import { Found, FoundEntity, toCsv, toMarkdown, toText } from './formats';
import { filesBelow, Graph, readGraph } from './integration';
import { Failure, Log, LOG_FILE, readLog } from './log';

const HELP = `What the last run has left in .j1-integration.

  npm run report
  npm run report -- --findings
  npm run --silent report -- --csv > findings.csv

  --findings   the findings alone, with all names
  --csv        the same for a spreadsheet, one line for each name
  --markdown   the same for a ticket, the first names of each
  --json       everything, for programs
  --log FILE   the output of the run (${LOG_FILE})
  --help

The exit code is 1 when a step failed, when there is no run, and when its log
says that JupiterOne did not take it.
`;

/** Names that are shown of what a finding has found. */
const NAMES = 2;

/** Steps that are shown with their requests; all are in the JSON. */
const STEPS = 3;

interface Unfinished extends Partial<Failure> {
  id: string;
  name: string;
  /** `incomplete`: it ended well, but one that it depends on failed. */
  status: 'failed' | 'incomplete';
  remedy: string;
}

export interface Report {
  /** When the run ended (ISO 8601). */
  collectedOn: string;
  /** Of the whole run; without its log, from the first object in the graph to the end. */
  seconds: number;
  /** All attempts; null without the run's log. */
  requests: number | null;
  /** Of each step that has made some, by its id, the most first; empty without the run's log. */
  requestsByStep: Record<string, number>;
  /** How many of each type. */
  entities: Record<string, number>;
  relationships: Record<string, number>;
  /** The worst first. */
  findings: Found[];
  unfinished: Unfinished[];
  /** Names of the steps that were switched off. */
  disabled: string[];
  /** The types of which JupiterOne deletes nothing on account of this run. */
  keptTypes: string[];
  /** Why JupiterOne has none of it, where it was to be uploaded; null without a log that says so. */
  notUploaded: string | null;
  /** Where the graph is, its picture, and the log, as far as they are of this run. */
  files: { graph: string; picture: string | null; log: string | null };
}

/**
 * @param directory where the run was started
 * @param logFile the output of the run
 * @param graph what it has left, where that was read already
 * @throws Error that says what to do when no run has left a result there
 */
export function readReport(
  directory: string,
  logFile = path.join(directory, LOG_FILE),
  graph?: Graph,
): Report {
  const storage = path.join(directory, '.j1-integration');
  const summary = path.join(storage, 'summary.json');
  if (!fs.existsSync(summary)) throw noResult(storage, logFile);
  const { mtime } = fs.statSync(summary);
  // An older file is that of an earlier run.
  const ofThisRun = (file: string) =>
    fs.existsSync(file) && fs.statSync(file).mtime >= mtime ? file : null;
  const log = ofThisRun(logFile);
  const picture = ofThisRun(path.join(directory, 'output', 'graph.html'));
  return reportOf(
    graph ?? readGraph(directory, { rawData: false }),
    {
      firstObjectOn: firstWriteIn(storage),
      endedOn: mtime,
      files: { graph: path.join(storage, 'graph'), picture, log },
    },
    log === null ? undefined : readLogFile(log),
  );
}

function firstWriteIn(storage: string): Date {
  const times = filesBelow(storage).map((file) => fs.statSync(file).mtimeMs);
  return new Date(times.reduce((first, time) => Math.min(first, time)));
}

function readLogFile(file: string): Log {
  return readLog(fs.readFileSync(file, 'utf8'));
}

function noResult(storage: string, log: string): Error {
  const failure = fs.existsSync(log) ? readLogFile(log).ended : undefined;
  const cause =
    failure === undefined
      ? 'If you have collected, the run ended early, and the last error in its output says why. Otherwise: npm start'
      : `${log} says why: ${failure.reason}`;
  return new Error(`No run has left a result in ${storage}. ${cause}`);
}

export function reportOf(
  graph: Graph,
  run: { firstObjectOn: Date; endedOn: Date; files: Report['files'] },
  log?: Log,
): Report {
  const { firstObjectOn, endedOn, files } = run;
  const { entities, relationships, steps, partialTypes } = graph;
  const byKey = new Map(entities.map((entity) => [entity._key, entity]));
  return {
    collectedOn: endedOn.toISOString(),
    seconds:
      log?.seconds ?? (endedOn.getTime() - firstObjectOn.getTime()) / 1_000,
    requests: log?.requests ?? null,
    requestsByStep: Object.fromEntries(
      Array.from(log?.requestsByStep ?? [])
        .filter(([, count]) => count > 0)
        .sort(([, one], [, other]) => other - one),
    ),
    entities: countByType(entities),
    relationships: countByType(relationships),
    findings: findingsIn(graph, endedOn.getTime()).map(
      ({ name, level, title, count, keys }) => ({
        level,
        rule: name,
        title,
        count,
        // Steps and organizations are read side by side: the graph has no order of its own.
        entities: keys
          .map((key) => foundEntity(key, byKey.get(key)))
          .sort((one, other) =>
            `${one.name} ${one.key}` < `${other.name} ${other.key}` ? -1 : 1,
          ),
      }),
    ),
    unfinished: unfinishedOf(steps, log),
    disabled: steps
      .filter(({ status }) => status === 'disabled')
      .map(({ name }) => name),
    keptTypes: Array.from(new Set(partialTypes)),
    notUploaded: log?.ended?.code === 'NOT_UPLOADED' ? log.ended.reason : null,
    files,
  };
}

function foundEntity(key: string, entity?: Entity): FoundEntity {
  const text = (value: unknown) =>
    typeof value === 'string' ? sanitize(value) : '';
  return {
    key: sanitize(key),
    type: text(entity?._type),
    name: text(entity?.displayName) || sanitize(key),
    email: text(entity?.email),
    link: text(entity?.webLink),
  };
}

function countByType(objects: { _type: string }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { _type } of objects) {
    counts.set(_type, (counts.get(_type) ?? 0) + 1);
  }
  return Object.fromEntries(Array.from(counts).sort());
}

function unfinishedOf(steps: Graph['steps'], log?: Log): Unfinished[] {
  return steps.flatMap(({ id, name, status, declaredTypes }): Unfinished[] => {
    if (status === 'failure') {
      const failure = log?.failures.get(name);
      return [
        {
          id,
          name,
          status: 'failed',
          ...failure,
          remedy: remedyOf(declaredTypes, failure),
        },
      ];
    }
    return status.startsWith('partial_success')
      ? [
          {
            id,
            name,
            status: 'incomplete',
            reason: 'A step that it depends on failed.',
            remedy: 'It is complete again when that step is.',
          },
        ]
      : [];
  });
}

const TABLE = 'docs/jupiterone.md, "When something goes wrong"';

/** What to do, by the code of the error. */
const REMEDIES: Record<string, string> = {
  PROVIDER_AUTHORIZATION_ERROR:
    'Give the role of the API key or service account the scope that is missing. In JupiterOne you may switch off the ingestion source instead.',
  PROVIDER_RETRIES_EXCEEDED_ERROR:
    'Run again later: JumpCloud, or the way to it, was in trouble. If it lasts, see https://status.jumpcloud.com.',
  THROTTLED:
    'Run again later, and less often: JumpCloud limits how many requests it answers.',
  INCOMPLETE_READ: `Run again: most often something changed while it was read. If it fails each time, see ${TABLE}.`,
  PROVIDER_API_ERROR: `Run again. If it fails each time, JumpCloud answers what it does not document: report the reason. See ${TABLE}.`,
};

/** @param failure undefined when there is no log that tells it */
function remedyOf(types: string[], failure?: Failure): string {
  if (failure !== undefined) {
    if (/no organization selected/i.test(failure.reason)) {
      return 'Set the field Organization ID, or check it: JumpCloud shows it under Settings > Organization Profile.';
    }
    const [, scope] = /lacks the scope ([\w.]+\w)/.exec(failure.reason) ?? [];
    const remedy =
      REMEDIES[failure.code] ??
      'Run again. If it fails each time, report the reason.';
    return scope === undefined
      ? remedy
      : remedy.replace('scope that is missing', `scope ${scope}`);
  }
  const scopes = Object.values(Entities)
    .filter(({ _type }) => types.includes(_type))
    .flatMap(({ declaration }) => declaration.list?.scope ?? []);
  const needed = Array.from(new Set(scopes)).join(', ');
  return [
    `The output of the run says why, at 'failed to complete due to error'.`,
    needed
      ? `If it is 403: give the role of the API key or service account the scope ${needed}.`
      : 'If it is 403: give the role of the API key or service account the scope that the message names.',
    `Anything else is in ${TABLE}.`,
  ].join(' ');
}

/** Every step has read everything, and JupiterOne has what it was to have. */
export function isComplete({ unfinished, notUploaded }: Report): boolean {
  return unfinished.length === 0 && notUploaded === null;
}

/** For people. */
export function print(report: Report): string {
  return [
    ...countLines('Entities', report.entities),
    '',
    ...countLines('Relationships', report.relationships),
    '',
    runLine(report),
    '',
    'What a security person sees in it:',
    ...findingLines(report),
    '',
    `JupiterOne alone, which knows earlier runs and who has left, finds: ${findingsOfJupiterOne().join(
      ', ',
    )}`,
    ...(report.disabled.length > 0
      ? ['', `Switched off: ${report.disabled.join(', ')}`]
      : []),
    '',
    ...fileLines(report),
    ...unfinishedLines(report),
    ...(report.notUploaded === null
      ? []
      : ['', `JupiterOne has none of this. ${sanitize(report.notUploaded)}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function countLines(title: string, counts: Record<string, number>): string[] {
  const row = (name: string, count: number) =>
    name.padEnd(44) + count.toLocaleString('en-US').padStart(9);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    row(title, all),
    ...Object.entries(counts).map(([type, count]) => row(`  ${type}`, count)),
  ];
}

function runLine(report: Report): string {
  const { collectedOn, requests, requestsByStep, seconds } = report;
  const when = `Collected on ${collectedOn.slice(0, 16).replace('T', ' ')} UTC`;
  const time = `${seconds.toFixed(1)} s`;
  const most = Object.entries(requestsByStep)
    .slice(0, STEPS)
    .map(([step, count]) => `${step} ${count.toLocaleString('en-US')}`);
  return requests === null
    ? `${when}, ${time} from the first object to the end.\nHow many requests it took is in the output of the run alone, which was not kept: npm start > ${LOG_FILE}`
    : [
        `${when}: ${requests.toLocaleString('en-US')} requests, ${time}`,
        ...(most.length > 0 ? [`Most of them: ${most.join(', ')}`] : []),
      ].join('\n');
}

/** "HIGH        7 active users without MFA (Ada Example, Bob Example, ...)" */
function findingLines({ findings }: Report): string[] {
  if (findings.length === 0) return ['  nothing'];
  return findings.map(({ level, count, title, entities }) => {
    // Two organizations may have a role of the same name.
    const all = Array.from(new Set(entities.map(({ name }) => name)));
    const names = all.slice(0, NAMES);
    const more = count > names.length ? ', ...' : '';
    return `  ${level.padEnd(8)} ${String(count).padStart(
      5,
    )} ${title} (${names.join(', ')}${more})`;
  });
}

function fileLines({ files }: Report): string[] {
  return [
    `The picture:  ${files.picture ?? 'npm run graph'}`,
    `The graph:    ${files.graph}`,
    ...(files.log === null ? [] : [`The log:      ${files.log}`]),
  ];
}

function unfinishedLines({ unfinished, keptTypes }: Report): string[] {
  if (unfinished.length === 0) return [];
  const failed = unfinished.filter(({ status }) => status === 'failed').length;
  return [
    '',
    `${failed} of the steps failed. JupiterOne deletes nothing of these types until a run has read them: ${keptTypes.join(
      ', ',
    )}`,
    ...unfinished.flatMap(({ name, status, reason, remedy }) => [
      '',
      `  ${name}: ${status}`,
      ...(reason === undefined ? [] : [`    Why:        ${reason}`]),
      `    What to do: ${remedy}`,
    ]),
  ];
}

const FORMATS = {
  findings: ({ findings }: Report) => toText(findings),
  csv: ({ findings }: Report) => toCsv(findings),
  markdown: ({ findings }: Report) => toMarkdown(findings),
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
};

/**
 * What the command line does.
 *
 * @param directory where the run was started
 * @throws as `readReport`, and where an option is unknown
 */
export function main(
  args: string[],
  directory: string,
): { text: string; exitCode: number } {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      findings: flag,
      csv: flag,
      markdown: flag,
      json: flag,
      log: { type: 'string' },
      help: flag,
    },
  });
  if (values.help) return { text: HELP, exitCode: 0 };
  const report = readReport(directory, values.log);
  const formats = Object.keys(FORMATS) as (keyof typeof FORMATS)[];
  const format = formats.find((name) => values[name]);
  return {
    text: format ? FORMATS[format](report) : print(report),
    exitCode: isComplete(report) ? 0 : 1,
  };
}

if (require.main === module) {
  // Whoever reads it may have read enough: `npm run report | head`.
  process.stdout.on('error', () => undefined);
  try {
    const { text, exitCode } = main(process.argv.slice(2), process.cwd());
    process.stdout.write(text);
    process.exitCode = exitCode;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
