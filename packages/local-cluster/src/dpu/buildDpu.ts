import {
  KubeObject,
  OwnerReference,
  ResourceType,
  apiVersionOf,
} from '@dpf-portal/kube-controller';
import { createHash } from 'node:crypto';
import { DpuCluster, DpuKind } from './ServedDpf';

/** DPF creates DPUs only in this namespace. */
export const DPU_NAMESPACE = 'dpf-operator-system';
const LONGEST_LABEL = 63;
/** The portal identifies each requested cluster by it. */
const CLUSTER_LABEL = 'dpf-portal.io/cluster';

export interface DpuCondition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

/** The fields of a DPU that are read or written here. */
export interface Dpu extends KubeObject {
  spec?: {
    cluster?: {
      name?: string;
      namespace?: string;
      nodeLabels?: Record<string, string>;
    };
  };
  status?: {
    phase?: string;
    conditions?: DpuCondition[];
    operationalConditions?: DpuCondition[];
  };
}

/** A DPU and its Node are called `<host>-<device>`. */
export function splitDpuName(name: string): { host: string; device: string } {
  const [, host = name, device = name] = /^(.+)-([^-]+)$/.exec(name) ?? [];
  return { host, device };
}

/** Generates the names of `count` DPUs of a cluster, one DPU per host. */
export function dpuNames(cluster: string, count: number): string[] {
  // Leaves room for `-host-1000-dpu0` within 63 characters.
  const stem = cluster.slice(0, 46);
  return Array.from({ length: count }, (_, n) => `${stem}-host-${n + 1}-dpu0`);
}

/** Shortens a name to a label value; a hash keeps it unique. */
function shortName(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return name.length <= LONGEST_LABEL
    ? name
    : `${name.slice(0, LONGEST_LABEL - 9)}-${hash}`;
}

/** The DPUSet that owns the DPUs of a cluster. Its deletion deletes them. */
export function buildDpuSet(
  resource: ResourceType,
  { namesDpuNode }: DpuKind,
  cluster: DpuCluster,
): KubeObject & { spec: object } {
  const name = shortName(
    `join-${cluster.metadata.namespace}-${cluster.metadata.name}`,
  );
  const none = { matchLabels: { 'local-cluster.dpf-portal.io/join': name } };
  const identity = cluster.metadata.labels?.[CLUSTER_LABEL];
  const template = {
    spec: {
      bfb: { name: 'bf-bundle' },
      dpuFlavor: 'default',
      nodeEffect: { noEffect: true },
      // Before v25.10 a DPUSet cannot select a cluster.
      ...(identity &&
        namesDpuNode && {
          cluster: { selector: { matchLabels: { [CLUSTER_LABEL]: identity } } },
        }),
    },
  };
  return {
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: { name, namespace: DPU_NAMESPACE },
    spec: namesDpuNode
      ? {
          dpuNodeSelector: none,
          strategy: { type: 'OnDelete' },
          dpuTemplate: template,
        }
      : {
          nodeSelector: none,
          strategy: { type: 'Recreate' },
          dpuTemplate: template,
        },
  };
}

function ownedBy(dpuSet: KubeObject): OwnerReference {
  return {
    apiVersion: dpuSet.apiVersion ?? '',
    kind: dpuSet.kind ?? '',
    name: dpuSet.metadata.name,
    uid: dpuSet.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A new DPU of a DPUSet, not yet assigned to a cluster. */
export function buildDpu(
  kind: DpuKind,
  name: string,
  dpuSet?: KubeObject,
): Dpu & { spec: object } {
  const { group } = kind.resource;
  const { host, device } = splitDpuName(name);
  const hash = createHash('sha256').update(name).digest('hex');
  const common = {
    bfb: 'bf-bundle',
    dpuFlavor: 'default',
    nodeEffect: { noEffect: true },
    pciAddress: '0000-03-00',
  };
  return {
    apiVersion: apiVersionOf(kind.resource),
    kind: kind.resource.kind,
    metadata: {
      name,
      namespace: DPU_NAMESPACE,
      labels: {
        ...(dpuSet && {
          [`${group}/dpuset-name`]: dpuSet.metadata.name,
          [`${group}/dpuset-namespace`]: DPU_NAMESPACE,
        }),
        ...(kind.namesDpuNode && {
          [`${group}/dpunode-name`]: host,
          [`${group}/dpudevice-name`]: device,
        }),
      },
      ...(dpuSet && { ownerReferences: [ownedBy(dpuSet)] }),
    },
    spec: {
      ...common,
      ...(kind.namesDpuNode
        ? {
            dpuNodeName: host,
            dpuDeviceName: device,
            serialNumber: `MT${hash.slice(0, 10).toUpperCase()}`,
          }
        : { nodeName: host }),
      cluster: {
        nodeLabels: kind.namesDpuNode
          ? {
              [`${group}/dpunode-name`]: host,
              [`${group}/dpunode-namespace`]: DPU_NAMESPACE,
              [`${group}/dpu-node`]: 'true',
            }
          : { [`${group}/host`]: host },
      },
    },
  };
}
