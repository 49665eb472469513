import {
  Discovery,
  JsonSchema,
  KubeClient,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';

/** Released DPF first: it is meant where both groups have a cluster of one name. */
const GROUPS = ['provisioning.dpu.nvidia.com', 'provisioning.dpf.nvidia.com'];

/** A DPUCluster, as far as it is read here. */
export interface DpuCluster extends KubeObject {
  spec: { type: string; maxNodes?: number; kubeconfig?: string };
  status?: { phase?: string };
}

/** How the served schema describes a DPU. */
export interface DpuKind {
  resource: ResourceType;
  /** It names its DPUNode and DPUDevice, as from v25.10; before, it names the host's Node. */
  namesDpuNode: boolean;
  /** It says whether it is operational. */
  hasOperationalConditions: boolean;
  /** The phases that the schema allows; absent where it allows all. */
  phases?: readonly string[];
}

/** What one API group of DPF serves. */
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

/** Which kinds of DPF are served, and in which shape: told by the schema, as the portal does. */
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
