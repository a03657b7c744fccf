/*
 * The whole data model on one page: entities, relationships, steps, and what can
 * be switched off. What an entity holds is declared in its file below entities/.
 */
import {
  IntegrationIngestionConfigFieldMap,
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import { entity } from './graph/entity';
import { mappedRelationship, relationship } from './graph/relationship';
import { accessRequest, approvalFlow } from './entities/accessRequests';
import { account } from './entities/account';
import {
  INSTALLATION,
  installedApplication,
} from './entities/installedApplications';
import { passwordPolicy } from './entities/account/passwordPolicy';
import { admin } from './entities/admins';
import { appleDevice, appleMdm } from './entities/appleMdm';
import { application } from './entities/applications';
import { authPolicy } from './entities/authPolicies';
import { command } from './entities/commands';
import { deviceGroup } from './entities/deviceGroups';
import { devicePosture } from './entities/devicePosture';
import { device } from './entities/devices';
import { DEVICE_ACCESS } from './entities/devices/access';
import { agent } from './entities/devices/agent';
import { directory } from './entities/directories';
import { group } from './entities/groups';
import { policy } from './entities/policies';
import { policyGroup } from './entities/policyGroups';
import { VIOLATION } from './entities/policyResults';
import { radiusServer } from './entities/radiusServers';
import { role } from './entities/roles';
import { ROLE_RIGHTS } from './entities/roles/rights';
import { ROOT } from './entities/root';
import { saasApplication } from './entities/saasApplications';
import { serviceAccount } from './entities/serviceAccounts';
import { signInActivity } from './entities/signIns';
import { softwareApp } from './entities/softwareApps';
import { user } from './entities/users';
import { workflow } from './entities/workflows';

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
  DEVICE: entity('Device', 'jumpcloud_device', ['Device', 'Host'], device),
  AGENT: entity('Agent', 'jumpcloud_agent', 'HostAgent', agent),
  DEVICE_POSTURE: entity(
    'Device Posture',
    'jumpcloud_device_posture',
    'Record',
    devicePosture,
  ),
  DEVICE_GROUP: entity(
    'Device Group',
    'jumpcloud_device_group',
    'Group',
    deviceGroup,
  ),
  POLICY: entity('Policy', 'jumpcloud_policy', 'ControlPolicy', policy),
  POLICY_GROUP: entity(
    'Policy Group',
    'jumpcloud_policy_group',
    'Ruleset',
    policyGroup,
  ),
  COMMAND: entity('Command', 'jumpcloud_command', 'Task', command),
  SOFTWARE_APP: entity(
    'Software App',
    'jumpcloud_software_app',
    'Application',
    softwareApp,
  ),
  INSTALLED_APPLICATION: entity(
    'Installed Application',
    'jumpcloud_installed_application',
    'Application',
    installedApplication,
  ),
  WORKFLOW: entity('Workflow', 'jumpcloud_workflow', 'Workflow', workflow),
  APPROVAL_FLOW: entity(
    'Approval Flow',
    'jumpcloud_approval_flow',
    'AccessPolicy',
    approvalFlow,
  ),
  ACCESS_REQUEST: entity(
    'Access Request',
    'jumpcloud_access_request',
    'Record',
    accessRequest,
  ),
  APPLE_MDM: entity(
    'Apple MDM',
    'jumpcloud_apple_mdm',
    'Configuration',
    appleMdm,
  ),
  APPLE_DEVICE: entity(
    'Apple Device',
    'jumpcloud_apple_device',
    'Device',
    appleDevice,
  ),
  DIRECTORY: entity('Directory', 'jumpcloud_directory', 'Directory', directory),
  RADIUS_SERVER: entity(
    'RADIUS Server',
    'jumpcloud_radius_server',
    'Gateway',
    radiusServer,
  ),
  AUTH_POLICY: entity(
    'Conditional Access Policy',
    'jumpcloud_auth_policy',
    'AccessPolicy',
    authPolicy,
  ),
  SIGN_IN_ACTIVITY: entity(
    'Sign-in Activity',
    'jumpcloud_sign_in_activity',
    'Record',
    signInActivity,
  ),
  SAAS_APPLICATION: entity(
    'SaaS Application',
    'jumpcloud_saas_application',
    'Application',
    saasApplication,
  ),
};

const E = Entities;
const { ALLOWS, ASSIGNED, HAS, INSTALLED, IS, MANAGES, OWNS, USES, VIOLATES } =
  RelationshipClass;

const TARGETING = {
  targeting: {
    type: 'string',
    description:
      'included, or excluded: whom or what the policy does not apply to',
  },
};

export const Relationships = {
  ACCOUNT_HAS_PASSWORD_POLICY: relationship(E.ACCOUNT, HAS, E.PASSWORD_POLICY),
  ACCOUNT_HAS_USER: relationship(E.ACCOUNT, HAS, E.USER),
  ACCOUNT_HAS_GROUP: relationship(E.ACCOUNT, HAS, E.GROUP),
  ACCOUNT_HAS_APPLICATION: relationship(E.ACCOUNT, HAS, E.APPLICATION),
  ACCOUNT_HAS_ADMIN: relationship(E.ACCOUNT, HAS, E.ADMIN),
  ACCOUNT_HAS_SERVICE_ACCOUNT: relationship(E.ACCOUNT, HAS, E.SERVICE_ACCOUNT),
  GROUP_HAS_USER: relationship(E.GROUP, HAS, E.USER),
  /** A policy of its own, where it has one. */
  GROUP_ASSIGNED_PASSWORD_POLICY: relationship(
    E.GROUP,
    ASSIGNED,
    E.PASSWORD_POLICY,
  ),
  USER_MANAGES_USER: relationship(E.USER, MANAGES, E.USER),
  GROUP_ASSIGNED_APPLICATION: relationship(E.GROUP, ASSIGNED, E.APPLICATION),
  /** Effective access. */
  USER_ASSIGNED_APPLICATION: relationship(E.USER, ASSIGNED, E.APPLICATION, {
    assignedBy: {
      type: 'string',
      description:
        'direct, or group: through a group of the user. A direct assignment stands where there are both',
    },
  }),
  ADMIN_IS_USER: relationship(E.ADMIN, IS, E.USER),
  /** The organizations that an administrator of a provider (MSP) reaches. */
  ADMIN_ASSIGNED_ACCOUNT: relationship(E.ADMIN, ASSIGNED, E.ACCOUNT),
  ADMIN_ASSIGNED_ROLE: relationship(E.ADMIN, ASSIGNED, E.ROLE),
  SERVICE_ACCOUNT_ASSIGNED_ROLE: relationship(
    E.SERVICE_ACCOUNT,
    ASSIGNED,
    E.ROLE,
  ),
  /** What a role lets its bearers do, with all that the organization has. */
  ROLE_ALLOWS_ACCOUNT: relationship(E.ROLE, ALLOWS, E.ACCOUNT, ROLE_RIGHTS),
  ACCOUNT_HAS_DEVICE: relationship(E.ACCOUNT, HAS, E.DEVICE),
  USER_OWNS_DEVICE: relationship(E.USER, OWNS, E.DEVICE),
  /** JumpCloud's agent, on a device that has one. */
  AGENT_MANAGES_DEVICE: relationship(E.AGENT, MANAGES, E.DEVICE),
  /** What the system of the device tells of itself. */
  DEVICE_HAS_DEVICE_POSTURE: relationship(E.DEVICE, HAS, E.DEVICE_POSTURE),
  ACCOUNT_HAS_DEVICE_GROUP: relationship(E.ACCOUNT, HAS, E.DEVICE_GROUP),
  DEVICE_GROUP_HAS_DEVICE: relationship(E.DEVICE_GROUP, HAS, E.DEVICE),
  /** Whose members may sign in to which devices. */
  GROUP_ASSIGNED_DEVICE_GROUP: relationship(
    E.GROUP,
    ASSIGNED,
    E.DEVICE_GROUP,
    ROOT,
  ),
  GROUP_ASSIGNED_DEVICE: relationship(E.GROUP, ASSIGNED, E.DEVICE, ROOT),
  USER_ASSIGNED_DEVICE_GROUP: relationship(
    E.USER,
    ASSIGNED,
    E.DEVICE_GROUP,
    ROOT,
  ),
  /** Who has an account on which device; and, where the configuration asks for it, who may sign in to which by JumpCloud's bindings. */
  USER_ASSIGNED_DEVICE: relationship(E.USER, ASSIGNED, E.DEVICE, DEVICE_ACCESS),
  ACCOUNT_HAS_POLICY: relationship(E.ACCOUNT, HAS, E.POLICY),
  POLICY_ASSIGNED_DEVICE: relationship(E.POLICY, ASSIGNED, E.DEVICE),
  ACCOUNT_HAS_INSTALLED_APPLICATION: relationship(
    E.ACCOUNT,
    HAS,
    E.INSTALLED_APPLICATION,
  ),
  DEVICE_INSTALLED_APPLICATION: relationship(
    E.DEVICE,
    INSTALLED,
    E.INSTALLED_APPLICATION,
    INSTALLATION,
  ),
  DEVICE_VIOLATES_POLICY: relationship(E.DEVICE, VIOLATES, E.POLICY, VIOLATION),
  POLICY_ASSIGNED_DEVICE_GROUP: relationship(
    E.POLICY,
    ASSIGNED,
    E.DEVICE_GROUP,
  ),
  GROUP_ASSIGNED_POLICY: relationship(E.GROUP, ASSIGNED, E.POLICY),
  ACCOUNT_HAS_POLICY_GROUP: relationship(E.ACCOUNT, HAS, E.POLICY_GROUP),
  POLICY_GROUP_HAS_POLICY: relationship(E.POLICY_GROUP, HAS, E.POLICY),
  POLICY_GROUP_ASSIGNED_DEVICE: relationship(
    E.POLICY_GROUP,
    ASSIGNED,
    E.DEVICE,
  ),
  POLICY_GROUP_ASSIGNED_DEVICE_GROUP: relationship(
    E.POLICY_GROUP,
    ASSIGNED,
    E.DEVICE_GROUP,
  ),
  GROUP_ASSIGNED_POLICY_GROUP: relationship(E.GROUP, ASSIGNED, E.POLICY_GROUP),
  ACCOUNT_HAS_COMMAND: relationship(E.ACCOUNT, HAS, E.COMMAND),
  COMMAND_ASSIGNED_DEVICE: relationship(E.COMMAND, ASSIGNED, E.DEVICE),
  COMMAND_ASSIGNED_DEVICE_GROUP: relationship(
    E.COMMAND,
    ASSIGNED,
    E.DEVICE_GROUP,
    {
      allDevices: {
        type: 'boolean',
        description:
          'The group holds every device of the organization on whose platform the command runs; absent where not all devices are known, or there is none',
      },
    },
  ),
  ACCOUNT_HAS_SOFTWARE_APP: relationship(E.ACCOUNT, HAS, E.SOFTWARE_APP),
  SOFTWARE_APP_ASSIGNED_DEVICE: relationship(
    E.SOFTWARE_APP,
    ASSIGNED,
    E.DEVICE,
  ),
  SOFTWARE_APP_ASSIGNED_DEVICE_GROUP: relationship(
    E.SOFTWARE_APP,
    ASSIGNED,
    E.DEVICE_GROUP,
  ),
  ACCOUNT_HAS_WORKFLOW: relationship(E.ACCOUNT, HAS, E.WORKFLOW),
  /** What a workflow may do. */
  WORKFLOW_ASSIGNED_ROLE: relationship(E.WORKFLOW, ASSIGNED, E.ROLE),
  ACCOUNT_HAS_APPROVAL_FLOW: relationship(E.ACCOUNT, HAS, E.APPROVAL_FLOW),
  /** Whose members may ask for what it gives. */
  GROUP_ASSIGNED_APPROVAL_FLOW: relationship(
    E.GROUP,
    ASSIGNED,
    E.APPROVAL_FLOW,
  ),
  ACCOUNT_HAS_ACCESS_REQUEST: relationship(E.ACCOUNT, HAS, E.ACCESS_REQUEST),
  USER_HAS_ACCESS_REQUEST: relationship(E.USER, HAS, E.ACCESS_REQUEST),
  /** Where it was approved. */
  ACCESS_REQUEST_ASSIGNED_DEVICE: relationship(
    E.ACCESS_REQUEST,
    ASSIGNED,
    E.DEVICE,
    {
      admin: {
        type: 'boolean',
        description: 'Gives the rights of an administrator on the device',
      },
      expiresOn: {
        type: 'number',
        description: 'When it ends (milliseconds since the epoch)',
      },
    },
  ),
  ACCOUNT_HAS_APPLE_MDM: relationship(E.ACCOUNT, HAS, E.APPLE_MDM),
  APPLE_MDM_MANAGES_APPLE_DEVICE: relationship(
    E.APPLE_MDM,
    MANAGES,
    E.APPLE_DEVICE,
  ),
  /** The same from the device, as version 2 had it: installations have it in their queries. */
  APPLE_DEVICE_HAS_APPLE_MDM: relationship(E.APPLE_DEVICE, HAS, E.APPLE_MDM),
  /** The same machine: they have the same serial number. */
  APPLE_DEVICE_IS_DEVICE: relationship(E.APPLE_DEVICE, IS, E.DEVICE),
  ACCOUNT_HAS_DIRECTORY: relationship(E.ACCOUNT, HAS, E.DIRECTORY),
  GROUP_ASSIGNED_DIRECTORY: relationship(E.GROUP, ASSIGNED, E.DIRECTORY),
  /** Who has an account there. */
  USER_ASSIGNED_DIRECTORY: relationship(E.USER, ASSIGNED, E.DIRECTORY, {
    assignedBy: {
      type: 'string',
      description:
        'direct, or group: through groups only; a direct assignment stands where there are both. Absent where JumpCloud does not say',
    },
  }),
  ACCOUNT_HAS_RADIUS_SERVER: relationship(E.ACCOUNT, HAS, E.RADIUS_SERVER),
  GROUP_ASSIGNED_RADIUS_SERVER: relationship(
    E.GROUP,
    ASSIGNED,
    E.RADIUS_SERVER,
  ),
  ACCOUNT_HAS_AUTH_POLICY: relationship(E.ACCOUNT, HAS, E.AUTH_POLICY),
  /** What a policy names. */
  AUTH_POLICY_ASSIGNED_GROUP: relationship(
    E.AUTH_POLICY,
    ASSIGNED,
    E.GROUP,
    TARGETING,
  ),
  AUTH_POLICY_ASSIGNED_APPLICATION: relationship(
    E.AUTH_POLICY,
    ASSIGNED,
    E.APPLICATION,
    TARGETING,
  ),
  /** The same from the group, where it is included. */
  GROUP_ASSIGNED_AUTH_POLICY: relationship(
    E.GROUP,
    ASSIGNED,
    E.AUTH_POLICY,
    TARGETING,
  ),
  ACCOUNT_HAS_SIGN_IN_ACTIVITY: relationship(
    E.ACCOUNT,
    HAS,
    E.SIGN_IN_ACTIVITY,
  ),
  USER_HAS_SIGN_IN_ACTIVITY: relationship(E.USER, HAS, E.SIGN_IN_ACTIVITY),
  APPLICATION_HAS_SIGN_IN_ACTIVITY: relationship(
    E.APPLICATION,
    HAS,
    E.SIGN_IN_ACTIVITY,
  ),
  /** Somebody signed in to it, assigned or not. */
  USER_USES_APPLICATION: relationship(E.USER, USES, E.APPLICATION, {
    lastUsedOn: {
      type: 'number',
      description: 'Last sign-in (milliseconds since the epoch)',
    },
    signInsKnownSince: {
      type: 'number',
      description:
        'All sign-ins from then on are known (milliseconds since the epoch)',
    },
  }),
  ACCOUNT_HAS_SAAS_APPLICATION: relationship(
    E.ACCOUNT,
    HAS,
    E.SAAS_APPLICATION,
  ),
  /** Somebody has an account there. */
  USER_USES_SAAS_APPLICATION: relationship(E.USER, USES, E.SAAS_APPLICATION, {
    lastSeenOn: {
      type: 'number',
      description:
        'When it was last used, where JumpCloud knows (milliseconds since the epoch)',
    },
  }),
  /** The same application: JumpCloud signs users in to it. */
  SAAS_APPLICATION_IS_APPLICATION: relationship(
    E.SAAS_APPLICATION,
    IS,
    E.APPLICATION,
  ),
};

/** To entities of other integrations, which JupiterOne finds; employees alone it makes where there are none. */
export const MappedRelationships = {
  USER_IS_EMPLOYEE: {
    _type: 'jumpcloud_user_is_employee',
    sourceType: E.USER._type,
    _class: IS,
    targetType: 'employee',
    direction: RelationshipDirection.FORWARD,
  },
  /** What somebody may become in AWS who has the application: the key of a role is its ARN. */
  APPLICATION_ASSIGNED_AWS_ROLE: mappedRelationship(
    E.APPLICATION,
    ASSIGNED,
    'aws_iam_role',
    '_key',
  ),
  GROUP_ASSIGNED_AWS_ROLE: mappedRelationship(
    E.GROUP,
    ASSIGNED,
    'aws_iam_role',
    '_key',
  ),
  DEVICE_IS_AWS_INSTANCE: mappedRelationship(
    E.DEVICE,
    IS,
    'aws_instance',
    'instanceId',
  ),
  /** The account of a user in the directory that the user is bound to. */
  USER_IS_GOOGLE_USER: mappedRelationship(E.USER, IS, 'google_user', 'email'),
  USER_IS_AZURE_USER: mappedRelationship(
    E.USER,
    IS,
    'azure_user',
    'userPrincipalName',
  ),
};

/** The steps, in the order in which they build the graph. */
export const Steps = {
  ACCOUNT: 'fetch-account',
  PASSWORD_POLICY: 'fetch-password-policy',
  USERS: 'fetch-users',
  GROUPS_AND_MEMBERSHIPS: 'fetch-groups-and-memberships',
  GROUP_PASSWORD_POLICIES: 'fetch-group-password-policies',
  EMPLOYEES: 'build-user-employee-relationships',
  MANAGERS: 'build-user-manager-relationships',
  APPLICATIONS: 'fetch-applications',
  APPLICATION_ASSIGNMENTS: 'fetch-application-assignments',
  AWS_ROLES: 'build-aws-role-relationships',
  ADMINS: 'fetch-admins',
  ADMIN_ORGANIZATIONS: 'fetch-admin-organizations',
  ROLES: 'fetch-roles',
  ADMIN_ROLES: 'build-admin-role-relationships',
  SERVICE_ACCOUNTS: 'fetch-service-accounts',
  SERVICE_ACCOUNT_ROLES: 'build-service-account-role-relationships',
  ROLE_RIGHTS: 'build-role-account-relationships',
  DEVICES: 'fetch-devices',
  DEVICE_POSTURE: 'fetch-device-posture',
  DEVICE_GROUPS_AND_MEMBERSHIPS: 'fetch-device-groups-and-memberships',
  DEVICE_GROUP_ASSIGNMENTS: 'fetch-device-group-assignments',
  DEVICE_ASSIGNMENTS: 'fetch-device-assignments',
  DEVICE_ACCOUNTS: 'build-user-device-relationships',
  DEVICE_ACCESS: 'fetch-user-device-assignments',
  AWS_INSTANCES: 'build-device-aws-instance-relationships',
  POLICIES: 'fetch-policies',
  POLICY_ASSIGNMENTS: 'fetch-policy-assignments',
  GROUP_POLICY_ASSIGNMENTS: 'fetch-group-policy-assignments',
  POLICY_RESULTS: 'fetch-policy-results',
  POLICY_GROUPS_AND_MEMBERSHIPS: 'fetch-policy-groups-and-memberships',
  POLICY_GROUP_ASSIGNMENTS: 'fetch-policy-group-assignments',
  GROUP_POLICY_GROUP_ASSIGNMENTS: 'fetch-group-policy-group-assignments',
  COMMANDS: 'fetch-commands',
  COMMAND_ASSIGNMENTS: 'fetch-command-assignments',
  SOFTWARE_APPS: 'fetch-software-apps',
  SOFTWARE_APP_ASSIGNMENTS: 'fetch-software-app-assignments',
  INSTALLED_APPLICATIONS: 'fetch-installed-applications',
  WORKFLOWS: 'fetch-workflows',
  WORKFLOW_ROLES: 'build-workflow-role-relationships',
  APPROVAL_FLOWS: 'fetch-approval-flows',
  ACCESS_REQUESTS: 'fetch-access-requests',
  ACCESS_REQUEST_DEVICES: 'build-access-request-device-relationships',
  APPLE_MDM: 'fetch-apple-mdm',
  APPLE_DEVICES: 'build-apple-device-relationships',
  DIRECTORIES: 'fetch-directories',
  DIRECTORY_ASSIGNMENTS: 'fetch-directory-assignments',
  DIRECTORY_USERS: 'fetch-directory-users',
  DIRECTORY_ACCOUNTS: 'build-user-directory-account-relationships',
  RADIUS_SERVERS: 'fetch-radius-servers',
  RADIUS_SERVER_ASSIGNMENTS: 'fetch-radius-server-assignments',
  AUTH_POLICIES: 'fetch-auth-policies',
  AUTH_POLICY_GROUPS: 'build-auth-policy-group-relationships',
  AUTH_POLICY_APPLICATIONS: 'build-auth-policy-application-relationships',
  SIGN_INS: 'fetch-sign-ins',
  APPLICATION_USAGE: 'build-user-application-usage-relationships',
  SAAS_APPLICATIONS: 'fetch-saas-applications',
  SAAS_SSO_APPLICATIONS: 'build-saas-application-relationships',
};

export const IngestionSources = {
  APPLICATIONS: 'applications',
  AWS: 'aws',
  ADMINISTRATORS: 'administrators',
  PROVIDERS: 'providers',
  GROUP_PASSWORD_POLICIES: 'group-password-policies',
  EMPLOYEE_MAPPING: 'employee-mapping',
  DEVICES: 'devices',
  DEVICE_POSTURE: 'device-posture',
  POLICIES: 'policies',
  COMMANDS: 'commands',
  SOFTWARE: 'software',
  SOFTWARE_INVENTORY: 'software-inventory',
  WORKFLOWS: 'workflows',
  APPLE_MDM: 'apple-mdm',
  DIRECTORIES: 'directories',
  DIRECTORY_USERS: 'directory-users',
  RADIUS: 'radius',
  CONDITIONAL_ACCESS: 'conditional-access',
  USAGE: 'usage',
  SAAS_APPLICATIONS: 'saas-applications',
};

/** What can be switched off in the tile. No canonical step depends on any of it. */
export const ingestionConfig: IntegrationIngestionConfigFieldMap = {
  [IngestionSources.APPLICATIONS]: {
    title: 'Applications',
    description: 'SSO applications, and which users and groups reach them',
  },
  [IngestionSources.AWS]: {
    title: 'AWS',
    description:
      'The IAM roles that applications and groups lead to, and the EC2 instances that devices are: found by the AWS integration, never made',
  },
  [IngestionSources.ADMINISTRATORS]: {
    title: 'Administrators',
    description:
      'Administrators, service accounts, their roles and what these allow, and API keys',
  },
  [IngestionSources.PROVIDERS]: {
    title: 'Providers',
    description:
      'Which organizations the administrators of a provider (MSP) reach',
  },
  [IngestionSources.EMPLOYEE_MAPPING]: {
    title: 'Employee mapping',
    description: 'The employee behind each user, found by e-mail',
  },
  [IngestionSources.DEVICES]: {
    title: 'Devices',
    description:
      'Devices, their owners, groups and accounts, who may sign in to them, and who is root there',
  },
  [IngestionSources.DEVICE_POSTURE]: {
    title: 'Device posture',
    description:
      'How devices are, as their systems tell it (System Insights): model, version, encryption, firewall, antivirus',
  },
  [IngestionSources.POLICIES]: {
    title: 'Policies',
    description:
      'Policies of devices and their groups, which devices and groups they are assigned to, and on which devices they failed',
  },
  [IngestionSources.COMMANDS]: {
    title: 'Commands',
    description:
      'What runs on devices, as whom, and what starts it; never what it says',
  },
  [IngestionSources.SOFTWARE]: {
    title: 'Software',
    description: 'Software that JumpCloud installs, and on which devices',
  },
  [IngestionSources.SOFTWARE_INVENTORY]: {
    title: 'Software inventory',
    description:
      'Which applications and browser extensions are installed on which devices, in which version',
    defaultsToDisabled: true,
  },
  [IngestionSources.APPLE_MDM]: {
    title: 'Apple MDM',
    description:
      "JumpCloud's MDM for Apple devices: its certificates and its devices",
  },
  [IngestionSources.DIRECTORIES]: {
    title: 'Directories',
    description:
      'Google Workspace, Microsoft 365, Active Directory, LDAP and Workday, and the groups that they are given',
  },
  [IngestionSources.RADIUS]: {
    title: 'RADIUS',
    description: 'RADIUS servers, and the groups that sign in through them',
  },
  [IngestionSources.CONDITIONAL_ACCESS]: {
    title: 'Conditional access',
    description:
      'Conditional access policies, and the groups and applications that they name',
  },
  // The role Read Only may not read it everywhere: it is asked for, here and by a field.
  [IngestionSources.WORKFLOWS]: {
    title: 'Workflows',
    description:
      'Workflows and their roles; who may ask for access for a time, and who has it',
    defaultsToDisabled: true,
  },
  // These cost a request for each hundred users, or for each group.
  [IngestionSources.DIRECTORY_USERS]: {
    title: 'Directory users',
    description:
      'Who is in Google Workspace and Microsoft 365 by way of JumpCloud, and the users there, found by those integrations, never made',
    defaultsToDisabled: true,
  },
  [IngestionSources.GROUP_PASSWORD_POLICIES]: {
    title: 'Group password policies',
    description: 'Password policies that user groups have of their own',
    defaultsToDisabled: true,
  },
  // Both cost hundreds of requests, and need a licence: they are asked for likewise.
  [IngestionSources.USAGE]: {
    title: 'Usage',
    description:
      'When users last signed in, and to which applications, from Directory Insights',
    defaultsToDisabled: true,
  },
  [IngestionSources.SAAS_APPLICATIONS]: {
    title: 'SaaS applications',
    description:
      'Applications that JumpCloud discovered, and who has accounts there',
    defaultsToDisabled: true,
  },
};
