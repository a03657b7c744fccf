import { declare } from '../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../graph/fields';
import { normalizeId } from '../jumpcloud/ids';
import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import {
  asLowerCase,
  asNumber,
  asString,
  asStrings,
  boolean,
  elements,
  lowerCase,
  number,
  string,
  strings,
  stringsAt,
  timestamp,
} from './properties';

/** Pages of SaaS management: larger than those of everything else, and by `offset`. */
const saas = (name: string, path: string): ListEndpoint => ({
  ...v2(name, `/saas-management/applications${path}`, 'saas.readonly'),
  pageSize: 1_000,
  offset: 'offset',
  organizationHeader: 'undeclared',
});

/** The list does not tell names; a single application does, and which SSO applications it is. */
export const DETAILS: ListEndpoint = {
  ...saas('details of SaaS applications', '/{id}'),
  query: { expand: 'sso_apps' },
};

/** The user whose account, or use of one, it is; none where JumpCloud knows nobody. */
export function userIdOf(row: object): string | undefined {
  const { user_id } = row as { user_id?: unknown };
  const id = asString(user_id);
  return id === undefined ? undefined : normalizeId(id);
}

const accountId = (row: object) => {
  const { id, account_id } = row as { id?: unknown; account_id?: unknown };
  const ids = [asString(id), asString(account_id), userIdOf(row)];
  return ids.filter(Boolean).join(' ') || undefined;
};

/** An account is known by its id, or by its user alone. */
export const ACCOUNTS: ListEndpoint = {
  ...saas('accounts of SaaS applications', '/{id}/accounts'),
  idOf: accountId,
};

/** All of it at once: the specification knows no pages here. */
export const USAGE: ListEndpoint = {
  ...saas('usage of SaaS applications', '/{id}/usage'),
  query: { day_count: '90' },
  offset: 'none',
  idOf: accountId,
};

/** Nothing of the messages and links that users are shown. The counts are added by the step. */
const FIELDS = {
  id: RAW,
  access_restriction: RAW,
  accountCount: PROPERTY_ONLY,
  catalog_app_id: RAW,
  discovered_at: RAW,
  discovery_source_types: RAW,
  name: RAW,
  owner_user_id: RAW,
  restriction_excluded_group_ids: PROPERTY_ONLY,
  sso_apps: [{ id: RAW, status: RAW, template_name: PROPERTY_ONLY }],
  status: RAW,
  unmatchedAccountCount: PROPERTY_ONLY,
  userCount: PROPERTY_ONLY,
} as const;

export type SaasApplicationRow = Row<typeof FIELDS>;

export const saasApplication = declare<typeof FIELDS>({
  list: {
    ...saas('SaaS applications', ''),
    query: { expand: 'discovery_source_types' },
  },
  fields: FIELDS,
  excluded: ['custom_restriction_message'],
  remember: ['ssoApplicationIds'],
  properties: {
    name: string('Name', 'name'),
    status: string(
      'discovered (nobody has decided yet), approved, unapproved or ignored',
      ({ status }) => asLowerCase(status)?.replace(/^newly_/, ''),
    ),
    active: boolean(
      'Somebody has an account there, whether or not anybody uses it; absent where not all accounts could be read',
      hasAccounts,
    ),
    accountCount: number(
      'How many accounts JumpCloud knows there; absent where not all of them could be read',
      'accountCount',
    ),
    unmatchedAccountCount: number(
      'How many of these accounts belong to no user of JumpCloud; absent where not all accounts, or not all users, could be read',
      'unmatchedAccountCount',
    ),
    userCount: number(
      'How many users of JumpCloud have an account there; absent where not all accounts, or not all users, could be read',
      'userCount',
    ),
    accessRestriction: lowerCase(
      'What JumpCloud does when somebody opens it: no_action, warning, dismissible_warning, block, or default_action',
      'access_restriction',
    ),
    discoveredOn: timestamp('When JumpCloud discovered it', 'discovered_at'),
    discoverySources: strings(
      'How JumpCloud knows of it: browser_extension, jumpcloud_sso, connector, jumpcloud_device, license',
      (row) =>
        asStrings(row.discovery_source_types)?.map((each) =>
          each.toLowerCase(),
        ),
    ),
    ownerId: string('Id of the user who owns it', 'owner_user_id'),
    catalogApplicationId: string(
      "Id in JumpCloud's catalogue",
      'catalog_app_id',
    ),
    ssoApplicationIds: strings(
      'Ids of the SSO applications that it is',
      ({ sso_apps }) => stringsAt(sso_apps, 'id')?.map(normalizeId),
    ),
    ssoConnected: boolean('JumpCloud signs users in to it', ({ sso_apps }) =>
      Array.isArray(sso_apps)
        ? elements(sso_apps).some(
            (each) => asLowerCase(each?.status) === 'connected',
          )
        : undefined,
    ),
    restrictionExcludedGroupCount: number(
      'How many groups the restriction does not apply to',
      ({ restriction_excluded_group_ids: ids }) =>
        Array.isArray(ids) ? ids.length : undefined,
    ),
  },
});

function hasAccounts(row: SaasApplicationRow): boolean | undefined {
  const count = asNumber(row.accountCount) ?? asNumber(row.userCount);
  return count === undefined ? undefined : count > 0;
}
