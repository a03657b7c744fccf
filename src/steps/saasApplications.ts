import {
  IntegrationProviderAPIError,
  IntegrationProviderRetriesExceededError,
  IntegrationStep,
} from '@jupiterone/integration-sdk-core';

import { IntegrationConfig } from '../config';
import { entityKey, listOf } from '../graph/entity';
import { GraphObjects } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { handler, Step } from '../graph/step';
import { asString, asTimestamp } from '../graph/values';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { idOf, normalizeId } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { ACCOUNTS, DETAILS, USAGE } from '../entities/saasApplications';

/** Applications that are read side by side, three requests each: enough to keep the governor busy. */
const SIDE_BY_SIDE = 6;

/** After as many questions in a row that nothing answered, no more are asked: the server is gone, and a run has to end. */
const UNANSWERED_IN_A_ROW = 12;

export const saasApplicationSteps: IntegrationStep<IntegrationConfig>[] = [
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
    executionHandler: handler(fetchSaasApplications),
  },
  {
    // A step of its own: what was discovered is known without the SSO applications.
    id: Steps.SAAS_SSO_APPLICATIONS,
    name: 'Build SaaS Application Relationships',
    ingestionSourceId: IngestionSources.SAAS_APPLICATIONS,
    entities: [],
    relationships: [Relationships.SAAS_APPLICATION_IS_APPLICATION],
    dependsOn: [Steps.SAAS_APPLICATIONS, Steps.APPLICATIONS],
    executionHandler: handler((step) =>
      step.link(Relationships.SAAS_APPLICATION_IS_APPLICATION, {
        of: Entities.SAAS_APPLICATION,
        to: ({ properties }) => properties.ssoApplicationIds,
      }),
    ),
  },
];

async function fetchSaasApplications(step: Step): Promise<void> {
  const { writer } = step;
  const reader = new Reader(step, await step.objects(Entities.USER));
  const isEverybodyKnown = await step.isWhole(Entities.USER);
  const usersOf = new WeakMap<object, Users>();
  await step.entities(
    Entities.SAAS_APPLICATION,
    Relationships.ACCOUNT_HAS_SAAS_APPLICATION,
    {
      read: async function* (organization) {
        for await (const rows of ifLicensed(step, organization)) {
          for (let n = 0; n < rows.length; n += SIDE_BY_SIDE) {
            yield await Promise.all(
              rows.slice(n, n + SIDE_BY_SIDE).map(async (row) => {
                const { users, ...accounts } = await reader.users(
                  organization,
                  row,
                );
                const details = await reader.details(organization, row);
                const counts = countsOf(users, accounts, isEverybodyKnown);
                const full = { ...row, ...details, ...counts };
                usersOf.set(full, users);
                return full;
              }),
            );
          }
        }
      },
      onEntity: ({ _key }, row) =>
        usersOf
          .get(row)
          ?.forEach((lastSeenOn, user) =>
            writer.addRelationship(
              createRelationship(
                Relationships.USER_USES_SAAS_APPLICATION,
                user,
                _key,
                { lastSeenOn },
              ),
            ),
          ),
    },
  );
}

/** Nothing where SaaS Management is not licensed: then nothing was discovered. */
async function* ifLicensed(
  { context: { logger } }: Step,
  organization: Organization,
): AsyncGenerator<object[]> {
  let begun = false;
  try {
    const list = listOf(Entities.SAAS_APPLICATION);
    for await (const rows of organization.list(list)) {
      begun = true;
      yield rows;
    }
  } catch (error) {
    // What JumpCloud answers here without a licence nobody could verify; this is what it answers for another product.
    const { status } = error as IntegrationProviderAPIError;
    if (begun || status !== 402) throw error;
    logger.info(
      `Organization ${organization.id} has no licence for SaaS Management: no SaaS applications are known.`,
    );
  }
}

/** By the key of the user: when one of the user's accounts was last used, where JumpCloud knows. */
type Users = Map<string, number | undefined>;

/** The accounts that were read, those of users and those of nobody whom JumpCloud knows. */
interface Accounts {
  all: number;
  unmatched: number;
  /** Whether these are all that there are. */
  isWhole: boolean;
}

/** An account that seems to be nobody's may be that of a user who could not be read. */
function countsOf(
  users: Users,
  { all, unmatched, isWhole }: Accounts,
  isEverybodyKnown: boolean,
) {
  const isKnown = isWhole && isEverybodyKnown;
  return {
    accountCount: isWhole ? all : undefined,
    unmatchedAccountCount: isKnown ? unmatched : undefined,
    userCount: isKnown ? users.size : undefined,
  };
}

/** Reads what the list does not tell of an application. What cannot be read is noted, and costs its own application only. */
class Reader {
  private unanswered = 0;

  constructor(
    private readonly step: Step,
    private readonly known: Pick<GraphObjects, 'has'>,
  ) {}

  /** The name, and which SSO applications it is. */
  async details(organization: Organization, row: object): Promise<object> {
    const read = async (id: string) => {
      const body = await organization.answer(DETAILS, id);
      if (idOf((body ?? {}) as object) === id) return body as object;
      throw noList(DETAILS);
    };
    return (await this.attempt(row, read)) ?? {};
  }

  /** @returns those who are known to have an account there, and what is known of all accounts */
  async users(
    organization: Organization,
    row: object,
  ): Promise<{ users: Users } & Accounts> {
    const users: Users = new Map();
    let all = 0;
    let unmatched = 0;
    const isWhole = await this.attempt(row, async (id) => {
      for await (const accounts of organization.list(ACCOUNTS, id)) {
        accounts.forEach((account) => {
          const key = userKeyOf(account);
          all++;
          if (this.known.has(key)) users.set(key, undefined);
          else unmatched++;
        });
      }
      return true;
    });
    const found = { users, all, unmatched, isWhole: isWhole === true };
    if (users.size === 0) return found;
    await this.attempt(row, async (id) => {
      const { results } = ((await organization.answer(USAGE, id)) ?? {}) as {
        results?: unknown;
      };
      if (!Array.isArray(results)) throw noList(USAGE);
      results.filter(isObject).forEach((use) => {
        const key = userKeyOf(use);
        const at = asTimestamp(use.latest_used_at);
        if (at === undefined || !users.has(key)) return;
        users.set(key, Math.max(at, users.get(key) ?? 0));
      });
    });
    return found;
  }

  private async attempt<T>(
    row: object,
    task: (id: string) => Promise<T>,
  ): Promise<T | undefined> {
    const { failures } = this.step;
    const id = idOf(row);
    // A row without an id is no application: its list has said so.
    if (id === undefined) return undefined;
    if (this.unanswered >= UNANSWERED_IN_A_ROW) {
      failures.skip();
      return undefined;
    }
    try {
      const result = await task(id);
      this.unanswered = 0;
      return result;
    } catch (error) {
      const isSilent = error instanceof IntegrationProviderRetriesExceededError;
      this.unanswered = isSilent ? this.unanswered + 1 : 0;
      failures.add(id, error);
      return undefined;
    }
  }
}

/** The key of whoever an account, or a use of one, belongs to. */
function userKeyOf(row: object): string {
  const { user_id } = row as { user_id?: unknown };
  return entityKey(Entities.USER, normalizeId(asString(user_id) ?? ''));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function noList({ name, path }: ListEndpoint): IntegrationProviderAPIError {
  return new IntegrationProviderAPIError({
    endpoint: path,
    status: 200,
    statusText: `the answer holds no ${name}`,
  });
}
