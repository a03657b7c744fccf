import { Entity, RelationshipMapping } from '@jupiterone/integration-sdk-core';
import fs from 'node:fs';
import path from 'node:path';

import { createAccountEntity } from '../src/steps/account/converter';
import { createAdminEntity } from '../src/steps/admins/converter';
import { createApplicationEntity } from '../src/steps/applications/converter';
import { createEmployeeRelationship } from '../src/steps/employees/converter';
import { createGroupEntity } from '../src/steps/groups/converter';
import { createUserEntity } from '../src/steps/users/converter';
import {
  createWorkplace,
  filesBelow,
  runIntegration,
} from '../tools/integration';
import {
  Interference,
  Sandbox,
  SandboxOptions,
  SandboxRequest,
  startSandbox,
} from '../tools/sandbox/server';
import { createTenant, PLANTED_SECRET } from '../tools/sandbox/tenant';

/*
 * What may enter the graph, field by field: each documented field of an object
 * is filled with a marker of its own, and what comes through is compared with
 * lists that a person has reviewed. A new field is collected on purpose or not
 * at all. Flags have no markers: a flag holds no secret.
 */

/** Stand for a value of that kind, marked with its path; any other string stands for itself. */
const TEXT = 'a text';
const MAIL = 'an e-mail address';
const TIME = 'a time';
const COUNT = 'a number';

type Form = string | boolean | Form[] | { [field: string]: Form };

/** How a marker may be spelled in a graph, by the path of its field. */
type Markers = Map<string, (string | number)[]>;

/**
 * Makes the object that a form describes, and notes its markers.
 *
 * @param only the path of the one marker to be filled in; ids are filled in anyway
 */
function fill(form: Form, markers: Markers, only?: string, at = ''): unknown {
  if (Array.isArray(form)) {
    return form.map((each, n) => fill(each, markers, only, `${at}[${n}]`));
  }
  if (typeof form === 'object') {
    return Object.fromEntries(
      Object.entries(form).map(([field, below]) => {
        const path = at === '' ? field : `${at}.${field}`;
        return [field, fill(below, markers, only, path)];
      }),
    );
  }
  const spellings = spell(form, at, markers.size);
  if (spellings.length === 0) return form;
  markers.set(at, spellings);
  const isWanted = only === undefined || only === at || /^_?id$/.test(at);
  return isWanted ? spellings[0] : undefined;
}

function spell(kind: Form, at: string, n: number): (string | number)[] {
  const day = new Date(Date.UTC(2021, 0, 1 + n));
  if (kind === TEXT) return [`MARK:${at};`];
  if (kind === MAIL) return [`mark-${at.replace(/\W+/g, '-')}@example.com`];
  if (kind === TIME) return [day.toISOString(), day.getTime()];
  return kind === COUNT ? [7_000_001 + n] : [];
}

/** The paths of the markers that a value holds at any depth, whole or within a text. */
function markersIn(value: unknown, markers: Markers): string[] {
  const text = JSON.stringify(value).toLowerCase();
  return [...markers.keys()]
    .filter((at) =>
      markers
        .get(at)
        ?.some((spelling) => text.includes(String(spelling).toLowerCase())),
    )
    .sort();
}

const enabled = { enabled: true };
const restrictedFields = [{ field: TEXT, type: TEXT, id: TEXT }];

/** A field of an application's configuration. */
const configured = (value: Form) => ({
  label: TEXT,
  position: COUNT,
  readOnly: false,
  required: true,
  type: TEXT,
  value,
  visible: true,
  tooltip: { template: TEXT, variables: { icon: TEXT, message: TEXT } },
});

interface Reviewed {
  /** Every field that JumpCloud documents, or was seen to send. */
  form: { [field: string]: Form };
  convert: (source: object) => Entity;
  /** What comes through as a property. */
  properties: string[];
  /** What comes through as raw data. */
  rawData: string[];
  /** What must not, whatever else changes: the field, with all below it. */
  forbidden: string[];
}

const PLACE = { consoleUrl: 'https://console.jumpcloud.com' };

const reviewed: Record<string, Reviewed> = {
  account: {
    form: {
      _id: TEXT,
      id: TEXT,
      accessRestriction: TEXT,
      accountType: TEXT,
      accountsReceivable: TEXT,
      created: TIME,
      customEmailSettings: enabled,
      displayName: TEXT,
      entitlement: {
        billingModel: TEXT,
        capUserQuantity: true,
        entitlementProducts: [
          {
            committedUsers: COUNT,
            contractType: TEXT,
            maxUserCount: COUNT,
            name: TEXT,
            pricePerUser: COUNT,
            productCategory: TEXT,
            productCode: TEXT,
            uncommittedUsers: COUNT,
          },
        ],
        isManuallyBilled: true,
        maxUserQuantity: COUNT,
        pricePerUserSum: COUNT,
        purchaseChannel: TEXT,
      },
      hasCreditCard: true,
      hasStripeCustomerId: true,
      lastEstimateCalculationTimeStamp: TEXT,
      lastSfdcSyncStatus: { status: TEXT },
      logoUrl: TEXT,
      provider: TEXT,
      settings: {
        agentVersion: TEXT,
        betaFeatures: { feature: TEXT },
        chromeDTCEnabled: true,
        contactEmail: MAIL,
        contactName: TEXT,
        deviceIdentificationEnabled: true,
        disableCommandRunner: true,
        disableGoogleLogin: true,
        disableLdap: true,
        disableUM: true,
        duplicateLDAPGroups: true,
        emailDisclaimer: TEXT,
        enableGoogleApps: true,
        enableManagedUID: true,
        enableO365: true,
        enableUserPortalAgentInstall: true,
        features: {
          directoryInsights: enabled,
          directoryInsightsPremium: {
            createdAt: TIME,
            enabled: true,
            updatedAt: TIME,
          },
          systemInsights: {
            createdAt: TIME,
            enableNewDarwin: true,
            enableNewLinux: true,
            enableNewWindows: true,
            enabled: true,
            updatedAt: TIME,
          },
        },
        growthData: { state: TEXT },
        logo: TEXT,
        maxSystemUsers: COUNT,
        name: TEXT,
        newSystemUserStateDefaults: {
          applicationImport: TEXT,
          csvImport: TEXT,
          manualEntry: TEXT,
        },
        passwordCompliance: TEXT,
        passwordPolicy: {
          allowUnenrolledMFAPasswordReset: true,
          allowUsernameSubstring: true,
          daysAfterExpirationToSelfRecover: COUNT,
          daysBeforeExpirationToForceReset: COUNT,
          disallowCommonlyUsedPasswords: true,
          disallowSequentialOrRepetitiveChars: true,
          displayComplexityOnResetScreen: true,
          effectiveDate: TIME,
          enableDaysAfterExpirationToSelfRecover: true,
          enableDaysBeforeExpirationToForceReset: true,
          enableLockoutTimeInSeconds: true,
          enableMaxHistory: true,
          enableMaxLoginAttempts: true,
          enableMinChangePeriodInDays: true,
          enableMinLength: true,
          enablePasswordExpirationInDays: true,
          enableRecoveryEmail: true,
          enableResetLockoutCounter: true,
          gracePeriodDate: TIME,
          lockoutTimeInSeconds: COUNT,
          maxHistory: COUNT,
          maxLoginAttempts: COUNT,
          minChangePeriodInDays: COUNT,
          minLength: COUNT,
          needsLowercase: true,
          needsNumeric: true,
          needsSymbolic: true,
          needsUppercase: true,
          passwordExpirationInDays: COUNT,
          resetLockoutCounterMinutes: COUNT,
        },
        pendingDelete: true,
        requireAdminMFA: true,
        showIntro: true,
        systemUserDefaults: { restrictedFields },
        systemUserPasswordExpirationInDays: COUNT,
        systemUsersCanEdit: true,
        trustedAppConfig: {
          checksum: TEXT,
          trustedApps: [{ name: TEXT, path: TEXT, teamid: TEXT }],
        },
        userPortal: {
          cookieExpirationType: TEXT,
          idleSessionDurationMinutes: COUNT,
        },
        windowsMDM: { autoEnroll: true, enabled: true },
      },
      totalBillingEstimate: COUNT,
    },
    convert: (source) =>
      createAccountEntity(
        source,
        { ...PLACE, id: '5f0000000000000000000001' },
        'Instance',
      ),
    // What it is called, its kind, and numbers and states of its policies.
    properties: [
      'accountType',
      'created',
      'displayName',
      'settings.agentVersion',
      'settings.maxSystemUsers',
      'settings.name',
      'settings.newSystemUserStateDefaults.applicationImport',
      'settings.newSystemUserStateDefaults.csvImport',
      'settings.newSystemUserStateDefaults.manualEntry',
      'settings.passwordCompliance',
      'settings.passwordPolicy.lockoutTimeInSeconds',
      'settings.passwordPolicy.maxHistory',
      'settings.passwordPolicy.maxLoginAttempts',
      'settings.passwordPolicy.minChangePeriodInDays',
      'settings.passwordPolicy.minLength',
      'settings.passwordPolicy.passwordExpirationInDays',
      'settings.userPortal.idleSessionDurationMinutes',
    ],
    // Much the same, and its ids.
    rawData: [
      '_id',
      'accountType',
      'created',
      'displayName',
      'id',
      'settings.agentVersion',
      'settings.maxSystemUsers',
      'settings.newSystemUserStateDefaults.applicationImport',
      'settings.newSystemUserStateDefaults.csvImport',
      'settings.newSystemUserStateDefaults.manualEntry',
      'settings.passwordCompliance',
      'settings.passwordPolicy.lockoutTimeInSeconds',
      'settings.passwordPolicy.maxHistory',
      'settings.passwordPolicy.maxLoginAttempts',
      'settings.passwordPolicy.minChangePeriodInDays',
      'settings.passwordPolicy.minLength',
      'settings.passwordPolicy.passwordExpirationInDays',
    ],
    forbidden: [
      'accountsReceivable',
      'entitlement',
      'settings.contactEmail',
      'settings.contactName',
      'settings.emailDisclaimer',
      'settings.logo',
      'settings.trustedAppConfig',
      'totalBillingEstimate',
    ],
  },

  user: {
    form: {
      _id: TEXT,
      id: TEXT,
      account_locked: true,
      account_locked_date: TIME,
      activated: true,
      addresses: [
        {
          country: TEXT,
          extendedAddress: TEXT,
          id: TEXT,
          locality: TEXT,
          poBox: TEXT,
          postalCode: TEXT,
          region: TEXT,
          streetAddress: TEXT,
          type: TEXT,
        },
      ],
      admin: { id: TEXT, roleName: TEXT, roleNames: [TEXT] },
      allow_public_key: true,
      alternateEmail: MAIL,
      attributes: [
        { name: 'githubUsername', value: TEXT },
        { name: 'bitbucketUsername', value: TEXT },
        { name: TEXT, value: TEXT },
      ],
      badLoginAttempts: COUNT,
      company: TEXT,
      costCenter: TEXT,
      created: TIME,
      creationSource: TEXT,
      delegatedAuthority: { id: TEXT, name: TEXT },
      department: TEXT,
      description: TEXT,
      disableDeviceMaxLoginAttempts: true,
      displayname: TEXT,
      email: MAIL,
      employeeIdentifier: TEXT,
      employeeType: TEXT,
      enable_managed_uid: true,
      enable_user_portal_multifactor: true,
      external_dn: TEXT,
      external_password_expiration_date: TIME,
      external_source_type: TEXT,
      externally_managed: true,
      firstname: TEXT,
      jobTitle: TEXT,
      lastname: TEXT,
      ldap_binding_user: true,
      location: TEXT,
      managedAppleId: MAIL,
      manager: TEXT,
      memberof: [TEXT],
      mfa: {
        configured: true,
        exclusion: true,
        exclusionDays: COUNT,
        exclusionUntil: TIME,
      },
      mfaEnrollment: {
        jcGoStatus: TEXT,
        overallStatus: TEXT,
        pushStatus: TEXT,
        smsStatus: TEXT,
        totpStatus: TEXT,
        webAuthnStatus: TEXT,
      },
      middlename: TEXT,
      organization: TEXT,
      password: TEXT,
      password_date: TIME,
      password_expiration_date: TIME,
      password_expired: true,
      password_never_expires: true,
      passwordless_sudo: true,
      phoneNumbers: [{ id: TEXT, number: TEXT, type: TEXT }],
      public_key: TEXT,
      recoveryEmail: { address: MAIL, verified: true, verifiedAt: TIME },
      relationships: [{ type: TEXT, value: TEXT }],
      restrictedFields,
      samba_service_user: false,
      ssh_keys: [
        { _id: TEXT, create_date: TIME, name: TEXT, public_key: TEXT },
      ],
      state: TEXT,
      sudo: true,
      suspended: true,
      systemUsername: TEXT,
      tags: [TEXT],
      totp_enabled: true,
      unix_guid: COUNT,
      unix_uid: COUNT,
      username: TEXT,
    },
    convert: (source) => createUserEntity(source, PLACE),
    // Who it is at work, and states and dates of what protects it. Custom attributes: the two by which people are mapped.
    properties: [
      '_id',
      'account_locked_date',
      'admin.id',
      'admin.roleName',
      'admin.roleNames[0]',
      'attributes[0].value',
      'attributes[1].value',
      'badLoginAttempts',
      'company',
      'costCenter',
      'created',
      'creationSource',
      'delegatedAuthority.name',
      'department',
      'description',
      'displayname',
      'email',
      'employeeIdentifier',
      'employeeType',
      'external_source_type',
      'firstname',
      'jobTitle',
      'lastname',
      'location',
      'manager',
      'mfa.exclusionUntil',
      'mfaEnrollment.jcGoStatus',
      'mfaEnrollment.overallStatus',
      'mfaEnrollment.pushStatus',
      'mfaEnrollment.smsStatus',
      'mfaEnrollment.totpStatus',
      'mfaEnrollment.webAuthnStatus',
      'middlename',
      'password_date',
      'password_expiration_date',
      'state',
      'tags[0]',
      'unix_guid',
      'unix_uid',
      'username',
    ],
    // Where the properties say less: ids, dates as they were sent, names of SSH keys, all roles.
    rawData: [
      '_id',
      'account_locked_date',
      'admin.id',
      'admin.roleName',
      'admin.roleNames[0]',
      'created',
      'displayname',
      'email',
      'mfa.exclusionUntil',
      'mfaEnrollment.overallStatus',
      'organization',
      'password_date',
      'password_expiration_date',
      'ssh_keys[0].create_date',
      'ssh_keys[0].name',
      'state',
    ],
    forbidden: [
      'addresses',
      'alternateEmail',
      'attributes[2]',
      'managedAppleId',
      'password',
      'phoneNumbers',
      'public_key',
      'recoveryEmail',
      'ssh_keys[0].public_key',
    ],
  },

  group: {
    form: {
      id: TEXT,
      attributes: {
        ldapGroups: [{ name: TEXT }],
        posixGroups: [{ id: COUNT, name: TEXT }],
        radius: { reply: [{ name: TEXT, value: TEXT }], sharedSecret: TEXT },
        sambaEnabled: true,
        sudo: { enabled: true, withoutPassword: true },
      },
      description: TEXT,
      email: MAIL,
      memberQuery: {
        filters: [
          { field: TEXT, operation: TEXT, operator: TEXT, value: TEXT },
        ],
        queryType: TEXT,
      },
      memberQueryErrorFlags: [TEXT],
      memberQueryExemptions: [{ id: TEXT, organizationId: TEXT, type: TEXT }],
      memberSuggestionsNotify: true,
      membershipMethod: TEXT,
      name: TEXT,
      organizationObjectId: TEXT,
      suggestionCounts: { add: COUNT, remove: COUNT, total: COUNT },
      type: TEXT,
    },
    convert: (source) => createGroupEntity(source, PLACE),
    // What it is called, the query that fills it, and names of what it grants.
    properties: [
      'attributes.ldapGroups[0].name',
      'attributes.posixGroups[0].id',
      'attributes.posixGroups[0].name',
      'attributes.radius.reply[0].name',
      'description',
      'email',
      'id',
      'memberQuery.filters[0].field',
      'memberQuery.filters[0].operation',
      'memberQuery.filters[0].operator',
      'memberQuery.filters[0].value',
      'memberQueryErrorFlags[0]',
      'membershipMethod',
      'name',
      'suggestionCounts.add',
      'suggestionCounts.remove',
      'suggestionCounts.total',
      'type',
    ],
    // The same without what people have written at length.
    rawData: [
      'attributes.ldapGroups[0].name',
      'attributes.posixGroups[0].id',
      'attributes.posixGroups[0].name',
      'attributes.radius.reply[0].name',
      'email',
      'id',
      'memberQueryErrorFlags[0]',
      'membershipMethod',
      'name',
      'suggestionCounts.add',
      'suggestionCounts.remove',
      'suggestionCounts.total',
      'type',
    ],
    forbidden: [
      'attributes.radius.reply[0].value',
      'attributes.radius.sharedSecret',
    ],
  },

  application: {
    form: {
      _id: TEXT,
      id: TEXT,
      active: true,
      aiReady: true,
      beta: true,
      color: TEXT,
      config: {
        acsUrl: configured(TEXT),
        authClaimConfiguration: configured(TEXT),
        constantAttributes: configured([
          { name: TEXT, value: TEXT, visible: true },
        ]),
        databaseAttributes: configured([{ name: TEXT, value: TEXT }]),
        declareRedirectEndpoint: configured(true),
        defaultTargetUrl: configured(TEXT),
        groupsAttributeName: configured(TEXT),
        idpCertificate: configured(TEXT),
        idpEntityId: configured(TEXT),
        idpInitUrl: configured(TEXT),
        idpPrivateKey: configured(TEXT),
        includeGroups: configured(true),
        overrideNameIdFormat: configured(TEXT),
        signAssertion: configured(true),
        signResponse: configured(true),
        signatureAlgorithm: configured(TEXT),
        spCertificate: configured(TEXT),
        spEntityId: configured(TEXT),
        spErrorFlow: configured(true),
        subjectField: configured(TEXT),
      },
      created: TIME,
      databaseAttributes: [{ name: TEXT, value: TEXT }],
      description: TEXT,
      displayLabel: TEXT,
      displayName: TEXT,
      learnMore: TEXT,
      logo: { color: TEXT, url: TEXT },
      name: TEXT,
      organization: TEXT,
      parentApp: TEXT,
      sso: {
        beta: true,
        hidden: true,
        idpCertExpirationAt: TIME,
        idpCertificateUpdatedAt: TIME,
        idpPrivateKeyUpdatedAt: TIME,
        jit: true,
        spCertificateUpdatedAt: TIME,
        type: TEXT,
      },
      ssoUrl: TEXT,
    },
    convert: (source) => createApplicationEntity(source, PLACE),
    // What it is called, how and where one signs in, and dates of keys and certificates.
    properties: [
      '_id',
      'created',
      'description',
      'displayLabel',
      'displayName',
      'name',
      'sso.idpCertExpirationAt',
      'sso.idpCertificateUpdatedAt',
      'sso.idpPrivateKeyUpdatedAt',
      'sso.type',
      'ssoUrl',
    ],
    // The same, and its ids.
    rawData: [
      '_id',
      'created',
      'displayLabel',
      'displayName',
      'id',
      'name',
      'organization',
      'sso.idpCertExpirationAt',
      'sso.idpCertificateUpdatedAt',
      'sso.idpPrivateKeyUpdatedAt',
      'sso.spCertificateUpdatedAt',
      'sso.type',
      'ssoUrl',
    ],
    forbidden: ['config', 'databaseAttributes'],
  },

  admin: {
    form: {
      _id: TEXT,
      id: TEXT,
      apiKeyAllowed: true,
      apiKeyHash: {
        createdAt: TIME,
        expireAt: TIME,
        hash: TEXT,
        prefix: TEXT,
      },
      apiKeySet: true,
      apiKeyUpdatedAt: TIME,
      created: TIME,
      disableIntroduction: true,
      email: MAIL,
      enableMultiFactor: true,
      firstname: TEXT,
      growthData: {
        experimentStates: { experiment: TEXT },
        onboardingState: { step: TEXT },
      },
      isEnterprise: true,
      lastWhatsNewChecked: TIME,
      lastname: TEXT,
      organization: TEXT,
      passwordUpdatedAt: TIME,
      provider: TEXT,
      role: TEXT,
      roleName: TEXT,
      roleNames: [TEXT],
      roles: [TEXT],
      sessionCount: COUNT,
      suspended: true,
      totpEnrolled: true,
      totpUpdatedAt: TIME,
      usersTimeZone: TEXT,
    },
    convert: (source) => createAdminEntity(source, PLACE),
    // Who it is, and states and dates of what protects it. Of an API key its dates.
    properties: [
      '_id',
      'apiKeyHash.createdAt',
      'apiKeyHash.expireAt',
      'apiKeyUpdatedAt',
      'created',
      'email',
      'firstname',
      'lastname',
      'passwordUpdatedAt',
      'roleName',
      'roleNames[0]',
    ],
    // The same, and its ids.
    rawData: [
      '_id',
      'apiKeyHash.createdAt',
      'apiKeyHash.expireAt',
      'apiKeyUpdatedAt',
      'created',
      'email',
      'firstname',
      'id',
      'lastname',
      'organization',
      'passwordUpdatedAt',
      'roleName',
      'roleNames[0]',
    ],
    forbidden: ['apiKeyHash.hash', 'apiKeyHash.prefix', 'growthData'],
  },
};

/**
 * The markers that come through: of a whole object, and of objects with one
 * field each, where nothing stands before what is only a last resort.
 */
function cameThrough(form: Form, convert: (source: object) => unknown) {
  const markers: Markers = new Map();
  const whole = convert(fill(form, markers) as object);
  const paths = [...markers.keys()];
  const came = paths.flatMap((only) => {
    const alone = convert(fill(form, new Map(), only) as object);
    return markersIn([alone], markers);
  });
  const all = new Set(came.concat(markersIn([whole], markers)));
  return { paths, came: [...all].sort() };
}

describe.each(Object.entries(reviewed))('of the %s', (_, type) => {
  const { form, convert, properties, rawData, forbidden } = type;

  test('these fields become properties, and no others', () => {
    const { came } = cameThrough(form, (source) => {
      const { _rawData, ...own } = convert(source);
      return own;
    });
    expect(came).toEqual(properties);
  });

  test('these fields are kept as raw data, and no others', () => {
    const { came } = cameThrough(form, (source) => convert(source)._rawData);
    expect(came).toEqual(rawData);
  });

  test.each(forbidden)('%s stays outside', (field) => {
    const { paths, came } = cameThrough(form, convert);
    const isBelow = (at: string) =>
      at.startsWith(field) && /^([.[]|$)/.test(at.slice(field.length));
    expect(paths.filter(isBelow)).not.toEqual([]);
    expect(came.filter(isBelow)).toEqual([]);
  });
});

test('of the user these fields reach the employee, and no others', () => {
  const { form, convert } = reviewed.user;
  const { came } = cameThrough(form, (source) => {
    const mapping = createEmployeeRelationship(convert(source))?._mapping;
    return (mapping as RelationshipMapping | undefined)?.targetEntity ?? {};
  });
  // What identifies a person at work: other integrations add to the same employee.
  expect(came).toEqual([
    'attributes[0].value',
    'attributes[1].value',
    'department',
    'displayname',
    'email',
    'employeeIdentifier',
    'employeeType',
    'firstname',
    'jobTitle',
    'lastname',
    'username',
  ]);
});

/* The real command line, at its most talkative, against servers that tell secrets back. */

jest.setTimeout(120_000);

let sandbox: Sandbox;
let workplace: ReturnType<typeof createWorkplace>;

beforeEach(() => {
  workplace = createWorkplace();
});

afterEach(async () => {
  workplace.remove();
  await sandbox?.close();
});

type Interfere = SandboxOptions['interfere'];

/** An answer that repeats the credentials of its request in the one field that the client shows. */
function echo(status: number, { headers }: SandboxRequest): Interference {
  const { 'x-api-key': key, authorization } = headers;
  const told = `You sent ${String(key)}, ${String(authorization)}.`;
  return { status, body: { message: told, error: told } };
}

/** @returns the output of a `collect`, and everything it has written */
async function collect(
  interfere: Interfere,
  credentials: () => NodeJS.ProcessEnv,
) {
  const tenant = createTenant({ users: 30, groups: 6, oddities: true });
  sandbox = await startSandbox({ tenants: [tenant], interfere });
  const { output } = await runIntegration(['collect'], {
    directory: workplace.directory,
    environment: {
      LOG_LEVEL: 'trace',
      JUMPCLOUD_CONSOLE_URL: sandbox.url,
      JUMPCLOUD_OAUTH_URL: sandbox.oauthUrl,
      ...credentials(),
    },
  });
  const storage = path.join(workplace.directory, '.j1-integration');
  const files = fs.existsSync(storage) ? filesBelow(storage) : [];
  const written = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  return { output, everything: output + written };
}

const withApiKey = () => ({ API_KEY: sandbox.apiKey });

const withServiceAccount = () => ({
  CLIENT_ID: sandbox.serviceAccount.clientId,
  CLIENT_SECRET: sandbox.serviceAccount.clientSecret,
  ORG_ID: sandbox.tenants[0].organization._id,
});

/** No part of any secret, however it may be spelled in a header. */
function expectNoSecret(everything: string) {
  const { clientId, clientSecret } = sandbox.serviceAccount;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  expect(everything).not.toContain(PLANTED_SECRET);
  expect(everything).not.toContain(clientSecret);
  expect(everything).not.toContain(basic);
  expect(everything).not.toContain('sandbox-token-');
  expect(everything).not.toContain('jca_');
}

const isMembers = ({ path: url }: SandboxRequest) => /members$/.test(url);

test('a run that meets with every misfortune tells no secret', async () => {
  const { output, everything } = await collect((request) => {
    if (request.path === '/api/users') return echo(403, request);
    if (request.path === '/api/applications') return echo(400, request);
    if (isMembers(request)) return echo(404, request);
    return request.attempt === 1 && request.count % 2 === 0
      ? echo(500, request)
      : undefined;
  }, withApiKey);
  expect(output).toContain('administrators.readonly');
  expect(output).toContain('You sent ***');
  expect(output).toContain('A request is tried again.');
  expect(everything).toContain('mixed.case@example.com');
  expectNoSecret(everything);
});

test.each([
  ['an API key', withApiKey, 'the API key'],
  ['a service account', withServiceAccount, 'the service account'],
])(
  '%s that is refused in the middle of a run is not shown',
  async (_, credentials, name) => {
    const { output, everything } = await collect((request) => {
      const { path: url, attempt } = request;
      // A token is worth one more attempt: here that is refused as well.
      const isRefused = isMembers(request) || /associations/.test(url);
      const isStale = url === '/api/systemusers' && attempt === 1;
      if (isStale && request.headers.authorization) return echo(401, request);
      return isRefused ? echo(401, request) : undefined;
    }, credentials);
    expect(output).toContain(`JumpCloud refused ${name}`);
    expect(output).toContain('***');
    expectNoSecret(everything);
  },
);

test('a client secret that is refused is not shown', async () => {
  const { output, everything } = await collect(
    (request) =>
      request.path === '/oauth2/token' ? echo(401, request) : undefined,
    withServiceAccount,
  );
  expect(output).toContain('JumpCloud refused the service account');
  expect(output).toContain('***');
  expectNoSecret(everything);
});

/*
 * Answers in recordings are those of the sandbox, with all that it plants so
 * that converters meet it: planted secrets, and the first characters of keys.
 */
const recordings = filesBelow(path.join(__dirname, '__recordings__'));

test.each(recordings.map((file) => [path.relative(__dirname, file), file]))(
  '%s holds no credentials, and comes from the sandbox',
  (_, file) => {
    const text = fs.readFileSync(file, 'utf8');
    const { log } = JSON.parse(text) as {
      log: {
        entries: {
          comment: string;
          request: { url: string; headers: { name: string; value: string }[] };
        }[];
      };
    };
    expect(text).not.toMatch(/jca_\w{5}/);
    for (const { comment, request } of log.entries) {
      expect(comment).toContain('sandbox');
      expect(new URL(request.url).hostname).toBe('127.0.0.1');
      expect(JSON.stringify(request)).not.toContain(PLANTED_SECRET);
      const credentials = request.headers.filter(({ name }) =>
        /key|authorization|cookie/i.test(name),
      );
      expect(credentials.map(({ value }) => value)).toEqual(['[REDACTED]']);
    }
  },
);
