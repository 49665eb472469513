export { PrometheusRegistry } from './PrometheusRegistry';
export {
  dpuClusterSources,
  registerDpuClusterMetrics,
} from './registerDpuClusterMetrics';
export type {
  CollectedGauges,
  DpuClusterMetricsSources,
  SetSeries,
} from './registerDpuClusterMetrics';
export { serveOperations } from './serveOperations';
export type { BindAddress } from './OperationsServer';
