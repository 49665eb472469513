import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Check a kubeconfig before a cluster is registered with it. The field DpfKubeconfig has uploaded it.',
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
    description: 'Go on only when its server answers from the portal.',
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
