import {
  Entity,
  IntegrationError,
  JobState,
  Relationship,
} from '@jupiterone/integration-sdk-core';
import { setImmediate as nextTurn } from 'timers/promises';

/** Entities, and relationships, that are handed to the job state at once: it writes files of 500. */
const BATCH = 500;

/** How often a step looks for room between two turns that it gives to others. */
const CALLS_PER_TURN = 50;

/** Lets one task after the other run. */
export class Lock {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws what the task throws */
  run<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.last.then(task);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

/** What all steps of a run share to write. */
export interface Writing {
  lock: Lock;
  /** The type of each entity, by key. */
  typeOfKey: Map<string, string>;
}

/**
 * The one way into the job state.
 *
 * The SDK (8.41) keeps one buffer for all steps, and the step that fills it
 * uploads the objects of the others too: if JupiterOne refuses them, that step
 * fails and theirs pass for complete. So a step gathers its objects, and hands
 * them over and has them written under one lock of the run: the buffer never
 * holds objects of two steps. Keys that are in the graph already are left out,
 * so that an object of two organizations is there once.
 */
export class Writer {
  private entities: Entity[] = [];
  private relationships: Relationship[] = [];
  private underWay?: Promise<void>;
  private calls = 0;

  constructor(
    private readonly jobState: Pick<
      JobState,
      'addEntities' | 'addRelationships' | 'flush' | 'hasKey'
    >,
    private readonly shared: Writing,
  ) {}

  /** @throws IntegrationError DUPLICATE_KEY when an entity of another type has this key: neither is known to be the right one */
  addEntity(entity: Entity): void {
    const { _key, _type } = entity;
    const { typeOfKey } = this.shared;
    const known = typeOfKey.get(_key) ?? _type;
    if (known !== _type) {
      throw new IntegrationError({
        code: 'DUPLICATE_KEY',
        message: `A ${known} has the id of this ${_type}.`,
      });
    }
    typeOfKey.set(_key, _type);
    this.entities.push(entity);
  }

  addRelationship(relationship: Relationship): void {
    this.relationships.push(relationship);
  }

  /** Whether a key is in the graph; what this step has not handed over yet is not. */
  hasKey(key: string): boolean {
    // Synchronous at run time, whatever its type says; awaiting it would open a gap between look and add.
    return this.jobState.hasKey(key) as boolean;
  }

  /** Returns when less than a batch of either waits, and now and then after other work had a turn: answers would wait, and the wire be idle. */
  async makeRoom(): Promise<void> {
    if (++this.calls % CALLS_PER_TURN === 0) await nextTurn();
    while (
      this.entities.length >= BATCH ||
      this.relationships.length >= BATCH
    ) {
      await this.write();
    }
  }

  /** Returns when everything was handed over and written. */
  async finish(): Promise<void> {
    while (
      this.underWay ||
      this.entities.length + this.relationships.length > 0
    ) {
      await this.write();
    }
  }

  /**
   * Ends the step. When its handler returns, the SDK flushes the buffer once
   * more on the step's behalf, outside of any lock; the lock is kept for one
   * turn of the event loop, so that nobody else's objects are in it then.
   */
  async leave(): Promise<void> {
    await this.finish();
    await new Promise<void>((resolve) => {
      void this.shared.lock.run(async () => {
        resolve();
        await nextTurn();
      });
    });
  }

  /** One batch is on its way at a time: what waits behind it grows old, and old garbage costs memory until the next full collection. */
  private write(): Promise<void> {
    return (this.underWay ??= this.handOver().finally(() => {
      this.underWay = undefined;
    }));
  }

  private handOver(): Promise<void> {
    return this.shared.lock.run(async () => {
      const { jobState } = this;
      const entities = this.newOnes(this.entities.splice(0, BATCH));
      const relationships = this.newOnes(this.relationships.splice(0, BATCH));
      // Not awaited one by one: between handing over and writing nobody else may write.
      await Promise.all([
        jobState.addEntities(entities),
        jobState.addRelationships(relationships),
        jobState.flush(),
      ]);
    });
  }

  /** Looked for here and not where they are added: a key that was just looked for costs the job state half. */
  private newOnes<T extends { _key: string }>(objects: T[]): T[] {
    const keys = new Set<string>();
    return objects.filter(({ _key }) => {
      if (keys.has(_key) || this.hasKey(_key)) return false;
      keys.add(_key);
      return true;
    });
  }
}
