/*
 * One request from its first attempt to its outcome: longer than other files,
 * so that all that is decided about an answer is read in one place.
 */
import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';
import { Agent } from 'http';

import { isLoginPage, isPage, parse, retryAfter, totalCount } from './answer';
import { Credentials, RequestHeaders } from './credentials';
import { Resource } from './endpoints';
import { markNotFound } from './errors';
import { Governor } from './governor';
import { createAgent, exchange, HttpFailure, HttpResponse } from './http';
import { sanitize } from './sanitize';

/** Milliseconds until a request without a complete answer is given up. */
const TIMEOUT = 60_000;

/** Bytes of the largest body that is read, unpacked. JumpCloud's largest pages are below one megabyte. */
const LARGEST_BODY = 64 * 1024 * 1024;

const MOST_ATTEMPTS = 6;
/** A server that was silent for three whole time-outs is not asked another three times: a run has to end. */
const MOST_TIMEOUTS = 3;

export interface Request {
  resource: Resource;
  /** Path below the origin. */
  path: string;
  query?: Record<string, string | number>;
  /** Makes it a POST of this form, or of this JSON, which may be written already. */
  form?: Record<string, string>;
  json?: object | string;
  /** Sent as `x-org-id`; left out where undefined, since JumpCloud refuses a blank one. */
  organizationId?: string;
  /** Whoever asks has another way to ask when this one is forbidden: no warning yet. */
  quiet?: boolean;
}

export interface Response {
  body: unknown;
  /** What the header `x-total-count` says, where it does. */
  total: number | undefined;
  /** Another header of the answer. */
  header: (name: string) => string | null;
}

export interface ClientOptions {
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

/** What became of one attempt. */
type Outcome =
  | { kind: 'answered'; response: Response }
  /** 401, or a redirect to the login page. */
  | { kind: 'unauthorized'; error: Error; headers: RequestHeaders }
  /** 429 or 503: the governor holds the endpoint. */
  | { kind: 'throttled'; status: number; statusText: string }
  /** No whole answer, or one that says that the server is in trouble. */
  | { kind: 'broken'; status: string | number; statusText: string }
  /** Whatever would be the same the next time. */
  | { kind: 'failed'; error: Error };

/**
 * Sends requests to one origin: credentials, time-outs, retries, and errors by
 * status. No redirect is followed, so the credentials reach the configured
 * origin and nothing else.
 */
export class HttpClient {
  readonly governor: Governor;

  private readonly agent: Agent;
  private readonly warned = new Set<string>();

  constructor(private readonly options: ClientOptions) {
    this.governor = options.governor;
    this.agent = createAgent(options.origin);
  }

  /**
   * @throws IntegrationProviderAuthenticationError (fatal) on 401 and on a redirect to the login page
   * @throws IntegrationProviderAuthorizationError on 403, after one warning per resource that names the missing scope
   * @throws IntegrationProviderRetriesExceededError when no attempt was answered
   * @throws IntegrationProviderAPIError on any other answer than 200
   * @throws IntegrationError THROTTLED when JumpCloud asked for too much waiting
   */
  async send(request: Request): Promise<Response> {
    const { credentials, logger } = this.options;
    let attempts = 0;
    let timeouts = 0;
    let renewed = false;
    for (;;) {
      const isRetry = attempts > 0 || renewed;
      const outcome = await this.attempt(request, isRetry);
      switch (outcome.kind) {
        case 'answered':
          return outcome.response;
        case 'failed':
          throw outcome.error;
        case 'unauthorized':
          if (renewed || !credentials.renew(outcome.headers)) {
            throw outcome.error;
          }
          renewed = true;
          continue;
      }
      attempts++;
      if (outcome.status === 'TIMEOUT') timeouts++;
      const isLast = attempts >= MOST_ATTEMPTS || timeouts >= MOST_TIMEOUTS;
      logger.debug(
        { url: request.path, attempt: attempts, ...outcome },
        isLast ? 'Giving up a request.' : 'A request is tried again.',
      );
      if (isLast) {
        throw new IntegrationProviderRetriesExceededError({
          endpoint: this.endpoint(request),
          status: outcome.status,
          statusText: `${outcome.statusText} (${request.resource.name}, after ${attempts} attempts)`,
        });
      }
      // A throttled endpoint is held by the governor; the others wait on their own.
      if (outcome.kind === 'broken') await this.governor.wait(attempts);
    }
  }

  /**
   * One warning per resource and run, however many requests are forbidden.
   *
   * @param cause why it is forbidden, with what to do about it
   */
  warnForbidden(resource: Resource, cause = lacks(resource)): void {
    const { name, scope } = resource;
    if (this.warned.has(name)) return;
    this.warned.add(name);
    const { credentials, logger } = this.options;
    const description = `JumpCloud does not allow ${credentials.name} to read ${name}: ${cause}.`;
    logger.warn({ resource: name, scope }, description);
    logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description,
    });
  }

  private async attempt(request: Request, isRetry: boolean): Promise<Outcome> {
    const { credentials } = this.options;
    const lane = laneOf(request);
    let headers: RequestHeaders = {};
    const received = await this.governor.run(
      lane,
      async (startedAt): Promise<HttpResponse | HttpFailure | Outcome> => {
        // In its turn: a token may expire while a request waits for it.
        headers = await credentials.headers();
        const answer = await this.exchange(request, headers);
        if ('failure' in answer) {
          if (answer.failure === 'TIMEOUT') {
            this.governor.timedOut(lane, startedAt);
          }
          return answer;
        }
        const { status, statusText } = answer;
        if (status !== 429 && status !== 503) {
          this.governor.answered(lane);
          return answer;
        }
        const asked = retryAfter(answer.headers.get('retry-after'));
        const hold = this.governor.throttled(lane, startedAt, asked);
        this.options.logger.debug(
          { status, hold },
          'JumpCloud asks us to wait.',
        );
        return {
          kind: 'throttled',
          status,
          statusText: this.shown(statusText),
        };
      },
      isRetry,
    );
    if ('kind' in received) return received;
    // After the turn: the next request is on its way while this answer is parsed.
    return 'failure' in received
      ? this.judgeFailure(request, received)
      : this.judge(request, received, headers);
  }

  private async exchange(
    request: Request,
    headers: RequestHeaders,
  ): Promise<HttpResponse | HttpFailure> {
    const { form, json, organizationId } = request;
    const { timeout = TIMEOUT, largestBody = LARGEST_BODY } = this.options;
    this.governor.sent++;
    try {
      return await exchange(this.agent, {
        url: this.url(request),
        headers: {
          accept: 'application/json',
          ...(json && { 'content-type': 'application/json' }),
          ...headers,
          ...(organizationId && { 'x-org-id': organizationId }),
        },
        body: form
          ? new URLSearchParams(form)
          : typeof json === 'object'
          ? JSON.stringify(json)
          : json,
        timeout,
        largestBody,
        stopped: this.governor.stopped,
      });
    } catch (error) {
      // Node's own errors repeat what they do not like, which may be a credential.
      const { name, message } = error as Error;
      throw new Error(`${name}: ${this.shown(message)}`);
    }
  }

  private judge(
    request: Request,
    answer: HttpResponse,
    sent: RequestHeaders,
  ): Outcome {
    const { status, statusText, headers, text } = answer;
    if (status >= 500) {
      return { kind: 'broken', status, statusText: this.shown(statusText) };
    }
    if (status === 200) {
      const body = parse(text);
      return body === undefined
        ? {
            kind: 'broken',
            status,
            statusText: `${this.shown(statusText)}, no JSON`,
          }
        : {
            kind: 'answered',
            response: {
              body,
              total: totalCount(headers.get('x-total-count')),
              header: (name) => headers.get(name),
            },
          };
    }
    if (status === 401 || isLoginPage(answer)) {
      const { remedy } = this.options.credentials;
      return {
        kind: 'unauthorized',
        headers: sent,
        error: new IntegrationProviderAuthenticationError({
          endpoint: this.endpoint(request),
          status,
          statusText: `${this.explain(answer)}. ${remedy}`,
        }),
      };
    }
    return { kind: 'failed', error: this.errorOf(request, answer) };
  }

  private judgeFailure(request: Request, { failure }: HttpFailure): Outcome {
    const { timeout = TIMEOUT, largestBody = LARGEST_BODY } = this.options;
    if (failure !== 'TOO_LARGE') {
      const statusText =
        failure === 'TIMEOUT'
          ? `no complete answer within ${timeout / 1_000} s`
          : 'the connection failed';
      return { kind: 'broken', status: failure, statusText };
    }
    const error = new IntegrationProviderAPIError({
      endpoint: this.endpoint(request),
      status: failure,
      statusText: `the answer is larger than ${largestBody / 1024 / 1024} MB`,
    });
    return { kind: 'failed', error };
  }

  private errorOf(request: Request, answer: HttpResponse): Error {
    const { status, text } = answer;
    const options = {
      endpoint: this.endpoint(request),
      status,
      statusText: this.explain(answer),
    };
    if (status === 403) {
      const { quiet, resource } = request;
      const cause = isPage(text) ? FIREWALL : lacks(resource);
      if (!quiet) this.warnForbidden(resource, cause);
      if (resource.scope) options.statusText += `: ${cause}`;
      return new IntegrationProviderAuthorizationError(options);
    }
    if (status >= 300 && status < 400) {
      options.statusText += ', a redirect that is not followed';
    }
    // What is not JSON comes from a proxy, which knows nothing of JumpCloud's objects.
    const body = parse(text);
    const isOfJumpCloud = typeof body === 'object' && body !== null;
    const error = new IntegrationProviderAPIError(options);
    return status === 404 && isOfJumpCloud ? markNotFound(error) : error;
  }

  private endpoint({ path }: Request): string {
    return this.options.origin + path;
  }

  private url(request: Request): string {
    const query = Object.entries(request.query ?? {}).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return [this.endpoint(request), query.join('&')]
      .filter((part) => part !== '')
      .join('?');
  }

  /** The status text and what JumpCloud says in the body, without what nobody may see. */
  private explain({ statusText, text }: HttpResponse): string {
    const body = parse(text) as { message?: unknown } | undefined | null;
    const said = body?.message;
    return this.shown(
      typeof said === 'string' ? `${statusText} (${said})` : statusText,
    );
  }

  private shown(text: string): string {
    return sanitize(
      this.options.credentials.secrets.reduce(
        (shown, secret) => shown.split(secret).join('***'),
        text,
      ),
    );
  }
}

function lacks({ scope }: Resource): string {
  return `its role lacks the scope ${scope}. Give the role this scope, or switch off what you do not need`;
}

const FIREWALL =
  'the answer is a page, as a firewall in front of JumpCloud gives it. Allow the address of this machine there';

/** Requests for the same things of the same organization share what JumpCloud allows. */
export function laneOf({ resource, organizationId = '' }: Request): string {
  return `${resource.name} ${organizationId}`;
}
