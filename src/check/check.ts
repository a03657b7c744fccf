import {
  IntegrationExecutionContext,
  IntegrationLogger,
} from '@jupiterone/integration-sdk-core';

import { validateInvocation } from '../config';
import { Administrator } from '../entities/admins';
import { account } from '../entities/account';
import { listOf } from '../graph/entity';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, ingestionConfig, Steps } from '../model';
import { startRun } from '../run';
import { IntegrationConfig, readSettings, SWITCHES } from '../settings';
import { getStepStartStates, integrationSteps } from '../steps';
import { keyExpiry } from '../steps/admins/keyExpiry';
import { CHECK, Finding, Look, sideBySide } from './look';
import { countOf, keyOf, REQUESTS, secondsOf } from './requests';

/** Of how many objects of a kind the lists are looked at, of all organizations. */
const SAMPLED = 200;

/** What a run asks Directory Insights for where there are no sign-ins: the oldest event, and two lists, each twice. */
const REQUESTS_OF_SIGN_INS = 5;

/** The check asks again sooner than a run: somebody waits for it. */
export const PATIENCE = { backoff: { first: 250, longest: 2_000 } };

export interface OrganizationReport {
  id: string;
  name: string;
  users?: number;
  userGroups?: number;
  devices?: number;
}

export interface SourceReport {
  /** The id of the ingestion source; null for what is always collected. */
  source: string | null;
  title: string;
  isOn: boolean;
  /** The worst of what its endpoints answered. */
  status: Finding['status'];
  /** Of all organizations; of endpoints that several organizations answer alike one is here. */
  endpoints: Omit<Finding, 'step'>[];
}

export interface Report {
  region: string;
  /** Where the API is. */
  origin: string;
  /** "the API key" or "the service account". */
  credential: string;
  /** ISO 8601; null where it has no end, or where nobody can tell. */
  keyEndsOn: string | null;
  organizations: OrganizationReport[];
  sources: SourceReport[];
  /** Scopes that what is switched on needs and the role lacks. */
  missingScopes: string[];
  /** What a run asks for with this configuration, and how long that takes at least. */
  requests: number;
  seconds: number;
  /** How long an answer took, in milliseconds: the median. */
  answer: number;
  /** What each switch that is off would add. */
  optional: { field: string; requests: number; seconds: number }[];
  /** How many requests the check itself has made. */
  asked: number;
  /** Whether everything that is switched on can be read. */
  isReadable: boolean;
}

/**
 * Asks each endpoint for its smallest page, as a run with this configuration
 * would, and tells what it can see.
 *
 * @throws IntegrationValidationError and IntegrationProviderAuthenticationError with the words of a run that cannot begin
 */
export async function check(config: IntegrationConfig): Promise<Report> {
  const context = contextOf(config);
  const { progress, jumpCloud } = startRun(context, PATIENCE);
  await validateInvocation(context);
  const organizations = await jumpCloud.organizations();
  const states = getStepStartStates(context);
  const isOn = (step: string) => !states[step].disabled;
  // What is off is looked at to tell what it would cost; but nobody asks for events who does not want them.
  const steps = new Set(
    integrationSteps
      .map(({ id }) => id)
      .filter((id) => id !== Steps.SIGN_INS || isOn(id)),
  );
  const looks = organizations.map(
    (organization) => new Look(organization, organizations.length > 1),
  );
  const sampled = Math.ceil(SAMPLED / organizations.length);
  await sideBySide(looks, (look) => look.at(steps, isOn, sampled));
  const keyEndsOn = await endOfKey(config, organizations);
  const answer = median(looks.flatMap(({ times }) => times));
  const requestsOf = (step: string) =>
    looks.reduce((sum, look) => sum + requestsOfStep(step, look), 0);
  const all = (ids: string[]) =>
    ids.reduce((sum, step) => sum + requestsOf(step), 0);
  const sources = sourcesOf(looks, isOn);
  const inUse = sources.filter((each) => each.isOn);
  const refused = inUse
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ status }) => status === 'forbidden');
  // The list of organizations, which belongs to none.
  const requests = 1 + all(integrationSteps.map(({ id }) => id).filter(isOn));
  const { origin, credentials } = readSettings(config);
  return {
    region: regionOf(config),
    origin,
    credential: 'apiKey' in credentials ? 'the API key' : 'the service account',
    keyEndsOn,
    organizations: await Promise.all(looks.map(describe)),
    sources,
    missingScopes: Array.from(
      new Set(refused.map(({ scope }) => scope)),
    ).sort(),
    requests: Math.round(requests),
    seconds: secondsOf(requests, answer),
    answer,
    optional: stepsBySwitch(config, isOn).map(([field, ids]) => {
      const added = Math.round(all(ids));
      return { field, requests: added, seconds: secondsOf(added, answer) };
    }),
    asked: progress.requests,
    isReadable: inUse.every(
      ({ status }) => status !== 'forbidden' && status !== 'failed',
    ),
  };
}

/** The steps that each switch would add, by the name of the switch. */
function stepsBySwitch(
  config: IntegrationConfig,
  isOn: (step: string) => boolean,
): [string, string[]][] {
  return Object.keys(SWITCHES)
    .filter((name) => config[name] !== true)
    .map((name): [string, string[]] => {
      const context = contextOf({ ...config, [name]: true });
      const states = getStepStartStates(context);
      const ids = Object.keys(states).filter((id) => !states[id].disabled);
      return [name, ids.filter((id) => !isOn(id))];
    })
    .filter(([, ids]) => ids.length > 0);
}

/** A run of nobody: what the integration says to a log is said by the report. */
export function contextOf(
  config: IntegrationConfig,
): IntegrationExecutionContext<IntegrationConfig> {
  const silence = () => undefined;
  const logger = {
    debug: silence,
    info: silence,
    warn: silence,
    error: silence,
    publishEvent: silence,
    publishWarnEvent: silence,
  } as unknown as IntegrationLogger;
  const instance = { id: CHECK, accountId: CHECK, name: 'JumpCloud', config };
  return {
    logger,
    instance,
  } as unknown as IntegrationExecutionContext<IntegrationConfig>;
}

function requestsOfStep(step: string, look: Look): number {
  if (step === Steps.SIGN_INS) return REQUESTS_OF_SIGN_INS;
  return REQUESTS.filter((request) => request.step === step).reduce(
    (sum, request) => sum + countOf(request, look),
    0,
  );
}

async function endOfKey(
  { apiKey }: IntegrationConfig,
  organizations: Organization[],
): Promise<string | null> {
  const admins: Administrator[] = [];
  try {
    for (const organization of organizations) {
      const list = organization.list(listOf(Entities.ADMIN), CHECK);
      for await (const rows of list) admins.push(...rows);
    }
  } catch {
    // Who may not see administrators does not see whose key it is.
    return null;
  }
  const end = keyExpiry(apiKey?.trim() || undefined, admins);
  return end === undefined ? null : new Date(end).toISOString();
}

async function describe(look: Look): Promise<OrganizationReport> {
  const { id, row } = look.organization;
  const settings = await look.organization.details(CHECK).catch(() => ({}));
  const name = account.properties.name.value(
    { ...row, ...settings },
    { organizationId: id, consoleUrl: '', instanceName: id },
  );
  const rowsOf = (model: (typeof Entities)[keyof typeof Entities]) =>
    look.lists.get(keyOf(listOf(model)))?.rows;
  return {
    id,
    name: String(name),
    users: rowsOf(Entities.USER),
    userGroups: rowsOf(Entities.GROUP),
    devices: rowsOf(Entities.DEVICE),
  };
}

/** From the worst to the best. */
const STATUSES: readonly Finding['status'][] = [
  'failed',
  'forbidden',
  'readable',
  'empty',
  'not licensed',
  'nothing to ask',
];

/** By the ingestion source: what is always collected first. */
function sourcesOf(
  looks: Look[],
  isOn: (step: string) => boolean,
): SourceReport[] {
  const sourceOf = new Map(
    integrationSteps.map(({ id, ingestionSourceId }) => [
      id,
      ingestionSourceId,
    ]),
  );
  const sources = [undefined, ...Object.values(IngestionSources)];
  return sources.flatMap((source) => {
    const own = looks
      .flatMap(({ findings }) => findings)
      .filter(({ step }) => sourceOf.get(step) === source);
    const on = own.filter(({ step }) => isOn(step));
    const inUse = on.length > 0 ? on : own;
    if (inUse.length === 0) return [];
    const endpoints = new Map<string, Omit<Finding, 'step'>>();
    inUse.forEach(({ step, ...finding }) => {
      const key = `${finding.path} ${finding.status} ${finding.note ?? ''}`;
      const { rows = 0 } = endpoints.get(key) ?? {};
      const sum = finding.rows === undefined ? undefined : rows + finding.rows;
      endpoints.set(key, { ...finding, rows: sum });
    });
    const status = STATUSES.find((each) =>
      inUse.some((finding) => finding.status === each),
    );
    return [
      {
        source: source ?? null,
        title: source ? ingestionConfig[source].title : 'Users and groups',
        isOn: on.length > 0,
        status: status ?? 'failed',
        endpoints: Array.from(endpoints.values()),
      },
    ];
  });
}

function regionOf({ region }: IntegrationConfig): string {
  return region?.trim().toLowerCase() || 'us';
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
