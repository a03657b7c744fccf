import { Entity } from '@jupiterone/integration-sdk-core';

import { Graph } from './integration';

/**
 * What a security person would ask of a graph, each with its answer.
 *
 * @param now milliseconds since the epoch, to tell what has expired
 */
export function findingsIn(
  { entities, relationships }: Graph,
  now = Date.now(),
): string[] {
  const all = (type: string, holds: (entity: Entity) => boolean) =>
    entities.filter((entity) => entity._type === type && holds(entity));
  const ends = (type: string, end: '_fromEntityKey' | '_toEntityKey') =>
    new Set(
      relationships
        .filter(({ _type }) => _type === type)
        .map((relationship) => relationship[end]),
    );
  const inGroups = ends('jumpcloud_group_has_user', '_toEntityKey');
  const access = 'jumpcloud_user_assigned_application';
  const withAccess = ends(access, '_fromEntityKey');
  const reached = ends(access, '_toEntityKey');
  const isPast = (time: unknown) => typeof time === 'number' && time < now;

  return [
    finding(
      'active users without MFA who are not excluded from it',
      all(
        'jumpcloud_user',
        ({ active, mfaEnabled, mfaExclusion }) =>
          active === true && mfaEnabled === false && mfaExclusion !== true,
      ),
    ),
    finding(
      'administrators without MFA',
      all('jumpcloud_admin', ({ mfaEnabled }) => mfaEnabled === false),
    ),
    finding(
      'suspended users who still reach applications',
      all(
        'jumpcloud_user',
        ({ suspended, _key }) => suspended === true && withAccess.has(_key),
      ),
    ),
    finding(
      'suspended users who are still members of groups',
      all(
        'jumpcloud_user',
        ({ suspended, _key }) => suspended === true && inGroups.has(_key),
      ),
    ),
    finding(
      'applications that nobody can reach',
      all('jumpcloud_application', ({ _key }) => !reached.has(_key)),
    ),
    finding(
      'applications that trust a certificate that has expired',
      all('jumpcloud_application', ({ idpCertificateExpiresOn }) =>
        isPast(idpCertificateExpiresOn),
      ),
    ),
    finding(
      'groups that make their members administrators of devices, without a password',
      all(
        'jumpcloud_group',
        ({ passwordlessSudo }) => passwordlessSudo === true,
      ),
    ),
  ].filter((line) => line !== '');
}

/** "7 users without ... (Ada Example, ...)"; empty where there is none. */
function finding(what: string, found: Entity[]): string {
  if (found.length === 0) return '';
  const names = found.slice(0, 2).map(({ displayName }) => displayName);
  const more = found.length > names.length ? ', ...' : '';
  return `${String(found.length).padStart(4)} ${what} (${names.join(
    ', ',
  )}${more})`;
}
