import {
  Basis,
  createRandom,
  Day,
  inTurn,
  PLANTED_SECRET,
  Random,
  Row,
} from './random';
import { drawNames, findPosition, LOCATIONS, Position } from './staff';

/* The users: people and service users. */

export type User = Row & { _id: string };

/**
 * @param count how many users, service users among them
 * @param seed what names and whims are drawn from
 * @returns the rows of `GET /api/systemusers`, ascending by `_id`
 */
export function createUsers(count: number, basis: Basis, seed: number): User[] {
  const { ids } = basis;
  const names = drawNames(seed);
  const random = createRandom(seed);
  const namesakes = new Map<string, number>();
  const teams = new Map<string, string[]>();
  return Array.from({ length: count }, (_, n) => {
    if (n % 37 === 36) return createServiceUser(n, basis);
    const firstname = random.pick(names.first);
    const lastname = random.pick(names.last);
    const plain = `${firstname}.${lastname}`.toLowerCase();
    const earlier = namesakes.get(plain) ?? 0;
    namesakes.set(plain, earlier + 1);
    return createPerson({
      n,
      ...basis,
      random,
      firstname,
      lastname,
      username: earlier === 0 ? plain : `${plain}${earlier + 1}`,
      ...findPosition(n, count, ids, teams, random),
    });
  });
}

interface Person extends Position, Basis {
  n: number;
  random: Random;
  firstname: string;
  lastname: string;
  username: string;
}

/**
 * Each peculiarity is as rare as in a company, and most of them have a prime of
 * their own, so that no two always come together.
 */
function createPerson(person: Person): User {
  const { n, ids, day, random, firstname, lastname, username } = person;
  const contractor = n % 17 === 16;
  const staged = n % 61 === 50;
  const suspended = !staged && n % 29 === 7;
  const locked = n % 97 === 11;
  const neverExpires = n % 83 === 21;
  const expired = !neverExpires && n % 59 === 12;
  const email = `${username}@${
    contractor ? 'contractor.example' : 'example.com'
  }`;
  const city = random.pick(LOCATIONS);
  // Whoever never set a password has not finished the enrolment.
  const activated = !staged && n % 71 !== 10;
  const isNew = !activated || n % 40 === 33;
  const timeOfDay = random.below(1000) / 1000;
  const created =
    -timeOfDay -
    (isNew
      ? random.below(25)
      : (neverExpires ? 1000 : 30) + random.below(2000));
  const passwordAge =
    timeOfDay +
    (neverExpires
      ? 400 + random.below(500)
      : expired
      ? 90 + random.below(60)
      : random.below(89));
  const secondFactor = createSecondFactor(n, activated, day);
  const activeDirectory = n % 53 === 20;
  const scim = n % 47 === 14;
  const federated = n % 67 === 59;
  // One literal without spreading: thousands of such objects take several times
  // the memory and the time when V8 can't foresee their fields.
  return {
    _id: ids('user', n),
    id: ids('user', n),
    organization: ids('organization', 0),
    username,
    // From before the company had JumpCloud.
    systemUsername:
      n % 43 === 6 ? `${firstname[0]}${lastname}`.toLowerCase() : '',
    firstname,
    middlename: n % 5 === 0 ? 'Q' : '',
    lastname,
    displayname: n % 6 === 0 ? '' : `${firstname} ${lastname}`,
    email,
    alternateEmail: n % 8 === 0 ? `${username}@${PLANTED_SECRET}.example` : '',
    managedAppleId: n % 10 === 0 ? `${username}@${PLANTED_SECRET}.example` : '',
    state: staged ? 'STAGED' : suspended ? 'SUSPENDED' : 'ACTIVATED',
    activated,
    suspended,
    account_locked: locked,
    account_locked_date: locked ? day(-timeOfDay / 4) : null,
    badLoginAttempts: locked ? 6 : n % 13 === 0 ? 1 : 0,
    created: day(created),
    creationSource: n % 4 === 0 ? 'jumpcloud:bulk' : 'jumpcloud:gui',
    password_date: activated ? day(-Math.min(passwordAge, -created)) : null,
    password_expiration_date:
      activated && !neverExpires
        ? day(90 - Math.min(passwordAge, -created))
        : null,
    password_expired: expired,
    password_never_expires: neverExpires,
    employeeIdentifier: `E${String(10_000 + n)}`,
    employeeType: contractor
      ? inTurn(CONTRACTORS, Math.floor(n / 17))
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
            extendedAddress: PLANTED_SECRET,
            poBox: PLANTED_SECRET,
            locality: `${PLANTED_SECRET} ${city.name}`,
            region: `${PLANTED_SECRET} ${city.region}`,
            postalCode: PLANTED_SECRET,
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
              number: `+1 303 ${PLANTED_SECRET} ${n % 100}`,
            },
          ]
        : [],
    recoveryEmail: createRecoveryEmail(n, username, day(created)),
    relationships:
      n % 22 === 1 ? [{ type: 'assistant', value: PLANTED_SECRET }] : [],
    restrictedFields: federated
      ? [
          {
            // Some sign in there; of the others it only brings the profile.
            field: n % 2 === 1 ? 'password' : 'jobTitle',
            type: 'federated_identity_provider',
            id: ids('detail', 4 * n + 2),
          },
        ]
      : scim
      ? [
          { field: 'email', type: 'scim', id: ids('directory', 1) },
          { field: 'department', type: 'scim', id: ids('directory', 1) },
        ]
      : activeDirectory
      ? [
          {
            field: 'password',
            type: 'active_directory',
            id: ids('directory', 3),
          },
        ]
      : [],
    attributes: createAttributes(n, username),
    tags: n % 12 === 0 ? ['vip', `site-${city.name.toLowerCase()}`] : [],
    ssh_keys:
      person.department.name === 'Engineering' ||
      person.department.name === 'IT'
        ? createSshKeys(n, person)
        : [],
    public_key: n % 61 === 15 ? `ssh-rsa ${PLANTED_SECRET} ${username}` : '',
    allow_public_key: true,
    totp_enabled: secondFactor.totp,
    enable_user_portal_multifactor: secondFactor.required,
    mfa: secondFactor.mfa,
    mfaEnrollment: secondFactor.mfaEnrollment,
    sudo: person.department.name === 'IT',
    passwordless_sudo: person.department.name === 'IT' && n % 20 === 3,
    ldap_binding_user: false,
    samba_service_user: false,
    unix_uid: 5000 + n,
    unix_guid: 5000 + n,
    enable_managed_uid: false,
    disableDeviceMaxLoginAttempts: n % 59 === 21,
    externally_managed: scim || activeDirectory,
    external_dn: activeDirectory
      ? `CN=${username},OU=Staff,DC=corp,DC=example`
      : '',
    external_source_type: activeDirectory ? 'active_directory' : '',
    external_password_expiration_date: activeDirectory
      ? n % 2 === 0
        ? day(-10)
        : day(60)
      : undefined,
    delegatedAuthority: activeDirectory
      ? { name: 'ActiveDirectory', id: ids('directory', 3) }
      : null,
  };
}

/** Capital letters are up to whoever typed them. */
const CONTRACTORS = ['Contractor', 'CONTRACTOR', 'contractor'];

function createRecoveryEmail(
  n: number,
  username: string,
  created: string,
): Row | undefined {
  if (n % 4 !== 1 && n % 8 !== 3) return undefined;
  const verified = n % 4 === 1;
  return {
    address: `${username}@${PLANTED_SECRET}.example`,
    verified,
    verifiedAt: verified ? created : undefined,
  };
}

/** One key, or three of different ages; every thirteenth was never replaced. */
function createSshKeys(n: number, { ids, day, username }: Person): Row[] {
  const keys = n % 3 === 0 ? ['laptop', 'desktop', 'ci'] : ['laptop'];
  const age = n % 13 === 4 ? 500 + n : 5.5 + (n % 150);
  return keys.map((name, k) => ({
    _id: ids('sshKey', 3 * n + k),
    name,
    create_date: day(-age - k * 100),
    public_key: `ssh-ed25519 ${PLANTED_SECRET} ${username}`,
  }));
}

/** What those without a second factor are said to be, in turn. */
const NOT_ENROLLED = [
  'NOT_ENROLLED',
  'NOT_ENROLLED',
  'ENROLLMENT_EXPIRED',
  'IN_ENROLLMENT',
  'NOT_ENROLLED',
  'PRE_ENROLLMENT',
  'NOT_ENROLLED',
  'DISABLED',
];

/** When enrolment periods end, in days, in turn: yesterday, next week, never, long ago. */
const PERIOD_ENDS = [-1, 6, undefined, -160];

/**
 * Nine in ten have a second factor; the others have every way of having none.
 * JumpCloud sets an enrolment period only when it demands a second factor, for
 * whoever has none, and some have enrolled since.
 */
function createSecondFactor(n: number, activated: boolean, day: Day) {
  const without = n % 19 === 2;
  const missing = !activated || without;
  const pending = !missing && n % 57 === 24;
  // Older answers know no statuses.
  const silent = n % 98 === 16 || n % 98 === 40;
  const enrolled = !missing && !pending;
  const turn = Math.floor(n / 19);
  const inPeriod = without
    ? turn % 3 === 1 || turn % 12 === 5
    : enrolled && n % 27 === 8;
  const days = inTurn(PERIOD_ENDS, Math.floor(turn / 3));
  const end = days === undefined ? undefined : day(days);
  const totp = enrolled && n % 2 === 0;
  const push = enrolled && n % 3 !== 0;
  const webAuthn = enrolled && (n % 7 === 0 || !(totp || push));
  const status = (has: boolean) => (has ? 'ENROLLED' : 'NOT_ENROLLED');
  return {
    totp,
    required: inPeriod || n % 45 !== 3,
    mfa: {
      // Half of the pending are counted as configured, some of the enrolled are not.
      configured: pending
        ? Math.floor(n / 57) % 2 === 0
        : enrolled && n % 35 !== 19,
      exclusion: inPeriod,
      exclusionUntil: inPeriod ? end : undefined,
      exclusionDays: inPeriod && end !== undefined ? 7 : undefined,
    },
    mfaEnrollment: silent
      ? undefined
      : {
          totpStatus: pending ? 'PENDING_ACTIVATION' : status(totp),
          pushStatus: status(push),
          webAuthnStatus: status(webAuthn),
          smsStatus: 'DISABLED',
          jcGoStatus: status(enrolled && n % 8 === 5),
          overallStatus: pending
            ? 'PENDING_ACTIVATION'
            : missing
            ? inTurn(NOT_ENROLLED, turn)
            : 'ENROLLED',
        },
  };
}

function createAttributes(n: number, username: string): Row[] {
  const handle = username.replace('.', '-');
  return [
    ...(n % 3 === 0 ? [{ name: 'githubUsername', value: handle }] : []),
    ...(n % 10 === 4 ? [{ name: 'bitbucketUsername', value: handle }] : []),
    ...(n % 16 === 0
      ? [{ name: 'badgeNumber', value: `${PLANTED_SECRET} ${n}` }]
      : []),
  ];
}

const SERVICES = ['backup', 'ldap-bind', 'printing', 'deploy', 'monitoring'];

function createServiceUser(n: number, { ids, day }: Basis): User {
  const turn = Math.floor(n / 37);
  const service = inTurn(SERVICES, turn);
  const round = Math.floor(turn / SERVICES.length);
  const username = `svc-${service}${round ? `-${round + 1}` : ''}`;
  const ldapBind = service === 'ldap-bind';
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
    created: day(-1500),
    creationSource: 'jumpcloud:gui',
    password_date: day(-1200),
    password_expiration_date: null,
    password_expired: false,
    password_never_expires: true,
    // Nobody says so of the one that searches the LDAP directory.
    employeeType: ldapBind
      ? ''
      : inTurn(robot ? ['bot', 'BOT', 'Bot'] : ['service', 'Service'], turn),
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
    ldap_binding_user: ldapBind,
    samba_service_user: !robot && !ldapBind,
    totp_enabled: false,
    enable_user_portal_multifactor: false,
    mfa: { configured: false, exclusion: false },
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
