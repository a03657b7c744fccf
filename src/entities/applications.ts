import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY } from '../graph/fields';
import { v1 } from '../jumpcloud/endpoints';
import { associations } from './associations';
import { pathSegment } from '../jumpcloud/ids';
import { asString, boolean, string, timestamp } from './properties';

/** Nothing of `config`: it holds SAML private keys and constant attributes. */
const FIELDS = {
  _id: RAW,
  id: RAW,
  active: RAW,
  beta: RAW,
  created: RAW,
  description: PROPERTY_ONLY,
  displayLabel: RAW,
  displayName: RAW,
  name: RAW,
  organization: RAW,
  sso: {
    hidden: RAW,
    idpCertExpirationAt: RAW,
    idpCertificateUpdatedAt: RAW,
    idpPrivateKeyUpdatedAt: RAW,
    jit: RAW,
    spCertificateUpdatedAt: RAW,
    type: RAW,
  },
  ssoUrl: RAW,
} as const;

/** Who is given an application directly. */
export const associationsOfApplications = (target: 'user' | 'user_group') =>
  associations(
    'associations of applications',
    '/applications/{id}/associations',
    'associations.applications.readonly',
    target,
  );

export const application = declare<typeof FIELDS>({
  list: v1('applications', '/applications', 'applications.readonly'),
  fields: FIELDS,
  excluded: ['config', 'databaseAttributes'],
  webLink: (id) => `/#/applications/${pathSegment(id)}/details`,
  properties: {
    name: string("Name of JumpCloud's template for it", 'name'),
    // The label is what an administrator calls it: several may stand on one template.
    displayName: string(
      'Label that an administrator gave it',
      (row) => asString(row.displayLabel) ?? asString(row.displayName),
    ),
    templateName: string("Title of JumpCloud's template", 'displayName'),
    createdOn: timestamp('When it was created', 'created'),
    description: string('Description', 'description'),
    active: boolean('Active', 'active'),
    beta: boolean('The template is a beta version', 'beta'),
    ssoType: string(
      'How users sign in, as JumpCloud calls it: saml, oidc, bookmark',
      'sso.type',
    ),
    ssoUrl: string('Where users sign in', 'ssoUrl'),
    hidden: boolean('Not shown in the user portal', 'sso.hidden'),
    justInTimeProvisioning: boolean(
      'Users are made in the application when they first sign in',
      'sso.jit',
    ),
    idpCertificateExpiresOn: timestamp(
      'When the certificate that the application trusts expires',
      'sso.idpCertExpirationAt',
    ),
    idpCertificateUpdatedOn: timestamp(
      'When the certificate that the application trusts was replaced',
      'sso.idpCertificateUpdatedAt',
    ),
    idpPrivateKeyUpdatedOn: timestamp(
      'When the private key of the certificate that the application trusts was replaced',
      'sso.idpPrivateKeyUpdatedAt',
    ),
    spCertificateUpdatedOn: timestamp(
      "When the service provider's certificate was replaced",
      'sso.spCertificateUpdatedAt',
    ),
  },
});
