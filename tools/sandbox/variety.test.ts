import { ADMINS_OF_EVERY_SORT } from './admins';
import { createCalendar, PLANTED_SECRET, Row } from './random';
import { drawNames } from './staff';
import { createTenant, User } from './tenant';

/* A tenant holds somebody, or something, of every sort that matters. */

const tenant = createTenant({ admins: ADMINS_OF_EVERY_SORT });
const day = createCalendar(tenant.now);
const { users, admins } = tenant;
const row = (value: Row[string]) => (value ?? {}) as Row;

/** Somebody who signs in, and is nobody's robot. */
const people = users.filter(
  ({ state, activated, firstname }) =>
    state === 'ACTIVATED' && activated === true && firstname,
);
const isEnrolled = ({ mfaEnrollment }: User) =>
  row(mfaEnrollment).overallStatus === 'ENROLLED';
const isSilent = ({ mfaEnrollment }: User) => mfaEnrollment === undefined;

describe('users', () => {
  test.each<[string, (user: User) => boolean]>([
    ['enrolled', isEnrolled],
    ['without a second factor', (user) => !isEnrolled(user) && !isSilent(user)],
    ['without a requirement', ({ enable_user_portal_multifactor: is }) => !is],
    [
      'pending, yet configured',
      ({ mfa, mfaEnrollment }) =>
        row(mfaEnrollment).overallStatus === 'PENDING_ACTIVATION' &&
        row(mfa).configured === true,
    ],
    [
      'enrolled, yet not configured',
      (user) => isEnrolled(user) && row(user.mfa).configured === false,
    ],
    ['without statuses, configured', (user) => isSilent(user) && isSet(user)],
    ['without statuses, without', (user) => isSilent(user) && !isSet(user)],
    ['with an old public key', ({ public_key }) => public_key !== ''],
    [
      'with several keys',
      ({ ssh_keys }) => Array.isArray(ssh_keys) && ssh_keys.length > 1,
    ],
    [
      'with a recovery e-mail that was never verified',
      ({ recoveryEmail }) => row(recoveryEmail).verified === false,
    ],
    [
      'whom Active Directory checks',
      ({ delegatedAuthority }) => delegatedAuthority !== null,
    ],
    [
      'who sign in at another identity provider',
      ({ restrictedFields }) =>
        (restrictedFields as Row[]).some(
          ({ field, type }) =>
            field === 'password' && type === 'federated_identity_provider',
        ),
    ],
    ['in capital letters', ({ employeeType }) => employeeType === 'CONTRACTOR'],
  ])('%s: some, not all', (_, holds) => {
    const some = people.filter(holds).length;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(people.length);
  });

  const isSet = ({ mfa }: User) => row(mfa).configured === true;

  test('an enrolment period comes with a requirement, and ends in every way', () => {
    const inPeriod = users.filter(({ mfa }) => row(mfa).exclusion === true);
    expect(inPeriod.map((user) => user.enable_user_portal_multifactor)).toEqual(
      inPeriod.map(() => true),
    );
    const ends = (enrolled: boolean) =>
      new Set(
        inPeriod
          .filter((user) => isEnrolled(user) === enrolled)
          .map(({ mfa }) => String(row(mfa).exclusionUntil ?? 'never')),
      );
    expect(ends(false)).toEqual(new Set([day(-160), day(-1), day(6), 'never']));
    expect(ends(true).size).toBeGreaterThan(1);
  });

  test('some are activated in name only', () => {
    const unfinished = users.filter(
      ({ state, activated }) => state === 'ACTIVATED' && activated === false,
    );
    expect(unfinished.length).toBeGreaterThan(0);
    expect(unfinished.filter(isEnrolled)).toEqual([]);
  });
});

describe('administrators', () => {
  const userOf = (id: string) =>
    users.find(({ admin }) => row(admin ?? {}).id === id);
  const linked = admins.flatMap((admin) => {
    const user = userOf(admin._id);
    return user && !user.suspended ? [{ admin, user }] : [];
  });

  test('who sign in as users have no second factor of their own', () => {
    expect(linked.map(({ admin }) => admin.totpEnrolled)).toEqual(
      linked.map(() => false),
    );
    expect(new Set(linked.map(({ user }) => isEnrolled(user)))).toEqual(
      new Set([false, true]),
    );
  });

  test('some sign in as users who cannot, or not yet', () => {
    expect(
      linked.map(({ user }) => [user.state, user.activated].join()),
    ).toEqual(
      expect.arrayContaining([
        'STAGED,false',
        'ACTIVATED,false',
        'ACTIVATED,true',
      ]),
    );
  });

  test('some are claimed by a user who does not name them', () => {
    const claims = users.filter(
      ({ admin }) => admin && row(admin).id === undefined,
    );
    expect(claims.length).toBeGreaterThan(0);
  });

  test('others are required without being enrolled, and enrolled without being required', () => {
    const own = admins.filter(({ _id }) => !userOf(_id));
    const sorts = new Set(
      own.map(({ enableMultiFactor, totpEnrolled }) =>
        [enableMultiFactor, totpEnrolled].join(),
      ),
    );
    expect(sorts).toEqual(
      new Set(['true,false', 'false,true', 'true,true', 'false,false', ',']),
    );
  });

  test('have keys that end, that never end, and that nothing is known of', () => {
    const keys = admins
      .filter(({ apiKeySet }) => apiKeySet === true)
      .map(({ apiKeyHash }) =>
        apiKeyHash === undefined
          ? 'unknown'
          : 'expireAt' in row(apiKeyHash) && row(apiKeyHash).expireAt
          ? 'ends'
          : 'endless',
      );
    expect(new Set(keys)).toEqual(new Set(['ends', 'endless', 'unknown']));
  });
});

test('an LDAP binding user need not be of a type', () => {
  const binding = users.filter(({ ldap_binding_user: is }) => is);
  expect(binding.map(({ employeeType }) => employeeType)).toContain('');
});

test('everything is dated from one moment', () => {
  const later = createTenant({ now: Date.UTC(2050, 5, 1), users: 60 });
  const dates = JSON.stringify({
    ...later,
    saas: [...(later.saas?.usage ?? [])],
  })
    .match(/\d{4}(?=-\d\d-\d\dT)/g)
    ?.map(Number);
  expect(Math.min(...(dates ?? []))).toBeGreaterThan(2040);
  expect(Math.max(...(dates ?? []))).toBeLessThan(2060);
});

test('organizations follow every standard for passwords, and none, in two arrangements', () => {
  const organizations = [0, 1, 2, 3].map(
    (index) => createTenant({ index, users: 0 }).organization,
  );
  expect(
    organizations.map(({ settings }) => row(settings).passwordCompliance),
  ).toEqual(['custom', 'pci3', undefined, 'windows']);
  expect(organizations.map(({ features }) => features !== undefined)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('every device lacks something else', () => {
  const { systems } = tenant;
  const owner = ({ primarySystemUser }: Row) => row(primarySystemUser).id;
  const ids = new Set<unknown>(users.map(({ _id }) => _id));
  const suspended = new Set<unknown>(
    users.filter((user) => user.suspended).map(({ _id }) => _id),
  );
  const sorts: ((system: Row) => boolean)[] = [
    ({ serialNumber }) => serialNumber === undefined,
    ({ serialNumber }) => serialNumber === '',
    ({ fde }) => fde === undefined,
    ({ fde }) => row(fde).active === false,
    ({ fde }) => row(fde).active === true && row(fde).keyPresent === false,
    ({ mdm }) => mdm === undefined,
    ({ policyStats }) => policyStats === undefined,
    ({ policyStats }) => Number(row(policyStats).failed) > 0,
    ({ lastContact }) => lastContact === null,
    (system) => owner(system) === null,
    (system) => system.primarySystemUser === undefined,
    (system) => typeof owner(system) === 'string' && !ids.has(owner(system)),
    (system) => suspended.has(owner(system)),
  ];
  expect(sorts.map((holds) => systems.some(holds))).toEqual(
    sorts.map(() => true),
  );
});

test('directories, RADIUS servers, policies and device groups: with groups, and without', () => {
  const linked = new Set(
    tenant.links.flatMap(({ from, to }) => [from.id, to.id]),
  );
  for (const rows of [
    tenant.directories,
    tenant.radiusServers,
    tenant.policies,
    tenant.systemGroups,
  ]) {
    const known = rows.map(({ _id, id }) => linked.has(String(_id ?? id)));
    expect(new Set(known)).toEqual(new Set([true, false]));
  }
});

test('what must stay in JumpCloud is planted in every sort of object that has it', () => {
  const kinds: Record<string, unknown> = {
    organization: tenant.organization,
    users,
    admins,
    groups: tenant.groups,
    applications: tenant.applications,
    systems: tenant.systems,
    directories: tenant.directories,
    cloudDirectories: tenant.cloudDirectories,
    workdays: tenant.workdays,
    radiusServers: tenant.radiusServers,
    authnPolicies: tenant.authnPolicies,
    appleMdms: tenant.appleMdms,
    appleDevices: [...tenant.appleDevices.values()],
    serviceAccounts: tenant.serviceAccounts,
    commands: tenant.commands,
    softwareApps: tenant.softwareApps,
    policyGroups: tenant.policyGroups,
    workflows: tenant.workflows,
    approvalFlows: tenant.approvalFlows,
    accessRequests: tenant.accessRequests,
    saas: tenant.saas,
  };
  const bare = Object.keys(kinds).filter(
    (kind) => !JSON.stringify(kinds[kind]).includes(PLANTED_SECRET),
  );
  expect(bare).toEqual([]);
});

test('4,000 devices share what is the same', () => {
  const { systems, systemGroupMembers } = createTenant({
    users: 100,
    devices: 4_000,
    deviceGroups: 200,
    policies: 100,
  });
  expect(systems).toHaveLength(4_000);
  expect(systems[0].osVersionDetail).toBe(systems[20].osVersionDetail);
  expect(systemGroupMembers.size).toBe(200);
});

test('names are those that the whole of faker draws', () => {
  // Tests have a stand-in for it, which is quicker to load.
  jest.doMock('@faker-js/faker/locale/en', () =>
    jest.requireActual('@faker-js/faker/dist/cjs/locale/en'),
  );
  jest.isolateModules(() => {
    const staff = jest.requireActual<{ drawNames: typeof drawNames }>(
      './staff',
    );
    for (const seed of [1, 7919]) {
      expect(staff.drawNames(seed)).toEqual(drawNames(seed));
    }
    expect(staff.drawNames(1)).not.toBe(drawNames(1));
  });
});
