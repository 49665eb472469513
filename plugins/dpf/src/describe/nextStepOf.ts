import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** The one thing to do next, and where on the cluster's page it is. */
export interface NextStep {
  label: string;
  anchor: 'findings' | 'steps' | 'next' | 'access';
}

/** The card's single button. */
export function nextStepOf(cluster: DpuClusterView): NextStep {
  if (cluster.findings.some(f => f.severity !== 'info')) {
    return { label: 'What to do', anchor: 'findings' };
  }
  if (cluster.phase === 'Ready') {
    const { assigned, joined } = cluster.dpus;
    if (assigned === 0) {
      return { label: 'How DPUs join', anchor: 'next' };
    }
    return joined === 0
      ? { label: 'Follow the DPUs', anchor: 'next' }
      : { label: 'Use this cluster', anchor: 'access' };
  }
  return { label: 'Follow the creation', anchor: 'steps' };
}
