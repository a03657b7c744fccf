import { Entity } from '@jupiterone/integration-sdk-core';

import { idOf } from '../../jumpcloud/ids';
import { Administrator } from '../../jumpcloud/types';
import { Entities } from '../../model';
import { AllowList, createEntity, Place } from '../entity';
import { email, flag, lowerCase, text, texts, time } from '../values';

/** Of the API key when it was made and when it ends, never the hash. */
const ALLOW: AllowList = {
  _id: true,
  id: true,
  apiKeyAllowed: true,
  apiKeyHash: { createdAt: true, expireAt: true },
  apiKeySet: true,
  apiKeyUpdatedAt: true,
  created: true,
  email: true,
  enableMultiFactor: true,
  firstname: true,
  lastname: true,
  organization: true,
  passwordUpdatedAt: true,
  roleName: true,
  roleNames: true,
  suspended: true,
  totpEnrolled: true,
};

export function createAdminEntity(
  admin: Administrator,
  { consoleUrl }: Place,
): Entity {
  const id = idOf(admin) as string;
  const firstName = text(admin.firstname);
  const lastName = text(admin.lastname);
  const address = text(admin.email);
  const suspended = flag(admin.suspended);
  const { apiKeyHash } = admin;
  return createEntity({
    model: Entities.ADMIN,
    id,
    source: admin,
    allow: ALLOW,
    properties: {
      name: text(`${firstName ?? ''} ${lastName ?? ''}`) ?? address,
      createdOn: time(admin.created),
      webLink: `${consoleUrl}/#/settings/administrators`,
      username: lowerCase(admin.email),
      email: email(admin.email),
      firstName,
      lastName,
      admin: true,
      active: suspended === undefined ? undefined : !suspended,
      suspended,
      roles: rolesOf(admin),
      mfaEnabled: flag(admin.enableMultiFactor),
      mfaEnrolled: flag(admin.totpEnrolled),
      passwordChangedOn: time(admin.passwordUpdatedAt),
      apiKeyAllowed: flag(admin.apiKeyAllowed),
      apiKeySet: flag(admin.apiKeySet),
      apiKeyCreatedOn:
        time(apiKeyHash?.createdAt) ?? time(admin.apiKeyUpdatedAt),
      apiKeyExpiresOn: time(apiKeyHash?.expireAt),
    },
  });
}

/** JumpCloud gives administrators role names without ids: a role is its name, within its organization. */
export function createRoleEntity(name: string, organizationId: string): Entity {
  return createEntity({
    model: Entities.ROLE,
    id: text(`jumpcloud_role:${organizationId}:${name}`) as string,
    source: { name },
    allow: { name: true },
    properties: { name },
  });
}

/** Older rows name one role, newer ones a list. */
export function rolesOf({ roleName, roleNames }: Administrator): string[] {
  const several = texts(Array.isArray(roleNames) ? roleNames : [roleNames]);
  const roles = several?.length ? several : texts([roleName]);
  return Array.from(new Set(roles));
}
