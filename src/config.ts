/*
 * Everything that a person may set, and what a run is made of by it: longer than
 * other files, so that each field and the message about it are in one place.
 */
import {
  IntegrationExecutionContext,
  IntegrationInstanceConfig,
  IntegrationInstanceConfigFieldMap,
  IntegrationProviderAuthenticationError,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';

import { JumpCloud } from './jumpcloud/client';
import { ApiKey, Credentials, ServiceAccount } from './jumpcloud/credentials';
import { Governor } from './jumpcloud/governor';
import { GovernorOptions } from './jumpcloud/lane';
import { HttpClient } from './jumpcloud/request';
import { Lock, Writing } from './graph/writer';

export interface IntegrationConfig extends IntegrationInstanceConfig {
  /** API key of an administrator. */
  apiKey?: string;
  /** The only organization to read, for administrators of several. */
  orgId?: string;
  /** us (default), eu or in: where the organization lives. */
  region?: string;
  /** A service account, instead of an API key. */
  clientId?: string;
  clientSecret?: string;
  /** Leaves it to JupiterOne alone to relate users to employees. In JupiterOne the ingestion source is the switch; this is for where there are no sources (a laptop, Starbase). Off in either is off. */
  disableEmployeeMapping?: boolean;
  /** Relates each user to each device that one of the user's groups may sign in to. */
  deriveDeviceAccess?: boolean;
  /** Reads who signed in to what, and when. */
  ingestSignIns?: boolean;
  /** How many days of sign-ins are read, 1 to 90; a number here reads them as well. */
  usageLookbackDays?: string | number;
  /** Reads the SaaS applications that JumpCloud has discovered. */
  ingestSaasApplications?: boolean;
}

/**
 * The fields of the tile, and (in upper snake case) of `.env`. All are optional
 * to the SDK so that `validateInvocation` can say what is missing and where to
 * get it.
 */
export const instanceConfigFields: IntegrationInstanceConfigFieldMap<IntegrationConfig> =
  {
    apiKey: { type: 'string', mask: true, optional: true },
    orgId: { type: 'string', optional: true },
    region: { type: 'string', optional: true },
    clientId: { type: 'string', optional: true },
    clientSecret: { type: 'string', mask: true, optional: true },
    disableEmployeeMapping: { type: 'boolean', optional: true },
    deriveDeviceAccess: { type: 'boolean', optional: true },
    ingestSignIns: { type: 'boolean', optional: true },
    // The SDK knows no numbers.
    usageLookbackDays: { type: 'string', optional: true },
    ingestSaasApplications: { type: 'boolean', optional: true },
  };

interface Hosts {
  consoleUrl: string;
  oauthUrl: string;
  insightsUrl: string;
}

/** The hosts of each region, from the servers of JumpCloud's specification; that of Directory Insights in India is from JumpCloud's own client alone. */
const REGIONS: Record<string, Hosts> = {
  us: {
    consoleUrl: 'https://console.jumpcloud.com',
    oauthUrl: 'https://admin-oauth.id.jumpcloud.com/oauth2/token',
    insightsUrl: 'https://api.jumpcloud.com',
  },
  eu: {
    consoleUrl: 'https://console.eu.jumpcloud.com',
    oauthUrl: 'https://admin-oauth.id.eu.jumpcloud.com/oauth2/token',
    insightsUrl: 'https://api.eu.jumpcloud.com',
  },
  in: {
    consoleUrl: 'https://console.in.jumpcloud.com',
    oauthUrl: 'https://admin-oauth.id.in.jumpcloud.com/oauth2/token',
    insightsUrl: 'https://api.in.jumpcloud.com',
  },
};

const HOW_TO_GET_A_KEY =
  'In the JumpCloud Admin Portal, click your initials at the top right, then My API Key, and generate one (API access is off by default for new administrators: an Administrator with Billing turns it on under Settings > Administrators). Then set the field API Key of the tile, or API_KEY in .env.';

type Context = Pick<IntegrationExecutionContext, 'instance' | 'logger'>;

/** What the configuration says, checked. */
export interface Settings {
  credentials:
    | { apiKey: string }
    | { clientId: string; clientSecret: string; tokenUrl: URL };
  organizationId?: string;
  /** Where the API is: the console of the region, unless the operator of the machine replaces it. */
  origin: string;
  /** Where Directory Insights is: a host of its own. */
  insightsOrigin: string;
  /** The admin console of the region, for links. */
  consoleUrl: string;
  usageLookbackDays: number;
}

/**
 * Checks the configuration without asking anybody.
 *
 * @param environment for the addresses that only the operator of a machine may replace
 * @throws IntegrationValidationError which says the field, what is wrong with it and what to do
 */
export function readSettings(
  config: IntegrationConfig,
  environment: NodeJS.ProcessEnv = process.env,
): Settings {
  const region = (trimmed(config.region) ?? 'us').toLowerCase();
  if (!Object.keys(REGIONS).includes(region)) {
    throw new IntegrationValidationError(
      `Region (region, REGION in .env) is not one of us, eu, in. Take the one in the address of your Admin Portal: console.jumpcloud.com is us, console.eu.jumpcloud.com is eu, console.in.jumpcloud.com is in.`,
    );
  }
  const organizationId = trimmed(config.orgId)?.toLowerCase();
  if (organizationId !== undefined && !/^[0-9a-f]{24}$/.test(organizationId)) {
    throw new IntegrationValidationError(
      'Organization ID (orgId, ORG_ID in .env) is malformed: JumpCloud shows it under Settings > Organization Profile as 24 characters, 0 to 9 and a to f. Leave the field empty if you have one organization only.',
    );
  }
  const { consoleUrl, oauthUrl, insightsUrl } = REGIONS[region];
  const origin = address('JUMPCLOUD_CONSOLE_URL', environment) ?? consoleUrl;
  const tokenUrl = address('JUMPCLOUD_OAUTH_URL', environment) ?? oauthUrl;
  const insights = address('JUMPCLOUD_INSIGHTS_URL', environment);
  return {
    credentials: readCredentials(config, organizationId, new URL(tokenUrl)),
    organizationId,
    origin: new URL(origin).origin,
    insightsOrigin: new URL(insights ?? insightsUrl).origin,
    consoleUrl,
    usageLookbackDays: readLookbackDays(config),
  };
}

/** As many as JumpCloud keeps events. */
const MOST_LOOKBACK_DAYS = 90;
const USUAL_LOOKBACK_DAYS = 30;

function readLookbackDays({ usageLookbackDays }: IntegrationConfig): number {
  const text = textOf(usageLookbackDays);
  if (text === undefined) return USUAL_LOOKBACK_DAYS;
  const days = /^\d+$/.test(text) ? Number(text) : NaN;
  if (days >= 1 && days <= MOST_LOOKBACK_DAYS) return days;
  throw new IntegrationValidationError(
    `Days of sign-ins (usageLookbackDays, USAGE_LOOKBACK_DAYS in .env) is not a whole number from 1 to ${MOST_LOOKBACK_DAYS}. JumpCloud keeps sign-ins for ${MOST_LOOKBACK_DAYS} days; give fewer, or leave the field empty to read none (or ${USUAL_LOOKBACK_DAYS} days, where ingestSignIns is true).`,
  );
}

/** Whether sign-ins are read: the switch is on, or somebody said how many days of them. */
export function wantsSignIns(config: IntegrationConfig): boolean {
  return (
    config.ingestSignIns === true ||
    textOf(config.usageLookbackDays) !== undefined
  );
}

/** What was given, whether as a number or as text; an empty field is none. */
function textOf(value: unknown): string | undefined {
  return value === null || value === undefined
    ? undefined
    : trimmed(String(value));
}

function readCredentials(
  config: IntegrationConfig,
  organizationId: string | undefined,
  tokenUrl: URL,
): Settings['credentials'] {
  const apiKey = trimmed(config.apiKey);
  const clientId = trimmed(config.clientId);
  const clientSecret = trimmed(config.clientSecret);
  if (apiKey !== undefined && (clientId ?? clientSecret) !== undefined) {
    throw new IntegrationValidationError(
      'API Key (apiKey) and a service account (clientId, clientSecret) are both set. Give exactly one kind of credential and clear the other.',
    );
  }
  if (apiKey !== undefined) {
    refuseMalformed('API Key (apiKey, API_KEY in .env)', apiKey);
    return { apiKey };
  }
  if (clientId === undefined && clientSecret === undefined) {
    throw new IntegrationValidationError(
      `API Key (apiKey, API_KEY in .env) is missing. ${HOW_TO_GET_A_KEY}`,
    );
  }
  if (clientId === undefined || clientSecret === undefined) {
    const [given, missing] =
      clientId === undefined
        ? ['Client Secret (clientSecret)', 'Client ID (clientId, CLIENT_ID']
        : [
            'Client ID (clientId)',
            'Client Secret (clientSecret, CLIENT_SECRET',
          ];
    throw new IntegrationValidationError(
      `${given} is set, but ${missing} in .env) is missing. A service account has both; JumpCloud shows the secret once, when it is made under Settings > Service Accounts.`,
    );
  }
  refuseMalformed('Client ID (clientId, CLIENT_ID in .env)', clientId);
  refuseMalformed(
    'Client Secret (clientSecret, CLIENT_SECRET in .env)',
    clientSecret,
  );
  if (organizationId === undefined) {
    throw new IntegrationValidationError(
      'Organization ID (orgId, ORG_ID in .env) is missing. A service account needs it; JumpCloud shows it under Settings > Organization Profile.',
    );
  }
  return { clientId, clientSecret, tokenUrl };
}

/** Whatever cannot be a header of HTTP, and the quotes that a copy from a file brings along. */
function refuseMalformed(field: string, value: string): void {
  if (/^[\x21-\x7e]+$/.test(value) && !/^["'`]|["'`]$/.test(value)) return;
  throw new IntegrationValidationError(
    `${field} is malformed: it holds a space, a quote or a character that no credential of JumpCloud has. Copy it again, the whole of it and nothing else.`,
  );
}

/** @throws IntegrationValidationError unless it is https, or http on this machine */
function address(
  name:
    | 'JUMPCLOUD_CONSOLE_URL'
    | 'JUMPCLOUD_OAUTH_URL'
    | 'JUMPCLOUD_INSIGHTS_URL',
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const value = trimmed(environment[name]);
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  const isLoopback =
    url !== undefined &&
    /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  const isPlain = url && !url.username && !url.password && !url.search;
  const isOrigin = url?.pathname === '/' || name === 'JUMPCLOUD_OAUTH_URL';
  if (!isSafe || !isPlain || !isOrigin) {
    throw new IntegrationValidationError(
      `The environment variable ${name} is not an address that credentials may be sent to. Use https://, or http:// on this machine (127.0.0.1, localhost)${
        name === 'JUMPCLOUD_OAUTH_URL' ? '' : ', without a path'
      }; or unset it to use JumpCloud's own.`,
    );
  }
  return value;
}

function parseUrl(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}

/** The SDK trims no masked field; and an empty field is none. */
function trimmed(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** What validation and all steps of a run share. */
export interface Run extends Writing {
  jumpCloud: JumpCloud;
  usageLookbackDays: number;
}

const runs = new WeakMap<object, Run>();

type RunContext = Pick<
  IntegrationExecutionContext<IntegrationConfig>,
  'instance' | 'logger'
>;

/**
 * The run of an instance: the same for validation and for every step, so that
 * all share one governor and ask for the organizations once.
 *
 * @throws IntegrationValidationError when the configuration is unusable
 */
export function runOf(context: RunContext): Run {
  return runs.get(context.instance) ?? startRun(context);
}

/**
 * Begins a run.
 *
 * @param options how requests are governed, where it is not as in production
 * @throws IntegrationValidationError when the configuration is unusable
 */
export function startRun(
  { instance, logger }: RunContext,
  options: Partial<GovernorOptions> = {},
): Run {
  const settings = readSettings(instance.config);
  const { credentials } = settings;
  const governor = new Governor(options);
  const proof: Credentials =
    'apiKey' in credentials
      ? new ApiKey(credentials.apiKey)
      : new ServiceAccount({ ...credentials, governor, logger });
  const run = {
    jumpCloud: new JumpCloud({
      http: new HttpClient({
        origin: settings.origin,
        credentials: proof,
        governor,
        logger,
      }),
      // What another host allows, and how long it makes us wait, is no business of the rest.
      insights: new HttpClient({
        origin: settings.insightsOrigin,
        credentials: proof,
        governor: governor.besides(),
        logger,
      }),
      consoleUrl: settings.consoleUrl,
      organizationId: settings.organizationId,
      logger,
    }),
    usageLookbackDays: settings.usageLookbackDays,
    lock: new Lock(),
    typeOfKey: new Map<string, string>(),
  };
  runs.set(instance, run);
  return run;
}

/**
 * Refuses bad configuration before any request, then proves the credentials
 * with one read of the organizations.
 *
 * @throws IntegrationValidationError which names the field and the remedy
 * @throws IntegrationProviderAuthenticationError when JumpCloud refuses the credentials
 */
export async function validateInvocation(
  context: IntegrationExecutionContext<IntegrationConfig>,
): Promise<void> {
  try {
    const organizations = await runOf(context).jumpCloud.organizations();
    if (organizations.length === 0) throw noOrganization(context);
  } catch (error) {
    // These messages are for the person who fills in the form; where they were thrown helps nobody.
    if (
      error instanceof IntegrationValidationError ||
      error instanceof IntegrationProviderAuthenticationError
    ) {
      error.stack = `${error.code}: ${error.message}`;
    }
    throw error;
  }
}

function noOrganization({ instance }: Context) {
  const { orgId } = instance.config as IntegrationConfig;
  return new IntegrationValidationError(
    orgId
      ? `Organization ID (orgId, ORG_ID in .env): the credentials cannot see the organization ${orgId}. Check the id under Settings > Organization Profile, or leave the field empty to read all that they can see.`
      : 'The credentials see no organization. Use those of an administrator of the organization that is to be read.',
  );
}
