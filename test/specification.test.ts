import { ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

import fetch from 'node-fetch';

import { execute, useOwnStorage } from './executing';
import { freePort, serve } from './serving';

/*
 * JumpCloud's specifications as a server: Prism answers each request with what
 * they give as an example, and refuses one that they do not allow. Neither is
 * part of this project: SPECIFICATIONS names a folder with v1.yaml and v2.yaml,
 * and Prism is installed from npm.
 */

const PRISM = '@stoplight/prism-cli@5';
jest.setTimeout(300_000);
const storage = useOwnStorage();
const children: ChildProcess[] = [];

afterAll(() => children.forEach(({ pid }) => pid && process.kill(-pid)));

/** @returns the address of a server that is made from a file */
async function mock(file: string): Promise<string> {
  const port = await freePort();
  const specification = path.resolve(process.env.SPECIFICATIONS ?? '', file);
  const args = ['--yes', PRISM, 'mock', '-p', String(port), specification];
  const child = spawn('npx', args, { detached: true });
  children.push(child);
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.includes('Prism is listening')) resolve();
    });
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    child.on('close', () => reject(new Error(`Prism has ended: ${output}`)));
  });
  return `http://127.0.0.1:${port}`;
}

test('a server made from the specifications is read without a failed step', async () => {
  const [first, second] = [await mock('v1.yaml'), await mock('v2.yaml')];
  const refused: string[] = [];
  const { url } = await serve(async ({ url = '' }) => {
    // Administrators are in no specification.
    if (url.startsWith('/api/users')) return { body: { results: [] } };
    const server = url.startsWith('/api/v2/') ? second : first;
    const response = await fetch(server + url.replace(/^\/api(\/v2)?/, ''), {
      headers: { 'x-api-key': 'invented' },
    });
    if (!response.ok) refused.push(`${response.status} ${url}`);
    return {
      status: response.status,
      // An example of a device group is nothing but a type.
      body: (await response.text()).replace(
        '{"type":"system_group"}',
        '{"id":"string","type":"system_group"}',
      ),
    };
  });
  process.env.JUMPCLOUD_CONSOLE_URL = url;
  // Without the password policies of groups: the specification's example of a
  // group's id does not fit its own pattern.
  const { graph, unfinished } = await execute(storage(), {
    apiKey: 'jca_invented',
    deriveDeviceAccess: true,
    ingestDirectoryUsers: true,
    ingestSaasApplications: true,
    ingestSoftwareInventory: true,
    ingestWorkflows: true,
  });
  expect(refused).toEqual([]);
  expect(unfinished).toEqual([]);
  const types = new Set(graph.relationships.map(({ _type }) => _type));
  expect(types).toContain('jumpcloud_group_has_user');
  expect(types).toContain('jumpcloud_policy_assigned_device_group');
});
