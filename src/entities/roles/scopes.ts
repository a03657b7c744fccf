/*
 * What each scope of JumpCloud's specification lets its bearer do to others: read
 * off the operations for which it suffices (x-scopes). A scope that gives nobody
 * power over anybody is here as well, since one that is not here is not known to
 * be harmless.
 */

/** What the bearer of a role may do to others. */
export const CAPABILITIES = {
  canSetPasswords: 'Sets the password of any user',
  canEditUsers:
    'Changes fields of any user: e-mail, sudo and SSH keys may be among them',
  canResetMfa: 'Resets the MFA of any user',
  canChangeGroups: 'Changes who is in any group, and what groups grant',
  canGrantAccess: 'Grants access; canGrantAccessTo says to what',
  canRunCode: 'Runs code on devices: commands, policies, software',
  canWeakenSignIn:
    'Changes what sign-ins demand: conditional access, MFA, password policies',
  canChangeApplications: 'Changes the single sign-on of applications',
  canReadSecrets: 'Reads secrets; canReadSecretsOf says which',
  canBecomeAdministrator:
    'Makes administrators, roles or service accounts, and so takes any right',
  canGrantTemporaryRoot: 'Grants administrator rights on devices for a time',
  canAutomate: 'Runs workflows, with the rights of their execution roles',
} as const;

export type Capability = keyof typeof CAPABILITIES;

export interface ScopeRights {
  /** Certain, as far as JumpCloud's specification goes. */
  allows?: readonly Capability[];
  /** It depends on what the specification does not say. */
  possible?: readonly Capability[];
  /** To what access can be granted, as scopes call it: canGrantAccess. */
  access?: readonly string[];
  /** Which secrets are in the answers: canReadSecrets. */
  secrets?: readonly string[];
}

const NONE: ScopeRights = {};

/** What the server masks for who may only read is not known. */
const mayRead = (secrets: readonly string[]): ScopeRights => ({
  possible: ['canReadSecrets'],
  secrets,
});

const RECOVERY_KEYS = ['recovery keys of disks'];
const SAML_KEYS = ['SAML private keys'];
const RADIUS_SECRETS = ['RADIUS shared secrets'];
const VAULT = ['password manager'];
const MDM_SECRETS = ['recovery lock passwords and PINs'];

export const ALL_ACCESS = [
  'applications',
  'authn',
  'commands',
  'directories',
  'groups',
  'radius',
  'systems',
  'users',
];
export const SECRETS_OF_READERS = [
  ...RECOVERY_KEYS,
  ...SAML_KEYS,
  ...RADIUS_SECRETS,
];
export const ALL_SECRETS = [...SECRETS_OF_READERS, ...VAULT, ...MDM_SECRETS];

const TEMPORARY_ROOT: ScopeRights = { allows: ['canGrantTemporaryRoot'] };
const ADMINISTRATOR: ScopeRights = { allows: ['canBecomeAdministrator'] };
const SIGN_IN: ScopeRights = { allows: ['canWeakenSignIn'] };
const PASSWORDS: ScopeRights = { allows: ['canSetPasswords'] };
/** Demanding MFA anew gives a period without it. */
const MFA_PERIOD: ScopeRights = { possible: ['canResetMfa'] };
/** Fields of users are not told apart: e-mail, sudo and SSH keys are among them. */
const USER_FIELDS: ScopeRights = { possible: ['canEditUsers'] };
/** Runs commands that there are already. */
const EXISTING_COMMANDS: ScopeRights = { possible: ['canRunCode'] };

const CHANGING: Record<string, ScopeRights> = {
  accessmanagement: TEMPORARY_ROOT,
  accessrequest: TEMPORARY_ROOT,
  administrators: ADMINISTRATOR,
  applications: { allows: ['canChangeApplications'], secrets: SAML_KEYS },
  'applications.create': NONE,
  'applications.delete': NONE,
  'applications.update': { allows: ['canChangeApplications'] },
  assets: NONE,
  associations: { access: ALL_ACCESS },
  'associations.applications': { access: ['applications'] },
  'associations.authn': { access: ['authn'] },
  'associations.commands': { access: ['commands'] },
  'associations.directories': { access: ['directories'] },
  'associations.groups': { access: ['groups'] },
  'associations.radius': { access: ['radius'] },
  // What ends in self is what a device may do to itself.
  'associations.self': NONE,
  'associations.systems': { access: ['systems'] },
  'associations.users': { access: ['users'] },
  authn: SIGN_IN,
  'commandrunner.legacy': EXISTING_COMMANDS,
  commands: { allows: ['canRunCode'] },
  'commands.readonly': NONE,
  'commands.schedule': EXISTING_COMMANDS,
  // Imports and translation rules write fields of users.
  directories: USER_FIELDS,
  'directories.readonly': NONE,
  'directoryinsights.readonly': NONE,
  // Password policies of groups belong to it.
  groups: { allows: ['canChangeGroups', 'canWeakenSignIn'] },
  'groups.self': NONE,
  'healthmonitoring.alerts': NONE,
  'healthmonitoring.rules': NONE,
  identityrisk: NONE,
  'identityrisk.readonly': NONE,
  mdm: { secrets: MDM_SECRETS },
  'mdm.readonly': NONE,
  mfa: SIGN_IN,
  'notifications.channels': NONE,
  organizations: SIGN_IN,
  'organizations.billing': NONE,
  'organizations.readonly': NONE,
  partners: NONE,
  passwordmanager: { secrets: VAULT },
  'passwordmanager.readonly': mayRead(VAULT),
  protect: NONE,
  // Of a provider: it makes administrators, and binds groups and directories, of the organizations that it manages.
  providers: { possible: ['canBecomeAdministrator', 'canGrantAccess'] },
  'providers.readonly': NONE,
  radius: { secrets: RADIUS_SECRETS },
  reports: NONE,
  'reports.readonly': NONE,
  roles: ADMINISTRATOR,
  saas: NONE,
  serviceaccounts: ADMINISTRATOR,
  // Changes policies and software where they are assigned already; see rights.ts for where it may assign them.
  systems: { possible: ['canRunCode'], secrets: RECOVERY_KEYS },
  'systems.management': EXISTING_COMMANDS,
  'systems.readonly': mayRead(RECOVERY_KEYS),
  'systems.self': NONE,
  // Hands a device to another organization, whose administrators then rule it.
  transfer: { possible: ['canRunCode'] },
  users: {
    allows: ['canSetPasswords', 'canResetMfa'],
    possible: ['canEditUsers'],
  },
  'users.create': NONE,
  'users.delete': NONE,
  'users.mfa': MFA_PERIOD,
  'users.mfa.enforce': MFA_PERIOD,
  'users.mfa.reset': { allows: ['canResetMfa'] },
  'users.mfa.sync': NONE,
  'users.notification': NONE,
  'users.notification.send-activation-email': NONE,
  'users.password': PASSWORDS,
  'users.password.expire': NONE,
  'users.password.set': PASSWORDS,
  'users.properties': USER_FIELDS,
  'users.properties.update': USER_FIELDS,
  'users.readonly': NONE,
  'users.state': NONE,
  'users.state.activate': NONE,
  'users.state.delete': NONE,
  'users.state.suspend': NONE,
  'users.state.unlock': NONE,
  'users.state.update': NONE,
  // It lets a password expire, whatever its name says.
  'users.update.passwordreset': NONE,
  'users.update.unlock': NONE,
  workflows: { allows: ['canAutomate'] },
};

/** Scopes of operations that only read. */
const READING: Record<string, ScopeRights> = {
  'accessmanagement.readonly': NONE,
  'accessrequest.readonly': NONE,
  'administrators.readonly': NONE,
  anonymous: NONE,
  'applications.readonly': mayRead(SAML_KEYS),
  applicationtemplates: NONE,
  'applicationtemplates.readonly': NONE,
  'assets.readonly': NONE,
  'associations.applications.readonly': NONE,
  'associations.authn.readonly': NONE,
  'associations.commands.readonly': NONE,
  'associations.directories.readonly': NONE,
  'associations.groups.readonly': NONE,
  'associations.radius.readonly': NONE,
  'associations.readonly': NONE,
  'associations.systems.readonly': NONE,
  'associations.users.readonly': NONE,
  'authn.readonly': NONE,
  billing: NONE,
  'groups.readonly': NONE,
  'healthmonitoring.alerts.readonly': NONE,
  'healthmonitoring.rules.readonly': NONE,
  'mfa.readonly': NONE,
  'notifications.channels.readonly': NONE,
  'partners.readonly': NONE,
  'radius.readonly': mayRead(RADIUS_SECRETS),
  'roles.readonly': NONE,
  'saas.readonly': NONE,
  'serviceaccounts.readonly': NONE,
  'subscriptions.readonly': NONE,
  support: NONE,
  'support.readonly': NONE,
  'systeminsights.readonly': NONE,
  'users.self': NONE,
  'users.state.readonly': NONE,
  'workflows.readonly': NONE,
};

export const SCOPES: ReadonlyMap<string, ScopeRights> = new Map([
  ...Object.entries(CHANGING),
  ...Object.entries(READING),
]);
