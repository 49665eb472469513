import {
  CORE_RESOURCES,
  isAlreadyExists,
  KubeClient,
  KubeObject,
  ResourceType,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { ConfigMap } from '../kubelet';

const CLUSTER_ROLE_BINDINGS: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};

/**
 * Writes what kubeadm would into a tenant: the binding that makes `admin.conf` work, and the
 * cluster-info that a joining node reads. Until it has run, `admin.conf` is forbidden everything.
 */
export async function bootstrapTenant(
  superAdminKubeconfig: string,
  proxyUrl: string,
): Promise<void> {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(superAdminKubeconfig);
  const transport = RestTransport.fromKubeConfig(kubeConfig, {
    proxyUrl,
    timeoutMs: 10_000,
  });
  try {
    const client = new KubeClient({ transport });
    await createOnce(client, CLUSTER_ROLE_BINDINGS, adminBinding());
    await createOnce(
      client,
      CORE_RESOURCES.configMaps,
      clusterInfo(kubeConfig),
    );
  } finally {
    transport.close();
  }
}

async function createOnce(
  client: KubeClient,
  resource: ResourceType,
  object: KubeObject,
): Promise<void> {
  try {
    await client.create(resource, object);
  } catch (error) {
    if (!isAlreadyExists(error)) {
      throw error;
    }
  }
}

function adminBinding(): KubeObject & { roleRef: object; subjects: object[] } {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    metadata: { name: 'kubeadm:cluster-admins' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup, kind: 'Group', name: 'kubeadm:cluster-admins' }],
  };
}

function clusterInfo(kubeConfig: KubeConfig): ConfigMap {
  const cluster = kubeConfig.getCurrentCluster();
  return {
    metadata: { name: 'cluster-info', namespace: 'kube-public' },
    data: {
      kubeconfig: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: '',
            cluster: {
              server: cluster?.server,
              'certificate-authority-data': cluster?.caData,
            },
          },
        ],
      }),
    },
  };
}
