#!/usr/bin/env node
require('@backstage/cli/config/nodeTransform.cjs');

const { runFreshPortal } = require('./runFreshPortal');

runFreshPortal(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`fresh portal: ${error.stack ?? error.message}\n`);
    process.exit(1);
  },
);
