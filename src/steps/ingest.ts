import {
  createDirectRelationship,
  Entity,
  IntegrationError,
  IntegrationProviderAPIError,
  IntegrationProviderRetriesExceededError,
  IntegrationStepExecutionContext,
  JobState,
  Relationship,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig, jumpCloudOf } from '../config';
import { Organization } from '../jumpcloud/client';
import { idOf } from '../jumpcloud/ids';
import { Identified } from '../jumpcloud/types';
import { entityId, entityKey } from './entity';

export type StepContext = IntegrationStepExecutionContext<IntegrationConfig>;

/** An object of JumpCloud that is in the graph now. */
export interface Ingested {
  id: string;
  organization: Organization;
}

/** Organizations, and objects of one, that are read side by side: enough to keep the governor busy while pages are awaited, and few enough that none waits long. */
const ORGANIZATIONS_SIDE_BY_SIDE = 3;
const OBJECTS_SIDE_BY_SIDE = 12;

/** After as many objects of an organization in a row for which nothing answered, its rest is not tried: the server is gone, and a run has to end. Several times as many as are read side by side, so that one bad batch is not enough. */
const UNANSWERED_IN_A_ROW = 40;

interface EntitySource<T> {
  /** What is read, page by page. */
  read: (organization: Organization) => AsyncIterable<T[]>;
  convert: (row: T, organization: Organization) => Entity;
  /** The relationship of the account to each of them. */
  under: StepRelationshipMetadata;
}

interface EdgeSource {
  /** The objects on the one end. */
  from: Ingested[];
  /** The ids of what is connected to one of them, page by page. A 404 means that it was deleted meanwhile. */
  read: (
    organization: Organization,
    object: Ingested,
  ) => AsyncIterable<string[]>;
  as: StepRelationshipMetadata;
  /** The relationship leads from the other end to the object. */
  reversed?: boolean;
  properties?: EdgeProperties;
  onEdge?: (fromKey: string, toKey: string) => void;
}

type EdgeProperties = Record<string, string>;

/**
 * The handler of a step that reads JumpCloud. What fails on the way is
 * collected, and thrown at the end, so that everything readable is emitted
 * first; a step that throws keeps JupiterOne from deleting what was not read.
 */
export function ingest(
  task: (step: Ingest) => Promise<unknown>,
): (context: StepContext) => Promise<void> {
  return async (context) => {
    const step = new Ingest(context);
    await task(step);
    step.failures.throwIfAny();
  };
}

/** The verbs that all steps share. */
export class Ingest {
  readonly failures: Failures;

  constructor(readonly context: StepContext) {
    this.failures = new Failures(context);
  }

  /** Runs a task for each organization; one that fails does not stop the others. */
  async eachOrganization(
    task: (organization: Organization) => Promise<void>,
  ): Promise<void> {
    const organizations = await jumpCloudOf(this.context).organizations();
    await sideBySide(
      organizations,
      ORGANIZATIONS_SIDE_BY_SIDE,
      async (organization) => {
        try {
          await task(organization);
        } catch (error) {
          this.failures.add(`organization ${organization.id}`, error);
        }
      },
    );
  }

  /**
   * Objects -> entities, each under the account of its organization.
   *
   * @returns the objects that are in the graph now
   */
  async entities<T extends Identified>({
    read,
    convert,
    under,
  }: EntitySource<T>): Promise<Ingested[]> {
    const { jobState } = this.context;
    const ingested: Ingested[] = [];
    await this.eachOrganization(async (organization) => {
      const accountKey = entityKey(
        { _type: under.sourceType },
        organization.id,
      );
      for await (const rows of read(organization)) {
        const entities: Entity[] = [];
        for (const row of rows) {
          const id = idOf(row) as string;
          try {
            entities.push(convert(row, organization));
            ingested.push({ id, organization });
          } catch (error) {
            // One odd object must not cost the others.
            this.failures.add(id, error);
          }
        }
        // An administrator of several organizations is one entity under each of them.
        await jobState.addEntities(
          entities.filter(({ _key }) => !jobState.hasKey(_key)),
        );
        await jobState.addRelationships(
          entities.map(({ _key }) => createEdge(under, accountKey, _key)),
        );
      }
    });
    return ingested;
  }

  /** The objects that an earlier step has put under their accounts, read from the graph. */
  async ingested(under: StepRelationshipMetadata): Promise<Ingested[]> {
    const organizations = await jumpCloudOf(this.context).organizations();
    const ingested: Ingested[] = [];
    await this.context.jobState.iterateRelationships(
      { _type: under._type },
      ({ _fromEntityKey, _toEntityKey }) => {
        const organization = organizations.find(
          ({ id }) =>
            entityKey({ _type: under.sourceType }, id) === _fromEntityKey,
        );
        const id = entityId({ _type: under.targetType }, String(_toEntityKey));
        if (organization) ingested.push({ id, organization });
      },
    );
    return ingested;
  }

  /**
   * Connections -> relationships, by keys alone. Connections to objects that
   * are not in the graph are left out.
   */
  async edges({
    from,
    read,
    as,
    reversed = false,
    properties,
    onEdge,
  }: EdgeSource): Promise<void> {
    const { jobState, logger } = this.context;
    const failures = this.failures;
    let gone = 0;
    let dangling = 0;
    const unanswered = new Map<Organization, number>();
    const batch = new EdgeBatch(jobState);

    await sideBySide(from, OBJECTS_SIDE_BY_SIDE, async (object) => {
      const { organization } = object;
      const inARow = () => unanswered.get(organization) ?? 0;
      if (inARow() >= UNANSWERED_IN_A_ROW) return failures.skip();
      const [near, far] = reversed
        ? [as.targetType, as.sourceType]
        : [as.sourceType, as.targetType];
      const nearKey = entityKey({ _type: near }, object.id);
      try {
        for await (const ids of read(organization, object)) {
          for (const id of ids) {
            const farKey = entityKey({ _type: far }, id);
            if (!jobState.hasKey(farKey)) {
              dangling++;
              continue;
            }
            const [fromKey, toKey] = reversed
              ? [farKey, nearKey]
              : [nearKey, farKey];
            batch.add(createEdge(as, fromKey, toKey, properties));
            onEdge?.(fromKey, toKey);
          }
          await batch.flushIfFull();
        }
        unanswered.set(organization, 0);
      } catch (error) {
        // Any answer, even a refusal, shows that somebody is there.
        unanswered.set(organization, isUnanswered(error) ? inARow() + 1 : 0);
        if (isNotFound(error)) gone++;
        else failures.add(object.id, error);
      }
    });
    await batch.flush();

    logger.info(
      { relationship: as._type, objects: from.length, gone, dangling },
      'Read the connections.',
    );
    if (gone > 1 && gone === from.length) {
      failures.add(
        as._type,
        new IntegrationError({
          code: 'INCOMPLETE_READ',
          message: `JumpCloud answered 404 for each of ${gone} objects whose connections were read (${as._type}). That many are not deleted at once, so none is taken as empty.`,
        }),
      );
    }
  }
}

/** Relationships that are handed to the job state at once: it writes them to disk in files of 500. */
const BATCH = 500;

/**
 * Relationships on their way to the job state. Handed on one by one they would
 * cost a wait each; all at once they would hold up every other step. Only one
 * batch is on its way at a time: what waits behind it grows old, and garbage
 * that is old costs memory until the next full collection.
 */
export class EdgeBatch {
  private readonly edges: Relationship[] = [];
  private onItsWay?: Promise<void>;

  constructor(private readonly jobState: Pick<JobState, 'addRelationships'>) {}

  add(edge: Relationship): void {
    this.edges.push(edge);
  }

  /** Returns when less than a batch waits. */
  async flushIfFull(): Promise<void> {
    while (this.edges.length >= BATCH) {
      await (this.onItsWay ??= this.handOn());
    }
  }

  /** Returns when nothing waits, and nothing is on its way. */
  async flush(): Promise<void> {
    while (this.edges.length > 0 || this.onItsWay) {
      await (this.onItsWay ??= this.handOn());
    }
  }

  private async handOn(): Promise<void> {
    try {
      await this.jobState.addRelationships(this.edges.splice(0, BATCH));
    } finally {
      this.onItsWay = undefined;
    }
  }
}

/** What could not be read or converted, and what a step says of it at its end. */
export class Failures {
  private readonly failed: { what: string; error: Error }[] = [];
  private skipped = 0;

  constructor(private readonly context: StepContext) {}

  /** @throws the error itself when it ends the run */
  add(what: string, error: unknown): void {
    if (isFatal(error)) throw error;
    const reason = error instanceof Error ? error : new Error(String(error));
    this.failed.push({ what, error: reason });
    this.context.logger.warn(
      { what, reason: reason.message },
      'Could not be read.',
    );
  }

  /** Something was not even tried. */
  skip(): void {
    this.skipped++;
  }

  /** @throws the error itself when there is one, otherwise one that counts and names them */
  throwIfAny(): void {
    if (this.failed.length === 0) return;
    const [{ error: first }] = this.failed;
    if (this.failed.length === 1 && this.skipped === 0) throw first;
    const named = this.failed.slice(0, 10).map(({ what }) => what);
    const more = this.failed.length - named.length;
    throw new IntegrationError({
      code: first instanceof IntegrationError ? first.code : 'INCOMPLETE_READ',
      message: [
        `${this.failed.length} could not be read: ${named.join(', ')}`,
        more > 0 ? ` and ${more} more` : '',
        this.skipped > 0
          ? `; ${this.skipped} others were not tried any more`
          : '',
        `. The first because: ${first.message}`,
      ].join(''),
      cause: first,
    });
  }
}

/** What all relationships of a kind have in common: there may be millions of them. */
const likenesses = new Map<string, Relationship>();

/** A relationship from keys alone. */
export function createEdge(
  { _class, _type, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  properties?: EdgeProperties,
): Relationship {
  let likeness = likenesses.get(_type);
  if (likeness === undefined) {
    likeness = createDirectRelationship({
      _class,
      fromType: sourceType,
      fromKey: '',
      toType: targetType,
      toKey: '',
    });
    likenesses.set(_type, likeness);
  }
  return {
    ...likeness,
    // Joined, not concatenated: V8 keeps both halves of a concatenation along with the whole.
    _key: [fromKey, _class.toLowerCase(), toKey].join('|'),
    _fromEntityKey: fromKey,
    _toEntityKey: toKey,
    ...properties,
  } as Relationship;
}

/**
 * Counted by an index on purpose: run from a directory without a tsconfig.json,
 * the command line compiles for ES5, where a loop over an iterator is silently
 * empty.
 *
 * @throws the first error of a task; the others are then not started
 */
async function sideBySide<T>(
  items: T[],
  atMost: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const work = async () => {
    while (next < items.length && !stopped) {
      try {
        await task(items[next++]);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atMost }, work));
}

function isFatal(error: unknown): boolean {
  return error instanceof IntegrationError && error.fatal === true;
}

function isUnanswered(error: unknown): boolean {
  return error instanceof IntegrationProviderRetriesExceededError;
}

function isNotFound(error: unknown): boolean {
  return error instanceof IntegrationProviderAPIError && error.status === 404;
}
