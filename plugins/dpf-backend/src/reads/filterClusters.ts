import { DPF_ANNOTATIONS, DpuClusterPhase } from '@dpf-portal/dpf-model';
import { DpuClusterListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import { canonicalEntityRef } from '../permissions/attributesOf';
import { LocatedCluster } from './locate';

/** A cluster without status has not been looked at yet. */
export function phaseOf({ cluster }: LocatedCluster): DpuClusterPhase {
  return cluster.status?.phase ?? 'Pending';
}

/** Entity ref of the owner, canonical. */
export function ownerOf({ cluster }: LocatedCluster): string | undefined {
  return canonicalEntityRef(
    cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner],
  );
}

function textOf(found: LocatedCluster): string {
  const { metadata, spec, status } = found.cluster;
  return [
    metadata.name,
    metadata.namespace,
    ownerOf(found),
    spec.type,
    spec.clusterEndpoint?.keepalived?.vip,
    // Both: whoever looks for a version finds the clusters that are on their way to it too.
    status?.version,
    spec.version,
  ]
    .filter(part => part !== undefined)
    .join('\n')
    .toLowerCase();
}

/** Whether a cluster is what the query asks for. */
export function filterClusters(
  query: DpuClusterListQuery,
): (found: LocatedCluster) => boolean {
  const owners = query.owner?.map(canonicalEntityRef);
  const text = query.text?.trim().toLowerCase();
  return found => {
    const { metadata, spec } = found.cluster;
    return (
      (!query.namespace || metadata.namespace === query.namespace) &&
      (!query.type || spec.type === query.type) &&
      (!query.uid || query.uid.includes(metadata.uid ?? '')) &&
      (!query.phase || query.phase.includes(phaseOf(found))) &&
      (!owners || owners.includes(ownerOf(found) ?? '')) &&
      (!text || textOf(found).includes(text))
    );
  };
}
