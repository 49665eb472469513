// @ts-check
'use strict';

/**
 * Where the programs of a control plane come from.
 *
 * Plain JavaScript that needs only Node.js 18: `npm start` obtains the programs while it still
 * installs what TypeScript needs.
 */
const { BINARY_NAMES } = require('./BinaryName');
const { BinaryResolver } = require('./BinaryResolver');
const { KUBERNETES_VERSION } = require('./versions');

/**
 * @typedef {import('./BinaryName').Binaries} Binaries
 * @typedef {import('./BinaryName').BinaryName} BinaryName
 */

module.exports = { BINARY_NAMES, BinaryResolver, KUBERNETES_VERSION };
