import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/* The code blocks of the pages, and a place where they are run as a reader would run them. */

export const ROOT = path.resolve(__dirname, '..');

export interface Block {
  page: string;
  /** The line of the page in which it begins. */
  line: number;
  /** The heading above it. */
  section: string;
  /** Without the indentation that it has in a list. */
  text: string;
}

/** The sections of docs/development.md that change the code. */
export const GUIDE = [
  'Add a resource in ten minutes',
  'A list below an object',
  'Associations',
];

/** The pages that a reader may copy from. */
export const PAGES = [
  'README.md',
  ...fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'jupiterone/README.md',
];

/** @param page its path in the project */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let section = '';
  let open: { indentation: string; line: number; lines: string[] } | undefined;
  const lines = fs.readFileSync(path.join(ROOT, page), 'utf8').split('\n');
  lines.forEach((text, n) => {
    const [, indentation = ''] = /^( *)```/.exec(text) ?? [];
    const isFence = text.trimStart().startsWith('```');
    if (!open && isFence) open = { indentation, line: n + 1, lines: [] };
    else if (open && isFence) {
      const { line } = open;
      blocks.push({ page, line, section, text: open.lines.join('\n') });
      open = undefined;
    } else if (open) {
      open.lines.push(text.replace(new RegExp(`^${open.indentation}`), ''));
    } else section = /^#+ (.+)$/.exec(text)?.[1] ?? section;
  });
  return blocks;
}

/** What a project of its own has that no copy needs. */
const LEFT_OUT =
  /^(\.git|node_modules|dist|coverage|\.j1-integration.*|\.env|\.eslintcache|output)$/;

export interface Place {
  directory: string;
  remove(): void;
}

/** A copy of this project in which anything may be written; what is installed is linked. */
export function createCopy(): Place {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'graph-jumpcloud-'));
  for (const name of fs.readdirSync(ROOT)) {
    if (LEFT_OUT.test(name)) continue;
    fs.cpSync(path.join(ROOT, name), path.join(directory, name), {
      recursive: true,
    });
  }
  fs.mkdirSync(path.join(directory, 'output'));
  fs.symlinkSync(
    path.join(ROOT, 'node_modules'),
    path.join(directory, 'node_modules'),
  );
  return {
    directory,
    remove: () => fs.rmSync(directory, { recursive: true, force: true }),
  };
}

export interface Ended {
  exitCode: number;
  /** Standard output and error, as they came. */
  output: string;
}

/** The environment of a reader: nothing of the test runner, of npm around it, or of a `.env` of the developer. */
export function readersEnvironment(
  environment: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|JEST_|LOG_LEVEL$|NODE_ENV$|ENABLE_GRAPH)/i.test(name),
  );
  return {
    ...Object.fromEntries(own),
    npm_config_update_notifier: 'false',
    ...environment,
  };
}

const children = new Set<ChildProcess>();

/** Ends what was started and still runs. */
export function endAll(): void {
  children.forEach(({ pid }) => {
    // With whatever it has started itself.
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  });
  children.clear();
}

/**
 * Runs a script with bash, as if it were pasted.
 *
 * @param onOutput is shown all output so far
 */
export function runScript(
  script: string,
  directory: string,
  environment: NodeJS.ProcessEnv = {},
  onOutput: (output: string) => void = () => undefined,
): Promise<Ended> {
  const child = spawn('bash', ['-c', script], {
    cwd: directory,
    env: readersEnvironment(environment),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  const take = (chunk: Buffer) => {
    output += chunk.toString();
    onOutput(output);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      children.delete(child);
      resolve({ exitCode: code ?? 1, output });
    });
  });
}
