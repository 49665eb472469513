import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
  DpuCluster,
  DpuClusterRef,
  dpuClusterRefOf,
  parseDpuClusterRef,
  readOwner,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import { NotFoundError } from '@backstage/errors';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';

/** A DPU cluster and its management cluster. */
export interface LocatedCluster {
  hosted: HostedManagementCluster;
  cluster: DpuCluster;
  /** Its group is set only where both groups are served and the guide's is meant. */
  ref: DpuClusterRef;
  /** `stringifyDpuClusterRef(ref)`. */
  refText: string;
}

function isServed(capabilities: DpfCapabilities, group: string): boolean {
  return capabilities.apis.some(api => api.group === group);
}

/**
 * The group of a path: the named one, else the released one, else the only one served. While the served groups are
 * unknown, it is the released one.
 */
export function groupMeant(
  capabilities: DpfCapabilities | undefined,
  named?: string,
): string {
  const { released, guide } = DPU_CLUSTER_GROUPS;
  if (named) {
    if (named !== released && named !== guide) {
      throw new NotFoundError(`There is no DPUCluster API group ${named}.`);
    }
    return named;
  }
  return capabilities &&
    !isServed(capabilities, released) &&
    isServed(capabilities, guide)
    ? guide
    : released;
}

/** Entity ref of the owner. */
export function ownerOf({ cluster }: LocatedCluster): string | undefined {
  return readOwner(cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner]);
}

/** Combines a cluster with its reference. */
export function located(
  hosted: HostedManagementCluster,
  cluster: DpuCluster,
): LocatedCluster {
  const ref = dpuClusterRefOf(cluster, {
    managementCluster: hosted.settings.name,
    capabilities: hosted.connection.capabilities() ?? {
      apis: [],
      dpuGroups: [],
      kamaji: false,
    },
  });
  return { hosted, cluster, ref, refText: stringifyDpuClusterRef(ref) };
}

/** Finds a cluster in the store by its permission ref `<mc>/<ns>/<name>[.dpf]`. */
export function locateByRefText(
  managementClusters: ManagementClusters,
  refText: string,
): LocatedCluster | undefined {
  const ref = parseDpuClusterRef(refText);
  const hosted = ref && managementClusters.get(ref.managementCluster);
  if (!hosted) {
    return undefined;
  }
  const { connection } = hosted;
  const cluster = connection.cluster(
    groupMeant(connection.capabilities(), ref.group),
    ref.namespace,
    ref.name,
  );
  return cluster && located(hosted, cluster);
}
