import { createMockJobState } from '@jupiterone/integration-sdk-testing';

import { Relationships } from '../../model';
import { createEdge } from '../ingest';
import { deriveAccess } from './access';

const { GROUP_HAS_USER, USER_ASSIGNED_APPLICATION } = Relationships;
const user = (n: number) => String(n).padStart(24, '0');
const member = (group: string, n: number) =>
  createEdge(GROUP_HAS_USER, group, user(n));

test('each pair once, and a direct grant stands', async () => {
  const direct = createEdge(USER_ASSIGNED_APPLICATION, user(1), 'app-a', {
    assignedBy: 'direct',
  });
  const jobState = createMockJobState({
    relationships: [
      member('group-1', 1),
      member('group-1', 2),
      member('group-2', 2),
      member('group-3', 3),
      direct,
    ],
  });
  await deriveAccess(
    jobState,
    new Map([
      ['group-1', ['app-a', 'app-b']],
      ['group-2', ['app-b']],
    ]),
  );
  expect(
    jobState.collectedRelationships.map(({ _key, assignedBy }) => [
      _key,
      assignedBy,
    ]),
  ).toEqual([
    [`${user(1)}|assigned|app-b`, 'group'],
    [`${user(2)}|assigned|app-a`, 'group'],
    [`${user(2)}|assigned|app-b`, 'group'],
  ]);
});

test('more pairs than a batch holds', async () => {
  const members = Array.from({ length: 1_234 }, (_, n) => member('group-1', n));
  const jobState = createMockJobState({ relationships: members });
  await deriveAccess(jobState, new Map([['group-1', ['app-a']]]));
  expect(jobState.collectedRelationships).toHaveLength(1_234);
});
