import {
  DpfInstallation,
  DpuClusterRef,
  DpuDifference,
  TargetKubernetes,
  UpgradeBlocker,
  UpgradeForecast,
} from '@dpf-portal/dpf-model';
import { SourceState } from './DpuClusterView';

/** One thing that DPF's check before an upgrade has found, with where it is. @public */
export interface UpgradeBlockerView extends Omit<UpgradeBlocker, 'cluster'> {
  /** The host of the DPU. */
  host?: string;
  /** The DPU cluster that it is about. */
  cluster?: DpuClusterRef;
  /** The owner of that cluster; entity ref. */
  owner?: string;
}

/** What an upgrade of DPF meets in one DPU cluster. @public */
export interface ClusterForecast {
  cluster: DpuClusterRef;
  /** Entity ref. */
  owner?: string;
  /** Never empty. */
  forecasts: UpgradeForecast[];
}

/** How the DPUs differ from those before the last upgrade. @public */
export interface UpgradeComparison {
  /** Absent where DPF was installed for the first time. */
  from?: string;
  to: string;
  /** When the DPUs were stored; RFC 3339. */
  takenAt: string;
  /** When the upgrade ended; RFC 3339. */
  endedAt?: string;
  /** The upgrade ran already when the portal saw it, so that the stored DPUs may not be as they were before. */
  late: boolean;
  /** How many DPUs there were. */
  dpuCount: number;
  counts: Record<DpuDifference['kind'] | 'same', number>;
  /** At most 500; the missing and the worse ones first. Absent where the DPUs may not be read now. */
  differences?: DpuDifference[];
}

/** `GET /management-clusters/:mc/upgrade`. @public */
export interface DpfUpgradeView {
  managementCluster: string;
  source: SourceState;
  /** Absent where DPF has no configuration. */
  dpf?: DpfInstallation;
  /** Why requests of new clusters are refused now. */
  refused?: string;
  /** What DPF's check before the upgrade has found; absent where it has not failed. */
  blockers?: {
    /** RFC 3339. */
    since: string;
    /** At most 500. */
    items: UpgradeBlockerView[];
    total: number;
  };
  /** Absent until the clusters have been read. */
  forecast?: {
    kubernetes: TargetKubernetes;
    /** Clusters of which something is to be said. */
    items: ClusterForecast[];
    /** How many clusters nothing is in the way of. */
    fine: number;
  };
  /** Compared with the last upgrade that the portal saw; absent where it saw none. */
  comparison?: UpgradeComparison;
  /** Why there is no comparison, where the reason is not that no upgrade was seen. */
  comparisonProblem?: string;
}
