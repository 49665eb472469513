// @ts-check
'use strict';

const { ETCD_VERSION, KUBERNETES_VERSION } = require('./versions');

/**
 * @typedef {object} DownloadSource
 * @property {string} url
 * @property {string} checksumUrl
 * @property {'sha256' | 'sha512'} algorithm
 * @property {string} [checksumEntry] - the line of the checksum file that counts; without it the file is one bare checksum
 * @property {string} [archiveEntry] - path of the program in a gzipped tar; without it the file is the program
 */

/**
 * Where a program is published for this platform, if it is: Kubernetes publishes servers for Linux only.
 *
 * @param {import('./BinaryName').BinaryName} name
 * @param {import('./platform').Platform} platform
 * @returns {DownloadSource | undefined}
 */
function downloadSource(name, platform) {
  if (platform.os !== 'linux') {
    return undefined;
  }
  if (name === 'etcd') {
    const stem = `etcd-v${ETCD_VERSION}-linux-${platform.arch}`;
    const base = `https://github.com/etcd-io/etcd/releases/download/v${ETCD_VERSION}`;
    return {
      url: `${base}/${stem}.tar.gz`,
      checksumUrl: `${base}/SHA256SUMS`,
      checksumEntry: `${stem}.tar.gz`,
      algorithm: 'sha256',
      archiveEntry: `${stem}/etcd`,
    };
  }
  const url = `https://dl.k8s.io/release/v${KUBERNETES_VERSION}/bin/linux/${platform.arch}/${name}`;
  return { url, checksumUrl: `${url}.sha512`, algorithm: 'sha512' };
}

module.exports = { downloadSource };
