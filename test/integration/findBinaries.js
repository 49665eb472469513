require('@backstage/cli/config/nodeTransform.cjs');

// Outside the time limits of tests: on a new machine the programs of the local
// cluster are downloaded or built, which takes minutes.
module.exports = async () => {
  const { BinaryResolver } = require('@dpf-portal/local-cluster');
  await new BinaryResolver({
    onProgress: line => process.stdout.write(`  ${line}\n`),
  }).resolve();
};
