import { decodeBase64 } from './pem';
import { ProblemList } from './KubeconfigInspection';
import { readDocument, readingProblem } from './readDocument';

/**
 * The join information in `kube-public/cluster-info` of a tenant.
 *
 * @public
 */
export interface ClusterInfo {
  /** As written there. */
  server: string;
  /** PEM. */
  ca: string;
}

/**
 * Reads the kubeconfig of a cluster-info ConfigMap, which names one cluster and no user. It is as untrusted as any other;
 * `undefined` when it is something else.
 *
 * @public
 */
export function readClusterInfo(kubeconfig: string): ClusterInfo | undefined {
  const document = readDocument(kubeconfig, new ProblemList());
  if (!document || readingProblem(kubeconfig, document)) {
    return undefined;
  }
  const clusters = document.get('clusters');
  const entry: unknown = Array.isArray(clusters) ? clusters[0] : undefined;
  const cluster: unknown = entry instanceof Map && entry.get('cluster');
  if (!(cluster instanceof Map)) {
    return undefined;
  }
  const server: unknown = cluster.get('server');
  const data: unknown = cluster.get('certificate-authority-data');
  const ca = typeof data === 'string' ? decodeBase64(data) : undefined;
  return typeof server === 'string' && ca !== undefined
    ? { server, ca }
    : undefined;
}
