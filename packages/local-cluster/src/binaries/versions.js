// @ts-check
'use strict';

/** What we build and download; `binaries/go.mod` says the same. */
const KUBERNETES_VERSION = '1.36.3';
const ETCD_VERSION = '3.6.8';

/**
 * The oldest version taken from the PATH. etcd 3.4 makes a current kube-apiserver complain for ever
 * about resource versions; older Kubernetes knows no ValidatingAdmissionPolicy v1.
 *
 * @type {import('./BinaryName').Binaries}
 */
const OLDEST_FITTING = {
  etcd: '3.5.0',
  'kube-apiserver': '1.31.0',
  'kube-controller-manager': '1.31.0',
};

module.exports = { ETCD_VERSION, KUBERNETES_VERSION, OLDEST_FITTING };
