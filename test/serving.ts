import { once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';

/** What a server of a test answers; a body that is no string is sent as JSON. */
export interface Answer {
  status?: number;
  headers?: http.OutgoingHttpHeaders;
  body?: unknown;
}

export interface Served {
  /** `http://127.0.0.1:...` */
  url: string;
  /** In the order in which they came. */
  requests: http.IncomingMessage[];
}

const servers: http.Server[] = [];

afterEach(() => {
  servers.splice(0).forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
});

/** A port on which nobody listens now. */
export async function freePort(): Promise<number> {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server on loopback; it ends with the test. */
export async function serve(
  answer: (
    request: http.IncomingMessage,
    count: number,
  ) => Answer | Promise<Answer>,
): Promise<Served> {
  const requests: http.IncomingMessage[] = [];
  const reply: http.RequestListener = async (request, response) => {
    requests.push(request);
    const {
      status = 200,
      headers,
      body = {},
    } = await answer(request, requests.length);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = http.createServer((...exchange) => void reply(...exchange));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}
