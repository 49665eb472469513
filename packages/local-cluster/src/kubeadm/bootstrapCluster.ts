import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
} from '@dpf-portal/kube-controller';
import { ConfigMap } from '../kubelet/workloads';
import { aggregateRoles } from './aggregateRoles';
import { kubeadmAccess } from './kubeadmAccess';
import { ProxiedCluster } from './ProxiedCluster';

/**
 * Creates the objects that kubeadm would create: the binding for `admin.conf`, the permissions of joining nodes, and
 * the cluster-info that they read. Before, `admin.conf` has no permissions.
 */
export async function bootstrapCluster(cluster: ProxiedCluster): Promise<void> {
  for (const { resource, object } of kubeadmAccess()) {
    await createOnce(cluster.client, resource, object);
  }
  await aggregateRoles(cluster.client);
  await ensureClusterInfo(cluster);
}

/** Creates cluster-info again if it was deleted. An existing one is not changed, even if it is stale. */
export async function ensureClusterInfo({
  client,
  server,
  caData,
}: ProxiedCluster): Promise<void> {
  const clusterInfo: ConfigMap = {
    metadata: { name: 'cluster-info', namespace: 'kube-public' },
    data: {
      kubeconfig: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: '',
            cluster: { server, 'certificate-authority-data': caData },
          },
        ],
      }),
    },
  };
  await createOnce(client, CORE_RESOURCES.configMaps, clusterInfo);
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
