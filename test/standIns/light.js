/*
 * For a process that is started with `--require` of this file: the SDK's command
 * line does not load what only its uploads and its commands for Neo4j use.
 */
const Module = require('node:module');

const UNUSED = ['aws-sdk', 'neo4j-driver'];

const load = Module._load;
Module._load = (name, ...rest) =>
  UNUSED.includes(name) ? {} : load(name, ...rest);
