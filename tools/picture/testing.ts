/* Small graphs for the tests of the picture. */
import {
  createMappedRelationship,
  Entity,
  Relationship,
  RelationshipClass,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import { Entities } from '../../src/model';
import { Finding } from '../findings';
import { contentsOf } from './contents';
import { drawGraph } from './graph';
import { Relation } from './page/data';
import { Store } from './page/store';

/** What a tenant could call its things to attack whoever looks at the picture. */
export const HOSTILE = [
  `</script><script>document.title='x'</script>`,
  'line\u2028separator\u2029<img src=x onerror="document.title=1">',
  '<!--<script>',
  `"'&amp;\`\${document.title=1}`,
];

export interface Model {
  _type: string;
  _class: string | string[];
}

export function entity(
  _key: string,
  { _type, _class }: Model = Entities.USER,
  properties: Partial<Entity> = {},
): Entity {
  const classes = [_class].flat();
  return { _key, _type, _class: classes, displayName: _key, ...properties };
}

export function relationship(
  _fromEntityKey: string,
  _class: RelationshipClass,
  _toEntityKey: string,
  // The SDK's type knows no lists.
  properties: Record<string, unknown> = {},
): Relationship {
  const _key = `${_fromEntityKey}|${_class}|${_toEntityKey}`;
  const ends = { _fromEntityKey, _toEntityKey };
  const all = { _key, _type: 'some', _class, ...ends, ...properties };
  return all as Relationship;
}

/** That a user is the employee who has an e-mail address. */
export function isEmployee(
  sourceEntityKey: string,
  email: string,
  relationshipDirection = RelationshipDirection.FORWARD,
): Relationship {
  return createMappedRelationship({
    _class: RelationshipClass.IS,
    _type: 'jumpcloud_user_is_employee',
    _key: `${sourceEntityKey}|is|${email}`,
    _mapping: {
      sourceEntityKey,
      relationshipDirection,
      targetFilterKeys: [['_class', 'email']],
      targetEntity: { _class: 'Person', _type: 'employee', email },
    },
  });
}

export interface Example {
  entities: Entity[];
  relationships: Relationship[];
  findings: Finding[];
}

const { ASSIGNED, HAS, OWNS } = RelationshipClass;

/**
 * A company with 41 engineers, who reach the application Code through their
 * group; the first of them reaches it directly too, and the application Wiki
 * through the group Everyone.
 */
export function company(): Example {
  const users = Array.from({ length: 41 }, (_, place) => {
    const name = `Person ${String(place).padStart(2, '0')}`;
    return entity(`user-${place}`, Entities.USER, {
      displayName: name,
      email: `person.${place}@example.com`,
      department: place % 2 === 0 ? 'Sales' : 'Research',
      ...(place === 40 ? {} : { mfaEnabled: place > 2 }),
      createdOn: Date.UTC(2024, 0, place + 1),
      webLink: place === 0 ? 'https://example.com/0' : 'javascript:alert(1)',
    });
  });
  return {
    entities: [
      entity('account', Entities.ACCOUNT, { displayName: 'Example Company' }),
      entity('engineering', Entities.GROUP, { displayName: 'Engineering' }),
      entity('everyone', Entities.GROUP, { displayName: 'Everyone' }),
      entity('code', Entities.APPLICATION, { displayName: 'Code' }),
      entity('wiki', Entities.APPLICATION, { displayName: 'Wiki' }),
      entity('laptops', Entities.DEVICE_GROUP, { displayName: 'Laptops' }),
      entity('laptop', Entities.DEVICE, { displayName: 'Laptop' }),
      ...users,
    ],
    relationships: [
      relationship('account', HAS, 'engineering'),
      relationship('engineering', ASSIGNED, 'code'),
      relationship('engineering', ASSIGNED, 'laptops'),
      relationship('laptops', HAS, 'laptop'),
      relationship('everyone', ASSIGNED, 'wiki'),
      relationship('everyone', HAS, 'user-0'),
      relationship('user-0', ASSIGNED, 'code', { assignedBy: 'direct' }),
      relationship('user-0', OWNS, 'laptop'),
      ...users.flatMap(({ _key }) => [
        relationship('account', HAS, _key),
        relationship('engineering', HAS, _key),
        ...(_key === 'user-0'
          ? []
          : [relationship(_key, ASSIGNED, 'code', { assignedBy: 'group' })]),
      ]),
      relationship('user-0', ASSIGNED, 'wiki', { assignedBy: 'group' }),
    ],
    findings: [
      {
        name: 'without-mfa',
        title: 'active users without MFA',
        level: 'HIGH',
        count: 3,
        keys: ['user-0', 'user-1', 'user-2'],
      },
    ],
  };
}

/**
 * All that makes somebody root on the device `laptop`, directly, through groups
 * and by a role; and a help desk, which sets the passwords of them all.
 */
export function administration(): Example {
  const { ALLOWS, IS } = RelationshipClass;
  const command = Entities.COMMAND;
  const policyGroup = Entities.POLICY_GROUP;
  const users = ['ada', 'ben', 'cay', 'dot', 'eve', 'fay'];
  return {
    entities: [
      entity('account', Entities.ACCOUNT, { displayName: 'Example Company' }),
      ...users.map((key) => entity(key, Entities.USER, { active: true })),
      entity('gus', Entities.USER, { active: false }),
      entity('hal', Entities.USER, { sudo: true }),
      entity('chief', Entities.ADMIN, { email: 'chief' }),
      entity('desk', Entities.ADMIN),
      entity('guest', Entities.ADMIN),
      entity('bot', Entities.SERVICE_ACCOUNT),
      entity('Runner', Entities.ROLE),
      entity('Help Desk', Entities.ROLE),
      entity('Read Only', Entities.ROLE),
      entity('ops', Entities.GROUP),
      entity('staff', Entities.GROUP),
      entity('vault', Entities.APPLICATION),
      entity('machines', Entities.DEVICE_GROUP),
      entity('laptop', Entities.DEVICE),
      entity('servers', Entities.DEVICE_GROUP),
      entity('server', Entities.DEVICE),
      entity('patch', command),
      entity('baseline', policyGroup),
    ],
    relationships: [
      relationship('chief', IS, 'ada'),
      relationship('chief', ASSIGNED, 'Runner'),
      relationship('bot', ASSIGNED, 'Runner'),
      relationship('desk', ASSIGNED, 'Help Desk'),
      relationship('guest', ASSIGNED, 'Read Only'),
      relationship('Runner', ALLOWS, 'account', { canRunCode: true }),
      relationship('account', HAS, 'chief'),
      relationship('Help Desk', ALLOWS, 'account', {
        shadowAdmins: ['chief'],
        canSetPasswords: true,
        canResetMfa: true,
        canRunCode: false,
      }),
      relationship('Read Only', ALLOWS, 'account', { canRunCode: false }),
      relationship('ben', ASSIGNED, 'laptop', { admin: true, observed: true }),
      relationship('ops', HAS, 'cay'),
      relationship('ops', HAS, 'gus'),
      relationship('ops', ASSIGNED, 'vault'),
      relationship('ops', ASSIGNED, 'machines', {
        admin: true,
        passwordless: true,
        via: ['groupBinding'],
      }),
      relationship('cay', ASSIGNED, 'laptop', {
        admin: true,
        assignedBy: 'group',
        via: ['groupBinding'],
      }),
      relationship('staff', HAS, 'dot'),
      relationship('staff', ASSIGNED, 'machines', { admin: false }),
      relationship('staff', ASSIGNED, 'baseline'),
      relationship('eve', ASSIGNED, 'laptop', { admin: true, suspended: true }),
      relationship('fay', OWNS, 'laptop'),
      relationship('staff', HAS, 'hal'),
      relationship('staff', ASSIGNED, 'servers'),
      relationship('servers', HAS, 'server'),
      relationship('hal', ASSIGNED, 'laptop', { admin: false }),
      relationship('account', HAS, 'guest'),
      relationship('account', HAS, 'ben'),
      relationship('machines', HAS, 'laptop'),
      relationship('patch', ASSIGNED, 'machines'),
      relationship('baseline', ASSIGNED, 'machines'),
    ],
    findings: [],
  };
}

/** The store of the page that shows a graph, as the browser has it. */
export function openStore({ findings, ...graph }: Example): Promise<Store> {
  return openContents(contentsOf(drawGraph(graph, findings)));
}

/** The relationships that lead away from an entity. */
export function linksFrom(
  store: Store,
  entity: number,
): { other: number; relation: Relation }[] {
  const links: { other: number; relation: Relation }[] = [];
  store.eachLink(entity, (other, relation, out) => {
    if (out) links.push({ other, relation });
  });
  return links;
}

export function openContents(contents: Map<string, Buffer>): Promise<Store> {
  return Store.open((name) => {
    const content = contents.get(name);
    if (!content) return Promise.reject(new Error(`No section ${name}`));
    return Promise.resolve(new Uint8Array(content).buffer);
  });
}
