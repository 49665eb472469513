import {
  DPF_ANNOTATIONS,
  DpuCluster,
  Finding,
  keyOf,
  readOwner,
} from '@dpf-portal/dpf-model';
import { DoctorContext, Outcome, findingAmong, found, ok } from './DoctorCheck';

const MOST_NAMED = 5;

function ownerOf({ metadata }: DpuCluster): string | undefined {
  return metadata.annotations?.[DPF_ANNOTATIONS.owner];
}

function outcomeOf(finding: Finding, clusters: readonly DpuCluster[]): Outcome {
  const named = clusters.slice(0, MOST_NAMED).map(keyOf).join(', ');
  const rest = clusters.length - MOST_NAMED;
  return found(
    finding,
    `${finding.sentence} It is the owner of ${named}${
      rest > 0 ? ` and ${rest} more` : ''
    }.`,
  );
}

/** Whether the catalog has the owners of the clusters. Only a portal can ask it. */
export function checkOwners({ connection, world }: DoctorContext): Outcome[] {
  if (!world.portal) {
    return [];
  }
  const unknown = new Map<
    string,
    { finding: Finding; clusters: DpuCluster[] }
  >();
  const owners = new Set<string>();
  for (const cluster of connection.clusters()) {
    const owner = ownerOf(cluster);
    const finding = findingAmong(['OwnerUnknown'], cluster, world);
    if (owner && finding) {
      const { clusters = [] } = unknown.get(owner) ?? {};
      unknown.set(owner, { finding, clusters: [...clusters, cluster] });
    } else if (owner) {
      owners.add(readOwner(owner) ?? owner);
    }
  }
  const unasked = [...owners].filter(
    owner => world.portal?.isInCatalog(owner) === undefined,
  ).length;
  const known = owners.size - unasked;
  return [
    ...[...unknown.values()].map(({ finding, clusters }) =>
      outcomeOf(finding, clusters),
    ),
    ...(known ? [ok(`Owners of DPU clusters in the catalog: ${known}`)] : []),
    ...(unasked
      ? [ok(`Owners of DPU clusters that are still looked up: ${unasked}`)]
      : []),
    ...(unknown.size + owners.size === 0
      ? [ok('No DPU cluster names an owner')]
      : []),
  ];
}
