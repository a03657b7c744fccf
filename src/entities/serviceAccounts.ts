import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { v2 } from '../jumpcloud/endpoints';
import {
  asLowerCase,
  boolean,
  lowerCase,
  number,
  string,
  strings,
  timestamp,
} from './properties';

/** Nothing of `authConfigList`: it describes credentials. */
const FIELDS = {
  objectId: RAW,
  authType: RAW,
  createdAt: RAW,
  expiresAt: RAW,
  name: RAW,
  orgCount: PROPERTY_ONLY,
  orgId: RAW,
  providerId: PROPERTY_ONLY,
  roleId: RAW,
  roleName: RAW,
  status: RAW,
} as const;

type ServiceAccount = Row<typeof FIELDS>;

export const serviceAccount = declare<typeof FIELDS>({
  list: {
    ...v2('service accounts', '/service-accounts', 'serviceaccounts.readonly'),
    isOfOneOrganization: true,
  },
  fields: FIELDS,
  excluded: ['authConfigList'],
  webLink: () => '/#/settings/service-accounts',
  remember: ['roleIds', 'roles', 'active'],
  properties: {
    name: string('Name', 'name'),
    username: string('Name, again', 'name'),
    shortLoginId: string('Name, again, as the data model calls it', 'name'),
    createdOn: timestamp('When it was created', 'createdAt'),
    machine: boolean('Always true: no person signs in with it', () => true),
    active: boolean(
      'JumpCloud does not call its secret expired; compare secretExpiresOn for what ended since',
      isActive,
    ),
    status: lowerCase(
      'State of the secret: active, expiring or expired',
      'status',
    ),
    authType: lowerCase(
      'What the service account signs in with: client_secret or api_key',
      'authType',
    ),
    secretExpiresOn: timestamp(
      'When the secret ends; absent when JumpCloud names no end',
      'expiresAt',
    ),
    organizationCount: number(
      'Organizations that it was given by a provider',
      'orgCount',
    ),
    providerId: string(
      'Id of the provider (MSP) that it belongs to',
      'providerId',
    ),
    roleIds: strings('Id of the role of the service account', (row) =>
      row.roleId === undefined ? undefined : [row.roleId],
    ),
    roles: strings('Name of its role', (row) =>
      row.roleName === undefined ? undefined : [row.roleName],
    ),
  },
});

/** Undefined for a status that the specification does not know. */
function isActive({ status }: ServiceAccount): boolean | undefined {
  return new Map([
    ['active', true],
    ['expiring', true],
    ['expired', false],
  ]).get(asLowerCase(status) ?? '');
}
