import { v2 } from '../../jumpcloud/endpoints';
import { Place, Root, ROOT, sudoOf } from '../root';
import type { System } from '.';
import { asBoolean, asString, elements } from '../properties';

/*
 * Who may sign in to a device, and becomes root there: the accounts that the
 * device itself reports, and what JumpCloud's bindings say. Both are one
 * relationship of a user to a device.
 */

export const DEVICE_ACCESS = {
  observed: {
    type: 'boolean',
    description: 'An account on the device has the name of the user',
  },
  configured: {
    type: 'boolean',
    description:
      'The user is bound to the device in JumpCloud, directly or through groups; only where deriveDeviceAccess asks for it',
  },
  assignedBy: {
    type: 'string',
    description:
      'Of what is configured: direct, or group: through groups only; a direct binding stands where there are both',
  },
  admin: {
    type: 'boolean',
    description:
      'Administrator (root) of the device: as JumpCloud configures it, or as the account on the device is; absent where neither says so',
  },
  configuredAdmin: {
    type: 'boolean',
    description:
      'JumpCloud makes the user administrator of the device: by its own rule, sudo of the user or of any binding',
  },
  observedAdmin: {
    type: 'boolean',
    description: 'The account on the device is an administrator',
  },
  passwordless: ROOT.passwordless,
  via: ROOT.via,
  suspended: {
    type: 'boolean',
    description:
      'The account on the device is suspended: nobody signs in with it',
  },
  managed: {
    type: 'boolean',
    description: 'JumpCloud manages the account on the device',
  },
  secureToken: {
    type: 'boolean',
    description:
      'The account on the device has a secure token (macOS): it may unlock the disk',
  },
} as const;

/** Every user who is bound to a device, directly or through groups, with every way. */
export const USERS_OF_DEVICE = v2(
  'users of devices',
  '/systems/{id}/users',
  'users.readonly',
);

/** An account on a device, as its agent reports it. */
export interface Account {
  /** In lower case: systems do not agree on whether case matters, and two users whose names differ in nothing else are not told apart. */
  name: string;
  admin?: boolean;
  managed?: boolean;
  suspended?: boolean;
  secureToken?: boolean;
}

export function accountsOf({ userMetrics }: System): Account[] {
  return elements(userMetrics).flatMap((each) => {
    const name = accountName(each?.userName);
    if (name === undefined) return [];
    return [
      {
        name,
        admin: asBoolean(each?.admin),
        managed: asBoolean(each?.managed),
        suspended: asBoolean(each?.suspended),
        secureToken: asBoolean(each?.secureTokenEnabled),
      },
    ];
  });
}

/** How the accounts of a user are called on devices. */
export function accountName(name: unknown): string | undefined {
  return asString(name)?.toLowerCase();
}

/** What JumpCloud's bindings say of a user and a device. */
export interface Access extends Root {
  assignedBy?: 'direct' | 'group';
}

/** An end of JumpCloud's graph, and how it is reached. */
interface Connection {
  attributes?: unknown;
  to?: { attributes?: unknown; id?: unknown; type?: unknown } | null;
}

/** Grants in the order in which they supersede each other. */
const PLACES: readonly Place[] = ['user', 'binding', 'group', 'groupBinding'];

/**
 * Reads a row of `GET /systems/{id}/users`. Administrator is who JumpCloud's own
 * tools call so (PowerShell module, Get-JCSystemUser): by the attributes that are
 * compiled of all paths, or by `sudo` of the user.
 *
 * @param row a user, with the paths from the device: each ends at the user, and leads over groups unless it is direct
 * @param user what the user is granted anywhere
 * @param sudoOfGroup what a user group is granted anywhere, by its id: the paths may not say so
 */
export function accessOf(
  row: object,
  user: Root,
  sudoOfGroup: (id: unknown) => Root,
): Access {
  const { compiledAttributes, paths } = row as Record<string, unknown>;
  const compiled = sudoOf(compiledAttributes);
  const ways = elements(paths as Connection[][] | undefined).map((path) =>
    grantsOf(elements(path), sudoOfGroup),
  );
  const assignedBy = ways.some(({ isDirect }) => isDirect)
    ? 'direct'
    : ways.length > 0
    ? 'group'
    : undefined;
  if (user.admin !== true && compiled.admin !== true) {
    const isTold = (user.admin ?? compiled.admin) !== undefined;
    return { assignedBy, admin: isTold ? false : undefined };
  }
  const named = new Set<Place>(ways.flatMap(({ granting }) => granting));
  if (compiled.admin === true && named.size === 0) {
    // No path says what of it grants: then it is the binding of one of them.
    ways.forEach(({ isDirect }) =>
      named.add(isDirect ? 'binding' : 'groupBinding'),
    );
  }
  if (user.admin === true) named.add('user');
  const { passwordless } = user.admin === true ? user : compiled;
  const via = PLACES.filter((place) => named.has(place));
  return { assignedBy, admin: true, passwordless, via };
}

function grantsOf(
  path: (Connection | null)[],
  sudoOfGroup: (id: unknown) => Root,
): { isDirect: boolean; granting: Place[] } {
  const isBinding = path.some(
    (each) => sudoOf(each?.attributes).admin === true,
  );
  const group = path.find((each) => each?.to?.type === 'user_group')?.to;
  if (!group) {
    return { isDirect: true, granting: isBinding ? ['binding'] : [] };
  }
  const isGroup =
    sudoOf(group.attributes).admin ?? sudoOfGroup(group.id).admin ?? false;
  const granting: Place[] = [];
  if (isGroup) granting.push('group');
  if (isBinding) granting.push('groupBinding');
  return { isDirect: false, granting };
}

/**
 * The one relationship of a user to a device.
 *
 * @param account of the user on the device, if there is one
 * @param access that JumpCloud's bindings give, where they were read and give any
 * @param platform of the device: Windows knows no administrator without a password
 */
export function deviceAccess(
  account: Account | undefined,
  access: Access | undefined,
  platform: unknown,
) {
  const admins = [access?.admin, account?.admin];
  const isPasswordless = access?.passwordless && platform !== 'windows';
  return {
    observed: account && true,
    configured: access && true,
    assignedBy: access?.assignedBy,
    admin: admins.includes(true) || admins.find((each) => each === false),
    configuredAdmin: access?.admin,
    observedAdmin: account?.admin,
    passwordless: isPasswordless,
    via: access?.via,
    suspended: account?.suspended,
    managed: account?.managed,
    secureToken: account?.secureToken,
  };
}
