import {
  Entity,
  MappedRelationship,
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import { findingsIn } from '../tools/findings';
import { Graph } from '../tools/integration';
import { find } from '../tools/j1ql/evaluator';
import { ADMINS_OF_EVERY_SORT } from '../tools/sandbox/admins';
import { softwareOf } from '../tools/sandbox/software';
import { createTenant, Tenant } from '../tools/sandbox/tenant';
import { collectorIn, useOwnStorage } from './executing';

/*
 * On an ordinary tenant, whose data we know, the HIGH and CRITICAL rules find
 * whom a person would find who reads the tenant's own rows, and nobody else; and
 * so do the questions of JupiterOne's own boards. What is asked here is asked of
 * JumpCloud's rows, not of our properties.
 */

jest.setTimeout(120_000);

const collectHere = collectorIn(useOwnStorage());
const NOW = Date.now();
const TENANT = createTenant({ now: NOW, admins: ADMINS_OF_EVERY_SORT });
let collected: Graph | undefined;

/** What a run collects, the same for all questions. */
async function collect(): Promise<Graph> {
  if (collected) return collected;
  const run = await collectHere(
    {},
    {
      server: { tenants: [TENANT] },
      config: { ingestSoftwareInventory: true },
    },
  );
  return (collected = run.graph());
}

type Row = Record<string, unknown>;
const at = (row: Row | undefined, name: string): Row => {
  const value = row?.[name];
  return value instanceof Object ? (value as Row) : {};
};
const isPast = (date: unknown, now: number) =>
  typeof date === 'string' && Date.parse(date) < now;

/** Can sign in: not suspended, not staged, and has set a password. */
const canSignIn = ({ state, activated, suspended }: Row) =>
  state === 'ACTIVATED' && activated === true && suspended !== true;

/** Somebody who could hold a second factor. */
const isPerson = ({
  employeeType,
  ldap_binding_user,
  samba_service_user,
}: Row) =>
  ldap_binding_user !== true &&
  samba_service_user !== true &&
  !/^(bot|generic|service|shared|system)$/i.test(String(employeeType));

/** JumpCloud says that there is no second factor, and has to know. */
const lacksMfa = (user: Row) => {
  const { overallStatus } = at(user, 'mfaEnrollment');
  const restricted = (user.restrictedFields ?? []) as Row[];
  const isFederated = restricted.some(
    ({ field, type }) =>
      field === 'password' && type === 'federated_identity_provider',
  );
  if (isFederated) return false;
  if (overallStatus !== undefined) return overallStatus !== 'ENROLLED';
  return at(user, 'mfa').configured === false && user.totp_enabled !== true;
};

const hasTime = (user: Row, now: number) => {
  const { exclusion, exclusionUntil } = at(user, 'mfa');
  return (
    exclusion === true &&
    typeof exclusionUntil === 'string' &&
    Date.parse(exclusionUntil) > now
  );
};

/** The ids of those who are guilty, by the rule that accuses them. */
function guiltyOf(tenant: Tenant, now: number): Record<string, string[]> {
  const { users, groups, members, applications, admins, appleMdms } = tenant;
  const linkedTo = (admin: Row) =>
    users.find((user) => at(user, 'admin').id === admin._id);
  const namesakes = (admin: Row) =>
    users.filter(
      ({ email }) =>
        String(email).toLowerCase() === String(admin.email).toLowerCase(),
    );
  const persons = new Set(
    users
      .filter((user) => user.state === 'ACTIVATED' && user.suspended !== true)
      .filter(isPerson)
      .map(({ _id }) => _id),
  );
  const keys = (rows: Row[]) =>
    rows.map(({ _id, id }) => String(_id ?? id)).sort();
  const rolesOf = (admin: Row) =>
    tenant.roles.filter(
      ({ id, name }) =>
        ((admin.roles ?? [admin.role]) as unknown[]).includes(id) ||
        admin.roleName === name,
    );
  const isWithBilling = ({ name }: Row) =>
    name === 'Administrator With Billing';
  const isActive = (admin: Row) => {
    const user = linkedTo(admin);
    return admin.suspended !== true && (user === undefined || canSignIn(user));
  };
  /** Signs in with a password and an MFA that others may replace. */
  const isExposed = (admin: Row) =>
    linkedTo(admin) !== undefined &&
    isActive(admin) &&
    rolesOf(admin).some(isWithBilling);
  return {
    'jumpcloud-role-that-could-become-administrator': keys(
      tenant.roles.filter(
        (role) =>
          !/^Administrator( With Billing)?$/.test(String(role.name)) &&
          ['users.password.set', 'users.mfa.reset'].every((scope) =>
            ((role.scopes ?? []) as unknown[]).some((one) =>
              [scope, 'users'].includes(String(one)),
            ),
          ) &&
          admins.some(
            (admin) =>
              isActive(admin) &&
              rolesOf(admin).includes(role as never) &&
              !rolesOf(admin).some(isWithBilling),
          ) &&
          admins.some(isExposed),
      ),
    ),
    'jumpcloud-administrator-without-mfa': keys(
      admins.filter((admin) => {
        const user = linkedTo(admin);
        if (admin.suspended === true) return false;
        return user === undefined
          ? admin.totpEnrolled === false
          : canSignIn(user) && lacksMfa(user) && !hasTime(user, now);
      }),
    ),
    'jumpcloud-administrator-suspended-as-user': keys(
      admins.filter(
        (admin) =>
          admin.suspended !== true &&
          linkedTo(admin) === undefined &&
          namesakes(admin).some(({ suspended }) => suspended === true),
      ),
    ),
    'jumpcloud-active-user-without-mfa': keys(
      users.filter(
        (user) =>
          canSignIn(user) &&
          isPerson(user) &&
          lacksMfa(user) &&
          !hasTime(user, now),
      ),
    ),
    'jumpcloud-application-certificate-expired': keys(
      applications.filter(
        (application) =>
          application.active !== false &&
          isPast(at(application, 'sso').idpCertExpirationAt, now),
      ),
    ),
    'jumpcloud-apple-mdm-certificate-expired': keys(
      appleMdms.filter(
        ({ id, apnsCertExpiry }) =>
          isPast(apnsCertExpiry, now) &&
          (tenant.appleDevices.get(id) ?? []).length > 0,
      ),
    ),
    'jumpcloud-group-with-passwordless-sudo': keys(
      groups.filter((group) => {
        const { enabled, withoutPassword } = at(
          at(group, 'attributes'),
          'sudo',
        );
        return (
          enabled === true &&
          withoutPassword === true &&
          (members.get(group.id) ?? []).some((user) => persons.has(user))
        );
      }),
    ),
  };
}

test('nobody who is innocent is accused, and all the guilty are', async () => {
  const [tenant, now] = [TENANT, NOW];
  const findings = findingsIn(await collect(), now);
  const severe = findings.filter(({ level }) =>
    ['CRITICAL', 'HIGH'].includes(level),
  );
  const accused = Object.fromEntries(
    severe.map(({ name, keys }) => [name, [...keys].sort()]),
  );
  const guilty = Object.entries(guiltyOf(tenant, now));
  expect(accused).toEqual(
    Object.fromEntries(guilty.filter(([, keys]) => keys.length > 0)),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({
      name: 'jumpcloud-service-account-secret-expires',
      keys: tenant.serviceAccounts
        .filter(({ status }) => status === 'EXPIRING')
        .map(({ objectId }) => objectId),
    }),
  );
  // An ordinary tenant has somebody of either kind, or the test would say little.
  const users = guiltyOf(tenant, now)['jumpcloud-active-user-without-mfa'];
  expect(users.length).toBeGreaterThan(0);
  expect(users.length).toBeLessThan(tenant.users.filter(lacksMfa).length);
});

/** As JupiterOne does it with every device: it belongs to the person who has its e-mail address. */
const ownedBy = ({ _key, email }: Entity) =>
  ({
    _key: `${_key}|owned`,
    _class: RelationshipClass.OWNS,
    _mapping: {
      sourceEntityKey: _key,
      relationshipDirection: RelationshipDirection.REVERSE,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: { _class: 'Person', _type: 'employee', email },
    },
  } as unknown as MappedRelationship);

test("what JupiterOne's boards ask of devices", async () => {
  const { users, systems, appleDevices, now } = TENANT;
  const { entities, relationships } = await collect();
  const devices = entities.filter(
    ({ _type, email }) => _type === 'jumpcloud_device' && email,
  );
  const graph = {
    entities,
    relationships: [...relationships, ...devices.map(ownedBy)],
  };
  const found = (query: string) =>
    find(graph, query, now)
      .map(({ _key }) => _key)
      .sort();

  const managed = systems.filter(({ agentVersion }) => Boolean(agentVersion));
  const serials = new Set(managed.map(({ serialNumber }) => serialNumber));
  const unmanaged = [
    ...systems
      .filter(({ agentVersion }) => !agentVersion)
      .map(({ _id }) => _id),
    ...[...appleDevices.values()]
      .flat()
      .filter(({ serialNumber }) => !serials.has(String(serialNumber)))
      .map(({ id }) => String(id)),
  ].sort();
  expect(unmanaged.length).toBeGreaterThan(0);
  expect(unmanaged.length).toBeLessThan(systems.length);
  expect(found('FIND Device THAT !MANAGES HostAgent')).toEqual(unmanaged);
  expect(
    found('FIND Device THAT !(PROTECTS|MANAGES) (HostAgent|Service)'),
  ).toEqual(unmanaged);

  const software = softwareOf(TENANT);
  const withSoftware = new Set(
    [
      ...software.apps.filter(({ path }) => /^.Users/.test(String(path))),
      ...software.programs,
      ...software.linuxPackages.filter(
        ({ package_group_or_section: section }) =>
          section !== 'libs' && section !== 'kernel',
      ),
      ...software.chromeExtensions,
      ...software.firefoxAddons,
      ...software.safariExtensions,
    ].map(({ system_id }) => system_id),
  );
  const owners = systems
    .filter(({ _id }) => withSoftware.has(_id))
    .map(
      ({ primarySystemUser }) =>
        at({ primarySystemUser }, 'primarySystemUser').id,
    );
  const people = users
    .filter((user) => owners.includes(user._id) && isPerson(user))
    .map(
      ({ email }) =>
        `mapped:_class=Person:email=${String(email).toLowerCase()}`,
    );
  expect(people.length).toBeGreaterThan(0);
  expect(people.length).toBeLessThan(users.length);
  expect(
    found('FIND Person THAT OWNS Device THAT INSTALLED Application'),
  ).toEqual([...new Set(people)].sort());
});
