export { useDpuCluster } from './useDpuCluster';
export { useDpuClusters } from './useDpuClusters';
export { useLastSeen } from './useLastSeen';
export { isNotFound, unavailableReason, useLiveQuery } from './useLiveQuery';
export { POLL_MS, STARTING_POLL_MS } from './RefreshScheduler';
export type { LiveQuery, LiveQueryOptions } from './useLiveQuery';
