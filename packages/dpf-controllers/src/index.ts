/**
 * The DPUCluster reconcilers, and the watch connection and tenant prober that a portal's back end uses too.
 *
 * @packageDocumentation
 */

export { runAndExit } from './cli/runAndExit';
export { runCli } from './cli/runCli';
export type {
  ClusterManager,
  ClusterManagerCondition,
  ClusterManagerContext,
  ClusterManagerResult,
} from './clusterManager/ClusterManager';
export { DpfControllers } from './controllers/DpfControllers';
export type { DpfControllersOptions } from './controllers/DpfControllers';
export type { HandBackReport } from './handback/HandBackReport';
export { handBack, undoHandBack } from './handback/handBack';
export { renderReport } from './handback/renderReport';
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
export { DEFAULT_RECONCILE_SETTINGS } from './reconcile/ReconcileSettings';
export type { ReconcileSettings } from './reconcile/ReconcileSettings';
