import {
  IntegrationInstanceConfig,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';

/* What a person may set, and what of it is refused, with which words. */

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
  /** Asks of each device which users may sign in to it and are root there: a request for each. */
  deriveDeviceAccess?: boolean;
  /** Reads which software is installed on which device: a request for each 2,000 rows. */
  ingestSoftwareInventory?: boolean;
  /** Reads workflows, and who may have access for a time. */
  ingestWorkflows?: boolean;
  /** Reads who is in Google Workspace and Microsoft 365: a request for each hundred users. */
  ingestDirectoryUsers?: boolean;
  /** Reads the password policies of user groups: a request for each. */
  ingestGroupPasswordPolicies?: boolean;
  /** Reads who signed in to what, and when. */
  ingestSignIns?: boolean;
  /** How many days of sign-ins are read, 1 to 90; a number here reads them as well. */
  usageLookbackDays?: string | number;
  /** Reads the SaaS applications that JumpCloud has discovered. */
  ingestSaasApplications?: boolean;
}

/** What the hosts of each region have behind their first name: from the servers of JumpCloud's specification; that of Directory Insights in India is from JumpCloud's own client alone. */
const REGIONS: Record<string, string> = { us: '', eu: '.eu', in: '.in' };

/** The switches, as the tile names them and as `.env` does. */
export const SWITCHES = {
  disableEmployeeMapping: 'DISABLE_EMPLOYEE_MAPPING',
  deriveDeviceAccess: 'DERIVE_DEVICE_ACCESS',
  ingestSoftwareInventory: 'INGEST_SOFTWARE_INVENTORY',
  ingestWorkflows: 'INGEST_WORKFLOWS',
  ingestDirectoryUsers: 'INGEST_DIRECTORY_USERS',
  ingestGroupPasswordPolicies: 'INGEST_GROUP_PASSWORD_POLICIES',
  ingestSignIns: 'INGEST_SIGN_INS',
  ingestSaasApplications: 'INGEST_SAAS_APPLICATIONS',
};

const HOW_TO_GET_A_KEY =
  'In the JumpCloud Admin Portal, click your initials at the top right, then My API Key, and generate one (API access is off by default for new administrators: an Administrator with Billing turns it on under Settings > Administrators). Then set the field API Key of the tile, or API_KEY in .env.';

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
    const known = Object.entries(REGIONS).map(
      ([name, suffix]) => `console${suffix}.jumpcloud.com is ${name}`,
    );
    throw new IntegrationValidationError(
      `Region (region, REGION in .env) is not one of ${Object.keys(
        REGIONS,
      ).join(
        ', ',
      )}. Take the one in the address of your Admin Portal: ${known.join(
        ', ',
      )}.`,
    );
  }
  checkSwitches(config);
  lookbackDays(config);
  const organizationId = trimmed(config.orgId)?.toLowerCase();
  if (organizationId !== undefined && !/^[0-9a-f]{24}$/.test(organizationId)) {
    throw new IntegrationValidationError(
      'Organization ID (orgId, ORG_ID in .env) is malformed: JumpCloud shows it under Settings > Organization Profile as 24 characters, 0 to 9 and a to f. Leave the field empty if you have one organization only.',
    );
  }
  const domain = `${REGIONS[region]}.jumpcloud.com`;
  const consoleUrl = `https://console${domain}`;
  const origin = address('JUMPCLOUD_CONSOLE_URL', environment) ?? consoleUrl;
  const tokenUrl =
    address('JUMPCLOUD_OAUTH_URL', environment) ??
    `https://admin-oauth.id${domain}/oauth2/token`;
  const insights =
    address('JUMPCLOUD_INSIGHTS_URL', environment) ?? `https://api${domain}`;
  return {
    credentials: readCredentials(config, organizationId, new URL(tokenUrl)),
    organizationId,
    origin: new URL(origin).origin,
    insightsOrigin: new URL(insights).origin,
    consoleUrl,
  };
}

/** An empty switch, as a copied `.env` has it, is off. */
function checkSwitches(config: IntegrationConfig): void {
  Object.entries(SWITCHES).forEach(([field, variable]) => {
    const value = config[field] as unknown;
    if (typeof value === 'boolean' || textOf(value) === undefined) return;
    throw new IntegrationValidationError(
      `The switch ${field} (${variable} in .env) is neither true nor false. Set it to one of them, or leave it empty, which is off.`,
    );
  });
}

/** As many as JumpCloud keeps events. */
const MOST_LOOKBACK_DAYS = 90;
const USUAL_LOOKBACK_DAYS = 30;

/** How many days of sign-ins are read. @throws IntegrationValidationError */
export function lookbackDays({ usageLookbackDays }: IntegrationConfig): number {
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
