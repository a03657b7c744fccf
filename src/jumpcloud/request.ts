import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';
import { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'http';
import { Agent as HttpsAgent } from 'https';
import fetch, { Response } from 'node-fetch';

import { Governor } from './governor';

/** Milliseconds until a request without a complete answer is given up. */
const TIMEOUT = 60_000;

/** Bytes of the largest body that is read, unpacked. JumpCloud's largest pages are below one megabyte. */
const LARGEST_BODY = 64 * 1024 * 1024;

const MOST_ATTEMPTS = 6;
/** A server that was silent for three whole time-outs is not asked another three times: a run has to end. */
const MOST_TIMEOUTS = 3;

/** Credentials that keep expiring while a request waits for its turn are tried all the same. */
const MOST_OVERTAKEN = 10;

/** Something of JumpCloud that can be read, as messages name it. */
export interface Resource {
  /** "user groups" */
  name: string;
  /** The scope of a role that allows it ("groups.readonly"), as in JumpCloud's specification. */
  scope: string;
}

export interface Question {
  resource: Resource;
  /** Path below the origin. */
  path: string;
  query?: Record<string, string | number>;
  /** Makes it a POST of this form. */
  form?: Record<string, string>;
  /** Sent as `x-org-id`; left out where undefined, since JumpCloud refuses a blank one. */
  organizationId?: string;
  /** The asker has another way to ask when this one is forbidden: no warning yet. */
  quiet?: boolean;
}

export interface Answer {
  body: unknown;
  /** What the header `x-total-count` says, where it does. */
  total: number | undefined;
}

/** What proves who we are. */
export interface Credentials {
  /** @returns the headers of a request */
  headers(): Promise<Record<string, string>>;
  /**
   * After a 401.
   *
   * @param refused the headers that were refused
   * @returns whether other headers are worth one more attempt
   */
  renew(refused: Record<string, string>): Promise<boolean>;
  /** Whether headers are still good: a token may expire while a request waits for its turn. */
  areCurrent(headers: Record<string, string>): boolean;
  /** How messages call it: "the API key". */
  readonly name: string;
  /** What to do when JumpCloud refuses it. */
  readonly remedy: string;
  /** Never to be seen in a message. */
  readonly secrets: readonly string[];
}

export interface ConnectionOptions {
  /** `https://console.jumpcloud.com`: the only place where the credentials go. */
  origin: string;
  credentials: Credentials;
  governor: Governor;
  logger: IntegrationLogger;
  /** Milliseconds; tests shorten it. */
  timeout?: number;
  /** Bytes; tests shrink it. */
  largestBody?: number;
}

/** One attempt that failed and may be repeated. */
interface Mishap {
  status: string | number;
  statusText: string;
  timedOut?: boolean;
  refused?: boolean;
}

interface Received {
  response: Response;
  text: string;
}

const isMishap = (outcome: object): outcome is Mishap =>
  'status' in outcome && !(outcome instanceof Unauthorized);

/**
 * Asks JumpCloud, one request at a time per call: credentials, time-outs,
 * retries, and errors by status. It never follows a redirect, so the
 * credentials reach the configured origin and nothing else.
 */
export class Connection {
  readonly governor: Governor;

  private readonly agent: HttpAgent;
  private readonly reported = new Set<string>();

  constructor(private readonly options: ConnectionOptions) {
    this.governor = options.governor;
    const AgentOfScheme = options.origin.startsWith('https:')
      ? HttpsAgent
      : HttpAgent;
    this.agent = new AgentOfScheme({ keepAlive: true });
  }

  /**
   * @throws IntegrationProviderAuthenticationError (fatal) on 401 and on a redirect to the login page
   * @throws IntegrationProviderAuthorizationError on 403, after one warning per resource that names the missing scope
   * @throws IntegrationProviderRetriesExceededError when no attempt was answered
   * @throws IntegrationProviderAPIError on any other answer than 2xx
   */
  async ask(question: Question): Promise<Answer> {
    const { credentials } = this.options;
    let timeouts = 0;
    let renewed = false;
    let overtaken = 0;
    for (let attempt = 1; ; attempt++) {
      // Before the turn: credentials may need a turn of their own to be renewed.
      const headers = await credentials.headers();
      const received = await this.governor.run(
        (startedAt) =>
          credentials.areCurrent(headers) || overtaken >= MOST_OVERTAKEN
            ? this.attempt(question, headers, startedAt)
            : Promise.resolve(undefined),
        attempt > 1 || overtaken > 0,
      );
      if (received === undefined) {
        overtaken++;
        attempt--;
        continue;
      }
      // After the turn: the next request is on its way while this answer is parsed.
      const outcome = isMishap(received)
        ? received
        : this.judge(question, received);
      if (outcome instanceof Unauthorized) {
        if (!renewed && (await credentials.renew(headers))) {
          renewed = true;
          continue;
        }
        throw this.unauthorized(question, outcome);
      }
      if (!isMishap(outcome)) return outcome;

      if (outcome.timedOut) timeouts++;
      const details = { url: question.path, attempt, ...outcome };
      if (attempt >= MOST_ATTEMPTS || timeouts >= MOST_TIMEOUTS) {
        this.options.logger.debug(details, 'Giving up a request.');
        throw new IntegrationProviderRetriesExceededError({
          endpoint: this.endpoint(question),
          status: outcome.status,
          statusText: `${outcome.statusText} (${question.resource.name}, after ${attempt} attempts)`,
        });
      }
      this.options.logger.debug(details, 'A request is tried again.');
      // After a refusal the governor holds every request; the others wait on their own.
      if (!outcome.refused) await this.governor.wait(attempt);
    }
  }

  private async attempt(
    question: Question,
    headers: Record<string, string>,
    startedAt: number,
  ): Promise<Received | Mishap> {
    const { form, organizationId } = question;
    const limit = new AbortController();
    const abort = () => limit.abort();
    let cutShort = false;
    const agent = watching(this.agent, () => {
      cutShort = true;
      abort();
    });
    const timer = setTimeout(abort, this.options.timeout ?? TIMEOUT);
    const { stopped } = this.governor;
    stopped.addEventListener('abort', abort);
    try {
      const response = await fetch(this.url(question), {
        method: form ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...headers,
          ...(organizationId ? { 'x-org-id': organizationId } : {}),
        },
        body: form && new URLSearchParams(form),
        agent,
        redirect: 'manual',
        size: this.options.largestBody ?? LARGEST_BODY,
        signal: limit.signal as never,
      });
      // Read in any case: only a connection whose body was read is used again.
      const text = await response.text();
      return this.heed(response, startedAt) ?? { response, text };
    } catch (error) {
      if (cutShort) {
        return { status: 'CUT_SHORT', statusText: 'half an answer' };
      }
      return this.judgeFailure(question, error, limit.signal.aborted);
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener('abort', abort);
    }
  }

  /** Tells the governor how JumpCloud takes our requests. */
  private heed(
    { status, statusText, headers }: Response,
    startedAt: number,
  ): Mishap | undefined {
    if (status !== 429 && status !== 503) {
      this.governor.answered();
      return undefined;
    }
    const asked = retryAfter(headers.get('retry-after'));
    const hold = this.governor.refused(startedAt, asked);
    this.options.logger.debug({ status, hold }, 'JumpCloud asks us to wait.');
    return { status, statusText: this.shown(statusText), refused: true };
  }

  private judge(
    question: Question,
    { response, text }: Received,
  ): Answer | Mishap | Unauthorized {
    const { status } = response;
    const statusText = this.shown(response.statusText);
    if (status >= 500) return { status, statusText };
    if (response.ok) {
      const body = parse(text);
      if (body === undefined) {
        return { status, statusText: `${statusText}, no JSON` };
      }
      return { body, total: totalCount(response.headers.get('x-total-count')) };
    }
    if (status === 401 || isLoginPage(response)) {
      return new Unauthorized(status, this.explain(response.statusText, text));
    }
    throw this.failure(question, response, text);
  }

  private judgeFailure(
    question: Question,
    error: unknown,
    aborted: boolean,
  ): Mishap {
    if (aborted) {
      const seconds = (this.options.timeout ?? TIMEOUT) / 1_000;
      return {
        status: 'TIMEOUT',
        statusText: `no complete answer within ${seconds} s`,
        timedOut: true,
      };
    }
    const { name, type, code } = error as {
      name?: string;
      type?: string;
      code?: string;
    };
    if (name !== 'FetchError') throw error;
    if (type === 'max-size') {
      throw new IntegrationProviderAPIError({
        endpoint: this.endpoint(question),
        status: 'TOO_LARGE',
        statusText: `the answer is larger than ${
          (this.options.largestBody ?? LARGEST_BODY) / 1024 / 1024
        } MB`,
      });
    }
    return { status: code ?? 'NO_ANSWER', statusText: 'connection failed' };
  }

  private failure(question: Question, response: Response, text: string) {
    const options = {
      endpoint: this.endpoint(question),
      status: response.status,
      statusText: this.explain(response.statusText, text),
    };
    if (response.status === 403) {
      if (!question.quiet) this.reportMissingScope(question.resource);
      return new IntegrationProviderAuthorizationError(options);
    }
    if (response.status >= 300 && response.status < 400) {
      options.statusText += ', a redirect that is not followed';
    }
    return new IntegrationProviderAPIError(options);
  }

  private unauthorized(question: Question, refusal: Unauthorized) {
    return new IntegrationProviderAuthenticationError({
      endpoint: this.endpoint(question),
      status: refusal.status,
      statusText: `${refusal.statusText}. ${this.options.credentials.remedy}`,
    });
  }

  /** One warning per resource and run, however many requests are refused. */
  private reportMissingScope({ name, scope }: Resource) {
    if (this.reported.has(name)) return;
    this.reported.add(name);
    const description = `JumpCloud does not allow ${this.options.credentials.name} to read ${name}: its role lacks the scope ${scope}. Give the role this scope, or switch off what you do not need.`;
    this.options.logger.warn({ resource: name, scope }, description);
    this.options.logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description,
    });
  }

  private endpoint({ path }: Question): string {
    return this.options.origin + path;
  }

  private url(question: Question): string {
    const query = Object.entries(question.query ?? {}).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return [this.endpoint(question), query.join('&')]
      .filter((part) => part !== '')
      .join('?');
  }

  /** The status text and what JumpCloud says in the body, without what nobody may see. */
  private explain(statusText: string, text: string): string {
    const body = parse(text) as { message?: unknown } | undefined | null;
    const said = body?.message;
    return this.shown(
      typeof said === 'string' ? `${statusText} (${said})` : statusText,
    );
  }

  private shown(text: string): string {
    return this.options.credentials.secrets
      .reduce((shown, secret) => shown.split(secret).join('***'), text)
      .slice(0, 300);
  }
}

/**
 * An agent that tells when an answer ends before it is complete: node-fetch 2
 * would wait for the rest for ever (measured on Node 20).
 */
function watching(agent: HttpAgent, onCutShort: () => void): HttpAgent {
  const { addRequest } = agent as unknown as {
    addRequest: (request: ClientRequest, ...rest: unknown[]) => void;
  };
  return Object.create(agent, {
    addRequest: {
      value: (request: ClientRequest, ...rest: unknown[]) => {
        request.once('response', (answer: IncomingMessage) =>
          answer.once('close', () => answer.complete || onCutShort()),
        );
        addRequest.call(agent, request, ...rest);
      },
    },
  }) as HttpAgent;
}

/** JumpCloud did not accept the credentials. */
class Unauthorized {
  constructor(readonly status: number, readonly statusText: string) {}
}

/** @returns undefined when the text is no JSON */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without a key JumpCloud answers 302 to its login page, never 401 (observed; not in the specification). */
function isLoginPage(response: Response): boolean {
  const location = response.headers.get('location') ?? '';
  return (
    response.status >= 300 &&
    response.status < 400 &&
    /^([a-z]+:\/\/[^/]*)?\/login\b/i.test(location)
  );
}

function totalCount(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** @returns milliseconds; undefined when the header is absent or neither seconds nor a date */
function retryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const milliseconds = /^\s*\d+\s*$/.test(header)
    ? Number(header) * 1_000
    : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
