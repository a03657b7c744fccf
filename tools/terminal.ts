/*
 * What `npm start` shows at a terminal: how far it is instead of the SDK's log,
 * which goes to a file, and at the end the report and the picture.
 *
 * The SDK's command line compiles the source with ts-node, and ts-node loads
 * this file before it, in the same process (`require` in tsconfig.json). Where
 * the output is no terminal (a pipeline, Starbase), and in every other program,
 * nothing happens here.
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { ClientRequest, IncomingMessage } from 'node:http';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Worker } from 'node:worker_threads';

import { LOG_FILE, readLog } from './log';
import { Screen } from './screen';

/** Milliseconds without an answer after which the last line says so. */
const PATIENCE = 2_000;

const [, program = '', command] = process.argv;
if (
  process.stdout.isTTY &&
  path.basename(program) === 'j1-integration' &&
  command === 'collect'
) {
  showRun();
}

function showRun(): void {
  // As the command line has set it from its options.
  const storage = process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY;
  const directory = storage ? path.dirname(storage) : process.cwd();
  // The log says in each second how far the run is.
  process.env.PROGRESS_INTERVAL ??= '1000';
  const file = path.join(directory, LOG_FILE);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const log = fs.openSync(file, 'w');

  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout) as (text: string) => boolean;
  const silence = silenceOf();
  /** What makes the report and the picture, from the end of the run on. */
  let maker: Worker | undefined;
  let report: string | undefined;
  const screen = new Screen(
    {
      write,
      isTTY: true,
      get columns() {
        return stdout.columns;
      },
    },
    () => (maker ? 'the report and the picture are made' : silence()),
  );
  /** What the command line itself says when it ends early. */
  let complaint = '';
  divert(stdout, (text) => {
    fs.writeSync(log, text);
    screen.take(text);
  });
  if (stderr.isTTY) {
    divert(stderr, (text) => {
      fs.writeSync(log, text);
      complaint += text;
    });
  }
  let isInterrupted = false;
  process.once('SIGINT', () => {
    isInterrupted = true;
    process.exit(130);
  });
  process.once('beforeExit', (code) => {
    if (code !== 0) return;
    // In a thread of its own: the last line moves meanwhile, and Ctrl-C ends it.
    maker = new Worker(path.join(__dirname, 'result.ts'), {
      execArgv: [
        '--require',
        require.resolve('ts-node/register/transpile-only'),
      ],
      workerData: directory,
    });
    maker.once('message', (text: string) => (report = text));
    screen.draw();
  });
  process.once('exit', () => {
    fs.closeSync(log);
    screen.end({ isKept: isInterrupted });
    if (isInterrupted) {
      const why = maker
        ? 'what was read is whole, and `npm run report` and `npm run graph` show it'
        : 'what was read is not whole';
      write(
        `Interrupted: ${why}. The picture is still that of the run before.\n`,
      );
    } else if (report !== undefined) {
      write(`\n${report}`);
    } else {
      const { ended } = readLog(fs.readFileSync(file, 'utf8'));
      write(`\nThe log: ${file}\n\n${ended?.reason ?? complaint.trim()}\n`);
    }
  });
}

/**
 * Listens to Node's own account of the requests of this process.
 *
 * @returns what says since when requests have had no good answer, once that is worth saying
 */
function silenceOf(): () => string | undefined {
  const underWay = new Set<ClientRequest>();
  let host = '';
  /** When the last good answer came, or when the first request was sent since. */
  let since = 0;
  /** What came instead of a good answer, which is asked for again. */
  let trouble = '';
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    if (underWay.size === 0 && trouble === '') since = Date.now();
    ({ host } = request);
    underWay.add(request);
    request.once('close', () => underWay.delete(request));
  });
  subscribe('http.client.request.error', (message) => {
    const { error } = message as { error: NodeJS.ErrnoException };
    trouble = error.code ?? error.message;
  });
  subscribe('http.client.response.finish', (message) => {
    const { response } = message as { response: IncomingMessage };
    const { statusCode = 0 } = response;
    const isTriedAgain = statusCode === 429 || statusCode >= 500;
    trouble = isTriedAgain ? String(statusCode) : '';
    if (!isTriedAgain) since = Date.now();
  });
  return () => {
    const silence = Date.now() - since;
    const isOwed = underWay.size > 0 || trouble !== '';
    if (!isOwed || silence < PATIENCE) return undefined;
    const seconds = Math.floor(silence / 1_000);
    return trouble === ''
      ? `${host} has not answered for ${seconds} s`
      : `no good answer from ${host} for ${seconds} s (${trouble}), trying again`;
  };
}

/** Gives what is written to a stream to somebody else. */
function divert(
  stream: NodeJS.WriteStream,
  take: (text: string) => void,
): void {
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    take(stripVTControlCharacters(Buffer.from(chunk).toString()));
    const callback = rest.pop();
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
}
