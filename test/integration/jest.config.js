const backstage = require('@backstage/cli/config/jest');

// The packages' own configuration, over the tests of this folder: one file at
// a time, each with a management cluster of its own.
module.exports = async () => {
  const packages = await backstage;
  return {
    ...packages,
    rootDir: __dirname,
    globalSetup: require.resolve('./findBinaries.js'),
    testTimeout: 120_000,
  };
};
