/*
 * Which way access leads along each relationship, and how that is said: the
 * answers to "from X to Y" and "what breaks if" rest on these two tables alone.
 */
import type { Capability } from '../../src/entities/roles/scopes';
import { Entities } from '../../src/model';
import { Drawing, Edge } from './contents';
import { Every, Relation } from './page/data';

type Properties = Record<string, unknown>;
type Leads = 'ahead' | 'back' | 'both' | 'nowhere';

const type = ({ _type }: { _type: string }) => _type;
const ACCOUNT = type(Entities.ACCOUNT);
const ADMIN = type(Entities.ADMIN);
const APPLICATION = type(Entities.APPLICATION);
const DEVICE = type(Entities.DEVICE);
const DEVICE_GROUP = type(Entities.DEVICE_GROUP);
const GROUP = type(Entities.GROUP);
const ROLE = type(Entities.ROLE);
const SAAS_APPLICATION = type(Entities.SAAS_APPLICATION);
const USER = type(Entities.USER);
const POLICY = type(Entities.POLICY);
const PASSWORD_POLICY = type(Entities.PASSWORD_POLICY);
const AUTH_POLICY = type(Entities.AUTH_POLICY);
const COMMAND = type(Entities.COMMAND);
const POLICY_GROUP = type(Entities.POLICY_GROUP);
const SOFTWARE_APP = type(Entities.SOFTWARE_APP);
const APPROVAL_FLOW = type(Entities.APPROVAL_FLOW);
const ACCESS_REQUEST = type(Entities.ACCESS_REQUEST);
const WORKFLOW = type(Entities.WORKFLOW);

const DEVICES = [DEVICE, DEVICE_GROUP];
const ANY = undefined;

/**
 * The first row that fits decides. `words` are read in the direction of access,
 * `asRoot` where the relationship makes its source an administrator of devices.
 * A relationship that no row names leads nowhere.
 */
const WAYS = [
  way([GROUP], 'HAS', [USER], 'back', 'is a member of'),
  way([DEVICE_GROUP], 'HAS', [DEVICE], 'ahead', 'contains'),
  way([POLICY_GROUP], 'HAS', [POLICY], 'ahead', 'contains'),
  // They sign in with the same credentials.
  way([ADMIN], 'IS', [USER], 'both', 'is the same person as'),
  way([WORKFLOW], 'ASSIGNED', [ROLE], 'ahead', 'runs with the role'),
  way(ANY, 'ASSIGNED', [ROLE], 'ahead', 'has the role'),
  way([ADMIN], 'ASSIGNED', [ACCOUNT], 'ahead', 'administers'),
  way([ROLE], 'ALLOWS', [ACCOUNT], 'ahead', 'has rights in'),
  way([USER], 'ASSIGNED', DEVICES, 'ahead', 'may sign in to', 'is root on'),
  way(
    [GROUP],
    'ASSIGNED',
    DEVICES,
    'ahead',
    'lets sign in to',
    'gives root on',
  ),
  way([USER], 'HAS', [ACCESS_REQUEST], 'ahead', 'has asked for'),
  way(
    [ACCESS_REQUEST],
    'ASSIGNED',
    DEVICES,
    'ahead',
    'lets sign in to',
    'gives root on',
  ),
  way([GROUP], 'ASSIGNED', [APPROVAL_FLOW], 'ahead', 'may ask for'),
  way([USER], 'OWNS', [DEVICE], 'ahead', 'is the primary user of'),
  way([COMMAND], 'ASSIGNED', DEVICES, 'ahead', 'runs on'),
  way([SOFTWARE_APP], 'ASSIGNED', DEVICES, 'ahead', 'is installed on'),
  way([POLICY, POLICY_GROUP], 'ASSIGNED', DEVICES, 'ahead', 'applies to'),
  // A policy restricts whom it is assigned to, and gives nothing.
  way([AUTH_POLICY], 'ASSIGNED', ANY, 'nowhere', 'applies to'),
  way([GROUP], 'ASSIGNED', [POLICY, POLICY_GROUP], 'nowhere', 'is subject to'),
  way(
    [GROUP],
    'ASSIGNED',
    [AUTH_POLICY, PASSWORD_POLICY],
    'nowhere',
    'is subject to',
  ),
  way([USER, GROUP], 'ASSIGNED', ANY, 'ahead', 'may use'),
  way([APPLICATION], 'ASSIGNED', ANY, 'ahead', 'lets assume'),
  way([USER], 'USES', [SAAS_APPLICATION], 'ahead', 'has an account at'),
  way([USER], 'USES', ANY, 'nowhere', 'has signed in to'),
  way([type(Entities.AGENT)], 'MANAGES', ANY, 'nowhere', 'manages'),
  way(ANY, 'MANAGES', [Entities.APPLE_DEVICE._type], 'ahead', 'manages'),
  way([USER], 'MANAGES', [USER], 'nowhere', 'is the manager of'),
  way(ANY, 'ASSIGNED', ANY, 'nowhere', 'is assigned'),
];

function way(
  from: string[] | undefined,
  _class: string,
  to: string[] | undefined,
  leads: Leads,
  words: string,
  asRoot?: string,
) {
  return { from, _class, to, leads, words, asRoot };
}

/** A graph has a million relationships, and few that differ in these. */
const found = new Map<string, (typeof WAYS)[number] | undefined>();

function wayOf(_class: string, source: string, target: string) {
  const key = [_class, source, target].join(' ');
  if (!found.has(key)) {
    const isMeant = (types: string[] | undefined, one: string) =>
      types === ANY || types.includes(one);
    const row = WAYS.find(
      ({ from, to, ...way }) =>
        way._class === _class && isMeant(from, source) && isMeant(to, target),
    );
    found.set(key, row);
  }
  return found.get(key);
}

interface Right {
  capability: Capability;
  words: string;
  /** Everything of this type, or the organization. What reaches devices makes root there. */
  over: string;
  /** Where access can be granted to some things only: one of these has to be among them, as the role names them. A grant to a user or a group may be of anything. */
  by?: string;
}

/** What each capability of a role is, and over what. */
const CAPABILITIES: Right[] = [
  right('canRunCode', 'run code', DEVICE),
  right('canGrantTemporaryRoot', 'grant temporary root', DEVICE),
  right('canGrantAccess', 'give root', DEVICE, 'systems'),
  right('canGrantAccess', 'give access', APPLICATION, 'applications'),
  right(
    'canGrantAccess',
    'give access',
    Entities.DIRECTORY._type,
    'directories',
  ),
  right(
    'canGrantAccess',
    'give access',
    Entities.RADIUS_SERVER._type,
    'radius',
  ),
  right('canChangeApplications', 'change', APPLICATION),
  right('canSetPasswords', 'set passwords', USER),
  right('canEditUsers', 'edit', USER),
  right('canChangeGroups', 'change members', GROUP),
  right('canBecomeAdministrator', 'take roles', ROLE),
  right('canResetMfa', 'reset MFA', ACCOUNT),
  right('canWeakenSignIn', 'weaken sign-in', ACCOUNT),
  right('canReadSecrets', 'read secrets', ACCOUNT),
  right('canAutomate', 'run workflows', ACCOUNT),
  right('canAutomate', 'edit and run', WORKFLOW),
];

/** What these can be made to do is not known: what workflows consist of is never read. */
const POSSIBLE_OVER = [WORKFLOW];

function right(
  capability: Capability,
  words: string,
  over: string,
  by?: string,
): Right {
  return { capability, words, over, by };
}

/** Where a relationship leads, and how that is said. */
export function relationOf(
  relationship: Properties,
  source: string,
  target: string,
): Omit<Relation, 'detail' | 'mapped'> {
  const _class = String(relationship._class);
  const row = wayOf(_class, source, target);
  const { admin, passwordless, suspended } = relationship;
  const asRoot = admin === true ? row?.asRoot : undefined;
  let words = asRoot ?? row?.words ?? _class.toLowerCase();
  let leads = row?.leads ?? 'nowhere';
  if (asRoot !== undefined && passwordless === true) {
    words += ' without a password';
  }
  if (row?.asRoot !== undefined && suspended === true) {
    // Nobody signs in with it.
    [leads, words] = ['nowhere', 'has a suspended account on'];
  }
  let every: Every[] | undefined;
  const unrated = relationship.unrated === true || undefined;
  if (_class === 'ALLOWS') {
    const rights = rightsOf(relationship);
    every = rights.filter((one) => one.type !== ACCOUNT);
    const own = rights
      .filter((one) => one.type === ACCOUNT)
      .map((one) => one.words);
    if (unrated) own.push('may do what nobody has rated');
    if (own.length > 0) words = own.join(', ');
    // A role that is not rated is not known to be harmless.
    if (rights.length === 0 && !unrated) leads = 'nowhere';
  }
  const isEntry = DEVICES.includes(target) && source !== DEVICE_GROUP;
  return {
    _class,
    words,
    ahead: leads === 'ahead' || leads === 'both',
    back: leads === 'back' || leads === 'both',
    root: isEntry ? asRoot !== undefined : undefined,
    every,
    unrated,
    derived: source === USER && isDerived(relationship),
  };
}

/** What a role allows, by what it is over; first what is certain. */
function rightsOf(relationship: Properties): Every[] {
  const words = new Map<string, { certain: string[]; possible: string[] }>();
  const { canGrantAccessTo, possible } = relationship;
  const isPossible = (capability: Capability, over: string) =>
    POSSIBLE_OVER.includes(over) ||
    (Array.isArray(possible) && possible.includes(capability));
  const mayGrant = (by: string) =>
    !Array.isArray(canGrantAccessTo) ||
    [by, 'groups', 'users'].some((each) => canGrantAccessTo.includes(each));
  for (const { capability, words: said, over, by } of CAPABILITIES) {
    if (relationship[capability] !== true) continue;
    if (by === undefined || mayGrant(by)) {
      const rights = words.get(over) ?? { certain: [], possible: [] };
      words.set(over, rights);
      if (isPossible(capability, over)) rights.possible.push(said);
      else rights.certain.push(said);
    }
  }
  return [...words].map(([over, { certain, possible: others }]) => {
    const rights = [
      ...certain,
      ...others.map((said, place) => (place === 0 ? `possibly ${said}` : said)),
    ];
    return {
      type: over,
      words: `may ${rights.join(', ')}${over === ACCOUNT ? ' in' : ''}`,
      possible: certain.length === 0 || undefined,
    };
  });
}

/** Whether a relationship of a user only repeats what groups in the graph say: what a device itself reports it does not. */
function isDerived({ assignedBy, observed }: Properties): boolean {
  return assignedBy === 'group' && observed !== true;
}

/**
 * Users whose own account makes them root are that wherever they sign in: where a
 * group lets them sign in, this says so, for the group does not.
 *
 * @param users by key, those with `sudo`
 */
export function sudoEdges(edges: Edge[], users: Set<string>): Edge[] {
  const entries = new Map<string, string[]>();
  for (const { from, to, root } of edges) {
    if (root === undefined || users.has(from)) continue;
    const known = entries.get(from);
    if (known) known.push(to);
    else entries.set(from, [to]);
  }
  return edges.flatMap(({ from, to: user, ...edge }) => {
    if (edge._class !== 'HAS' || !edge.back || !users.has(user)) return [];
    return (entries.get(from) ?? []).map((to): Edge => {
      const words = 'is root by sudo on';
      const way = { words, ahead: true, back: false, root: true };
      return { ...edge, ...way, from: user, to, _class: 'SUDO' };
    });
  });
}

/** Whom the bearers of a role could become, as the relationship of the role says: those first who may take any right. */
const SHADOWS = [
  ['shadowAdmins', 'may take any right'],
  ['strongerAdmins', 'may do more'],
] as const;

/**
 * From roles to the administrators whom their bearers could become.
 *
 * @param adminsOf the keys of administrators, by the key of their account and their name
 */
export function shadowEdges(
  relationships: Properties[],
  adminsOf: Map<string, string[]>,
): Edge[] {
  return relationships.flatMap((relationship) => {
    if (relationship._class !== 'ALLOWS') return [];
    const [role, account] = [
      String(relationship._fromEntityKey),
      String(relationship._toEntityKey),
    ];
    return SHADOWS.flatMap(([property, detail]) => {
      const names = relationship[property];
      if (!Array.isArray(names)) return [];
      return names
        .flatMap((name) => adminsOf.get(`${account} ${name}`) ?? [])
        .map((to): Edge => {
          const words = 'could possibly become';
          const _class = 'COULD BECOME (verify)';
          return { ...POSSIBLE, _class, words, detail, from: role, to };
        });
    });
  });
}

/** Every user may get into a group whose query decides by what users edit themselves. */
export function joinsOf(groups: Properties[]): NonNullable<Drawing['joins']> {
  return groups.flatMap(({ _key, joinableByEditing: fields }) => {
    if (typeof fields !== 'string') return [];
    const words = `may join by editing ${fields}`;
    const relation = { ...POSSIBLE, _class: 'JOINS', words, detail: '' };
    return [{ type: USER, to: String(_key), relation }];
  });
}

const POSSIBLE = {
  ahead: true,
  back: false,
  possible: true,
  derived: false,
  mapped: false,
};
