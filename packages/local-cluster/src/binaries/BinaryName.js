// @ts-check
'use strict';

/**
 * The programs of a control plane.
 *
 * @typedef {'etcd' | 'kube-apiserver' | 'kube-controller-manager'} BinaryName
 */

/**
 * Path of each program.
 *
 * @typedef {Record<BinaryName, string>} Binaries
 */

/** @type {readonly BinaryName[]} */
const BINARY_NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager'];

module.exports = { BINARY_NAMES };
