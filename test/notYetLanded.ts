/*
 * What the questions, rules and dashboards ask for and src/model.ts does not
 * have yet. To be deleted, with its one import, when the model has it.
 */
import { RelationshipClass } from '@jupiterone/integration-sdk-core';

const { HAS, USES } = RelationshipClass;

type Kind = 'string' | 'number';
const all = (kind: Kind, names: string): Record<string, Kind> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kind]));

const common = {
  ...all('string', 'id name displayName'),
  ...all('number', 'createdOn'),
};

/** Properties by type; types that are there already have these beside their own. */
export const PROPERTIES_NOT_YET_LANDED: Record<string, Record<string, Kind>> = {
  jumpcloud_account: all('number', 'signInsKnownSince'),
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
  ['jumpcloud_user', HAS, 'jumpcloud_sign_in_activity'],
  ['jumpcloud_application', HAS, 'jumpcloud_sign_in_activity'],
  ['jumpcloud_user', USES, 'jumpcloud_saas_application'],
];
