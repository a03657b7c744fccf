import {
  IntegrationLogger,
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
} from '@jupiterone/integration-sdk-core';

import { Governor } from './governor';
import { HttpClient, Response } from './request';

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
  /** Never to be seen in a message. */
  readonly secrets: readonly string[];
}

/** A token is renewed this many milliseconds before it expires. */
const RENEW_EARLY = 60_000;

/** Seconds that a token is taken to live when JumpCloud does not say. */
const USUAL_LIFETIME = 3_600;

/** Seconds that a token is used when JumpCloud says that it lives for less than one, which no token does. */
const SHORTEST_LIFETIME = 60;
const SHORTEST_CREDIBLE = 1;

/** The API key of an administrator. */
export class ApiKey implements Credentials {
  readonly name = 'the API key';
  readonly remedy =
    'JumpCloud refused the API key. Check the field API Key: a key ends when its administrator generates a new one, is suspended or deleted, or when its lifetime is over; API access is off by default for new administrators; and a key of another region is refused like a wrong one, so check the field Region as well.';
  readonly secrets: readonly string[];

  constructor(private readonly apiKey: string) {
    this.secrets = [apiKey];
  }

  headers() {
    return Promise.resolve({ 'x-api-key': this.apiKey });
  }

  renew() {
    return false;
  }
}

export interface ServiceAccountOptions {
  clientId: string;
  clientSecret: string;
  /** Where tokens are asked for. */
  tokenUrl: URL;
  governor: Governor;
  logger: IntegrationLogger;
}

interface Token {
  value: string;
  /** Milliseconds since the epoch. */
  renewAt: number;
}

/**
 * A service account: its client credentials are exchanged for a token (OAuth
 * 2.0), which all requests of a run share.
 */
export class ServiceAccount implements Credentials {
  readonly name = 'the service account';
  readonly remedy =
    'JumpCloud refused the service account. Check the fields Client ID and Client Secret, the role of the service account, the field Organization ID, and the field Region: a service account of another region is refused like a wrong one.';

  private readonly tokens: HttpClient;
  private readonly path: string;
  private token?: Token;
  private asked?: Promise<Token>;
  private readonly issued: string[] = [];

  constructor(private readonly options: ServiceAccountOptions) {
    const { clientId, clientSecret, tokenUrl, governor, logger } = options;
    this.path = tokenUrl.pathname;
    this.tokens = new HttpClient({
      origin: tokenUrl.origin,
      // Requests ask for a token in their turn: it must not wait for theirs to end.
      governor: governor.besides(),
      logger,
      credentials: new BasicCredentials(clientId, clientSecret, this.remedy),
    });
  }

  get secrets(): readonly string[] {
    return [this.options.clientSecret, ...this.issued];
  }

  /** @throws IntegrationProviderAuthenticationError when the client secret is refused */
  async headers(): Promise<RequestHeaders> {
    const { value } = await this.validToken();
    return { authorization: `Bearer ${value}` };
  }

  renew(refused: RequestHeaders): boolean {
    // Another request may have renewed the token while this one was under way.
    if (refused.authorization === `Bearer ${this.token?.value}`) {
      this.token = undefined;
    }
    return true;
  }

  /** One request for a token, however many ask for it at once. */
  private async validToken(): Promise<Token> {
    if (this.token && Date.now() < this.token.renewAt) return this.token;
    this.asked ??= this.fetchToken();
    try {
      return (this.token = await this.asked);
    } finally {
      this.asked = undefined;
    }
  }

  private async fetchToken(): Promise<Token> {
    const { body } = await this.askForToken();
    const { access_token, expires_in } = (body ?? {}) as {
      access_token?: unknown;
      expires_in?: unknown;
    };
    const value = typeof access_token === 'string' ? access_token.trim() : '';
    // Whatever cannot be a header of HTTP is no token, and must not be in a message of Node's.
    if (!/^[\x21-\x7e]+$/.test(value)) {
      throw new IntegrationProviderAPIError({
        endpoint: this.options.tokenUrl.href,
        status: 200,
        statusText: 'the answer holds no access token',
      });
    }
    // All of them stay out of messages: a slow answer may repeat an old one.
    this.issued.push(value);
    const lifetime =
      typeof expires_in === 'number' ? expires_in : USUAL_LIFETIME;
    if (lifetime < SHORTEST_CREDIBLE) {
      return { value, renewAt: Date.now() + SHORTEST_LIFETIME * 1_000 };
    }
    // A token that lives for less than two minutes is used for half of its life.
    const early = Math.min(RENEW_EARLY, lifetime * 500);
    return { value, renewAt: Date.now() + lifetime * 1_000 - early };
  }

  /** @throws IntegrationProviderAuthenticationError, which ends the run, whenever JumpCloud gives no token to these credentials */
  private async askForToken(): Promise<Response> {
    try {
      return await this.tokens.send({
        resource: { name: 'a token', scope: '' },
        path: this.path,
        form: { grant_type: 'client_credentials', scope: 'api' },
        quiet: true,
      });
    } catch (error) {
      const { endpoint, status, statusText } =
        error as IntegrationProviderAPIError;
      if (status !== 400 && status !== 403) throw error;
      throw new IntegrationProviderAuthenticationError({
        endpoint,
        status,
        statusText: `${statusText}. ${this.remedy}`,
      });
    }
  }
}

/** HTTP Basic, which JumpCloud's token endpoint asks for. */
class BasicCredentials implements Credentials {
  readonly name = 'the service account';
  readonly secrets: readonly string[];
  private readonly encoded: string;

  constructor(clientId: string, clientSecret: string, readonly remedy: string) {
    this.encoded = Buffer.from(`${clientId}:${clientSecret}`).toString(
      'base64',
    );
    this.secrets = [clientSecret, this.encoded];
  }

  headers() {
    return Promise.resolve({ authorization: `Basic ${this.encoded}` });
  }

  renew() {
    return false;
  }
}
