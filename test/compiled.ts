import { transformSync } from '@swc/core';
import fs from 'node:fs';
import path from 'node:path';

import { filesBelow } from '../tools/integration';

/*
 * What spares a process of a test most of what it does before it starts: two
 * fifths of what a small `collect` costs.
 */

const ROOT = path.resolve(__dirname, '..');

/** For `NODE_OPTIONS`: the SDK does not load what a `collect` never uses. */
export const LIGHT = `--require ${path.join(__dirname, 'standIns/light.js')}`;

/**
 * The source as JavaScript, which is what JupiterOne runs: the SDK needs no
 * ts-node for it, which loads the compiler only to read tsconfig.json. Made by
 * the first test of a run that asks for it, and removed by teardown.js.
 */
export function compiledSource(): string {
  const place = process.env.COMPILED_SOURCE;
  if (!place) throw new Error('test/setup.js says where.');
  if (!fs.existsSync(place)) {
    const draft = fs.mkdtempSync(`${place}-`);
    for (const name of ['src', 'tools']) {
      compile(path.join(ROOT, name), path.join(draft, name));
    }
    for (const name of ['node_modules', 'package.json']) {
      fs.symlinkSync(path.join(ROOT, name), path.join(draft, name));
    }
    try {
      // At once, since another test may look for it in the meantime.
      fs.renameSync(draft, place);
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true });
      if (!fs.existsSync(place)) throw error;
    }
  }
  return path.join(place, 'src');
}

function compile(source: string, target: string): void {
  for (const file of filesBelow(source)) {
    if (file.endsWith('.test.ts')) continue;
    const to = path.join(target, path.relative(source, file));
    fs.mkdirSync(path.dirname(to), { recursive: true });
    if (!file.endsWith('.ts')) {
      fs.copyFileSync(file, to);
      continue;
    }
    const { code } = transformSync(fs.readFileSync(file, 'utf8'), {
      filename: file,
      configFile: false,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2021' },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    });
    fs.writeFileSync(to.replace(/ts$/, 'js'), code);
  }
}
