import { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'http';
import { Agent as HttpsAgent } from 'https';
import fetch, { FetchError, Headers } from 'node-fetch';

export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  /** Makes it a POST: a form, or a body of JSON. */
  body?: URLSearchParams | string;
  /** Milliseconds until the whole answer must be there. */
  timeout: number;
  /** Bytes of the largest body that is read, unpacked. */
  largestBody: number;
}

export interface HttpAnswer {
  /** Where there is no complete answer: TIMEOUT, CUT_SHORT, TOO_LARGE, UNDECODABLE, or what Node calls the error (ECONNRESET). */
  status: number | string;
  statusText: string;
  headers: Headers;
  text: string;
}

/** Connections to one origin, used again and again. */
export function createAgent(origin: string): HttpAgent {
  const AgentOfScheme = origin.startsWith('https:') ? HttpsAgent : HttpAgent;
  return new AgentOfScheme({ keepAlive: true });
}

/**
 * One request and its whole answer. Redirects are not followed. A request that
 * is given up is torn down with whatever has come of its answer: an abandoned
 * body would keep the process alive.
 *
 * Neither the signal nor the reader of bodies of node-fetch 2 is used: both
 * settle a promise twice, which the SDK logs as an error, and both wait for ever
 * for the rest of an answer that was cut short (measured on Node 20).
 *
 * @throws what is no failure of the transport
 */
export function exchange(
  agent: HttpAgent,
  { url, headers, body, timeout, largestBody }: HttpRequest,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let sent: ClientRequest | undefined;
    let isOver = false;
    const end = (settle: () => void) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      settle();
    };
    const fail = (status: string, statusText = 'the connection failed') =>
      end(() => {
        resolve({ status, statusText, headers: new Headers(), text: '' });
        sent?.destroy();
      });
    const late = `no complete answer within ${timeout / 1_000} s`;
    const timer = setTimeout(() => fail('TIMEOUT', late), timeout);
    const onRequest = (request: ClientRequest) => {
      sent = request;
      request.once('response', (message: IncomingMessage) => {
        message.once('close', () => message.complete || fail('CUT_SHORT'));
        // From here on an error is one of the answer: node-fetch would settle its promise twice.
        request.removeAllListeners('error');
        request.on('error', ({ code }: NodeJS.ErrnoException) =>
          fail(code ?? 'MALFORMED'),
        );
      });
    };
    fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body,
      agent: watching(agent, onRequest),
      redirect: 'manual',
    }).then(
      (response) => {
        const { status, statusText } = response;
        const chunks: Buffer[] = [];
        let size = 0;
        response.body.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= largestBody) chunks.push(chunk);
          else fail('TOO_LARGE', `more than ${largestBody / 2 ** 20} MB`);
        });
        response.body.on('error', () => fail('UNDECODABLE'));
        response.body.on('end', () =>
          end(() =>
            resolve({
              status,
              statusText,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          ),
        );
      },
      (error: Error) => {
        if (error instanceof FetchError) fail(error.code ?? 'NO_ANSWER');
        else end(() => reject(error));
      },
    );
  });
}

/** An agent that shows each request that goes through it. */
function watching(
  agent: HttpAgent,
  onRequest: (request: ClientRequest) => void,
): HttpAgent {
  const { addRequest } = agent as unknown as {
    addRequest: (request: ClientRequest, ...rest: unknown[]) => void;
  };
  return Object.create(agent, {
    addRequest: {
      value: (request: ClientRequest, ...rest: unknown[]) => {
        onRequest(request);
        addRequest.call(agent, request, ...rest);
      },
    },
  }) as HttpAgent;
}
