const fs = require('fs');
const os = require('os');
const path = require('path');

const MEMORY = '/dev/shm';
const GIGABYTE = 2 ** 30;

/** Runs once before all tests, whose processes inherit the environment. */
module.exports = () => {
  // The SDK writes a file for each object of a graph: in memory a run takes a third less.
  if (fs.existsSync(MEMORY)) {
    const { bavail, bsize } = fs.statfsSync(MEMORY);
    if (bavail * bsize >= 4 * GIGABYTE) process.env.TMPDIR = MEMORY;
  }
  // Of test/compiled.ts, which makes it when a test needs it.
  process.env.COMPILED_SOURCE = path.join(
    os.tmpdir(),
    `graph-jumpcloud-compiled-${process.pid}`,
  );
  // Tests see what `collect` sees: entities are held against the data model.
  process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION = 'true';
  // What a test expects of a log it looks at itself.
  process.env.LOG_LEVEL = 'fatal';
  // The SDK's command line brings an old AWS SDK that announces its end at every start.
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
};
