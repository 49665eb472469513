import { StoredCredentials } from '../pki/PkiStore';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';
import { EtcdPki } from './EtcdPki';

export interface ApiServerOptions {
  binary: string;
  name: string;
  port: number;
  etcdPort: number;
  etcdPrefix?: string;
  etcd: EtcdPki;
  clientCaFile: string;
  serving: StoredCredentials;
  serviceAccountKeys: { privateFile: string; publicFile: string };
  serviceClusterIpRange: string;
  /** Whether Nodes may join by bootstrap tokens, as with kubeadm. */
  joinable?: boolean;
  /** Default: that of Kubernetes. */
  nodePorts?: string;
  audit?: { policyFile: string; logFile: string };
  logFile: string;
  reaper: Reaper;
}

const MEGABYTES_PER_AUDIT_LOG = 500;

/** A kube-apiserver on loopback, with RBAC. */
export function startApiServer(options: ApiServerOptions): ManagedProcess {
  const { etcd, serving, serviceAccountKeys, audit } = options;
  return ManagedProcess.start({
    name: options.name,
    command: options.binary,
    args: [
      `--etcd-servers=https://127.0.0.1:${options.etcdPort}`,
      `--etcd-cafile=${etcd.caFile}`,
      `--etcd-certfile=${etcd.client.certificateFile}`,
      `--etcd-keyfile=${etcd.client.keyFile}`,
      ...(options.etcdPrefix ? [`--etcd-prefix=${options.etcdPrefix}`] : []),
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${options.port}`,
      // Endpoints must not contain a loopback address; without this flag the API server logs an error every 10 s.
      '--endpoint-reconciler-type=none',
      `--client-ca-file=${options.clientCaFile}`,
      `--tls-cert-file=${serving.certificateFile}`,
      `--tls-private-key-file=${serving.keyFile}`,
      `--authorization-mode=${options.joinable ? 'Node,RBAC' : 'RBAC'}`,
      `--enable-bootstrap-token-auth=${options.joinable ?? false}`,
      '--allow-privileged=true',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${serviceAccountKeys.publicFile}`,
      `--service-account-signing-key-file=${serviceAccountKeys.privateFile}`,
      `--service-cluster-ip-range=${options.serviceClusterIpRange}`,
      `--service-node-port-range=${options.nodePorts ?? '30000-32767'}`,
      '--profiling=false',
      ...(audit
        ? [
            `--audit-policy-file=${audit.policyFile}`,
            `--audit-log-path=${audit.logFile}`,
            `--audit-log-maxsize=${MEGABYTES_PER_AUDIT_LOG}`,
            '--audit-log-maxbackup=1',
          ]
        : []),
    ],
    logFile: options.logFile,
    reaper: options.reaper,
  });
}
