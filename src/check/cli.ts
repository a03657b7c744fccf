#!/usr/bin/env node
/*
 * What the credentials can see, before the first run and when something is odd
 * (`npm run check`; `graph-jumpcloud-check` of the package). It only reads.
 */
import { mkdirSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { parseArgs } from 'util';

import { check } from './check';
import { readConfiguration } from './configuration';
import {
  contradictionsIn,
  findContradictions,
  toMarkdown,
} from './contradictions';
import { toText } from './text';

/** What a person may send to who maintains the integration. */
const SHAPES = join('output', 'shapes.md');

const HELP = `Asks JumpCloud what the credentials can see: it only reads.

  --json    for programs
  --shapes  tries what the integration believes of JumpCloud, and writes the shapes
            of its answers into ${SHAPES}: no value, no name, no id, no host. It
            makes 120 requests at most, and sends nothing anywhere
  --help

The configuration is that of the integration: API_KEY, ORG_ID, REGION and so on,
in the environment or in the file .env of this folder. The exit code is 1 when
something that is switched on cannot be read.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      shapes: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.shapes) {
    const shapes = await findContradictions(readConfiguration());
    mkdirSync(dirname(SHAPES), { recursive: true });
    writeFileSync(SHAPES, toMarkdown(shapes));
    const found = contradictionsIn(shapes);
    process.stdout.write(
      values.json
        ? `${JSON.stringify(shapes.tried, null, 2)}\n`
        : [
            ...found.map(
              ({ id, fact, seen, ifWrong }) =>
                `${id}: ${fact}: ${seen}. In a run: ${ifWrong}.\n`,
            ),
            `${found.length} of ${shapes.tried.length} beliefs are contradicted; the shapes are in ${SHAPES}.\n`,
          ].join(''),
    );
    if (found.length > 0) process.exitCode = 1;
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
