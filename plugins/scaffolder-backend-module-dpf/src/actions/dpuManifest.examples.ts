import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description: 'Write a DPUSet that assigns DPUs to a cluster.',
    example: stringify({
      steps: [
        {
          id: 'dpus',
          name: 'Write the DPUSet',
          action: 'dpf:dpu-cluster:dpu-manifest',
          input: {
            ref: '${{ steps.create.output.ref }}',
            path: 'dpus/dpuset.yaml',
          },
        },
      ],
    }),
  },
];
