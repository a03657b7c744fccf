import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { associationsOfPolicies } from '../entities/policies';

export const policySteps: StepDeclaration[] = [
  {
    id: Steps.POLICIES,
    name: 'Fetch Policies',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [Entities.POLICY],
    relationships: [Relationships.ACCOUNT_HAS_POLICY],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(Entities.POLICY, Relationships.ACCOUNT_HAS_POLICY),
  },
  // Two steps: without devices there are still the user groups that a policy is assigned to.
  {
    id: Steps.POLICY_ASSIGNMENTS,
    name: 'Fetch Policy Assignments',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [],
    relationships: [
      Relationships.POLICY_ASSIGNED_DEVICE,
      Relationships.POLICY_ASSIGNED_DEVICE_GROUP,
    ],
    dependsOn: [
      Steps.POLICIES,
      Steps.DEVICES,
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: async (step) => {
      await step.rows(Relationships.POLICY_ASSIGNED_DEVICE, {
        of: Entities.POLICY,
        read: associationsOfPolicies('system'),
      });
      await step.rows(Relationships.POLICY_ASSIGNED_DEVICE_GROUP, {
        of: Entities.POLICY,
        read: associationsOfPolicies('system_group'),
      });
    },
  },
  {
    id: Steps.GROUP_POLICY_ASSIGNMENTS,
    name: 'Fetch Group Policy Assignments',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [],
    relationships: [Relationships.GROUP_ASSIGNED_POLICY],
    dependsOn: [Steps.POLICIES, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: (step) =>
      step.rows(Relationships.GROUP_ASSIGNED_POLICY, {
        of: Entities.POLICY,
        read: associationsOfPolicies('user_group'),
      }),
  },
];
