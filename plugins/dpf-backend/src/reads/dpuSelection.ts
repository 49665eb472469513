import {
  AssignableDpus,
  ClusterFeeds,
  ClusterLabel,
  DpuCluster,
  DpuManifests,
  LabelChangeEffect,
  assignableDpus,
  clusterLabelOf,
  dpuManifests,
  feedsOf,
  groupOf,
  labelChangeEffect,
  noMatchingNodes,
} from '@dpf-portal/dpf-model';
import { FoundDpuSelectors, readDpuSelectors } from '@dpf-portal/dpf-world';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { toPortalError } from '../requests/requestErrors';
import { LocatedCluster } from './locate';

/** The label by which DPUSets select this cluster and no other. */
export function identityOf({
  hosted,
  cluster: { metadata },
}: Pick<LocatedCluster, 'hosted' | 'cluster'>): ClusterLabel {
  const { namespace = '', name } = metadata;
  return clusterLabelOf({ namespace, name }, hosted.settings.clusterLabel);
}

/** Lists the DPUSets and DPUDeployments that can select clusters of this group. */
async function readSelectors(
  { connection, settings }: HostedManagementCluster,
  group: string,
): Promise<FoundDpuSelectors> {
  try {
    return await readDpuSelectors({
      client: connection.client,
      group,
      namespace: connection.leaderElectionNamespace,
    });
  } catch (error) {
    throw toPortalError(error, settings.name);
  }
}

function labelsAfter(
  before: Readonly<Record<string, string>> = {},
  change: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const labels = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) {
      delete labels[key];
    } else {
      labels[key] = value;
    }
  }
  return labels;
}

/** What a change of labels does to the DPUs of the cluster; `undefined` when no label changes. */
export async function labelChangeOf(
  { hosted, cluster }: LocatedCluster,
  change: Readonly<Record<string, string | null>> = {},
): Promise<LabelChangeEffect | undefined> {
  const { labels: before = {} } = cluster.metadata;
  const isSame = Object.entries(change).every(
    ([key, value]) => (before[key] ?? null) === value,
  );
  if (isSame) {
    return undefined;
  }
  const known = await readSelectors(hosted, groupOf(cluster));
  const world = hosted.connection.world(hosted.roles());
  return labelChangeEffect({
    before,
    after: labelsAfter(before, change),
    known,
    dpus: world.servesDpus(cluster) ? world.dpusOf(cluster) : [],
    nodesCount: cluster.status?.nodesCount,
  });
}

/** Everything that a user needs to assign DPUs to a cluster. */
export async function dpuManifestsOf({
  hosted,
  cluster,
}: LocatedCluster): Promise<DpuManifests & { feeds: ClusterFeeds }> {
  const { connection } = hosted;
  const { shapes, ...known } = await readSelectors(hosted, groupOf(cluster));
  return {
    ...dpuManifests({
      cluster,
      label: identityOf({ hosted, cluster }),
      namespace: connection.leaderElectionNamespace,
      shapes,
      known,
      operatorConfig: connection.operatorConfig(),
    }),
    feeds: feedsOf(cluster, known, shapes),
  };
}

/** How many DPUs without a cluster may be assigned to a cluster that is requested. */
export function assignableTo(
  { connection }: HostedManagementCluster,
  cluster: DpuCluster,
): AssignableDpus {
  const group = groupOf(cluster);
  return assignableDpus(
    cluster,
    connection.stores.dpus.get(group)?.readable
      ? connection.stores.unassignedDpus().filter(dpu => groupOf(dpu) === group)
      : undefined,
  );
}

/** Problems of a cluster that is requested, as far as they can be foreseen. */
function foreseen(
  hosted: HostedManagementCluster,
  cluster: DpuCluster,
): string[] {
  const world = hosted.connection.world(hosted.roles());
  // The API server gives an object of a dry run a uid too. Without one, no command is named for it.
  const requested = {
    ...cluster,
    metadata: { ...cluster.metadata, uid: undefined },
  };
  const finding = noMatchingNodes(requested, world);
  return finding ? [`${finding.sentence} ${finding.remedy ?? ''}`.trim()] : [];
}

/**
 * What would assign DPUs to a cluster that is requested, though nobody asked for it. A management cluster that does not
 * answer stops no request: that is a warning too.
 */
export async function warningsAbout(
  hosted: HostedManagementCluster,
  cluster: DpuCluster,
): Promise<string[]> {
  try {
    const { shapes, ...known } = await readSelectors(hosted, groupOf(cluster));
    return [
      ...foreseen(hosted, cluster),
      ...feedsOf(cluster, known, shapes).warnings,
    ];
  } catch {
    return [
      `DPUSets and DPUDeployments of ${hosted.settings.name} could not be listed, so it is unknown whether one without a cluster selector assigns DPUs to this cluster too.`,
    ];
  }
}
