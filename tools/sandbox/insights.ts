import { Answer, failure, JSON_TYPE } from './paging';
import { createRandom, DAY, Json, PLANTED_SECRET, Row } from './random';
import type { Tenant, User } from './tenant';

/*
 * Directory Insights: events with the rhythm of an office. They are made day by
 * day when somebody asks, and are the same whenever a day is asked for: with the
 * clock, days pass, and what happened on one of them stays.
 */

export type Event = Row & {
  id: string;
  timestamp: string;
  service: string;
  event_type: string;
};

export const INSIGHTS_PATH = '/insights/directory/v1/events';

const HOUR = DAY / 24;
const MINUTE = HOUR / 60;
const HOLIDAYS = /-(01-01|05-01|12-2[4-6]|12-31)$/;
/** Nobody signs in to every seventh application. */
const UNUSED = 3;

/** What one organization's events are, between two moments. */
export class Insights {
  private readonly days = new Map<number, Event[]>();
  private readonly applicationsOf: Map<string, Tenant['applications']>;
  private readonly usersById: Map<string, User>;
  /** Signed in three hours before the moment that the tenant is dated from, and was suspended after that. */
  private readonly suspendedToday: User | undefined;

  constructor(private readonly tenant: Tenant) {
    this.applicationsOf = usedApplications(tenant);
    this.usersById = new Map(tenant.users.map((user) => [user._id, user]));
    this.suspendedToday = tenant.users.find(
      ({ suspended, activated }) => suspended === true && activated === true,
    );
  }

  /**
   * @param text the body of `POST /insights/directory/v1/events`
   * @returns a page of events, with the headers that say how to go on
   */
  answer(text: string): Answer {
    const refuse = (message: string) => failure(INSIGHTS_PATH, 400, message);
    if (!isLicensed(this.tenant)) {
      // What JumpCloud answers then is not documented: this is what it answers for another product.
      return failure(INSIGHTS_PATH, 402, 'Payment Required');
    }
    const question = parse(text);
    if (!question) return refuse('Bad Request: the body is no JSON');
    const { service, start_time, end_time, search_term, fields } = question;
    const start = Date.parse(String(start_time));
    const end = end_time === undefined ? Date.now() : Date.parse(end_time);
    if (!Array.isArray(service) || service.length === 0 || !(start <= end)) {
      return refuse('Bad Request: service and start_time are required');
    }
    // What it does not understand it takes for the default, without a word.
    const isDescending = question.sort === 'DESC';
    const limit =
      Number.isInteger(question.limit) && Number(question.limit) > 0
        ? Math.min(Number(question.limit), 10_000)
        : 1_000;
    const matches = matcherOf(search_term);
    const { search_after } = question;
    const follows = followers(search_after, isDescending);
    const isOfAll = service.includes('all');
    const found: Event[] = [];
    // The days before the page are not looked through again.
    const [at] = search_after ?? [];
    const from = at === undefined || isDescending ? start : Math.max(start, at);
    const to = at === undefined || !isDescending ? end : Math.min(end, at);
    for (const event of this.between(from, to, isDescending)) {
      if (!isOfAll && !service.includes(event.service)) continue;
      if (!follows(event) || !matches(event)) continue;
      found.push(event);
      if (found.length === limit) break;
    }
    const last = found[found.length - 1];
    return {
      status: 200,
      headers: {
        ...JSON_TYPE,
        'x-result-count': String(found.length),
        'x-limit': String(limit),
        'x-sort': isDescending ? 'DESC' : 'ASC',
        ...(last && {
          'x-search_after': JSON.stringify([
            Date.parse(last.timestamp),
            last.id,
          ]),
        }),
      },
      body: Buffer.from(JSON.stringify(found.map(selectorOf(fields)))),
    };
  }

  /** In order of time; those of one moment by their ids. */
  *between(start: number, end: number, isDescending = false): Generator<Event> {
    const [first, last] = [Math.floor(start / DAY), Math.floor(end / DAY)];
    const [from, to] = [timestamp(start), timestamp(end)];
    for (let n = 0; n <= last - first; n++) {
      const events = this.onDay(isDescending ? last - n : first + n);
      for (let k = 0; k < events.length; k++) {
        const event = events[isDescending ? events.length - 1 - k : k];
        if (event.timestamp >= from && event.timestamp <= to) yield event;
      }
    }
  }

  private onDay(day: number): Event[] {
    let events = this.days.get(day);
    if (!events) {
      events = this.makeDay(day);
      this.days.set(day, events);
    }
    return events;
  }

  private makeDay(day: number): Event[] {
    const { now, users, admins, systems, organization } = this.tenant;
    const made: { at: number; event: Row & { service: string } }[] = [];
    const date = new Date(day * DAY).toISOString().slice(0, 10);
    const isWorkday = ![0, 6].includes((day + 4) % 7) && !HOLIDAYS.test(date);
    users.forEach((user, n) => {
      if (!signsIn(user, n)) return;
      const random = createRandom(day * 10_007 + n);
      const isAway = (Math.floor(day / 7) + n) % 13 === 0;
      // Somebody always looks after things, also on Sundays.
      if ((!isWorkday && n % 20 !== 0) || isAway) return;
      let at = 7 * HOUR + random.below(2 * HOUR);
      const add = (event: Row & { service: string }) => {
        at += MINUTE + random.below(20 * MINUTE);
        made.push({ at, event });
      };
      if (random.below(12) === 0) add(portal(user, false));
      add(portal(user, true));
      const applications = this.applicationsOf.get(user._id) ?? [];
      applications.forEach((application, k) => {
        if ((day + k) % 2 === 0) return;
        // The first answer is the question for the second factor.
        if (random.below(3) === 0) add(sso(user, application, 'mfa'));
        if (random.below(25) === 0) add(sso(user, application, 'failed'));
        else add(sso(user, application, 'done'));
      });
      if (n % 6 === 2) {
        add({
          service: 'radius',
          event_type: 'radius_auth_attempt',
          initiated_by: { type: 'user', username: user.username },
          success: random.below(10) !== 0,
        });
      }
    });
    if (isWorkday) {
      admins.forEach(({ _id, email }, n) =>
        made.push({
          at: 8 * HOUR + n * MINUTE,
          event: {
            service: 'directory',
            event_type: 'admin_login_attempt',
            initiated_by: { id: _id, type: 'admin', email },
            success: true,
          },
        }),
      );
      systems.forEach(({ _id, hostname, primarySystemUser }, n) => {
        const { id } = (primarySystemUser ?? {}) as Row;
        const owner = this.usersById.get(String(id));
        made.push({
          at: 8 * HOUR + n * MINUTE,
          event: {
            service: 'systems',
            event_type: 'login_attempt',
            username: owner ? owner.systemUsername || owner.username : 'root',
            success: n % 9 !== 0,
            system: { id: _id, hostname },
          },
        });
      });
    }
    const justNow = now - 3 * HOUR;
    const lastOne = this.suspendedToday;
    if (lastOne && Math.floor(justNow / DAY) === day) {
      made.push({ at: justNow % DAY, event: portal(lastOne, true) });
    }
    // Every day somebody tries a name that does not exist.
    made.push({
      at: 3 * HOUR,
      event: {
        service: 'directory',
        event_type: 'user_login_attempt',
        initiated_by: { type: 'user', username: 'nobody' },
        success: false,
      },
    });
    return made
      .sort((a, b) => a.at - b.at)
      .map(({ at, event }, n) => ({
        id: `${organization._id.slice(0, 14)}${hex(day, 5)}${hex(n, 5)}`,
        timestamp: `${date}T${timeOfDay(Math.min(at, DAY - 1))}`,
        event_type: String(event.event_type),
        organization: organization._id,
        client_ip: PLANTED_SECRET,
        useragent: { name: PLANTED_SECRET },
        ...event,
      }));
  }
}

/** Neither those who cannot, nor some of those who could. */
function signsIn(user: User, n: number): boolean {
  return (
    user.activated === true &&
    user.suspended !== true &&
    user.ldap_binding_user !== true &&
    n % 37 !== 4
  );
}

/** Three of those that each user may open, but for the ones that nobody does. */
function usedApplications({
  applications,
  grants,
  members,
}: Tenant): Map<string, Tenant['applications']> {
  const used = new Map<string, Tenant['applications']>();
  applications.forEach((application, n) => {
    const { type } = (application.sso ?? {}) as Row;
    if (n % 7 === UNUSED || type === undefined || type === 'bookmark') return;
    const grant = grants.get(application._id);
    const all = new Set([
      ...(grant?.users ?? []),
      ...(grant?.groups ?? []).flatMap((group) => members.get(group) ?? []),
    ]);
    all.forEach((user) => {
      const others = used.get(user) ?? [];
      if (others.length < 3) used.set(user, [...others, application]);
    });
  });
  return used;
}

const actor = ({ _id, username }: User): Row => ({
  id: _id,
  type: 'user',
  username,
});

function portal(user: User, success: boolean) {
  return {
    service: 'directory',
    event_type: 'user_login_attempt',
    initiated_by: actor(user),
    success,
    mfa: true,
  };
}

function sso(
  user: User,
  { _id, name, displayLabel, sso: kind }: Row,
  outcome: 'done' | 'failed' | 'mfa',
) {
  return {
    service: 'sso',
    event_type: 'sso_auth',
    initiated_by: actor(user),
    application: {
      id: _id,
      name,
      display_label: displayLabel,
      sso_type: (kind as Row).type,
    },
    idp_initiated: true,
    sso_token_success: outcome === 'done',
    error_message: outcome === 'failed' ? 'not authorized' : undefined,
  };
}

/** Some organizations have their licences at the top level, others below their settings. */
function isLicensed({ organization }: Tenant): boolean {
  const { features, settings } = organization as Row;
  const licences = (features ?? (settings as Row).features ?? {}) as Row;
  return (licences.directoryInsights as Row | undefined)?.enabled === true;
}

interface Question {
  service?: unknown;
  start_time?: unknown;
  end_time?: string;
  sort?: unknown;
  limit?: unknown;
  search_after?: [number, string];
  fields?: string[];
  search_term?: SearchTerm;
}

type Condition = Record<string, Json>;
interface SearchTerm {
  and?: Condition | Condition[];
  or?: Condition | Condition[];
  not?: Condition | Condition[];
}

function parse(text: string): Question | undefined {
  try {
    return JSON.parse(text) as Question;
  } catch {
    return undefined;
  }
}

/** Read once for all events, of which there are many. */
function matcherOf(term: SearchTerm = {}): (event: Event) => boolean {
  const conditions = (given: Condition | Condition[] = []) =>
    [given]
      .flat()
      .flatMap((each) => Object.entries(each))
      .map(([field, wanted]) => {
        const values = [wanted].flat().map(String);
        const valueOf = reader(field.split('.'));
        return (event: Event) => values.includes(String(valueOf(event)));
      });
  const [and, or, not] = [term.and, term.or, term.not].map(conditions);
  return (event) =>
    and.every((holds) => holds(event)) &&
    (term.or === undefined || or.some((holds) => holds(event))) &&
    !not.some((holds) => holds(event));
}

/** What comes behind the last event of the page before. */
function followers(
  last: [number, string] | undefined,
  isDescending: boolean,
): (event: Event) => boolean {
  if (!last) return () => true;
  const [at, id] = [timestamp(last[0]), last[1]];
  return (event) => {
    if (event.id === id) return false;
    const isLater =
      event.timestamp === at ? event.id > id : event.timestamp > at;
    return isLater !== isDescending;
  };
}

const timestamp = (at: number) => new Date(at).toISOString();

/** As ISO 8601 has it, in a fraction of the time that a date takes: there are many events. */
function timeOfDay(at: number): string {
  const hour = twoDigits(Math.floor(at / HOUR));
  const minute = twoDigits(Math.floor((at % HOUR) / MINUTE));
  const second = twoDigits(Math.floor((at % MINUTE) / 1_000));
  const rest = at % 1_000;
  return `${hour}:${minute}:${second}.${rest < 100 ? 0 : ''}${twoDigits(
    rest,
  )}Z`;
}

const twoDigits = (n: number) => (n < 10 ? `0${n}` : `${n}`);

type Reader = (event: Event) => Json | undefined;

function reader([name, ...rest]: string[]): Reader {
  if (rest.length === 0) return (event) => event[name];
  return (event) =>
    rest.reduce<Json | undefined>(
      (value, inner) => (value as Row | undefined)?.[inner],
      event[name],
    );
}

/** The named fields, where any are; a dotted name keeps its place. */
function selectorOf(fields: string[] = []): (event: Event) => Row {
  if (fields.length === 0) return (event) => event;
  const wanted = fields.map((field) => {
    const path = field.split('.');
    const [outer, inner] = path;
    return { outer, inner, valueOf: reader(path) };
  });
  return (event) => {
    const row: Row = {};
    for (const { outer, inner, valueOf } of wanted) {
      const value = valueOf(event);
      if (value === undefined) continue;
      row[outer] =
        inner === undefined
          ? value
          : { ...(row[outer] as object | undefined), [inner]: value };
    }
    return row;
  };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0').slice(-digits);
}
