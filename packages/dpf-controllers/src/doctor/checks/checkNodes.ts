import {
  DpuCluster,
  KubeNode,
  selectsNode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { CORE_RESOURCES, isForbidden } from '@dpf-portal/kube-controller';
import { Outcome, ok, problem, warning } from '../CheckOutcome';
import { DoctorCheck, DoctorContext, rolesAsked } from '../DoctorContext';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

function ofCluster(
  { metadata, spec }: DpuCluster,
  nodes: readonly KubeNode[],
): Outcome[] {
  const keepalived = spec.clusterEndpoint?.keepalived;
  if (spec.type !== 'kamaji' || !keepalived) {
    return [];
  }
  const selector = keepalived.nodeSelector ?? {};
  const text = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const whose = `the node selector of ${metadata.namespace}/${metadata.name}`;
  const number = nodes.filter(node => selectsNode(selector, node)).length;
  return [
    number
      ? ok(`${number} of ${nodes.length} nodes match ${whose}`)
      : problem(
          `No node matches ${whose} (${text}), so none carries its VIP.`,
          `kubectl get nodes -L ${Object.keys(selector).join(
            ' -L ',
          )}; then label the nodes, or change the selector.`,
        ),
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
