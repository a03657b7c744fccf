/*
 * What the questions, rules and dashboards ask for and src/model.ts does not
 * have yet. To be deleted, with its one import, when the model has it.
 */
import { RelationshipClass } from '@jupiterone/integration-sdk-core';

const { ASSIGNED, HAS, IS, MANAGES, OWNS, USES } = RelationshipClass;

type Kind = 'string' | 'boolean' | 'number' | 'array';
const all = (kind: Kind, names: string): Record<string, Kind> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

const common = {
  ...all('string', 'id name displayName'),
  ...all('number', 'createdOn'),
};

/** Properties by type; types that are there already have these beside their own. */
export const PROPERTIES_NOT_YET_LANDED: Record<string, Record<string, Kind>> = {
  jumpcloud_account: all('number', 'signInsKnownSince'),
  jumpcloud_device: {
    ...common,
    ...all(
      'string',
      'category make model serial hostname platform osName osVersion agentVersion mdmVendor owner email ownerId',
    ),
    ...all(
      'boolean',
      'active encrypted recoveryKeyEscrowed mdmEnrolled sshRootLoginAllowed sshPasswordLoginAllowed mfaAtLogin',
    ),
    ...all(
      'number',
      'lastSeenOn policyFailedCount policyPendingCount policySuccessCount localAdminCount',
    ),
    ...all('array', 'localAdmins'),
  },
  jumpcloud_device_group: {
    ...common,
    ...all('boolean', 'dynamic'),
    ...all('string', 'memberQuery'),
  },
  jumpcloud_policy: {
    ...common,
    ...all('string', 'templateName platform kind'),
  },
  jumpcloud_directory: {
    ...common,
    ...all('string', 'type connectionState connectionError'),
  },
  jumpcloud_radius_server: {
    ...common,
    ...all('string', 'networkSourceIp mfaMode identityProvider'),
    ...all('boolean', 'mfaRequired'),
  },
  jumpcloud_auth_policy: {
    ...common,
    ...all('string', 'effect type conditions'),
    ...all(
      'boolean',
      'active monitorOnly mfaRequired deviceTrustRequired targetsAllApplications appliesToAllUsers',
    ),
    ...all('array', 'ipLists'),
  },
  jumpcloud_apple_mdm: {
    ...common,
    ...all('number', 'certificateExpiresOn depTokenExpiresOn'),
  },
  jumpcloud_apple_device: common,
  jumpcloud_sign_in_activity: {
    ...common,
    ...all(
      'number',
      'lastSignInOn lastPortalSignInOn lastSsoSignInOn lastUsedOn signInsKnownSince',
    ),
  },
  jumpcloud_saas_application: {
    ...common,
    ...all('string', 'status'),
    ...all('number', 'userCount'),
  },
};

export const RELATIONSHIPS_NOT_YET_LANDED: [
  string,
  RelationshipClass,
  string,
][] = [
  ['jumpcloud_account', HAS, 'jumpcloud_auth_policy'],
  ['jumpcloud_user', OWNS, 'jumpcloud_device'],
  ['jumpcloud_device_group', HAS, 'jumpcloud_device'],
  ['jumpcloud_policy', ASSIGNED, 'jumpcloud_device'],
  ['jumpcloud_policy', ASSIGNED, 'jumpcloud_device_group'],
  ['jumpcloud_group', ASSIGNED, 'jumpcloud_device_group'],
  ['jumpcloud_group', ASSIGNED, 'jumpcloud_directory'],
  ['jumpcloud_group', ASSIGNED, 'jumpcloud_radius_server'],
  ['jumpcloud_auth_policy', ASSIGNED, 'jumpcloud_group'],
  ['jumpcloud_auth_policy', ASSIGNED, 'jumpcloud_application'],
  ['jumpcloud_apple_mdm', MANAGES, 'jumpcloud_apple_device'],
  ['jumpcloud_apple_device', IS, 'jumpcloud_device'],
  ['jumpcloud_user', HAS, 'jumpcloud_sign_in_activity'],
  ['jumpcloud_application', HAS, 'jumpcloud_sign_in_activity'],
  ['jumpcloud_user', USES, 'jumpcloud_saas_application'],
];
