import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Ask for a DPU cluster made by Kamaji. Everything else comes from policy and network.',
    example: stringify({
      steps: [
        {
          id: 'create',
          name: 'Create the DPU cluster',
          action: 'dpf:dpu-cluster:create',
          input: { type: 'kamaji', name: 'team-a-dev' },
        },
      ],
    }),
  },
  {
    description: 'Ask for a DPU cluster with an address of its own.',
    example: stringify({
      steps: [
        {
          id: 'create',
          name: 'Create the DPU cluster',
          action: 'dpf:dpu-cluster:create',
          input: {
            type: 'kamaji',
            name: 'team-a-dev',
            owner: 'group:default/team-a',
            maxNodes: 20,
            vip: '10.66.66.66',
            virtualRouterID: 126,
            interface: 'br-dpu',
            nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
          },
        },
      ],
    }),
  },
  {
    description:
      'Register a DPU cluster that exists. The field DpfKubeconfig uploads the kubeconfig and answers a handle.',
    example: stringify({
      steps: [
        {
          id: 'create',
          name: 'Register the DPU cluster',
          action: 'dpf:dpu-cluster:create',
          input: {
            type: 'static',
            name: 'team-a-rack1',
            kubeconfigUpload: '${{ parameters.kubeconfig }}',
          },
        },
      ],
    }),
  },
];
