/*
 * The data model and the order of the steps as pictures: what the SDK draws with
 * `visualize-types` and `visualize-dependencies`, without the network that its
 * pages need.
 */
import {
  RelationshipDirection,
  StepMetadata,
} from '@jupiterone/integration-sdk-core';

import { Entities } from '../../src/model';
import { Drawing, Edge, Node } from './contents';
import { Look, LOOKS, unknownLook } from './kinds';

const PLAIN = {
  words: '',
  detail: '',
  ahead: false,
  back: false,
  derived: false,
  mapped: false,
};

/** Few enough that the names of all relationships can be read in a window. */
const COLUMNS = [0, 0, 1, 2, 2, 3, 3];

/** Every type of entity that the steps declare, and the relationships between them. */
export function drawTypes(steps: StepMetadata[]): Drawing {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  for (const { id, entities, relationships } of steps) {
    for (const { _type, resourceName, _class } of entities) {
      const properties = { _type, _class, step: id };
      const name = resourceName;
      nodes.set(_type, {
        key: _type,
        type: _type,
        name,
        handle: [_type, ...[_class].flat()].join(' · '),
        properties,
      });
    }
    for (const { sourceType, _class, targetType, _type } of relationships) {
      const ends = { from: sourceType, to: targetType };
      edges.set(_type, { ...PLAIN, ...ends, _class });
    }
  }
  for (const { mappedRelationships = [] } of steps) {
    for (const mapped of mappedRelationships) {
      const { sourceType, targetType, _class, _type, direction } = mapped;
      const ends = { from: sourceType, to: targetType };
      const isForward = direction === RelationshipDirection.FORWARD;
      const [from, to] = isForward
        ? [ends.from, ends.to]
        : [ends.to, ends.from];
      edges.set(`mapped ${_type}`, {
        ...PLAIN,
        from,
        to,
        _class,
        mapped: true,
      });
      if (nodes.has(targetType)) continue;
      nodes.set(targetType, {
        key: targetType,
        type: targetType,
        name: targetType,
        properties: { _type: targetType, mapped: true },
      });
    }
  }
  const known = new Map(LOOKS.map((one) => [one.type, one]));
  const looks = [...nodes.keys()].map((type) => {
    const { role, ...one } = known.get(type) ?? unknownLook(type);
    const column = COLUMNS[one.column];
    return role === 'organization'
      ? { ...one, column, role }
      : { ...one, column };
  });
  return {
    title: 'Data model',
    summary: `${nodes.size} types of entities, ${
      edges.size
    } of relationships. ${
      Entities.ACCOUNT.resourceName
    } HAS every entity${exceptionsOf(
      [...nodes.values()],
      [...edges.values()],
    )}`,
    hint: 'Name, type or _class = User',
    looks: looks.sort((a, b) => a.column - b.column),
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    findings: [],
    home: [...nodes.keys()],
    labels: true,
    lists: 'entities',
  };
}

/** What of the nodes the organization does not have, in words; as a line to each other, it would hide the rest. */
export function exceptionsOf(nodes: Node[], edges: Edge[]): string {
  const account = Entities.ACCOUNT._type;
  const had = new Set(
    edges
      .filter(({ from, _class }) => from === account && _class === 'HAS')
      .map(({ to }) => to),
  );
  const names = nodes
    .filter(({ key }) => key !== account && !had.has(key))
    .map(({ name }) => name);
  const last = names.length - 1;
  const list = [names.slice(0, last).join(', '), names[last]].filter(Boolean);
  return last < 0 ? '' : `, but ${list.join(' and ')}`;
}

/** Every step, after those that it depends on. */
export function drawDependencies(steps: StepMetadata[]): Drawing {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const depthOf = (id: string): number =>
    Math.max(
      -1,
      ...(byId.get(id)?.dependsOn ?? []).map((other) => depthOf(other)),
    ) + 1;
  const stages = steps.map(({ id }) => depthOf(id));
  const looks = [...new Set(stages)].sort().map((stage): Look => {
    const name = stage === 0 ? 'First' : `Stage ${stage + 1}`;
    return {
      type: String(stage),
      name,
      color: COLORS[stage % COLORS.length],
      column: stage,
    };
  });
  const edges = steps.flatMap(({ id, dependsOn = [] }) =>
    dependsOn.map((other): Edge => {
      return { ...PLAIN, from: other, to: id, _class: 'BEFORE' };
    }),
  );
  return {
    title: 'Steps',
    summary: `${steps.length} steps, ${edges.length} dependencies`,
    hint: 'Name, or id = fetch-users',
    looks,
    nodes: steps.map(
      ({ id, name, dependsOn, entities, relationships, ...step }, place) => ({
        key: id,
        type: String(stages[place]),
        name,
        handle: id,
        properties: {
          id,
          dependsOn,
          entities: entities.map(({ _type }) => _type),
          relationships: relationships.map(({ _type }) => _type),
          mappedRelationships: step.mappedRelationships?.map(
            ({ _type }) => _type,
          ),
          ingestionSourceId: step.ingestionSourceId,
        },
      }),
    ),
    edges,
    findings: [],
    home: looks.map(({ type }) => type),
    labels: false,
    lists: 'entities',
  };
}

const COLORS = [
  '#334155',
  '#2f74c0',
  '#23875c',
  '#c2681c',
  '#7c5cbf',
  '#be3455',
];
