import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../../graph/fields';
import { v2 } from '../../jumpcloud/endpoints';
import { associations, members } from '../associations';
import { pathSegment } from '../../jumpcloud/ids';
import { describeQuery, fieldsThatLetIn } from './memberQuery';
import {
  asString,
  asStrings,
  boolean,
  email,
  lengthOf,
  number,
  string,
  strings,
  stringsAt,
} from '../properties';

/** What groups of users and groups of devices have in common. The values that RADIUS replies with may be secrets; their names are not. */
export const GROUP_FIELDS = {
  id: RAW,
  _id: RAW,
  attributes: {
    ldapGroups: [{ name: RAW }],
    posixGroups: [{ id: RAW, name: RAW }],
    radius: { reply: [{ name: RAW }] },
    sambaEnabled: RAW,
    sudo: { enabled: RAW, withoutPassword: RAW },
  },
  description: PROPERTY_ONLY,
  email: RAW,
  memberQuery: PROPERTY_ONLY,
  memberQueryErrorFlags: RAW,
  memberQueryExemptions: [{ id: PROPERTY_ONLY }],
  memberSuggestionsNotify: RAW,
  membershipMethod: RAW,
  name: RAW,
  suggestionCounts: { add: RAW, remove: RAW, total: RAW },
  type: RAW,
} as const;

type Group = Row<typeof GROUP_FIELDS>;

/** Undefined where JumpCloud names no method, or one that the specification does not know. */
const isDynamic = ({ membershipMethod }: Group) => {
  const method = asString(membershipMethod);
  if (method?.startsWith('DYNAMIC')) return true;
  return method === 'STATIC' || method === 'NOTSET' ? false : undefined;
};

/** Without an error the property is absent, so that a query can ask for it. */
const errorsOf = ({ memberQueryErrorFlags }: Group) => {
  const errors = asStrings(memberQueryErrorFlags) ?? [];
  return errors.length > 0 ? errors : undefined;
};

export const GROUP_PROPERTIES = {
  name: string<Group>('Name', 'name'),
  description: string<Group>('Description', 'description'),
  email: email<Group>('E-mail address of the group in lower case', 'email'),
  type: string<Group>('Kind of group, as JumpCloud calls it', 'type'),
  membershipMethod: string<Group>(
    'NOTSET, STATIC, DYNAMIC_REVIEW_REQUIRED or DYNAMIC_AUTOMATED; absent where the list of groups does not tell',
    'membershipMethod',
  ),
  dynamic: boolean<Group>(
    'Members are chosen by a query; absent where the list of groups does not tell how they are',
    isDynamic,
  ),
  memberQuery: string<Group>('The query of a dynamic group', (row) =>
    describeQuery(row.memberQuery),
  ),
  memberQueryErrors: strings<Group>(
    'What is wrong with the query of a dynamic group',
    errorsOf,
  ),
  memberQueryExemptionCount: number<Group>(
    'Objects exempt from the query',
    (row) => lengthOf(row.memberQueryExemptions),
  ),
  memberQueryExemptionIds: strings<Group>(
    'Ids of the objects exempt from the query',
    (row) => stringsAt(row.memberQueryExemptions, 'id'),
  ),
  memberSuggestionsNotify: boolean<Group>(
    'E-mails are sent when changes of the members are suggested',
    'memberSuggestionsNotify',
  ),
  suggestedAdditions: number<Group>(
    'Members that the query would add, to be reviewed',
    'suggestionCounts.add',
  ),
  suggestedRemovals: number<Group>(
    'Members that the query would remove, to be reviewed',
    'suggestionCounts.remove',
  ),
  suggestedChanges: number<Group>(
    'Members that the query would add or remove, to be reviewed',
    'suggestionCounts.total',
  ),
};

export const GROUP_MEMBERS = members(
  'members of user groups',
  '/usergroups/{id}/members',
  'users.readonly',
  'user',
);

/** What a group is assigned: one type of target at a time. */
export const associationsOfUserGroups = (target: string) =>
  associations(
    'associations of user groups',
    '/usergroups/{id}/associations',
    'associations.groups.readonly',
    target,
  );

const FIELDS = {
  ...GROUP_FIELDS,
  // What users may edit of themselves; added by the step.
  editableFields: PROPERTY_ONLY,
} as const;

/** A suggestion waits for somebody to accept it; what is automated does not. */
const joinableByEditing = (row: Row<typeof FIELDS>) => {
  if (row.membershipMethod !== 'DYNAMIC_AUTOMATED') return undefined;
  const editable = asStrings(row.editableFields) ?? [];
  const isEditable = (field: string) => editable.includes(field);
  return fieldsThatLetIn(row.memberQuery, isEditable)?.join(', ');
};

export const group = declare<typeof FIELDS>({
  list: {
    ...v2('user groups', '/usergroups', 'groups.readonly'),
    isRequired: true,
  },
  fields: FIELDS,
  excluded: [],
  webLink: (id) => `/#/groups/user/${pathSegment(id)}/details`,
  remember: ['sudo', 'passwordlessSudo'],
  properties: {
    ...GROUP_PROPERTIES,
    joinableByEditing: string(
      'The field, or the fields, by editing which in their own profile users get into the group: its query decides by nothing else, members come and go without a review, and the settings of the organization let users edit their profile. Which fields that includes JumpCloud does not document: to be verified',
      joinableByEditing,
    ),
    sudo: boolean(
      'Makes its members administrators on its devices',
      'attributes.sudo.enabled',
    ),
    passwordlessSudo: boolean(
      'Its members need no password to act as administrators on its devices',
      'attributes.sudo.withoutPassword',
    ),
    sambaEnabled: boolean('Offered to Samba', 'attributes.sambaEnabled'),
    ldapGroups: strings('Names of its LDAP groups', ({ attributes }) =>
      stringsAt(attributes?.ldapGroups, 'name'),
    ),
    posixGroups: strings('Names of its POSIX groups', ({ attributes }) =>
      stringsAt(attributes?.posixGroups, 'name'),
    ),
    posixGroupIds: strings('Ids of its POSIX groups', ({ attributes }) =>
      stringsAt(attributes?.posixGroups, 'id'),
    ),
    radiusReplyAttributes: strings(
      'Names of the attributes that RADIUS replies with; their values are not collected',
      ({ attributes }) => stringsAt(attributes?.radius?.reply, 'name'),
    ),
  },
});
