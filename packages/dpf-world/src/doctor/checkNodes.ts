import {
  DpuCluster,
  KubeNode,
  noMatchingNodes,
  selectsNode,
} from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, isForbidden } from '@dpf-portal/kube-controller';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
  rolesAsked,
  warning,
} from './DoctorCheck';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

function ofCluster(cluster: DpuCluster, nodes: readonly KubeNode[]): Outcome[] {
  const { metadata, spec } = cluster;
  const keepalived = spec.clusterEndpoint?.keepalived;
  if (spec.type !== 'kamaji' || !keepalived) {
    return [];
  }
  const key = `${metadata.namespace}/${metadata.name}`;
  const nowhere = noMatchingNodes(cluster, {
    managementCluster: 'The management cluster',
    nodes: () => nodes,
    daemonSet: () => undefined,
  });
  if (nowhere) {
    return [problem(`${key}: ${nowhere.sentence}`, nowhere.remedy)];
  }
  const { nodeSelector = {} } = keepalived;
  const number = nodes.filter(node => selectsNode(nodeSelector, node)).length;
  return [
    ok(`${number} of ${nodes.length} nodes match the node selector of ${key}`),
  ];
}

function ofNobody(nodes: readonly KubeNode[]): Outcome {
  const number = nodes.filter(
    ({ metadata }) => metadata.labels?.[CONTROL_PLANE] !== undefined,
  ).length;
  return number
    ? ok(`${number} of ${nodes.length} nodes are control-plane nodes`)
    : warning(
        `None of ${nodes.length} nodes has the label ${CONTROL_PLANE}: control planes and keepalived run only there.`,
        `kubectl label node NAME ${CONTROL_PLANE}=`,
      );
}

async function outcomes({ client, clusters }: DoctorContext) {
  let nodes: KubeNode[];
  try {
    nodes = await client.listAll<KubeNode>(CORE_RESOURCES.nodes);
  } catch (error) {
    if (isForbidden(error)) {
      // Told among the rights.
      return [];
    }
    throw error;
  }
  const told = clusters.flatMap(cluster => ofCluster(cluster, nodes));
  return told.length ? told : [ofNobody(nodes)];
}

/** Nodes that can carry a VIP, where the role kamaji is asked for. */
export const checkNodes: DoctorCheck = {
  name: 'Nodes',
  async run(context) {
    return rolesAsked(context).some(([role]) => role === 'kamaji')
      ? outcomes(context)
      : [];
  },
};
