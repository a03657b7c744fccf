import {
  createIntegrationEntity,
  Entity,
} from '@jupiterone/integration-sdk-core';

import { EntityModel } from '../model';
import { Properties, PropertyDictionary } from '../properties';

/** The data model refuses shorter keys (characters). */
const SHORTEST_KEY = 10;

/** JumpCloud's ids are 24 characters and unique across types, so that they are keys as they are. */
export function entityKey({ _type }: { _type: string }, id: string): string {
  return id.length >= SHORTEST_KEY ? id : `${_type}:${id}`;
}

/** The way back from a key. */
export function entityId({ _type }: { _type: string }, key: string): string {
  return key.startsWith(`${_type}:`) ? key.slice(_type.length + 1) : key;
}

/** What a converter needs to know of where an object is. */
export interface Place {
  /** The admin console of the organization's region, for links. */
  consoleUrl: string;
}

/** The fields of an object that may be kept as raw data: `true` keeps a value or a list of values, never an object. */
export interface AllowList {
  [field: string]: true | AllowList;
}

interface EntityParts<D extends PropertyDictionary> {
  model: EntityModel<D>;
  id: string;
  /** What JumpCloud sent. */
  source: object;
  allow: AllowList;
  /** A new object. `name` and `displayName` are required by the data model: give what is there, the id is the last resort. */
  properties: Properties<D>;
}

/**
 * The one way to make an entity.
 *
 * The SDK would copy every field of the raw data that a class happens to know
 * (an e-mail as it was typed, a description of any length), so it is given no
 * source: what enters the graph is what the converter says, and raw data is
 * what the allow-list names.
 *
 * @throws when the entity does not pass the schemas of its classes (only where the SDK is told to validate)
 */
export function createEntity<D extends PropertyDictionary>({
  model,
  id,
  source,
  allow,
  properties,
}: EntityParts<D>): Entity {
  // The SDK takes tags from its source only, and nowhere else.
  const { tags } = properties as { tags?: string[] };
  const { name, displayName } = properties as Record<
    string,
    string | undefined
  >;
  // Assigned in place: with fifty properties a copy is what costs the most here.
  const assign = Object.assign(properties, {
    _key: entityKey(model, id),
    _type: model._type,
    _class: model._class,
    _rawData: [{ name: 'default', rawData: allowed(source, allow) }],
    id,
    name: name ?? displayName ?? id,
    displayName: displayName ?? name ?? id,
  });
  const entity = createIntegrationEntity({
    entityData: { source: {}, assign },
  });
  if (tags !== undefined) entity.tags = tags;
  return entity;
}

function allowed(source: unknown, allow: AllowList): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const field of Object.keys(allow)) {
    const value = (source as Record<string, unknown>)[field];
    const rule = allow[field];
    if (rule === true) {
      if (isPlain(value)) kept[field] = value;
      else if (Array.isArray(value)) kept[field] = value.filter(isPlain);
    } else if (Array.isArray(value)) {
      kept[field] = value.filter(isObject).map((each) => allowed(each, rule));
    } else if (isObject(value)) {
      kept[field] = allowed(value, rule);
    }
  }
  return kept;
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
