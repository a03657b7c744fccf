import { Application } from './applications';
import { EVERYBODY as EVERYONE, Group } from './groups';
import { Basis, PLANTED_SECRET, Row } from './random';

/* Conditional access: who may sign in to what, from where, with what. */

/** @returns the rows of `GET /api/v2/iplists` */
export function createIpLists({ ids }: Basis): Row[] {
  return [
    {
      id: ids('ipList', 0),
      name: 'Offices',
      description: 'Addresses of the offices',
      ips: ['192.0.2.0/24', '198.51.100.7'],
    },
    {
      id: ids('ipList', 1),
      name: 'Blocked',
      description: '',
      ips: ['203.0.113.1-203.0.113.9'],
    },
    { id: ids('ipList', 2), name: 'Empty', description: '', ips: [] },
  ];
}

/** JumpCloud's word for all users. */
const EVERYBODY = { inclusions: ['ALL'] };

/**
 * Enough of them to show every effect, target and condition.
 *
 * @returns the rows of `GET /api/v2/authn/policies`
 */
export function createAuthnPolicies(
  { ids }: Basis,
  groups: Group[],
  applications: Application[],
): Row[] {
  const groupsNamed = (...names: string[]) =>
    groups
      .filter(({ name }) => names.includes(String(name)))
      .map(({ id }) => id);
  const applicationIds = (...templates: string[]) =>
    applications
      .filter(({ name }) => templates.includes(String(name)))
      .map(({ _id }) => _id);
  const resources = (...templates: string[]) =>
    applicationIds(...templates).map((id) => ({ type: 'application', id }));
  const mfa = { mfa: { required: true } };
  const drafts: Row[] = [
    {
      name: 'Second factor for the user portal',
      type: 'user_portal',
      effect: {
        action: 'allow',
        obligations: {
          ...mfa,
          userVerification: { requirement: 'required' },
          mfaFactors: [
            { type: 'WEBAUTHN' },
            { type: 'PUSH' },
            { type: 'TOTP' },
          ],
        },
      },
      targets: {
        resources: [{ type: 'user_portal' }],
        userGroups: {
          inclusions: groupsNamed('Engineering', 'VPN Users'),
          exclusions: [],
        },
        users: { inclusions: [ids('user', 0)] },
      },
      conditions: {},
    },
    {
      name: 'Offices only',
      description: 'Draft',
      disabled: true,
      type: 'application',
      effect: {
        action: 'deny',
        custom_error_message: {
          enabled: true,
          message: `Call ${PLANTED_SECRET}`,
          primary_help: {
            text: `Help ${PLANTED_SECRET}`,
            url: `https://example.com/${PLANTED_SECRET}`,
          },
          secondary_help: {
            text: `More ${PLANTED_SECRET}`,
            url: `https://example.com/${PLANTED_SECRET}`,
          },
        },
      },
      targets: { resources: resources('slack'), users: EVERYBODY },
      conditions: { not: { ipAddressIn: [ids('ipList', 0)] } },
    },
    {
      name: 'Second factor for all applications but two',
      type: 'application',
      effect: { action: 'allow', obligations: mfa },
      targets: {
        resources: [{ type: 'application' }],
        excludedApplications: applicationIds('bookmark', 'zoom'),
        users: EVERYBODY,
        userGroups: { inclusions: [], exclusions: groupsNamed('Contractors') },
      },
      conditions: {},
    },
    {
      name: 'Managed devices for finance',
      type: 'application',
      effect: { action: 'allow', obligations: { mfa: { required: false } } },
      targets: {
        resources: resources('netsuite', 'snowflake', 'salesforce'),
        // One group is named in both ways.
        userGroups: {
          inclusions: groupsNamed('Finance', 'Sales'),
          exclusions: groupsNamed('Sales', 'IT'),
        },
      },
      conditions: {
        all: [
          { deviceManaged: true },
          { deviceEncrypted: true },
          { locationIn: { countries: ['US', 'GB'] } },
        ],
      },
    },
    {
      name: 'Watch sign-ins from elsewhere',
      monitorOnly: true,
      type: 'user_portal',
      effect: { action: 'deny' },
      targets: { resources: [{ type: 'user_portal' }], users: EVERYBODY },
      conditions: {
        any: [
          { ipAddressIn: [ids('ipList', 1)] },
          { not: { locationIn: { countries: ['US'] } } },
        ],
      },
    },
    {
      name: 'Second factor for administrators',
      type: 'admin_portal',
      effect: {
        action: 'allow',
        obligations: {
          ...mfa,
          userVerification: { requirement: 'optional' },
          mfaFactors: [{ type: 'DURT' }, { type: 'DUO' }, { type: 'SMS_OTP' }],
        },
      },
      targets: { resources: [{ type: 'admin_portal' }] },
      conditions: {},
    },
    {
      name: 'LDAP for binding users only',
      type: 'ldap',
      effect: { action: 'deny' },
      targets: {
        resources: [{ type: 'ldap' }],
        userAttributes: {
          inclusions: [
            { field: 'ldap_binding_user', operator: 'EQ', value: false },
          ],
          exclusions: [
            { field: 'ldap_binding_user', operator: 'EQ', value: true },
          ],
        },
      },
      conditions: {},
    },
    {
      name: 'Second factor for source code (pilot)',
      monitorOnly: true,
      type: 'application',
      effect: { action: 'allow', obligations: mfa },
      targets: {
        resources: resources('github-cloud'),
        userGroups: { inclusions: [], exclusions: groupsNamed(EVERYONE) },
        users: EVERYBODY,
      },
      conditions: {},
    },
    {
      // Names a group and an application that were deleted since: it is for nobody.
      name: 'Old warehouse terminals',
      type: 'application',
      effect: { action: 'allow' },
      targets: {
        resources: [{ type: 'application', id: ids('nobody', 1) }],
        userGroups: { inclusions: [ids('nobody', 2)], exclusions: [] },
      },
      conditions: { deviceManaged: false },
    },
  ];
  return drafts.map((draft, n) => ({
    id: ids('authnPolicy', n),
    description: '',
    disabled: false,
    monitorOnly: false,
    ...draft,
  }));
}
