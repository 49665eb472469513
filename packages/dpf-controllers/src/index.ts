/**
 * The DPUCluster reconcilers, and the watch connection and tenant prober that a portal's back end uses too.
 *
 * @packageDocumentation
 */

export { runAndExit, runCli } from './cli/runCli';
export type {
  ClusterManager,
  ClusterManagerCondition,
  ClusterManagerContext,
  ClusterManagerResult,
} from './clusterManager/ClusterManager';
export { DpfControllers } from './controllers/DpfControllers';
export type { DpfControllersOptions } from './controllers/DpfControllers';
export { handBack, renderReport, undoHandBack } from './handback/handBack';
export type { HandBackReport } from './handback/handBack';
export { PrometheusRegistry } from './metrics/PrometheusRegistry';
export {
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './metrics/registerDpuClusterMetrics';
export type {
  CollectedGauges,
  DpuClusterMetricsSources,
  SetSeries,
} from './metrics/registerDpuClusterMetrics';
export { DEFAULT_RECONCILE_SETTINGS } from './reconcile/ReconcileContext';
export type { ReconcileSettings } from './reconcile/ReconcileContext';
