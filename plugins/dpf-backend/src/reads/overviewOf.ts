import { DpuClusterOverview } from '@dpf-portal/backstage-plugin-dpf-common';
import { boundedText } from '@dpf-portal/dpf-model';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { quotaUseOf } from '../quota/ClusterQuota';
import { ClusterAssessment } from './ClusterAssessments';
import { LocatedCluster } from './locate';
import { ListCaller, needsFor } from './needsFor';

/** The longest type `vendor/name`. */
const LONGEST_KEY = 317;

function count(values: Iterable<string>): Record<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    const key = boundedText(value, LONGEST_KEY);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function severalGroups(hosted: HostedManagementCluster): boolean {
  return (hosted.connection.capabilities()?.apis.length ?? 0) > 1;
}

/** Counts the clusters that the caller may read. */
export function overviewOf(
  clusters: ReadonlyArray<{
    found: LocatedCluster;
    assessment: ClusterAssessment;
  }>,
  managementClusters: readonly HostedManagementCluster[],
  caller: ListCaller,
): DpuClusterOverview {
  const needs = count(
    clusters.flatMap(({ found, assessment }) =>
      needsFor(caller, found, assessment),
    ),
  );
  return {
    total: clusters.length,
    needs: {
      you: needs.you ?? 0,
      owner: needs.owner ?? 0,
      platform: needs.platform ?? 0,
      progress: needs.progress ?? 0,
    },
    types: count(clusters.map(({ found }) => found.cluster.spec.type)),
    versions: count(
      clusters.flatMap(({ assessment }) => assessment.version ?? []),
    ),
    findings: count(
      clusters.flatMap(({ assessment: { attention } }) => [
        ...new Set(attention.problems.flatMap(({ code }) => code ?? [])),
      ]),
    ),
    quotas: managementClusters.flatMap(hosted =>
      caller.quotaOwners.flatMap(owner => {
        const use = quotaUseOf(hosted, owner);
        return use ? [{ ...use, managementCluster: hosted.settings.name }] : [];
      }),
    ),
    severalGroups: managementClusters
      .filter(severalGroups)
      .map(({ settings }) => settings.name),
  };
}
