import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Output the command line that fetches a kubeconfig with which the user can read the cluster.',
    example: stringify({
      steps: [
        {
          id: 'access',
          name: 'How to get access',
          action: 'dpf:dpu-cluster:credentials',
          input: { ref: '${{ steps.create.output.ref }}', role: 'view' },
        },
      ],
      output: {
        text: [
          {
            title: 'Access',
            content: '`${{ steps.access.output.command }}`',
          },
        ],
      },
    }),
  },
];
