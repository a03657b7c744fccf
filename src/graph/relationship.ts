import {
  createDirectRelationship,
  Relationship,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

/** Properties of a relationship: the SDK allows plain values only. */
export type RelationshipProperties = Record<
  string,
  string | number | boolean | undefined
>;

/** What all relationships of a type have in common: there may be millions of them. */
const likenesses = new Map<string, Relationship>();

/** A relationship from keys alone. */
export function createRelationship(
  { _class, _type, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  properties?: RelationshipProperties,
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
