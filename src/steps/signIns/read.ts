import { IntegrationProviderAPIError } from '@jupiterone/integration-sdk-core';

import { GraphObject } from '../../graph/objects';
import { Step } from '../../graph/step';
import { readEvents, readOldest, TimeWindow } from './events';
import { isAbsent } from '../../jumpcloud/errors';
import { Organization } from '../../jumpcloud/organization';
import { NAMED_SIGN_IN_TYPES, SIGN_IN_TYPES, Tally } from './tally';

const DAY = 86_400_000;

/** Events arrive late: what is younger is not looked at. */
const LAG = 15 * 60_000;

/** The last days, as far as events are looked at. */
export function windowOf(days: number): TimeWindow {
  const end = Date.now() - LAG;
  return { start: end - days * DAY, end };
}

/** Requests of a run: five million events. */
const BUDGET = 500;
/** What each of very many organizations has of it nevertheless. */
const LEAST_BUDGET = 10;

/** How much further back the oldest event is looked for: long enough for a quiet week. */
const FURTHER = 7 * DAY;
const OLDEST_REQUESTS = 3;

/** The name of the permission is that of the same events of a provider (MSP). JumpCloud gives 10,000 events a page at most. */
const EVENTS = { scope: 'directoryinsights.readonly', pageSize: 10_000 };
const SIGN_INS = {
  ...EVENTS,
  name: 'sign-ins',
  services: ['sso', 'directory'],
  eventTypes: SIGN_IN_TYPES,
  fields: [
    'id',
    'timestamp',
    'event_type',
    'success',
    'sso_token_success',
    'initiated_by.id',
    'initiated_by.type',
    'application.id',
  ],
};
const NAMED_SIGN_INS = {
  ...EVENTS,
  name: 'sign-ins at devices, RADIUS and LDAP',
  services: ['systems', 'radius', 'ldap'],
  eventTypes: Object.keys(NAMED_SIGN_IN_TYPES),
  fields: [
    'id',
    'timestamp',
    'event_type',
    'success',
    'username',
    'initiated_by.username',
    'initiated_by.type',
    'windows_meta.logon_type',
  ],
};
export const OLDEST = { ...EVENTS, name: 'the oldest event' };

/** Of a stretch of time all sign-ins. */
export interface KnownSignIns {
  tally: Tally;
  /** Milliseconds since the epoch. */
  since: number;
  until: number;
  /** The same for those that name no id. */
  byUsernameSince: number;
}

/**
 * Since when JumpCloud keeps the events of an organization: since the oldest
 * event of any kind. Whether it takes a start from which on nothing is kept
 * nobody could verify; that of the window it has taken before. That there is none
 * is believed when it says so twice, as that Directory Insights is not licensed.
 *
 * @returns undefined where nothing can be known, which the log says
 */
export async function keptSince(
  { id: step, context: { logger } }: Step,
  organization: Organization,
  window: TimeWindow,
): Promise<number | undefined> {
  const say = (why: string) =>
    void logger.info(
      `Organization ${organization.id} ${why}: of its sign-ins nothing is known.`,
    );
  const NO_LICENCE = 'has no licence for Directory Insights';
  if ((await isLicensed(organization, step)) === false) return say(NO_LICENCE);
  const oldestSince = (start: number) =>
    readOldest(organization, OLDEST, { ...window, start }, step);
  let further = window.start - FURTHER;
  let isAbsentBefore = false;
  let isEmptyBefore = false;
  for (;;) {
    try {
      const oldest = await oldestSince(further);
      if (oldest !== undefined) return Math.max(window.start, oldest);
      if (isEmptyBefore)
        return say('has no event at all in Directory Insights');
      isEmptyBefore = true;
    } catch (error) {
      const { status } = error as IntegrationProviderAPIError;
      if (status === 400 && further < window.start) further = window.start;
      else if (!isAbsent(error)) throw error;
      else if (isAbsentBefore) return say(NO_LICENCE);
      else isAbsentBefore = true;
    }
  }
}

/** What its settings say; undefined where they say nothing or cannot be read. */
async function isLicensed(
  organization: Organization,
  step: string,
): Promise<unknown> {
  interface WithFeatures {
    features?: { directoryInsights?: { enabled?: unknown } | null } | null;
    settings?: WithFeatures | null;
  }
  try {
    const { features, settings } = (await organization.details(
      step,
    )) as WithFeatures;
    return (settings?.features ?? features)?.directoryInsights?.enabled;
  } catch {
    // The account's step has said it.
    return undefined;
  }
}

interface Options {
  window: TimeWindow;
  /** Since when JumpCloud keeps events. */
  kept: number;
  /** Organizations that share the budget. */
  organizations: number;
}

/**
 * Reads the sign-ins of an organization's users, those that name the user first.
 * Of what could not be read nothing is told: a stretch with a gap would call
 * somebody idle who is not.
 *
 * @throws what a request throws
 */
export async function readSignIns(
  { id: step, context: { logger } }: Step,
  organization: Organization,
  users: GraphObject[],
  { window, kept, organizations }: Options,
): Promise<KnownSignIns> {
  const budget = Math.max(LEAST_BUDGET, Math.floor(BUDGET / organizations));
  const tally = new Tally(users, window);
  const reading = await readEvents(organization, {
    ...SIGN_INS,
    ...window,
    step,
    budget: budget - OLDEST_REQUESTS,
    onEvent: (event) => tally.add(event),
  });
  const since = Math.max(reading.since, kept);
  tally.forgetBefore(since);
  if (since > window.start) {
    const isCut = reading.since > window.start;
    const why = isCut
      ? `the budget of ${BUDGET} requests for all organizations is used up; ask for fewer days (usageLookbackDays)`
      : 'JumpCloud has no event from before, of any kind';
    const [from, wanted] = [since, window.start].map((time) =>
      new Date(time).toISOString(),
    );
    const text = `Sign-ins of organization ${organization.id} are known since ${from} only, not since ${wanted}: ${why}.`;
    // Whoever asks for as many days as JumpCloud keeps hears it at every run.
    if (isCut) logger.warn(text);
    else logger.info(text);
  }
  const named = await readEvents(organization, {
    ...NAMED_SIGN_INS,
    ...window,
    step,
    budget: Math.max(1, budget - OLDEST_REQUESTS - reading.requests),
    onEvent: (event) => tally.addNamed(event),
  });
  const byUsernameSince = Math.max(named.since, kept);
  return { tally, since, until: window.end, byUsernameSince };
}
