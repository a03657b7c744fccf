import { existsSync } from 'fs';
import { resolve } from 'path';

import { instanceConfigFields } from '../config';
import { IntegrationConfig } from '../settings';

/**
 * The configuration as a run on this machine has it: the variables of the
 * environment, and of `.env` in this folder those that the environment has not.
 *
 * @throws Error where Node cannot read a `.env` that is there
 */
export function readConfiguration(): IntegrationConfig {
  const file = resolve('.env');
  if (existsSync(file)) {
    // Node reads it since 20.12, by the rules of dotenv, which the SDK's command line takes.
    if (typeof process.loadEnvFile !== 'function') {
      throw new Error(
        `Node ${process.version} cannot read ${file}: take Node 20.12 or later, or set the variables in the environment.`,
      );
    }
    process.loadEnvFile(file);
  }
  const fields = Object.entries(instanceConfigFields).map(
    ([field, { type }]) => {
      const name = field.replace(/[A-Z]/g, (letter) => `_${letter}`);
      const value = process.env[name.toUpperCase()];
      const isSwitch = type === 'boolean' && value !== undefined;
      return [field, isSwitch ? value.toLowerCase() === 'true' : value];
    },
  );
  return Object.fromEntries(fields) as IntegrationConfig;
}
