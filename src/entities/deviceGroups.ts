import { declare } from '../graph/entity';
import { associations, members, v2 } from '../jumpcloud/endpoints';
import { pathSegment } from '../jumpcloud/ids';
import {
  associationsOfUserGroups,
  GROUP_FIELDS,
  GROUP_PROPERTIES,
} from './groups';

export const DEVICE_GROUP_MEMBERS = members(
  'members of device groups',
  '/systemgroups/{id}/members',
  'systems.readonly',
  'system',
);

/** Which user groups may sign in to the devices of a device group, from either end. */
export const USER_GROUPS_OF_DEVICE_GROUP = associations(
  'associations of device groups',
  '/systemgroups/{id}/associations',
  'associations.groups.readonly',
  'user_group',
);
export const DEVICE_GROUPS_OF_USER_GROUP =
  associationsOfUserGroups('system_group');

export const deviceGroup = declare<typeof GROUP_FIELDS>({
  list: v2('device groups', '/systemgroups', 'groups.readonly'),
  fields: GROUP_FIELDS,
  excluded: [],
  webLink: (id) => `/#/groups/system/${pathSegment(id)}/details`,
  properties: GROUP_PROPERTIES,
});
