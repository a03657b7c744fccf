import { ThrottleOptions } from '../jumpcloud/throttle';
import { validateInvocation } from '../config';
import { startRun } from '../run';
import { IntegrationConfig } from '../settings';
import { BELIEFS } from './beliefs';
import { contextOf, PATIENCE } from './check';
import { Verdict } from './probes';
import { Scene } from './scene';
import { fieldsOf, ListShape, shapeOf } from './shapes';

export interface Tried extends Verdict {
  id: string;
  fact: string;
  ifWrong: string;
}

export interface Shapes {
  /** Beliefs that a request can try. */
  tried: Tried[];
  /** By the name of each list, and its path: what came, without data. */
  lists: (ListShape & { name: string; path: string; statuses: string[] })[];
  /** In how many answers each header came that is known to be no data. */
  headers: [string, number][];
  /** How many headers have other names. */
  otherHeaders: number;
  requests: number;
}

/** Names of headers that say nothing of whoever put them there. */
const HEADERS =
  /^(age|cache-control|connection|content-(encoding|length|type)|date|etag|expires|keep-alive|link|pragma|retry-after|server|strict-transport-security|transfer-encoding|vary|via|x-(content-type-options|frame-options|limit|request-id|result-count|search_after|sort|total-count)|(x-)?ratelimit-(limit|remaining|reset))$/;

/**
 * Tries the beliefs of the integration on the first organization that the
 * credentials see, and looks at the shapes of its lists. One request after the
 * other, 120 at most, all of them reads.
 *
 * @param patience how long the throttle waits; tests wait less
 * @throws what a run throws that cannot begin
 */
export async function findContradictions(
  config: IntegrationConfig,
  patience: Partial<ThrottleOptions> = PATIENCE,
): Promise<Shapes> {
  const context = contextOf(config);
  const { progress, jumpCloud } = startRun(context, patience);
  await validateInvocation(context);
  const [organization, ...others] = await jumpCloud.organizations();
  const scene = new Scene(
    organization,
    others.length > 0,
    Boolean(config.clientId?.trim()),
    () => progress.requests,
  );
  const tried: Tried[] = [];
  await scene.watching(async () => {
    await scene.look();
    for (const { id, fact, ifWrong, tried: probe } of BELIEFS) {
      if (typeof probe === 'string') continue;
      tried.push({ id, fact, ifWrong, ...(await probe(scene)) });
    }
  });
  const headers = Array.from(scene.headers);
  return {
    tried,
    lists: Array.from(scene.answers.values())
      .filter((answers) => answers.length > 0)
      .map((answers) => {
        const [{ endpoint }] = answers;
        const { name, path } = endpoint;
        const rows = answers.flatMap((answer) =>
          answer.rows.length > 0 || Array.isArray(answer.body)
            ? answer.rows
            : answer.status === 200
            ? [answer.body]
            : [],
        );
        const statuses = answers.map(({ status }) => String(status));
        const target = endpoint.query?.targets;
        return {
          name: target ? `${name} (${target})` : name,
          path,
          statuses: Array.from(new Set(statuses)).sort(),
          ...shapeOf(rows.slice(0, 100), fieldsOf(endpoint)),
        };
      }),
    headers: headers.filter(([name]) => HEADERS.test(name)).sort(),
    otherHeaders: headers.filter(([name]) => !HEADERS.test(name)).length,
    requests: progress.requests,
  };
}

/** Of what was tried: what contradicts a belief. */
export function contradictionsIn({ tried }: Shapes): Tried[] {
  return tried.filter(({ outcome }) => outcome === 'contradicted');
}

/** The report of shapes, as Markdown, which holds nothing of any tenant. */
export function toMarkdown(shapes: Shapes): string {
  const { tried, lists, headers, otherHeaders, requests } = shapes;
  return [
    '# Shapes of JumpCloud’s answers',
    `No value of any row is in here, no name that a tenant may choose, no id and no host. Made with ${requests} requests, all of them reads.`,
    '## Beliefs',
    table(
      ['Id', 'Belief', 'Outcome', 'Seen', 'In a run, if it is wrong'],
      tried.map(({ id, fact, outcome, seen, ifWrong }) => [
        `\`${id}\``,
        fact,
        outcome,
        seen,
        ifWrong,
      ]),
    ),
    '## Headers',
    table(
      ['Header', 'Answers'],
      headers.map(([name, count]) => [name, String(count)]),
    ),
    `${otherHeaders} more headers have other names.`,
    '## Lists',
    ...lists.flatMap(({ name, path, statuses, ...shape }) => [
      `### ${name}`,
      `\`${path}\`: ${statuses.join(', ')}; ${shape.rows} rows.`,
      ...(shape.fields.length > 0
        ? [
            table(
              ['Field', 'Types', 'Rows', 'Declared'],
              shape.fields.map(({ path: field, types, rows, isDeclared }) => [
                `\`${field}\``,
                Array.from(types)
                  .map(([type, count]) => `${type} ${count}`)
                  .join(', '),
                String(rows),
                isDeclared ? 'yes' : 'no',
              ]),
            ),
          ]
        : []),
      ...shape.unnamed.map(
        ({ path: above, names, types }) =>
          `${names} more names of fields${
            above === '' ? '' : ` in \`${above}\``
          }, of the types ${types.join(
            ', ',
          )}: neither a declaration nor the specification knows them, and a tenant may have chosen them.`,
      ),
      ...(shape.rows > 0 && shape.missing.length > 0
        ? [
            `Declared, and never came: ${shape.missing
              .map((field) => `\`${field}\``)
              .join(', ')}.`,
          ]
        : []),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}
