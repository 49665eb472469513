import {
  DPF_ANNOTATIONS,
  DpuClusterPhase,
  readOwner,
} from '@dpf-portal/dpf-model';
import { DpuClusterListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import { LocatedCluster } from './locate';

/** A cluster without a status has not been reconciled yet. */
export function phaseOf({ cluster }: LocatedCluster): DpuClusterPhase {
  return cluster.status?.phase ?? 'Pending';
}

/** Entity ref of the owner. */
export function ownerOf({ cluster }: LocatedCluster): string | undefined {
  return readOwner(cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner]);
}

function textOf(found: LocatedCluster): string {
  const { metadata, spec, status } = found.cluster;
  return [
    metadata.name,
    metadata.namespace,
    ownerOf(found),
    spec.type,
    spec.clusterEndpoint?.keepalived?.vip,
    // Both versions: a search for a version also finds clusters that are being upgraded to it.
    status?.version,
    spec.version,
  ]
    .filter(part => part !== undefined)
    .join('\n')
    .toLowerCase();
}

/** Whether a cluster matches the query. */
export function filterClusters(
  query: DpuClusterListQuery,
): (found: LocatedCluster) => boolean {
  const owners = query.owner?.map(readOwner);
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
