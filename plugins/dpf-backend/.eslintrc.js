module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  testRules: {
    // supertest's own expectations count.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect', '**.expect'] },
    ],
  },
});
