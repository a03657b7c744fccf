import { declare } from '../../graph/entity';
import { RAW, PROPERTY_ONLY, Row } from '../../graph/fields';
import { v2 } from '../../jumpcloud/endpoints';
import { idOf, normalizeId } from '../../jumpcloud/ids';
import { asIpAddress } from '../devices/addresses';
import { describeQuery } from '../groups/memberQuery';
import {
  demands,
  describeCondition,
  Fact,
  ipListIdsOf,
  parseConditions,
} from './conditions';
import {
  asLowerCase,
  asString,
  asStrings,
  boolean,
  elements,
  lowerCase,
  not,
  string,
  strings,
  stringsAt,
} from '../properties';

/** Only policies of LDAP have them, and only for `ldap_binding_user` (specification, AuthnPolicyUserAttributeTarget). */
const USER_ATTRIBUTE = { field: RAW, operator: RAW, value: RAW } as const;

/** Not the message that a user is shown who is refused: anybody's text. */
const FIELDS = {
  id: RAW,
  conditions: PROPERTY_ONLY,
  description: PROPERTY_ONLY,
  disabled: RAW,
  effect: {
    action: RAW,
    obligations: {
      mfa: { required: RAW },
      mfaFactors: [{ type: RAW }],
      userVerification: { requirement: RAW },
    },
  },
  /** From another list: the IP lists of the organization. */
  ipLists: [{ id: PROPERTY_ONLY, ips: PROPERTY_ONLY, name: PROPERTY_ONLY }],
  monitorOnly: RAW,
  name: RAW,
  targets: {
    excludedApplications: RAW,
    resources: [{ id: RAW, type: RAW }],
    userAttributes: {
      exclusions: [USER_ATTRIBUTE],
      inclusions: [USER_ATTRIBUTE],
    },
    userGroups: { exclusions: RAW, inclusions: RAW },
    users: { inclusions: RAW },
  },
  type: RAW,
} as const;

type AuthPolicy = Row<typeof FIELDS>;

export const IP_LISTS = v2('IP lists', '/iplists', 'authn.readonly');

export const authPolicy = declare<typeof FIELDS>({
  list: {
    ...v2('conditional access policies', '/authn/policies', 'authn.readonly'),
    isOfOneOrganization: true,
  },
  fields: FIELDS,
  excluded: ['effect.custom_error_message'],
  remember: [
    'includedGroupIds',
    'excludedGroupIds',
    'includedApplicationIds',
    'excludedApplicationIds',
  ],
  properties: {
    name: string('Name', 'name'),
    description: string('Description', 'description'),
    active: boolean('Not switched off', ({ disabled }) => not(disabled)),
    monitorOnly: boolean('Only records what it would do', 'monitorOnly'),
    type: lowerCase(
      'Where it applies: user_portal, admin_portal, application or ldap',
      'type',
    ),
    effect: lowerCase(
      'What it does when its conditions hold: allow or deny',
      'effect.action',
    ),
    mfaRequired: boolean(
      'Allows with MFA only',
      'effect.obligations.mfa.required',
    ),
    mfaFactors: strings(
      'The factors that it names, as JumpCloud calls them: DURT (JumpCloud Go), WEBAUTHN, PUSH, DUO, TOTP, SMS_OTP',
      ({ effect }) => stringsAt(effect?.obligations?.mfaFactors, 'type'),
    ),
    userVerification: lowerCase(
      'Whether users must prove to their device who they are: none, optional or required',
      'effect.obligations.userVerification.requirement',
    ),
    conditions: string(
      'When it applies, in words; absent where it always does',
      conditionsOf,
    ),
    deviceTrustRequired: boolean(
      'Nobody gets in by it from a device that JumpCloud does not manage',
      (row) => isDemanded('deviceManaged', row),
    ),
    deviceEncryptionRequired: boolean(
      'Nobody gets in by it from a device that is not encrypted',
      (row) => isDemanded('deviceEncrypted', row),
    ),
    ipLists: strings('Names of the IP lists in its conditions', ipListNamesOf),
    ipAddresses: strings('The addresses on those lists', ipAddressesOf),
    targetedResources: strings('The kinds of resources that it is for', (row) =>
      unique(stringsAt(row.targets?.resources, 'type')),
    ),
    targetsAllApplications: boolean(
      'It is for all applications, but for those that it exempts',
      targetsAllApplications,
    ),
    appliesToAllUsers: boolean(
      'It is for all users, but for the members of groups that it exempts; false where attributes of users narrow it',
      appliesToAllUsers,
    ),
    includedUserAttributes: strings(
      'Attributes of the users that it is for: ldap_binding_user eq true; absent where it names none',
      ({ targets }) => describeFilters(targets?.userAttributes?.inclusions),
    ),
    excludedUserAttributes: strings(
      'Attributes of the users that it exempts; absent where it names none',
      ({ targets }) => describeFilters(targets?.userAttributes?.exclusions),
    ),
    includedUserIds: strings(
      'Ids of single users whom it is for; absent where it names none',
      includedUserIdsOf,
    ),
    includedGroupIds: strings('Ids of the groups that it is for', (row) =>
      idsIn(row.targets?.userGroups?.inclusions),
    ),
    excludedGroupIds: strings('Ids of the groups that it exempts', (row) =>
      idsIn(row.targets?.userGroups?.exclusions),
    ),
    includedApplicationIds: strings(
      'Ids of the applications that it names',
      (row) =>
        row.targets?.resources &&
        idsIn(applicationsOf(row).map((each) => each.id)),
    ),
    excludedApplicationIds: strings(
      'Ids of the applications that it exempts',
      (row) => idsIn(row.targets?.excludedApplications),
    ),
  },
});

/** Whether the conditions of a policy name IP lists. */
export function namesIpLists(row: AuthPolicy): boolean {
  return ipListIdsOfPolicy(row).length > 0;
}

function ipListIdsOfPolicy({ conditions }: AuthPolicy): string[] {
  return ipListIdsOf(parseConditions(conditions)).filter(
    (id) => !isAddress(id),
  );
}

/** JumpCloud's command line takes addresses, and networks, where ids of lists belong. */
function isAddress(id: string): boolean {
  return asIpAddress(id.replace(/\/\d+$/, '')) !== undefined;
}

/** IP lists by id: their names and addresses. */
function ipListsOf({ ipLists }: AuthPolicy) {
  return new Map(
    elements(ipLists).map((each) => [idOf(each ?? {}) ?? '', each ?? {}]),
  );
}

function conditionsOf(row: AuthPolicy): string | undefined {
  const condition = parseConditions(row.conditions);
  const lists = ipListsOf(row);
  return (
    condition &&
    describeCondition(condition, (id) => asString(lists.get(id)?.name) ?? id)
  );
}

/** A list that is not known is called by its id. */
function ipListNamesOf(row: AuthPolicy): string[] | undefined {
  const lists = ipListsOf(row);
  return parseConditions(row.conditions) === undefined
    ? undefined
    : ipListIdsOfPolicy(row).map((id) => asString(lists.get(id)?.name) ?? id);
}

function ipAddressesOf(row: AuthPolicy): string[] | undefined {
  const lists = ipListsOf(row);
  const known = ipListIdsOf(parseConditions(row.conditions))
    .map((id) => (isAddress(id) ? [id] : asStrings(lists.get(id)?.ips)))
    .filter((ips): ips is string[] => ips !== undefined);
  return known.length > 0 ? unique(known.flat()) : undefined;
}

function isDemanded(fact: Fact, row: AuthPolicy): boolean | undefined {
  const condition = parseConditions(row.conditions);
  const effect = asLowerCase(row.effect?.action);
  return condition && demands(fact, effect, condition);
}

function applicationsOf({ targets }: AuthPolicy) {
  return elements(targets?.resources)
    .map((each) => each ?? {})
    .filter(({ type }) => asLowerCase(type) === 'application');
}

/** A target without an id stands for all of its type. */
function targetsAllApplications(row: AuthPolicy): boolean | undefined {
  return Array.isArray(row.targets?.resources)
    ? applicationsOf(row).some(({ id }) => asString(id) === undefined)
    : undefined;
}

/** Undefined where no users, no groups and no attributes are named: whether that means everybody or nobody is not documented. */
function appliesToAllUsers({ targets }: AuthPolicy): boolean | undefined {
  const { inclusions, exclusions } = targets?.userAttributes ?? {};
  const isNarrowed = [inclusions, exclusions].some(describeFilters);
  if (isNarrowed) return false;
  const users = asStrings(targets?.users?.inclusions);
  const groups = asStrings(targets?.userGroups?.inclusions) ?? [];
  if (users === undefined) return groups.length > 0 ? false : undefined;
  return users.some(isEverybody);
}

/** Without any the property is absent, so that a query can ask for it. */
function describeFilters(
  filters: readonly (Row<typeof USER_ATTRIBUTE> | null)[] | null | undefined,
): string[] | undefined {
  const texts = elements(filters).map(
    (filter) =>
      describeQuery({
        field: filter?.field,
        operator: asLowerCase(filter?.operator),
        value: filter?.value,
      }) ?? 'unknown attribute',
  );
  return texts.length > 0 ? texts : undefined;
}

/** Without any the property is absent, so that a query can ask for it. */
function includedUserIdsOf({ targets }: AuthPolicy): string[] | undefined {
  const ids = idsIn(targets?.users?.inclusions) ?? [];
  const single = ids.filter((id) => !isEverybody(id));
  return single.length > 0 ? single : undefined;
}

/** JumpCloud writes ALL in its samples; its command line expects all. */
function isEverybody(id: string): boolean {
  return id.toLowerCase() === 'all';
}

function idsIn(values: unknown): string[] | undefined {
  return unique(asStrings(values)?.map(normalizeId));
}

function unique<T>(values: T[] | undefined): T[] | undefined {
  return values && Array.from(new Set(values));
}
