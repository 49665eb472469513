import {
  DpuCluster,
  Finding,
  World,
  clusterFacts,
  dpuClusterRefOf,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import { dpuClusterEntityRef } from '../dpuClusterEntity';
import { DpuClusterView } from './DpuClusterView';

/**
 * What a view needs beside the watched objects.
 *
 * @public
 */
export interface DpuClusterViewExtras {
  /** RFC 3339, from the history, or else derived from the conditions. */
  phaseSince?: string;
  /** Namespace of the catalog entities; `default` otherwise. */
  entityNamespace?: string;
  /** When they are known already. */
  findings?: Finding[];
}

/**
 * A cluster as the REST API shows it, whichever API shape it has. Pure.
 *
 * @public
 */
export function toDpuClusterView(
  cluster: DpuCluster,
  world: World,
  extras: DpuClusterViewExtras = {},
): DpuClusterView {
  const ref = dpuClusterRefOf(cluster, world);
  const { entityNamespace, ...known } = extras;
  return {
    ref: stringifyDpuClusterRef(ref),
    managementCluster: ref.managementCluster,
    namespace: ref.namespace,
    name: ref.name,
    groupQualifier: ref.group,
    resourceVersion: cluster.metadata.resourceVersion ?? '',
    ...clusterFacts(cluster, world, known),
    entityRef: dpuClusterEntityRef(ref, { entityNamespace }),
  };
}
