import { Entity } from '@jupiterone/integration-sdk-core';

import { Graph } from './integration';

/** What a security person would ask of a graph, each with its answer. */
export function findingsIn({ entities, relationships }: Graph): string[] {
  const users = entities.filter(({ _type }) => _type === 'jumpcloud_user');
  const suspended = new Set(
    users.filter(({ suspended }) => suspended === true).map(({ _key }) => _key),
  );
  const inGroups = new Set(
    relationships
      .filter(({ _type }) => _type === 'jumpcloud_group_has_user')
      .map(({ _toEntityKey }) => String(_toEntityKey)),
  );
  return [
    ...finding(
      'active users have no MFA and are not excluded from it',
      users.filter(
        ({ active, mfaEnabled, mfaExclusion }) =>
          active === true && mfaEnabled === false && mfaExclusion !== true,
      ),
    ),
    ...finding(
      'suspended users are still members of groups',
      users.filter(({ _key }) => suspended.has(_key) && inGroups.has(_key)),
    ),
    ...finding(
      'users have a password that never expires',
      users.filter(
        ({ active, passwordNeverExpires }) =>
          active === true && passwordNeverExpires === true,
      ),
    ),
    ...finding(
      'groups make their members administrators of devices, without a password',
      entities.filter(
        ({ _type, passwordlessSudo }) =>
          _type === 'jumpcloud_group' && passwordlessSudo === true,
      ),
    ),
  ];
}

/** "7 users have ... (Ada Example, ...)"; nothing where there is none. */
function finding(what: string, found: Entity[]): string[] {
  if (found.length === 0) return [];
  const names = found.slice(0, 2).map(({ displayName }) => displayName);
  const more = found.length > names.length ? ', ...' : '';
  return [
    `${String(found.length).padStart(4)} ${what} (${names.join(', ')}${more})`,
  ];
}
