import { asBoolean } from './properties';

/*
 * Who becomes administrator (root) of devices. JumpCloud grants it in four places:
 * `sudo` of a user, the binding of a user to a device, `sudo` of a user group, and
 * the binding of a user group to devices. A grant to a user supersedes those of
 * groups, and one to a whole group that of its binding (JumpCloud's article on
 * administrator and sudo permissions).
 */

/** What a relationship to devices says of it. */
export const ROOT = {
  admin: {
    type: 'boolean',
    description:
      'Makes administrator (root) of the devices; absent where JumpCloud does not say',
  },
  passwordless: {
    type: 'boolean',
    description:
      'Needs no password to act as administrator; counts on macOS and Linux only',
  },
  via: {
    type: 'array',
    items: { type: 'string' },
    description:
      'What makes administrator: user (sudo of the user), binding (of the user), group (sudo of the user group), groupBinding (binding of the user group); absent where nothing does',
  },
} as const;

export type Place = 'user' | 'binding' | 'group' | 'groupBinding';

/** What one of the places says, or several of them; undefined where it says nothing. */
export interface Root {
  admin?: boolean;
  passwordless?: boolean;
  via?: Place[];
}

/** What attributes in JumpCloud's graph grant: `{ sudo: { enabled, withoutPassword } }` (specification, GraphAttribute-Sudo). */
export function sudoOf(attributes: unknown): Root {
  const { sudo } = (attributes ?? {}) as { sudo?: unknown };
  const { enabled, withoutPassword } = (sudo ?? {}) as Record<string, unknown>;
  return {
    admin: asBoolean(enabled),
    passwordless: asBoolean(withoutPassword),
  };
}

/** What a user, or a user group, is granted wherever it is bound: from the properties of its entity. */
export function ownSudoOf({
  sudo,
  passwordlessSudo,
}: Readonly<Record<string, unknown>> = {}): Root {
  return {
    admin: asBoolean(sudo),
    passwordless: asBoolean(passwordlessSudo),
  };
}

/**
 * What a binding makes of whom it binds.
 *
 * @param own what the user or the group is granted anywhere, which supersedes the binding
 * @param binding what the binding grants: where it says nothing, and nothing else grants it, it is not known
 * @param places what the two are called
 */
export function rootOf(
  own: Root,
  binding: Root,
  places: readonly [Place, Place],
): Root {
  const via = places.filter((_, n) => [own, binding][n].admin === true);
  if (via.length === 0) return { admin: binding.admin };
  const { passwordless } = own.admin === true ? own : binding;
  return { admin: true, passwordless, via };
}
