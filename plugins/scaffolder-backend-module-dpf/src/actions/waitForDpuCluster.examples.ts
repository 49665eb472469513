import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description: 'Wait until the cluster is Ready, at most ten minutes.',
    example: stringify({
      steps: [
        {
          id: 'wait',
          name: 'Wait until it is Ready',
          action: 'dpf:dpu-cluster:wait',
          input: {
            ref: '${{ steps.create.output.ref }}',
            uid: '${{ steps.create.output.uid }}',
          },
        },
      ],
    }),
  },
  {
    description: 'Fail the task if the cluster is not Ready in time.',
    example: stringify({
      steps: [
        {
          id: 'wait',
          name: 'Wait until it is Ready',
          action: 'dpf:dpu-cluster:wait',
          input: {
            ref: '${{ steps.create.output.ref }}',
            timeoutMinutes: 3,
            failOnTimeout: true,
          },
        },
      ],
    }),
  },
];
