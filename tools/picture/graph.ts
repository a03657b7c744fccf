/* What of a collected graph is drawn, and how it is called. */
import { Entities } from '../../src/model';
import { Finding } from '../findings';
import { Graph } from '../integration';
import { Drawing, Edge, Node } from './contents';
import { flowOf, HOME, LOOKS, unknownLook } from './kinds';

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
  const edges = relationships.map((relationship): Edge => {
    const { _class, _fromEntityKey, _toEntityKey } = relationship;
    const mapping = mappingOf(relationship);
    let [from, to] = [String(_fromEntityKey), String(_toEntityKey)];
    if (mapping) {
      const { sourceEntityKey, relationshipDirection, target, key } = mapping;
      if (!nodes.has(key)) nodes.set(key, nodeOf(key, target));
      const isReverse = relationshipDirection === 'REVERSE';
      from = isReverse ? key : sourceEntityKey;
      to = isReverse ? sourceEntityKey : key;
    }
    const types = [from, to].map((end) => nodes.get(end)?.type ?? '');
    return {
      from,
      to,
      _class: String(_class),
      detail: detailOf(relationship),
      flow: flowOf(String(_class), types[0], types[1]),
      derived: relationship.assignedBy === 'group',
      mapped: mapping !== undefined,
    };
  });
  const all = [...nodes.values()];
  const known = new Set(LOOKS.map(({ type }) => type));
  const others = new Set(
    all.map(({ type }) => type).filter((type) => !known.has(type)),
  );
  const account = all.find(({ type }) => type === Entities.ACCOUNT._type);
  return {
    title: account?.name ?? 'JumpCloud',
    summary: `${count(entities.length)} entities, ${count(
      relationships.length,
    )} relationships`,
    hint: 'Name, e-mail, or mfaEnabled = false',
    looks: [...LOOKS, ...[...others].map(unknownLook)],
    nodes: all,
    edges,
    findings,
    home: HOME,
    labels: false,
    lists: 'kinds',
  };
}

function nodeOf(key: string, { displayName, ...properties }: Properties): Node {
  const { _type, name, email, username } = properties;
  const handle = email ?? username;
  return {
    key,
    type: String(_type ?? 'unknown'),
    name: String(displayName ?? name ?? handle ?? key),
    handle: handle === undefined ? undefined : String(handle),
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
  return { ...mapping, target, key };
}

/** What a relationship says beside its class, such as "direct". */
function detailOf(relationship: Properties): string {
  const values: string[] = [];
  for (const name in relationship) {
    if (name === 'displayName' || name.startsWith('_')) continue;
    values.push(String(relationship[name]));
  }
  return values.join(', ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
