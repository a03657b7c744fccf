import { Link, NodeType, Sudo } from './links';
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

/** An object on the way to another, with what its association and the object itself say of administrators. */
interface Hop {
  type: NodeType;
  id: string;
  sudo?: Sudo;
  ownSudo?: Sudo;
}

/** Answers what begins with the id of an object and ends with the name of an edge. */
export class Edges {
  private readonly reached = new Map<string, Reached[]>();
  private readonly links: Map<string, Map<string, string[]>>;
  private readonly members: Map<string, string[]>;
  /** Of an association, by the ids of both ends; of a user group, by its id. */
  private readonly sudo = new Map<string, Sudo>();
  private groupsOf: Map<string, string[]> | undefined;

  constructor(tenant: Tenant) {
    this.links = indexLinks(tenant);
    this.members = new Map([
      ...tenant.members,
      ...tenant.systemGroupMembers,
      ...tenant.policyGroupMembers,
    ]);
    for (const { from, to, sudo } of tenant.links) {
      if (sudo) this.sudo.set(`${from.id} ${to.id}`, sudo);
    }
    for (const { id, attributes } of tenant.groups) {
      const { sudo } = (attributes ?? {}) as { sudo?: Sudo };
      if (sudo) this.sudo.set(id, sudo);
    }
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
    if (node === 'system' && edge === 'users') {
      const items = this.usersOfSystem(id);
      return answerPage({ items, render: renderUserOfSystem }, path, query);
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
    const items = targets.flatMap((target) =>
      (linked?.get(target) ?? []).map((to) => ({ to, target })),
    );
    const render = ({ to, target }: (typeof items)[number]) =>
      renderConnection(target)(to, this.sudoOf(id, to));
    return answerPage({ items, render }, path, query);
  }

  private sudoOf(one: string, other: string): Sudo | undefined {
    return this.sudo.get(`${one} ${other}`) ?? this.sudo.get(`${other} ${one}`);
  }

  /** Each user once, with every way: directly, and through groups of either kind. */
  private usersOfSystem(id: string): Hop[][][] {
    const ways = new Map<string, Hop[][]>();
    const starts: Hop[][] = [
      [],
      ...this.listGroupsOf(id).map((group): Hop[] => [
        { type: 'system_group', id: group },
      ]),
    ];
    for (const start of starts) {
      const at = start[0]?.id ?? id;
      const linked = this.links.get(at);
      const add = (user: string, ...hops: Hop[]) => {
        const way = [...start, ...hops];
        ways.set(user, [...(ways.get(user) ?? []), way]);
      };
      for (const user of linked?.get('user') ?? []) {
        const sudo = this.sudoOf(at, user);
        add(user, { type: 'user', id: user, sudo });
      }
      for (const group of linked?.get('user_group') ?? []) {
        const sudo = this.sudoOf(at, group);
        const ownSudo = this.sudo.get(group);
        const hop: Hop = { type: 'user_group', id: group, sudo, ownSudo };
        for (const user of this.members.get(group) ?? []) {
          add(user, hop, { type: 'user', id: user });
        }
      }
    }
    return [...ways.values()];
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
function renderConnection(type: string): (id: string, sudo?: Sudo) => string {
  const head = ',"to":{"attributes":null,"id":"';
  const tail = `","type":"${type}"}}`;
  return (id, sudo) => {
    const attributes = sudo ? JSON.stringify({ sudo }) : 'null';
    return `{"attributes":${attributes}${head}${id}${tail}`;
  };
}

/** A row of the users of a device. Of several grants the one to the user counts, then that to a group, then that of its association. */
function renderUserOfSystem(ways: Hop[][]): string {
  const grants = ways.flatMap((way) =>
    way.flatMap(({ type, sudo, ownSudo }) => [
      { rank: type === 'user' ? 0 : 2, sudo },
      { rank: 1, sudo: ownSudo },
    ]),
  );
  const [granted] = grants
    .filter(({ sudo }) => sudo !== undefined)
    .sort(
      (a, b) =>
        Number(b.sudo?.enabled) - Number(a.sudo?.enabled) || a.rank - b.rank,
    );
  const [way] = ways;
  const { id, type } = way[way.length - 1];
  const attributes = (sudo: Sudo | undefined) => (sudo ? { sudo } : null);
  return JSON.stringify({
    id,
    type,
    compiledAttributes: attributes(granted?.sudo),
    paths: ways.map((hops) =>
      hops.map((hop) => ({
        attributes: attributes(hop.sudo),
        to: { attributes: attributes(hop.ownSudo), id: hop.id, type: hop.type },
      })),
    ),
  });
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
