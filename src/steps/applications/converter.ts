import { Entity } from '@jupiterone/integration-sdk-core';

import { idOf, pathSegment } from '../../jumpcloud/ids';
import { Application } from '../../jumpcloud/types';
import { Entities } from '../../model';
import { AllowList, createEntity, Place } from '../entity';
import { flag, text, time } from '../values';

/** Nothing of `config`: it holds SAML private keys and constant attributes. */
const ALLOW: AllowList = {
  _id: true,
  id: true,
  active: true,
  beta: true,
  created: true,
  displayLabel: true,
  displayName: true,
  name: true,
  organization: true,
  sso: {
    type: true,
    jit: true,
    hidden: true,
    idpCertExpirationAt: true,
    idpCertificateUpdatedAt: true,
    idpPrivateKeyUpdatedAt: true,
    spCertificateUpdatedAt: true,
  },
  ssoUrl: true,
};

export function createApplicationEntity(
  application: Application,
  { consoleUrl }: Place,
): Entity {
  const id = idOf(application) as string;
  const { sso } = application;
  const templateName = text(application.displayName);
  return createEntity({
    model: Entities.APPLICATION,
    id,
    source: application,
    allow: ALLOW,
    properties: {
      name: text(application.name),
      // The label is what an administrator calls it: several may stand on one template.
      displayName: text(application.displayLabel) ?? templateName,
      templateName,
      createdOn: time(application.created),
      webLink: `${consoleUrl}/#/applications/${pathSegment(id)}/details`,
      description: text(application.description),
      active: flag(application.active),
      beta: flag(application.beta),
      ssoType: text(sso?.type),
      ssoUrl: text(application.ssoUrl),
      hidden: flag(sso?.hidden),
      justInTimeProvisioning: flag(sso?.jit),
      idpCertificateExpiresOn: time(sso?.idpCertExpirationAt),
      idpCertificateUpdatedOn: time(sso?.idpCertificateUpdatedAt),
      idpPrivateKeyUpdatedOn: time(sso?.idpPrivateKeyUpdatedAt),
    },
  });
}
