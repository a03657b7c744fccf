import { GROUP_PASSWORD_POLICY } from '../entities/account/passwordPolicy';
import { DEVICE_SETTINGS } from '../entities/account/deviceSettings';
import { ADMINISTRATOR_LINKS } from '../entities/admins';
import { associationsOfApplications } from '../entities/applications';
import { ACTIVE_DIRECTORY_AGENTS } from '../entities/directories';
import {
  associationsOfUserGroups,
  GROUP_FIELDS,
  GROUP_MEMBERS,
} from '../entities/groups';
import { SOFTWARE_TABLES } from '../entities/installedApplications';
import { FAILED_RESULTS } from '../entities/policyResults';
import { asLowerCase } from '../entities/properties';
import { user } from '../entities/users';
import { listOf } from '../graph/entity';
import { ListEndpoint } from '../jumpcloud/endpoints';
import { idOf } from '../jumpcloud/ids';
import { Entities } from '../model';
import { DeclaredFields } from '../steps/fields';
import { USER_GROUPS_OF_DEVICE_GROUP } from '../entities/deviceGroups';
import { keyOf } from './requests';
import { Answered, Scene } from './scene';

/*
 * How a belief is tried: mostly by what was seen of all lists, now and then by a
 * request more. A verdict holds no value that JumpCloud sent.
 */

export type Outcome = 'holds' | 'contradicted' | 'not seen';

export interface Verdict {
  outcome: Outcome;
  /** In words: statuses and counts. */
  seen: string;
}

export type Probe = (scene: Scene) => Verdict | Promise<Verdict>;

const holds = (seen: string): Verdict => ({ outcome: 'holds', seen });
const contradicted = (seen: string): Verdict => ({
  outcome: 'contradicted',
  seen,
});
const notSeen = (seen: string): Verdict => ({ outcome: 'not seen', seen });

const GROUPS = listOf(Entities.GROUP);
const USERS = listOf(Entities.USER);
const ADMINS = listOf(Entities.ADMIN);
const COMMANDS = listOf(Entities.COMMAND);

/** A probe asks under a name of its own, so that what it is refused stops nothing else. */
function once(
  endpoint: ListEndpoint,
  query: Record<string, string>,
): ListEndpoint {
  const { name, path, scope } = endpoint;
  return { name: `${name} (probe)`, path, scope, query };
}

/** Of rows: how many are as they should be. */
function allOf(
  rows: readonly object[],
  isRight: (row: object) => boolean,
  what: string,
): Verdict {
  if (rows.length === 0) return notSeen('no rows');
  const wrong = rows.filter((row) => !isRight(row)).length;
  return wrong === 0
    ? holds(`${rows.length} rows`)
    : contradicted(`${wrong} of ${rows.length} rows ${what}`);
}

/** Of rows: whether some are as they should be. */
function someOf(
  rows: readonly object[],
  isRight: (row: object) => boolean,
  what: string,
): Verdict {
  if (rows.length === 0) return notSeen('no rows');
  const right = rows.filter(isRight).length;
  return right > 0
    ? holds(`${right} of ${rows.length} rows`)
    : contradicted(`none of ${rows.length} rows ${what}`);
}

const has = (row: object, ...names: string[]) =>
  names.some((name) => (row as Record<string, unknown>)[name] !== undefined);

/** What a request that should be answered, or refused, was answered. */
function expecting(
  { status }: Pick<Answered, 'status'>,
  good: readonly (number | string)[],
  silent: readonly (number | string)[] = [],
): Verdict {
  const seen = `answered ${status}`;
  if (good.includes(status)) return holds(seen);
  const isUnknown =
    typeof status === 'string' && status !== 'another answer'
      ? true
      : silent.includes(status);
  return isUnknown ? notSeen(seen) : contradicted(seen);
}

const answersOf = ({ answers }: Scene, isWanted: (key: string) => boolean) =>
  Array.from(answers)
    .filter(([key]) => isWanted(key))
    .flatMap(([, each]) => each);

const answeredOf = (scene: Scene, isWanted: (key: string) => boolean) =>
  answersOf(scene, isWanted).filter(({ status }) => status === 200);

/** Rows as the specification has them: each list is one, whose rows have their ids where they belong. */
export const shape: Probe = (scene) => {
  const wrong = answeredOf(scene, () => true).filter(
    ({ endpoint, body }) =>
      !/settings|\{id\}$/.test(endpoint.path) &&
      !endpoint.path.includes('passwordpolicies') &&
      !Array.isArray((body as { results?: unknown })?.results ?? body),
  );
  return wrong.length === 0
    ? holds('each list is one')
    : contradicted(`${pathsOf(wrong)}: the answer holds no list`);
};

const pathsOf = (answers: Answered[]) =>
  Array.from(new Set(answers.map(({ endpoint: { path } }) => path))).join(', ');

export const totalCount: Probe = (scene) => {
  const [users] = scene.answers.get(keyOf(USERS)) ?? [];
  const [groups] = scene.answers.get(keyOf(GROUPS)) ?? [];
  const told = [users, groups].filter((each) => each?.status === 200);
  if (told.length === 0) return notSeen('neither users nor groups are read');
  const silent = told.filter(({ total }) => total === undefined);
  return silent.length === 0
    ? holds('of users and of groups')
    : contradicted(`${pathsOf(silent)}: no total`);
};

export const totalOfMembers: Probe = (scene) => {
  const members = answeredOf(scene, (key) => key === keyOf(GROUP_MEMBERS));
  if (members.length === 0) return notSeen('no group to ask');
  return members.some(({ total }) => total !== undefined)
    ? holds('of members of groups')
    : contradicted('no total of members');
};

export const limit: Probe = async (scene) =>
  expecting(
    await scene.ask(once(GROUPS, { limit: '101', skip: '0' })),
    [400],
    [401, 403, 404],
  );

export const administrators: Probe = (scene) =>
  allOf(
    scene.rowsOf(ADMINS),
    (row) => has(row, 'email') && has(row, 'role', 'roleName', 'roles'),
    'have no e-mail address or no role',
  );

export const administratorsScope: Probe = (scene) => {
  const [answer] = scene.answers.get(keyOf(ADMINS)) ?? [];
  return answer === undefined || answer.status !== 200
    ? notSeen('administrators are not read')
    : holds('administrators are read');
};

/** With several organizations alone the header says something. */
export const administratorsOfOrganization: Probe = (scene) => {
  if (!scene.isOneOfSeveral) return notSeen('one organization');
  const [answer] = scene.answers.get(keyOf(ADMINS)) ?? [];
  return answer ? expecting(answer, [200], [401, 404]) : notSeen('not asked');
};

export const serviceAccount: Probe = ({ isServiceAccount }) =>
  isServiceAccount ? holds('in use') : notSeen('an API key is in use');

export const retryAfter: Probe = ({ throttled }) => {
  if (throttled.length === 0) return notSeen('nothing was throttled');
  const silent = throttled.filter(({ saysHowLong }) => !saysHowLong).length;
  return silent === 0
    ? holds(`${throttled.length} answers`)
    : contradicted(`${silent} of ${throttled.length} answers lack it`);
};

/** Connections that can be understood, of all lists whose path ends so. */
const connections =
  (end: string): Probe =>
  (scene) => {
    const answers = answeredOf(scene, (key) => key.split('?')[0].endsWith(end));
    const wrong = answers.flatMap(({ endpoint, rows }) =>
      rows.filter((row) => row !== null && !endpoint.idOf?.(row)),
    );
    const count = answers.reduce((sum, { rows }) => sum + rows.length, 0);
    if (count === 0) return notSeen('no rows');
    return wrong.length === 0
      ? holds(`${count} rows`)
      : contradicted(`${wrong.length} of ${count} rows lead to nothing`);
  };

export const memberRows = connections('/members');
export const associationRows = connections('/associations');

export const organizationHeader: Probe = (scene) => {
  if (!scene.isOneOfSeveral) return notSeen('one organization');
  const rows = [USERS, listOf(Entities.DEVICE)].flatMap((list) =>
    scene.rowsOf(list).filter((row) => has(row, 'organization')),
  );
  const { id } = scene.organization;
  return someOf(
    rows,
    (row) =>
      asLowerCase((row as { organization?: unknown }).organization) === id,
    'name the organization that was asked for',
  );
};

export const providerLinks: Probe = (scene) => {
  const [answer] = scene.answers.get(keyOf(ADMINISTRATOR_LINKS)) ?? [];
  return answer && !answer.isAbsent
    ? expecting(answer, [200], [401, 403])
    : notSeen('no provider');
};

export const passwordPolicy: Probe = (scene) => {
  const answers = answeredOf(
    scene,
    (key) => key === keyOf(GROUP_PASSWORD_POLICY),
  );
  return allOf(
    answers.map(({ body }) => Object(body)),
    (body) => has(body, 'objectId') && has(body, 'policy'),
    'have no objectId or no policy',
  );
};

export const insights: Probe = ({ insights: status }) =>
  expecting({ status }, [200], [401, 402, 403, 404]);

export const insightsLicence: Probe = ({ insights: status }) =>
  expecting(
    { status: status === 'another answer' ? 'odd' : status },
    [200, 402, 404],
    [401, 403],
  );

export const insightsScope: Probe = ({ insights: status }) =>
  status === 200 ? holds('sign-ins are read') : notSeen(`answered ${status}`);

export const absentProducts: Probe = (scene) => {
  const optional = answersOf(scene, (key) => !key.includes('{id}')).filter(
    ({ endpoint, isRequired }) =>
      !isRequired && !endpoint.path.includes('/devices/settings/'),
  );
  // Where there are several organizations it may be the header that is refused.
  const isHeader = ({ endpoint, status }: Answered) =>
    scene.isOneOfSeveral && status === 400 && endpoint.organizationHeader;
  const wrong = optional.filter((answer) => {
    const { status, isAbsent } = answer;
    if (isAbsent || isHeader(answer) || status === 'another answer')
      return false;
    return typeof status === 'number' && status !== 200 && status !== 403;
  });
  return wrong.length === 0
    ? holds(`${optional.filter(({ isAbsent }) => isAbsent).length} are absent`)
    : contradicted(
        wrong
          .map(({ endpoint: { path }, status }) => `${path}: ${status}`)
          .join(', '),
      );
};

/** Of what does not declare the header, or the parameter, that names the organization. */
const undeclared =
  (isWanted: (endpoint: ListEndpoint) => boolean): Probe =>
  (scene) => {
    if (!scene.isOneOfSeveral) return notSeen('one organization');
    const answers = answersOf(scene, () => true).filter(({ endpoint }) =>
      isWanted(endpoint),
    );
    if (answers.length === 0) return notSeen('not asked');
    const wrong = answers.filter(({ status }) => status === 400);
    return wrong.length === 0
      ? holds(`${answers.length} answers`)
      : contradicted(`${pathsOf(wrong)}: answered 400`);
  };

export const undeclaredHeader = undeclared(
  ({ organizationHeader: header }) => header === 'undeclared',
);
export const organizationParameter = undeclared(
  (endpoint) => endpoint.organizationParameter !== undefined,
);

export const commandFields: Probe = (scene) =>
  someOf(
    scene.rowsOf(COMMANDS),
    (row) => has(row, 'user', 'sudo'),
    'say as whom they run',
  );

export const fieldsOfCommands: Probe = (scene) =>
  allOf(
    scene.rowsOf(COMMANDS),
    (row) => !has(row, 'command', 'files', 'trigger'),
    'say what was not asked for',
  );

export const sortId: Probe = async (scene) => {
  const answer = await scene.ask(
    once(GROUPS, { sort: 'id', limit: '2', skip: '0' }),
  );
  const [first, second] = answer.rows.map((row) => idOf(row ?? {}));
  if (answer.status === 200 && first && second && first > second) {
    return contradicted('not sorted');
  }
  return expecting(answer, [200], [401, 403, 404]);
};

export const commaTargets: Probe = async (scene) => {
  const id = scene.idIn(listOf(Entities.APPLICATION));
  if (id === undefined) return notSeen('no application');
  const endpoint = once(associationsOfApplications('user'), {
    targets: 'user,user_group',
    limit: '1',
  });
  return expecting(await scene.ask(endpoint, id), [200], [401, 403, 404]);
};

export const commaFields: Probe = async (scene) => {
  const endpoint = once(GROUPS, { fields: 'id,name', limit: '1', skip: '0' });
  const answer = await scene.ask(endpoint);
  const isWhole = answer.rows.some(
    (row) => row !== null && has(row, 'attributes', 'description', 'email'),
  );
  if (isWhole) return contradicted('other fields came as well');
  return expecting(answer, [200], [401, 403, 404]);
};

export const ssao: Probe = (scene) => {
  const { selfServiceAccounts } = DEVICE_SETTINGS;
  const [answer] = scene.answers.get(keyOf(selfServiceAccounts)) ?? [];
  return answer
    ? expecting(answer, [501, 200], [401, 403])
    : notSeen('not asked');
};

/** The specification's, and what they are in other tenses. */
const STATUSES =
  /^(approved|active|cancell?ed|pending|denied|rejected|expired|completed|revoked|in_?progress|requested|created|open)$/;

export const requestStatuses: Probe = (scene) =>
  allOf(
    scene.rowsOf(listOf(Entities.ACCESS_REQUEST)),
    (row) =>
      STATUSES.test(asLowerCase((row as { status?: unknown }).status) ?? ''),
    'have another status',
  );

export const agentStates: Probe = (scene) =>
  allOf(
    scene.rowsOf(ACTIVE_DIRECTORY_AGENTS),
    (row) =>
      /^(active|inactive|unsealed)$/.test(
        asLowerCase((row as { state?: unknown }).state) ?? '',
      ),
    'have another state',
  );

export const groupMethods: Probe = (scene) =>
  someOf(
    scene.rowsOf(GROUPS),
    (row) => has(row, 'membershipMethod'),
    'say how their members are chosen',
  );

export const memberQuery: Probe = (scene) => {
  const queries = scene
    .rowsOf(GROUPS)
    .map((row) => (row as { memberQuery?: unknown }).memberQuery)
    .filter((query) => query !== undefined && query !== null && query !== '');
  return allOf(
    queries.map((query) => ({ query })),
    (row) => {
      const { query } = row as { query: unknown };
      if (typeof query === 'object') return !Array.isArray(query);
      return typeof query === 'string' && query.trim().startsWith('{');
    },
    'have a query of another form',
  );
};

/** Phones have no recovery lock: a false there stands for what was not told. */
export const appleFalse: Probe = (scene) => {
  interface AppleDevice {
    mdmOsFamily?: unknown;
    securityInfo?: { recoveryLockEnabled?: unknown } | null;
  }
  const phones = scene
    .rowsOf(listOf(Entities.APPLE_DEVICE))
    .filter(({ mdmOsFamily }: AppleDevice) =>
      /^i(pad)?os$/.test(asLowerCase(mdmOsFamily) ?? ''),
    );
  return allOf(
    phones,
    ({ securityInfo }: AppleDevice) =>
      securityInfo?.recoveryLockEnabled !== false,
    'of phones say false of what they do not have',
  );
};

export const bindingSudo: Probe = (scene) => {
  const rows = [
    associationsOfUserGroups('system_group'),
    USER_GROUPS_OF_DEVICE_GROUP,
  ].flatMap((read) => scene.rowsOf(read));
  return someOf(
    rows,
    (row) => {
      const { attributes } = row as { attributes?: unknown };
      return has(Object(attributes), 'sudo');
    },
    'say it',
  );
};

export const failedResults: Probe = (scene) =>
  allOf(
    scene.rowsOf(FAILED_RESULTS),
    (row) => (row as { success?: unknown }).success !== true,
    'have succeeded',
  );

export const inventoryOrder: Probe = (scene) => {
  const tables = SOFTWARE_TABLES.map(({ endpoint }) =>
    scene
      .rowsOf(endpoint)
      .map((row) => String((row as { system_id?: unknown }).system_id)),
  ).filter(({ length }) => length > 1);
  const wrong = tables.filter((ids) =>
    ids.some((id, n) => n > 0 && id < ids[n - 1]),
  ).length;
  if (tables.length === 0) return notSeen('no rows');
  return wrong === 0
    ? holds(`${tables.length} tables`)
    : contradicted(`${wrong} of ${tables.length} tables are not sorted`);
};

export const declaredFields: Probe = (scene) => {
  const missing = [
    { fields: user.fields, list: USERS },
    { fields: GROUP_FIELDS, list: GROUPS },
  ].flatMap(({ fields, list }) => {
    const declared = new DeclaredFields(Object.keys(fields));
    scene.rowsOf(list).forEach((row) => declared.see(row));
    return declared.missing();
  });
  return missing.length === 0
    ? holds('all of them, or too few rows to tell')
    : contradicted(`never came: ${missing.join(', ')}`);
};
