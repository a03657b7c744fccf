import { associations, ListEndpoint, members } from '../jumpcloud/endpoints';

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
      fallback: members(
        `${name} of ${things}`,
        `${path}/${edge}`,
        scopeOfGraph,
        target,
      ),
    };
  };
