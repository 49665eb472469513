module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // The naming convention for test functions that contain expectations.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect*', 'invariant.check'] },
    ],
  },
});
