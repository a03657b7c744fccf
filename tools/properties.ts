/*
 * Writes the tables of properties into jupiterone.md, from src/model.ts
 * (`npm run docs`).
 */
import fs from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

import { PropertySchema } from '../src/graph/entity';
import { Entities, Relationships } from '../src/model';

const FILE = path.join(__dirname, '../docs/jupiterone.md');
const START = '<!-- PROPERTIES START -->';
const END = '<!-- PROPERTIES END -->';

/** Markdown: a table per entity, and per relationship that says something. */
function describeProperties(): string {
  const entities = Object.values(Entities).map(
    ({ resourceName, _type, properties }) =>
      tableOf(`${resourceName} (\`${_type}\`)`, properties),
  );
  const relationships = Object.values(Relationships).flatMap(
    ({ sourceType, _class, targetType, properties }) =>
      Object.keys(properties).length > 0
        ? [tableOf(`\`${sourceType}\` ${_class} \`${targetType}\``, properties)]
        : [],
  );
  return [...entities, ...relationships].join('\n\n');
}

function tableOf(
  title: string,
  properties: Readonly<Record<string, PropertySchema>>,
): string {
  const rows = Object.entries(properties).map(
    ([name, { type, description }]) =>
      `| \`${name}\` | ${[type].flat().join(' or ')} | ${description} |`,
  );
  return [
    `### ${title}`,
    '',
    '| Property | Type | What it says |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const text = fs.readFileSync(FILE, 'utf8');
const start = text.indexOf(START);
const end = text.indexOf(END);
if (start < 0 || end < start) {
  throw new Error(
    `${FILE} needs the lines ${START} and ${END}, in this order.`,
  );
}
const written = [
  text.slice(0, start + START.length),
  describeProperties(),
  text.slice(end),
].join('\n\n');
fs.writeFileSync(
  FILE,
  format(written, { ...resolveConfig.sync(FILE), filepath: FILE }),
);
