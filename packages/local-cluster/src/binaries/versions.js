// @ts-check
'use strict';

/** The versions to build and download. `binaries/go.mod` has the same ones. */
const KUBERNETES_VERSION = '1.36.3';
const ETCD_VERSION = '3.6.8';

/**
 * The oldest accepted versions on the PATH. With etcd 3.4 a current kube-apiserver logs errors about resource versions
 * forever; older Kubernetes has no ValidatingAdmissionPolicy v1.
 *
 * @type {import('./BinaryName').Binaries}
 */
const OLDEST_FITTING = {
  etcd: '3.5.0',
  'kube-apiserver': '1.31.0',
  'kube-controller-manager': '1.31.0',
};

module.exports = { ETCD_VERSION, KUBERNETES_VERSION, OLDEST_FITTING };
