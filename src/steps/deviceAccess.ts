import {
  Access,
  accessOf,
  Account,
  accountName,
  accountsOf,
  deviceAccess,
  USERS_OF_DEVICE,
} from '../entities/devices/access';
import type { System } from '../entities/devices';
import { ownSudoOf } from '../entities/root';
import { entityKey } from '../graph/entity';
import { GraphObject } from '../graph/objects';
import { createRelationship } from '../graph/relationship';
import { Step, StepDeclaration } from '../graph/step';
import { idOf } from '../jumpcloud/ids';
import { Organization } from '../jumpcloud/organization';
import { Entities, IngestionSources, Relationships, Steps } from '../model';
import { warnOfTooMany } from './tooMany';

/*
 * Users and devices. Either of these steps makes all relationships between them:
 * the first from the accounts that devices report, without a request; the second,
 * where the configuration asks for it, from these and from JumpCloud's bindings,
 * with a request for each device. Which of them runs is decided in index.ts.
 */

/** More than that no graph is read for: the groups say the same in a hundredth. */
const MOST_RELATIONSHIPS = 2_000_000;

// Made when it is needed: Node takes long for the first number that it writes so.
const tooMany = () =>
  `More than ${MOST_RELATIONSHIPS.toLocaleString(
    'en-US',
  )} pairs of users and devices: the field Derive Device Access (deriveDeviceAccess) is of no use here, and who may sign in to what is in the relationships of groups alone. Switch it off.`;

export const deviceAccessSteps: StepDeclaration[] = [
  {
    id: Steps.DEVICE_ACCOUNTS,
    name: 'Build User Device Relationships',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [],
    relationships: [Relationships.USER_ASSIGNED_DEVICE],
    dependsOn: [Steps.DEVICES, Steps.USERS],
    executionHandler: (step) => relate(step),
  },
  {
    id: Steps.DEVICE_ACCESS,
    name: 'Fetch User Device Assignments',
    ingestionSourceId: IngestionSources.DEVICES,
    entities: [],
    relationships: [Relationships.USER_ASSIGNED_DEVICE],
    dependsOn: [Steps.DEVICE_GROUP_ASSIGNMENTS],
    executionHandler: async (step) => {
      const bindings = new Bindings(MOST_RELATIONSHIPS);
      if ((await mostByOneGroup(step)) > MOST_RELATIONSHIPS) bindings.giveUp();
      await readBindings(step, bindings);
      if (bindings.isTooMany) warnOfTooMany(step, tooMany());
      await relate(step, bindings);
    },
  },
];

/** The accounts of users, by the keys of the device and of the user; left by the step that reads devices. */
const ACCOUNTS = 'accounts of users on devices';
type Accounts = Map<string, Map<string, Account>>;

/**
 * Keeps the accounts that have the name of exactly one user of the organization.
 *
 * @returns a function that is shown each device
 */
export async function keepAccounts(
  step: Step,
): Promise<(key: string, row: System, organization: Organization) => void> {
  const accounts: Accounts = new Map();
  await step.setData(ACCOUNTS, accounts);
  const owners = await ownersOfNames(step);
  return (key, row, { id }) => {
    const found = new Map<string, Account>();
    accountsOf(row).forEach((account) => {
      const owner = owners.get(`${id} ${account.name}`);
      if (owner === undefined) return;
      // Names that differ in case alone may be two accounts: the one that can be signed in with counts.
      if (found.get(owner)?.suspended === false) return;
      found.set(owner, account);
    });
    if (found.size > 0) accounts.set(key, found);
  };
}

/** The keys of users by the names of their accounts; undefined for a name that several users have. */
async function ownersOfNames(
  step: Step,
): Promise<ReadonlyMap<string, string | undefined>> {
  const owners = new Map<string, string | undefined>();
  (await step.objects(Entities.USER))
    .values()
    // Of a user who could not be read the name might be, too.
    .filter(({ organization }) => step.isComplete(Steps.USERS, organization.id))
    .forEach(({ key, organization, properties }) => {
      const { systemUsername, username } = properties;
      const name = accountName(systemUsername) ?? accountName(username);
      if (name === undefined) return;
      const at = `${organization.id} ${name}`;
      owners.set(at, owners.has(at) ? undefined : key);
    });
  return owners;
}

/** What JumpCloud's bindings say, for each device: a user and what the user has of it, one after the other, since there may be millions of them. */
export class Bindings {
  isTooMany = false;

  private count = 0;
  private readonly byDevice = new Map<string, (GraphObject | Access)[]>();
  /** Few of them differ. */
  private readonly known = new Map<string, Access>();

  constructor(private readonly most: number) {}

  add(device: string, user: GraphObject, access: Access): void {
    if (this.isTooMany) return;
    if (++this.count > this.most) return this.giveUp();
    const name = JSON.stringify(access);
    const same = this.known.get(name) ?? access;
    this.known.set(name, same);
    const all = this.byDevice.get(device);
    if (all) all.push(user, same);
    else this.byDevice.set(device, [user, same]);
  }

  /** There are more than may be: all of them are let go. */
  giveUp(): void {
    this.isTooMany = true;
    this.byDevice.clear();
  }

  /** By the key of the user. */
  of(device: string): Map<string, Access> {
    const all = this.byDevice.get(device) ?? [];
    const access = new Map<string, Access>();
    for (let n = 0; n < all.length; n += 2) {
      access.set((all[n] as GraphObject).key, all[n + 1] as Access);
    }
    return access;
  }
}

async function readBindings(step: Step, bindings: Bindings): Promise<void> {
  const users = await step.objects(Entities.USER);
  const groups = await step.objects(Entities.GROUP);
  const sudoOfGroup = (id: unknown) =>
    ownSudoOf(groups.get(entityKey(Entities.GROUP, String(id)))?.properties);
  await step.eachObject(
    Entities.DEVICE,
    USERS_OF_DEVICE,
    async ({ id, key, organization }) => {
      if (bindings.isTooMany) return;
      const pages = organization.list(USERS_OF_DEVICE, step.id, id);
      for await (const rows of pages) {
        rows.forEach((row) => {
          const user = users.get(entityKey(Entities.USER, idOf(row) ?? ''));
          if (!user) return;
          const own = ownSudoOf(user.properties);
          bindings.add(key, user, accessOf(row, own, sudoOfGroup));
        });
        if (bindings.isTooMany) return;
      }
    },
  );
}

async function relate(step: Step, bindings?: Bindings): Promise<void> {
  const accounts = await step.getData<Accounts>(ACCOUNTS);
  await step.each(Entities.DEVICE, ({ key, properties: { platform } }) => {
    const observed = accounts?.get(key) ?? new Map<string, Account>();
    const configured = bindings?.of(key) ?? new Map<string, Access>();
    const users = new Set([
      ...Array.from(observed.keys()),
      ...Array.from(configured.keys()),
    ]);
    users.forEach((user) => {
      const access = deviceAccess(
        observed.get(user),
        configured.get(user),
        platform,
      );
      step.writer.addRelationship(
        createRelationship(
          Relationships.USER_ASSIGNED_DEVICE,
          user,
          key,
          access,
        ),
      );
    });
  });
}

/** How many relationships at least there are: those that one group alone makes, of its members with its devices. It costs no request. */
async function mostByOneGroup(step: Step): Promise<number> {
  const members = new Map<string, number>();
  await step.eachRelationship(Relationships.GROUP_HAS_USER, (group) => {
    members.set(group, (members.get(group) ?? 0) + 1);
  });
  const devices = new Map<string, number>();
  await step.eachRelationship(
    Relationships.DEVICE_GROUP_HAS_DEVICE,
    (group) => {
      devices.set(group, (devices.get(group) ?? 0) + 1);
    },
  );
  let most = 0;
  await step.eachRelationship(
    Relationships.GROUP_ASSIGNED_DEVICE_GROUP,
    (group, deviceGroup) => {
      const pairs = (members.get(group) ?? 0) * (devices.get(deviceGroup) ?? 0);
      most = Math.max(most, pairs);
    },
  );
  return most;
}
