import { Application } from './applications';
import { Ids, PLANTED_SECRET, Row } from './random';

/* Conditional access: who may sign in to what, from where, with what. */

/** @returns the rows of `GET /api/v2/iplists` */
export function createIpLists(ids: Ids): Row[] {
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
 * Enough of them to show every effect, target and condition; those that name
 * applications or groups name the first ones of the tenant.
 *
 * @returns the rows of `GET /api/v2/authn/policies`
 */
export function createAuthnPolicies(
  ids: Ids,
  groups: { id: string }[],
  applications: Application[],
): Row[] {
  const groupIds = (from: number, to: number) =>
    groups.slice(from, to).map(({ id }) => id);
  const resources = (from: number, to: number) =>
    applications
      .slice(from, to)
      .map(({ _id }) => ({ type: 'application', id: _id }));
  const everybody = groups.slice(-1).map(({ id }) => id);
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
        userGroups: { inclusions: groupIds(0, 1), exclusions: [] },
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
      targets: { resources: resources(0, 1), users: EVERYBODY },
      conditions: { not: { ipAddressIn: [ids('ipList', 0)] } },
    },
    {
      name: 'Second factor for all applications but two',
      type: 'application',
      effect: { action: 'allow', obligations: mfa },
      targets: {
        resources: [{ type: 'application' }],
        excludedApplications: applications.slice(1, 3).map(({ _id }) => _id),
        users: EVERYBODY,
        userGroups: { inclusions: [], exclusions: groupIds(1, 3) },
      },
      conditions: {},
    },
    {
      name: 'Managed devices for finance',
      type: 'application',
      effect: { action: 'allow', obligations: { mfa: { required: false } } },
      targets: {
        resources: resources(1, 4),
        // The second group is named in both ways.
        userGroups: { inclusions: groupIds(0, 2), exclusions: groupIds(1, 3) },
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
      name: 'Everybody is exempt',
      type: 'application',
      effect: { action: 'allow', obligations: mfa },
      targets: {
        resources: resources(3, 4),
        userGroups: { inclusions: [], exclusions: everybody },
        users: EVERYBODY,
      },
      conditions: {},
    },
    {
      name: 'Kind that is not known yet',
      type: 'application',
      effect: { action: 'unknown' },
      targets: { resources: resources(4, 5) },
    },
    {
      // Names a group and an application that were deleted since: it is for nobody.
      name: 'Left over',
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
