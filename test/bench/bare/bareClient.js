// The bare client as a process: node bareClient.js KUBECONFIG RECORDING
require('@backstage/cli/config/nodeTransform.cjs');

const { runBareClient } = require('./runBareClient');

runBareClient(...process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
