import { isIPv4, isIPv6 } from 'net';

import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../../graph/fields';
import { v1 } from '../../jumpcloud/endpoints';
import { idOf, normalizeId, pathSegment } from '../../jumpcloud/ids';
import {
  asIpAddress,
  ipAddressesOf,
  isPrivate,
  macAddressesOf,
  NETWORK_INTERFACE,
  publicIpAddressesOf,
} from './addresses';
import { fullNameOf, hostNameOf } from './hostName';
import {
  categoryOf,
  osDetailsOf,
  osVersionOf,
  platformOf,
  supportEndOf,
  VERSION_DETAIL,
} from './operatingSystem';
import { unlessPlaceholder } from './placeholders';
import {
  asBoolean,
  asLowerCase,
  asString,
  boolean,
  elements,
  email,
  lowerCase,
  nullable,
  number,
  string,
  strings,
  timestamp,
} from '../properties';

/**
 * Nothing of custom attributes, parameters of sshd, connections, or the name
 * that Windows signs in to its MDM with; the token and the password hashes that
 * older agents left behind are no business of a graph.
 *
 * A device has more to tell than other objects: hence the length of this file,
 * which is one list of fields and one of properties.
 */
const FIELDS = {
  _id: RAW,
  id: PROPERTY_ONLY,
  active: RAW,
  agentHasFullDiskAccess: PROPERTY_ONLY,
  agentVersion: PROPERTY_ONLY,
  allowMultiFactorAuthentication: RAW,
  allowPublicKeyAuthentication: RAW,
  allowSshPasswordAuthentication: RAW,
  allowSshRootLogin: RAW,
  amazonInstanceID: PROPERTY_ONLY,
  arch: PROPERTY_ONLY,
  azureAdJoined: PROPERTY_ONLY,
  created: RAW,
  description: PROPERTY_ONLY,
  desktopCapable: PROPERTY_ONLY,
  displayManager: PROPERTY_ONLY,
  displayName: PROPERTY_ONLY,
  domainInfo: { domainName: PROPERTY_ONLY, partOfDomain: PROPERTY_ONLY },
  fde: { active: RAW, keyPresent: RAW },
  hasServiceAccount: PROPERTY_ONLY,
  hostname: PROPERTY_ONLY,
  hwVendor: PROPERTY_ONLY,
  isPolicyBound: PROPERTY_ONLY,
  lastContact: RAW,
  mdm: {
    dep: PROPERTY_ONLY,
    enrollmentType: RAW,
    internal: { deviceId: PROPERTY_ONLY },
    lostModeStatus: PROPERTY_ONLY,
    userApproved: PROPERTY_ONLY,
    vendor: RAW,
  },
  modifySSHDConfig: RAW,
  networkInterfaces: [NETWORK_INTERFACE],
  organization: RAW,
  os: RAW,
  osFamily: RAW,
  osVersionDetail: VERSION_DETAIL,
  // The user of primarySystemUser; added by the step.
  owner: { email: PROPERTY_ONLY },
  policyStats: {
    duplicate: PROPERTY_ONLY,
    failed: PROPERTY_ONLY,
    pending: PROPERTY_ONLY,
    success: PROPERTY_ONLY,
    total: PROPERTY_ONLY,
    unsupportedOs: PROPERTY_ONLY,
  },
  primarySystemUser: { id: RAW },
  provisionMetadata: { provisioner: { type: PROPERTY_ONLY } },
  remoteAssistAgentVersion: PROPERTY_ONLY,
  remoteIP: PROPERTY_ONLY,
  secureLogin: { enabled: PROPERTY_ONLY, supported: PROPERTY_ONLY },
  serialNumber: PROPERTY_ONLY,
  serviceAccountState: { hasSecureToken: PROPERTY_ONLY },
  systemInsights: { state: PROPERTY_ONLY },
  tags: PROPERTY_ONLY,
  userMetrics: [
    {
      admin: PROPERTY_ONLY,
      managed: PROPERTY_ONLY,
      secureTokenEnabled: PROPERTY_ONLY,
      suspended: PROPERTY_ONLY,
      userName: PROPERTY_ONLY,
    },
  ],
  version: RAW,
} as const;

export type System = Row<typeof FIELDS>;

export const device = declare<typeof FIELDS>({
  list: v1('devices', '/systems', 'systems.readonly'),
  fields: FIELDS,
  excluded: ['attributes', 'sshdParams'],
  webLink: (id) => `/#/devices/${pathSegment(id)}/details`,
  remember: [
    'amazonInstanceId',
    'displayName',
    'encrypted',
    'ownerId',
    'platform',
    'policyFailedCount',
    'serial',
  ],
  properties: {
    name: string(
      'Host name',
      (row) =>
        asString(row.hostname) ??
        asString(row.displayName) ??
        unlessPlaceholder(row.serialNumber),
    ),
    displayName: string(
      'Name that an administrator gave it',
      (row) =>
        asString(row.displayName) ??
        asString(row.hostname) ??
        unlessPlaceholder(row.serialNumber),
    ),
    description: string('Description', 'description'),
    createdOn: timestamp('When it was added to JumpCloud', 'created'),
    active: boolean('Its agent has checked in lately', 'active'),
    lastSeenOn: nullable(
      timestamp('When its agent last reported', 'lastContact'),
    ),
    category: nullable(
      string(
        'mobile, server or endpoint, from its system; null when it cannot be told',
        categoryOf,
      ),
    ),
    make: nullable(
      string('Vendor of the hardware', (row) =>
        unlessPlaceholder(row.hwVendor),
      ),
    ),
    model: nullable(
      string('Always null: JumpCloud does not list it', () => undefined),
    ),
    serial: nullable(
      string(
        'Serial number; null for a placeholder such as "To be filled by O.E.M."',
        (row) => unlessPlaceholder(row.serialNumber),
      ),
    ),
    serialNumber: string(
      'The same, as JupiterOne finds the agents of other integrations that run on it; absent where there is none',
      (row) => unlessPlaceholder(row.serialNumber),
    ),
    deviceId: nullable(
      string("JumpCloud's id, as the data model calls it", idOf),
    ),
    hostname: nullable(
      string('Host name without a domain', (row) => hostNameOf(row.hostname)),
    ),
    fqdn: strings(
      'Host name with its domain; absent where no domain is known',
      fullNamesOf,
    ),
    platform: string(
      'darwin, linux, unix, windows, android, ios or other; absent when unknown',
      (row) => platformOf(row.os, row.osFamily),
    ),
    osType: nullable(
      string('The same, as later versions of the data model call it', (row) =>
        platformOf(row.os, row.osFamily),
      ),
    ),
    osName: string('Name of the operating system', 'os'),
    osVersion: string(
      'Version of the operating system; of Windows with its edition: 10 Pro',
      osVersionOf,
    ),
    osDetails: string('Name, version and release of the system', osDetailsOf),
    osSupportEndsOn: timestamp(
      'When security updates for this version of macOS, Windows or Linux end or ended, without any that are paid for; absent when no end is known',
      supportEndOf,
    ),
    arch: string('Architecture of the processor', 'arch'),
    encrypted: boolean(
      'Full disk encryption is active; absent when JumpCloud does not say',
      'fde.active',
    ),
    recoveryKeyEscrowed: boolean(
      'JumpCloud keeps the recovery key of the disk; the key is not collected',
      'fde.keyPresent',
    ),
    agentVersion: string("Version of JumpCloud's agent", 'agentVersion'),
    agentHasFullDiskAccess: boolean(
      'macOS gives the agent access to the whole disk',
      'agentHasFullDiskAccess',
    ),
    remoteAssistAgentVersion: string(
      "Version of JumpCloud's agent for remote assistance",
      'remoteAssistAgentVersion',
    ),
    systemInsightsState: lowerCase(
      'System Insights: enabled, disabled or deferred',
      'systemInsights.state',
    ),
    mdmVendor: lowerCase(
      'Whose MDM it is enrolled in: internal (that of JumpCloud), external, none or unknown',
      'mdm.vendor',
    ),
    mdmEnrolled: boolean(
      'Enrolled in an MDM; absent when unknown',
      isEnrolledInMdm,
    ),
    mdmEnrollmentType: lowerCase(
      'How it was enrolled: automated device, device, user or unknown',
      'mdm.enrollmentType',
    ),
    mdmUserApproved: boolean(
      'Its user has approved the enrollment (macOS)',
      'mdm.userApproved',
    ),
    mdmAutomatedEnrollment: boolean(
      'Enrolled by the Device Enrollment Program of Apple',
      'mdm.dep',
    ),
    mdmLostModeStatus: lowerCase(
      'State of the lost mode',
      'mdm.lostModeStatus',
    ),
    mdmDeviceId: string(
      "Id of the device in JumpCloud's MDM",
      'mdm.internal.deviceId',
    ),
    sshRootLoginAllowed: boolean(
      'The user root may sign in over SSH, as set in JumpCloud',
      'allowSshRootLogin',
    ),
    sshPasswordLoginAllowed: boolean(
      'Users may sign in over SSH with a password, as set in JumpCloud',
      'allowSshPasswordAuthentication',
    ),
    sshPublicKeyLoginAllowed: boolean(
      'Users may sign in over SSH with a key, as set in JumpCloud',
      'allowPublicKeyAuthentication',
    ),
    sshConfigManaged: boolean(
      'JumpCloud writes the configuration of the SSH server',
      'modifySSHDConfig',
    ),
    mfaAtLogin: boolean(
      'MFA is switched on for signing in to the device',
      'allowMultiFactorAuthentication',
    ),
    secureLoginSupported: boolean(
      'JumpCloud can protect the sign-in window of the device',
      'secureLogin.supported',
    ),
    secureLoginEnabled: boolean(
      'JumpCloud protects the sign-in window',
      'secureLogin.enabled',
    ),
    policyBound: boolean('Has policies', 'isPolicyBound'),
    policyCount: number('Policies', 'policyStats.total'),
    policySuccessCount: number(
      'Policies that were applied',
      'policyStats.success',
    ),
    policyFailedCount: number(
      'Policies that could not be applied',
      'policyStats.failed',
    ),
    policyPendingCount: number(
      'Policies that are still to be applied',
      'policyStats.pending',
    ),
    policyDuplicateCount: number(
      'Policies that JumpCloud counts as duplicates',
      'policyStats.duplicate',
    ),
    policyUnsupportedCount: number(
      'Policies that its system does not support',
      'policyStats.unsupportedOs',
    ),
    localAccountCount: number('Accounts on the device', ({ userMetrics }) =>
      Array.isArray(userMetrics) ? userMetrics.length : undefined,
    ),
    localAdmins: strings(
      'Names of the accounts on the device that are administrators, without those that are suspended',
      (row) => namesOf(localAdminsOf(row)),
    ),
    localAdminCount: number(
      'How many accounts on the device are administrators, without those that are suspended',
      (row) => localAdminsOf(row)?.length,
    ),
    unmanagedLocalAdmins: strings(
      'Those of them that JumpCloud does not manage',
      (row) => namesOf(unmanagedAdminsOf(row)),
    ),
    suspendedLocalAdmins: strings(
      'Names of the accounts on the device that would be administrators, and are suspended',
      (row) => namesOf(suspendedLocalAdminsOf(row)),
    ),
    suspendedLocalAdminCount: number(
      'How many accounts on the device would be administrators, and are suspended',
      (row) => suspendedLocalAdminsOf(row)?.length,
    ),
    secureTokenAccounts: strings(
      'Names of the accounts on the device that have a secure token (macOS): they may unlock the disk; absent where JumpCloud does not say',
      (row) => namesOf(secureTokenAccountsOf(row)),
    ),
    secureTokenAccountCount: number(
      'How many accounts on the device have a secure token (macOS); absent where JumpCloud does not say',
      (row) => secureTokenAccountsOf(row)?.length,
    ),
    unmanagedLocalAdminCount: number(
      'Local administrators whom JumpCloud does not manage',
      (row) => unmanagedAdminsOf(row)?.length,
    ),
    serviceAccount: boolean(
      "JumpCloud's service account is on it (macOS)",
      'hasServiceAccount',
    ),
    serviceAccountHasSecureToken: boolean(
      'The service account may unlock the disk',
      'serviceAccountState.hasSecureToken',
    ),
    ownerId: string("The primary user's JumpCloud id", ownerIdOf),
    owner: email(
      'E-mail address of the primary user in lower case; absent when there is none',
      'owner.email',
    ),
    email: email(
      'The same, as JupiterOne finds the person who owns it',
      'owner.email',
    ),
    ipAddress: strings(
      'IP addresses of its network interfaces',
      ({ networkInterfaces }) => ipAddressesOf(networkInterfaces),
    ),
    publicIpAddress: string(
      'Where it reports from: often the gateway of an office, shared by many',
      ({ remoteIP }) => asIpAddress(remoteIP),
    ),
    macAddress: strings(
      'MAC addresses of its network interfaces, where JumpCloud lists them',
      ({ networkInterfaces }) => macAddressesOf(networkInterfaces),
    ),
    // Later versions of the data model require these five.
    ipv4Addresses: nullable(
      strings('IPv4 addresses of its network interfaces', (row) =>
        ipAddressesOf(row.networkInterfaces)?.filter((each) => isIPv4(each)),
      ),
    ),
    ipv6Addresses: nullable(
      strings('IPv6 addresses of its network interfaces', (row) =>
        ipAddressesOf(row.networkInterfaces)?.filter((each) => isIPv6(each)),
      ),
    ),
    privateIpAddresses: nullable(
      strings('Those of them that are private', (row) =>
        ipAddressesOf(row.networkInterfaces)?.filter(isPrivate),
      ),
    ),
    publicIpAddresses: nullable(
      strings(
        'Those of them that are public, and where it reports from',
        ({ networkInterfaces, remoteIP }) =>
          publicIpAddressesOf(networkInterfaces, remoteIP),
      ),
    ),
    macAddresses: nullable(
      strings(
        'MAC addresses of its network interfaces',
        ({ networkInterfaces }) => macAddressesOf(networkInterfaces),
      ),
    ),
    domainJoined: boolean('In a Windows domain', 'domainInfo.partOfDomain'),
    domainName: string('That domain', 'domainInfo.domainName'),
    azureAdJoined: boolean('Joined to Microsoft Entra ID', 'azureAdJoined'),
    amazonInstanceId: string(
      'Id of the EC2 instance that it is',
      'amazonInstanceID',
    ),
    provisionedBy: lowerCase(
      'Who added it: administrator, mdm or user',
      'provisionMetadata.provisioner.type',
    ),
    tags: strings('Tags', 'tags'),
  },
});

function fullNamesOf({ hostname, domainInfo }: System): string[] | undefined {
  const joined = domainInfo?.partOfDomain === true;
  const name = fullNameOf(hostname, joined && domainInfo?.domainName);
  return name === undefined ? undefined : [name];
}

/** The user whose device it is; undefined where it is nobody's. */
export function ownerIdOf({ primarySystemUser }: System): string | undefined {
  const id = asString(primarySystemUser?.id);
  return id === undefined ? undefined : normalizeId(id);
}

/** JumpCloud's own word for not knowing is neither yes nor no. */
function isEnrolledInMdm({ mdm }: System): boolean | undefined {
  const vendor = asLowerCase(mdm?.vendor);
  if (vendor === 'none') return false;
  return vendor === 'internal' || vendor === 'external' ? true : undefined;
}

/** Undefined where JumpCloud lists no accounts: that is not the same as none. */
function accountsOf({ userMetrics }: System) {
  return Array.isArray(userMetrics)
    ? elements(userMetrics).map((account) => account ?? {})
    : undefined;
}

/**
 * Without those that are suspended, which can do nothing. The built-in
 * Administrator of Windows was reported to be called not suspended where it is
 * disabled (TheJumpCloud/support, issue 640).
 */
function localAdminsOf(row: System) {
  return accountsOf(row)?.filter(
    ({ admin, suspended }) => admin === true && suspended !== true,
  );
}

/** Undefined where none is known to be unmanaged, and of some JumpCloud does not say it. */
function unmanagedAdminsOf(row: System) {
  const admins = localAdminsOf(row);
  const unmanaged = admins?.filter(({ managed }) => managed === false);
  const isTold = admins?.every(({ managed }) => typeof managed === 'boolean');
  return unmanaged?.length === 0 && !isTold ? undefined : unmanaged;
}

function suspendedLocalAdminsOf(row: System) {
  return accountsOf(row)?.filter(
    ({ admin, suspended }) => admin === true && suspended === true,
  );
}

/** Undefined where JumpCloud says of no account whether it has a token. */
function secureTokenAccountsOf(row: System) {
  const accounts = accountsOf(row)?.filter(
    ({ secureTokenEnabled }) => asBoolean(secureTokenEnabled) !== undefined,
  );
  return accounts?.length
    ? accounts.filter(({ secureTokenEnabled }) => secureTokenEnabled === true)
    : undefined;
}

function namesOf(accounts: { userName?: unknown }[] | undefined) {
  return accounts?.map(({ userName }) => userName);
}
