#!/usr/bin/env node
/*
 * What the credentials can see, before the first run and when something is odd
 * (`npm run check`; `graph-jumpcloud-check` of the package). It only reads.
 */
import { parseArgs } from 'util';

import { check } from './check';
import { readConfiguration } from './configuration';
import { toText } from './text';

const HELP = `Asks JumpCloud what the credentials can see: it only reads.

  --json    for programs
  --help

The configuration is that of the integration: API_KEY, ORG_ID, REGION and so on,
in the environment or in the file .env of this folder. The exit code is 1 when
something that is switched on cannot be read.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const report = await check(readConfiguration());
  const text = values.json
    ? `${JSON.stringify(report, null, 2)}\n`
    : toText(report);
  process.stdout.write(text);
  if (!report.isReadable) process.exitCode = 1;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
