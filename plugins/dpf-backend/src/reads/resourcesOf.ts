import {
  DaemonSet,
  TenantControlPlane,
  ownControlPlaneOf,
  ownKeepalivedOf,
} from '@dpf-portal/dpf-model';
import { DpuClusterResource } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CORE_RESOURCES,
  KubeApiError,
  KubeObject,
  KubeUnreachableError,
} from '@dpf-portal/kube-controller';
import { LocatedCluster } from './locate';

const TIMEOUT_MS = 5_000;

function toResource(
  kind: string,
  { metadata }: KubeObject,
  state?: string,
): DpuClusterResource {
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid ?? '',
    state,
    ownerUid: metadata.ownerReferences?.[0]?.uid,
  };
}

function stateOfControlPlane(plane: TenantControlPlane): string | undefined {
  return plane.status?.kubernetesResources?.version?.status;
}

function stateOfDaemonSet({ status }: DaemonSet): string | undefined {
  return (
    status &&
    `${status.numberReady ?? 0} of ${status.desiredNumberScheduled ?? 0}`
  );
}

async function kubeconfigSecret({
  hosted,
  cluster,
}: LocatedCluster): Promise<DpuClusterResource[]> {
  const { kubeconfig } = cluster.spec;
  if (!kubeconfig) {
    return [];
  }
  try {
    // Without its content.
    const secret = await hosted.connection.client.get<KubeObject>(
      CORE_RESOURCES.secrets,
      { namespace: cluster.metadata.namespace, name: kubeconfig },
      { metadataOnly: true, timeoutMs: TIMEOUT_MS },
    );
    return [toResource('Secret', secret)];
  } catch (error) {
    if (
      error instanceof KubeApiError ||
      error instanceof KubeUnreachableError
    ) {
      // It was deleted, may not be read, or is unavailable. The rest of the tree is still useful.
      return [];
    }
    throw error;
  }
}

/** The objects of a cluster, the cluster first. Children come from the stores; the Secret is read from the server. */
export async function resourcesOf(
  found: LocatedCluster,
): Promise<DpuClusterResource[]> {
  const { hosted, cluster } = found;
  const world = hosted.connection.world(hosted.roles());
  const plane = ownControlPlaneOf(cluster, world);
  const daemonSet = ownKeepalivedOf(cluster, world);
  return [
    toResource('DPUCluster', cluster, cluster.status?.phase),
    ...(plane
      ? [toResource('TenantControlPlane', plane, stateOfControlPlane(plane))]
      : []),
    ...(daemonSet
      ? [toResource('DaemonSet', daemonSet, stateOfDaemonSet(daemonSet))]
      : []),
    ...(await kubeconfigSecret(found)),
    ...(world.dpusOf(cluster) ?? []).map(dpu =>
      toResource('DPU', dpu, dpu.status?.phase),
    ),
  ];
}
