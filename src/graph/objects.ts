import {
  generateRelationshipType,
  JobState,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';

import { Organization } from '../jumpcloud/organization';
import { entityId, EntityType } from './entity';

/** An object that is in the graph, with the properties that its declaration remembers. */
export interface GraphObject {
  key: string;
  id: string;
  organization: Organization;
  properties: Readonly<Record<string, unknown>>;
}

/** The objects of a type. One that two organizations list is there for each of them, since each says something else of it. */
export class GraphObjects {
  private readonly list: GraphObject[] = [];
  private readonly byKey = new Map<string, GraphObject>();

  add(object: GraphObject): void {
    this.list.push(object);
    if (!this.byKey.has(object.key)) this.byKey.set(object.key, object);
  }

  values(): GraphObject[] {
    return this.list;
  }

  forEach(task: (object: GraphObject) => void): void {
    this.list.forEach(task);
  }

  get(key: string): GraphObject | undefined {
    return this.byKey.get(key);
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }

  get size(): number {
    return this.list.length;
  }
}

interface Remembered {
  objects: GraphObjects;
  /** Whether all that JumpCloud has were read. */
  isWhole: boolean;
}

const dataKey = ({ _type }: { _type: string }) => `objects of ${_type}`;

/** Keeps the objects of a type in memory for later steps: to read all users from disk again costs a second for each 100,000. */
export async function rememberObjects(
  jobState: JobState,
  model: EntityType,
  remembered: Remembered,
): Promise<void> {
  await jobState.setData(dataKey(model), remembered);
}

/** The objects of a type if they were read in this run. */
export async function rememberedObjects(
  jobState: JobState,
  model: { _type: string },
): Promise<Remembered | undefined> {
  return jobState.getData<Remembered>(dataKey(model));
}

/**
 * The objects of a type. When their step was not run but came from a cache of
 * an earlier run, they are read from the graph.
 */
export async function objectsOf(
  jobState: JobState,
  model: EntityType,
  organizations: Organization[],
): Promise<GraphObjects> {
  const known = await rememberedObjects(jobState, model);
  if (known) return known.objects;
  const objects = await readFromGraph(jobState, model, organizations);
  await rememberObjects(jobState, model, { objects, isWhole: true });
  return objects;
}

async function readFromGraph(
  jobState: JobState,
  model: EntityType,
  organizations: Organization[],
): Promise<GraphObjects> {
  const { _type } = model;
  const owners = new Map<string, Organization>();
  const has = generateRelationshipType(
    RelationshipClass.HAS,
    'jumpcloud_account',
    _type,
  );
  await jobState.iterateRelationships(
    { _type: has },
    ({ _fromEntityKey, _toEntityKey }) => {
      const owner = organizations.find(({ id }) => id === _fromEntityKey);
      if (owner) owners.set(String(_toEntityKey), owner);
    },
  );
  const objects = new GraphObjects();
  await jobState.iterateEntities({ _type }, (entity) => {
    const organization = owners.get(entity._key) ?? organizations[0];
    objects.add({
      key: entity._key,
      id: entityId({ _type }, entity._key),
      organization,
      properties: rememberedOf(entity, model),
    });
  });
  return objects;
}

/** The properties of an entity that later steps need. */
export function rememberedOf(
  entity: Record<string, unknown>,
  { remembered }: EntityType,
): Record<string, unknown> {
  const properties: Record<string, unknown> = { ...remembered };
  for (const name of Object.keys(remembered)) properties[name] = entity[name];
  return properties;
}
