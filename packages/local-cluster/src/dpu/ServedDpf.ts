import {
  Discovery,
  JsonSchema,
  KubeClient,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';

/** The released group comes first: it wins if both groups have a cluster of the same name. */
const GROUPS = ['provisioning.dpu.nvidia.com', 'provisioning.dpf.nvidia.com'];

/** The fields of a DPUCluster that are read here. */
export interface DpuCluster extends KubeObject {
  spec: { type: string; maxNodes?: number; kubeconfig?: string };
  status?: { phase?: string };
}

/** How the served schema describes a DPU. */
export interface DpuKind {
  resource: ResourceType;
  /** Whether it names its DPUNode and DPUDevice (from v25.10) instead of the host's Node. */
  namesDpuNode: boolean;
  /** Whether it has operational conditions. */
  hasOperationalConditions: boolean;
  /** The phases that the schema allows. Absent: all. */
  phases?: readonly string[];
}

/** The kinds that one API group of DPF serves. */
export interface ServedDpf {
  group: string;
  clusters: ResourceType;
  /** Absent in the group of the developer guide. */
  dpus?: DpuKind;
  dpuSets?: ResourceType;
}

function property(schema: JsonSchema | undefined, name: string) {
  return schema?.properties?.[name];
}

async function readDpuKind(
  discovery: Discovery,
  resource: ResourceType,
): Promise<DpuKind> {
  const schema = await discovery.openApiSchema(resource);
  if (!schema) {
    throw new Error(
      `The schema of ${resource.plural}.${resource.group} is not published yet; try again`,
    );
  }
  const status = property(schema, 'status');
  const phases = property(status, 'phase')?.enum;
  return {
    resource,
    namesDpuNode:
      property(property(schema, 'spec'), 'dpuNodeName') !== undefined,
    hasOperationalConditions:
      property(status, 'operationalConditions') !== undefined,
    phases: phases?.map(String),
  };
}

/** Discovers the served kinds of DPF and their shape from the schema, like the portal. */
export async function discoverDpf(client: KubeClient): Promise<ServedDpf[]> {
  const discovery = new Discovery({ client });
  const names = new Set((await discovery.groups()).map(({ name }) => name));
  const served: ServedDpf[] = [];
  for (const group of GROUPS.filter(name => names.has(name))) {
    const [clusters, dpus, dpuSets] = await Promise.all(
      ['dpuclusters', 'dpus', 'dpusets'].map(plural =>
        discovery.resource(group, undefined, plural),
      ),
    );
    if (clusters) {
      served.push({
        group,
        clusters,
        dpus: dpus && (await readDpuKind(discovery, dpus)),
        dpuSets,
      });
    }
  }
  return served;
}
