import { createHash } from 'crypto';

import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../../graph/fields';
import { idOf, normalizeId } from '../../jumpcloud/ids';
import { v2 } from '../../jumpcloud/endpoints';
import {
  asString,
  asStrings,
  boolean,
  identifier,
  not,
  string,
  strings,
} from '../properties';
import { SCOPES } from './scopes';

const FIELDS = {
  id: RAW,
  createdBy: PROPERTY_ONLY,
  description: PROPERTY_ONLY,
  isCustom: RAW,
  lastUpdatedBy: PROPERTY_ONLY,
  name: RAW,
  organizationIds: PROPERTY_ONLY,
  providerId: PROPERTY_ONLY,
  scopes: RAW,
} as const;

type Role = Row<typeof FIELDS>;

export const role = declare<typeof FIELDS>({
  list: v2('roles', '/roles', 'roles.readonly'),
  fields: FIELDS,
  excluded: [],
  // Rows of administrators may carry a role's name without its id: then the role is its name, within its organization.
  id: (row, { organizationId }) =>
    idOf(row) ??
    `jumpcloud_role:${organizationId}:${shortened(String(row.name))}`,
  remember: ['name', 'scopes', 'custom', 'organizationIds'],
  properties: {
    name: string('Name', 'name'),
    description: string('Description', 'description'),
    custom: boolean('Made by the organization, not by JumpCloud', 'isCustom'),
    systemRole: boolean('Made by JumpCloud', (row) => not(row.isCustom)),
    superAdmin: boolean(
      'Administrator or Administrator with Billing, the roles of JumpCloud that may change everything; told by the name',
      isSuperAdmin,
    ),
    scopes: strings('What it allows', 'scopes'),
    readOnly: boolean(
      'Allows to read and nothing else, as the names of its scopes say; absent where JumpCloud lists none, or one that is not known',
      readsOnly,
    ),
    providerId: string(
      'Id of the provider (MSP) that it belongs to',
      'providerId',
    ),
    organizationIds: strings(
      'Ids of the organizations that it belongs to',
      ({ organizationIds }) => asStrings(organizationIds)?.map(normalizeId),
    ),
    createdBy: identifier('Id of whoever made it', 'createdBy'),
    lastUpdatedBy: identifier('Id of whoever last changed it', 'lastUpdatedBy'),
  },
});

/** As all scopes to read are called in the specification; but with this one a vault's policies and folders are written (operations UpdatePolicies, UpdateFoldersPolicy). */
const READ = /^(?!passwordmanager\.).*\.readonly$/;

function readsOnly({ scopes }: Role): boolean | undefined {
  const all = asStrings(scopes) ?? [];
  if (!all.every((scope) => READ.test(scope))) return false;
  return all.length > 0 && all.every((scope) => SCOPES.has(scope))
    ? true
    : undefined;
}

/** A name may be longer than a key: two that begin alike must not become one. */
function shortened(name: string): string {
  return name.length <= LONGEST_NAME
    ? name
    : createHash('sha256').update(name).digest('hex');
}

const LONGEST_NAME = 256;

const SUPER_ADMIN = /^administrator( with billing)?$/i;

function isSuperAdmin({ isCustom, name }: Role): boolean | undefined {
  const known = asString(name);
  return known === undefined
    ? undefined
    : isCustom !== true && SUPER_ADMIN.test(known);
}
