import {
  ClusterForecast,
  DpfUpgradeView,
  UpgradeBlockerView,
  UpgradeComparison,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  DpuComparison,
  DpuDifference,
  UpgradeBlocker,
  compareDpus,
  creationRefusedByUpgrade,
  failedValidationOf,
  groupOf,
  targetKubernetesOf,
  toDpfInstallation,
  upgradeBlockersIn,
  upgradeForecastOf,
} from '@dpf-portal/dpf-model';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { attributesOf } from '../permissions/attributesOf';
import {
  UpgradeSnapshot,
  UpgradeSnapshots,
} from '../upgrades/UpgradeSnapshots';
import { dpuRecordsOf } from '../upgrades/UpgradeWatch';
import { sourceOf } from './toManagementCluster';

const MOST_BLOCKERS = 500;
const MOST_DIFFERENCES = 500;

function ownerOf(
  { settings }: HostedManagementCluster,
  cluster: DpuCluster,
): { owner?: string } {
  const { owner } = attributesOf(settings.name, cluster);
  return owner ? { owner } : {};
}

/** Finds the DPUs that DPF names, without a namespace in some of its messages. */
function dpuFinder({ connection }: HostedManagementCluster) {
  const view = connection.stores.dpus.get(DPU_CLUSTER_GROUPS.released);
  const byName = new Map(
    (view?.readable ? view.list() : []).map(dpu => [dpu.metadata.name, dpu]),
  );
  return ({ object }: UpgradeBlocker): Dpu | undefined => {
    if (object?.kind !== 'DPU') {
      return undefined;
    }
    const { namespace, name } = object;
    return namespace ? view?.get({ namespace, name }) : byName.get(name);
  };
}

function blockersOf(
  hosted: HostedManagementCluster,
): DpfUpgradeView['blockers'] {
  const { connection, settings } = hosted;
  const failed = failedValidationOf(connection.operatorConfig());
  if (!failed) {
    return undefined;
  }
  const dpuOf = dpuFinder(hosted);
  const all = upgradeBlockersIn(failed.message);
  const items = all
    .slice(0, MOST_BLOCKERS)
    .map(({ cluster: named, ...blocker }): UpgradeBlockerView => {
      const dpu = dpuOf(blocker);
      const { dpuNodeName, nodeName, cluster: assigned } = dpu?.spec ?? {};
      const { namespace, name } = named ?? assigned ?? {};
      const cluster =
        namespace && name
          ? connection.cluster(DPU_CLUSTER_GROUPS.released, namespace, name)
          : undefined;
      const host = dpuNodeName ?? nodeName;
      return {
        ...blocker,
        ...(blocker.object && {
          object: {
            ...blocker.object,
            ...(dpu && { namespace: dpu.metadata.namespace }),
          },
        }),
        ...(host && { host }),
        ...(namespace &&
          name && {
            cluster: { managementCluster: settings.name, namespace, name },
          }),
        ...(cluster && ownerOf(hosted, cluster)),
      };
    });
  return { since: failed.since, items, total: all.length };
}

function forecastOf(
  hosted: HostedManagementCluster,
): DpfUpgradeView['forecast'] {
  const { connection, settings } = hosted;
  if (!connection.stores.clustersSettled) {
    return undefined;
  }
  const world = connection.world(hosted.roles());
  const clusters = connection
    .clusters()
    .filter(
      cluster =>
        groupOf(cluster) === DPU_CLUSTER_GROUPS.released &&
        !cluster.metadata.deletionTimestamp,
    );
  const items = clusters
    .map((cluster): ClusterForecast => {
      const { namespace = '', name } = cluster.metadata;
      return {
        cluster: { managementCluster: settings.name, namespace, name },
        ...ownerOf(hosted, cluster),
        forecasts: upgradeForecastOf(cluster, world),
      };
    })
    .filter(({ forecasts }) => forecasts.length > 0);
  return {
    kubernetes: targetKubernetesOf(connection.operatorConfig()),
    items,
    fine: clusters.length - items.length,
  };
}

function countsOf({
  differences,
  same,
}: DpuComparison): UpgradeComparison['counts'] {
  const counts = { missing: 0, worse: 0, changed: 0, better: 0, new: 0, same };
  differences.forEach(({ kind }: DpuDifference) => {
    counts[kind] += 1;
  });
  return counts;
}

function comparisonWith(
  { dpus, id, ...upgrade }: UpgradeSnapshot,
  hosted: HostedManagementCluster,
): Pick<DpfUpgradeView, 'comparison' | 'comparisonProblem'> {
  const now = dpuRecordsOf(hosted);
  if (!now) {
    return {
      comparisonProblem:
        'The DPUs before the last upgrade are stored, but the portal may not read or has not read the DPUs as they are now.',
    };
  }
  const compared = compareDpus(dpus, now);
  return {
    comparison: {
      ...upgrade,
      counts: countsOf(compared),
      differences: compared.differences.slice(0, MOST_DIFFERENCES),
    },
  };
}

/** The upgrade of DPF on a management cluster. */
export async function upgradeOf(
  hosted: HostedManagementCluster,
  snapshots: UpgradeSnapshots,
): Promise<DpfUpgradeView> {
  const { connection, settings } = hosted;
  const config = connection.operatorConfig();
  const stored = await snapshots
    .latest(settings.name)
    .catch((error: Error) => error);
  return {
    managementCluster: settings.name,
    source: sourceOf(hosted),
    dpf: toDpfInstallation(config),
    refused: creationRefusedByUpgrade(
      settings.title ?? settings.name,
      DPU_CLUSTER_GROUPS.released,
      config,
    ),
    blockers: blockersOf(hosted),
    forecast: forecastOf(hosted),
    ...(stored instanceof Error && { comparisonProblem: stored.message }),
    ...(stored && !(stored instanceof Error) && comparisonWith(stored, hosted)),
  };
}
