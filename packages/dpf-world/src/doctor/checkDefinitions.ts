import {
  DpuClusterApi,
  managementClusterFindings,
} from '@dpf-portal/dpf-model';
import { DoctorContext, Outcome, found, ok } from './DoctorCheck';

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

/** DPUCluster is served, in a shape and by a DPF that are known here. */
export function checkDefinitions({ world }: DoctorContext): Outcome[] {
  const { capabilities, managementCluster: title } = world;
  const findings = managementClusterFindings({
    title,
    capabilities,
    operatorConfig: world.operatorConfig(),
  });
  return [
    ...capabilities.apis.map(api => ok(shapeOf(api))),
    ...findings.map(finding => found(finding)),
  ];
}
