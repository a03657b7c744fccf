import { declare } from '../graph/entity';
import { v2 } from '../jumpcloud/endpoints';
import { associations, members } from './associations';
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

/** What a device group is bound to: one type of target at a time. */
const associationsOfDeviceGroups = (target: 'user' | 'user_group') =>
  associations(
    'associations of device groups',
    '/systemgroups/{id}/associations',
    'associations.groups.readonly',
    target,
  );

/** Which user groups may sign in to the devices of a device group, from either end. */
export const USER_GROUPS_OF_DEVICE_GROUP =
  associationsOfDeviceGroups('user_group');
export const DEVICE_GROUPS_OF_USER_GROUP =
  associationsOfUserGroups('system_group');

/** A user group may be bound to a single device as well, and a single user to a device group. */
export const DEVICES_OF_USER_GROUP = associationsOfUserGroups('system');
export const USERS_OF_DEVICE_GROUP = associationsOfDeviceGroups('user');

export const deviceGroup = declare<typeof GROUP_FIELDS>({
  list: v2('device groups', '/systemgroups', 'groups.readonly'),
  fields: GROUP_FIELDS,
  excluded: [],
  webLink: (id) => `/#/groups/system/${pathSegment(id)}/details`,
  properties: GROUP_PROPERTIES,
});
