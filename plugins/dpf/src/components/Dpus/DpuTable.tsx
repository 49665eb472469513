import { DpuClusterRef } from '@dpf-portal/dpf-model';

/** The DPUs of one cluster; without a reference, those of all management clusters. */
export function DpuTable(_props: { clusterRef?: DpuClusterRef }) {
  return null;
}
