import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** @public */
export const examples: TemplateExample[] = [
  {
    description:
      'Request a DPU cluster with a Kamaji control plane. All other values come from the policy and the network.',
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
    description: 'Request a DPU cluster with a given address.',
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
      'Register an existing DPU cluster. The field DpfKubeconfig uploads the kubeconfig and returns a handle.',
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
