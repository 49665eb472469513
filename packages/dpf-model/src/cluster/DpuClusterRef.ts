import { DpfCapabilities } from '../capabilities/DpfCapabilities';
import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from './DpuCluster';

/**
 * The location of a DPU cluster: management cluster, namespace and name, and the API group if both groups are served
 * and it is of the guide's.
 *
 * @public
 */
export interface DpuClusterRef {
  managementCluster: string;
  namespace: string;
  name: string;
  /** Set only where both groups are served and the guide's is meant. */
  group?: string;
}

const GUIDE_SUFFIX = '.dpf';

/**
 * The location of a cluster on its management cluster, `<ns>/<name>`; ends in `.dpf` for the guide's group beside the
 * released one.
 *
 * @public
 */
export function localDpuClusterRef({
  namespace,
  name,
  group,
}: Omit<DpuClusterRef, 'managementCluster'>): string {
  return `${namespace}/${name}${group ? GUIDE_SUFFIX : ''}`;
}

/**
 * The permission resource ref `<mc>/<ns>/<name>`; ends in `.dpf` for the guide's group beside the released one.
 *
 * @public
 */
export function stringifyDpuClusterRef(ref: DpuClusterRef): string {
  return `${ref.managementCluster}/${localDpuClusterRef(ref)}`;
}

/**
 * Reads what {@link stringifyDpuClusterRef} wrote; `undefined` when it is no such ref.
 *
 * @public
 */
export function parseDpuClusterRef(text: string): DpuClusterRef | undefined {
  const [managementCluster, namespace, last, ...rest] = text.split('/');
  const isGuide = last?.endsWith(GUIDE_SUFFIX) ?? false;
  const name = isGuide ? last.slice(0, -GUIDE_SUFFIX.length) : last;
  if (!managementCluster || !namespace || !name || rest.length) {
    return undefined;
  }
  return {
    managementCluster,
    namespace,
    name,
    ...(isGuide ? { group: DPU_CLUSTER_GROUPS.guide } : {}),
  };
}

/**
 * The ref of a cluster object. The group is part of it only where both groups are served and the object is the guide's.
 *
 * @public
 */
export function dpuClusterRefOf(
  cluster: DpuCluster,
  where: { managementCluster: string; capabilities: DpfCapabilities },
): DpuClusterRef {
  const group = groupOf(cluster);
  const qualify =
    group === DPU_CLUSTER_GROUPS.guide &&
    where.capabilities.apis.some(api => api.group !== group);
  return {
    managementCluster: where.managementCluster,
    namespace: cluster.metadata.namespace ?? '',
    name: cluster.metadata.name,
    ...(qualify ? { group } : {}),
  };
}

/** The query of a cluster's addresses, with its `?`; empty where the group needs no mention. @public */
export function dpuClusterQuery({
  group,
}: Pick<DpuClusterRef, 'group'>): string {
  return group ? `?group=${encodeURIComponent(group)}` : '';
}

/**
 * What a cluster is called where clusters of the same name may stand beside it: `team-a/blue`, and the API group where the
 * page's address needs it.
 *
 * @public
 */
export function dpuClusterTitle({
  namespace,
  name,
  group,
}: Omit<DpuClusterRef, 'managementCluster'>): string {
  return `${namespace}/${name}${group ? ` (${group})` : ''}`;
}
