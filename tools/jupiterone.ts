import { Entity, Relationship } from '@jupiterone/integration-sdk-core';
import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';

/*
 * A stand-in for the part of JupiterOne that takes uploads: its synchronization
 * API, as the SDK (8.41) uses it.
 */

/** What JupiterOne answers instead. */
export interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** Objects of one request. */
export interface Upload {
  objects: (Entity | Relationship)[];
  /** How often these objects have been sent, from 1. */
  attempt: number;
}

export interface JupiterOneOptions {
  /** Refuses an upload. */
  refuse?: (upload: Upload) => Refusal | undefined;
  /** Refuses to finalize a job. */
  refuseFinalize?: Refusal;
  /** How long an upload takes, in milliseconds. */
  latency?: (upload: Upload) => number;
}

/** A synchronization job, and what came of it. */
export interface Job {
  id: string;
  /** What the job was opened with: source and integrationInstanceId, or scope. */
  opened: Record<string, unknown>;
  status: 'AWAITING_UPLOADS' | 'FINALIZE_PENDING' | 'ABORTED';
  /** What was accepted, in the order of arrival; the same object twice if it came twice. */
  entities: Entity[];
  relationships: Relationship[];
  events: { name: string; description: string }[];
  /** The types of which JupiterOne is to delete nothing; undefined until the job is finalized. */
  partialTypes?: string[];
  /** Why the job was aborted. */
  reason?: string;
}

export interface JupiterOne {
  /** For --api-base-url. */
  readonly url: string;
  readonly account: string;
  readonly apiKey: string;
  readonly jobs: Job[];
  /** Answers what is under way, and frees the port: the SDK gives up a step at its first refusal and waits for none of its other uploads. */
  close(): Promise<void>;
}

const ACCOUNT = 'sandbox';
const API_KEY = 'j1_sandbox_key';

const UNAUTHORIZED: Refusal = {
  status: 401,
  code: 'UNAUTHORIZED',
  message: 'The API key is not valid for this account',
};
const NOT_FOUND: Refusal = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'Not found',
};
/** The SDK knows this code: it tries no further. */
export const JOB_HAS_ENDED: Refusal = {
  status: 400,
  code: 'JOB_NOT_AWAITING_UPLOADS',
  message: 'The job does not await uploads',
};

/** Starts it on loopback, on a free port. */
export async function startJupiterOne({
  refuse = () => undefined,
  refuseFinalize,
  latency = () => 0,
}: JupiterOneOptions = {}): Promise<JupiterOne> {
  const jobs: Job[] = [];
  const attempts = new Map<string, number>();

  /** @throws Refusal */
  async function upload(
    job: Job,
    accepted: (Entity | Relationship)[],
    objects: (Entity | Relationship)[],
  ): Promise<void> {
    const keys = objects.map(({ _key }) => _key).join();
    const attempt = (attempts.get(keys) ?? 0) + 1;
    attempts.set(keys, attempt);
    const milliseconds = latency({ objects, attempt });
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const refusal =
      job.status === 'AWAITING_UPLOADS'
        ? refuse({ objects, attempt })
        : JOB_HAS_ENDED;
    if (refusal) throw refusal;
    accepted.push(...objects);
  }

  /** @throws Refusal */
  async function answer(message: IncomingMessage): Promise<object> {
    const { authorization, 'lifeomic-account': account } = message.headers;
    const body = JSON.parse((await readText(message)) || '{}');
    if (authorization !== `Bearer ${API_KEY}` || account !== ACCOUNT) {
      throw UNAUTHORIZED;
    }
    const [id, action] =
      /^\/persister\/synchronization\/jobs(?:\/([\w-]+))?(?:\/(\w+))?$/
        .exec(message.url ?? '')
        ?.slice(1) ?? [];
    if (message.method === 'POST' && id === undefined) {
      return { job: shown(open(jobs, body)) };
    }
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) throw NOT_FOUND;
    switch (`${message.method} ${action}`) {
      case 'POST entities':
        await upload(job, job.entities, body.entities);
        break;
      case 'POST relationships':
        await upload(job, job.relationships, body.relationships);
        break;
      case 'POST events':
        job.events.push(...body.events);
        break;
      case 'POST finalize':
        if (refuseFinalize) throw refuseFinalize;
        if (job.status !== 'AWAITING_UPLOADS') throw JOB_HAS_ENDED;
        job.status = 'FINALIZE_PENDING';
        job.partialTypes = body.partialDatasets.types;
        break;
      case 'POST abort':
        job.status = 'ABORTED';
        job.reason = body.reason;
        break;
      case 'GET undefined':
        break;
      default:
        throw NOT_FOUND;
    }
    return { job: shown(job) };
  }

  const underWay = new Set<Promise<unknown>>();
  const server = createServer((message, response) => {
    const send = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    const answered = answer(message).then(
      (body) => send(200, body),
      ({ status = 500, ...error }: Refusal) => send(status, { error }),
    );
    underWay.add(answered);
    void answered.finally(() => underWay.delete(answered));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    account: ACCOUNT,
    apiKey: API_KEY,
    jobs,
    close: async () => {
      await Promise.all(underWay);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function open(jobs: Job[], opened: Record<string, unknown>): Job {
  const job: Job = {
    id: `job-${jobs.length + 1}`,
    opened,
    status: 'AWAITING_UPLOADS',
    entities: [],
    relationships: [],
    events: [],
  };
  jobs.push(job);
  return job;
}

/** A job as JupiterOne shows it. */
function shown({ id, status, opened, entities, relationships }: Job) {
  return {
    ...opened,
    id,
    status,
    integrationJobId: id,
    startTimestamp: Date.now(),
    numEntitiesUploaded: entities.length,
    numRelationshipsUploaded: relationships.length,
  };
}

async function readText(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}
