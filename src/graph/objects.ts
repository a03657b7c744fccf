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

  get(key: string): GraphObject | undefined {
    return this.byKey.get(key);
  }

  has(key: string): boolean {
    return this.byKey.has(key);
  }
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

/** Reads the objects of a type from the graph. */
export async function objectsInGraph(
  jobState: JobState,
  model: EntityType,
  organizations: Organization[],
): Promise<GraphObjects> {
  const { _type } = model;
  const account = 'jumpcloud_account';
  const has = generateRelationshipType(RelationshipClass.HAS, account, _type);
  const owners = new Map<unknown, Organization | undefined>();
  await jobState.iterateRelationships(
    { _type: has },
    ({ _fromEntityKey: owner, _toEntityKey: key }) =>
      void owners.set(
        key,
        organizations.find(({ id }) => id === owner),
      ),
  );
  const objects = new GraphObjects();
  await jobState.iterateEntities({ _type }, (entity) => {
    const { _key: key } = entity;
    const organization = owners.get(key) ?? organizations[0];
    const properties = rememberedOf(entity, model);
    objects.add({ key, id: entityId(model, key), organization, properties });
  });
  return objects;
}
