import { PublishEventLevel } from '@jupiterone/integration-sdk-core';

import { Step, StepDeclaration } from '../../graph/step';
import { IntegrationConfig } from '../../settings';
import { idOf, normalizeId } from '../../jumpcloud/ids';
import { Organization } from '../../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../../model';
import {
  Administrator,
  ADMINISTRATOR_LINKS,
  administratorOf,
} from '../../entities/admins';
import { keyExpiryWarning } from './keyExpiry';

export const adminSteps: StepDeclaration[] = [
  {
    id: Steps.ADMINS,
    name: 'Fetch Administrators',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.ADMIN],
    relationships: [
      Relationships.ACCOUNT_HAS_ADMIN,
      Relationships.ADMIN_IS_USER,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: async (step) => {
      const rows: Administrator[] = [];
      const linkedUsers = await usersByAdminId(step);
      // Who is not found may be one of the users who could not be read.
      const nobodyIn = ({ id }: Organization) =>
        step.isComplete(Steps.USERS, id) ? undefined : null;
      await step.entities(Entities.ADMIN, Relationships.ACCOUNT_HAS_ADMIN, {
        enrich: (row, organization) => ({
          ...row,
          linkedUser:
            linkedUsers.get(idOf(row) ?? '') ?? nobodyIn(organization),
        }),
        onEntity: (_, row) => rows.push(row),
      });
      // The user who says so, and the user with the same e-mail.
      const idsByEmail = await adminIdsByEmail(step);
      await step.link(Relationships.ADMIN_IS_USER, {
        of: Entities.USER,
        to: ({ properties: { adminId, email } }) => [
          adminId,
          ...(idsByEmail.get(email) ?? []),
        ],
      });
      warnOfKeyExpiry(step, rows);
    },
  },
  {
    id: Steps.ADMIN_ORGANIZATIONS,
    name: 'Fetch Administrator Organizations',
    ingestionSourceId: IngestionSources.PROVIDERS,
    entities: [],
    relationships: [Relationships.ADMIN_ASSIGNED_ACCOUNT],
    dependsOn: [Steps.ADMINS],
    executionHandler: async (step) => {
      const { length } = await step.organizations();
      await step.rows(Relationships.ADMIN_ASSIGNED_ACCOUNT, {
        of: Entities.ACCOUNT,
        // An organization that stands alone has no provider to be asked for.
        where: ({ properties: { providerId } }) =>
          length > 1 || providerId !== undefined,
        read: ADMINISTRATOR_LINKS,
        farId: administratorOf,
      });
    },
  },
];

/** What is known of the users who say to be administrators. */
async function usersByAdminId(step: Step) {
  const users = new Map<string, Readonly<Record<string, unknown>>>();
  (await step.objects(Entities.USER)).values().forEach(({ properties }) => {
    const { adminId } = properties;
    if (typeof adminId === 'string')
      users.set(normalizeId(adminId), properties);
  });
  return users;
}

/** Several administrators may share an address. */
async function adminIdsByEmail(step: Step) {
  const ids = new Map<unknown, string[]>();
  (await step.objects(Entities.ADMIN))
    .values()
    .forEach(({ id, properties: { email } }) => {
      if (email !== undefined) ids.set(email, [...(ids.get(email) ?? []), id]);
    });
  return ids;
}

function warnOfKeyExpiry({ context }: Step, admins: Administrator[]): void {
  const { instance, logger } = context;
  const { apiKey } = instance.config as IntegrationConfig;
  const warning = keyExpiryWarning(
    apiKey?.trim() || undefined,
    admins,
    Date.now(),
  );
  if (warning === undefined) return;
  logger.warn(warning);
  logger.publishEvent({
    name: 'warn_api_key_expires',
    description: warning,
    level: PublishEventLevel.Warn,
  });
}
