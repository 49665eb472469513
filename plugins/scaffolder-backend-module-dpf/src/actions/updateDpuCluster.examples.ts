import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const step = (name: string, input: object) =>
  stringify({
    steps: [{ id: 'update', name, action: 'dpf:dpu-cluster:update', input }],
  });

/** @public */
export const examples: TemplateExample[] = [
  {
    description: 'Upgrade a Kamaji cluster by one minor version.',
    example: step('Upgrade the DPU cluster', {
      ref: '${{ parameters.ref }}',
      version: 'v1.30.2',
    }),
  },
  {
    description:
      'Replace the kubeconfig of a registered cluster. The field DpfKubeconfig uploads it and returns a handle.',
    example: step('Replace the kubeconfig', {
      ref: '${{ parameters.ref }}',
      kubeconfigUpload: '${{ parameters.kubeconfig }}',
    }),
  },
  {
    description: 'Pause the reconciliation of a cluster until a given time.',
    example: step('Pause the DPU cluster', {
      ref: '${{ parameters.ref }}',
      pausedUntil: '${{ parameters.until }}',
    }),
  },
  {
    description:
      'Lock a cluster against deletion. The reason is shown to everybody who tries to delete it.',
    example: step('Lock the DPU cluster', {
      ref: '${{ parameters.ref }}',
      locked: '${{ parameters.reason }}',
    }),
  },
  {
    description: 'Unlock it.',
    example: step('Unlock the DPU cluster', {
      ref: '${{ parameters.ref }}',
      unlock: true,
    }),
  },
  {
    description:
      'Let the portal make short-lived credentials for users in a registered cluster.',
    example: step('Allow credentials', {
      ref: '${{ parameters.ref }}',
      credentials: 'allowed',
    }),
  },
  {
    description:
      'Have Kamaji issue the certificate of the admin kubeconfig anew.',
    example: step('Renew the certificate', {
      ref: '${{ parameters.ref }}',
      renewCertificates: 'kubeconfig',
    }),
  },
  {
    description:
      'Give a control plane that was scaled by hand its replicas again.',
    example: step('Restore the control plane', {
      ref: '${{ parameters.ref }}',
      restore: 'controlPlane',
    }),
  },
  {
    description:
      'Raise the ceiling of DPUs, unless somebody else has changed it since the form was filled in.',
    example: step('Change the ceiling', {
      ref: '${{ parameters.ref }}',
      maxNodes: '${{ parameters.maxNodes }}',
      expected: { maxNodes: '${{ parameters.maxNodesBefore }}' },
    }),
  },
  {
    description: 'End a pause early.',
    example: step('End the pause', {
      ref: '${{ parameters.ref }}',
      resume: true,
    }),
  },
];
