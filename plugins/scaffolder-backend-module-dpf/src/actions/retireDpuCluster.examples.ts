import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Retire a cluster. While DPUs use it, the task fails and lists them.',
    example: stringify({
      steps: [
        {
          id: 'retire',
          name: 'Retire the DPU cluster',
          action: 'dpf:dpu-cluster:retire',
          input: { ref: '${{ parameters.ref }}' },
        },
      ],
    }),
  },
];
