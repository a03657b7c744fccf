const { transformSync, version } = require('@swc/core');
const { createHash } = require('crypto');

const OPTIONS = {
  configFile: false,
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript' },
    target: 'es2021',
    // `jest.mock` takes effect before what stands above it is imported.
    transform: { hidden: { jest: true } },
  },
  module: { type: 'commonjs' },
  // Errors name the lines of the source.
  sourceMaps: 'inline',
};

/** For jest: TypeScript to JavaScript without its types, in a fifth of the time that the compiler takes. */
module.exports = {
  process: (source, filename) =>
    transformSync(source, { ...OPTIONS, filename }).code,
  getCacheKey: (source, filename, { configString }) =>
    createHash('sha256')
      .update([version, JSON.stringify(OPTIONS), configString].join('\n'))
      .update(filename)
      .update(source)
      .digest('hex'),
};
