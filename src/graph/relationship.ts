import {
  createDirectRelationship,
  createMappedRelationship,
  generateRelationshipType,
  Relationship,
  RelationshipClass,
  RelationshipDirection,
  StepMappedRelationshipMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { PropertySchema } from './entity';

/** A relationship of the data model, with the names of its properties: what a step declares of it, and how it is made. */
export interface RelationshipModel<P extends string = string>
  extends StepRelationshipMetadata {
  /** Of each property: its schema and description. */
  properties: Readonly<Record<P, PropertySchema>>;
  /** What all relationships of the type have in common: there may be millions of them. */
  template: Relationship;
}

export type RelationshipProperties<P extends string> = Partial<
  Record<P, string | number | boolean | string[]>
>;

/** The type is the one that the SDK derives: installations have it in their queries. */
export function relationship<P extends string = never>(
  { _type: fromType }: { _type: string },
  _class: RelationshipClass,
  { _type: toType }: { _type: string },
  properties = {} as Record<P, PropertySchema>,
): RelationshipModel<P> {
  return {
    _type: generateRelationshipType(_class, fromType, toType),
    sourceType: fromType,
    _class,
    targetType: toType,
    properties,
    // By which the SDK's matcher knows lists.
    schema: { properties },
    template: createDirectRelationship({
      _class,
      fromType,
      fromKey: '',
      toType,
      toKey: '',
    }),
  };
}

/** A relationship from keys alone. */
export function createRelationship<P extends string>(
  { _class, template }: RelationshipModel<P>,
  fromKey: string,
  toKey: string,
  properties?: RelationshipProperties<P>,
): Relationship {
  const ends = {
    // Joined, not concatenated: V8 keeps both halves of a concatenation along with the whole.
    _key: [fromKey, _class.toLowerCase(), toKey].join('|'),
    _fromEntityKey: fromKey,
    _toEntityKey: toKey,
  };
  // No spread at the end: for it V8 takes ten times as long, and makes the object among the old ones, where it stays until the next full collection (measured).
  return Object.assign({}, template, ends, properties) as Relationship;
}

/** A relationship to an entity that another integration has made: JupiterOne finds it, or leaves the relationship out. */
export interface MappedRelationshipModel
  extends StepMappedRelationshipMetadata {
  /** The property by which, beside its type, the other integration's entity is found. */
  filterKey: string;
}

/**
 * Always from ours to theirs, as the sentence reads.
 *
 * @param targetType as the other integration calls it
 * @param filterKey a property that the other integration sets on it
 */
export function mappedRelationship(
  { _type: sourceType }: { _type: string },
  _class: RelationshipClass,
  targetType: string,
  filterKey: string,
): MappedRelationshipModel {
  return {
    _type: generateRelationshipType(_class, sourceType, targetType),
    sourceType,
    _class,
    targetType,
    direction: RelationshipDirection.FORWARD,
    filterKey,
  };
}

/** @param value of the property by which the target is found */
export function createMappedTo(
  { _class, _type, targetType, direction, filterKey }: MappedRelationshipModel,
  sourceKey: string,
  value: string,
): Relationship {
  return createMappedRelationship({
    _class,
    _type,
    _mapping: {
      relationshipDirection: direction,
      sourceEntityKey: sourceKey,
      targetFilterKeys: [['_type', filterKey]],
      targetEntity: { _type: targetType, [filterKey]: value },
      skipTargetCreation: true,
    },
  });
}
