import { BinaryName } from './BinaryName';

/** What we build and download; `binaries/go.mod` says the same. */
export const KUBERNETES_VERSION = '1.36.3';
export const ETCD_VERSION = '3.6.8';

/**
 * The oldest version taken from the PATH. etcd 3.4 makes a current kube-apiserver complain for ever
 * about resource versions; older Kubernetes knows no ValidatingAdmissionPolicy v1.
 */
export const OLDEST_FITTING: Record<BinaryName, string> = {
  etcd: '3.5.0',
  'kube-apiserver': '1.31.0',
  'kube-controller-manager': '1.31.0',
};
