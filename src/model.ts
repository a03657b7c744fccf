import {
  generateRelationshipType,
  RelationshipClass,
  StepEntityMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import {
  accountProperties,
  groupProperties,
  PropertyDictionary,
  userProperties,
} from './properties';

/** The steps, in the order in which they build the graph. */
export const Steps = {
  ACCOUNT: 'fetch-account',
  USERS: 'fetch-users',
  GROUPS_AND_MEMBERSHIPS: 'fetch-groups-and-memberships',
};

/** Installations have these names, types and classes in their queries. */
export const Entities = {
  ACCOUNT: entity(
    'Organizations',
    'jumpcloud_account',
    ['Account', 'Organization'],
    accountProperties,
  ),
  USER: entity('User', 'jumpcloud_user', ['User'], userProperties),
  GROUP: entity('Group', 'jumpcloud_group', ['Group'], groupProperties),
};

const { HAS } = RelationshipClass;

export const Relationships = {
  ACCOUNT_HAS_USER: relationship(Entities.ACCOUNT, HAS, Entities.USER),
  ACCOUNT_HAS_GROUP: relationship(Entities.ACCOUNT, HAS, Entities.GROUP),
  GROUP_HAS_USER: relationship(Entities.GROUP, HAS, Entities.USER),
};

/** What a step declares of an entity, with the dictionary of its properties. */
export interface EntityModel<D extends PropertyDictionary = PropertyDictionary>
  extends StepEntityMetadata {
  _class: string[];
  properties: D;
}

function entity<D extends PropertyDictionary>(
  resourceName: string,
  _type: string,
  _class: string[],
  properties: D,
): EntityModel<D> {
  // The data model says itself what an id is.
  const { id, ...own } = properties;
  const schema = {
    additionalProperties: false,
    properties: { ...own, _rawData: { type: 'array' } },
    required: [],
  };
  return { resourceName, _type, _class, properties, schema } as EntityModel<D>;
}

function relationship(
  { _type: sourceType }: EntityModel,
  _class: RelationshipClass,
  { _type: targetType }: EntityModel,
): StepRelationshipMetadata {
  const _type = generateRelationshipType(_class, sourceType, targetType);
  return { _type, sourceType, _class, targetType };
}
