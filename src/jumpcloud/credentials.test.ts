import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing/dist/src/logger';

import { Answer, serve } from '../../test/serving';
import { ServiceAccount } from './credentials';
import { HttpClient } from './request';
import { Throttle } from './throttle';

/* A service account against a token endpoint that misbehaves. */

const SECRET = 'nobody-may-see-this';

async function connect(
  token: (count: number) => Answer,
  api: (authorization: string, count: number) => Answer = () => ({}),
) {
  let tokens = 0;
  let asked = 0;
  const { url, requests } = await serve((request) =>
    request.url === '/oauth2/token'
      ? token(++tokens)
      : api(String(request.headers.authorization), ++asked),
  );
  const logger = createMockIntegrationLogger();
  const throttle = new Throttle({
    backoff: { first: 1, longest: 1 },
    longestHold: 1,
    second: 1,
  });
  const credentials = new ServiceAccount({
    clientId: 'client',
    clientSecret: SECRET,
    tokenUrl: new URL(`${url}/oauth2/token`),
    throttle,
    logger,
  });
  const client = new HttpClient({ origin: url, credentials, throttle, logger });
  const send = () =>
    client.send({
      resource: { name: 'things', scope: 'things.readonly' },
      path: '/api/things',
    });
  const tokensAskedFor = () =>
    requests.filter(({ url: asked }) => asked === '/oauth2/token').length;
  return { send, tokensAskedFor };
}

const granted = (count: number, expires_in: unknown = 3_600): Answer => ({
  body: { access_token: `token-${count}`, expires_in },
});

test('requests that start together share one token', async () => {
  const { send, tokensAskedFor } = await connect(granted);
  await Promise.all(Array.from({ length: 8 }, send));
  expect(tokensAskedFor()).toBe(1);
});

test('a token that is refused is renewed once, for all requests under way', async () => {
  const { send, tokensAskedFor } = await connect(granted, (authorization) =>
    authorization === 'Bearer token-1' ? { status: 401 } : {},
  );
  await Promise.all(Array.from({ length: 8 }, send));
  expect(tokensAskedFor()).toBe(2);
});

test('a token that was given up long ago stays out of messages', async () => {
  const asked: string[] = [];
  const { send } = await connect(
    (n) => ({ body: { access_token: `access-token-${n}` } }),
    (authorization) => {
      asked.push(authorization);
      return asked.length < 6
        ? { status: 401 }
        : { status: 400, body: { message: asked[0] } };
    },
  );
  await expect(send()).rejects.toThrow();
  await expect(send()).rejects.toThrow();
  const error = (await send().catch((reason) => reason)) as Error;
  expect(asked[0]).toBe('Bearer access-token-1');
  expect(asked.length).toBe(6);
  expect(error.message).not.toContain('access-token-1');
});

test('a token that waited longer than it lived replaces no newer one', async () => {
  const sent: string[] = [];
  const { send, tokensAskedFor } = await connect(granted, (authorization) => {
    sent.push(authorization);
    return sent.length <= 4 && authorization === 'Bearer token-1'
      ? { status: 401 }
      : {};
  });
  await Promise.all(Array.from({ length: 4 }, send));
  await send();
  expect(sent[sent.length - 1]).toBe('Bearer token-2');
  expect(tokensAskedFor()).toBe(2);
});

test('a second refusal ends it', async () => {
  const { send, tokensAskedFor } = await connect(granted, () => ({
    status: 401,
  }));
  await expect(send()).rejects.toMatchObject({
    fatal: true,
    message: expect.stringContaining('Client ID and Client Secret'),
  });
  expect(tokensAskedFor()).toBe(2);
});

test.each([0, -5])(
  'a token that lives for %d seconds does not cost one request each',
  async (lifetime) => {
    const { send, tokensAskedFor } = await connect((n) => granted(n, lifetime));
    for (let n = 0; n < 5; n++) await send();
    expect(tokensAskedFor()).toBe(1);
  },
);

test.each(['to\nken', 'tökën', ' ', undefined, 7])(
  'an access token of %p is none',
  async (access_token) => {
    const { send } = await connect(() => ({ body: { access_token } }));
    await expect(send()).rejects.toThrow(/holds no access token$/);
  },
);

test.each([400, 401, 403])(
  '%d says which fields to check, ends the run, and names no scope',
  async (status) => {
    const { send } = await connect(() => ({
      status,
      body: { message: `You sent ${SECRET}` },
    }));
    const error = await send().then(
      () => undefined,
      (reason: Error & { fatal?: boolean }) => reason,
    );
    expect(error?.fatal).toBe(true);
    expect(error?.message).toContain('Client ID and Client Secret');
    expect(error?.message).not.toContain('scope');
    expect(error?.message).not.toContain(SECRET);
  },
);

test('a token is asked for in the turn of its request: one that expires meanwhile is never sent', async () => {
  const sent: string[] = [];
  const { now } = Date;
  let later = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
  const { send, tokensAskedFor } = await connect(
    (n) => granted(n, 5),
    (authorization, count) => {
      sent.push(authorization);
      if (count > 1) return {};
      // Until its turn comes again the token has expired.
      later = 10_000;
      return { status: 429 };
    },
  );
  await send();
  clock.mockRestore();
  expect(sent).toEqual(['Bearer token-1', 'Bearer token-2']);
  expect(tokensAskedFor()).toBe(2);
});
