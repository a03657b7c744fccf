/*
 * For a process that is started with `--require` of this file: it loads less
 * than one that a person starts, and does the same.
 */
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const v8 = require('node:v8');

const ROOT = path.resolve(__dirname, '../..');

// So short a process is over before optimized code has paid.
v8.setFlagsFromString('--no-opt');

/** What only the SDK's uploads, its commands for Neo4j and `troubleshoot` use. */
const UNUSED = ['aws-sdk', 'neo4j-driver', 'url-exists'];

/** What the SDK loads always and uses in uploads: its client of JupiterOne. */
const CLIENT = '@lifeomic/alpha';

/** ts-node loads the compiler to read tsconfig.json, and then compiles each file at each start. */
const TS_NODE = /^ts-node\/register|\/ts-node\/register\//;

/** In place of ts-node: what test/compiled.ts has compiled, and first what tsconfig.json has ts-node load. */
function registerCompiled() {
  Module._extensions['.ts'] = (module, file) => {
    const compiled = path
      .join(process.env.COMPILED_SOURCE, path.relative(ROOT, file))
      .replace(/ts$/, 'js');
    module._compile(fs.readFileSync(compiled, 'utf8'), file);
  };
  const config = fs.readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8');
  const [, first] = /"require": (\[.*?\])/.exec(config);
  JSON.parse(first).forEach((name) => require(path.join(ROOT, name)));
}

const load = Module._load;
Module._load = (name, ...rest) => {
  if (UNUSED.includes(name)) return {};
  if (name === CLIENT) {
    return function Client(...args) {
      return new (load(name, ...rest))(...args);
    };
  }
  return TS_NODE.test(name) ? registerCompiled() : load(name, ...rest);
};
