import { declare } from '../graph/entity';
import { PROPERTY_ONLY, RAW, Row } from '../graph/fields';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import { normalizeId } from '../jumpcloud/ids';
import {
  asLowerCase,
  asString,
  asStrings,
  asTimestamp,
  boolean,
  identifier,
  lengthOf,
  lowerCase,
  number,
  string,
  strings,
  stringsAt,
  timestamp,
} from './properties';

/*
 * Access for a time: who may ask for it (approval flows), and who has asked
 * (access requests). Nobody has published the values of these fields, so each is
 * kept as it comes, and what is concluded is undefined where it is not known.
 */

const accessManagement = (name: string, path: string): ListEndpoint => ({
  ...v2(name, path, 'accessmanagement.readonly'),
  organizationHeader: 'undeclared',
  organizationParameter: 'organizationObjectId',
  isOfOneOrganization: true,
});

const FLOW_FIELDS = {
  id: RAW,
  approvalType: RAW,
  approverRequirement: RAW,
  approverResources: [{ resourceId: RAW, resourceType: RAW }],
  category: RAW,
  createdBy: RAW,
  deviceLevelPermission: RAW,
  fixedDuration: RAW,
  multiSelectDuration: RAW,
  name: RAW,
  nonAdminApproval: RAW,
  resources: [{ resourceId: RAW, resourceType: RAW }],
  status: RAW,
  timeBasedAccess: RAW,
  updatedBy: RAW,
  visibleTo: [{ id: RAW }],
} as const;

type ApprovalFlow = Row<typeof FLOW_FIELDS>;

export const approvalFlow = declare<typeof FLOW_FIELDS>({
  list: accessManagement('approval flows', '/approvalflows'),
  fields: FLOW_FIELDS,
  excluded: ['description', 'slackConfig'],
  remember: ['visibleToIds'],
  properties: {
    name: string('Name', 'name'),
    status: lowerCase('Status, as JumpCloud calls it', 'status'),
    category: string('What is asked for, as JumpCloud calls it', 'category'),
    admin: boolean(
      'Gives the rights of an administrator on a device',
      ({ deviceLevelPermission: levels }) =>
        Array.isArray(levels) ? levels.some(isElevated) : undefined,
    ),
    devicePermissionLevels: strings(
      'What one may become on a device, as JumpCloud calls it',
      'deviceLevelPermission',
    ),
    timeBased: boolean('What it gives ends by itself', 'timeBasedAccess'),
    durations: strings(
      'For how long one may have it, as JumpCloud writes it',
      durationsOf,
    ),
    approvalType: lowerCase('How requests are approved', 'approvalType'),
    approverRequirement: lowerCase(
      'Which of the approvers have to agree',
      'approverRequirement',
    ),
    approverCount: number('How many approvers it names', (row) =>
      lengthOf(row.approverResources),
    ),
    approverIds: strings(
      'Ids of the approvers: users, groups or administrators',
      (row) => idsAt(row.approverResources, 'resourceId'),
    ),
    nonAdminApproval: boolean(
      'Others than administrators may approve',
      'nonAdminApproval',
    ),
    resourceIds: strings('Ids of what is asked for', ({ resources }) =>
      idsAt(resources, 'resourceId'),
    ),
    visibleToIds: strings(
      'Ids of the user groups whose members may ask',
      ({ visibleTo }) => idsAt(visibleTo, 'id'),
    ),
    createdBy: identifier('Id of whoever made it', 'createdBy'),
    updatedBy: identifier('Id of whoever last changed it', 'updatedBy'),
  },
});

const idsAt = (value: unknown, field: string) =>
  stringsAt(value, field)?.map(normalizeId);

function durationsOf(row: ApprovalFlow): string[] | undefined {
  const fixed = asString(row.fixedDuration);
  const several = asStrings(row.multiSelectDuration);
  return fixed === undefined ? several : [...(several ?? []), fixed];
}

/** Nothing of what people wrote to one another: remarks, notes and reasons. */
const REQUEST_FIELDS = {
  id: RAW,
  approvalFlowId: RAW,
  approvalFlowName: RAW,
  approvalType: RAW,
  approvedDuration: RAW,
  createdAt: RAW,
  devicePermissionLevel: RAW,
  expirationDate: RAW,
  requestedDuration: RAW,
  requestor: RAW,
  resourceId: RAW,
  resourceType: RAW,
  sessionStartDate: RAW,
  status: RAW,
  timeBasedAccess: RAW,
  updatedAt: RAW,
  userName: PROPERTY_ONLY,
} as const;

export type AccessRequestRow = Row<typeof REQUEST_FIELDS>;

export const accessRequest = declare<typeof REQUEST_FIELDS>({
  list: accessManagement('access requests', '/approvalflowrequest'),
  fields: REQUEST_FIELDS,
  excluded: [
    'approvalFlowDescription',
    'internalNote',
    'remarks',
    'wfMetadata',
  ],
  remember: ['admin', 'deviceId', 'expiresOn', 'granted', 'requesterId'],
  properties: {
    name: string(
      'What was asked for, and by whom',
      ({ approvalFlowName, userName }) =>
        [asString(approvalFlowName), asString(userName)]
          .filter(Boolean)
          .join(': '),
    ),
    status: lowerCase('Status, as JumpCloud calls it', 'status'),
    granted: boolean(
      'It was approved; absent where its status does not say',
      isGranted,
    ),
    approvalFlowId: identifier('Id of its approval flow', 'approvalFlowId'),
    approvalType: lowerCase('How it is approved', 'approvalType'),
    requesterId: identifier('Id of the user who asks', 'requestor'),
    username: string('Username of the user who asks', 'userName'),
    resourceType: lowerCase('Kind of what is asked for', 'resourceType'),
    resourceId: identifier('Id of what is asked for', 'resourceId'),
    deviceId: identifier('Id of the device, where it is one', (row) =>
      isOfDevice(row) ? row.resourceId : undefined,
    ),
    devicePermissionLevel: string(
      'What the user becomes on the device, as JumpCloud calls it',
      'devicePermissionLevel',
    ),
    admin: boolean(
      'Gives the rights of an administrator on the device',
      ({ devicePermissionLevel: level }) =>
        asString(level) === undefined ? undefined : isElevated(level),
    ),
    requestedDuration: string(
      'For how long it was asked for, as JumpCloud writes it',
      'requestedDuration',
    ),
    approvedDuration: string(
      'For how long it was approved, as JumpCloud writes it',
      'approvedDuration',
    ),
    createdOn: timestamp('When it was asked for', 'createdAt'),
    updatedOn: timestamp('When it last changed', 'updatedAt'),
    startedOn: timestamp(
      'When the session on the device began',
      'sessionStartDate',
    ),
    expiresOn: timestamp('When it ends', 'expirationDate'),
    endless: boolean(
      'It was approved and has no end: neither a date, nor a duration, nor an approval flow whose access is for a time; absent where it is not known to be approved',
      (row) => (isGranted(row) === true ? !hasEnd(row) : undefined),
    ),
  },
});

/** Whether it is still to be decided, or in force. */
export function isOpen(row: AccessRequestRow, now: number): boolean {
  const status = asLowerCase(row.status) ?? '';
  const end = asTimestamp(row.expirationDate) ?? Infinity;
  return end > now && !OVER.test(status);
}

/* Of these JumpCloud's specification names approved (a session may be started), active (it may be ended) and cancelled. */
const OVER =
  /^(denied|rejected|declined|cancell?ed|expired|revoked|ended|completed|closed|failed|deleted)$/;
const GRANTED =
  /^(approved|auto_?approved|granted|active|started|provisioned)$/;
const UNDECIDED = /^(pending|requested|submitted)$/;

function isGranted({ status }: AccessRequestRow): boolean | undefined {
  const known = asLowerCase(status) ?? '';
  return GRANTED.test(known) || (UNDECIDED.test(known) ? false : undefined);
}

const isOfDevice = ({ resourceType }: AccessRequestRow) =>
  /^(device|system)$/.test(asLowerCase(resourceType) ?? '');

const isElevated = (level: unknown) => asLowerCase(level) !== 'standard';

/** Where an end is written in a way that is not understood, there is one. */
function hasEnd(row: AccessRequestRow): boolean {
  const isNever = (text: string) => /^0001-/.test(text) || text === '0';
  return (
    row.timeBasedAccess === true ||
    [row.expirationDate, row.approvedDuration].some((end) => {
      const text = asString(end);
      return text !== undefined && !isNever(text);
    })
  );
}
