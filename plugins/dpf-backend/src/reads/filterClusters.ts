import { DpuClusterPhase, readOwner } from '@dpf-portal/dpf-model';
import { DpuClusterListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterAssessment } from './ClusterAssessments';
import { LocatedCluster, ownerOf } from './locate';
import { ListCaller, needsFor } from './needsFor';

/** A cluster without a status has not been reconciled yet. */
export function phaseOf({ cluster }: LocatedCluster): DpuClusterPhase {
  return cluster.status?.phase ?? 'Pending';
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

/** Whether a cluster matches what the query says about its object. */
export function filterClusters(
  query: DpuClusterListQuery,
  caller: ListCaller,
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
      (!query.mine || caller.own.includes(ownerOf(found) ?? '')) &&
      (!text || textOf(found).includes(text))
    );
  };
}

/** Whether a cluster matches what the query says about its assessment. */
export function filterAssessed(
  query: DpuClusterListQuery,
  caller: ListCaller,
): (found: LocatedCluster, assessment: () => ClusterAssessment) => boolean {
  return (found, assessment) =>
    (!query.version || assessment().version === query.version) &&
    (!query.finding ||
      assessment().findings.some(({ code }) => code === query.finding)) &&
    (!query.needs ||
      needsFor(caller, found, assessment()).some(need =>
        query.needs?.includes(need),
      ));
}
