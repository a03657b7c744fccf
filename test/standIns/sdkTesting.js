const FOLDER = '@jupiterone/integration-sdk-testing/dist/src';

/** Of the SDK's test tools a logger is what most tests want: recordings bring a server and an HTTP client of their own. */
module.exports = new Proxy(
  {},
  {
    get: (_, name) =>
      require(name === 'createMockIntegrationLogger'
        ? `${FOLDER}/logger`
        : `${FOLDER}/index`)[name],
  },
);
