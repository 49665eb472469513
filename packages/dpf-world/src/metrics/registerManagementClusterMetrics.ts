import { dpfUpgradeRuns } from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import {
  CollectedGauges,
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './registerDpuClusterMetrics';
import { OpenFindingsSources, openFindings } from './openFindings';
import { registerFindingMetrics } from './registerFindingMetrics';

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

/**
 * Registers all gauges `dpf_*` of one management cluster: whether it is reachable and DPF is upgraded, its DPU clusters, and
 * the open findings.
 *
 * @public
 */
export function registerManagementClusterMetrics(
  registry: CollectedGauges,
  sources: OpenFindingsSources,
): void {
  const { connection } = sources;
  for (const { name, help, value } of MEASURED) {
    registry.collected({ name, help }, set => {
      const measured = value(connection);
      if (measured !== undefined) {
        set(Number(measured), {});
      }
    });
  }
  registerDpuClusterMetrics(registry, dpuClusterSources(connection));
  registerFindingMetrics(registry, openFindings(sources));
}
