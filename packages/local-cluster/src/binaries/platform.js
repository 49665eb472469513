// @ts-check
'use strict';

const os = require('node:os');

/**
 * The platform of this machine, in Go's terms.
 *
 * @typedef {{os: string, arch: string}} Platform
 */

/** @returns {Platform} */
function currentPlatform() {
  const arch = os.arch();
  return { os: os.platform(), arch: arch === 'x64' ? 'amd64' : arch };
}

module.exports = { currentPlatform };
