/*
 * One HTML file that needs no network and executes nothing that comes from the
 * tenant: its own program, allowed by its hash, and data that is compressed.
 */
import { buildSync } from 'esbuild';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const PAGE = path.join(__dirname, 'page');

/**
 * @param sections what the page holds, by name
 * @returns the HTML
 */
export function createPage(sections: Map<string, Buffer>): string {
  const program = createProgram();
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(program)}`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    // The browser itself refuses what would turn text into markup.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const parts = new Map([
    ['policy', policy],
    ['style', `<style>${readPart('page.css')}</style>`],
    ['sections', [...sections].map(createSection).join('\n')],
    ['program', `<script>${program}</script>`],
  ]);
  return readPart('page.html').replace(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => parts.get(name) ?? '',
  );
}

function readPart(name: string): string {
  return fs.readFileSync(path.join(PAGE, name), 'utf8');
}

/** Base64 has no sign that means anything to HTML. */
function createSection([name, content]: [string, Buffer]): string {
  const text = gzipSync(content).toString('base64');
  return `<script type="application/gzip" id="${name}">${text}</script>`;
}

let program: string | undefined;

/** The program of the page, with the line ends that a browser hashes; of all pages the same. */
function createProgram(): string {
  program ??= bundleProgram();
  return program;
}

function bundleProgram(): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(PAGE, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    target: 'es2021',
    format: 'iife',
    legalComments: 'none',
  });
  return outputFiles[0].text
    .replace(/\r\n?/g, '\n')
    .replace(/<(?=!--|\/?script)/gi, '\\x3C');
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
