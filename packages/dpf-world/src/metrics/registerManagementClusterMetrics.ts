import { PlacedFinding, dpfUpgradeRuns } from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import {
  CollectedGauges,
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './registerDpuClusterMetrics';
import { registerFindingMetrics } from './registerFindingMetrics';

/** What is measured of one management cluster. @public */
export interface ManagementClusterMetricsSources {
  connection: ManagementClusterConnection;
  /** All open findings, also while the management cluster is away: then those of its last known state. */
  findings: () => readonly PlacedFinding[];
}

/** A gauge without labels; `undefined` is not known, so there is no series. */
interface Measured {
  name: string;
  help: string;
  value: (connection: ManagementClusterConnection) => boolean | undefined;
}

const MEASURED: readonly Measured[] = [
  {
    name: 'dpf_management_cluster_reachable',
    help: '1 while the API server of the management cluster answers. While it is 0, all other dpf_* gauges are of the last known state.',
    value: connection => {
      const { reachable, starting } = connection.status();
      return starting ? undefined : reachable;
    },
  },
  {
    name: 'dpf_upgrade_in_progress',
    help: '1 while DPF changes its components to those of another release. No series where its configuration may not be read.',
    value: connection => {
      const config = connection.operatorConfig();
      return connection.operatorConfigSettled && config !== 'unreadable'
        ? dpfUpgradeRuns(config)
        : undefined;
    },
  },
];

/** Before everything has been listed once, rules would judge clusters by half of what there is. */
function onceComplete(
  connection: ManagementClusterConnection,
  findings: () => readonly PlacedFinding[],
): () => readonly PlacedFinding[] {
  let complete = false;
  return () => {
    complete ||= connection.synced;
    return complete ? findings() : [];
  };
}

/**
 * Registers all gauges `dpf_*` of one management cluster: whether it is reachable and DPF is upgraded, its DPU clusters, and
 * the open findings.
 *
 * @public
 */
export function registerManagementClusterMetrics(
  registry: CollectedGauges,
  sources: ManagementClusterMetricsSources,
): void {
  const { connection, findings } = sources;
  for (const { name, help, value } of MEASURED) {
    registry.collected({ name, help }, set => {
      const measured = value(connection);
      if (measured !== undefined) {
        set(Number(measured), {});
      }
    });
  }
  registerDpuClusterMetrics(registry, dpuClusterSources(connection));
  registerFindingMetrics(registry, onceComplete(connection, findings));
}
