/** Runs once before all tests, whose processes inherit the environment. */
module.exports = () => {
  // Tests see what `collect` sees: entities are held against the data model.
  process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION = 'true';
  // What a test expects of a log it looks at itself.
  process.env.LOG_LEVEL = 'fatal';
  // The SDK's command line brings an old AWS SDK that announces its end at every start.
  process.env.AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE = '1';
};
