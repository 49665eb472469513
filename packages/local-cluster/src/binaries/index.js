// @ts-check
'use strict';

/**
 * Obtains the programs of a control plane.
 *
 * Plain JavaScript that needs only Node.js 18, because `npm start` obtains the programs while it installs the
 * dependencies.
 */
const { BINARY_NAMES } = require('./BinaryName');
const { BinaryResolver } = require('./BinaryResolver');
const { KUBERNETES_VERSION } = require('./versions');

/**
 * @typedef {import('./BinaryName').Binaries} Binaries
 * @typedef {import('./BinaryName').BinaryName} BinaryName
 */

module.exports = { BINARY_NAMES, BinaryResolver, KUBERNETES_VERSION };
