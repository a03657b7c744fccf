import {
  createMappedRelationship,
  Relationship,
} from '@jupiterone/integration-sdk-core';

import { MappedRelationships } from '../../model';

/** Users of these employee types stand for no person (JupiterOne's convention). */
const NOT_A_PERSON = ['bot', 'generic', 'service', 'shared', 'system'];

/**
 * The employee behind a user, found by e-mail. JupiterOne makes the employee
 * when it has none; all integrations that map people meet in the same one.
 *
 * @param user what its declaration remembers
 * @param managerEmail by which JupiterOne relates the employee to the manager's employee
 * @returns undefined for a user who has no e-mail or stands for no person
 */
export function createEmployeeRelationship(
  userKey: string,
  user: Readonly<Record<string, unknown>>,
  managerEmail?: string,
): Relationship | undefined {
  const { email, employeeType, sambaServiceUser } = user;
  if (typeof email !== 'string' || sambaServiceUser === true) return undefined;
  if (NOT_A_PERSON.includes(String(employeeType).toLowerCase())) {
    return undefined;
  }
  const { _class, _type, direction, targetType } =
    MappedRelationships.USER_IS_EMPLOYEE;
  return createMappedRelationship({
    _class,
    _type,
    _mapping: {
      relationshipDirection: direction,
      sourceEntityKey: userKey,
      targetFilterKeys: [['_class', 'email']],
      // Every integration adds to the same employee: what is unknown is left out, never null.
      targetEntity: withoutUndefined({
        _class: 'Person',
        _type: targetType,
        email,
        name: user.name,
        displayName: user.displayName,
        firstName: user.firstName,
        lastName: user.lastName,
        employeeType,
        employeeId: user.employeeId,
        userIds: user.username === undefined ? undefined : [user.username],
        title: user.jobTitle,
        department: user.department,
        managerEmail,
        githubUsername: user.githubUsername,
        bitbucketUsername: user.bitbucketUsername,
      }),
      skipTargetCreation: false,
    },
  });
}

function withoutUndefined(properties: Record<string, unknown>) {
  const known: Record<string, never> = {};
  for (const name of Object.keys(properties)) {
    if (properties[name] !== undefined) known[name] = properties[name] as never;
  }
  return known;
}
