import { createEstate, Estate } from './estate';
import { addOddities } from './oddities';
import {
  Admin,
  createAdmins,
  createUsers,
  DEPARTMENTS,
  PLANTED_SECRET,
  User,
} from './people';
import {
  createIds,
  createRandom,
  daysFromReference,
  Ids,
  Random,
  Row,
} from './random';

export { PLANTED_SECRET };
export type { Admin, User };

export interface TenantOptions {
  /** The same options give the same tenant. */
  seed: number;
  /** Number of the organization: several of them never share an id. */
  index: number;
  organizationName: string;
  /** Ordinary users; the odd ones come on top. */
  users: number;
  /** User groups without 'Everyone'. */
  groups: number;
  /** Mean number of members of a group. */
  groupSize: number;
  /** Every group has `groupSize` members exactly, and none is empty. */
  exactGroups: boolean;
  /** Adds the group 'Everyone', which holds all users. */
  everybody: boolean;
  applications: number;
  admins: number;
  /** Adds fixed records that no specification allows and some tenant has. */
  oddities: boolean;
}

export type Group = Row & { id: string };
export type Application = Row & { _id: string };
export type Organization = Row & { _id: string; displayName: string };

/** Who was given an application, by id; group members follow from `members`. */
export interface Grant {
  users: string[];
  groups: string[];
}

/** One organization: the raw objects that the API sends and what ties them. */
export interface Tenant extends Estate {
  organization: Organization;
  users: User[];
  groups: Group[];
  /** Group id -> ids of its users; every group has an entry. */
  members: Map<string, string[]>;
  applications: Application[];
  /** Application id -> its grants; every application has an entry. */
  grants: Map<string, Grant>;
  admins: Admin[];
}

/** The name of the organization may be left to its number. */
type TenantSettings = Omit<TenantOptions, 'organizationName'> &
  Partial<TenantOptions>;

const DEFAULTS: TenantSettings = {
  seed: 1,
  index: 0,
  users: 230,
  groups: 20,
  groupSize: 25,
  exactGroups: false,
  everybody: true,
  applications: 12,
  admins: 5,
  oddities: false,
};

const EVERYBODY = 'Everyone';

const ORGANIZATION_NAMES = [
  'Example Widgets',
  'Example Logistics',
  'Example Health',
  'Example Energy',
  'Example Foods',
];

/**
 * Generates an organization and its data as JumpCloud's API would send them.
 *
 * @param options what differs from the defaults (230 users, 20 groups, ...)
 * @returns the same tenant for the same options, on any machine, at any time
 */
export function createTenant(options: Partial<TenantOptions> = {}): Tenant {
  const settings: TenantSettings = { ...DEFAULTS, ...options };
  const ids = createIds(settings.index, settings.seed);
  const base = settings.seed * 7919 + settings.index * 104_729;
  const organization = createOrganization(
    ids,
    settings.organizationName ??
      ORGANIZATION_NAMES[settings.index] ??
      `Example Organization ${settings.index + 1}`,
  );

  const users = createUsers(settings.users, ids, base);
  const groups = createGroups(settings.groups, ids);
  const members = fillGroups(groups, users, settings, createRandom(base + 1));
  const applications = createApplications(settings.applications, ids);
  const tenant: Tenant = {
    organization,
    users,
    groups,
    members,
    applications,
    grants: new Map(),
    admins: createAdmins(settings.admins, ids, users),
    ...createEstate(ids, users, groups),
  };
  if (settings.oddities) addOddities(tenant, ids);
  if (settings.everybody) addEverybody(tenant, ids);
  grantApplications(tenant, createRandom(base + 2));
  return tenant;
}

function createOrganization(ids: Ids, displayName: string): Organization {
  const id = ids('organization', 0);
  return {
    _id: id,
    id,
    displayName,
    logoUrl: null,
    created: '2019-04-02T09:30:00.000Z',
    accountType: 'Direct',
    entitlement: {
      billingModel: 'per user',
      isManuallyBilled: false,
      maxUserQuantity: 100_000,
      entitlementProducts: [
        { name: 'Platform Plus', productCode: 'PLATFORM_PLUS' },
      ],
    },
    settings: {
      name: displayName,
      contactName: 'Identity Team',
      contactEmail: 'identity-team@example.com',
      requireAdminMFA: true,
      disableGoogleLogin: true,
      disableLdap: false,
      enableGoogleApps: true,
      enableO365: true,
      deviceIdentificationEnabled: true,
      systemUsersCanEdit: false,
      systemUserPasswordExpirationInDays: 90,
      passwordCompliance: 'custom',
      passwordPolicy: {
        allowUsernameSubstring: false,
        disallowCommonlyUsedPasswords: true,
        disallowSequentialOrRepetitiveChars: true,
        enableLockoutTimeInSeconds: true,
        enableMaxHistory: true,
        enableMaxLoginAttempts: true,
        enableMinLength: true,
        enablePasswordExpirationInDays: true,
        enableRecoveryEmail: true,
        lockoutTimeInSeconds: 1800,
        maxHistory: 5,
        maxLoginAttempts: 6,
        minLength: 12,
        needsLowercase: true,
        needsNumeric: true,
        needsSymbolic: true,
        needsUppercase: true,
        passwordExpirationInDays: 90,
      },
      features: {
        directoryInsights: { enabled: true },
        directoryInsightsPremium: {
          enabled: false,
          createdAt: '2021-02-01T00:00:00.000Z',
        },
        systemInsights: { enabled: true, enableNewDarwin: true },
      },
      newSystemUserStateDefaults: {
        applicationImport: 'STAGED',
        csvImport: 'STAGED',
        manualEntry: 'ACTIVATED',
      },
      userPortal: {
        idleSessionDurationMinutes: 60,
        cookieExpirationType: 'session',
      },
      windowsMDM: { enabled: true, autoEnroll: false },
    },
  };
}

/**
 * Names after those of the departments; when they run out they are numbered.
 */
const GROUP_NAMES = [
  'VPN Users',
  'Production Access',
  'Contractors',
  'GitHub Organization',
  'Wi-Fi Staff',
  'On-call',
  'Finance Approvers',
  'Linux Servers',
  'Data Warehouse',
  'Beta Testers',
];

function createGroups(count: number, ids: Ids): Group[] {
  const names = [...DEPARTMENTS.map(({ name }) => name), ...GROUP_NAMES];
  return Array.from({ length: count }, (_, n) => {
    const department = DEPARTMENTS[n]?.name;
    const round = Math.floor(n / names.length);
    const name = names[n % names.length] + (round ? ` ${round + 1}` : '');
    return {
      id: ids('group', n),
      type: 'user_group',
      name,
      description: department ? `Everyone in ${department}` : '',
      email: department ? `team-${n}@groups.example` : '',
      organizationObjectId: ids('organization', 0),
      attributes: createGroupAttributes(n, name),
      ...createMembershipRule(n, ids, department),
    };
  });
}

function createGroupAttributes(n: number, name: string): Row | null {
  if (n % 3 === 0) return null;
  const posix = name.toLowerCase().replace(/\W+/g, '-');
  return {
    ...(n % 3 === 1 && { ldapGroups: [{ name: posix }] }),
    ...(n % 4 === 1 && { posixGroups: [{ id: 7000 + n, name: posix }] }),
    ...(n % 5 === 2 && {
      sudo: { enabled: true, withoutPassword: n % 2 === 1 },
    }),
    ...(n % 7 === 4 && {
      radius: { reply: [{ name: 'Tunnel-Private-Group-ID', value: `${n}` }] },
    }),
    sambaEnabled: n % 5 === 1,
  };
}

/** Half of the departments are found by a query, the other half by hand. */
function createMembershipRule(n: number, ids: Ids, department?: string): Row {
  const dynamic = department !== undefined && n % 2 === 0;
  const review = dynamic && n % 4 === 2;
  return {
    membershipMethod: review
      ? 'DYNAMIC_REVIEW_REQUIRED'
      : dynamic
      ? 'DYNAMIC_AUTOMATED'
      : n % 9 === 1
      ? 'NOTSET'
      : 'STATIC',
    memberSuggestionsNotify: review,
    memberQueryErrorFlags: n === 4 ? ['INVALID_GROUP_REFERENCE'] : [],
    memberQueryExemptions:
      dynamic && n % 4 === 0 ? [{ id: ids('user', 0), type: 'user' }] : [],
    suggestionCounts: {
      add: review ? 2 : 0,
      remove: review ? 1 : 0,
      total: review ? 3 : 0,
    },
    ...(dynamic && {
      memberQuery: {
        queryType: 'FilterQuery',
        filters: [{ field: 'department', operator: 'eq', value: department }],
      },
    }),
  };
}

/** Every group's members, drawn from whom its query fits; the last has none. */
function fillGroups(
  groups: Group[],
  users: User[],
  options: TenantSettings,
  random: Random,
): Map<string, string[]> {
  const everyone = users.map(({ _id }) => _id);
  const lists = new Map(
    DEPARTMENTS.map(({ name }) => [
      name,
      users.filter((user) => user.department === name).map(({ _id }) => _id),
    ]),
  );
  const { groupSize, exactGroups } = options;
  return new Map(
    groups.map((group, n) => {
      const empty =
        !exactGroups && groups.length >= 3 && n === groups.length - 1;
      const size = empty
        ? 0
        : exactGroups
        ? groupSize
        : Math.round(groupSize * (0.5 + random.below(1001) / 1000));
      const fitting = lists.get(String(group.name));
      const pool = fitting && fitting.length >= size ? fitting : everyone;
      return [group.id, drawSome(pool, size, random)];
    }),
  );
}

/**
 * Draws without putting back. The pool's order changes, which keeps this
 * proportional to `count` however large the pool is.
 */
function drawSome(pool: string[], count: number, random: Random): string[] {
  const drawn = Math.min(count, pool.length);
  for (let n = 0; n < drawn; n++) {
    const other = n + random.below(pool.length - n);
    [pool[n], pool[other]] = [pool[other], pool[n]];
  }
  return pool.slice(0, drawn);
}

function addEverybody(tenant: Tenant, ids: Ids): void {
  const id = ids('group', tenant.groups.length);
  tenant.groups.push({
    id,
    type: 'user_group',
    name: EVERYBODY,
    description: 'All users',
    email: 'everyone@groups.example',
    organizationObjectId: tenant.organization._id,
    attributes: null,
    membershipMethod: 'STATIC',
    memberSuggestionsNotify: false,
    memberQueryErrorFlags: [],
    memberQueryExemptions: [],
    suggestionCounts: { add: 0, remove: 0, total: 0 },
  });
  tenant.members.set(
    id,
    tenant.users.map(({ _id }) => _id),
  );
}

/** Template, label and kind of single sign-on. */
const APPLICATION_TEMPLATES = [
  ['aws-sso', 'AWS IAM Identity Center', 'saml'],
  ['slack', 'Slack', 'saml'],
  ['github-cloud', 'GitHub Enterprise Cloud', 'saml'],
  ['oidc', 'Custom OIDC App', 'oidc'],
  ['bookmark', 'Bookmark', 'bookmark'],
  ['salesforce', 'Salesforce', 'saml'],
  ['zoom', 'Zoom', 'saml'],
  ['datadog', 'Datadog', 'saml'],
  ['confluence', 'Confluence', 'saml'],
  ['snowflake', 'Snowflake', 'oidc'],
] as const;

const CERTIFICATE_EXPIRY = [
  '2024-03-01T00:00:00.000Z',
  '2036-05-20T00:00:00.000Z',
  '2027-02-14T00:00:00.000Z',
  '2031-09-30T00:00:00.000Z',
];

function createApplications(count: number, ids: Ids): Application[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, displayName, type] =
      APPLICATION_TEMPLATES[n % APPLICATION_TEMPLATES.length];
    const saml = type === 'saml';
    return {
      _id: ids('application', n),
      id: ids('application', n),
      organization: ids('organization', 0),
      name,
      displayName,
      displayLabel: n % 4 === 3 ? '' : `${displayName} (team ${n + 1})`,
      description: n % 3 === 0 ? `Single sign-on for ${displayName}` : '',
      active: n % 6 !== 5,
      beta: false,
      created: daysFromReference(-700 + n),
      learnMore: '',
      logo: { url: '', color: '#202D38' },
      color: '',
      databaseAttributes: [],
      ssoUrl: `https://sso.example/${type}/${name}-${n}`,
      sso: {
        type,
        beta: false,
        jit: saml && n % 2 === 0,
        hidden: n % 8 === 6,
        ...(saml && {
          idpCertExpirationAt:
            CERTIFICATE_EXPIRY[n % CERTIFICATE_EXPIRY.length],
          idpCertificateUpdatedAt: daysFromReference(-600),
          idpPrivateKeyUpdatedAt: daysFromReference(-600),
        }),
      },
      config: saml ? createSamlConfig(name, n) : {},
    };
  });
}

function createSamlConfig(name: string, n: number): Row {
  const field = (position: number, type: string, value: Row['value']): Row => ({
    label: '',
    position,
    readOnly: false,
    required: true,
    tooltip: {},
    type,
    value,
    visible: true,
  });
  const secret = (what: string) => `${PLANTED_SECRET} ${what} ${n}`;
  return {
    idpEntityId: field(0, 'text', 'jumpcloud-sandbox'),
    spEntityId: field(1, 'text', `https://${name}.example/metadata`),
    acsUrl: field(2, 'text', `https://${name}.example/acs/${PLANTED_SECRET}`),
    idpCertificate: field(3, 'file', secret('certificate')),
    idpPrivateKey: field(4, 'file', secret('private key')),
    signAssertion: field(5, 'checkbox', true),
    constantAttributes: field(6, 'table', [
      {
        name: 'ApiToken',
        value: secret('constant attribute'),
        readOnly: false,
        required: false,
        visible: true,
      },
    ]),
    databaseAttributes: { position: 7 },
  };
}

/**
 * Grants of every sort, in turn: to everybody, to users, to groups, to both
 * (one user both ways), to nobody.
 */
function grantApplications(tenant: Tenant, random: Random): void {
  const users = tenant.users.map(({ _id }) => _id);
  const groups = tenant.groups.map(({ id }) => id);
  const everybody = tenant.groups.find(({ name }) => name === EVERYBODY);
  tenant.applications.forEach(({ _id }, n) => {
    const sort = n === 0 ? 0 : 1 + ((n - 1) % 4);
    const some = (sort === 2 ? 0 : 3 + (n % 5)) * Number(sort < 4);
    const grant: Grant = {
      users: sort === 0 ? [] : drawSome(users, some, random),
      groups:
        sort === 0 && everybody
          ? [everybody.id]
          : sort === 2 || sort === 3
          ? drawSome(groups, 2, random)
          : [],
    };
    const twice = tenant.members.get(grant.groups[0])?.[0];
    if (sort === 3 && twice && !grant.users.includes(twice)) {
      grant.users.push(twice);
    }
    tenant.grants.set(_id, grant);
  });
}
