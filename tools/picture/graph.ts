/* What of a collected graph is drawn, and how it is called. */
import { Entities } from '../../src/model';
import { Finding } from '../findings';
import { Graph } from '../integration';
import { Drawing, Edge, Node } from './contents';
import { HOME, LOOKS, unknownLook } from './kinds';
import { isTime, show } from './page/data';
import { joinsOf, relationOf, shadowEdges, sudoEdges } from './ways';

type Properties = Record<string, unknown>;

/** A graph with its findings, and the targets of its mapped relationships. */
export function drawGraph(
  { entities, relationships }: Pick<Graph, 'entities' | 'relationships'>,
  findings: Finding[],
): Drawing {
  const nodes = new Map<string, Node>();
  for (const { _rawData, ...properties } of entities) {
    nodes.set(properties._key, nodeOf(properties._key, properties));
  }
  const sudo = new Set(
    entities.filter((entity) => entity.sudo === true).map(({ _key }) => _key),
  );
  const edges = relationships.map((relationship): Edge => {
    const { _fromEntityKey, _toEntityKey } = relationship;
    const mapping = mappingOf(relationship);
    let [from, to] = [String(_fromEntityKey), String(_toEntityKey)];
    if (mapping) {
      const { sourceEntityKey, relationshipDirection, target, key, name } =
        mapping;
      if (!nodes.has(key)) nodes.set(key, nodeOf(key, target, name));
      const isReverse = relationshipDirection === 'REVERSE';
      from = isReverse ? key : sourceEntityKey;
      to = isReverse ? sourceEntityKey : key;
    }
    const [source, target] = [from, to].map((end) => nodes.get(end)?.type);
    const said = sudo.has(from)
      ? { ...relationship, admin: true }
      : relationship;
    const relation = relationOf(said, source ?? '', target ?? '');
    return {
      from,
      to,
      ...relation,
      // What a role allows is told by its words.
      detail: relation.every ? '' : detailOf(relationship),
      mapped: mapping !== undefined,
    };
  });
  const admins = new Map(
    entities
      .filter(({ _type }) => _type === Entities.ADMIN._type)
      .map(({ _key, email, id }) => [_key, email ?? id]),
  );
  /** By organization and name. */
  const adminsOf = new Map<string, string[]>();
  for (const { from, to, _class } of edges) {
    if (_class !== 'HAS' || !admins.has(to)) continue;
    const name = `${from} ${admins.get(to)}`;
    adminsOf.set(name, [...(adminsOf.get(name) ?? []), to]);
  }
  const all = [...nodes.values()];
  const isAccount = ({ type }: Node) => type === Entities.ACCOUNT._type;
  const [account, ...otherAccounts] = all.filter(isAccount);
  if (otherAccounts.length > 0) {
    for (const { from, to } of edges) {
      const [source, target] = [nodes.get(from), nodes.get(to)];
      if (!source || !target) continue;
      if (isAccount(source)) target.organization = source.name;
      // A role is over it.
      else if (isAccount(target)) source.organization = target.name;
    }
  }
  const known = new Set(LOOKS.map(({ type }) => type));
  const others = new Set(
    all.map(({ type }) => type).filter((type) => !known.has(type)),
  );
  const more =
    otherAccounts.length > 0 ? ` and ${count(otherAccounts.length)} more` : '';
  return {
    title: (account?.name ?? 'JumpCloud') + more,
    summary: `${count(entities.length)} entities, ${count(
      relationships.length,
    )} relationships`,
    hint: 'Name, e-mail, or mfaEnabled = false',
    looks: [...LOOKS, ...[...others].map(unknownLook)],
    nodes: all,
    edges: [
      ...edges,
      ...sudoEdges(edges, sudo),
      ...shadowEdges(relationships, adminsOf),
    ],
    joins: joinsOf(entities),
    findings,
    home: HOME,
    labels: false,
    lists: 'kinds',
  };
}

function nodeOf(
  key: string,
  { displayName, ...properties }: Properties,
  lastResort = key,
): Node {
  const { _type, _class, name, email, username, active } = properties;
  // The address of a device is its owner's.
  const isDevice = [_class].flat().includes('Device');
  // A device is looked for by its host name, too.
  const hostname = name === displayName ? undefined : name;
  const handle = isDevice ? hostname : email ?? username;
  return {
    key,
    type: String(_type ?? 'unknown'),
    name: String(displayName ?? name ?? handle ?? lastResort),
    handle: handle === undefined ? undefined : String(handle),
    isInactive: active === false,
    properties,
  };
}

/** The target of a mapped relationship; the same properties to find it by give the same key. */
function mappingOf({ _mapping }: Graph['relationships'][number]) {
  if (typeof _mapping !== 'object' || _mapping === null) return undefined;
  const { targetEntity, targetFilterKeys, ...mapping } = _mapping;
  const target: Properties = targetEntity;
  const filters = [targetFilterKeys[0] ?? []].flat();
  const key = JSON.stringify(filters.map((name) => [name, target[name]]));
  // What is told by its key alone, a role of AWS, is called by it.
  const name = String(target[filters[filters.length - 1]] ?? key);
  return { ...mapping, target, key, name };
}

/**
 * What a relationship says beside its class, such as "direct". Of times the day:
 * relationships that say the same are told once.
 */
function detailOf(relationship: Properties): string {
  const said: string[] = [];
  for (const name in relationship) {
    if (name === 'displayName' || name.startsWith('_')) continue;
    const value = relationship[name];
    if (value === false || value === undefined || value === null) continue;
    if (value === true) said.push(name);
    else if (isTime(name)) said.push(show(name, value).slice(0, 10));
    else said.push(show(name, value));
  }
  return said.join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
