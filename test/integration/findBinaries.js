const fs = require('node:fs');
const path = require('node:path');
require('@backstage/cli/config/nodeTransform.cjs');

const CHART = path.join(__dirname, 'chart');

/** Whether a file of the chart's tests is among those that run. */
function testsChart({ testPathPatterns }, { testPathIgnorePatterns }) {
  const { patterns = [] } = testPathPatterns ?? {};
  return fs
    .readdirSync(CHART)
    .map(file => path.join(CHART, file))
    .filter(file => !testPathIgnorePatterns.some(one => file.match(one)))
    .some(file => !patterns.length || patterns.some(one => file.match(one)));
}

// Outside the time limits of tests: on a new machine the programs of the local
// cluster, and Helm for the tests of the chart, are downloaded or built, which
// takes minutes. Here they are built once, and not by each file beside the others.
module.exports = async (globalConfig, projectConfig) => {
  const { BinaryResolver } = require('@dpf-portal/local-cluster');
  await new BinaryResolver({
    onProgress: line => process.stdout.write(`  ${line}\n`),
  }).resolve();
  if (testsChart(globalConfig, projectConfig)) {
    const { missingHelm } = require('../chart/helmProgram');
    const missing = missingHelm();
    if (missing) {
      process.stdout.write(`  ${missing}\n`);
    }
  }
};
