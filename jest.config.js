const base = require('@jupiterone/integration-sdk-dev-tools/config/jest.js');

module.exports = {
  ...base,
  globalSetup: '<rootDir>/test/setup.js',
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
