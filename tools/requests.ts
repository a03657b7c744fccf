/*
 * Writes into the documentation what the check knows: which requests a run makes
 * and how long that takes (jupiterone.md), and what the integration takes for
 * granted of JumpCloud (development.md) (`npm run docs`).
 */
import fs from 'node:fs';
import path from 'node:path';

import { BELIEFS } from '../src/check/beliefs';
import {
  countOf,
  keyOf,
  Known,
  Length,
  REQUESTS,
  RunRequest,
  secondsOf,
} from '../src/check/requests';
import { EntityType, listOf } from '../src/graph/entity';
import { GROUP_MEMBERS } from '../src/entities/groups';
import { DEVICE_GROUP_MEMBERS } from '../src/entities/deviceGroups';
import { Entities, ingestionConfig, Steps } from '../src/model';
import { getStepStartStates, integrationSteps } from '../src/steps';
import { withPart } from './generated';

const fileOf = (page: string) => path.join(__dirname, '..', page);

/** Each page with its parts, and how they are made. */
export const PAGES: Record<string, Record<string, () => string>> = {
  'docs/jupiterone.md': { REQUESTS: requestsTable, TIME: timeTable },
  'docs/development.md': { BELIEFS: beliefsTable },
};

/** The text of a page as it should be. */
export function withParts(page: string): string {
  return Object.entries(PAGES[page]).reduce(
    (text, [name, make]) => withPart(page, text, name, make()),
    fs.readFileSync(fileOf(page), 'utf8'),
  );
}

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}

function beliefsTable(): string {
  return table(
    ['Id', 'Fact', 'Known from', 'If it is wrong', 'Tried by'],
    BELIEFS.map(({ id, fact, knownFrom, ifWrong, tried }) => [
      `\`${id}\``,
      fact,
      knownFrom,
      ifWrong,
      typeof tried === 'string' ? `Nothing: ${tried}` : 'A probe',
    ]),
  );
}

/** By the ingestion source, what is always collected first. */
function requestsTable(): string {
  const sources = Array.from(
    new Set(integrationSteps.map(({ ingestionSourceId }) => ingestionSourceId)),
  );
  const rows = sources.flatMap((source) => {
    const steps = integrationSteps
      .filter(({ ingestionSourceId }) => ingestionSourceId === source)
      .map(({ id }) => id);
    const own = REQUESTS.filter(({ step }) => steps.includes(step));
    if (own.length === 0) return [];
    return [
      [source ? ingestionConfig[source].title : '(always)', describe(own)],
    ];
  });
  return table(
    ['Source', 'Requests of each organization'],
    [
      ...rows,
      [
        'Usage',
        '1 for each 10,000 sign-ins, and a few more; 500 per run at most',
      ],
    ],
  );
}

function describe(requests: RunRequest[]): string {
  const ofOrganization = countEach(
    requests
      .filter(({ of }) => of === undefined)
      .map(({ step, read, isSingle, ifAny, isOfProvider }) => {
        const pages = isSingle ? `1 (${read.name})` : `\`p(${read.name})\``;
        const count = pages + switchOf(step);
        if (ifAny)
          return `${count} where there are ${ifAny.list.name} that need it`;
        return isOfProvider ? `${count} where it may have a provider` : count;
      }),
  );
  const parents = new Map<string, string[]>();
  requests.forEach(({ step, read, of, or, isSingle }) => {
    if (!of) return;
    const others = or
      ? `, or of the ${or.of.list.name}, whichever are fewer`
      : '';
    const some = of.where ? ' that have it' : '';
    const parent = `${of.list.name}${some}${others}${switchOf(step)}`;
    const count = isSingle ? `1 (${read.name})` : `\`p(${read.name})\``;
    const known = parents.get(parent) ?? [];
    // Each type of directory has its own.
    if (of.where && known.includes(count)) return;
    parents.set(parent, [...known, count]);
  });
  return [
    ...(ofOrganization.length > 0 ? [ofOrganization.join(' + ')] : []),
    ...Array.from(parents).map(
      ([parent, counts]) =>
        `for each of the ${parent}: ${countEach(counts).join(' + ')}`,
    ),
  ].join('; ');
}

/** The switch that the step waits for, where others of its source wait for none. */
function switchOf(step: string): string {
  return step === Steps.DEVICE_ACCESS ? ' (Derive Device Access)' : '';
}

/** The same several times: once, with how often. */
function countEach(texts: string[]): string[] {
  return Array.from(new Set(texts)).map((text) => {
    const { length } = texts.filter((each) => each === text);
    return length > 1 ? `${length} × ${text}` : text;
  });
}

interface Example {
  words: string;
  of: [EntityType, number][];
  /** Members of each user group, and of each device group. */
  members: [number, number];
}

const EXAMPLES: Example[] = [
  example([500, 30, 20, 500, 10, 20, 10, 10, 3], [50, 50]),
  example([5_000, 100, 50, 5_000, 50, 50, 50, 30, 10], [250, 100]),
  example([50_000, 2_000, 300, 50_000, 200, 100, 200, 100, 20], [250, 250]),
];

function example(
  [users, groups, apps, devices, deviceGroups, ...rest]: number[],
  members: [number, number],
): Example {
  const [policies, commands, software, policyGroups] = rest;
  const shown = (count: number) => count.toLocaleString('en-US');
  return {
    words: `${shown(users)} users, ${shown(groups)} groups of ${
      members[0]
    }, ${apps} applications, ${shown(
      devices,
    )} devices, ${deviceGroups} device groups of ${
      members[1]
    }, ${policies} policies, ${commands} commands, ${software} software apps, ${policyGroups} policy groups`,
    of: [
      [Entities.USER, users],
      [Entities.GROUP, groups],
      [Entities.APPLICATION, apps],
      [Entities.DEVICE, devices],
      [Entities.DEVICE_GROUP, deviceGroups],
      [Entities.POLICY, policies],
      [Entities.COMMAND, commands],
      [Entities.SOFTWARE_APP, software],
      [Entities.POLICY_GROUP, policyGroups],
    ],
    members,
  };
}

/** A dozen administrators and as many roles; of what is not named there is nothing. */
function knownOf({ of, members: [ofGroup, ofDeviceGroup] }: Example): Known {
  const uncounted = keyOf(listOf(Entities.POLICY));
  const lists = new Map<string, Length>(
    REQUESTS.map(({ read }) => [keyOf(read), { rows: 0, isCounted: true }]),
  );
  [...of, [Entities.ADMIN, 12] as const, [Entities.ROLE, 12] as const].forEach(
    ([model, rows]) => {
      const key = keyOf(listOf(model));
      lists.set(key, { rows, isCounted: key !== uncounted });
    },
  );
  return {
    lists,
    count: ({ list, where }) => (where ? 0 : lists.get(keyOf(list))?.rows ?? 0),
    mayHaveProvider: false,
    samples: new Map([
      [keyOf(GROUP_MEMBERS), [{ rows: ofGroup, isCounted: true }]],
      [keyOf(DEVICE_GROUP_MEMBERS), [{ rows: ofDeviceGroup, isCounted: true }]],
    ]),
  };
}

function timeTable(): string {
  const states = getStepStartStates({ instance: { config: {} } } as never);
  const rows = EXAMPLES.map((one) => {
    const known = knownOf(one);
    const requests = REQUESTS.filter(
      ({ step }) => !states[step].disabled,
    ).reduce((sum, request) => sum + countOf(request, known), 1);
    const times = [50, 200].map((answer) =>
      timeOf(secondsOf(requests, answer)),
    );
    const rounded = Math.round(requests / 10) * 10;
    return [one.words, rounded.toLocaleString('en-US'), ...times];
  });
  return table(
    ['Organization', 'Requests', 'Answers in 50 ms', 'Answers in 200 ms'],
    rows,
  );
}

const timeOf = (seconds: number) =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;

if (require.main === module) {
  Object.keys(PAGES).forEach((page) =>
    fs.writeFileSync(fileOf(page), withParts(page)),
  );
}
