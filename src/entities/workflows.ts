import { declare } from '../graph/entity';
import { RAW } from '../graph/fields';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import {
  asLowerCase,
  boolean,
  identifier,
  lowerCase,
  string,
  timestamp,
} from './properties';

/** Nothing of what it does: definitions and descriptions may hold tokens. */
const FIELDS = {
  id: RAW,
  created_at: RAW,
  created_by: RAW,
  execution_role_id: RAW,
  last_ran: RAW,
  name: RAW,
  status: RAW,
  trigger_type: RAW,
  updated_at: RAW,
} as const;

const WORKFLOWS: ListEndpoint = {
  ...v2('workflows', '/workflows', 'workflows.readonly'),
  organizationHeader: 'undeclared',
  isOfOneOrganization: true,
};

export const workflow = declare<typeof FIELDS>({
  list: WORKFLOWS,
  fields: FIELDS,
  excluded: ['description', 'dsl'],
  remember: ['executionRoleId'],
  properties: {
    name: string('Name', 'name'),
    status: lowerCase('active or inactive', 'status'),
    active: boolean('Runs when it is triggered', ({ status }) => {
      const known = asLowerCase(status);
      return known === undefined ? undefined : known === 'active';
    }),
    triggerType: lowerCase(
      'What starts it: jc_events (events in the directory), external (a request) or scheduler',
      'trigger_type',
    ),
    executionRoleId: identifier(
      'Id of the role that says what it may do; absent where it was made before workflows had roles',
      'execution_role_id',
    ),
    createdBy: identifier('Id of whoever made it', 'created_by'),
    createdOn: timestamp('When it was made', 'created_at'),
    updatedOn: timestamp('When it was last changed', 'updated_at'),
    lastRanOn: timestamp('When it last ran', 'last_ran'),
  },
});
