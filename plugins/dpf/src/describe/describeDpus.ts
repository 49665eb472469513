import {
  DpuClusterView,
  describeDpuCounts,
  describeDpuProgress,
} from '@dpf-portal/backstage-plugin-dpf-common';

/** `5 of 10 DPUs assigned, 2 joined, 1 operational; 3 being provisioned`. A dash stands for what is not known. */
export function describeDpus({ dpus, maxNodes }: DpuClusterView): string {
  const progress = describeDpuProgress(dpus);
  const counts = describeDpuCounts(dpus, maxNodes);
  return progress ? `${counts}; ${progress}` : counts;
}
