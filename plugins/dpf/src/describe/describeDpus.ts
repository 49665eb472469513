import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** "0 of 10 DPUs joined"; a dash where it is not known, never 0 for unknown. */
export function describeDpus(cluster: DpuClusterView): string {
  const { joined, operational } = cluster.dpus;
  const wanted =
    cluster.maxNodes === undefined ? '' : ` of ${cluster.maxNodes}`;
  const text = `${joined ?? '—'}${wanted} DPUs joined`;
  return operational === undefined
    ? text
    : `${text}, ${operational} operational`;
}
