export { useDpuCluster } from './useDpuCluster';
export { useDpuClusters } from './useDpuClusters';
export { useLastSeen } from './useLastSeen';
export { isNotFound } from './isNotFound';
export { unavailableReason } from './unavailableReason';
export { POLL_MS, STARTING_POLL_MS } from './RefreshScheduler';
export { useLiveQuery } from './useLiveQuery';
export type { LiveQuery, LiveQueryOptions } from './useLiveQuery';
