import { createHash } from 'node:crypto';
import { Deployment } from '../kubelet/workloads';
import { NAME_LABEL, controllerReference, labelsOf } from './names';
import { TenantControlPlane } from './TenantControlPlane';
import { TenantSettings } from './TenantSettings';

const PKI = '/etc/kubernetes/pki';
const PKI_VOLUME = 'etc-kubernetes-pki';
const DEFAULT_REPLICAS = 2;

/** The keys of the tenant's Secrets that become files in the PKI directory. */
const FILES: Record<string, Record<string, string>> = {
  ca: { 'ca.crt': 'ca.crt', 'ca.key': 'ca.key' },
  'api-server-certificate': {
    'apiserver.crt': 'apiserver.crt',
    'apiserver.key': 'apiserver.key',
  },
  'api-server-kubelet-client-certificate': {
    'apiserver-kubelet-client.crt': 'apiserver-kubelet-client.crt',
    'apiserver-kubelet-client.key': 'apiserver-kubelet-client.key',
  },
  'front-proxy-ca-certificate': { 'front-proxy-ca.crt': 'front-proxy-ca.crt' },
  'front-proxy-client-certificate': {
    'front-proxy-client.crt': 'front-proxy-client.crt',
    'front-proxy-client.key': 'front-proxy-client.key',
  },
  'sa-certificate': { 'sa.key': 'sa.key', 'sa.pub': 'sa.pub' },
  'datastore-certificate': {
    'ca.crt': 'etcd/ca.crt',
    'server.crt': 'etcd/server.crt',
    'server.key': 'etcd/server.key',
  },
};

export interface TenantDeploymentOptions {
  tenant: TenantControlPlane;
  settings: TenantSettings;
  etcdEndpoint: string;
  /** A hash that triggers a rollout when the certificates change. */
  servingCertificate: string;
}

/** The Deployment of a tenant control plane, with only the API server container. */
export function tenantDeployment(options: TenantDeploymentOptions): Deployment {
  const { tenant, settings } = options;
  const { replicas = DEFAULT_REPLICAS, additionalMetadata } =
    tenant.spec.controlPlane.deployment ?? {};
  const selector = { [NAME_LABEL]: settings.name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: settings.name,
      namespace: settings.namespace,
      labels: labelsOf(tenant, 'deployment'),
      annotations: additionalMetadata?.annotations ?? {},
      ownerReferences: [controllerReference(tenant)],
    },
    spec: {
      replicas,
      selector: { matchLabels: selector },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '100%', maxUnavailable: 0 },
      },
      template: {
        metadata: {
          labels: selector,
          annotations: {
            'local-cluster.dpf-portal.io/certificates': createHash('sha256')
              .update(options.servingCertificate)
              .digest('hex')
              .slice(0, 16),
          },
        },
        spec: {
          containers: [
            {
              name: 'kube-apiserver',
              image: `kube-apiserver:${tenant.spec.kubernetes.version}`,
              command: ['kube-apiserver'],
              args: apiServerArguments(options),
              volumeMounts: [{ name: PKI_VOLUME, mountPath: PKI }],
            },
          ],
          volumes: [
            { name: PKI_VOLUME, projected: { sources: sources(settings) } },
          ],
        },
      },
    },
  };
}

function sources({ name }: TenantSettings) {
  return Object.entries(FILES).map(([component, files]) => ({
    secret: {
      name: `${name}-${component}`,
      items: Object.entries(files).map(([key, path]) => ({ key, path })),
    },
  }));
}

function apiServerArguments(options: TenantDeploymentOptions): string[] {
  const { settings, etcdEndpoint } = options;
  return [
    `--advertise-address=${settings.address}`,
    '--allow-privileged=true',
    '--authorization-mode=Node,RBAC',
    `--client-ca-file=${PKI}/ca.crt`,
    '--enable-bootstrap-token-auth=true',
    `--etcd-servers=${etcdEndpoint}`,
    `--etcd-prefix=/${settings.uid}`,
    `--etcd-cafile=${PKI}/etcd/ca.crt`,
    `--etcd-certfile=${PKI}/etcd/server.crt`,
    `--etcd-keyfile=${PKI}/etcd/server.key`,
    `--kubelet-client-certificate=${PKI}/apiserver-kubelet-client.crt`,
    `--kubelet-client-key=${PKI}/apiserver-kubelet-client.key`,
    `--proxy-client-cert-file=${PKI}/front-proxy-client.crt`,
    `--proxy-client-key-file=${PKI}/front-proxy-client.key`,
    '--requestheader-allowed-names=front-proxy-client',
    `--requestheader-client-ca-file=${PKI}/front-proxy-ca.crt`,
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-username-headers=X-Remote-User',
    `--secure-port=${settings.port}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${PKI}/sa.pub`,
    `--service-account-signing-key-file=${PKI}/sa.key`,
    `--service-cluster-ip-range=${settings.serviceCidr}`,
    `--tls-cert-file=${PKI}/apiserver.crt`,
    `--tls-private-key-file=${PKI}/apiserver.key`,
  ];
}
