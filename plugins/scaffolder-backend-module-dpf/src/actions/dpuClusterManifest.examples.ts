import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Write the manifest of a cluster, for a step that publishes the workspace as a pull request.',
    example: stringify({
      steps: [
        {
          id: 'manifest',
          name: 'Write the manifest',
          action: 'dpf:dpu-cluster:manifest',
          input: {
            type: 'kamaji',
            name: 'team-a-dev',
            path: 'clusters/team-a-dev.yaml',
            manifestUrl:
              'https://github.com/example/clusters/blob/main/clusters/team-a-dev.yaml',
          },
        },
      ],
    }),
  },
];
