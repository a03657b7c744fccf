const fs = require('fs');

/** Runs once after all tests. */
module.exports = () =>
  fs.rmSync(process.env.COMPILED_SOURCE, { recursive: true, force: true });
