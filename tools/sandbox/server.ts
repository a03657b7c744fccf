import {
  createServer,
  IncomingHttpHeaders,
  IncomingMessage,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

import { INSIGHTS_PATH } from './insights';
import { Answer, failure, json } from './paging';
import { Site } from './site';
import { createTenant, Tenant } from './tenant';

export interface ServiceAccount {
  clientId: string;
  clientSecret: string;
  /** How long a token is good for, in seconds. */
  tokenLifetimeSeconds: number;
}

/** A request as it is shown to the script of faults. */
export interface SandboxRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** How often this URL has been asked for with this method, from 1. */
  attempt: number;
  /** How many requests have come so far, this one included. */
  count: number;
}

/** An answer while it is still an object and may be changed. */
export interface DraftAnswer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** What may go wrong with a request. */
export type Interference =
  /** Answers this instead; a body that is no string is sent as JSON. */
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Resets the connection without an answer. */
  | { reset: true }
  /** Never answers. */
  | { hang: true }
  /** Promises the whole answer, sends half of it and drops the connection. */
  | { cut: true }
  /** Changes the real answer. */
  | { rewrite: (answer: DraftAnswer) => DraftAnswer };

export interface SandboxOptions {
  /** 0 picks a free one. */
  port?: number;
  /** One for each organization that the key can see; one tenant by default. */
  tenants?: Tenant[];
  apiKey?: string;
  /** How long each answer is held back, in milliseconds. */
  latency?: number;
  serviceAccount?: Partial<ServiceAccount>;
  interfere?: (request: SandboxRequest) => Interference | undefined;
}

/** What is remembered of a request: never a credential. */
export interface LoggedRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The x-org-id header; undefined when there was none. */
  orgId: string | undefined;
  /** Undefined while unanswered, and for good if the connection was dropped. */
  status: number | undefined;
}

export interface Sandbox {
  /** Origin of the console and of Directory Insights, for JUMPCLOUD_CONSOLE_URL and JUMPCLOUD_INSIGHTS_URL. */
  readonly url: string;
  /** The token endpoint, for JUMPCLOUD_OAUTH_URL. */
  readonly oauthUrl: string;
  readonly apiKey: string;
  readonly serviceAccount: ServiceAccount;
  readonly tenants: Tenant[];
  /** In the order of arrival. */
  readonly requests: LoggedRequest[];
  /** The highest number of requests that were open at once. */
  readonly mostUnderWay: number;
  readonly tokensIssued: number;
  /** Drops what is under way and frees the port. */
  close(): Promise<void>;
}

const DEFAULT_API_KEY = 'jca_sandbox0000000000000000000000000000';

const DEFAULT_SERVICE_ACCOUNT: ServiceAccount = {
  clientId: 'sandbox-client-id',
  clientSecret: 'sandbox-client-secret',
  tokenLifetimeSeconds: 3600,
};

/**
 * Starts a JumpCloud console on loopback. It answers as the specification says;
 * rows are serialized once, so what a tenant held when it was first asked for is
 * what it keeps answering.
 *
 * @param options the tenants and how the server should behave
 * @returns the running server, with what it has seen so far
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const { tenants = [createTenant()], interfere, latency = 0 } = options;
  const apiKey = options.apiKey ?? DEFAULT_API_KEY;
  const serviceAccount = {
    ...DEFAULT_SERVICE_ACCOUNT,
    ...options.serviceAccount,
  };
  const sites = tenants.map((tenant) => new Site(tenant));
  const tokens = new TokenOffice(serviceAccount);
  const requests: LoggedRequest[] = [];
  const attempts = new Map<string, number>();
  let underWay = 0;
  let mostUnderWay = 0;

  async function answer(
    message: IncomingMessage,
    path: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    if (path === '/oauth2/token' && message.method === 'POST') {
      return tokens.issue(message.headers, await readText(message));
    }
    if (path === '/login') return LOGIN_PAGE;
    // Before routing: without a good key nobody learns what exists.
    const refusal = authenticate(message.headers);
    if (refusal) return refusal;
    const orgId = headerOf(message, 'x-org-id');
    if (path === INSIGHTS_PATH && message.method === 'POST') {
      const site = selectSite(sites, path, orgId);
      return site instanceof Site
        ? site.insights.answer(await readText(message))
        : site;
    }
    if (message.method !== 'GET') return failure(path, 404, 'Not Found');
    if (/^\/api\/organizations(\/|$)/.test(path)) {
      return orgId === undefined
        ? answerOrganizations(sites, path, query)
        : failure(path, 403, 'Forbidden: x-org-id is not supported here');
    }
    const [, linked] = ADMINISTRATOR_LINKS.exec(path) ?? [];
    if (linked !== undefined) {
      return orgId === undefined
        ? answerLinks(sites, linked, path, query)
        : failure(path, 403, 'Forbidden: x-org-id is not supported here');
    }
    const site = selectSite(sites, path, orgId);
    return site instanceof Site ? site.answer(path, query) : site;
  }

  function authenticate(headers: IncomingHttpHeaders): Answer | undefined {
    const key = headers['x-api-key'];
    if (key) return key === apiKey ? undefined : UNKNOWN_KEY;
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '');
    if (!bearer) return TO_LOGIN;
    return tokens.accepts(bearer[1]) ? undefined : UNKNOWN_TOKEN;
  }

  async function handle(message: IncomingMessage, response: ServerResponse) {
    const method = message.method ?? 'GET';
    const url = message.url ?? '/';
    const [path, search] = url.split('?', 2);
    const query = new URLSearchParams(search);
    const logged: LoggedRequest = {
      method,
      path,
      query,
      orgId: headerOf(message, 'x-org-id'),
      status: undefined,
    };
    requests.push(logged);
    const fault = interfere?.({
      method,
      url,
      path,
      query,
      headers: message.headers,
      attempt: countUp(attempts, `${method} ${url}`),
      count: requests.length,
    });
    if (latency > 0) await sleep(latency);
    if (fault && 'hang' in fault) return;
    if (fault && 'reset' in fault) {
      message.socket.resetAndDestroy();
      return;
    }
    const planned =
      fault && 'status' in fault
        ? scripted(fault)
        : await answer(message, path, query);
    const given =
      fault && 'rewrite' in fault
        ? scripted(fault.rewrite(draftOf(planned)))
        : planned;
    logged.status = given.status;
    response.writeHead(given.status, {
      ...given.headers,
      'content-length': given.body.length,
    });
    if (fault && 'cut' in fault) {
      response.write(given.body.subarray(0, given.body.length >> 1), () =>
        message.socket.destroy(),
      );
    } else {
      response.end(given.body);
    }
  }

  const server = createServer((message, response) => {
    underWay++;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    response.on('close', () => underWay--);
    handle(message, response).catch((error: unknown) => {
      // A mistake of the sandbox or of a test's script, not a fault.
      process.stderr.write(`sandbox: ${String(error)}\n`);
      message.socket.destroy();
    });
  });
  // Longer than any pause of a client, which would else meet a closing socket.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    oauthUrl: `${url}/oauth2/token`,
    apiKey,
    serviceAccount,
    tenants,
    requests,
    get mostUnderWay() {
      return mostUnderWay;
    },
    get tokensIssued() {
      return tokens.issued;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TO_LOGIN: Answer = {
  status: 302,
  headers: { location: '/login', 'content-type': 'text/plain' },
  body: Buffer.from('Found. Redirecting to /login'),
};

const LOGIN_PAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from('<!doctype html><title>Log in</title><h1>Log in</h1>'),
};

const UNKNOWN_KEY = json(
  {
    error: 'Unauthorized',
    message: 'Unauthorized: api key user not found',
  },
  401,
);

const UNKNOWN_TOKEN = json(
  { error: 'Unauthorized', message: 'Unauthorized: invalid access token' },
  401,
);

/** Issues the tokens of the service account and remembers until when. */
class TokenOffice {
  issued = 0;
  private readonly expiry = new Map<string, number>();

  constructor(private readonly account: ServiceAccount) {}

  issue(headers: IncomingHttpHeaders, form: string): Answer {
    const { clientId, clientSecret, tokenLifetimeSeconds } = this.account;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    if (headers.authorization !== `Basic ${basic}`) {
      return json({ error: 'invalid_client' }, 401);
    }
    const asked = new URLSearchParams(form);
    if (asked.get('grant_type') !== 'client_credentials') {
      return json({ error: 'unsupported_grant_type' }, 400);
    }
    if (asked.get('scope') !== 'api') {
      return json({ error: 'invalid_scope' }, 400);
    }
    this.issued++;
    const token = `sandbox-token-${this.issued}`;
    this.expiry.set(token, Date.now() + tokenLifetimeSeconds * 1000);
    return json({
      access_token: token,
      expires_in: tokenLifetimeSeconds,
      scope: 'api',
      token_type: 'bearer',
    });
  }

  accepts(token: string): boolean {
    return (this.expiry.get(token) ?? 0) > Date.now();
  }
}

function answerOrganizations(
  sites: Site[],
  path: string,
  query: URLSearchParams,
): Answer {
  const [, id, ...rest] = path.split('/').slice(2);
  if (rest.length > 0) return failure(path, 404, 'Not Found');
  if (id === undefined) return Site.listOrganizations(sites, path, query);
  const site = sites.find(({ id: known }) => known === id);
  return site
    ? site.answerOrganization(query)
    : failure(path, 404, 'Not Found');
}

const ADMINISTRATOR_LINKS =
  /^\/api\/v2\/organizations\/([^/]+)\/administratorlinks$/;

function answerLinks(
  sites: Site[],
  id: string,
  path: string,
  query: URLSearchParams,
): Answer {
  const site = sites.find(({ id: known }) => known === id);
  return site
    ? site.answerAdministratorLinks(path, query)
    : failure(path, 404, 'Not Found');
}

function selectSite(
  sites: Site[],
  path: string,
  orgId: string | undefined,
): Site | Answer {
  if (orgId === undefined) {
    return sites.length === 1
      ? sites[0]
      : failure(path, 401, 'Unauthorized: no organization selected');
  }
  if (!/^[0-9a-f]{24}$/i.test(orgId)) {
    return failure(path, 400, 'Bad Request: x-org-id is malformed');
  }
  return (
    sites.find(({ id }) => id === orgId.toLowerCase()) ??
    failure(path, 404, 'Not Found: organization')
  );
}

function headerOf(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return value === undefined ? undefined : String(value);
}

function scripted(script: {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}): Answer {
  const { status, headers, body = '' } = script;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    status,
    headers: { ...json({}).headers, ...headers },
    body: Buffer.from(text),
  };
}

function draftOf({ status, headers, body }: Answer): DraftAnswer {
  const text = body.toString();
  const isJson = headers['content-type'].startsWith('application/json');
  return { status, headers, body: isJson ? JSON.parse(text) : text };
}

async function readText(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}

function countUp(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
