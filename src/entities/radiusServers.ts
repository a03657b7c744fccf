import { declare } from '../graph/entity';
import { RAW, Row } from '../graph/fields';
import { v1 } from '../jumpcloud/endpoints';
import { associations } from './associations';
import { pathSegment } from '../jumpcloud/ids';
import { asLowerCase, boolean, lowerCase, string, strings } from './properties';

/** JumpCloud sends the shared secret with every server: it is not read, nor is the certificate. */
const FIELDS = {
  _id: RAW,
  id: RAW,
  authIdp: RAW,
  caSource: RAW,
  deviceCertEnabled: RAW,
  mfa: RAW,
  name: RAW,
  networkSourceIp: RAW,
  organization: RAW,
  radsecEnabled: RAW,
  requireRadsec: RAW,
  requireTlsAuth: RAW,
  tagNames: RAW,
  userCertEnabled: RAW,
  userLockoutAction: RAW,
  userPasswordEnabled: RAW,
  userPasswordExpirationAction: RAW,
} as const;

type RadiusServer = Row<typeof FIELDS>;

/** Whose members may sign in through a server. */
export const USER_GROUPS_OF_RADIUS_SERVER = associations(
  'associations of RADIUS servers',
  '/radiusservers/{id}/associations',
  'associations.radius.readonly',
  'user_group',
);

export const radiusServer = declare<typeof FIELDS>({
  list: v1('RADIUS servers', '/radiusservers', 'radius.readonly'),
  fields: FIELDS,
  excluded: ['caCert', 'sharedSecret'],
  webLink: (id) => `/#/radius/${pathSegment(id)}/details`,
  properties: {
    name: string('Name', 'name'),
    category: strings('Always network', () => ['network']),
    function: strings(
      'Always other: it checks who signs in to a network, and carries no traffic',
      () => ['other'],
    ),
    public: boolean(
      'Always false: it answers only to its network, which has to know a secret',
      () => false,
    ),
    networkSourceIp: string(
      'Address of the network that asks it',
      'networkSourceIp',
    ),
    mfaMode: lowerCase(
      'Whom it asks for MFA: disabled (nobody), enabled (users who have enrolled), required (all but users in an enrollment period), always (all users). Whoever signs in with a certificate is not asked',
      'mfa',
    ),
    mfaRequired: boolean(
      'No user signs in with a password and without MFA, not even in an enrollment period',
      isMfaRequired,
    ),
    identityProvider: lowerCase(
      'Who checks passwords: jumpcloud or azure',
      'authIdp',
    ),
    passwordEnabled: boolean(
      'Users may sign in with a password',
      'userPasswordEnabled',
    ),
    userCertificateEnabled: boolean(
      'Users may sign in with a certificate',
      'userCertEnabled',
    ),
    deviceCertificateEnabled: boolean(
      'Devices may sign in with a certificate',
      'deviceCertEnabled',
    ),
    certificateSource: lowerCase(
      'Whose certificates it trusts: none, byoc (an authority of the organization), jumpcloud_managed',
      'caSource',
    ),
    tlsRequired: boolean('Users must sign in within TLS', 'requireTlsAuth'),
    radsecEnabled: boolean(
      'The network may ask over TLS (RadSec)',
      'radsecEnabled',
    ),
    radsecRequired: boolean(
      'The network must ask over TLS (RadSec)',
      'requireRadsec',
    ),
    userLockoutAction: lowerCase(
      'What happens here to a user who is locked in JumpCloud: remove or maintain',
      'userLockoutAction',
    ),
    userPasswordExpirationAction: lowerCase(
      'What happens here to a user whose password expires: remove or maintain',
      'userPasswordExpirationAction',
    ),
    tags: strings('Names of its tags', 'tagNames'),
  },
});

/** JumpCloud's article "Configuring RADIUS Servers" says whom each mode challenges. */
const MFA_REQUIRED = new Map([
  ['disabled', false],
  // Whoever has not enrolled gets in with the password alone.
  ['enabled', false],
  // So does whoever is in an enrollment period.
  ['required', false],
  ['always', true],
]);

function isMfaRequired({ mfa }: RadiusServer): boolean | undefined {
  return MFA_REQUIRED.get(asLowerCase(mfa) ?? '');
}
