import { RelationshipMapping } from '@jupiterone/integration-sdk-core';
import fs from 'node:fs';
import path from 'node:path';

import { scripts } from '../package.json';
import { runIntegration } from '../tools/integration';
import { createTenant, Tenant } from '../tools/sandbox/tenant';
import { LIGHT } from './compiled';
import { collectorIn, useOwnStorage } from './executing';

/* What `npm run neo4j` sends to Neo4j, taken down by a stand-in of its driver. */

jest.setTimeout(120_000);

const storage = useOwnStorage();
const collect = collectorIn(storage);

interface Sent {
  uri: string;
  auth: { user: string; password: string };
  database: string;
  statement: string;
  parameters?: {
    integrationInstanceID: string;
    propertyParameters: Record<string, unknown>;
    /** Of a node. */
    finalKeyValue?: string;
    /** Of a relationship. */
    startEntityKey?: string;
    endEntityKey?: string;
  };
}

/** Names that would end a string, a label or a statement, if they were pasted into one. */
const HOSTILE = `Ada "Ace" O'Neil \\ \\" \`x\`}) DETACH DELETE n // $key\n{{y}}`;

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const PROPERTY = new RegExp(`^${NAME}$`);
/** The types of values that Neo4j takes here. */
const PLAIN = ['string', 'number', 'boolean'];
/** The statements that there are; whatever comes from a tenant is a parameter. */
const INDEX = new RegExp(
  `^CREATE INDEX index_(${NAME}) IF NOT EXISTS FOR \\(n:\\1\\) ON \\(n\\._key, n\\._integrationInstanceID\\);$`,
);
const NODE = new RegExp(
  `^MERGE \\(entityNode \\{_key: \\$finalKeyValue, _integrationInstanceID: \\$integrationInstanceID\\}\\) SET entityNode \\+= \\$propertyParameters SET entityNode(:${NAME})+;$`,
);
const EDGE = new RegExp(
  `^MERGE \\(start(:${NAME})? \\{_key: \\$startEntityKey, _integrationInstanceID: \\$integrationInstanceID\\}\\) MERGE \\(end(:${NAME})? \\{_key: \\$endEntityKey, _integrationInstanceID: \\$integrationInstanceID\\}\\) MERGE \\(start\\)-\\[relationship:(${NAME})\\]->\\(end\\) SET relationship \\+= \\$propertyParameters;$`,
);

/** Pushes with the SDK's command line, and returns what was sent. */
async function push(directory: string, args: string[]): Promise<Sent[]> {
  const file = path.join(directory, 'statements');
  const { exitCode, output } = await runIntegration(args, {
    directory,
    environment: {
      // The later one has the first word.
      NODE_OPTIONS: `${LIGHT} --require ${path.join(
        __dirname,
        'neo4jDriver.js',
      )}`,
      NEO4J_STATEMENTS: file,
      NEO4J_URI: 'bolt://127.0.0.1:7687',
      NEO4J_USER: 'neo4j',
      NEO4J_PASSWORD: 'secret',
    },
  });
  expect([exitCode, output]).toEqual([0, expect.stringContaining('uploaded')]);
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  fs.rmSync(file);
  return lines
    .map((line): Sent => JSON.parse(line))
    .map((each) => ({
      ...each,
      statement: each.statement.trim().replace(/\s+/g, ' '),
    }));
}

function hostileTenant(): Tenant {
  const tenant = createTenant({ users: 20, malformed: true });
  tenant.users[0].displayname = HOSTILE;
  tenant.groups[0].name = HOSTILE;
  // Without its id a role is known by its name, which is then a key.
  Object.assign(tenant.admins[0], {
    role: undefined,
    roles: undefined,
    roleName: HOSTILE,
    roleNames: [HOSTILE],
  });
  return tenant;
}

test('every entity and relationship is there once, whatever a tenant calls them', async () => {
  const run = await collect({}, { server: { tenants: [hostileTenant()] } });
  const graph = run.graph();
  const [command, ...args] = scripts.neo4j.split(' ');
  expect(command).toBe('j1-integration');
  const sent = await push(storage(), args);

  const hostile = graph.entities.filter(
    ({ displayName }) => displayName === HOSTILE,
  );
  expect(hostile.map(({ _type }) => _type).sort()).toEqual([
    'jumpcloud_group',
    'jumpcloud_role',
    'jumpcloud_user',
  ]);
  expect(hostile.some(({ _key }) => _key.endsWith(HOSTILE))).toBe(true);

  const nodes = sent.filter(({ statement }) => NODE.test(statement));
  const edges = sent.filter(({ statement }) => EDGE.test(statement));
  const indexes = sent.filter(({ statement }) => INDEX.test(statement));
  expect(nodes.length + edges.length + indexes.length).toBe(sent.length);

  // What JupiterOne would find, and not make, is only the end of an edge here.
  const isMade = (mapping: unknown) =>
    (mapping as RelationshipMapping | undefined)?.skipTargetCreation === false;
  const mapped = graph.relationships.filter(({ _mapping }) => isMade(_mapping));
  const found = graph.relationships.filter(
    ({ _mapping }) => _mapping && !isMade(_mapping),
  );
  expect(found.length).toBeGreaterThan(0);
  expect(nodes).toHaveLength(graph.entities.length + mapped.length);
  expect(edges).toHaveLength(graph.relationships.length);
  // Those who share an e-mail address are one employee.
  const keys = nodes.map(({ parameters }) => parameters?.finalKeyValue);
  const employees = new Set(mapped.map(({ _mapping }) => emailOf(_mapping)));
  expect(new Set(keys).size).toBe(graph.entities.length + employees.size);

  const isNode = new Set(keys);
  for (const { parameters } of edges) {
    expect(isNode).toContain(parameters?.startEntityKey);
  }
  const ownEnds = edges.filter(({ parameters }) =>
    isNode.has(parameters?.endEntityKey),
  );
  expect(ownEnds).toHaveLength(edges.length - found.length);
  const ends = edges.map(({ statement, parameters }) =>
    [
      EDGE.exec(statement)?.[3],
      parameters?.startEntityKey,
      parameters?.endEntityKey,
    ].join(' '),
  );
  expect(new Set(ends).size).toBe(edges.length);

  // Neo4j takes no map, null or undefined as the value of a property.
  for (const { parameters } of [...nodes, ...edges]) {
    const { propertyParameters = {}, integrationInstanceID } = parameters ?? {};
    expect(integrationInstanceID).toBe('defaultLocalInstanceID');
    for (const [name, value] of Object.entries(propertyParameters)) {
      if (!PROPERTY.test(name)) expect(name).toMatch(PROPERTY);
      if (!PLAIN.includes(typeof value)) expect(PLAIN).toContain(typeof value);
    }
  }

  // Starbase pushes the whole directory: the same, however often.
  const all = await push(storage(), [
    ...['neo4j', 'push', '-i', 'defaultLocalInstanceID'],
    ...['-d', path.join(storage(), '.j1-integration')],
  ]);
  const distinct = (statements: Sent[]) =>
    new Set(statements.map((each) => JSON.stringify(each)));
  expect(distinct(all)).toEqual(distinct(sent));
});

function emailOf(mapping: unknown): unknown {
  return (mapping as { targetEntity: { email: unknown } }).targetEntity.email;
}
