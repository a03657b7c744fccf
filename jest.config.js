const {
  preset,
  globals,
  ...base
} = require('@jupiterone/integration-sdk-dev-tools/config/jest.js');

module.exports = {
  ...base,
  // In place of its ts-jest, which loads the compiler and here only leaves types out.
  transform: { '^.+\\.tsx?$': '<rootDir>/test/transform.js' },
  globalSetup: '<rootDir>/test/setup.js',
  globalTeardown: '<rootDir>/test/teardown.js',
  setupFilesAfterEnv: ['<rootDir>/test/matchers.js'],
  // The SDK and its test tools talk at length; the last screen is the summary.
  silent: true,
  // Half of the tests wait for processes of their own.
  maxWorkers: '100%',
  // What is copied from the documentation takes as long as all others together: `npm run test:docs`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/dist/',
    ...(process.env.DOCS ? [] : ['/(codeBlocks|guide)[.]test']),
    // Needs JumpCloud's specifications: `npm run test:specification`.
    ...(process.env.SPECIFICATIONS ? [] : ['/specification[.]test']),
  ],
  moduleNameMapper: {
    // The SDK's HTTP client loads the whole AWS SDK, in every test file again, for addresses that nothing here asks.
    '^aws-sdk$': '<rootDir>/test/standIns/awsSdk.js',
    '^@jupiterone/integration-sdk-testing$':
      '<rootDir>/test/standIns/sdkTesting.js',
    '^@faker-js/faker/locale/en$': '<rootDir>/test/standIns/faker.js',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
