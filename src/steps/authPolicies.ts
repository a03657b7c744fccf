import { GraphObject } from '../graph/objects';
import { Step, StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { IP_LISTS, namesIpLists } from '../entities/authPolicies';
import { elements } from '../entities/properties';

export const authPolicySteps: StepDeclaration[] = [
  {
    id: Steps.AUTH_POLICIES,
    name: 'Fetch Conditional Access Policies',
    ingestionSourceId: IngestionSources.CONDITIONAL_ACCESS,
    entities: [Entities.AUTH_POLICY],
    relationships: [Relationships.ACCOUNT_HAS_AUTH_POLICY],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) => {
      const ipLists = step.supplement(IP_LISTS);
      return step.entities(
        Entities.AUTH_POLICY,
        Relationships.ACCOUNT_HAS_AUTH_POLICY,
        {
          enrich: async (row, organization) => ({
            ...row,
            ipLists: namesIpLists(row) ? await ipLists(organization) : [],
          }),
        },
      );
    },
  },
  // Two steps: without applications there are still the groups that a policy names.
  {
    id: Steps.AUTH_POLICY_GROUPS,
    name: 'Build Conditional Access Policy Group Relationships',
    ingestionSourceId: IngestionSources.CONDITIONAL_ACCESS,
    entities: [],
    relationships: [
      Relationships.AUTH_POLICY_ASSIGNED_GROUP,
      Relationships.GROUP_ASSIGNED_AUTH_POLICY,
    ],
    dependsOn: [Steps.AUTH_POLICIES, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: async (step) => {
      await linkTargets(
        step,
        Relationships.AUTH_POLICY_ASSIGNED_GROUP,
        groupIdsOf,
      );
      await step.link(Relationships.GROUP_ASSIGNED_AUTH_POLICY, {
        of: Entities.AUTH_POLICY,
        to: (policy) => groupIdsOf(policy).included,
        properties: () => ({ targeting: 'included' }),
      });
    },
  },
  {
    id: Steps.AUTH_POLICY_APPLICATIONS,
    name: 'Build Conditional Access Policy Application Relationships',
    ingestionSourceId: IngestionSources.CONDITIONAL_ACCESS,
    entities: [],
    relationships: [Relationships.AUTH_POLICY_ASSIGNED_APPLICATION],
    dependsOn: [Steps.AUTH_POLICIES, Steps.APPLICATIONS],
    executionHandler: (step) =>
      linkTargets(
        step,
        Relationships.AUTH_POLICY_ASSIGNED_APPLICATION,
        applicationIdsOf,
      ),
  },
];

interface Targets {
  included: string[];
  excluded: string[];
}

const groupIdsOf = ({ properties }: GraphObject): Targets =>
  targets(properties.includedGroupIds, properties.excludedGroupIds);

const applicationIdsOf = ({ properties }: GraphObject): Targets =>
  targets(properties.includedApplicationIds, properties.excludedApplicationIds);

/** What is named in both ways is exempt: there is one relationship only. */
function targets(included: unknown, excluded: unknown): Targets {
  const exempt = elements(excluded as string[] | undefined);
  return {
    included: elements(included as string[] | undefined).filter(
      (id) => !exempt.includes(id),
    ),
    excluded: exempt,
  };
}

async function linkTargets(
  step: Step,
  as: typeof Relationships.AUTH_POLICY_ASSIGNED_GROUP,
  idsOf: (policy: GraphObject) => Targets,
): Promise<void> {
  for (const targeting of ['included', 'excluded'] as const) {
    await step.link(as, {
      of: Entities.AUTH_POLICY,
      to: (policy) => idsOf(policy)[targeting],
      properties: () => ({ targeting }),
    });
  }
}
