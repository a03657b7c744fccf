import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing/dist/src/logger';
import http from 'node:http';
import { AddressInfo } from 'node:net';

import { apiKeyCredentials } from './credentials';
import { ClientOptions, HttpClient } from './request';
import { Throttle } from './throttle';

/*
 * Against a server of its own that misbehaves on purpose, with waits of a
 * millisecond in place of seconds.
 */

type Misbehaviour = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => void;

const GOOD: Misbehaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"good":true}');
};

const answer =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = '{}') =>
  (_: http.IncomingMessage, response: http.ServerResponse) => {
    response.writeHead(status, headers);
    response.end(body);
  };

let server: http.Server;
let asked: http.IncomingMessage[];
let script: Misbehaviour[];

beforeEach(async () => {
  asked = [];
  script = [];
  server = http.createServer((request, response) => {
    asked.push(request);
    // The last entry is for ever.
    const next = script.length > 1 ? script.shift() : script[0];
    (next ?? GOOD)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const KEY = 'jca_nobody_may_see_this';

function connect(options: Partial<ClientOptions> = {}) {
  const logger = createMockIntegrationLogger();
  const client = new HttpClient({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: apiKeyCredentials(KEY),
    throttle: new Throttle({
      backoff: { first: 1, longest: 1 },
      longestHold: 1,
      second: 1,
    }),
    logger,
    ...options,
  });
  const send = () =>
    client.send({
      resource: { name: 'things', scope: 'things.readonly' },
      path: '/api/things',
      query: { skip: 0, filter: 'a b' },
      organizationId: 'org',
    });
  return { client, logger, send };
}

test('a request carries the key, the organization and its query', async () => {
  script = [answer(200, { 'x-total-count': '7' }, '[1]')];
  const { send } = connect();
  const { body, header } = await send();
  expect(body).toEqual([1]);
  expect(header('x-total-count')).toBe('7');
  expect(asked[0].url).toBe('/api/things?skip=0&filter=a%20b');
  expect(asked[0].headers).toMatchObject({
    'x-api-key': KEY,
    'x-org-id': 'org',
  });
  expect(asked).toHaveLength(1);
});

test.each<[string, Misbehaviour]>([
  ['429', answer(429)],
  ['429 with Retry-After', answer(429, { 'retry-after': '1' })],
  ['500', answer(500)],
  ['502 in HTML', answer(502, { 'content-type': 'text/html' }, '<html>')],
  ['503 with a date', answer(503, { 'retry-after': new Date().toUTCString() })],
  ['504', answer(504)],
  ['HTML with 200', answer(200, { 'content-type': 'text/html' }, '<html>')],
  ['half of a JSON', answer(200, {}, '{"good":')],
  ['nothing with 200', answer(200, {}, '')],
  ['a reset', (request) => request.socket.destroy()],
  [
    'a body that ends early',
    (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"good":');
      setTimeout(() => request.socket.destroy(), 5);
    },
  ],
])('%s is tried again, and for good only six times', async (_, misbehave) => {
  script = [misbehave, misbehave, GOOD];
  const { send } = connect();
  expect(await send()).toMatchObject({ body: { good: true } });
  expect(asked).toHaveLength(3);

  asked = [];
  script = [misbehave];
  await expect(send()).rejects.toMatchObject({
    code: 'PROVIDER_RETRIES_EXCEEDED_ERROR',
    message: expect.stringContaining('/api/things'),
  });
  expect(asked).toHaveLength(6);
});

test('a server that never answers is given up', async () => {
  script = [() => undefined];
  await expect(connect({ timeout: 20 }).send()).rejects.toMatchObject({
    code: 'PROVIDER_RETRIES_EXCEEDED_ERROR',
    status: 'TIMEOUT',
  });
  expect(asked).toHaveLength(6);
});

test('a kind of request that has no good answer for too long is given up, and another is not', async () => {
  script = [answer(429)];
  const { send, client } = connect({ longestSilence: 30 });
  const given: unknown[] = [];
  while (!given.includes('NO_ANSWER')) {
    await send().catch(({ code }) => given.push(code));
  }
  asked = [];
  await expect(send()).rejects.toMatchObject({
    code: 'NO_ANSWER',
    message: expect.stringMatching(/things for 0 minutes .*429 Too Many/),
  });
  expect(asked).toHaveLength(0);
  script = [GOOD];
  const resource = { name: 'others', scope: 'others.readonly' };
  await client.send({ resource, path: '/api/others' });
});

test('time in which requests succeed is no silence', async () => {
  script = [answer(429), GOOD, answer(429), GOOD, answer(429), GOOD];
  const { send } = connect({ longestSilence: 20 });
  for (let n = 0; n < 3; n++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    await send();
  }
});

test('a server that begins to answer and falls silent, as well', async () => {
  script = [(_, response) => response.writeHead(200).write('[')];
  await expect(connect({ timeout: 20 }).send()).rejects.toMatchObject({
    status: 'TIMEOUT',
  });
});

test('an answer that is too large is refused, and not asked for again', async () => {
  script = [answer(200, {}, JSON.stringify('x'.repeat(2_000)))];
  await expect(connect({ largestBody: 1_000 }).send()).rejects.toMatchObject({
    code: 'PROVIDER_API_ERROR',
    status: 'TOO_LARGE',
  });
  expect(asked).toHaveLength(1);
});

test.each<[string, number, http.OutgoingHttpHeaders, object]>([
  ['400', 400, {}, { code: 'PROVIDER_API_ERROR', status: 400 }],
  ['501', 501, {}, { code: 'PROVIDER_API_ERROR', status: 501 }],
  ['401', 401, {}, { code: 'PROVIDER_AUTHENTICATION_ERROR', fatal: true }],
  ['403', 403, {}, { code: 'PROVIDER_AUTHORIZATION_ERROR', fatal: false }],
  ['404', 404, {}, { code: 'PROVIDER_API_ERROR', status: 404 }],
  [
    'a redirect to the login page',
    302,
    { location: '/login' },
    { code: 'PROVIDER_AUTHENTICATION_ERROR', fatal: true },
  ],
  [
    'a redirect to another host',
    307,
    { location: 'https://elsewhere.example/api/things' },
    { code: 'PROVIDER_API_ERROR', status: 307 },
  ],
])('%s is an error at once', async (_, status, headers, error) => {
  script = [answer(status, headers)];
  await expect(connect().send()).rejects.toMatchObject(error);
  expect(asked).toHaveLength(1);
});

test('what JumpCloud says is in the message, the key is not', async () => {
  script = [answer(400, {}, JSON.stringify({ message: `Bad key ${KEY}!` }))];
  const error = await connect().send().catch(String);
  expect(error).toContain('Bad key ***!');
});

test('a server that repeats the key in its status line does not bring it into a message', async () => {
  script = [
    (_, response) => {
      response.writeHead(502, `Bad ${KEY}`);
      response.end();
    },
  ];
  const error = await connect().send().catch(String);
  expect(error).toContain('Bad ***');
});

test('one warning names the scope that is missing, however often it is missed', async () => {
  script = [answer(403)];
  const { send, logger } = connect();
  const warned = jest.spyOn(logger, 'publishWarnEvent');
  for (let i = 0; i < 3; i++) await expect(send()).rejects.toThrow('403');
  // A scope belongs to an endpoint: it is not asked again.
  expect(asked).toHaveLength(1);
  expect(warned).toHaveBeenCalledTimes(1);
  expect(warned.mock.calls[0][0]).toMatchObject({
    name: 'warn_missing_permission',
    description: expect.stringContaining('things.readonly'),
  });
});

test('a run that is stopped ends its requests under way', async () => {
  script = [() => undefined];
  const { send, client } = connect();
  const reason = new Error('The key has died.');
  const outcome = expect(send()).rejects.toBe(reason);
  while (asked.length === 0) await new Promise((r) => setTimeout(r, 1));
  client.throttle.stop(reason);
  await outcome;
});
