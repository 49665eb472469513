// @ts-check
'use strict';

const { ETCD_VERSION, KUBERNETES_VERSION } = require('./versions');

/**
 * @typedef {object} DownloadSource
 * @property {string} url
 * @property {string} checksumUrl
 * @property {'sha256' | 'sha512'} algorithm
 * @property {string} [checksumEntry] - the file name in a checksum file with several lines; absent: the file contains only the checksum
 * @property {string} [archiveEntry] - path of the program in a gzipped tar; absent: the file is the program
 */

/**
 * Returns where a program is published for this platform, if it is. Kubernetes publishes servers only for Linux.
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
