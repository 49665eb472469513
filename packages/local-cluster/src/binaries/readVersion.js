// @ts-check
'use strict';

const { parseVersion } = require('./parseVersion');
const { runForOutput } = require('./runForOutput');

/**
 * Runs `<file> --version`. Returns undefined if that fails.
 *
 * @param {string} file
 */
async function readVersion(file) {
  try {
    const { code, stdout } = await runForOutput(file, ['--version']);
    return code === 0 ? parseVersion(stdout) : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { readVersion };
