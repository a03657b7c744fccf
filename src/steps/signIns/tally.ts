import { GraphObject } from '../../graph/objects';
import { InsightsEvent, timeOf } from './events';
import { normalizeId } from '../../jumpcloud/ids';
import { asString } from '../../entities/properties';

/*
 * What is kept of millions of events: one time per user and kind of sign-in, and
 * one per user and application that the user has signed in to. The newest wins,
 * so that an event which comes twice changes nothing, and no id has to be kept.
 */

export interface SignInEvent extends InsightsEvent {
  success?: unknown;
  sso_token_success?: unknown;
  username?: unknown;
  initiated_by?: Actor | null;
  application?: { id?: unknown } | null;
  windows_meta?: { logon_type?: unknown } | null;
}

interface Actor {
  id?: unknown;
  type?: unknown;
  username?: unknown;
}

/** Sign-ins that name the user. */
export const SIGN_IN_TYPES = ['sso_auth', 'user_login_attempt'];

/** Sign-ins that name no id; the specification calls that of RADIUS otherwise than the events do. */
export const NAMED_SIGN_IN_TYPES = {
  login_attempt: 'device',
  radius_auth_attempt: 'radius',
  radius_auth: 'radius',
  ldap_bind: 'ldap',
} as const;

export type Kind = 'portal' | 'sso' | 'device' | 'radius' | 'ldap';

/** Windows counts connections over the network, batch jobs and services as logons, too. */
const NO_PERSON = /^[345]$/;

/** A name that several users have. */
const AMBIGUOUS = -1;

const NOBODY: ReadonlyMap<number, number> = new Map();

/** The sign-ins of one organization's users. */
export class Tally {
  private readonly numbers = new Map<string, number>();
  /** Usernames and e-mail addresses: users may sign in to RADIUS and LDAP with either. A name with a domain before it, or a distinguished name, is neither. */
  private readonly names = new Map<string, number>();
  private readonly deviceUsernames = new Map<string, number>();
  private readonly newest: Record<Kind, Float64Array>;
  /** By the id of the application: the time of the last sign-in, by the number of the user. */
  private readonly uses = new Map<string, Map<number, number>>();
  /** The oldest timestamp so far, as it came: of events in order only the first counts, and the others need no time. */
  private frontier = '\uffff';

  /** @param window milliseconds since the epoch: what happened outside of it sets nothing */
  constructor(
    readonly users: readonly GraphObject[],
    private readonly window: { start: number; end: number },
  ) {
    const times = () => new Float64Array(users.length);
    this.newest = {
      portal: times(),
      sso: times(),
      device: times(),
      radius: times(),
      ldap: times(),
    };
    users.forEach(({ id, properties }, n) => {
      this.numbers.set(id, n);
      const username = fold(properties.username);
      claim(this.names, username, n);
      claim(this.names, fold(properties.email), n);
      claim(this.deviceUsernames, username, n);
      claim(this.deviceUsernames, fold(properties.systemUsername), n);
    });
  }

  /** Counts a sign-in that names its user: explicit success of a user who is in the graph, and nothing else. */
  add(event: SignInEvent): void {
    const timestamp = event.timestamp as string;
    const isInOrder = timestamp <= this.frontier;
    if (isInOrder) this.frontier = timestamp;
    const isSso = event.event_type === 'sso_auth';
    if (!isSso && event.event_type !== 'user_login_attempt') return;
    // A failure, or a step of MFA, has no other mark.
    const success = isSso ? event.sso_token_success : event.success;
    if (success !== true || !isUser(event.initiated_by)) return;
    const user = this.numberOf(event.initiated_by?.id);
    if (user === undefined) return;
    const times = isSso ? this.newest.sso : this.newest.portal;
    const users = isSso ? this.usersWith(event.application?.id) : undefined;
    const isKnown = times[user] > 0 && (!users || users.has(user));
    if (isKnown && isInOrder) return;
    const at = this.timeWithin(event);
    if (at === undefined) return;
    note(times, user, at);
    if (users && at > (users.get(user) ?? 0)) users.set(user, at);
  }

  /** Counts a sign-in that names no id, but a username or an e-mail address that one user only has. */
  addNamed(event: SignInEvent): void {
    const { event_type, initiated_by, windows_meta } = event;
    const kind =
      NAMED_SIGN_IN_TYPES[event_type as keyof typeof NAMED_SIGN_IN_TYPES];
    if (kind === undefined || event.success !== true) return;
    if (!isUser(initiated_by)) return;
    if (NO_PERSON.test(String(windows_meta?.logon_type))) return;
    const owners = kind === 'device' ? this.deviceUsernames : this.names;
    const name = fold(event.username) ?? fold(initiated_by?.username);
    const user = owners.get(name ?? '');
    if (user === undefined || user === AMBIGUOUS) return;
    const at = this.timeWithin(event);
    if (at !== undefined) note(this.newest[kind], user, at);
  }

  /** When a user last signed in, in milliseconds since the epoch. */
  last(kind: Kind, user: number): number | undefined {
    return this.newest[kind][user] || undefined;
  }

  /** Who signed in to an application, by the number of the user, and when last. */
  usersOf(applicationId: string): ReadonlyMap<number, number> {
    return this.uses.get(applicationId) ?? NOBODY;
  }

  hasUsed(userId: string, applicationId: string): boolean {
    const user = this.numberOf(userId);
    return user !== undefined && this.usersOf(applicationId).has(user);
  }

  /** Leaves out what lies before a time from which on everything is known. */
  forgetBefore(since: number): void {
    Object.values(this.newest).forEach((times) =>
      times.forEach((at, user) => at < since && (times[user] = 0)),
    );
    this.uses.forEach((users) =>
      users.forEach((at, user) => at < since && users.delete(user)),
    );
  }

  private timeWithin(event: SignInEvent): number | undefined {
    const at = timeOf(event);
    return at >= this.window.start && at <= this.window.end ? at : undefined;
  }

  private numberOf(id: unknown): number | undefined {
    if (typeof id !== 'string') return undefined;
    return this.numbers.get(id) ?? this.numbers.get(normalizeId(id));
  }

  /** Who signed in to an application; undefined where the event names none. */
  private usersWith(id: unknown): Map<number, number> | undefined {
    if (typeof id !== 'string') return undefined;
    const known = this.uses.get(id);
    if (known) return known;
    const key = normalizeId(id);
    const users = this.uses.get(key) ?? new Map<number, number>();
    this.uses.set(key, users);
    return users;
  }
}

/** Some events say user, some systemuser; those of administrators are not a user's. */
function isUser(actor: Actor | null | undefined): boolean {
  const type = actor?.type;
  return type === undefined || type === 'user' || type === 'systemuser';
}

function note(times: Float64Array, user: number, at: number): void {
  if (at > times[user]) times[user] = at;
}

function claim(
  owners: Map<string, number>,
  name: string | undefined,
  user: number,
): void {
  if (name === undefined) return;
  const owner = owners.get(name) ?? user;
  owners.set(name, owner === user ? user : AMBIGUOUS);
}

function fold(name: unknown): string | undefined {
  return asString(name)?.toLowerCase();
}
