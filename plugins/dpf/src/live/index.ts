export { useDpuCluster } from './useDpuCluster';
export { useDpuClusters } from './useDpuClusters';
export { isNotFound } from './isNotFound';
export { unavailableReason } from './unavailableReason';
export { useLiveQuery } from './useLiveQuery';
export type { LiveQuery, LiveQueryOptions } from './useLiveQuery';
