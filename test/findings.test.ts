import {
  createDirectRelationship,
  Entity,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';
import { load } from 'js-yaml';
import fs from 'node:fs';
import path from 'node:path';

import { createEntity } from '../src/graph/entity';
import { Entities } from '../src/model';
import { findingsIn, LEVELS, readRules } from '../tools/findings';
import { ask, needsHistory, Objects } from '../tools/j1ql/evaluator';

/*
 * Whom the rules accuse. A HIGH or CRITICAL alert wakes somebody: for each such
 * rule there are people whom it must find, and people whom it must not.
 */

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 86_400_000;
const YESTERDAY = NOW - DAY;
const TOMORROW = NOW + DAY;
const SEVERE = ['CRITICAL', 'HIGH'];
const { ALLOWS, ASSIGNED, HAS, IS, MANAGES, OWNS } = RelationshipClass;

type Properties = Record<string, unknown>;

let count = 0;
const entity =
  (_type: string, _class: string, defaults: Properties = {}) =>
  (properties: Properties = {}): Entity => ({
    _key: `${_type}-${(count += 1)}`,
    _type,
    _class: [_class],
    displayName: 'Somebody',
    ...defaults,
    ...properties,
  });

/* All of them in order; each case says what differs. */
const user = entity('jumpcloud_user', 'User', {
  active: true,
  activated: true,
  suspended: false,
  mfaEnabled: true,
  mfaRequired: true,
});
const admin = entity('jumpcloud_admin', 'User', {
  active: true,
  canSignIn: true,
  mfaEnabled: true,
  mfaRequired: true,
});
const person = entity('employee', 'Person');
const group = entity('jumpcloud_group', 'Group', {
  sudo: true,
  passwordlessSudo: false,
});
const application = entity('jumpcloud_application', 'Application', {
  active: true,
  idpCertificateExpiresOn: TOMORROW,
});

const role = entity('jumpcloud_role', 'AccessRole', { superAdmin: false });
const organization = entity('jumpcloud_account', 'Account');
const deviceGroup = entity('jumpcloud_device_group', 'Group');

const appleMdm = entity('jumpcloud_apple_mdm', 'Configuration', {
  certificateExpiresOn: TOMORROW,
});
const appleDevice = entity('jumpcloud_apple_device', 'Device');

/** Both ends, and what the relationship says. */
type Related = [Entity, RelationshipClass, Entity, Properties?];
/** The accused, and what they are related to. */
type Case = [accused: Entity, ...related: Related[]];

const graphOf = ([accused, ...related]: Case): Objects => ({
  entities: [
    ...new Set([accused, ...related.flatMap(([from, , to]) => [from, to])]),
  ],
  relationships: related.map(([from, _class, to, properties]) =>
    Object.assign(createDirectRelationship({ from, _class, to }), properties),
  ),
});

const related = (
  one: Entity,
  relationship: RelationshipClass,
  other: Entity,
): Case => [one, [one, relationship, other]];
const isUser = (one: Entity, other: Entity) => related(one, IS, other);
const hasMember = (one: Entity, other: Entity) => related(one, HAS, other);
const manages = (one: Entity, other: Entity) => related(one, MANAGES, other);

const allows = (one: Entity, properties: Properties): Case => [
  one,
  [one, ALLOWS, organization(), properties],
];
const resets = { canSetPasswords: true, canResetMfa: true, bearerCount: 1 };
const shadow = { ...resets, shadowAdmins: ['admin@example.com'] };

const withoutMfa = { mfaEnabled: false };
const inPeriod = (mfaExclusionUntil?: number) => ({
  ...withoutMfa,
  mfaExclusion: true,
  mfaExclusionUntil,
});
/** Whether that provider demands MFA, JumpCloud does not know. */
const federated = { passwordSource: 'federated_identity_provider' };
const linked = { ...withoutMfa, linkedToUser: true };
const passwordless = { passwordlessSudo: true };

const CASES: Record<
  string,
  { guilty: Record<string, Case>; innocent: Record<string, Case> }
> = {
  'jumpcloud-administrator-without-mfa': {
    guilty: {
      'of whom MFA is required, not enrolled': [admin(withoutMfa)],
      'of whom MFA is not required, not enrolled': [
        admin({ ...withoutMfa, mfaRequired: false }),
      ],
      'of whom it is not said whether they are suspended': [
        admin({ ...withoutMfa, active: undefined, canSignIn: undefined }),
      ],
      'who is linked to a user without MFA': isUser(
        admin(linked),
        user({ ...withoutMfa, admin: true }),
      ),
      'whose linked user should have enrolled by yesterday': [
        admin({ ...linked, ...inPeriod(YESTERDAY) }),
      ],
      'whose linked user has an enrollment period without an end': [
        admin({ ...linked, ...inPeriod() }),
      ],
      // They sign in with a password of their own.
      'who has the e-mail address of a suspended user': isUser(
        admin(withoutMfa),
        user({ active: false, suspended: true, admin: false }),
      ),
      'who has the e-mail address of a user in an enrollment period': isUser(
        admin(withoutMfa),
        user({ ...inPeriod(TOMORROW), admin: false }),
      ),
      // The user says to be an administrator, but not which.
      'who has the e-mail address of an administrator in an enrollment period':
        isUser(
          admin({ ...withoutMfa, linkedToUser: false }),
          user({ ...inPeriod(TOMORROW), admin: true }),
        ),
    },
    innocent: {
      'who is enrolled': [admin()],
      'who is enrolled though it is not required': [
        admin({ mfaRequired: false }),
      ],
      'who is suspended': [
        admin({ ...withoutMfa, active: false, canSignIn: false }),
      ],
      'of whom nothing is known': [admin({ mfaEnabled: undefined })],
      'whose linked user is suspended': isUser(
        admin({ ...linked, canSignIn: false }),
        user({ ...withoutMfa, active: false, suspended: true, admin: true }),
      ),
      'whose linked user is staged': isUser(
        admin({ ...linked, canSignIn: false }),
        user({ ...withoutMfa, active: false, admin: true }),
      ),
      'whose linked user never set a password': isUser(
        admin({ ...linked, canSignIn: false }),
        user({ ...withoutMfa, activated: false, admin: true }),
      ),
      'whose linked user has until tomorrow': isUser(
        admin({ ...linked, ...inPeriod(TOMORROW) }),
        user({ ...inPeriod(TOMORROW), admin: true }),
      ),
      'whose linked user signs in at another identity provider': isUser(
        admin({ ...linked, ...federated }),
        user({ ...withoutMfa, ...federated, admin: true }),
      ),
    },
  },
  'jumpcloud-administrator-suspended-as-user': {
    guilty: {
      'who has the e-mail address of a suspended user': isUser(
        admin(),
        user({ active: false, suspended: true }),
      ),
    },
    innocent: {
      'who is active as a user': isUser(admin(), user()),
      'who is suspended, too': isUser(
        admin({ active: false }),
        user({ active: false, suspended: true }),
      ),
      'who is linked to the suspended user, and cannot sign in': isUser(
        admin({ linkedToUser: true }),
        user({ active: false, suspended: true, admin: true }),
      ),
      'who is no user': [admin()],
    },
  },
  'jumpcloud-active-user-without-mfa': {
    guilty: {
      'who enrolled nothing': [user(withoutMfa)],
      'of whom MFA is not required': [
        user({ ...withoutMfa, mfaRequired: false }),
      ],
      'whose enrollment period ended yesterday': [user(inPeriod(YESTERDAY))],
      'whose enrollment period has no end': [user(inPeriod())],
      'whose enrollment period was never begun': [
        user({ ...inPeriod(TOMORROW), mfaExclusion: false }),
      ],
      'who is an employee': [user({ ...withoutMfa, employeeType: 'Employee' })],
      'who works in field service': [
        user({ ...withoutMfa, employeeType: 'Field Service' }),
      ],
      'whose password Active Directory keeps': [
        user({ ...withoutMfa, passwordSource: 'active_directory' }),
      ],
      'who builds robots': [
        user({ ...withoutMfa, employeeType: 'Robotics engineer' }),
      ],
      'who maintains systems': [
        user({ ...withoutMfa, employeeType: 'Systems administrator' }),
      ],
    },
    innocent: {
      'who is enrolled': [user()],
      'of whom JumpCloud does not say it': [user({ mfaEnabled: undefined })],
      'who has until tomorrow': [user(inPeriod(TOMORROW))],
      'who is suspended': [
        user({ ...withoutMfa, active: false, suspended: true }),
      ],
      'who is staged': [user({ ...withoutMfa, active: false })],
      'who never set a password': [user({ ...withoutMfa, activated: false })],
      'who searches the LDAP directory for a printer': [
        user({ ...withoutMfa, ldapBindingUser: true }),
      ],
      'whose password another identity provider keeps': [
        user({ ...withoutMfa, ...federated }),
      ],
      'who serves Samba': [user({ ...withoutMfa, sambaServiceUser: true })],
      ...Object.fromEntries(
        ['bot', 'BOT', 'Service', 'sHaReD', 'generic', 'SYSTEM'].map(
          (employeeType): [string, Case] => [
            `of employee type ${employeeType}`,
            [user({ ...withoutMfa, employeeType })],
          ],
        ),
      ),
    },
  },
  'jumpcloud-active-user-of-departed-person': {
    guilty: {
      'who left yesterday': isUser(user(), person({ endDate: YESTERDAY })),
    },
    innocent: {
      'who leaves tomorrow': isUser(user(), person({ endDate: TOMORROW })),
      'who stays': isUser(user(), person()),
      'who left and is suspended': isUser(
        user({ active: false, suspended: true }),
        person({ endDate: YESTERDAY }),
      ),
    },
  },
  'jumpcloud-application-certificate-expired': {
    guilty: {
      'that is in use': [application({ idpCertificateExpiresOn: YESTERDAY })],
    },
    innocent: {
      'that expires tomorrow': [application()],
      'without a certificate': [
        application({ idpCertificateExpiresOn: undefined }),
      ],
      'that is not active': [
        application({ active: false, idpCertificateExpiresOn: YESTERDAY }),
      ],
      'that is a bookmark': [
        application({
          ssoType: 'bookmark',
          idpCertificateExpiresOn: YESTERDAY,
        }),
      ],
    },
  },
  'jumpcloud-group-with-passwordless-sudo': {
    guilty: {
      'with an active member': hasMember(group(passwordless), user()),
    },
    innocent: {
      'that asks for the password': hasMember(group(), user()),
      'without sudo': hasMember(
        group({ ...passwordless, sudo: false }),
        user(),
      ),
      'without members': [group(passwordless)],
      'whose members are suspended': hasMember(
        group(passwordless),
        user({ active: false, suspended: true }),
      ),
      'of robots': hasMember(
        group(passwordless),
        user({ employeeType: 'Bot' }),
      ),
    },
  },
  'jumpcloud-role-that-could-become-administrator': {
    guilty: {
      'that JumpCloud made': allows(role(), shadow),
      'of which only the name is known': allows(
        role({ superAdmin: undefined }),
        shadow,
      ),
    },
    innocent: {
      'of a help desk, where administrators sign in by themselves': allows(
        role(),
        resets,
      ),
      'of an Administrator': allows(role({ superAdmin: true }), shadow),
      'that only reads': allows(role(), { canSetPasswords: false }),
      'of which nothing is known': allows(role(), { unrated: true }),
    },
  },
  'jumpcloud-apple-mdm-certificate-expired': {
    guilty: {
      'with devices': manages(
        appleMdm({ certificateExpiresOn: YESTERDAY }),
        appleDevice(),
      ),
    },
    innocent: {
      'that expires tomorrow': manages(appleMdm(), appleDevice()),
      'without devices': [appleMdm({ certificateExpiresOn: YESTERDAY })],
      'without a certificate': manages(
        appleMdm({ certificateExpiresOn: undefined }),
        appleDevice(),
      ),
    },
  },
};

describe.each(
  readRules()
    .filter(({ alertLevel }) => SEVERE.includes(alertLevel))
    .map(({ name }) => name),
)('%s', (rule) => {
  const { guilty = {}, innocent = {} } = CASES[rule] ?? {};

  test('is tried with the guilty and with the innocent', () => {
    expect(Object.keys(guilty)).not.toEqual([]);
    expect(Object.keys(innocent)).not.toEqual([]);
  });

  test.each(Object.entries(guilty))('finds one %s', (_, [accused, ...rest]) => {
    const found = findingsIn(graphOf([accused, ...rest]), NOW);
    expect(found).toContainEqual(
      expect.objectContaining({ name: rule, count: 1, keys: [accused._key] }),
    );
  });

  test.each(Object.entries(innocent))(
    'does not accuse one %s',
    (_, accused) => {
      const found = findingsIn(graphOf(accused), NOW);
      expect(found.filter(({ level }) => SEVERE.includes(level))).toEqual([]);
    },
  );
});

/* Of the other rules: what each finds, which must not be found when nothing is known. */

const account = entity('jumpcloud_account', 'Account');
const passwordPolicy = entity('jumpcloud_password_policy', 'PasswordPolicy');
const serviceAccount = entity('jumpcloud_service_account', 'User');
const device = entity('jumpcloud_device', 'Device');
const command = entity('jumpcloud_command', 'Task');
const accessRequest = entity('jumpcloud_access_request', 'Record');
const directory = entity('jumpcloud_directory', 'Directory');
const radiusServer = entity('jumpcloud_radius_server', 'Gateway');
const authPolicy = entity('jumpcloud_auth_policy', 'AccessPolicy');
const saasApplication = entity('jumpcloud_saas_application', 'Application');
const activity = entity('jumpcloud_sign_in_activity', 'Record');
const posture = entity('jumpcloud_device_posture', 'Record');
const suspended = { active: false, suspended: true };
const LAST_YEAR = NOW - 400 * DAY;
const seen = { lastSeenOn: YESTERDAY };
const rootOverSsh = {
  platform: 'linux',
  sshConfigManaged: true,
  sshRootLoginAllowed: true,
  sshPasswordLoginAllowed: true,
};
const withoutKey = {
  encrypted: true,
  recoveryKeyEscrowed: false,
  platform: 'windows',
};

type Make = (properties: Properties) => Entity;
/** What is made, how it is guilty, and what it is related to. */
const OTHERS: Record<
  string,
  [Make, Properties, related?: (of: Entity) => Related[]]
> = {
  'organization-without-required-admin-mfa': [
    account,
    { requireAdminMfa: false },
  ],
  'password-policy-too-weak': [passwordPolicy, { minLength: 7 }],
  'service-account-without-expiry': [serviceAccount, { status: 'active' }],
  'service-account-secret-expires': [
    serviceAccount,
    { secretExpiresOn: TOMORROW },
  ],
  'administrator-api-key-never-expires': [admin, { apiKeyNeverExpires: true }],
  'administrator-api-key-expires': [admin, { apiKeyExpiresOn: TOMORROW }],
  'apple-mdm-certificate-expires': [
    appleMdm,
    { certificateExpiresOn: TOMORROW },
  ],
  'device-without-encryption': [device, { ...seen, encrypted: false }],
  'device-without-firewall': [
    device,
    seen,
    (of) => [[of, HAS, posture({ firewallEnabled: false })]],
  ],
  'device-without-antivirus': [
    device,
    seen,
    (of) => [[of, HAS, posture({ antivirusEnabled: false })]],
  ],
  'device-of-suspended-user': [
    device,
    seen,
    (of) => [[user(suspended), OWNS, of]],
  ],
  'device-with-root-over-ssh': [device, { ...seen, ...rootOverSsh }],
  'temporary-administrator-without-end': [
    accessRequest,
    { admin: true, endless: true },
    (of) => [[of, ASSIGNED, device()]],
  ],
  'directory-connection-broken': [directory, { connectionState: 'broken' }],
  'radius-without-mfa': [
    radiusServer,
    { mfaMode: 'disabled' },
    (of) => [[group(), ASSIGNED, of]],
  ],
  'sign-in-of-suspended-user': [
    user,
    suspended,
    (of) => [[of, HAS, activity({ lastSignInOn: NOW - 3_600_000 })]],
  ],
  'group-joinable-by-editing': [
    group,
    { joinableByEditing: 'department' },
    (of) => [[of, ASSIGNED, deviceGroup(), { admin: true }]],
  ],
  'user-without-required-mfa': [user, { mfaRequired: false }],
  'user-locked': [user, { accountLocked: true }],
  'old-password-without-mfa': [
    user,
    { ...withoutMfa, passwordChangedOn: LAST_YEAR },
  ],
  'old-ssh-key': [user, { oldestSshKeyOn: LAST_YEAR }],
  'directory-insights-off': [account, { directoryInsightsEnabled: false }],
  'device-with-failed-policies': [device, { ...seen, policyFailedCount: 1 }],
  'device-without-escrowed-key': [device, { ...seen, ...withoutKey }],
  'device-with-disputed-encryption': [
    device,
    seen,
    (of) => [[of, HAS, posture({ encryptionDisagrees: true })]],
  ],
  'device-not-seen': [device, { lastSeenOn: NOW - 31 * DAY }],
  'device-with-unsupported-system': [
    device,
    { ...seen, osSupportEndsOn: YESTERDAY },
  ],
  'administrator-of-new-device': [
    account,
    { defaultDevicePermissionMacos: 'ADMIN' },
  ],
  'apple-mdm-token-expires': [appleMdm, { depTokenExpiresOn: YESTERDAY }],
  'mfa-policy-without-effect': [
    authPolicy,
    { mfaRequired: true, active: false },
  ],
  'inactive-user': [
    user,
    { createdOn: LAST_YEAR },
    (of) => [[of, HAS, activity({ signInsKnownSince: NOW - 91 * DAY })]],
  ],
  'unmanaged-saas-application': [
    saasApplication,
    { status: 'discovered', userCount: 11 },
  ],
  'google-sign-in-allowed': [account, { googleLoginDisabled: false }],
  'command-as-root-on-all-devices': [
    command,
    { runsAsRoot: true },
    (of) => [[of, ASSIGNED, deviceGroup(), { allDevices: true }]],
  ],
  'command-as-root-by-webhook': [
    command,
    { runsAsRoot: true, webhookTrigger: true },
  ],
  'user-password-expired': [user, { passwordExpired: true }],
  'suspended-user-with-application': [
    user,
    suspended,
    (of) => [[of, ASSIGNED, application()]],
  ],
};

/** What a role is, its relationship says. */
const ROLES: Record<string, [guilty: Properties, innocent: Properties[]]> = {
  'role-that-could-become-stronger': [
    { ...resets, strongerAdmins: ['admin@example.com'] },
    [{}, resets, shadow, { unrated: true }],
  ],
  'role-that-resets-passwords': [
    resets,
    [
      {},
      { ...resets, bearerCount: 0 },
      { ...resets, bearerCount: undefined },
      { ...resets, canResetMfa: false },
    ],
  ],
};

test.each(Object.entries(ROLES))(
  '%s finds what it says, and nothing else',
  (rule, [guilty, innocent]) => {
    const namesIn = (accused: Case) =>
      findingsIn(graphOf(accused), NOW).map(({ name }) => name);
    expect(namesIn(allows(role(), guilty))).toContain(`jumpcloud-${rule}`);
    const chief = role({ superAdmin: true });
    [
      allows(chief, guilty),
      ...innocent.map((each) => allows(role(), each)),
    ].forEach((each) =>
      expect(namesIn(each)).not.toContain(`jumpcloud-${rule}`),
    );
  },
);

test.each<[string, Properties, Properties]>([
  ['gives no root', { joinableByEditing: 'department' }, { admin: false }],
  ['may give root', { joinableByEditing: 'department' }, {}],
  ['nobody joins by editing', {}, { admin: true }],
])('a group that %s is nobody’s finding', (_, properties, access) => {
  const one = group({ ...properties, sudo: undefined });
  const found = findingsIn(
    graphOf([one, [one, ASSIGNED, deviceGroup(), access]]),
    NOW,
  );
  expect(found).toEqual([]);
});

test.each(
  readRules()
    .filter(({ alertLevel }) => !SEVERE.includes(alertLevel))
    .filter(({ queries }) => !needsHistory(queries[0].query))
    .map(({ name }) => name)
    .filter((name) => !(name.replace('jumpcloud-', '') in ROLES)),
)('%s finds what it says, and nothing where nothing is known', (rule) => {
  const [make, guilty, related = () => []] =
    OTHERS[rule.replace('jumpcloud-', '')];
  const namesIn = (accused: Entity) =>
    findingsIn(graphOf([accused, ...related(accused)]), NOW).map(
      ({ name }) => name,
    );
  expect(namesIn(make(guilty))).toContain(rule);
  const unknown = Object.fromEntries(
    Object.keys(make({})).map((name) => [name, undefined]),
  );
  const { _key, _type, _class } = make({});
  expect(namesIn({ ...unknown, _key, _type, _class })).not.toContain(rule);
});

/** Whom a milder rule leaves out. */
const withOldPassword = { ...withoutMfa, passwordChangedOn: LAST_YEAR };
const delegated = { delegatedAuthority: 'ActiveDirectory' };
const mastered = { masteredFields: ['email', 'password'] };
const keyNotAllowed = { apiKeySet: true, apiKeyAllowed: false };

test.each<[string, string, Entity]>([
  [
    'user-password-expired',
    'whose password Active Directory keeps',
    user({ passwordExpired: true, ...delegated }),
  ],
  [
    'user-password-expired',
    'whose password another directory keeps',
    user({ passwordExpired: true, ...mastered }),
  ],
  [
    'user-password-expired',
    'who never set one',
    user({ passwordExpired: true, activated: false }),
  ],
  [
    'old-password-without-mfa',
    'whose password another directory keeps',
    user({ ...withOldPassword, ...mastered }),
  ],
  [
    'administrator-api-key-never-expires',
    'who may have none',
    admin({ ...keyNotAllowed, apiKeyNeverExpires: true }),
  ],
  [
    'administrator-api-key-expires',
    'who may have none',
    admin({ ...keyNotAllowed, apiKeyExpiresOn: TOMORROW }),
  ],
  [
    'service-account-secret-expires',
    'whose secret has ended',
    serviceAccount({ status: 'expiring', secretExpiresOn: YESTERDAY }),
  ],
  [
    'administrator-of-new-device',
    'that makes nobody an administrator',
    account({ defaultDevicePermissionWindows: 'STANDARD' }),
  ],
  [
    'command-as-root-by-webhook',
    'that a webhook starts as a user',
    command({ runsAsRoot: false, webhookTrigger: true }),
  ],
])('%s leaves out one %s', (rule, _, accused) => {
  const found = findingsIn(graphOf([accused]), NOW).map(({ name }) => name);
  expect(found).not.toContain(`jumpcloud-${rule}`);
});

/** As JumpCloud sends it. */
const systemOf = (row: object): Entity =>
  createEntity(
    Entities.DEVICE,
    {
      _id: '5f0000000000000000000001',
      lastContact: new Date(YESTERDAY).toISOString(),
      ...row,
    },
    {
      organizationId: '5f00000000000000000000aa',
      consoleUrl: 'https://console.jumpcloud.com',
      instanceName: 'Instance',
    },
  );
const ltsc = {
  os: 'Windows',
  version: '10 Enterprise LTSC 2021',
  osVersionDetail: { major: '10', minor: '0', patch: '19044' },
};

test.each<[string, Entity]>([
  ['a supported edition of Windows for the long term', systemOf(ltsc)],
  [
    'a phone',
    systemOf({
      os: 'iOS',
      osFamily: 'ios',
      version: '15.8',
      fde: { active: false, keyPresent: false },
      allowSshRootLogin: true,
      allowSshPasswordAuthentication: true,
      modifySSHDConfig: true,
    }),
  ],
  [
    'a device with Windows and settings of SSH',
    systemOf({
      os: 'Windows',
      version: '11 Pro',
      modifySSHDConfig: true,
      allowSshRootLogin: true,
      allowSshPasswordAuthentication: true,
    }),
  ],
  [
    'a server whose SSH JumpCloud does not manage',
    systemOf({
      os: 'Ubuntu',
      osFamily: 'linux',
      version: '24.04',
      modifySSHDConfig: false,
      allowSshRootLogin: true,
      allowSshPasswordAuthentication: true,
    }),
  ],
  [
    'a device with a local account that is disabled',
    systemOf({
      os: 'Windows',
      version: '11 Pro',
      userMetrics: [
        {
          userName: 'Administrator',
          admin: true,
          managed: false,
          suspended: true,
        },
      ],
    }),
  ],
  [
    'a user in an enrollment period',
    user({ ...inPeriod(TOMORROW), passwordChangedOn: LAST_YEAR }),
  ],
  [
    'a user of whom MFA is demanded after an enrollment period',
    user({ ...inPeriod(TOMORROW), mfaRequired: false }),
  ],
])('no rule accuses %s', (_, accused) => {
  expect(findingsIn(graphOf([accused]), NOW)).toEqual([]);
});

test('of a device that was not seen for 100 days, nothing else is said', () => {
  const lost = device({
    lastSeenOn: NOW - 100 * DAY,
    ...withoutKey,
    ...rootOverSsh,
    encrypted: false,
    policyFailedCount: 3,
    osSupportEndsOn: LAST_YEAR,
  });
  const found = findingsIn(graphOf([lost, [user(suspended), OWNS, lost]]), NOW);
  expect(found.map(({ name }) => name)).toEqual(['jumpcloud-device-not-seen']);
});

describe('the findings', () => {
  const away = user(suspended);
  const wiki = application();
  const graph = graphOf([
    wiki,
    [away, ASSIGNED, wiki],
    [away, ASSIGNED, application()],
    [group(passwordless), HAS, user(withoutMfa)],
  ]);
  const careless = [user(withoutMfa), admin(withoutMfa)];

  test('are the worst first, with what was found once each', () => {
    const found = findingsIn(
      { ...graph, entities: [...graph.entities, ...careless] },
      NOW,
    );
    const levels = found.map(({ level }) => LEVELS.indexOf(level));
    expect(levels).toEqual([...levels].sort());
    expect(found.map(({ count, title }) => `${count} ${title}`)).toEqual([
      '1 administrator without MFA',
      '2 active users without MFA',
      '1 group that makes its members administrators of devices without a password',
      '1 suspended user whose applications would be restored',
    ]);
    expect(found[0].keys).toEqual([careless[1]._key]);
    expect(found[3].keys).toEqual([away._key]);
  });

  test('are none where nothing is wrong', () => {
    const sound = { entities: [user(), admin(), group()], relationships: [] };
    expect(findingsIn(sound, NOW)).toEqual([]);
  });
});

describe('the questions', () => {
  const { questions } = load(
    fs.readFileSync(
      path.join(__dirname, '../jupiterone/questions/questions.yaml'),
      'utf8',
    ),
  ) as {
    questions: { id: string; queries: { name: string; query: string }[] }[];
  };
  /** The names of a question's queries that find something. */
  const answers = (question: string, graph: Objects) =>
    questions
      .filter(({ id }) => id === `integration-question-jumpcloud-${question}`)
      .flatMap(({ queries }) => queries)
      .filter(({ query }) => ask(graph, query, NOW).length > 0)
      .map(({ name }) => name);

  test.each([
    ['enrolled', user(), ['withMfa']],
    ['without MFA', user(withoutMfa), ['withoutMfa']],
    ['past the end', user(inPeriod(YESTERDAY)), ['withoutMfa']],
    ['without an end', user(inPeriod()), ['withoutMfa']],
    ['in a period', user(inPeriod(TOMORROW)), ['inEnrollmentPeriod']],
    ['unknown', user({ mfaEnabled: undefined }), ['unknown']],
    [
      'of whom it is unknown whether they can sign in',
      user({ ...withoutMfa, activated: undefined }),
      ['unknown'],
    ],
    [
      'who cannot sign in yet',
      user({ ...withoutMfa, activated: false }),
      ['neverSignedIn'],
    ],
    [
      'robots',
      user({ ...withoutMfa, employeeType: 'BOT' }),
      ['meantForSoftware'],
    ],
    ['suspended', user({ ...withoutMfa, active: false }), []],
    ['federated', user({ ...withoutMfa, ...federated }), ['unknown']],
  ])('of MFA: %s', (_, accused, expected) => {
    expect(answers('users-without-mfa', graphOf([accused]))).toEqual(expected);
  });

  test.each([
    ['over', user(inPeriod(YESTERDAY)), ['over']],
    ['without an end', user(inPeriod()), ['withoutEnd']],
    ['running', user(inPeriod(TOMORROW)), ['running']],
    ['enrolled', user({ ...inPeriod(YESTERDAY), mfaEnabled: true }), []],
    ['unknown', user({ ...inPeriod(YESTERDAY), mfaEnabled: undefined }), []],
    ['a robot', user({ ...inPeriod(YESTERDAY), employeeType: 'Bot' }), []],
    ['LDAP', user({ ...inPeriod(), ldapBindingUser: true }), []],
    ['Samba', user({ ...inPeriod(), sambaServiceUser: true }), []],
    ['federated', user({ ...inPeriod(YESTERDAY), ...federated }), []],
    ['not activated', user({ ...inPeriod(), activated: false }), []],
  ])('of enrollment periods: %s', (_, accused, expected) => {
    const found = answers('mfa-enrollment-periods', graphOf([accused]));
    expect(found).toEqual(expected);
  });

  test.each([
    ['without MFA', withOldPassword, ['oldAndWithoutMfa', 'old']],
    [
      'in an enrollment period',
      { ...inPeriod(TOMORROW), passwordChangedOn: LAST_YEAR },
      ['old'],
    ],
    ['with MFA', { passwordChangedOn: LAST_YEAR }, ['old']],
    ['unknown', { ...withOldPassword, mfaEnabled: undefined }, ['old']],
    ['a service', { ...withOldPassword, employeeType: 'service' }, ['old']],
    ['not activated', { ...withOldPassword, activated: false }, []],
    ['of Active Directory', { ...withOldPassword, ...delegated }, []],
    ['expired', { passwordExpired: true }, ['expired']],
    ['expired elsewhere', { passwordExpired: true, ...delegated }, []],
    [
      'expired in another directory',
      { passwordExpired: true, ...mastered },
      [],
    ],
    ['expired, never set', { passwordExpired: true, activated: false }, []],
  ])('of old passwords: %s', (_, properties, expected) => {
    const graph = graphOf([user(properties)]);
    expect(answers('old-passwords', graph)).toEqual(expected);
  });

  test.each([
    [{}, ['neverExpires']],
    [delegated, []],
    [mastered, []],
  ])('of passwords that never expire: %p', (properties, expected) => {
    const graph = graphOf([
      user({ passwordNeverExpires: true, ...properties }),
    ]);
    expect(answers('passwords-that-never-expire', graph)).toEqual(expected);
  });

  test('of applications that nobody reaches: inactive ones do not count', () => {
    const of = (properties: Properties) =>
      answers(
        'applications-nobody-reaches',
        graphOf([application(properties)]),
      );
    expect(of({})).toEqual(['withoutUsers']);
    expect(of({ active: undefined })).toEqual(['withoutUsers']);
    expect(of({ active: false })).toEqual([]);
  });

  test('of certificates: bookmarks have none', () => {
    const of = (properties: Properties) =>
      answers('application-certificates', graphOf([application(properties)]));
    expect(of({})).toEqual(['within30Days']);
    expect(of({ ssoType: 'bookmark' })).toEqual([]);
  });

  const own = { linkedToUser: false };
  test.each([
    ['enrolled', admin(own), ['withMfa']],
    ['without MFA', admin({ ...own, ...withoutMfa }), ['withoutMfa']],
    ['unknown', admin({ ...own, mfaEnabled: undefined }), ['unknown']],
    ['of a federated user', admin({ ...linked, ...federated }), ['unknown']],
    [
      'of a user in a period',
      admin({ ...linked, ...inPeriod(TOMORROW) }),
      ['linkedUserHasTime'],
    ],
    [
      'of a user past its end',
      admin({ ...linked, ...inPeriod(YESTERDAY) }),
      ['withoutMfa'],
    ],
    [
      'of a user who cannot sign in',
      admin({ ...linked, canSignIn: false }),
      ['linkedUserCannotSignIn'],
    ],
    [
      'suspended',
      admin({ ...own, ...withoutMfa, active: false, canSignIn: false }),
      [],
    ],
  ])('of MFA of administrators: %s', (_, accused, expected) => {
    const found = answers('administrators-without-mfa', graphOf([accused]));
    expect(found.filter((name) => !/equired/.test(name))).toEqual(expected);
  });

  const hasActivity = (properties: Properties, of: Properties = {}): Case => {
    const one = user({ createdOn: NOW - 400 * DAY, ...of });
    const known = { signInsKnownSince: NOW - 60 * DAY, ...properties };
    return [one, [one, HAS, activity(known)]];
  };
  test.each([
    ['yesterday', hasActivity({ lastSignInOn: YESTERDAY }), ['signedIn']],
    [
      '40 days ago',
      hasActivity({ lastSignInOn: NOW - 40 * DAY }),
      ['notFor30Days'],
    ],
    ['not since 60 days', hasActivity({}), ['notFor30Days']],
    [
      'not since 10 days, of more nothing is known',
      hasActivity({ signInsKnownSince: NOW - 10 * DAY }),
      [],
    ],
    [
      'not since 120 days',
      hasActivity({ signInsKnownSince: NOW - 120 * DAY }),
      ['notFor30Days', 'notFor90Days'],
    ],
    ['never, being a robot', hasActivity({}, { employeeType: 'bot' }), []],
    ['never, being new', hasActivity({}, { createdOn: YESTERDAY }), []],
    ['never, being suspended', hasActivity({}, { active: false }), []],
  ])('of sign-ins: %s', (_, accused, expected) => {
    expect(answers('inactive-users', graphOf(accused))).toEqual(expected);
  });

  test.each([
    [{ compliance: 'custom', minLength: 6, requireUppercase: true }, true],
    [{ minLength: 6 }, true],
    // The length is not limited, or unknown.
    [{ compliance: 'custom', minLength: 0 }, true],
    [{ compliance: 'custom', requireUppercase: true }, false],
    [{ compliance: 'custom', minLength: 8, requireUppercase: true }, false],
    [{ compliance: 'pci3' }, false],
    [{}, false],
  ])('of the password policy %p: too short is %p', (properties, expected) => {
    const graph = graphOf([passwordPolicy(properties)]);
    const found = answers('password-policy', graph);
    expect(found.includes('tooShort')).toBe(expected);
    const fired = findingsIn(graph, NOW).map(({ name }) => name);
    expect(fired.includes('jumpcloud-password-policy-too-weak')).toBe(expected);
  });

  test('of API keys: nothing is said of a key of which nothing is known', () => {
    const of = (properties: Properties) =>
      answers('old-api-keys', graphOf([admin(properties)]));
    expect(of({ apiKeySet: true })).toEqual([]);
    expect(of({ apiKeySet: true, apiKeyNeverExpires: true })).toEqual([
      'neverExpire',
    ]);
    expect(
      of({ apiKeyNeverExpires: true, active: false, suspended: true }),
    ).toEqual([]);
    expect(of({ ...keyNotAllowed, apiKeyNeverExpires: true })).toEqual([]);
  });

  test.each(['Contractor', 'CONTRACTOR', 'contractor (IT)'])(
    'of contractors: %s',
    (employeeType) => {
      const accused = user({ employeeType, sudo: true });
      expect(answers('contractors-with-sudo', graphOf([accused]))).toEqual([
        'themselves',
      ]);
    },
  );

  const assigned = (one: Entity): Case => [one, [group(), ASSIGNED, one]];
  test.each<[string, Case, string[]]>([
    [
      'broken',
      assigned(directory({ type: 'g_suite', connectionState: 'broken' })),
      ['broken'],
    ],
    [
      'connected, without groups',
      [directory({ type: 'office_365', connectionState: 'ok' })],
      ['connected', 'withoutGroups'],
    ],
    [
      'of which nothing is known',
      assigned(directory({ type: 'ldap_server' })),
      ['unknown'],
    ],
    [
      'Workday, which has no groups',
      [directory({ type: 'workday', connectionState: 'ok' })],
      ['connected'],
    ],
  ])('of directories: %s', (_, accused, expected) => {
    expect(answers('directories', graphOf(accused))).toEqual(expected);
  });

  test.each<[string | undefined, string[]]>([
    ['disabled', ['withoutMfa']],
    ['enabled', ['onlyOfTheEnrolled']],
    ['required', ['withMfa']],
    ['always', ['withMfa']],
    [undefined, []],
  ])('of RADIUS servers: MFA is %s', (mfaMode, expected) => {
    const graph = graphOf(assigned(radiusServer({ mfaMode })));
    expect(answers('radius-without-mfa', graph)).toEqual(expected);
  });

  test('of RADIUS servers: without groups nobody signs in', () => {
    const graph = graphOf([radiusServer({ mfaMode: 'disabled' })]);
    expect(answers('radius-without-mfa', graph)).toEqual([
      'withoutMfaAndGroups',
    ]);
  });

  test.each<[string, Properties, string[]]>([
    ['TLS required', { tlsRequired: true }, ['required']],
    ['TLS not required', { tlsRequired: false }, ['notRequired']],
    [
      'asked over TLS',
      { tlsRequired: false, radsecRequired: true },
      ['required'],
    ],
    ['not said', {}, ['unknown']],
    ['no TLS at all', { radsecEnabled: false }, ['unknown', 'withoutRadsec']],
  ])('of RADIUS servers: %s', (_, properties, expected) => {
    const graph = graphOf([radiusServer(properties)]);
    expect(answers('radius-without-tls', graph)).toEqual(expected);
  });

  const policy = entity('jumpcloud_policy', 'ControlPolicy');
  test.each<[string, Case, string[]]>([
    ['to nothing', [policy()], ['policiesWithoutDevices']],
    ['to a device', related(policy(), ASSIGNED, device()), []],
    [
      'to a group of devices',
      related(policy(), ASSIGNED, entity('jumpcloud_device_group', 'Group')()),
      [],
    ],
    ['through a group of users', assigned(policy()), []],
  ])('of policies that are assigned %s', (_, accused, expected) => {
    const found = answers('devices-with-failed-policies', graphOf(accused));
    expect(found).toEqual(expected);
  });

  test.each<[string, Properties, string[]]>([
    ['Mac', { encrypted: false }, ['notEncrypted']],
    ['Mac of which nothing is known', {}, ['unknown']],
    ['server', { encrypted: false, category: 'server' }, []],
    ['phone', { encrypted: false, category: 'mobile' }, []],
    ['phone of which nothing is known', { category: 'mobile' }, []],
    ['Mac that is lost', { encrypted: false, lastSeenOn: LAST_YEAR }, []],
  ])('of encryption: a %s', (_, properties, expected) => {
    const graph = graphOf([device({ ...seen, ...properties })]);
    expect(answers('devices-without-encryption', graph)).toEqual(expected);
  });

  test.each<[string, Properties, string[]]>([
    ['one', { unmanagedLocalAdminCount: 1 }, ['unmanaged']],
    ['none', { unmanagedLocalAdminCount: 0 }, ['none']],
    ['not said', {}, ['unknown']],
    ['a phone', { category: 'mobile' }, []],
    [
      'a server',
      { unmanagedLocalAdminCount: 1, category: 'server' },
      ['onServers'],
    ],
    [
      'not seen for a year',
      { unmanagedLocalAdminCount: 1, lastSeenOn: LAST_YEAR },
      [],
    ],
  ])('of unmanaged local administrators: %s', (_, properties, expected) => {
    const graph = graphOf([device({ ...seen, ...properties })]);
    expect(answers('unmanaged-local-administrators', graph)).toEqual(expected);
  });

  const phone = { enrolled: true, category: 'mobile' };
  const laptop = { enrolled: true, category: 'endpoint', appleSilicon: true };
  test.each<[string, Properties, string[]]>([
    [
      'a phone without a passcode',
      { ...phone, passcodePresent: false },
      ['withoutPasscode'],
    ],
    [
      'a phone in order',
      { ...phone, passcodePresent: true, supervised: true },
      ['withPasscode', 'supervised'],
    ],
    ['not supervised', { ...laptop, supervised: false }, ['notSupervised']],
    [
      'not locked',
      { ...laptop, recoveryLockEnabled: false },
      ['withoutRecoveryLock'],
    ],
    [
      'not locked, by Intel',
      { ...laptop, recoveryLockEnabled: false, appleSilicon: false },
      [],
    ],
    [
      'of its user',
      {
        ...laptop,
        supervised: false,
        recoveryLockEnabled: false,
        userEnrolled: true,
      },
      [],
    ],
    [
      'that has left',
      { ...phone, enrolled: false, passcodePresent: false, supervised: false },
      [],
    ],
    [
      'a Mac, whose passcode no MDM tells',
      { ...laptop, passcodePresent: false },
      [],
    ],
    ['of which nothing is known', {}, []],
  ])('of Apple devices: %s', (_, properties, expected) => {
    const graph = graphOf([appleDevice(properties)]);
    expect(answers('apple-devices-unprotected', graph)).toEqual(expected);
  });

  test.each([
    [true, ['allowed']],
    [false, ['notAllowed']],
    [undefined, ['unknown']],
  ])('of a reset of the password without MFA: %p', (allowed, expected) => {
    const graph = graphOf([
      passwordPolicy({ resetWithoutMfaAllowed: allowed }),
    ]);
    expect(answers('password-reset-without-mfa', graph)).toEqual(expected);
  });

  test('of custom roles: who may change something by one', () => {
    const role = entity('jumpcloud_role', 'AccessRole', { custom: true });
    const of = (properties: Properties) => {
      const one = role(properties);
      return answers(
        'custom-roles-that-write',
        graphOf([
          one,
          [admin(), ASSIGNED, one],
          [serviceAccount(), ASSIGNED, one],
        ]),
      );
    };
    expect(of({ readOnly: false })).toEqual([
      'roles',
      'administrators',
      'serviceAccounts',
    ]);
    expect(of({ readOnly: true })).toEqual(['readOnly']);
    expect(of({ readOnly: false, custom: false })).toEqual([]);
    expect(of({})).toEqual([]);
  });

  test('of System Insights', () => {
    const of = (one: Entity) => answers('system-insights', graphOf([one]));
    expect(of(account({ systemInsightsEnabled: false }))).toEqual([
      'organizationsWithout',
    ]);
    expect(of(account({ systemInsightsEnabled: true }))).toEqual([]);
    expect(of(device({ ...seen, systemInsightsState: 'disabled' }))).toEqual([
      'devicesWithout',
    ]);
    expect(of(device({ ...seen, systemInsightsState: 'deferred' }))).toEqual([
      'deferred',
    ]);
    expect(of(device(seen))).toEqual([]);
  });

  const portalPolicy = {
    type: 'admin_portal',
    active: true,
    effect: 'allow',
    mfaRequired: true,
  };
  const hasPolicy = (one: Entity, properties: Properties): Case => [
    one,
    [one, HAS, authPolicy(properties)],
  ];
  test.each<[string, Case, string[]]>([
    [
      'by a policy',
      hasPolicy(account({ requireAdminMfa: false }), portalPolicy),
      ['policies'],
    ],
    ['by nothing', [account({ requireAdminMfa: false })], ['neither']],
    [
      'by the setting alone',
      [account({ requireAdminMfa: true })],
      ['settingAlone'],
    ],
    ['of which nothing is said', [account()], ['unknown']],
    [
      'by a policy that only monitors',
      hasPolicy(account({ requireAdminMfa: false }), {
        ...portalPolicy,
        monitorOnly: true,
      }),
      ['neither'],
    ],
    [
      'by a policy for the user portal',
      hasPolicy(account({ requireAdminMfa: false }), {
        ...portalPolicy,
        type: 'user_portal',
      }),
      ['neither'],
    ],
  ])('of MFA for the Admin Portal: %s', (_, accused, expected) => {
    expect(answers('admin-portal-mfa', graphOf(accused))).toEqual(expected);
  });

  test.each<[string, Case, string[]]>([
    [
      'trusted',
      hasPolicy(account(), { active: true, deviceTrustRequired: true }),
      ['trusted'],
    ],
    [
      'encrypted',
      hasPolicy(account(), { active: true, deviceEncryptionRequired: true }),
      ['encrypted'],
    ],
    [
      'none, since it is switched off',
      hasPolicy(account(), { active: false, deviceTrustRequired: true }),
      ['organizationsWithout'],
    ],
    ['none', [account()], ['organizationsWithout']],
  ])('of policies that demand devices: %s', (_, accused, expected) => {
    const found = answers('policies-demanding-devices', graphOf(accused));
    expect(found).toEqual(expected);
  });

  const demandsMfa = { active: true, effect: 'allow', mfaRequired: true };
  const names = (
    policy: Entity,
    target: Entity,
    targeting: 'included' | 'excluded',
  ): Objects => ({
    entities: [policy, target],
    relationships: [
      createDirectRelationship({
        from: policy,
        _class: ASSIGNED,
        to: target,
        properties: { targeting },
      }),
    ],
  });
  test.each<[string, Objects, string[]]>([
    ['included', names(authPolicy(demandsMfa), application(), 'included'), []],
    [
      'exempt from a policy for all',
      names(
        authPolicy({ ...demandsMfa, targetsAllApplications: true }),
        application(),
        'excluded',
      ),
      ['policiesForAll', 'exempt'],
    ],
    ['named by none', graphOf([application()]), ['namedByNone']],
    [
      'named by one that is switched off',
      names(
        authPolicy({ ...demandsMfa, active: false }),
        application(),
        'included',
      ),
      ['namedByNone'],
    ],
    [
      'named by one that demands nothing',
      names(
        authPolicy({ ...demandsMfa, mfaRequired: undefined }),
        application(),
        'included',
      ),
      ['namedByNone'],
    ],
  ])('of applications without MFA: %s', (_, graph, expected) => {
    expect(answers('applications-without-mfa-policy', graph)).toEqual(expected);
  });

  const exempting = () => {
    const everybody = group();
    const one = user();
    const policy = authPolicy({ active: true, appliesToAllUsers: true });
    const { entities, relationships } = names(policy, everybody, 'excluded');
    const membership = graphOf([everybody, [everybody, HAS, one]]);
    return {
      entities: [...entities, one],
      relationships: [...relationships, ...membership.relationships],
    };
  };
  test.each<[string, Objects, string[]]>([
    ['switched off', graphOf([authPolicy({ active: false })]), ['switchedOff']],
    [
      'that demands MFA and is switched off',
      graphOf([authPolicy({ active: false, mfaRequired: true })]),
      ['demandingMfa', 'switchedOff'],
    ],
    [
      'only watching',
      graphOf([authPolicy({ active: true, monitorOnly: true })]),
      ['onlyMonitoring'],
    ],
    [
      'for nobody',
      graphOf([authPolicy({ active: true, appliesToAllUsers: false })]),
      ['forNobody'],
    ],
    [
      'for one user',
      graphOf([
        authPolicy({
          active: true,
          appliesToAllUsers: false,
          includedUserIds: ['5f0000000000000000000001'],
        }),
      ]),
      [],
    ],
    [
      'for users with an attribute',
      graphOf([
        authPolicy({
          active: true,
          appliesToAllUsers: false,
          includedUserAttributes: ['ldap_binding_user eq true'],
        }),
      ]),
      [],
    ],
    [
      'for a group',
      names(
        authPolicy({ active: true, appliesToAllUsers: false }),
        group(),
        'included',
      ),
      [],
    ],
    ['of which it is not said', graphOf([authPolicy({ active: true })]), []],
    ['exempting everybody', exempting(), ['exemptUsers', 'allActiveUsers']],
  ])('of conditional access: %s', (_, graph, expected) => {
    const found = answers('conditional-access-policies', graph);
    // How many users there are is said in any case.
    const hasUsers = expected.includes('allActiveUsers');
    expect(
      found.filter((name) => hasUsers || name !== 'allActiveUsers'),
    ).toEqual(expected);
  });
});
