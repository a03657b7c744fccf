import { Link, NodeType } from './links';
import { Answer, answerPage, failure } from './paging';
import { TARGETS, TRAVERSALS } from './resources';
import { Tenant } from './tenant';

/* JumpCloud's graph of one organization: members, associations, and what is reached over them. */

/** What a group holds, where it is not users. */
const MEMBERS: Partial<Record<NodeType, NodeType>> = {
  policy_group: 'policy',
  system_group: 'system',
};

/** Something reached over edges; `null` stands for a direct association. */
interface Reached {
  id: string;
  via: (string | null)[];
}

/** Answers what begins with the id of an object and ends with the name of an edge. */
export class Edges {
  private readonly reached = new Map<string, Reached[]>();
  private readonly links: Map<string, Map<string, string[]>>;
  private readonly members: Map<string, string[]>;
  private groupsOf: Map<string, string[]> | undefined;

  constructor(tenant: Tenant) {
    this.links = indexLinks(tenant);
    this.members = new Map([
      ...tenant.members,
      ...tenant.systemGroupMembers,
      ...tenant.policyGroupMembers,
    ]);
  }

  /**
   * @param node as what the object stands in the graph; undefined if it does not
   * @param edge `members`, `membership`, `memberof`, `associations`, `users`, ...
   */
  answer(
    node: NodeType | undefined,
    id: string,
    edge: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const members = this.members.get(id);
    const member = (node && MEMBERS[node]) ?? 'user';
    if (members && edge === 'members') {
      const render = renderConnection(member);
      return answerPage({ items: members, render }, path, query);
    }
    if (members && edge === 'membership') {
      const render = (user: string) => renderReached(member, [[member, user]]);
      return answerPage({ items: members, render }, path, query);
    }
    if (edge === 'memberof' && (node === 'user' || node === 'system')) {
      const group = node === 'user' ? 'user_group' : 'system_group';
      const items = this.listGroupsOf(id);
      const render = (to: string) => renderReached(group, [[group, to]]);
      return answerPage({ items, render }, path, query);
    }
    if (node && edge === 'associations') {
      return this.answerAssociations(node, id, path, query);
    }
    return node && edge in TRAVERSALS
      ? this.answerTraversal(id, edge, path, query)
      : failure(path, 404, 'Not Found');
  }

  private answerAssociations(
    node: NodeType,
    id: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const targets = query.getAll('targets').join(',').split(',');
    const allowed = TARGETS[node] ?? ['user', 'user_group'];
    const wrong = targets.find((target) => !allowed.includes(target));
    if (wrong !== undefined) {
      const message = `Bad Request: request parameter "targets" must be of ${allowed.join(
        ', ',
      )}`;
      return failure(path, 400, message);
    }
    const linked = this.links.get(id);
    const items = targets.flatMap((target) => {
      const render = renderConnection(target);
      return (linked?.get(target) ?? []).map((to) => ({ to, render }));
    });
    return answerPage(
      { items, render: ({ to, render }) => render(to) },
      path,
      query,
    );
  }

  private answerTraversal(
    id: string,
    edge: string,
    path: string,
    query: URLSearchParams,
  ): Answer {
    const { group, leaf } = TRAVERSALS[edge];
    const linked = this.links.get(id);
    if (!leaf) {
      const items = linked?.get(group) ?? [];
      const render = (to: string) => renderReached(group, [[group, to]]);
      return answerPage({ items, render }, path, query);
    }
    const items =
      this.reached.get(path) ??
      this.reach(linked?.get(leaf) ?? [], linked?.get(group) ?? []);
    this.reached.set(path, items);
    const render = (to: Reached) =>
      renderReached(
        leaf,
        ...to.via.map((via) => [
          ...(via === null ? [] : [[group, via] as const]),
          [leaf, to.id] as const,
        ]),
      );
    return answerPage({ items, render }, path, query);
  }

  /** Directly and through groups; each object once, with all its ways. */
  private reach(direct: string[], groups: string[]): Reached[] {
    const ways = new Map<string, Reached>();
    const add = (id: string, via: string | null) => {
      const known = ways.get(id);
      if (known) known.via.push(via);
      else ways.set(id, { id, via: [via] });
    };
    for (const id of direct) add(id, null);
    for (const group of groups) {
      for (const id of this.members.get(group) ?? []) add(id, group);
    }
    return [...ways.values()];
  }

  private listGroupsOf(id: string): string[] {
    if (!this.groupsOf) {
      this.groupsOf = new Map();
      for (const [group, members] of this.members) {
        for (const member of members) append(this.groupsOf, member, group);
      }
    }
    return this.groupsOf.get(id) ?? [];
  }
}

/** A row of `/members` and `/associations`. */
function renderConnection(type: string): (id: string) => string {
  const head = '{"attributes":null,"to":{"attributes":null,"id":"';
  const tail = `","type":"${type}"}}`;
  return (id) => head + id + tail;
}

/** A row of `/membership`, `/memberof` and the traversals: an end, its ways. */
function renderReached(
  type: string,
  ...paths: (readonly [type: string, id: string])[][]
): string {
  const way = paths[0];
  const ways = paths.map(
    (path) =>
      `[${path.map(([node, id]) => renderConnection(node)(id)).join(',')}]`,
  );
  return `{"id":"${
    way[way.length - 1][1]
  }","type":"${type}","compiledAttributes":null,"paths":[${ways.join(',')}]}`;
}

/** Id -> type at the other end -> ids there, seen from both ends. */
function indexLinks(tenant: Tenant): Map<string, Map<string, string[]>> {
  const index = new Map<string, Map<string, string[]>>();
  const note = (from: string, { type, id }: Link['to']) => {
    const byType = index.get(from) ?? new Map<string, string[]>();
    index.set(from, byType);
    append(byType, type, id);
  };
  const tie = ({ from, to }: Link) => {
    note(from.id, to);
    note(to.id, from);
  };
  for (const [id, grant] of tenant.grants) {
    const to = { type: 'application', id } as const;
    for (const user of grant.users) {
      tie({ from: { type: 'user', id: user }, to });
    }
    for (const group of grant.groups) {
      tie({ from: { type: 'user_group', id: group }, to });
    }
  }
  tenant.links.forEach(tie);
  return index;
}

function append(lists: Map<string, string[]>, key: string, item: string) {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
