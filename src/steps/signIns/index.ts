import { IntegrationError } from '@jupiterone/integration-sdk-core';

import { entityId, entityKey } from '../../graph/entity';
import { GraphObject } from '../../graph/objects';
import { createRelationship } from '../../graph/relationship';
import { Step, StepDeclaration } from '../../graph/step';
import { BATCH } from '../../jumpcloud/limits';
import { Organization } from '../../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../../model';
import { lookbackDays } from '../../settings';
import { SignInActivityRow } from '../../entities/signIns';
import { keptSince, KnownSignIns, readSignIns, windowOf } from './read';

/** Where the sign-ins are kept for the step that relates users to applications. */
const SIGN_INS = 'sign-ins';

/** By the id of the organization. */
type SignIns = Map<string, KnownSignIns>;

export const signInSteps: StepDeclaration[] = [
  {
    id: Steps.SIGN_INS,
    name: 'Fetch Sign-ins',
    ingestionSourceId: IngestionSources.USAGE,
    entities: [Entities.SIGN_IN_ACTIVITY],
    relationships: [
      Relationships.ACCOUNT_HAS_SIGN_IN_ACTIVITY,
      Relationships.USER_HAS_SIGN_IN_ACTIVITY,
    ],
    dependsOn: [Steps.ACCOUNT, Steps.USERS],
    executionHandler: fetchSignIns,
  },
  {
    // A step of its own: who signs in is known without the applications.
    id: Steps.APPLICATION_USAGE,
    name: 'Build User Application Usage Relationships',
    ingestionSourceId: IngestionSources.USAGE,
    entities: [Entities.SIGN_IN_ACTIVITY],
    relationships: [
      Relationships.APPLICATION_HAS_SIGN_IN_ACTIVITY,
      Relationships.USER_USES_APPLICATION,
    ],
    dependsOn: [Steps.SIGN_INS, Steps.APPLICATION_ASSIGNMENTS],
    executionHandler: relateApplications,
  },
];

async function fetchSignIns(step: Step): Promise<void> {
  const window = windowOf(lookbackDays(step.context.instance.config));
  const users = Array.from((await step.objects(Entities.USER)).values());
  const ofSeveral = keysOfSeveral(users);
  const { length } = await step.organizations();
  const signIns: SignIns = new Map();
  await step.setData(SIGN_INS, signIns);
  await step.entities(Entities.SIGN_IN_ACTIVITY, undefined, {
    read: async function* (organization) {
      const kept = await keptSince(step, organization, window);
      if (kept === undefined) return;
      const own = users.filter(ownedBy(organization));
      const known = await readSignIns(step, organization, own, {
        window,
        kept,
        organizations: length,
      });
      signIns.set(organization.id, known);
      const isEverybodyKnown = step.isComplete(Steps.USERS, organization.id);
      yield* activitiesOf(known, organization, isEverybodyKnown, ofSeveral);
    },
    onEntity: ({ _key }, row) => relateOwner(step, _key, row),
  });
}

/** The keys of users whom several organizations list. */
function keysOfSeveral(users: GraphObject[]): ReadonlySet<string> {
  const known = new Set<string>();
  const several = new Set<string>();
  users.forEach(({ key }) => {
    if (known.has(key)) several.add(key);
    known.add(key);
  });
  return several;
}

const ownedBy =
  ({ id }: Organization) =>
  ({ organization }: GraphObject) =>
    organization.id === id;

/**
 * One for the account, and one for each user: also for those who were not seen,
 * who are the ones that are looked for. None for a user of several
 * organizations: the events of each tell a part only, and would call somebody
 * idle who is not.
 */
function* activitiesOf(
  { tally, since, until, byUsernameSince }: KnownSignIns,
  { id }: Organization,
  isEverybodyKnown: boolean,
  ofSeveral: ReadonlySet<string>,
): Generator<SignInActivityRow[]> {
  const known = { knownSince: since, knownUntil: until };
  let seen = 0;
  let rows: SignInActivityRow[] = [];
  for (let n = 0; n < tally.users.length; n++) {
    const { id: userId, key, properties } = tally.users[n];
    const lastPortalSignInOn = tally.last('portal', n);
    const lastSsoSignInOn = tally.last('sso', n);
    if (lastPortalSignInOn ?? lastSsoSignInOn) seen++;
    if (ofSeveral.has(key)) continue;
    rows.push({
      id: userId,
      subject: 'user',
      of: properties.displayName,
      ...known,
      lastPortalSignInOn,
      lastSsoSignInOn,
      byUsernameKnownSince: byUsernameSince,
      lastDeviceSignInOn: tally.last('device', n),
      lastRadiusSignInOn: tally.last('radius', n),
      lastLdapSignInOn: tally.last('ldap', n),
    });
    if (rows.length < BATCH) continue;
    yield rows;
    rows = [];
  }
  rows.push({
    id,
    subject: 'account',
    of: 'all users',
    ...known,
    userCount: isEverybodyKnown ? seen : undefined,
  });
  yield rows;
}

function relateOwner(
  { writer }: Step,
  key: string,
  { id, subject }: SignInActivityRow,
) {
  const [relationship, owner] =
    subject === 'account'
      ? [Relationships.ACCOUNT_HAS_SIGN_IN_ACTIVITY, Entities.ACCOUNT]
      : subject === 'user'
      ? [Relationships.USER_HAS_SIGN_IN_ACTIVITY, Entities.USER]
      : [Relationships.APPLICATION_HAS_SIGN_IN_ACTIVITY, Entities.APPLICATION];
  writer.addRelationship(
    createRelationship(relationship, entityKey(owner, String(id)), key),
  );
}

/** @throws IntegrationError when the sign-ins were not read in this run */
async function relateApplications(step: Step): Promise<void> {
  const signIns = await step.getData<SignIns>(SIGN_INS);
  if (!signIns) {
    throw new IntegrationError({
      code: 'INCOMPLETE_READ',
      message: `Sign-ins were not read in this run: ${Steps.SIGN_INS} has to be one of its steps.`,
    });
  }
  const applications = Array.from(
    (await step.objects(Entities.APPLICATION)).values(),
  );
  const assignees = await countAssignees(step, signIns);
  await step.entities(Entities.SIGN_IN_ACTIVITY, undefined, {
    read: async function* (organization) {
      const known = signIns.get(organization.id);
      if (!known) return;
      const { id } = organization;
      const isEverybodyKnown = step.isComplete(Steps.USERS, id);
      const areAllAssigned = step.isComplete(Steps.APPLICATION_ASSIGNMENTS, id);
      for (const application of applications.filter(ownedBy(organization))) {
        const counts = areAllAssigned
          ? assignees.get(application.key) ?? NOBODY
          : undefined;
        const activity = activityOf(application, known, isEverybodyKnown);
        yield [{ ...activity, ...counts }];
        await relateUsers(step, application, known);
      }
    },
    onEntity: ({ _key }, row) => relateOwner(step, _key, row),
  });
}

interface Assignees {
  assignedUserCount: number;
  unusedUserCount: number;
}

const NOBODY: Assignees = { assignedUserCount: 0, unusedUserCount: 0 };

/**
 * To how many users each application is assigned, and how many of them have not
 * signed in to it. A question cannot compare two relationships of one pair, so
 * the answer stands on the record.
 *
 * @returns by the key of the application, from the assignments that are in the graph
 */
async function countAssignees(
  step: Step,
  signIns: SignIns,
): Promise<ReadonlyMap<string, Assignees>> {
  const tallies = Array.from(signIns.values()).map(({ tally }) => tally);
  const counts = new Map<string, Assignees>();
  const assigned = Relationships.USER_ASSIGNED_APPLICATION;
  await step.eachRelationship(assigned, (userKey, key) => {
    const count = counts.get(key) ?? { ...NOBODY };
    counts.set(key, count);
    const user = entityId(Entities.USER, userKey);
    const application = entityId(Entities.APPLICATION, key);
    count.assignedUserCount++;
    if (!tallies.some((tally) => tally.hasUsed(user, application))) {
      count.unusedUserCount++;
    }
  });
  return counts;
}

function activityOf(
  { id, properties }: GraphObject,
  { tally, since, until }: KnownSignIns,
  isEverybodyKnown: boolean,
): SignInActivityRow {
  const users = tally.usersOf(id);
  let lastUsedOn: number | undefined;
  users.forEach((at) => (lastUsedOn = Math.max(at, lastUsedOn ?? 0)));
  return {
    id,
    subject: 'application',
    of: properties.displayName,
    knownSince: since,
    knownUntil: until,
    lastUsedOn,
    userCount: isEverybodyKnown ? users.size : undefined,
  };
}

async function relateUsers(
  { writer }: Step,
  { id, key }: GraphObject,
  { tally, since }: KnownSignIns,
): Promise<void> {
  for (const [user, lastUsedOn] of Array.from(tally.usersOf(id))) {
    writer.addRelationship(
      createRelationship(
        Relationships.USER_USES_APPLICATION,
        tally.users[user].key,
        key,
        { lastUsedOn, signInsKnownSince: since },
      ),
    );
    await writer.flushIfFull();
  }
}
