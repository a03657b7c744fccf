import { en, Faker } from '@faker-js/faker';

import { createRandom, daysFromReference, Ids, Random, Row } from './random';

/**
 * Stands in every value that must never reach the graph (private keys, shared
 * secrets, SSH keys, recovery addresses, streets), so that a test can look for
 * all of them at once.
 */
export const PLANTED_SECRET = 'planted-fake-secret';

export type User = Row & { _id: string };
export type Admin = Row & { _id: string };

interface Department {
  name: string;
  costCenter: string;
  titles: string[];
}

export const DEPARTMENTS: Department[] = [
  {
    name: 'Engineering',
    costCenter: 'CC-100',
    titles: ['Software Engineer', 'Senior Software Engineer', 'Test Engineer'],
  },
  {
    name: 'Product',
    costCenter: 'CC-110',
    titles: ['Product Manager', 'Product Designer', 'UX Researcher'],
  },
  {
    name: 'IT',
    costCenter: 'CC-120',
    titles: ['Systems Administrator', 'Support Specialist', 'IT Engineer'],
  },
  {
    name: 'Security',
    costCenter: 'CC-130',
    titles: ['Security Engineer', 'Security Analyst', 'Compliance Analyst'],
  },
  {
    name: 'Sales',
    costCenter: 'CC-200',
    titles: ['Account Executive', 'Sales Engineer', 'Sales Associate'],
  },
  {
    name: 'Marketing',
    costCenter: 'CC-210',
    titles: ['Content Strategist', 'Campaign Manager', 'Event Coordinator'],
  },
  {
    name: 'Customer Success',
    costCenter: 'CC-220',
    titles: ['Success Manager', 'Support Engineer', 'Onboarding Specialist'],
  },
  {
    name: 'Finance',
    costCenter: 'CC-300',
    titles: ['Accountant', 'Financial Analyst', 'Payroll Specialist'],
  },
  {
    name: 'People',
    costCenter: 'CC-310',
    titles: ['Recruiter', 'People Partner', 'Learning Specialist'],
  },
  {
    name: 'Legal',
    costCenter: 'CC-320',
    titles: ['Counsel', 'Paralegal', 'Privacy Specialist'],
  },
];

const LOCATIONS = [
  { name: 'Denver', region: 'CO', country: 'US', postalCode: '80202' },
  { name: 'Raleigh', region: 'NC', country: 'US', postalCode: '27601' },
  { name: 'London', region: 'LND', country: 'GB', postalCode: 'EC1A 1BB' },
  { name: 'Hyderabad', region: 'TG', country: 'IN', postalCode: '500081' },
  { name: 'Remote', region: '', country: '', postalCode: '' },
];

/** How many people report to one manager. */
const TEAM_SIZE = 7;

/**
 * @param count how many users, service users among them
 * @param ids the organization's ids
 * @param seed what names and whims are drawn from
 * @returns the rows of `GET /api/systemusers`, ascending by `_id`
 */
export function createUsers(count: number, ids: Ids, seed: number): User[] {
  const names = drawNames(seed);
  const random = createRandom(seed);
  const namesakes = new Map<string, number>();
  const teams = new Map<string, string[]>();
  return Array.from({ length: count }, (_, n) => {
    if (n % 37 === 36) return createServiceUser(n, ids);
    const firstname = random.pick(names.first);
    const lastname = random.pick(names.last);
    const plain = `${firstname}.${lastname}`.toLowerCase();
    const earlier = namesakes.get(plain) ?? 0;
    namesakes.set(plain, earlier + 1);
    return createPerson({
      n,
      ids,
      random,
      firstname,
      lastname,
      username: earlier === 0 ? plain : `${plain}${earlier + 1}`,
      ...findPosition(n, ids, teams, random),
    });
  });
}

/** Drawn once: faker costs far more for each name than all the rest does. */
function drawNames(seed: number) {
  const faker = new Faker({ locale: en });
  faker.seed(seed);
  const fitForAddress = (name: string) => /^[A-Za-z]+$/.test(name);
  return {
    first: faker.helpers
      .uniqueArray(() => faker.person.firstName(), 300)
      .filter(fitForAddress),
    last: faker.helpers
      .uniqueArray(() => faker.person.lastName(), 400)
      .filter(fitForAddress),
  };
}

interface Position {
  department: Department;
  jobTitle: string;
  /** Id of the user to report to; only the chief has none. */
  manager?: string;
}

/**
 * Each department is a tree: the first to come leads it, and every further
 * person reports to one who is already there.
 */
function findPosition(
  n: number,
  ids: Ids,
  teams: Map<string, string[]>,
  random: Random,
): Position {
  const department = DEPARTMENTS[Math.max(0, n - 1) % DEPARTMENTS.length];
  if (n === 0) return { department, jobTitle: 'Chief Executive Officer' };
  const team = teams.get(department.name) ?? [];
  teams.set(department.name, team);
  const rank = team.push(ids('user', n)) - 1;
  if (rank === 0) {
    return {
      department,
      jobTitle: `Head of ${department.name}`,
      manager: ids('user', 0),
    };
  }
  return {
    department,
    jobTitle:
      rank <= TEAM_SIZE
        ? `${department.name} Lead`
        : random.pick(department.titles),
    manager: team[Math.floor((rank - 1) / TEAM_SIZE)],
  };
}

interface Person extends Position {
  n: number;
  ids: Ids;
  random: Random;
  firstname: string;
  lastname: string;
  username: string;
}

/**
 * The remainders are primes apart, so that even a small tenant has a user of
 * every sort and no two peculiarities always come together.
 */
function createPerson(person: Person): User {
  const { n, ids, random, firstname, lastname, username } = person;
  const contractor = n % 17 === 9;
  const staged = n % 23 === 5;
  const suspended = !staged && n % 19 === 7;
  const locked = n % 41 === 11;
  const neverExpires = n % 31 === 13;
  const expired = !neverExpires && n % 29 === 12;
  const email = `${username}@${
    contractor ? 'contractor.example' : 'example.com'
  }`;
  const city = random.pick(LOCATIONS);
  const created = -30 - random.below(2000);
  const passwordAge = expired ? 90 + random.below(60) : random.below(90);
  const secondFactor = createSecondFactor(n, staged);
  // One literal without spreading: thousands of such objects take several times
  // the memory and the time when V8 can't foresee their fields.
  return {
    _id: ids('user', n),
    id: ids('user', n),
    organization: ids('organization', 0),
    username,
    systemUsername: '',
    firstname,
    middlename: n % 5 === 0 ? 'Q' : '',
    lastname,
    displayname: n % 6 === 0 ? '' : `${firstname} ${lastname}`,
    email,
    alternateEmail: n % 8 === 0 ? `${username}@mail.example` : '',
    managedAppleId: n % 10 === 0 ? `${username}@apple.example` : '',
    state: staged ? 'STAGED' : suspended ? 'SUSPENDED' : 'ACTIVATED',
    activated: !staged && n % 43 !== 10,
    suspended,
    account_locked: locked,
    account_locked_date: locked ? daysFromReference(-1) : null,
    badLoginAttempts: locked ? 6 : n % 13 === 0 ? 1 : 0,
    created: daysFromReference(created),
    creationSource: n % 4 === 0 ? 'jumpcloud:bulk' : 'jumpcloud:gui',
    password_date: staged ? null : daysFromReference(-passwordAge),
    password_expiration_date:
      staged || neverExpires ? null : daysFromReference(90 - passwordAge),
    password_expired: expired,
    password_never_expires: neverExpires,
    employeeIdentifier: `E${String(10_000 + n)}`,
    employeeType: contractor
      ? 'Contractor'
      : n % 14 === 4
      ? 'Part-time'
      : 'Full-time',
    company: contractor ? 'Example Staffing' : 'Example Company',
    department: person.department.name,
    costCenter: person.department.costCenter,
    jobTitle: person.jobTitle,
    location: city.name,
    description: contractor ? 'Contract until further notice' : '',
    manager: person.manager,
    admin: null,
    addresses: city.country
      ? [
          {
            id: ids('detail', 4 * n),
            type: 'work',
            streetAddress: `${1 + (n % 90)} ${PLANTED_SECRET} Street`,
            extendedAddress: '',
            poBox: '',
            locality: city.name,
            region: city.region,
            postalCode: city.postalCode,
            country: city.country,
          },
        ]
      : [],
    phoneNumbers:
      n % 3 === 0
        ? [
            {
              id: ids('detail', 4 * n + 1),
              type: 'mobile',
              number: `+1 303 555 01${String(n % 100).padStart(2, '0')}`,
            },
          ]
        : [],
    recoveryEmail:
      n % 4 === 1
        ? {
            address: `${username}@${PLANTED_SECRET}.example`,
            verified: true,
            verifiedAt: daysFromReference(created),
          }
        : undefined,
    relationships: [],
    restrictedFields:
      n % 47 === 14
        ? [{ field: 'email', type: 'scim', id: ids('directory', 1) }]
        : [],
    attributes: createAttributes(n, username),
    tags: n % 12 === 0 ? ['vip', `site-${city.name.toLowerCase()}`] : [],
    ssh_keys:
      person.department.name === 'Engineering' ||
      person.department.name === 'IT'
        ? [
            {
              _id: ids('sshKey', n),
              name: 'laptop',
              create_date: daysFromReference(created),
              public_key: `ssh-ed25519 ${PLANTED_SECRET} ${username}`,
            },
          ]
        : [],
    public_key: '',
    allow_public_key: true,
    totp_enabled: secondFactor.totp,
    enable_user_portal_multifactor: n % 9 !== 4,
    mfa: secondFactor.mfa,
    mfaEnrollment: secondFactor.mfaEnrollment,
    sudo: person.department.name === 'IT',
    passwordless_sudo: person.department.name === 'IT' && n % 20 === 3,
    ldap_binding_user: false,
    samba_service_user: false,
    unix_uid: 5000 + n,
    unix_guid: 5000 + n,
    enable_managed_uid: false,
    disableDeviceMaxLoginAttempts: false,
    externally_managed: n % 47 === 14,
    external_dn: '',
    external_source_type: '',
    delegatedAuthority:
      n % 53 === 20
        ? { name: 'ActiveDirectory', id: ids('directory', 3) }
        : null,
  };
}

/** Four in six have a second factor; the others have every way of having none. */
function createSecondFactor(n: number, staged: boolean) {
  const pending = !staged && n % 12 === 0;
  const without = staged || pending || n % 6 === 2;
  const totp = !without && n % 2 === 0;
  const push = !without && n % 3 !== 0;
  const webAuthn = !without && (n % 7 === 0 || !(totp || push));
  const status = (enrolled: boolean) =>
    enrolled ? 'ENROLLED' : 'NOT_ENROLLED';
  const excluded = n % 27 === 8;
  // Of the excluded, one in four since long ago, one in four for long to come.
  const limited = excluded && n % 2 === 0;
  return {
    totp,
    mfa: {
      configured: !without,
      exclusion: excluded,
      exclusionUntil: limited
        ? n % 4 === 0
          ? '2025-06-30T00:00:00.000Z'
          : '2099-12-31T00:00:00.000Z'
        : undefined,
      exclusionDays: limited ? 30 : undefined,
    },
    mfaEnrollment: {
      totpStatus: pending ? 'PENDING_ACTIVATION' : status(totp),
      pushStatus: status(push),
      webAuthnStatus: status(webAuthn),
      smsStatus: 'DISABLED',
      jcGoStatus: 'NOT_ENROLLED',
      overallStatus: pending ? 'PENDING_ACTIVATION' : status(!without),
    },
  };
}

function createAttributes(n: number, username: string): Row[] {
  const handle = username.replace('.', '-');
  return [
    ...(n % 3 === 0 ? [{ name: 'githubUsername', value: handle }] : []),
    ...(n % 10 === 4 ? [{ name: 'bitbucketUsername', value: handle }] : []),
    ...(n % 16 === 0 ? [{ name: 'badgeNumber', value: `B-${n}` }] : []),
  ];
}

const SERVICES = ['backup', 'ldap-bind', 'printing', 'deploy', 'monitoring'];

function createServiceUser(n: number, ids: Ids): User {
  const service = SERVICES[Math.floor(n / 37) % SERVICES.length];
  const username = `svc-${service}-${n}`;
  const robot = service === 'deploy' || service === 'monitoring';
  return {
    _id: ids('user', n),
    id: ids('user', n),
    organization: ids('organization', 0),
    username,
    systemUsername: '',
    firstname: '',
    lastname: '',
    displayname: `Service: ${service}`,
    email: `${username}@services.example`,
    state: 'ACTIVATED',
    activated: true,
    suspended: false,
    account_locked: false,
    account_locked_date: null,
    created: daysFromReference(-1500),
    creationSource: 'jumpcloud:gui',
    password_date: daysFromReference(-1200),
    password_expiration_date: null,
    password_expired: false,
    password_never_expires: true,
    employeeType: robot ? 'bot' : 'service',
    company: 'Example Company',
    department: 'IT',
    costCenter: 'CC-120',
    jobTitle: '',
    location: '',
    description: `Used by ${service}`,
    addresses: [],
    phoneNumbers: [],
    attributes: [],
    relationships: [],
    tags: ['service'],
    ssh_keys: [],
    sudo: robot,
    passwordless_sudo: robot,
    ldap_binding_user: service === 'ldap-bind',
    samba_service_user: !robot,
    totp_enabled: false,
    enable_user_portal_multifactor: false,
    mfa: { configured: false, exclusion: true },
    mfaEnrollment: {
      totpStatus: 'NOT_ENROLLED',
      pushStatus: 'NOT_ENROLLED',
      webAuthnStatus: 'NOT_ENROLLED',
      smsStatus: 'DISABLED',
      jcGoStatus: 'NOT_ENROLLED',
      overallStatus: 'NOT_ENROLLED',
    },
    unix_uid: 5000 + n,
    unix_guid: 5000 + n,
    externally_managed: false,
    delegatedAuthority: null,
  };
}

export const ADMIN_ROLES = [
  'Administrator With Billing',
  'Administrator',
  'Read Only',
  'Help Desk',
  'Manager',
];

/**
 * Of each five administrators: two are users and say so on the user too, the
 * third has no user, the fourth shares only the address with one, the fifth is
 * suspended.
 *
 * @returns the rows of `GET /api/users`; marks the users that they belong to
 */
export function createAdmins(count: number, ids: Ids, users: User[]): Admin[] {
  return Array.from({ length: count }, (_, n) => {
    const sort = n % 5;
    const id = ids('admin', n);
    const roleName = ADMIN_ROLES[sort];
    const role = ids('role', sort);
    const user = sort === 2 ? undefined : users[3 * n + 1];
    const email =
      typeof user?.email === 'string'
        ? user.email
        : `admin.${n}@partner.example`;
    if (user && sort < 2) {
      user.admin = { id, roleName, roleNames: [roleName] };
    }
    const hasKey = sort < 3;
    return {
      _id: id,
      email: sort % 3 === 0 ? email.toUpperCase() : email,
      firstname: user?.firstname ?? 'Outside',
      lastname: user?.lastname ?? `Partner ${n}`,
      organization: ids('organization', 0),
      role,
      roles: [role],
      roleName,
      roleNames: [roleName],
      created: daysFromReference(-900 + n),
      enableMultiFactor: sort !== 3,
      totpEnrolled: sort < 2,
      ...(sort < 2 && { totpUpdatedAt: daysFromReference(-800) }),
      suspended: sort === 4,
      apiKeyAllowed: sort < 4,
      apiKeySet: hasKey,
      ...(hasKey && {
        apiKeyUpdatedAt: daysFromReference(-400),
        apiKeyHash: {
          createdAt: daysFromReference(-400),
          expireAt:
            sort === 1
              ? '2025-11-27T00:00:00.000Z'
              : '2099-12-31T00:00:00.000Z',
          prefix: `jca_${String(n).padStart(4, '0')}`,
        },
      }),
      passwordUpdatedAt: daysFromReference(-100),
      sessionCount: n + 1,
      isEnterprise: false,
      disableIntroduction: true,
      usersTimeZone: 'America/Denver',
      growthData: {},
    };
  });
}
