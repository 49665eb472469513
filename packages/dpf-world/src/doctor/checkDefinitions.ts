import { DpuClusterApi } from '@dpf-portal/dpf-model';
import { DoctorCheck, ok, problem } from './DoctorCheck';

function shapeOf(api: DpuClusterApi): string {
  const version = [
    ...(api.specVersion ? ['spec.version'] : []),
    ...(api.statusVersion ? ['status.version'] : []),
  ];
  return [
    `${api.group}/${api.version}`,
    version.join(' and ') || 'no version field',
    `maxNodes up to ${api.maxNodesLimit}`,
    ...(api.nodesCount ? ['counts assigned DPUs'] : []),
  ].join(', ');
}

/** DPUCluster is served, and in a shape that is known here. */
export const checkDefinitions: DoctorCheck = {
  name: 'DPF definitions',
  async run({ apis }) {
    const { capabilities } = apis;
    return capabilities.apis.length
      ? capabilities.apis.map(api => ok(shapeOf(api)))
      : [
          problem(
            'No API group with DPUCluster is served.',
            'Install DPF; in a lab without it: kubectl apply -f deploy/crds/dpf-25.10',
          ),
        ];
  },
};
