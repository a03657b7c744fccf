import {
  Entity,
  IntegrationError,
  JobState,
  Relationship,
} from '@jupiterone/integration-sdk-core';
import { setImmediate as nextTurn } from 'timers/promises';

import { BATCH } from '../jumpcloud/limits';
import { Run } from './run';

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

  constructor(
    private readonly jobState: Pick<
      JobState,
      'addEntities' | 'addRelationships' | 'flush' | 'hasKey'
    >,
    private readonly run: Pick<Run, 'lock' | 'typeOfKey'>,
  ) {}

  /** @throws IntegrationError DUPLICATE_KEY when an entity of another type has this key: neither is known to be the right one */
  addEntity(entity: Entity): void {
    const { _key, _type } = entity;
    const { typeOfKey } = this.run;
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

  /** Returns when less than a batch of either waits. @throws the error of a batch */
  async flushIfFull(): Promise<void> {
    while (
      this.entities.length >= BATCH ||
      this.relationships.length >= BATCH
    ) {
      await this.writeBatch();
    }
  }

  /** Returns when everything was handed over and written. @throws the error of a batch */
  async flush(): Promise<void> {
    while (this.entities.length + this.relationships.length > 0) {
      await this.writeBatch();
    }
  }

  /**
   * Ends the step. When its handler returns, the SDK flushes the buffer once
   * more on the step's behalf, outside of any lock; the lock is kept for one
   * turn of the event loop, so that nobody else's objects are in it then.
   */
  async close(): Promise<void> {
    await this.flush();
    await new Promise<void>((resolve) => {
      void this.run.lock.run(async () => {
        resolve();
        await nextTurn();
      });
    });
  }

  private writeBatch(): Promise<void> {
    const { jobState, run } = this;
    const entities = this.entities.splice(0, BATCH);
    const relationships = this.relationships.splice(0, BATCH);
    return run.lock.run(async () => {
      // Not awaited one by one: between handing over and writing nobody else may write.
      await Promise.all([
        jobState.addEntities(this.newOnes(entities)),
        jobState.addRelationships(this.newOnes(relationships)),
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
