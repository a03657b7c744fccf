import { ListEndpoint, v2 } from '../jumpcloud/endpoints';
import { normalizeId } from '../jumpcloud/ids';

/* Lists of JumpCloud's graph: who is in a group, and what an object is tied to. */

/**
 * Who is directly in a group.
 *
 * @param target the type of the other end, as JumpCloud's graph calls it: `user`, `user_group`
 */
export function members(
  name: string,
  path: string,
  scope: string,
  target: string,
): ListEndpoint {
  return { ...v2(name, path, scope), idOf: otherEnd(target) };
}

/** What an object is directly tied to; one type of target at a time. */
export function associations(
  name: string,
  path: string,
  scope: string,
  target: string,
): ListEndpoint {
  return { ...members(name, path, scope, target), query: { targets: target } };
}

/** By the type of target: what it is called, where the graph lists it, and the scope of that. */
const REACHED = {
  system: ['devices', 'systems', 'systems.readonly'],
  system_group: ['device groups', 'systemgroups', 'groups.readonly'],
  user_group: ['user groups', 'usergroups', 'groups.readonly'],
} as const;

/**
 * What objects of a kind are assigned to: one type of target at a time. JumpCloud
 * refuses the associations of commands and of software to its older role Read
 * Only, and gives it what is reached over the graph (TheJumpCloud/support, pull
 * requests 379 and 382).
 *
 * @param things as messages name them: "commands"
 * @param path of one of them: `/commands/{id}`
 * @param scope that their associations need
 */
export const assignmentsOf =
  (things: string, path: string, scope: string) =>
  (target: keyof typeof REACHED): ListEndpoint => {
    const [name, edge, scopeOfGraph] = REACHED[target];
    return {
      ...associations(
        `associations of ${things}`,
        `${path}/associations`,
        scope,
        target,
      ),
      fallback: {
        ...members(
          `${name} of ${things}`,
          `${path}/${edge}`,
          scopeOfGraph,
          target,
        ),
        isRow: isDirect,
      },
    };
  };

/** How what a traversal reaches is tied: a direct association stands where there is one through a group as well. Undefined where no path says so. */
export function assignedBy(row: object): 'direct' | 'group' | undefined {
  const { paths } = row as { paths?: unknown };
  if (!Array.isArray(paths) || paths.length === 0) return undefined;
  return isDirect(row) ? 'direct' : 'group';
}

/** Of what a traversal reaches: whether it is tied directly, not through a group alone. A row of associations is. */
function isDirect(row: object): boolean {
  const { paths = [] } = row as { paths?: unknown };
  if (!Array.isArray(paths) || paths.length === 0) return true;
  return paths.some((path) => Array.isArray(path) && path.length < 2);
}

/** What JumpCloud's graph consists of: GraphType of its specification. */
const TYPES = new Set([
  'active_directory',
  'agent',
  'agent_group',
  'application',
  'command',
  'g_suite',
  'idp_routing_policy',
  'ldap_server',
  'office_365',
  'password_manager_item',
  'policy',
  'policy_group',
  'radius_server',
  'system',
  'system_group',
  'user',
  'user_group',
]);

/**
 * The id at the other end of a connection: `{ to: { id, type } }`, as the
 * specification says, or flat. What is of another type is a row that leads to
 * nothing. A type that the specification does not know decides nothing: no
 * such row of a real tenant was ever published.
 */
function otherEnd(target: string): ListEndpoint['idOf'] {
  return (row) => {
    const { to = row } = row as { to?: unknown };
    if (to === null) return null;
    const { id, type } = (typeof to === 'object' ? to : {}) as {
      id?: unknown;
      type?: unknown;
    };
    if (typeof id !== 'string' || id === '') return undefined;
    const known = typeof type === 'string' ? type.toLowerCase() : target;
    const isOther = known !== target && TYPES.has(known);
    return isOther ? `${known} ${id}` : normalizeId(id);
  };
}
