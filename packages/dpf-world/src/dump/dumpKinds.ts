import { DPU_CLUSTER_GROUPS, WorldSource } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, ResourceType } from '@dpf-portal/kube-controller';
import {
  DATA_STORES,
  OPERATOR_CONFIGS,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  dpuResource,
} from '../dpfResources';

/** A kind of object that is read from a dump. @public */
export interface DumpKind {
  resource: ResourceType;
  /** The part of World that it answers; absent for what only the assignment of DPUs needs. */
  source?: WorldSource;
  /**
   * In which namespaces its objects must be known: those of the DPUClusters, that of DPF, or any. A dump of one namespace
   * says nothing about another.
   */
  needed: 'inClusterNamespaces' | 'inOperatorNamespace' | 'anywhere';
}

const { released, guide } = DPU_CLUSTER_GROUPS;

function ofGroup(group: string, plural: string, kind: string): ResourceType {
  return { group, version: 'v1alpha1', plural, kind, namespaced: true };
}

export const DPU_SETS = ofGroup(released, 'dpusets', 'DPUSet');
export const DPU_DEPLOYMENTS = ofGroup(
  'svc.dpu.nvidia.com',
  'dpudeployments',
  'DPUDeployment',
);

/** Every kind that is read. Secrets are not: nothing of them is needed, and a dump is passed around. */
export const DUMP_KINDS: readonly DumpKind[] = [
  {
    resource: dpuClusterResource(released, 'v1alpha1'),
    source: 'DPUCluster',
    needed: 'anywhere',
  },
  {
    resource: dpuResource(released, 'v1alpha1'),
    source: 'DPU',
    needed: 'anywhere',
  },
  {
    resource: dpuClusterResource(guide, 'v1alpha1'),
    source: 'DPUCluster',
    needed: 'anywhere',
  },
  {
    resource: dpuResource(guide, 'v1alpha1'),
    source: 'DPU',
    needed: 'anywhere',
  },
  { resource: DPU_SETS, needed: 'anywhere' },
  { resource: DPU_DEPLOYMENTS, needed: 'anywhere' },
  {
    resource: TENANT_CONTROL_PLANES,
    source: 'TenantControlPlane',
    needed: 'inClusterNamespaces',
  },
  { resource: DATA_STORES, source: 'DataStore', needed: 'anywhere' },
  {
    resource: OPERATOR_CONFIGS,
    source: 'DPFOperatorConfig',
    needed: 'inOperatorNamespace',
  },
  { resource: CORE_RESOURCES.nodes, source: 'Node', needed: 'anywhere' },
  { resource: CORE_RESOURCES.services, source: 'Service', needed: 'anywhere' },
  {
    resource: CORE_RESOURCES.configMaps,
    source: 'ConfigMap',
    needed: 'inClusterNamespaces',
  },
  {
    resource: CORE_RESOURCES.daemonSets,
    source: 'DaemonSet',
    needed: 'inClusterNamespaces',
  },
  {
    resource: CORE_RESOURCES.deployments,
    source: 'Deployment',
    needed: 'inOperatorNamespace',
  },
  {
    resource: CORE_RESOURCES.leases,
    source: 'Lease',
    needed: 'inOperatorNamespace',
  },
  {
    resource: CORE_RESOURCES.customResourceDefinitions,
    source: 'CustomResourceDefinition',
    needed: 'anywhere',
  },
];

/** `nodes`, `daemonsets.apps`: as kubectl takes it, and as the file of a dump is named. */
export function resourceName({ plural, group }: ResourceType): string {
  return group ? `${plural}.${group}` : plural;
}

/** The kind of an object's `apiVersion` and `kind`; `undefined`: it is not read. */
export function kindOf(group: string, kind: string): DumpKind | undefined {
  return DUMP_KINDS.find(
    ({ resource }) => resource.group === group && resource.kind === kind,
  );
}
