import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

/** What retirement is called, what it does, and what goes and stays. */
export interface Retirement {
  action: string;
  consequence: string;
  /** What is deleted. */
  goes: string[];
  /** What is not. */
  stays: string[];
}

/** Explains retirement: a registered cluster keeps running, a hosted control plane is deleted. */
export function describeRetirement({ type }: DpuClusterView): Retirement {
  const history = 'Its history stays in this portal.';
  if (type === 'static') {
    return {
      action: 'Unregister',
      consequence:
        'The cluster keeps running. DPF and the portal no longer manage it, and the stored kubeconfig is deleted.',
      goes: [
        'the DPUCluster',
        'the Secret with its kubeconfig, if the portal made it',
        'the accounts that the portal made in the cluster for users',
      ],
      stays: ['The cluster itself keeps running.', history],
    };
  }
  return {
    action: 'Retire',
    consequence:
      'The control plane and everything stored in it are deleted. This cannot be undone.',
    goes: [
      'the DPUCluster',
      ...(type === 'kamaji'
        ? [
            'its TenantControlPlane with its Secrets and data',
            'keepalived, which frees its VIP and its virtual router ID',
          ]
        : ['what its manager made for it']),
    ],
    stays: [history],
  };
}
