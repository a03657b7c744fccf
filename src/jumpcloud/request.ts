import {
  IntegrationError,
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';
import { Agent } from 'http';

import { bodyOf, meaningOf, messageOf } from './answer';
import { Resource } from './endpoints';
import { markAbsent } from './errors';
import { createAgent, exchange, HttpAnswer } from './http';
import { ATTEMPTS, LARGEST_BODY, LONGEST_SILENCE, TIMEOUT } from './limits';
import { sanitize } from './sanitize';
import { clock, Throttle } from './throttle';

export type RequestHeaders = Record<string, string>;

/** What proves who we are. */
export interface Credentials {
  /** @returns the headers of a request that is sent at once */
  headers(): Promise<RequestHeaders>;
  /**
   * After a 401.
   *
   * @param refused the headers that were refused
   * @returns whether other headers are worth one more attempt
   */
  renew(refused: RequestHeaders): boolean;
  /** How messages call it: "the API key". */
  readonly name: string;
  /** What to do when JumpCloud refuses it. */
  readonly remedy: string;
  /** Must not be seen in any message. */
  readonly secrets: readonly string[];
}

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
  /** The organization that the path names, where no header may. */
  organizationOfPath?: string;
  /** Whoever asks has another way to ask when this one is forbidden: no warning yet. */
  isQuiet?: boolean;
  /** The step that asks, for the count of requests. */
  step?: string;
}

export interface Response {
  body: unknown;
  /** A header of the answer. */
  header: (name: string) => string | null;
}

export interface ClientOptions {
  /** `https://console.jumpcloud.com`: the only place where the credentials go. */
  origin: string;
  credentials: Credentials;
  throttle: Throttle;
  logger: IntegrationLogger;
  /** Is told of each attempt, with the step that asks. */
  onAttempt?: (step?: string) => void;
  /** Milliseconds and bytes, which tests shrink. */
  timeout?: number;
  longestSilence?: number;
  largestBody?: number;
}

/**
 * What is known of a kind of request of an organization. It is given up when it
 * is forbidden, since a scope belongs to an endpoint, and when JumpCloud has
 * given it no good answer for too long. That costs its step, and nothing else.
 */
interface Circuit {
  /** When the first attempt began that was not answered, of those since the last good answer. */
  silentSince?: number;
  closedBy?: Error;
}

/**
 * Sends requests to one origin: credentials, time-outs, attempts, and errors by
 * what an answer means. No redirect is followed, so the credentials reach the
 * configured origin and nothing else.
 */
export class HttpClient {
  readonly throttle: Throttle;

  private readonly agent: Agent;
  private readonly circuits = new Map<string, Circuit>();
  private readonly warned = new Set<string>();

  constructor(private readonly options: ClientOptions) {
    this.throttle = options.throttle;
    this.agent = createAgent(options.origin);
    // Ends what is under way, with one listener for all: one that is gone leads to all that came after it, and to their answers.
    this.throttle.stopped.addEventListener('abort', () => this.agent.destroy());
  }

  /**
   * @throws IntegrationProviderAuthenticationError (fatal) on 401 and on a redirect to the login page
   * @throws IntegrationProviderAuthorizationError on 403, after one warning per resource that names the missing scope
   * @throws IntegrationProviderRetriesExceededError when no attempt was answered
   * @throws IntegrationProviderAPIError on any other answer than 200
   * @throws the error by which this kind of request was given up
   */
  async send(request: Request): Promise<Response> {
    const circuit = this.circuitOf(request);
    let failures = 0;
    let isRenewed = false;
    for (;;) {
      const isRetry = failures > 0 || isRenewed;
      const { startedAt, sent, answer } = await this.attempt(request, isRetry);
      let { kind } = meaningOf(answer);
      if (kind === 'answered') {
        // After the turn: the next request is on its way while this answer is parsed.
        const body = bodyOf(answer);
        if (body !== undefined) {
          circuit.silentSince = undefined;
          // Whatever leads to the answer still, it keeps no text of megabytes.
          answer.text = '';
          return { body, header: (name) => answer.headers.get(name) };
        }
        answer.statusText += ', no JSON';
        kind = 'broken';
      }
      if (kind === 'throttled' || kind === 'broken') {
        circuit.silentSince ??= startedAt;
        this.throwIfGivenUp(request, answer, ++failures);
        // A throttled endpoint is held by the throttle; the others wait on their own.
        if (kind === 'broken') await this.throttle.wait(failures);
        continue;
      }
      circuit.silentSince = undefined;
      if (kind === 'unauthorized' && !isRenewed) {
        isRenewed = this.options.credentials.renew(sent);
        if (isRenewed) continue;
      }
      const error = this.errorOf(request, answer);
      if (kind === 'forbidden') circuit.closedBy = error;
      throw error;
    }
  }

  /** No more requests of this kind are sent; they throw the reason. */
  close(request: Request, reason: Error): void {
    this.circuitOf(request).closedBy = reason;
  }

  /**
   * One warning per resource and run, however many requests are forbidden.
   *
   * @param cause why it is forbidden, with what to do about it
   */
  warnForbidden({ name, scope }: Resource, cause = lacks(scope)): void {
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

  private async attempt(request: Request, isRetry: boolean) {
    const { throttle } = this;
    const { credentials, logger, onAttempt } = this.options;
    const name = nameOf(request);
    const task = async (startedAt: number) => {
      const { closedBy } = this.circuitOf(request);
      if (closedBy) throw closedBy;
      // In its turn: a token may expire while a request waits for it.
      const sent = await credentials.headers();
      onAttempt?.(request.step);
      const answer = await this.exchange(request, sent);
      const meaning = meaningOf(answer);
      if (meaning.kind === 'throttled') {
        const hold = throttle.throttled(name, startedAt, meaning.retryAfter);
        logger.debug({ hold }, 'JumpCloud asks us to wait.');
      } else if (meaning.kind === 'broken') throttle.failed(name, startedAt);
      else throttle.answered(name);
      return { startedAt, sent, answer };
    };
    return throttle.run(name, task, isRetry);
  }

  private async exchange(
    request: Request,
    headers: RequestHeaders,
  ): Promise<HttpAnswer> {
    const { path, query = {}, form, json, organizationId } = request;
    const { origin, timeout = TIMEOUT } = this.options;
    const { largestBody = LARGEST_BODY } = this.options;
    const parameters = Object.entries(query).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    const text = typeof json === 'object' ? JSON.stringify(json) : json;
    try {
      return await exchange(this.agent, {
        url: [origin + path, ...parameters].join('&').replace('&', '?'),
        headers: {
          accept: 'application/json',
          ...(json && { 'content-type': 'application/json' }),
          ...headers,
          ...(organizationId && { 'x-org-id': organizationId }),
        },
        body: form ? new URLSearchParams(form) : text,
        timeout,
        largestBody,
      });
    } catch (error) {
      // Node's own errors repeat what they do not like, which may be a credential.
      const { name, message } = error as Error;
      throw new Error(`${name}: ${this.shown(message)}`);
    }
  }

  /** @throws when a request was tried as often as it may, or its kind had no good answer for too long */
  private throwIfGivenUp(
    request: Request,
    answer: HttpAnswer,
    failures: number,
  ): void {
    const { logger, longestSilence = LONGEST_SILENCE } = this.options;
    const circuit = this.circuitOf(request);
    const { name } = request.resource;
    const { endpoint, status, statusText } = this.describe(request, answer);
    logger.debug({ endpoint, status, failures }, 'A request was not answered.');
    if (clock() - (circuit.silentSince ?? Infinity) >= longestSilence) {
      const minutes = Math.round(longestSilence / 60_000);
      circuit.closedBy = new IntegrationError({
        code: 'NO_ANSWER',
        message: `JumpCloud has not answered any request for ${name} for ${minutes} minutes (the last: ${status} ${statusText}). Nothing is deleted on account of this; the next run reads it again.`,
      });
      throw circuit.closedBy;
    }
    if (failures < ATTEMPTS) return;
    throw new IntegrationProviderRetriesExceededError({
      endpoint,
      status,
      statusText: `${statusText} (${name}, after ${failures} attempts)`,
    });
  }

  private errorOf(request: Request, answer: HttpAnswer): Error {
    const { resource, isQuiet } = request;
    const meaning = meaningOf(answer);
    const options = this.describe(request, answer);
    const because = (cause: string) => {
      options.statusText += cause;
      return options;
    };
    switch (meaning.kind) {
      case 'unauthorized': {
        const { remedy } = this.options.credentials;
        return new IntegrationProviderAuthenticationError(
          because(`. ${meaning.needsOrganization ? SET_ORGANIZATION : remedy}`),
        );
      }
      case 'forbidden': {
        const cause = meaning.isFirewall ? FIREWALL : lacks(resource.scope);
        if (!isQuiet) this.warnForbidden(resource, cause);
        return new IntegrationProviderAuthorizationError(
          because(resource.scope && `: ${cause}`),
        );
      }
      case 'absent':
        return markAbsent(new IntegrationProviderAPIError(options));
      default:
        return new IntegrationProviderAPIError(
          because(meaning.kind === 'redirected' ? NOT_FOLLOWED : ''),
        );
    }
  }

  /** What came, in words, without what nobody may see. */
  private describe({ path }: Request, answer: HttpAnswer) {
    const { status, statusText } = answer;
    const said = messageOf(answer);
    return {
      endpoint: this.options.origin + path,
      status,
      statusText: this.shown(said ? `${statusText} (${said})` : statusText),
    };
  }

  private circuitOf(request: Request): Circuit {
    const name = nameOf(request);
    const circuit = this.circuits.get(name) ?? {};
    this.circuits.set(name, circuit);
    return circuit;
  }

  private shown(text: string): string {
    const { secrets } = this.options.credentials;
    return sanitize(
      secrets.reduce((shown, each) => shown.split(each).join('***'), text),
    );
  }
}

const lacks = (scope: string) =>
  `its role lacks the scope ${scope}. Give the role this scope, or switch off what you do not need`;

const FIREWALL =
  'the answer is a page, as a firewall in front of JumpCloud gives it. Allow the address of this machine there';

const SET_ORGANIZATION =
  'Set the field Organization ID (orgId, ORG_ID in .env), or correct it where it is set: JumpCloud shows it under Settings > Organization Profile';

const NOT_FOLLOWED = ', a redirect that is not followed';

/** Requests for the same things of the same organization share what JumpCloud allows. */
function nameOf(request: Request): string {
  const { resource, organizationId, organizationOfPath } = request;
  return `${resource.name} ${organizationId ?? organizationOfPath ?? ''}`;
}
