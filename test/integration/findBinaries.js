require('@backstage/cli/config/nodeTransform.cjs');

// Before any test has a time limit: on a machine that has never run a local
// cluster its programs are downloaded or built, which takes minutes.
module.exports = async () => {
  const { BinaryResolver } = require('@dpf-portal/local-cluster');
  await new BinaryResolver({
    onProgress: line => process.stdout.write(`  ${line}\n`),
  }).resolve();
};
