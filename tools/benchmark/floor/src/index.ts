/*
 * The SDK floor: an integration that emits the same graph as ours and reads
 * nothing. What it costs, no integration for this SDK can save.
 */
import {
  createDirectRelationship,
  createIntegrationEntity,
  Entity,
  IntegrationStep,
  JobState,
  Relationship,
  StepEntityMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import fs from 'fs';

export interface FloorPlan {
  /** Entities as the integration emitted them: one sample, and how many there were. */
  entities: { sample: Entity; metadata: StepEntityMetadata; count: number }[];
  relationships: {
    sample: Relationship;
    metadata: StepRelationshipMetadata;
    count: number;
  }[];
}

const plan = JSON.parse(
  fs.readFileSync(process.env.FLOOR_PLAN ?? '', 'utf8'),
) as FloorPlan;
const BATCH = 100;

const key = (n: number) => n.toString(16).padStart(24, '0');

async function emit<T>(
  count: number,
  create: (n: number) => T,
  add: (batch: T[]) => Promise<unknown>,
) {
  for (let start = 0; start < count; start += BATCH) {
    const batch: T[] = [];
    for (let n = start; n < Math.min(count, start + BATCH); n++) {
      batch.push(create(n));
    }
    await add(batch);
  }
}

async function emitAll(jobState: JobState) {
  let keys = 0;
  for (const { sample, count } of plan.entities) {
    const { _rawData, ...properties } = sample;
    await emit(
      count,
      () =>
        createIntegrationEntity({
          entityData: {
            source: {},
            assign: {
              ...properties,
              _key: key(keys++),
              _rawData: JSON.parse(JSON.stringify(_rawData)),
            } as never,
          },
        }),
      (batch) => jobState.addEntities(batch),
    );
  }
  for (const { metadata, sample, count } of plan.relationships) {
    await emit(
      count,
      (n): Relationship =>
        sample._mapping
          ? { ...sample, _key: `${key(n)}|${sample._type}` }
          : createDirectRelationship({
              _class: metadata._class,
              fromType: metadata.sourceType,
              fromKey: key(n),
              toType: metadata.targetType,
              toKey: key(count - n),
            }),
      (batch) => jobState.addRelationships(batch),
    );
  }
}

const step: IntegrationStep = {
  id: 'emit',
  name: 'Emit',
  entities: plan.entities.map(({ metadata }) => metadata),
  relationships: plan.relationships.map(({ metadata }) => metadata),
  executionHandler: ({ jobState }) => emitAll(jobState),
};

export const invocationConfig = {
  instanceConfigFields: {},
  integrationSteps: [step],
};
