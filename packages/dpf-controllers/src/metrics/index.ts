export { PrometheusRegistry } from './PrometheusRegistry';
export { registerDpuClusterMetrics } from './registerDpuClusterMetrics';
export { serveOperations } from './serveOperations';
export type { BindAddress } from './OperationsServer';
