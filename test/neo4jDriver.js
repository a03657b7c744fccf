/*
 * Stands in for neo4j-driver in a process that is started with
 * `--require` of this file: writes each statement to the file that
 * NEO4J_STATEMENTS names, one line of JSON each, and asks no database.
 */
const fs = require('fs');
const Module = require('module');

const recorder = {
  auth: { basic: (user, password) => ({ user, password }) },
  session: { WRITE: 'WRITE' },
  driver: (uri, auth) => ({
    session: ({ database }) => ({
      run: async (statement, parameters) =>
        fs.appendFileSync(
          process.env.NEO4J_STATEMENTS,
          `${JSON.stringify({ uri, auth, database, statement, parameters })}\n`,
        ),
      close: async () => undefined,
    }),
    close: async () => undefined,
  }),
};

const load = Module._load;
Module._load = (name, ...rest) =>
  name === 'neo4j-driver' ? recorder : load(name, ...rest);
