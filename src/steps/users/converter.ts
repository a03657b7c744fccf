import { Entity } from '@jupiterone/integration-sdk-core';

import { idOf, pathSegment } from '../../jumpcloud/ids';
import { SystemUser } from '../../jumpcloud/types';
import { Entities } from '../../model';
import { AllowList, createEntity, Place } from '../entity';
import {
  count,
  elements,
  email,
  flag,
  lowerCase,
  text,
  texts,
  time,
} from '../values';

/**
 * What the properties do not say word for word. No addresses, phone numbers,
 * recovery e-mail or key material; and no custom attributes, which hold
 * whatever a company likes.
 */
const ALLOW: AllowList = {
  _id: true,
  account_locked_date: true,
  activated: true,
  admin: { id: true, roleName: true, roleNames: true },
  created: true,
  displayname: true,
  email: true,
  mfa: { configured: true, exclusion: true, exclusionUntil: true },
  mfaEnrollment: { overallStatus: true },
  organization: true,
  password_date: true,
  password_expiration_date: true,
  ssh_keys: { name: true, create_date: true },
  state: true,
  suspended: true,
  totp_enabled: true,
};

export function createUserEntity(
  user: SystemUser,
  { consoleUrl }: Place,
): Entity {
  const id = idOf(user) as string;
  const username = text(user.username);
  const firstName = text(user.firstname);
  const lastName = text(user.lastname);
  const fullName = text(`${firstName ?? ''} ${lastName ?? ''}`);
  const displayName = text(user.displayname);
  const { mfaEnrollment } = user;
  return createEntity({
    model: Entities.USER,
    id,
    source: user,
    allow: ALLOW,
    properties: {
      name: fullName ?? displayName ?? username ?? text(user.email),
      displayName: displayName ?? fullName ?? username ?? text(user.email),
      createdOn: time(user.created),
      webLink: `${consoleUrl}/#/users/${pathSegment(id)}/details`,
      username,
      login: username,
      email: email(user.email),
      firstName,
      middleName: text(user.middlename),
      lastName,
      description: text(user.description),
      state: lowerCase(user.state),
      active: isActive(user),
      activated: flag(user.activated),
      suspended: flag(user.suspended),
      employeeType: text(user.employeeType),
      employeeId: text(user.employeeIdentifier),
      company: text(user.company),
      department: text(user.department),
      costCenter: text(user.costCenter),
      jobTitle: text(user.jobTitle),
      location: text(user.location),
      managerId: text(user.manager),
      mfaEnabled: isMfaEnabled(user),
      mfaConfigured: flag(user.mfa?.configured),
      mfaRequired: flag(user.enable_user_portal_multifactor),
      mfaExclusion: flag(user.mfa?.exclusion),
      mfaExclusionUntil: time(user.mfa?.exclusionUntil),
      mfaTotpStatus: text(mfaEnrollment?.totpStatus),
      mfaWebAuthnStatus: text(mfaEnrollment?.webAuthnStatus),
      mfaPushStatus: text(mfaEnrollment?.pushStatus),
      mfaSmsStatus: text(mfaEnrollment?.smsStatus),
      mfaJcGoStatus: text(mfaEnrollment?.jcGoStatus),
      mfaOverallStatus: text(mfaEnrollment?.overallStatus),
      accountLocked: flag(user.account_locked),
      accountLockedOn: time(user.account_locked_date),
      badLoginAttempts: count(user.badLoginAttempts),
      passwordExpired: flag(user.password_expired),
      passwordExpiresOn: time(user.password_expiration_date),
      passwordNeverExpires: flag(user.password_never_expires),
      passwordChangedOn: time(user.password_date),
      sudo: flag(user.sudo),
      passwordlessSudo: flag(user.passwordless_sudo),
      sshKeyCount: Array.isArray(user.ssh_keys)
        ? user.ssh_keys.length
        : undefined,
      publicKeyAllowed: flag(user.allow_public_key),
      ldapBindingUser: flag(user.ldap_binding_user),
      sambaServiceUser: flag(user.samba_service_user),
      externallyManaged: flag(user.externally_managed),
      externalSourceType: text(user.external_source_type),
      delegatedAuthority: text(user.delegatedAuthority?.name),
      creationSource: text(user.creationSource),
      unixUid: count(user.unix_uid),
      unixGid: count(user.unix_guid),
      admin: isAdmin(user),
      adminId: text(user.admin?.id),
      adminRoles: rolesOf(user),
      githubUsername: attribute(user, 'githubUsername'),
      bitbucketUsername: attribute(user, 'bitbucketUsername'),
      tags: texts(user.tags),
    },
  });
}

/** Undefined when JumpCloud says neither a state nor whether the user is activated. */
function isActive({
  state,
  activated,
  suspended,
}: SystemUser): boolean | undefined {
  if (suspended === true) return false;
  const known = lowerCase(state);
  return known === undefined ? flag(activated) : known === 'activated';
}

/** Any factor will do; undefined when JumpCloud says nothing of any. */
function isMfaEnabled(user: SystemUser): boolean | undefined {
  const overall = text(user.mfaEnrollment?.overallStatus);
  const answers = [
    overall === undefined ? undefined : overall === 'ENROLLED',
    flag(user.mfa?.configured),
    flag(user.totp_enabled),
  ].filter((answer) => answer !== undefined);
  return answers.length > 0 ? answers.includes(true) : undefined;
}

/** Undefined where JumpCloud does not say; null and an empty object are "no administrator". */
function isAdmin(user: SystemUser): boolean | undefined {
  if (user.admin === undefined) return undefined;
  return text(user.admin?.id) !== undefined || rolesOf(user) !== undefined;
}

/** Older tenants name one role, newer ones a list. */
function rolesOf({ admin }: SystemUser): string[] | undefined {
  const roles = texts(admin?.roleNames) ?? [];
  if (roles.length > 0) return roles;
  const role = text(admin?.roleName);
  return role === undefined ? undefined : [role];
}

/** Custom attributes are a company's own; these two are a convention that JupiterOne maps people by. */
function attribute(user: SystemUser, name: string): string | undefined {
  return text(
    elements(user.attributes).find((each) => each?.name === name)?.value,
  );
}
