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
const CALLS_PER_TURN = 20;

/** Lets one task after the other run: of those that wait, the patient ones last. */
export class Lock {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];
  private readonly patient: (() => void)[] = [];

  /** @throws what the task throws */
  async run<T>(task: () => Promise<T>, isPatient = false): Promise<T> {
    if (this.isTaken) {
      const queue = isPatient ? this.patient : this.waiting;
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    this.isTaken = true;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift() ?? this.patient.shift();
      if (next) next();
      else this.isTaken = false;
    }
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
  private failure?: Error;
  private calls = 0;
  /** Set where nothing is read from JumpCloud: those who read go first, since the wire would be idle. */
  isPatient = false;

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

  /**
   * Returns when less than a batch of either waits, and now and then after other
   * work had a turn: answers would wait, and the wire be idle.
   *
   * @throws the error of a batch that was begun earlier
   */
  async makeRoom(): Promise<void> {
    if (++this.calls % CALLS_PER_TURN === 0) await nextTurn();
    await this.writeWhile(
      () => this.entities.length >= BATCH || this.relationships.length >= BATCH,
    );
  }

  /**
   * Returns when everything was handed over and written.
   *
   * @throws the error of a batch
   */
  async finish(): Promise<void> {
    await this.writeWhile(
      () => this.entities.length + this.relationships.length > 0,
    );
    await this.underWay;
    this.throwFailure();
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

  /** One batch is on its way at a time, as the next is gathered: what waits behind it grows old, and old garbage costs memory until the next full collection. */
  private async writeWhile(isEnough: () => boolean): Promise<void> {
    while (isEnough()) {
      await this.underWay;
      this.throwFailure();
      if (this.underWay || !isEnough()) continue;
      const entities = this.entities.splice(0, BATCH);
      const relationships = this.relationships.splice(0, BATCH);
      this.underWay = this.handOver(entities, relationships)
        .catch((error) => {
          this.failure = error;
        })
        .finally(() => {
          this.underWay = undefined;
        });
    }
  }

  private throwFailure(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure) throw failure;
  }

  private handOver(
    entities: Entity[],
    relationships: Relationship[],
  ): Promise<void> {
    return this.shared.lock.run(async () => {
      const { jobState } = this;
      // Not awaited one by one: between handing over and writing nobody else may write.
      await Promise.all([
        jobState.addEntities(this.newOnes(entities)),
        jobState.addRelationships(this.newOnes(relationships)),
        jobState.flush(),
      ]);
    }, this.isPatient);
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
