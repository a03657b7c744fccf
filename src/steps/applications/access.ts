import { JobState, Relationship } from '@jupiterone/integration-sdk-core';

import { Relationships } from '../../model';
import { createEdge } from '../ingest';

/** Relationships that are handed to the job state at once. */
const BATCH = 500;

/**
 * Who reaches an application through a group, derived from the memberships that
 * are in the graph already: asking JumpCloud would cost dozens of requests per
 * application. A direct grant, which is there already, stands.
 *
 * @param applicationsOfGroup keys of the applications that each group is granted, by the group's key
 */
export async function deriveAccess(
  jobState: JobState,
  applicationsOfGroup: ReadonlyMap<string, string[]>,
): Promise<void> {
  if (applicationsOfGroup.size === 0) return;
  let batch = new Map<string, Relationship>();
  const flush = async () => {
    const relationships = Array.from(batch.values());
    batch = new Map();
    await jobState.addRelationships(relationships);
  };
  await jobState.iterateRelationships(
    { _type: Relationships.GROUP_HAS_USER._type },
    async ({ _fromEntityKey, _toEntityKey }) => {
      const applications =
        applicationsOfGroup.get(String(_fromEntityKey)) ?? [];
      applications.forEach((application) => {
        const edge = createEdge(
          Relationships.USER_ASSIGNED_APPLICATION,
          String(_toEntityKey),
          application,
          { assignedBy: 'group' },
        );
        if (!jobState.hasKey(edge._key)) batch.set(edge._key, edge);
      });
      if (batch.size >= BATCH) await flush();
    },
  );
  await flush();
}
