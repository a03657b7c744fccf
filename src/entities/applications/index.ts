import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY } from '../../graph/fields';
import { v1 } from '../../jumpcloud/endpoints';
import { associations } from '../associations';
import { pathSegment } from '../../jumpcloud/ids';
import { asString, boolean, string, strings, timestamp } from '../properties';
import { AWS_CONFIG, awsAccountsOf, awsRolesOf } from './aws';
import { githubOrganizationOf, googleDomainOf, vendorOf } from './vendors';

/**
 * Of `config`, which holds SAML private keys, the constant attributes alone, and
 * of these the one that names roles of AWS: see `aws.ts`.
 */
const FIELDS = {
  _id: RAW,
  id: RAW,
  active: RAW,
  beta: RAW,
  config: AWS_CONFIG,
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
  excluded: [
    'config.acsUrl',
    'config.idpCertificate',
    'config.idpEntityId',
    'config.idpPrivateKey',
    'config.spCertificate',
    'config.spEntityId',
    'databaseAttributes',
  ],
  remember: ['awsRoles'],
  webLink: (id) => `/#/applications/${pathSegment(id)}/details`,
  properties: {
    name: string("Name of JumpCloud's template for it", 'name'),
    // The label is what an administrator calls it: several may stand on one template.
    displayName: string(
      'Label that an administrator gave it',
      (row) => asString(row.displayLabel) ?? asString(row.displayName),
    ),
    templateName: string("Title of JumpCloud's template", 'displayName'),
    vendor: string("Whose product it is, by JumpCloud's template", ({ name }) =>
      vendorOf(name),
    ),
    createdOn: timestamp('When it was created', 'created'),
    description: string('Description', 'description'),
    active: boolean('Active', 'active'),
    beta: boolean('The template is a beta version', 'beta'),
    ssoType: string(
      'How users sign in, as JumpCloud calls it: saml, oidc, bookmark',
      'sso.type',
    ),
    ssoUrl: string('Where users sign in', 'ssoUrl'),
    awsRoles: strings(
      'ARNs of the roles of AWS that it leads to, where it is said which',
      ({ config, sso }) => awsRolesOf(config, sso?.type),
    ),
    awsAccountIds: strings(
      'Ids of the AWS accounts of these',
      ({ config, sso }) => awsAccountsOf(awsRolesOf(config, sso?.type)),
    ),
    githubOrganization: string(
      'Organization at GitHub, where the address says which',
      ({ ssoUrl }) => githubOrganizationOf(ssoUrl),
    ),
    googleDomain: string(
      'Domain at Google, where the address says which',
      ({ ssoUrl }) => googleDomainOf(ssoUrl),
    ),
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
