import {
  ACCOUNTS,
  DETAILS,
  USAGE,
  userIdOf,
} from '../entities/saasApplications';
import { entityKey } from '../graph/entity';
import { Step, StepDeclaration } from '../graph/step';
import { unexpectedAnswer } from '../jumpcloud/errors';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { asTimestamp } from '../entities/properties';

export const saasApplicationSteps: StepDeclaration[] = [
  {
    id: Steps.SAAS_APPLICATIONS,
    name: 'Fetch SaaS Applications',
    ingestionSourceId: IngestionSources.SAAS_APPLICATIONS,
    entities: [Entities.SAAS_APPLICATION],
    relationships: [
      Relationships.ACCOUNT_HAS_SAAS_APPLICATION,
      Relationships.USER_USES_SAAS_APPLICATION,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: fetchSaasApplications,
  },
  {
    // A step of its own: what was discovered is known without the SSO applications.
    id: Steps.SAAS_SSO_APPLICATIONS,
    name: 'Build SaaS Application Relationships',
    ingestionSourceId: IngestionSources.SAAS_APPLICATIONS,
    entities: [],
    relationships: [Relationships.SAAS_APPLICATION_IS_APPLICATION],
    dependsOn: [Steps.SAAS_APPLICATIONS, Steps.APPLICATIONS],
    executionHandler: (step) =>
      step.link(Relationships.SAAS_APPLICATION_IS_APPLICATION, {
        of: Entities.SAAS_APPLICATION,
        to: ({ properties }) => properties.ssoApplicationIds,
      }),
  },
];

async function fetchSaasApplications(step: Step): Promise<void> {
  const details = step.supplement<object>(DETAILS, readDetails(step.id));
  const usage = step.supplement(USAGE);
  /** When users were last seen, by the id of the application that is being read. */
  const lastSeen = new Map<string, Map<string | undefined, number>>();
  const lastSeenOn = (row: object, { id }: { id: string }) =>
    lastSeen.get(id)?.get(userIdOf(row));
  const accounts = await step.relating(
    Relationships.USER_USES_SAAS_APPLICATION,
    {
      of: Entities.SAAS_APPLICATION,
      read: ACCOUNTS,
      farId: userIdOf,
      newest: lastSeenOn,
      properties: (row, of) => ({ lastSeenOn: lastSeenOn(row, of) }),
      mustLeadTo: Steps.USERS,
    },
  );
  await step.entities(
    Entities.SAAS_APPLICATION,
    Relationships.ACCOUNT_HAS_SAAS_APPLICATION,
    {
      enrich: async (row, organization) => {
        const id = idOf(row) ?? '';
        const key = entityKey(Entities.SAAS_APPLICATION, id);
        lastSeen.set(id, timesOf((await usage(organization, id)) ?? []));
        const found = await accounts({ id, key, organization }).catch((error) =>
          step.failures.add(id, error, organization.id),
        );
        lastSeen.delete(id);
        const about = await details(organization, id);
        // An account that seems to be nobody's may be that of a user who could not be read.
        const isEverybodyKnown = step.isComplete(Steps.USERS, organization.id);
        const known = isEverybodyKnown ? found : undefined;
        return {
          ...row,
          ...about,
          accountCount: found?.rows,
          unmatchedAccountCount: known?.unmatched,
          userCount: known?.objects,
        };
      },
    },
  );
}

/** The name, and which SSO applications it is. */
function readDetails(step: string) {
  return async (organization: Organization, id = ''): Promise<object> => {
    const body = await organization.answer(DETAILS, step, id);
    if (idOf(body ?? {}) === id) return body as object;
    throw unexpectedAnswer(DETAILS.path, `the answer holds no ${DETAILS.name}`);
  };
}

/** By the id of the user: when one of the user's accounts was last used. */
function timesOf(rows: object[]): Map<string | undefined, number> {
  const times = new Map<string | undefined, number>();
  rows.forEach((row) => {
    const { latest_used_at } = row as { latest_used_at?: unknown };
    const at = asTimestamp(latest_used_at);
    const user = userIdOf(row);
    if (at !== undefined) times.set(user, Math.max(at, times.get(user) ?? 0));
  });
  return times;
}
