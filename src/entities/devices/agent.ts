import { declare } from '../../graph/entity';
import { PROPERTY_ONLY } from '../../graph/fields';
import { idOf } from '../../jumpcloud/ids';
import {
  asString,
  boolean,
  nullable,
  string,
  strings,
  timestamp,
} from '../properties';
import type { System } from '.';

/** What the list of devices says of the agent on each. */
const FIELDS = {
  _id: PROPERTY_ONLY,
  active: PROPERTY_ONLY,
  agentVersion: PROPERTY_ONLY,
  displayName: PROPERTY_ONLY,
  hostname: PROPERTY_ONLY,
  lastContact: PROPERTY_ONLY,
} as const;

/** As JupiterOne knows what agents are for. */
const FUNCTION = ['endpoint-configuration', 'endpoint-compliance'];

/**
 * JumpCloud's agent on a device. JupiterOne asks for agents to tell managed
 * devices from others. It has no serial number, host name or address of its own:
 * JupiterOne would relate it by these to the device of every other integration.
 */
export const agent = declare<typeof FIELDS>({
  fields: FIELDS,
  excluded: [],
  id: (row) => agentId(idOf(row)),
  properties: {
    name: string(
      'Of which device it is',
      (row) =>
        `JumpCloud agent: ${
          asString(row.hostname) ?? asString(row.displayName) ?? idOf(row) ?? ''
        }`,
    ),
    function: strings(
      'What it is for, in the words of the data model',
      () => FUNCTION,
    ),
    version: string('Version', 'agentVersion'),
    active: boolean('It has checked in lately', 'active'),
    lastSeenOn: nullable(timestamp('When it last reported', 'lastContact')),
  },
});

/** The id of the agent on a device. */
export function agentId(deviceId = ''): string {
  return `jumpcloud_agent:${deviceId}`;
}

/** A phone, which the MDM manages, has none; nor is there one where JumpCloud names no version. */
export function hasAgent({ agentVersion }: System): boolean {
  return asString(agentVersion) !== undefined;
}
