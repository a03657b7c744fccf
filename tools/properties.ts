/*
 * Writes the tables of properties into jupiterone.md, from src/model.ts
 * (`npm run docs`).
 */
import fs from 'node:fs';
import path from 'node:path';

import { PropertySchema } from '../src/graph/entity';
import { RelationshipModel } from '../src/graph/relationship';
import { Entities, Relationships } from '../src/model';
import { withPart } from './generated';

const PAGE = 'docs/jupiterone.md';
const FILE = path.join(__dirname, '..', PAGE);

/** Markdown: a table of what properties say. */
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

/** A table per entity, and one per relationship that has properties. */
function describeProperties(): string {
  const entities = Object.values(Entities).map(
    ({ resourceName, _type, properties }) =>
      tableOf(`${resourceName} (\`${_type}\`)`, properties),
  );
  const relationships = Object.values<RelationshipModel>(Relationships)
    .filter(({ properties }) => Object.keys(properties).length > 0)
    .map(({ _type, properties }) => tableOf(`\`${_type}\``, properties));
  return [...entities, ...relationships].join('\n\n');
}

const text = fs.readFileSync(FILE, 'utf8');
fs.writeFileSync(
  FILE,
  withPart(PAGE, text, 'PROPERTIES', describeProperties()),
);
