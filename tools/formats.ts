/* Findings as a security person hands them on: as text, for a spreadsheet, for a ticket. */
import { Level } from './findings';

/** What a rule has found. Texts are on one line each. */
export interface Found {
  level: Level;
  rule: string;
  /** To be read after the count. */
  title: string;
  count: number;
  entities: FoundEntity[];
}

export interface FoundEntity {
  key: string;
  type: string;
  name: string;
  /** Empty where there is none. */
  email: string;
  /** Into JumpCloud's Admin Portal; empty where there is none. */
  link: string;
}

/** Names of each finding in a ticket: more of them is what a spreadsheet is for. */
const NAMES_IN_TICKET = 50;

const NOTHING = 'No findings.\n';

/** For people: each finding with all names. */
export function toText(findings: Found[]): string {
  const blocks = findings.map(({ level, count, title, entities }) =>
    [
      `${level.padEnd(8)} ${count} ${title}`,
      ...entities.map(
        ({ name, email }) => `  ${name}${email && ` <${email}>`}`,
      ),
    ]
      .map((line) => `${line}\n`)
      .join(''),
  );
  return blocks.join('\n') || NOTHING;
}

/** For a spreadsheet: a line for each entity that was found (RFC 4180). */
export function toCsv(findings: Found[]): string {
  const rows = findings.flatMap(({ level, rule, title, entities }) =>
    entities.map(({ type, name, email, link, key }) => [
      ...[level, rule, title, type],
      ...[name, email, link, key],
    ]),
  );
  const header = 'level,rule,finding,type,name,email,link,key'.split(',');
  return [header, ...rows]
    .map((row) => `${row.map(csvCell).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet runs what begins like a formula, and JumpCloud's users name themselves. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}

/** For a ticket: a heading for each finding, and its first names. */
export function toMarkdown(findings: Found[]): string {
  const blocks = findings.map(({ level, rule, count, title, entities }) => {
    const shown = entities.slice(0, NAMES_IN_TICKET);
    const more = entities.length - shown.length;
    return [
      `## ${count} ${plain(title)} (${level})`,
      '',
      `Rule: \`${rule}\``,
      '',
      ...shown.map(({ name, email, link }) => {
        const address = link.replace(/[<>\s]/g, encodeURIComponent);
        const linked = link ? `[${plain(name)}](<${address}>)` : plain(name);
        return `- ${linked}${email && `, ${plain(email)}`}`;
      }),
      ...(more > 0 ? [`- and ${more} more`] : []),
      '',
    ].join('\n');
  });
  return blocks.join('\n') || NOTHING;
}

/** What Markdown would take for markup, as text. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~&]|^-/g, '\\$&');
}
