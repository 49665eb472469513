/**
 * The DPUCluster reconcilers, and the watch connection and tenant prober that a portal's back end uses too.
 *
 * @packageDocumentation
 */

export * from './clusterManager';
export * from './controllers';
export * from './doctor';
export * from './handback';
export * from './managementCluster';
export {
  PrometheusRegistry,
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './metrics';
export type {
  CollectedGauges,
  DpuClusterMetricsSources,
  SetSeries,
} from './metrics';
export * from './reconcile';
export * from './resources';
export * from './tenant';
export { runAndExit, runCli } from './cli';
