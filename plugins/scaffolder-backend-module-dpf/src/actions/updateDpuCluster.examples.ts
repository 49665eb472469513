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
    description: 'End a pause early.',
    example: step('End the pause', {
      ref: '${{ parameters.ref }}',
      resume: true,
    }),
  },
];
