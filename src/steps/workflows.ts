import { AccessRequestRow, isOpen } from '../entities/accessRequests';
import { listOf } from '../graph/entity';
import { Step, StepDeclaration } from '../graph/step';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';

/** What acts by itself, and who is given access for a time. */
export const workflowSteps: StepDeclaration[] = [
  {
    id: Steps.WORKFLOWS,
    name: 'Fetch Workflows',
    ingestionSourceId: IngestionSources.WORKFLOWS,
    entities: [Entities.WORKFLOW],
    relationships: [Relationships.ACCOUNT_HAS_WORKFLOW],
    dependsOn: [Steps.ACCOUNT],
    executionHandler: (step) =>
      step.entities(Entities.WORKFLOW, Relationships.ACCOUNT_HAS_WORKFLOW),
  },
  {
    id: Steps.WORKFLOW_ROLES,
    name: 'Build Workflow Role Relationships',
    ingestionSourceId: IngestionSources.WORKFLOWS,
    entities: [],
    relationships: [Relationships.WORKFLOW_ASSIGNED_ROLE],
    dependsOn: [Steps.WORKFLOWS, Steps.ROLES],
    executionHandler: (step) =>
      step.link(Relationships.WORKFLOW_ASSIGNED_ROLE, {
        of: Entities.WORKFLOW,
        to: ({ properties }) => properties.executionRoleId,
      }),
  },
  {
    id: Steps.APPROVAL_FLOWS,
    name: 'Fetch Approval Flows',
    ingestionSourceId: IngestionSources.WORKFLOWS,
    entities: [Entities.APPROVAL_FLOW],
    relationships: [
      Relationships.ACCOUNT_HAS_APPROVAL_FLOW,
      Relationships.GROUP_ASSIGNED_APPROVAL_FLOW,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.GROUPS_AND_MEMBERSHIPS],
    executionHandler: async (step) => {
      await step.entities(
        Entities.APPROVAL_FLOW,
        Relationships.ACCOUNT_HAS_APPROVAL_FLOW,
      );
      await step.link(Relationships.GROUP_ASSIGNED_APPROVAL_FLOW, {
        of: Entities.APPROVAL_FLOW,
        to: ({ properties }) => properties.visibleToIds,
      });
    },
  },
  {
    id: Steps.ACCESS_REQUESTS,
    name: 'Fetch Access Requests',
    ingestionSourceId: IngestionSources.WORKFLOWS,
    entities: [Entities.ACCESS_REQUEST],
    relationships: [
      Relationships.ACCOUNT_HAS_ACCESS_REQUEST,
      Relationships.USER_HAS_ACCESS_REQUEST,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: async (step) => {
      await step.entities(
        Entities.ACCESS_REQUEST,
        Relationships.ACCOUNT_HAS_ACCESS_REQUEST,
        { read: (organization) => openRequests(step, organization) },
      );
      await step.link(Relationships.USER_HAS_ACCESS_REQUEST, {
        of: Entities.ACCESS_REQUEST,
        to: ({ properties }) => properties.requesterId,
      });
    },
  },
  {
    id: Steps.ACCESS_REQUEST_DEVICES,
    name: 'Build Access Request Device Relationships',
    ingestionSourceId: IngestionSources.WORKFLOWS,
    entities: [],
    relationships: [Relationships.ACCESS_REQUEST_ASSIGNED_DEVICE],
    dependsOn: [Steps.ACCESS_REQUESTS, Steps.DEVICES],
    executionHandler: (step) =>
      step.link(Relationships.ACCESS_REQUEST_ASSIGNED_DEVICE, {
        of: Entities.ACCESS_REQUEST,
        // What is still to be decided gives nothing.
        to: ({ properties: { granted, deviceId } }) =>
          granted === true ? deviceId : undefined,
        properties: ({ properties: { admin, expiresOn } }) => ({
          admin: admin as boolean | undefined,
          expiresOn: expiresOn as number | undefined,
        }),
      }),
  },
];

/** What is over is left out: it gives nobody anything any more. */
async function* openRequests(
  step: Step,
  organization: Organization,
): AsyncGenerator<object[], void> {
  const now = Date.now();
  const list = listOf(Entities.ACCESS_REQUEST);
  for await (const rows of organization.list(list, step.id)) {
    yield rows.filter((row) => isOpen(row as AccessRequestRow, now));
  }
}
