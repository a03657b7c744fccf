import {
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
} from '@jupiterone/integration-sdk-core';

import { unexpectedAnswer } from './errors';
import {
  ClientOptions,
  Credentials,
  HttpClient,
  RequestHeaders,
  Response,
} from './request';

/** Credentials whose headers are always the same. */
const constant = (
  headers: RequestHeaders,
  about: Pick<Credentials, 'name' | 'remedy' | 'secrets'>,
): Credentials => ({
  ...about,
  headers: () => Promise.resolve(headers),
  renew: () => false,
});

/** The API key of an administrator. */
export function apiKeyCredentials(apiKey: string): Credentials {
  return constant(
    { 'x-api-key': apiKey },
    {
      name: 'the API key',
      remedy:
        'JumpCloud refused the API key. Check the field API Key: a key ends when its administrator generates a new one, is suspended or deleted, or when its lifetime is over; API access is off by default for new administrators; and a key of another region is refused like a wrong one, so check the field Region as well.',
      secrets: [apiKey],
    },
  );
}

export interface ServiceAccountOptions
  extends Omit<ClientOptions, 'origin' | 'credentials'> {
  clientId: string;
  clientSecret: string;
  /** Where tokens are asked for. */
  tokenUrl: URL;
}

interface Token {
  value: string;
  /** Milliseconds since the epoch; never, where JumpCloud does not say how long it lives: then it refuses it one day. */
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

  private readonly client: HttpClient;
  private readonly issued: string[] = [];
  private token?: Token;
  private asked?: Promise<Token>;

  constructor(private readonly options: ServiceAccountOptions) {
    const { clientId, clientSecret, tokenUrl, ...others } = options;
    const pair = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const { name, remedy } = this;
    const secrets = [clientSecret, pair];
    this.client = new HttpClient({
      ...others,
      origin: tokenUrl.origin,
      // Requests ask for a token in their turn: it must not wait for theirs to end.
      throttle: others.throttle.fork(),
      credentials: constant(
        { authorization: `Basic ${pair}` },
        { name, remedy, secrets },
      ),
    });
  }

  get secrets(): readonly string[] {
    return [this.options.clientSecret, ...this.issued];
  }

  /** @throws IntegrationProviderAuthenticationError when the client secret is refused */
  async headers(): Promise<RequestHeaders> {
    const isFresh = this.token && Date.now() < this.token.renewAt;
    if (!isFresh) await this.renewToken();
    return { authorization: `Bearer ${this.token?.value}` };
  }

  renew(refused: RequestHeaders): boolean {
    // Another request may have renewed the token while this one was under way.
    if (refused.authorization === `Bearer ${this.token?.value}`) {
      this.token = undefined;
    }
    return true;
  }

  /** One request for a token, however many ask for it at once. */
  private renewToken(): Promise<Token> {
    this.asked ??= this.fetchToken()
      .then((token) => (this.token = token))
      .finally(() => (this.asked = undefined));
    return this.asked;
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
      const { href } = this.options.tokenUrl;
      throw unexpectedAnswer(href, 'the answer holds no access token');
    }
    // All of them stay out of messages: a slow answer may repeat an old one.
    this.issued.push(value);
    // Used for half of its life: nobody's clock has to be right to the minute.
    const half = typeof expires_in === 'number' ? expires_in * 500 : 0;
    return { value, renewAt: half > 0 ? Date.now() + half : Infinity };
  }

  /** @throws IntegrationProviderAuthenticationError, which ends the run, whenever JumpCloud gives no token to these credentials */
  private async askForToken(): Promise<Response> {
    try {
      return await this.client.send({
        resource: { name: 'a token', scope: '' },
        path: this.options.tokenUrl.pathname,
        form: { grant_type: 'client_credentials', scope: 'api' },
        isQuiet: true,
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
