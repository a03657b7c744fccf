import { Admin, createAdmins, linkAdministrators } from './admins';
import { createAppleDevices, createAppleMdms } from './appleMdm';
import {
  Application,
  createApplications,
  Grant,
  grantApplications,
} from './applications';
import {
  Automation,
  AutomationOptions,
  createAutomation,
  isInPolicyGroup,
  linkAutomation,
} from './automation';
import { createAuthnPolicies, createIpLists } from './conditionalAccess';
import {
  createSystemGroups,
  fillSystemGroups,
  SystemGroup,
} from './deviceGroups';
import { createSystems, System } from './devices';
import {
  createActiveDirectories,
  createActiveDirectoryAgents,
  createCloudDirectories,
  createDirectories,
  createLdapServers,
  createRadiusServers,
  createWorkdays,
  Directory,
} from './directories';
import {
  createEverybody,
  createGroups,
  fillGroups,
  Group,
  GroupOptions,
  hasOwnPasswordPolicy,
} from './groups';
import { createLinks, Link } from './links';
import { addMalformed } from './malformed';
import { createOrganization, Organization } from './organization';
import { createUsers, User } from './people';
import { createPolicies } from './policies';
import {
  Basis,
  createCalendar,
  createIds,
  createRandom,
  PLANTED_SECRET,
  REFERENCE_DATE,
  Row,
} from './random';
import { createRoles, createServiceAccounts } from './roles';
import { createSaas, SaasManagement } from './saas';

/* A whole organization: what it holds, and by which options it is made. */

export { PLANTED_SECRET };
export type { Admin, Application, Grant, Group, Organization, User };

export interface TenantOptions extends GroupOptions, AutomationOptions {
  /** The same options give the same tenant. */
  seed: number;
  /** Number of the organization: several of them never share an id. */
  index: number;
  organizationName: string;
  /** Without the malformed ones. */
  users: number;
  /** User groups without 'Everyone'. */
  groups: number;
  /** Adds the group 'Everyone', which holds all users. */
  everybody: boolean;
  applications: number;
  admins: number;
  serviceAccounts: number;
  /** As many as users, where undefined. */
  devices: number | undefined;
  deviceGroups: number;
  /** Policies of devices. */
  policies: number;
  directories: number;
  radiusServers: number;
  /** Conditional access policies and IP lists: all sorts of them, or none. */
  conditionalAccess: boolean;
  /** Apple's device management, with the devices that it knows. */
  appleMdm: boolean;
  /** Whether Directory Insights is licensed. */
  directoryInsights: boolean;
  /** Applications that SaaS management knows; without the licence it is undefined. */
  saasApplications: number | undefined;
  /** Everything is dated from this moment (milliseconds since the epoch). */
  now: number;
  /** Adds fixed records that no specification allows and some tenant has. */
  malformed: boolean;
}

/** Of a tenant that is about users, groups or devices alone. */
export const NOTHING_ELSE: Partial<TenantOptions> = {
  deviceGroups: 0,
  policies: 0,
  commands: 0,
  softwareApps: 0,
  policyGroups: 0,
  directories: 0,
  radiusServers: 0,
  conditionalAccess: false,
  appleMdm: false,
};

/** One organization: the raw objects that the API sends and what ties them. */
export interface Tenant extends Automation {
  /** What it is dated from, in milliseconds since the epoch. */
  now: number;
  organization: Organization;
  users: User[];
  groups: Group[];
  /** Group id -> ids of its users; every group has an entry. */
  members: Map<string, string[]>;
  /** Ids of the groups that have a password policy of their own. */
  groupsWithPasswordPolicy: Set<string>;
  applications: Application[];
  /** Application id -> its grants; every application has an entry. */
  grants: Map<string, Grant>;
  admins: Admin[];
  /** Which administrators of the provider reach the organization. */
  administratorLinks: Row[];
  roles: Row[];
  serviceAccounts: Row[];
  systems: System[];
  systemGroups: SystemGroup[];
  /** System group id -> ids of its systems. */
  systemGroupMembers: Map<string, string[]>;
  policies: (Row & { id: string })[];
  directories: Directory[];
  /** How many elements of the list of directories are null; some tenants have them. */
  nullDirectories: number;
  ldapServers: Row[];
  activeDirectories: Row[];
  /** Active Directory id -> its agents. */
  activeDirectoryAgents: Map<string, Row[]>;
  cloudDirectories: Row[];
  workdays: Row[];
  radiusServers: (Row & { _id: string })[];
  authnPolicies: Row[];
  ipLists: Row[];
  appleMdms: (Row & { id: string })[];
  /** Apple MDM id -> its devices. */
  appleDevices: Map<string, Row[]>;
  /** Undefined without a licence. */
  saas: SaasManagement | undefined;
  /** Associations other than those of applications. */
  links: Link[];
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
  admins: 12,
  serviceAccounts: 6,
  devices: undefined,
  deviceGroups: 6,
  policies: 8,
  commands: 6,
  softwareApps: 5,
  policyGroups: 3,
  workflows: true,
  directories: 6,
  radiusServers: 5,
  conditionalAccess: true,
  appleMdm: true,
  directoryInsights: true,
  saasApplications: 8,
  now: REFERENCE_DATE,
  malformed: false,
};

/**
 * Generates an organization and its data as JumpCloud's API would send them.
 *
 * @param options what differs from the defaults (230 users, 20 groups, ...)
 * @returns the same tenant for the same options, on any machine, at any time; of another `now`, the same but for its dates and the versions of systems
 */
export function createTenant(options: Partial<TenantOptions> = {}): Tenant {
  const settings: TenantSettings = { ...DEFAULTS, ...options };
  const { now } = settings;
  const basis: Basis = {
    ids: createIds(settings.index, settings.seed),
    day: createCalendar(now),
  };
  const base = settings.seed * 7919 + settings.index * 104_729;
  const random = (n: number) => createRandom(base + n);

  const users = createUsers(settings.users, basis, base);
  const groups = createGroups(settings.groups, basis);
  const members = fillGroups(groups, users, settings, random(1));
  const applications = createApplications(settings.applications, basis);
  const devices = settings.devices ?? settings.users;
  const systems = createSystems(devices, basis, users);
  const systemGroups = createSystemGroups(settings.deviceGroups, basis);
  const policies = createPolicies(settings.policies, basis);
  const directories = createDirectories(settings.directories, basis);
  const activeDirectories = createActiveDirectories(directories, basis);
  const radiusServers = createRadiusServers(settings.radiusServers, basis);
  const appleMdms = settings.appleMdm
    ? createAppleMdms(basis, systemGroups)
    : [];
  const { saasApplications, conditionalAccess } = settings;
  const estate = { users, groups, systems, systemGroups, policies };
  const admins = createAdmins(settings.admins, basis, users);
  const organization = createOrganization(basis, settings);
  const automation = createAutomation(settings, basis, estate);
  const tenant: Tenant = {
    now,
    organization,
    users,
    groups,
    members,
    groupsWithPasswordPolicy: new Set(
      groups.filter((_, n) => hasOwnPasswordPolicy(n)).map(({ id }) => id),
    ),
    applications,
    grants: new Map(),
    admins,
    administratorLinks: linkAdministrators(admins, organization),
    roles: createRoles(basis),
    serviceAccounts: createServiceAccounts(settings.serviceAccounts, basis),
    systems,
    systemGroups,
    systemGroupMembers: fillSystemGroups(systemGroups, systems, random(3)),
    policies,
    ...automation,
    directories,
    nullDirectories: settings.malformed ? 1 : 0,
    ldapServers: createLdapServers(directories),
    activeDirectories,
    activeDirectoryAgents: createActiveDirectoryAgents(
      activeDirectories,
      basis,
    ),
    cloudDirectories: createCloudDirectories(directories),
    workdays: createWorkdays(directories, basis),
    radiusServers,
    authnPolicies: [],
    ipLists: conditionalAccess ? createIpLists(basis) : [],
    appleMdms,
    appleDevices: createAppleDevices(basis, appleMdms, systems),
    saas:
      saasApplications === undefined
        ? undefined
        : createSaas(saasApplications, basis, users, applications, random(4)),
    links: [
      ...createLinks(
        {
          ...estate,
          isInPolicyGroup: (policy) =>
            isInPolicyGroup(policy, settings.policyGroups),
          directories,
          radiusServers,
        },
        random(5),
      ),
      ...linkAutomation(automation, estate),
    ],
  };
  if (settings.malformed) addMalformed(tenant, basis);
  if (settings.everybody) addEverybody(tenant, basis);
  tenant.grants = grantApplications(tenant, random(2));
  if (conditionalAccess) {
    tenant.authnPolicies.unshift(
      ...createAuthnPolicies(basis, tenant.groups, tenant.applications),
    );
  }
  return tenant;
}

function addEverybody(tenant: Tenant, basis: Basis): void {
  const group = createEverybody(tenant.groups.length, basis);
  tenant.groups.push(group);
  tenant.members.set(
    group.id,
    tenant.users.map(({ _id }) => _id),
  );
}
