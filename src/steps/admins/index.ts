import {
  IntegrationStep,
  JobState,
  PublishEventLevel,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../../config';
import { Organization } from '../../jumpcloud/client';
import { Administrator } from '../../jumpcloud/types';
import { Entities, IngestionSources, Relationships, Steps } from '../../model';
import { entityKey } from '../entity';
import { createEdge, EdgeBatch, ingest } from '../ingest';
import { eachPerson } from '../users/people';

import { createAdminEntity, createRoleEntity, rolesOf } from './converter';
import { keyExpiryWarning } from './keyExpiry';

export const adminSteps: IntegrationStep<IntegrationConfig>[] = [
  {
    id: Steps.ADMINS,
    name: 'Fetch Administrators',
    ingestionSourceId: IngestionSources.ADMINISTRATORS,
    entities: [Entities.ADMIN, Entities.ROLE],
    relationships: [
      Relationships.ACCOUNT_HAS_ADMIN,
      Relationships.ADMIN_ASSIGNED_ROLE,
      Relationships.ADMIN_IS_USER,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: ingest(async (step) => {
      const { instance, jobState, logger } = step.context;
      // By key: an administrator of several organizations is listed in each.
      const admins = new Map<string, Administrator>();
      const adminsByEmail = new Map<string, string[]>();
      const roles: [adminKey: string, role: string, organization: string][] =
        [];
      await step.entities({
        read: (organization) => organization.administrators(),
        convert: (admin: Administrator, organization: Organization) => {
          const entity = createAdminEntity(admin, organization);
          admins.set(entity._key, admin);
          if (typeof entity.email === 'string') {
            const namesakes = adminsByEmail.get(entity.email) ?? [];
            adminsByEmail.set(entity.email, [...namesakes, entity._key]);
          }
          rolesOf(admin).forEach((role) =>
            roles.push([entity._key, role, organization.id]),
          );
          return entity;
        },
        under: Relationships.ACCOUNT_HAS_ADMIN,
      });
      for (const [adminKey, name, organizationId] of roles) {
        const role = createRoleEntity(name, organizationId);
        if (!jobState.hasKey(role._key)) await jobState.addEntity(role);
        await jobState.addRelationship(
          createEdge(Relationships.ADMIN_ASSIGNED_ROLE, adminKey, role._key),
        );
      }
      await relateToUsers(jobState, adminsByEmail, admins);

      const warning = keyExpiryWarning(
        instance.config.apiKey?.trim() || undefined,
        Array.from(admins.values()),
        Date.now(),
      );
      if (warning) {
        logger.warn(warning);
        logger.publishEvent({
          name: 'warn_api_key_expires',
          description: warning,
          level: PublishEventLevel.Warn,
        });
      }
    }),
  },
];

/** An administrator is the user who says so, and the user with the same e-mail. */
async function relateToUsers(
  jobState: JobState,
  adminsByEmail: ReadonlyMap<string, string[]>,
  admins: ReadonlyMap<string, Administrator>,
): Promise<void> {
  const batch = new EdgeBatch(jobState);
  await eachPerson(jobState, async ({ key, email, adminId }) => {
    const namesakes = adminsByEmail.get(email ?? '') ?? [];
    const itself =
      adminId === undefined ? [] : [entityKey(Entities.ADMIN, adminId)];
    Array.from(new Set([...namesakes, ...itself]))
      .filter((adminKey) => admins.has(adminKey))
      .forEach((adminKey) =>
        batch.add(createEdge(Relationships.ADMIN_IS_USER, adminKey, key)),
      );
    await batch.flushIfFull();
  });
  await batch.flush();
}
