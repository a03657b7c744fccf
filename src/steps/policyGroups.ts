import {
  assignmentsOfPolicyGroups,
  POLICIES_OF_POLICY_GROUP,
} from '../entities/policyGroups';
import { StepDeclaration } from '../graph/step';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

export const policyGroupSteps: StepDeclaration[] = [
  {
    id: Steps.POLICY_GROUPS_AND_MEMBERSHIPS,
    name: 'Fetch Policy Groups and Memberships',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [Entities.POLICY_GROUP],
    relationships: [
      Relationships.ACCOUNT_HAS_POLICY_GROUP,
      Relationships.POLICY_GROUP_HAS_POLICY,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.POLICIES],
    executionHandler: async (step) => {
      await step.entities(
        Entities.POLICY_GROUP,
        Relationships.ACCOUNT_HAS_POLICY_GROUP,
      );
      await step.rows(Relationships.POLICY_GROUP_HAS_POLICY, {
        of: Entities.POLICY_GROUP,
        read: POLICIES_OF_POLICY_GROUP,
      });
    },
  },
  {
    id: Steps.POLICY_GROUP_ASSIGNMENTS,
    name: 'Fetch Policy Group Assignments',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [],
    relationships: [
      Relationships.POLICY_GROUP_ASSIGNED_DEVICE,
      Relationships.POLICY_GROUP_ASSIGNED_DEVICE_GROUP,
    ],
    dependsOn: [
      Steps.POLICY_GROUPS_AND_MEMBERSHIPS,
      Steps.DEVICES,
      Steps.DEVICE_GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: async (step) => {
      await step.rows(Relationships.POLICY_GROUP_ASSIGNED_DEVICE, {
        of: Entities.POLICY_GROUP,
        read: assignmentsOfPolicyGroups('system'),
      });
      await step.rows(Relationships.POLICY_GROUP_ASSIGNED_DEVICE_GROUP, {
        of: Entities.POLICY_GROUP,
        read: assignmentsOfPolicyGroups('system_group'),
      });
    },
  },
  {
    id: Steps.GROUP_POLICY_GROUP_ASSIGNMENTS,
    name: 'Fetch Group Policy Group Assignments',
    ingestionSourceId: IngestionSources.POLICIES,
    entities: [],
    relationships: [Relationships.GROUP_ASSIGNED_POLICY_GROUP],
    dependsOn: [
      Steps.POLICY_GROUPS_AND_MEMBERSHIPS,
      Steps.GROUPS_AND_MEMBERSHIPS,
    ],
    executionHandler: (step) =>
      step.rows(Relationships.GROUP_ASSIGNED_POLICY_GROUP, {
        of: Entities.POLICY_GROUP,
        read: assignmentsOfPolicyGroups('user_group'),
      }),
  },
];
