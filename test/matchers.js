const NAMES = [
  'toImplementSpec',
  'toMatchDirectRelationshipSchema',
  'toMatchGraphObjectSchema',
  'toMatchStepMetadata',
  'toTargetEntities',
];

/*
 * The SDK's matchers, as its own set-up registers them, but loaded by the first
 * use: they bring the whole SDK, in every test file again, and few use one.
 */
const lazily = (name) =>
  function (...args) {
    const matchers = require('@jupiterone/integration-sdk-testing');
    return matchers[name].apply(this, args);
  };

expect.extend(Object.fromEntries(NAMES.map((name) => [name, lazily(name)])));
