const backstage = require('@backstage/cli/config/jest');

// The configuration of the packages for the tests of this folder. Each file has
// its own management cluster.
module.exports = async () => {
  const packages = await backstage;
  return {
    ...packages,
    rootDir: __dirname,
    globalSetup: require.resolve('./findBinaries.js'),
    testSequencer: require.resolve('./LongFilesFirst.js'),
    // Only ends what hangs, later than `eventually`, which says what it waits for.
    testTimeout: 300_000,
  };
};
