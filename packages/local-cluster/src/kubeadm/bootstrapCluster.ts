import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
} from '@dpf-portal/kube-controller';
import { ConfigMap } from '../kubelet/workloads';
import { kubeadmAccess } from './kubeadmAccess';
import { ProxiedCluster } from './ProxiedCluster';

/**
 * Writes what kubeadm would into a cluster: the binding that makes `admin.conf` work, what a
 * joining node may do, and the cluster-info that it reads. Until it has run, `admin.conf` is
 * forbidden everything.
 */
export async function bootstrapCluster(cluster: ProxiedCluster): Promise<void> {
  for (const { resource, object } of kubeadmAccess()) {
    await createOnce(cluster.client, resource, object);
  }
  await ensureClusterInfo(cluster);
}

/** Puts cluster-info back when it was deleted; one that is there is left as it is, stale or not. */
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
