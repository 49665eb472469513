import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The next thing to do, and the section of the cluster's page that explains it. */
export interface NextStep {
  label: string;
  anchor: 'findings' | 'steps' | 'next' | 'access';
}

/** Decides what the card's button says and where it leads. */
export function nextStepOf(cluster: DpuClusterView): NextStep {
  if (cluster.findings.some(f => f.severity !== 'info')) {
    return { label: 'What to do', anchor: 'findings' };
  }
  if (cluster.phase === 'Ready') {
    const { assigned, joined } = cluster.dpus;
    if (assigned === 0) {
      return { label: 'Add DPUs', anchor: 'next' };
    }
    return joined === 0
      ? { label: 'Follow the DPUs', anchor: 'next' }
      : { label: 'Use this cluster', anchor: 'access' };
  }
  return { label: 'Follow the creation', anchor: 'steps' };
}
