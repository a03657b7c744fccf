import { Entity } from '@jupiterone/integration-sdk-core';

import { idOf, pathSegment } from '../../jumpcloud/ids';
import { UserGroup } from '../../jumpcloud/types';
import { Entities } from '../../model';
import { AllowList, createEntity, Place } from '../entity';
import { count, elements, email, flag, text, texts, textsAt } from '../values';

/** The values that RADIUS replies with may be secrets; their names are not. */
const ALLOW: AllowList = {
  id: true,
  _id: true,
  name: true,
  email: true,
  type: true,
  membershipMethod: true,
  memberQueryErrorFlags: true,
  memberSuggestionsNotify: true,
  suggestionCounts: { add: true, remove: true, total: true },
  attributes: {
    sudo: { enabled: true, withoutPassword: true },
    ldapGroups: { name: true },
    posixGroups: { id: true, name: true },
    radius: { reply: { name: true } },
    sambaEnabled: true,
  },
};

export function createGroupEntity(
  group: UserGroup,
  { consoleUrl }: Place,
): Entity {
  const id = idOf(group) as string;
  const { attributes, suggestionCounts } = group;
  const membershipMethod = text(group.membershipMethod);
  return createEntity({
    model: Entities.GROUP,
    id,
    source: group,
    allow: ALLOW,
    properties: {
      name: text(group.name),
      webLink: `${consoleUrl}/#/groups/user/${pathSegment(id)}/details`,
      description: text(group.description),
      email: email(group.email),
      type: text(group.type),
      membershipMethod,
      dynamic: membershipMethod?.startsWith('DYNAMIC'),
      memberQuery: describeQuery(group.memberQuery),
      memberQueryErrors: errorsOf(group),
      memberQueryExemptionCount: Array.isArray(group.memberQueryExemptions)
        ? group.memberQueryExemptions.length
        : undefined,
      memberSuggestionsNotify: flag(group.memberSuggestionsNotify),
      suggestedAdditions: count(suggestionCounts?.add),
      suggestedRemovals: count(suggestionCounts?.remove),
      suggestedChanges: count(suggestionCounts?.total),
      sudo: flag(attributes?.sudo?.enabled),
      passwordlessSudo: flag(attributes?.sudo?.withoutPassword),
      sambaEnabled: flag(attributes?.sambaEnabled),
      ldapGroups: textsAt(attributes?.ldapGroups, 'name'),
      posixGroups: textsAt(attributes?.posixGroups, 'name'),
      posixGroupIds: textsAt(attributes?.posixGroups, 'id'),
      radiusReplyAttributes: textsAt(attributes?.radius?.reply, 'name'),
    },
  });
}

/** Without an error the property is absent, so that a query can ask for it. */
function errorsOf({ memberQueryErrorFlags }: UserGroup): string[] | undefined {
  const errors = texts(memberQueryErrorFlags) ?? [];
  return errors.length > 0 ? errors : undefined;
}

/**
 * The query as a person would write it: `department eq "Sales" and ...`.
 * JumpCloud has two dialects: `operator` in the first, `operation` in the second.
 */
function describeQuery(query: unknown): string | undefined {
  const { filters } = (query ?? {}) as { filters?: unknown[] };
  const conditions = elements(filters).map((filter) => {
    const { field, operator, operation, value } = (filter ?? {}) as Record<
      string,
      unknown
    >;
    const parts = [text(field), text(operator ?? operation), literal(value)];
    return parts.filter((part) => part !== undefined).join(' ');
  });
  return text(conditions.filter((each) => each !== '').join(' and '));
}

/** A value, or a list of values; what is nested deeper is left out. */
function literal(value: unknown): string | undefined {
  return Array.isArray(value)
    ? `[${value.map((each) => scalar(each) ?? '...').join(', ')}]`
    : scalar(value);
}

function scalar(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? JSON.stringify(value)
    : undefined;
}
