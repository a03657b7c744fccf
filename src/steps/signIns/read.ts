import {
  IntegrationLogger,
  IntegrationProviderAPIError,
} from '@jupiterone/integration-sdk-core';

import { GraphObject } from '../../graph/objects';
import { EventReading, readEvents, readOldest } from '../../jumpcloud/insights';
import { Organization } from '../../jumpcloud/organization';
import { NAMED_SIGN_IN_TYPES, SIGN_IN_TYPES, Tally } from './tally';

const DAY = 86_400_000;

/** Events arrive late: what is younger is not looked at. */
const LAG = 15 * 60_000;

/** Requests of a run: five million events. */
const BUDGET = 500;
/** What each of very many organizations has of it nevertheless. */
const LEAST_BUDGET = 10;

/** How much further back the proof is looked for that JumpCloud keeps events as long as is asked: long enough for a quiet week. */
const PROOF = 7 * DAY;
const PROOF_REQUESTS = 3;

/** The name of the permission is that of the same events of a provider (MSP). */
const EVENTS = { scope: 'directoryinsights.readonly' };
const SIGN_INS = { ...EVENTS, name: 'sign-ins' };
const NAMED_SIGN_INS = {
  ...EVENTS,
  name: 'sign-ins at devices, RADIUS and LDAP',
};
const OLDEST = { ...EVENTS, name: 'the oldest event' };

/** Of a stretch of time all sign-ins. */
export interface KnownSignIns {
  tally: Tally;
  /** Milliseconds since the epoch. */
  since: number;
  until: number;
  /** The same for those that name no id; undefined where nothing is known of them. */
  byUsernameSince: number | undefined;
}

/** What could be read, and what went wrong after that. */
interface SignInReading {
  known?: KnownSignIns;
  error?: unknown;
}

interface Options {
  days: number;
  /** Organizations that share the budget. */
  organizations: number;
  logger: IntegrationLogger;
}

/**
 * Reads the sign-ins of an organization's users, those that name the user first.
 *
 * @throws what the first request throws
 */
export async function readSignIns(
  organization: Organization,
  users: GraphObject[],
  { days, organizations, logger }: Options,
): Promise<SignInReading> {
  const until = Date.now() - LAG;
  const start = until - days * DAY;
  let budget = Math.max(LEAST_BUDGET, Math.floor(BUDGET / organizations));
  const window = { start, end: until };
  const tally = new Tally(users, window);

  const reading = await readEvents(organization, {
    ...SIGN_INS,
    ...window,
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
    // The rest is for the proof.
    budget: budget - PROOF_REQUESTS,
    onEvent: (event) => tally.add(event),
  });
  budget -= reading.requests + PROOF_REQUESTS;
  let { since } = reading;
  let kept = start;
  let unproven: unknown;
  if (since === start) {
    const found = await readProof(organization, window).catch((error) => {
      // What was read is true all the same, from its oldest event on.
      if (!isRefused(error) || reading.oldest === undefined) unproven = error;
      return undefined;
    });
    const oldest = Math.min(found ?? Infinity, reading.oldest ?? Infinity);
    if (oldest === Infinity && unproven !== undefined) {
      return { error: unproven };
    }
    if (oldest === Infinity) {
      logger.info(
        `Directory Insights holds no event at all of organization ${organization.id}: of its sign-ins nothing is known.`,
      );
      return {};
    }
    kept = Math.max(start, oldest);
    since = kept;
  }
  const { endedBy } = reading;
  const error = typeof endedBy === 'object' ? endedBy.error : undefined;
  if (since === undefined) return { error };
  tally.forgetBefore(since);
  explain(reading, { since, start, organization, logger });
  if (error !== undefined) {
    const known = { tally, since, until, byUsernameSince: undefined };
    return { known, error };
  }
  const named = await readNamed(organization, tally, { ...window, budget });
  const byUsernameSince =
    named.since === undefined ? undefined : Math.max(named.since, kept);
  return {
    known: { tally, since, until, byUsernameSince },
    error: unproven ?? named.error,
  };
}

/**
 * When the oldest event of any kind happened. Whether JumpCloud takes a start
 * from which on nothing is kept nobody could verify; that of the window it has
 * taken before. That there is none is believed when it says so twice.
 *
 * @returns undefined when there is no event
 */
async function readProof(
  organization: Organization,
  window: { start: number; end: number },
): Promise<number | undefined> {
  const oldestSince = (start: number) =>
    readOldest(organization, OLDEST, { ...window, start });
  const further = window.start - PROOF;
  try {
    return (await oldestSince(further)) ?? (await oldestSince(further));
  } catch (error) {
    if (!isRefused(error)) throw error;
    return oldestSince(window.start);
  }
}

function isRefused(error: unknown): boolean {
  return (error as IntegrationProviderAPIError).status === 400;
}

async function readNamed(
  organization: Organization,
  tally: Tally,
  window: { start: number; end: number; budget: number },
): Promise<{ since?: number; error?: unknown }> {
  try {
    const { since, endedBy } = await readEvents(organization, {
      ...NAMED_SIGN_INS,
      ...window,
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
      onEvent: (event) => tally.addNamed(event),
    });
    return { since, ...(typeof endedBy === 'object' && endedBy) };
  } catch (error) {
    return { error };
  }
}

/** Says why less is known than was asked for. */
function explain(
  { endedBy }: EventReading,
  {
    since,
    start,
    organization,
    logger,
  }: {
    since: number;
    start: number;
    organization: Organization;
    logger: IntegrationLogger;
  },
): void {
  if (since <= start) return;
  const why =
    endedBy === 'budget'
      ? `the budget of ${BUDGET} requests for all organizations is used up; ask for fewer days (usageLookbackDays)`
      : endedBy === undefined
      ? 'JumpCloud has no event from before, of any kind'
      : 'an error ended the reading';
  const text = `Sign-ins of organization ${
    organization.id
  } are known since ${new Date(since).toISOString()} only, not since ${new Date(
    start,
  ).toISOString()}: ${why}.`;
  // Whoever asks for as many days as JumpCloud keeps hears it at every run.
  if (endedBy === undefined) logger.info(text);
  else logger.warn(text);
}
