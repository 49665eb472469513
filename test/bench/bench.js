#!/usr/bin/env node
require('@backstage/cli/config/nodeTransform.cjs');

const { runBench } = require('./runBench');

runBench(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`bench: ${error.stack ?? error.message}\n`);
    process.exit(1);
  },
);
