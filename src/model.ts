/*
 * The whole data model on one page: entities, relationships, steps, and what can
 * be switched off. What an entity holds is declared in its folder below steps/.
 */
import {
  generateRelationshipType,
  IntegrationIngestionConfigFieldMap,
  RelationshipClass,
  RelationshipDirection,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { entity } from './graph/entity';
import { account } from './steps/account/entity';
import { passwordPolicy } from './steps/account/passwordPolicy';
import { admin } from './steps/admins/entity';
import { application } from './steps/applications/entity';
import { group } from './steps/groups/entity';
import { role } from './steps/roles/entity';
import { serviceAccount } from './steps/serviceAccounts/entity';
import { user } from './steps/users/entity';

/** Installations have these names, types and classes in their queries. */
export const Entities = {
  ACCOUNT: entity(
    'Organizations',
    'jumpcloud_account',
    ['Account', 'Organization'],
    account,
  ),
  PASSWORD_POLICY: entity(
    'Password Policy',
    'jumpcloud_password_policy',
    'PasswordPolicy',
    passwordPolicy,
  ),
  USER: entity('User', 'jumpcloud_user', 'User', user),
  GROUP: entity('Group', 'jumpcloud_group', 'Group', group),
  APPLICATION: entity(
    'Application',
    'jumpcloud_application',
    'Application',
    application,
  ),
  ADMIN: entity('Administrator', 'jumpcloud_admin', 'User', admin),
  ROLE: entity('Role', 'jumpcloud_role', 'AccessRole', role),
  SERVICE_ACCOUNT: entity(
    'Service Account',
    'jumpcloud_service_account',
    'User',
    serviceAccount,
  ),
};

const {
  ACCOUNT,
  PASSWORD_POLICY,
  USER,
  GROUP,
  APPLICATION,
  ADMIN,
  ROLE,
  SERVICE_ACCOUNT,
} = Entities;
const { ASSIGNED, HAS, IS, MANAGES } = RelationshipClass;

export const Relationships = {
  ACCOUNT_HAS_PASSWORD_POLICY: relationship(ACCOUNT, HAS, PASSWORD_POLICY),
  ACCOUNT_HAS_USER: relationship(ACCOUNT, HAS, USER),
  ACCOUNT_HAS_GROUP: relationship(ACCOUNT, HAS, GROUP),
  ACCOUNT_HAS_APPLICATION: relationship(ACCOUNT, HAS, APPLICATION),
  ACCOUNT_HAS_ADMIN: relationship(ACCOUNT, HAS, ADMIN),
  ACCOUNT_HAS_SERVICE_ACCOUNT: relationship(ACCOUNT, HAS, SERVICE_ACCOUNT),
  GROUP_HAS_USER: relationship(GROUP, HAS, USER),
  USER_MANAGES_USER: relationship(USER, MANAGES, USER),
  GROUP_ASSIGNED_APPLICATION: relationship(GROUP, ASSIGNED, APPLICATION),
  /** Effective access: property assignedBy says whether it is direct or through a group. */
  USER_ASSIGNED_APPLICATION: relationship(USER, ASSIGNED, APPLICATION),
  ADMIN_IS_USER: relationship(ADMIN, IS, USER),
  ADMIN_ASSIGNED_ROLE: relationship(ADMIN, ASSIGNED, ROLE),
  SERVICE_ACCOUNT_ASSIGNED_ROLE: relationship(SERVICE_ACCOUNT, ASSIGNED, ROLE),
};

/** To entities that JupiterOne keeps across integrations: it finds them, or makes them. */
export const MappedRelationships = {
  USER_IS_EMPLOYEE: {
    _type: 'jumpcloud_user_is_employee',
    sourceType: USER._type,
    _class: IS,
    targetType: 'employee',
    direction: RelationshipDirection.FORWARD,
  },
};

/** The steps, in the order in which they build the graph. */
export const Steps = {
  ACCOUNT: 'fetch-account',
  PASSWORD_POLICY: 'fetch-password-policy',
  USERS: 'fetch-users',
  GROUPS_AND_MEMBERSHIPS: 'fetch-groups-and-memberships',
  EMPLOYEES: 'build-user-employee-relationships',
  MANAGERS: 'build-user-manager-relationships',
  APPLICATIONS: 'fetch-applications',
  APPLICATION_ASSIGNMENTS: 'fetch-application-assignments',
  ADMINS: 'fetch-admins',
  ROLES: 'fetch-roles',
  ADMIN_ROLES: 'build-admin-role-relationships',
  SERVICE_ACCOUNTS: 'fetch-service-accounts',
  SERVICE_ACCOUNT_ROLES: 'build-service-account-role-relationships',
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
    description: 'Administrators, service accounts, their roles and API keys',
  },
  [IngestionSources.EMPLOYEE_MAPPING]: {
    title: 'Employee mapping',
    description: 'The employee behind each user, found by e-mail',
  },
};

function relationship(
  { _type: sourceType }: { _type: string },
  _class: RelationshipClass,
  { _type: targetType }: { _type: string },
): StepRelationshipMetadata {
  const _type = generateRelationshipType(_class, sourceType, targetType);
  return { _type, sourceType, _class, targetType };
}
