import {
  DpuCluster,
  dpuClusterRefOf,
  parseDpuClusterRef,
  stringifyDpuClusterRef,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ManagementClusterHandle,
  ManagementClusters,
} from '../managementClusters';
import { groupMeant } from './groupMeant';
import { LocatedCluster } from './LocatedCluster';

/** Puts a cluster together with its reference. */
export function located(
  handle: ManagementClusterHandle,
  cluster: DpuCluster,
): LocatedCluster {
  const ref = dpuClusterRefOf(cluster, {
    managementCluster: handle.settings.name,
    capabilities: handle.connection.capabilities() ?? {
      apis: [],
      dpuGroups: [],
      kamaji: false,
    },
  });
  return { handle, cluster, ref, refText: stringifyDpuClusterRef(ref) };
}

/** Finds a cluster of the store by its permission ref `<mc>/<ns>/<name>[.dpf]`. */
export function locateByRefText(
  managementClusters: ManagementClusters,
  refText: string,
): LocatedCluster | undefined {
  const ref = parseDpuClusterRef(refText);
  const handle = ref && managementClusters.get(ref.managementCluster);
  if (!handle) {
    return undefined;
  }
  const { connection } = handle;
  const cluster = connection.cluster(
    groupMeant(connection.capabilities(), ref.group),
    ref.namespace,
    ref.name,
  );
  return cluster && located(handle, cluster);
}
