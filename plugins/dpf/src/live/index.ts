export { useDpuCluster } from './useDpuCluster';
export { useDpuClusters } from './useDpuClusters';
export { isNotFound } from './isNotFound';
export { useLiveQuery } from './useLiveQuery';
export type { LiveQuery, LiveQueryOptions } from './useLiveQuery';
