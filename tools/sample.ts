/*
 * Writes the sample of a report into README.md: what the demo finds, shortened
 * (`npm run docs`).
 */
import fs from 'node:fs';
import path from 'node:path';

import { collectFrom, createTenants } from './demo';
import { withPart } from './generated';
import { createWorkplace } from './integration';
import { print, readReport } from './report';
import { startSandbox } from './sandbox/server';

const PAGE = 'README.md';
const FILE = path.join(__dirname, '..', PAGE);

/** Findings that are shown, the worst ones. */
const FINDINGS = 12;

/** @param report as it is printed */
export function sampleOf(report: string): string {
  const lines = report.split('\n');
  const first = lines.findIndex((line) => line.startsWith('What a security'));
  const counts = lines.filter((line) =>
    /^(Entities|Relationships) /.test(line),
  );
  const findings = lines.slice(first, first + 1 + FINDINGS);
  return ['```', ...counts, '', ...findings, '  ...', '```'].join('\n');
}

async function main(): Promise<void> {
  const sandbox = await startSandbox({ tenants: createTenants(Date.now()) });
  const { directory, remove } = createWorkplace();
  try {
    await collectFrom(sandbox, directory);
    const sample = sampleOf(print(readReport(directory)));
    const text = fs.readFileSync(FILE, 'utf8');
    fs.writeFileSync(FILE, withPart(PAGE, text, 'REPORT', sample));
  } finally {
    remove();
    await sandbox.close();
  }
}

if (require.main === module) {
  main().catch((error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}
