import {
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  groupOf,
  internalFinalizer,
  isOwnKey,
  keyOf,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import { VendorRole } from '@dpf-portal/dpf-world';
import { ResourceType } from '@dpf-portal/kube-controller';
import { MANAGEMENT_CLUSTER, isOwnFinalizer } from '../footprint/OwnedObject';
import {
  LeavePlan,
  LeaveRemainder,
  PlannedStep,
  leftOver,
  stay,
} from './LeavePlan';

/** The DPUs of the guide's group; `unknown`: they may not be read. */
export type KnownDpus = readonly Dpu[] | 'unknown';

/** How many DPUs use the cluster, also those that are being deleted. */
function dpusOf(cluster: DpuCluster, dpus: readonly Dpu[]): number {
  const { namespace, name } = cluster.metadata;
  const assigned = dpus.filter(
    ({ spec }) =>
      spec?.cluster?.name === name && spec.cluster.namespace === namespace,
  );
  return Math.max(assigned.length, cluster.status?.nodesCount ?? 0);
}

function ownFinalizersOf({ metadata }: DpuCluster): string[] {
  return (metadata.finalizers ?? []).filter(isOwnFinalizer);
}

/** Whether no DPU uses the cluster; then nothing is left for its finalizers to wait for. */
function isWithoutDpus(cluster: DpuCluster, dpus: KnownDpus): boolean {
  return dpus !== 'unknown' && dpusOf(cluster, dpus) === 0;
}

function stepOf(
  cluster: DpuCluster,
  resource: ResourceType,
  dpus: KnownDpus,
): PlannedStep[] {
  const { metadata } = cluster;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([key]) => isOwnKey(key)),
  );
  const finalizers = isWithoutDpus(cluster, dpus)
    ? ownFinalizersOf(cluster)
    : [];
  if (!Object.keys(annotations).length && !finalizers.length) {
    return [];
  }
  return [
    {
      place: MANAGEMENT_CLUSTER,
      kind: resource.kind,
      namespace: metadata.namespace,
      name: metadata.name,
      action: 'change',
      ...(Object.keys(annotations).length && { annotations }),
      ...(finalizers.length && { finalizers }),
      resource,
      metadata,
    },
  ];
}

function guideStays(
  clusters: readonly DpuCluster[],
  dpus: KnownDpus,
): LeaveRemainder[] {
  const guide = clusters.filter(
    cluster => groupOf(cluster) === DPU_CLUSTER_GROUPS.guide,
  );
  const held = guide.filter(
    cluster => ownFinalizersOf(cluster).length && !isWithoutDpus(cluster, dpus),
  );
  const title = `Finalizers of DPUClusters of ${DPU_CLUSTER_GROUPS.guide}`;
  return [
    ...(dpus === 'unknown'
      ? leftOver(
          title,
          held.map(keyOf),
          `It is not known whether DPUs use these clusters: the right “list dpus.${DPU_CLUSTER_GROUPS.guide}” is missing.`,
        )
      : stay(
          title,
          held.map(keyOf),
          'DPUs use these clusters, and the finalizers keep the clusters until the DPUs are gone. No other controller removes these finalizers: remove the DPUs, then run leave again.',
        )),
    ...stay(
      `DPUClusters of ${DPU_CLUSTER_GROUPS.guide}`,
      guide.map(keyOf),
      'Their control planes keep running. No other controller manages this group, so changes have no effect from now on.',
    ),
  ];
}

/** Whose finalizers DPF removes, and whose nobody does until DPF's controller of the type is there. */
function releasedStays(
  clusters: readonly DpuCluster[],
  roles: readonly VendorRole[],
): LeaveRemainder[] {
  const group = DPU_CLUSTER_GROUPS.released;
  const known = [managerFinalizer(group), internalFinalizer(group)];
  const held = clusters.filter(
    cluster =>
      groupOf(cluster) === group &&
      cluster.metadata.finalizers?.some(one => known.includes(one)),
  );
  const absent = roles
    .filter(({ deployment }) => deployment !== 'present')
    .map(({ role }) => role);
  return stay(
    'Finalizers of DPUClusters',
    held.map(keyOf),
    `DPF's controllers use the same ones, and remove them when a cluster is deleted.${
      absent.length
        ? ` DPF's own controllers of these roles were not found here: ${absent.join(
            ', ',
          )}. Until DPF's operator installs them, the deletion of a cluster waits.`
        : ''
    }`,
  );
}

/**
 * This project's annotations go from all DPUClusters, and the finalizers of the guide's group from those without DPUs.
 * Labels stay, and so does everything that DPF uses.
 */
export function planClusters(options: {
  clusters: readonly DpuCluster[];
  resourceOf: (cluster: DpuCluster) => ResourceType;
  /** Of the guide's group. */
  dpus: KnownDpus;
  roles: readonly VendorRole[];
}): LeavePlan {
  const { clusters, resourceOf, dpus, roles } = options;
  return {
    steps: clusters.flatMap(cluster =>
      stepOf(cluster, resourceOf(cluster), dpus),
    ),
    stays: [
      ...stay(
        'Labels, spec and status of DPUClusters',
        clusters.map(keyOf),
        'They are DPF’s. DPUSets select clusters by labels: without its labels, a cluster loses its DPUs.',
      ),
      ...releasedStays(clusters, roles),
      ...guideStays(clusters, dpus),
    ],
  };
}
