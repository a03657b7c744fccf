import {
  generateRelationshipType,
  IntegrationIngestionConfigFieldMap,
  RelationshipClass,
  RelationshipDirection,
  StepEntityMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import {
  accountProperties,
  adminProperties,
  applicationProperties,
  groupProperties,
  PropertyDictionary,
  roleProperties,
  userProperties,
} from './properties';

/** The steps, in the order in which they build the graph. */
export const Steps = {
  ACCOUNT: 'fetch-account',
  USERS: 'fetch-users',
  GROUPS_AND_MEMBERSHIPS: 'fetch-groups-and-memberships',
  EMPLOYEES: 'build-user-employee-relationships',
  MANAGERS: 'build-user-manager-relationships',
  APPLICATIONS: 'fetch-applications',
  APPLICATION_ASSIGNMENTS: 'fetch-application-assignments',
  ADMINS: 'fetch-admins',
};

export const IngestionSources = {
  APPLICATIONS: 'applications',
  ADMINISTRATORS: 'administrators',
  EMPLOYEE_MAPPING: 'employee-mapping',
};

/** What can be switched off in the tile. No canonical step depends on any of it. */
export const ingestionConfig: IntegrationIngestionConfigFieldMap = {
  [IngestionSources.APPLICATIONS]: {
    title: 'Applications',
    description: 'SSO applications, and which users and groups reach them',
  },
  [IngestionSources.ADMINISTRATORS]: {
    title: 'Administrators',
    description: 'Administrators of JumpCloud, their roles and API keys',
  },
  [IngestionSources.EMPLOYEE_MAPPING]: {
    title: 'Employee mapping',
    description: 'The employee behind each user, found by e-mail',
  },
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
  APPLICATION: entity(
    'Application',
    'jumpcloud_application',
    ['Application'],
    applicationProperties,
  ),
  ADMIN: entity('Administrator', 'jumpcloud_admin', ['User'], adminProperties),
  ROLE: entity('Role', 'jumpcloud_role', ['AccessRole'], roleProperties),
};

const { ASSIGNED, HAS, IS, MANAGES } = RelationshipClass;

export const Relationships = {
  ACCOUNT_HAS_USER: relationship(Entities.ACCOUNT, HAS, Entities.USER),
  ACCOUNT_HAS_GROUP: relationship(Entities.ACCOUNT, HAS, Entities.GROUP),
  ACCOUNT_HAS_APPLICATION: relationship(
    Entities.ACCOUNT,
    HAS,
    Entities.APPLICATION,
  ),
  ACCOUNT_HAS_ADMIN: relationship(Entities.ACCOUNT, HAS, Entities.ADMIN),
  GROUP_HAS_USER: relationship(Entities.GROUP, HAS, Entities.USER),
  USER_MANAGES_USER: relationship(Entities.USER, MANAGES, Entities.USER),
  GROUP_ASSIGNED_APPLICATION: relationship(
    Entities.GROUP,
    ASSIGNED,
    Entities.APPLICATION,
  ),
  /** Effective access: property assignedBy says whether it is direct or through a group. */
  USER_ASSIGNED_APPLICATION: relationship(
    Entities.USER,
    ASSIGNED,
    Entities.APPLICATION,
  ),
  ADMIN_IS_USER: relationship(Entities.ADMIN, IS, Entities.USER),
  ADMIN_ASSIGNED_ROLE: relationship(Entities.ADMIN, ASSIGNED, Entities.ROLE),
};

/** To entities that JupiterOne keeps across integrations: it finds them, or makes them. */
export const MappedRelationships = {
  USER_IS_EMPLOYEE: {
    _type: 'jumpcloud_user_is_employee',
    sourceType: Entities.USER._type,
    _class: IS,
    targetType: 'employee',
    direction: RelationshipDirection.FORWARD,
  },
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
