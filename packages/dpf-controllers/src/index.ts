/**
 * The DPUCluster reconcilers with their roles and Leases, the program that runs them, its hand-back and its metrics.
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
export { handBack, undoHandBack } from './handback/handBack';
export { renderReport } from './handback/HandBackReport';
export type { HandBackReport } from './handback/HandBackReport';
export type {
  AddressTable,
  FromReconcilers,
  HostedSettings,
  KubeConfigData,
  SentError,
  SentSample,
  SentSeries,
  ToReconcilers,
} from './hosted/HostedMessage';
export { PrometheusRegistry } from './metrics/PrometheusRegistry';
export { DEFAULT_RECONCILE_SETTINGS } from './reconcile/ReconcileContext';
export type { ReconcileSettings } from './reconcile/ReconcileContext';
