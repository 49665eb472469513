import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Check a kubeconfig, uploaded by the field DpfKubeconfig, before registering a cluster with it.',
    example: stringify({
      steps: [
        {
          id: 'check',
          name: 'Check the kubeconfig',
          action: 'dpf:kubeconfig:check',
          input: { kubeconfigUpload: '${{ parameters.kubeconfig }}' },
        },
      ],
    }),
  },
  {
    description: 'Continue only if its server answers from the portal.',
    example: stringify({
      steps: [
        {
          id: 'check',
          name: 'Check the kubeconfig',
          action: 'dpf:kubeconfig:check',
          input: {
            kubeconfigUpload: '${{ parameters.kubeconfig }}',
            mustAnswer: true,
          },
        },
      ],
    }),
  },
];
