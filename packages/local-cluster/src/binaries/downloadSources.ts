import { BinaryName } from './BinaryName';
import { Platform } from './platform';
import { ETCD_VERSION, KUBERNETES_VERSION } from './versions';

export interface DownloadSource {
  url: string;
  checksumUrl: string;
  algorithm: 'sha256' | 'sha512';
  /** The line of the checksum file that counts; without it the file is one bare checksum. */
  checksumEntry?: string;
  /** Path of the program in a gzipped tar; without it the file is the program. */
  archiveEntry?: string;
}

/** Where a program is published for this platform, if it is: Kubernetes publishes servers for Linux only. */
export function downloadSource(
  name: BinaryName,
  platform: Platform,
): DownloadSource | undefined {
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
