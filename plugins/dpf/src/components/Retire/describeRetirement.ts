import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** What retiring means for this type: a cluster brought along lives on, one made here does not. */
export function describeRetirement(cluster: DpuClusterView) {
  return cluster.type === 'static'
    ? {
        action: 'Unregister',
        consequence:
          'Unregister; the cluster keeps running. DPF and the portal forget it, and its kubeconfig here is removed.',
      }
    : {
        action: 'Retire',
        consequence:
          'The control plane is removed with everything stored in it. This cannot be undone.',
      };
}
