import { declare } from '../graph/entity';
import { PROPERTY_ONLY, RAW } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import { members } from './associations';
import { assignmentsOf } from './associations';
import { email, string } from './properties';

const FIELDS = {
  id: RAW,
  description: PROPERTY_ONLY,
  email: RAW,
  name: RAW,
  type: RAW,
} as const;

export const POLICIES_OF_POLICY_GROUP = members(
  'members of policy groups',
  '/policygroups/{id}/members',
  'systems.readonly',
  'policy',
);

/** What the policies of a group are assigned to, or who. */
export const assignmentsOfPolicyGroups = assignmentsOf(
  'policy groups',
  '/policygroups/{id}',
  'associations.groups.readonly',
);

export const policyGroup = declare<typeof FIELDS>({
  list: v2('policy groups', '/policygroups', 'groups.readonly'),
  fields: FIELDS,
  excluded: ['attributes'],
  properties: {
    name: string('Name', 'name'),
    description: string('Description', 'description'),
    email: email('E-mail address of the group in lower case', 'email'),
    type: string('Kind of group, as JumpCloud calls it', 'type'),
  },
});
