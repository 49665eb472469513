module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // Functions of a test that expect something for several cases are named so.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect*', 'invariant.check'] },
    ],
  },
});
