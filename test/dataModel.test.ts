import { IntegrationSchema as Today } from '@jupiterone/data-model';
import { Entity } from '@jupiterone/integration-sdk-core';
import Ajv from 'ajv';
import { registerFormats, registerSchemas } from 'data-model-next';

import { instanceConfigFields } from '../src/config';
import { Entities } from '../src/model';
import { readGraph } from '../tools/integration';
import { startSandbox } from '../tools/sandbox/server';
import { createTenant } from '../tools/sandbox/tenant';
import { useOwnStorage } from './executing';
import { collectLocally } from './locally';

/*
 * JupiterOne's data model, which says what the entities of a class must have:
 * 0.54, which the SDK 8.41 brings and enforces, and 0.62, which the SDK 17 asks
 * for. Entities pass both wherever both can be passed.
 */

jest.setTimeout(60_000);

const storage = useOwnStorage();

/**
 * Where they contradict each other. What 0.54 says is kept, since the queries of
 * today's installations rest on it: `email = 'ada@example.com'`. By class and
 * property, with what 0.54 demands and 0.62 does not take.
 */
const CONTRADICTIONS: Record<string, string> = {
  'User.username': 'a string, absent when unknown; 0.62: an array or null',
  'User.email': 'a string, absent when unknown; 0.62: an array or null',
  'User.shortLoginId': 'a string, absent when unknown; 0.62: an array or null',
  'User.firstName': 'absent when unknown; 0.62: null',
  'User.lastName': 'absent when unknown; 0.62: null',
  'Device.deviceId': 'a string; 0.62: an array or null',
  'Device.osName': 'absent when unknown; 0.62: null',
  'Device.osVersion': 'absent when unknown; 0.62: null',
  'Device.osDetails': 'absent when unknown; 0.62: null',
  'Host.deviceId': 'as of a Device',
  'Host.osName': 'as of a Device',
  'Host.osVersion': 'as of a Device',
  'Host.osDetails': 'as of a Device',
  'Host.fqdn': 'absent when unknown; 0.62: null',
  'Device.fqdn': 'a Device that is a Host: as of a Host',
};

/** Unlike the one that it brings, it names all that is wrong. */
const Next = new Ajv({ allErrors: true, strict: false });
registerFormats(Next);
registerSchemas(Next);

/** All that can be switched on in `.env`. */
const EVERYTHING = Object.fromEntries(
  Object.entries(instanceConfigFields)
    .filter(([name, { type }]) => type === 'boolean' && !/^disable/.test(name))
    .map(([name]) => [name.replace(/[A-Z]/g, '_$&').toUpperCase(), 'true']),
);

/** What is wrong with an entity, as `Class.property`. */
function violations(
  dataModel: Pick<typeof Today, 'getSchema'>,
  entity: Entity,
): string[] {
  return [entity._class].flat().flatMap((_class) => {
    const validate = dataModel.getSchema(`#${_class}`);
    if (!validate) return [`${_class}: no such class`];
    void validate(entity);
    return (validate.errors ?? []).map(
      ({ instancePath, params }) =>
        `${_class}.${
          params.missingProperty ?? instancePath.split('/')[1] ?? '(all of it)'
        }`,
    );
  });
}

// With the configuration of the environment, which shows that each switch works.
test('every entity passes the data model of today, and the next but for what they contradict each other in', async () => {
  const sandbox = await startSandbox({
    tenants: [createTenant({ users: 30, devices: 20, malformed: true })],
  });
  const { isRefused } = await collectLocally(sandbox, {
    JUMPCLOUD_INSIGHTS_URL: sandbox.url,
    ...EVERYTHING,
  });
  await sandbox.close();
  expect(isRefused).toBe(false);
  const { entities } = readGraph(storage());
  expect(new Set(entities.map(({ _type }) => _type))).toEqual(
    new Set(Object.values(Entities).map(({ _type }) => _type)),
  );
  expect(entities.flatMap((entity) => violations(Today, entity))).toEqual([]);
  expect(
    new Set(entities.flatMap((entity) => violations(Next, entity))),
  ).toEqual(new Set(Object.keys(CONTRADICTIONS)));
});
