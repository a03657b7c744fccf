/*
 * Writes the table of the rules into jupiterone/README.md, from the rule pack
 * (`npm run docs`).
 */
import fs from 'node:fs';
import path from 'node:path';

import { readRules } from './findings';
import { withPart } from './generated';
import { needsJupiterOne } from './j1ql/evaluator';

const PAGE = 'jupiterone/README.md';
export const FILE = path.join(__dirname, '..', PAGE);
const TO_DO = ' What to do: ';

/** The text of the file with the table as the rules are now. */
export function withRules(text: string): string {
  const rows = readRules().map(({ name, alertLevel, description, queries }) => {
    const [fires, toDo] = description.split(TO_DO);
    // Without the words that each of them begins with.
    const when = fires.replace(/^Fires (for|when) /, '');
    const mark = needsJupiterOne(queries[0].query) ? ' *' : '';
    return `| ${alertLevel} | \`${name}\`${mark} | ${capital(when)} | ${capital(
      toDo,
    )} |`;
  });
  const table = [
    '| Level | Rule | What fires it | What to do |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  return withPart(PAGE, text, 'RULES', table);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

if (require.main === module) {
  fs.writeFileSync(FILE, withRules(fs.readFileSync(FILE, 'utf8')));
}
