#!/usr/bin/env node
require('@backstage/cli/config/nodeTransform.cjs');

const { runSoak } = require('./soak/runSoak');

runSoak(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`soak: ${error.stack ?? error.message}\n`);
    process.exit(1);
  },
);
