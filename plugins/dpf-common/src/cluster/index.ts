export {
  assignedDpus,
  countDpus,
  describeDpuCounts,
  describeDpuProgress,
} from './countDpus';
export type { DpuCounts, KnownDpus } from './countDpus';
export * from './DpuCluster';
export * from './DpuClusterRef';
export * from './dpuClusterEntity';
export * from './finalizers';
export * from './gatingConditions';
