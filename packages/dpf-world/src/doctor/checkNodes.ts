import {
  CONTROL_PLANE_NODE_LABELS,
  CONTROL_PLANE_TOLERATIONS,
  KubeNode,
  World,
  describeKeptOff,
  isControlPlaneNode,
  keptOffAll,
  keyOf,
  remedyForTaint,
} from '@dpf-portal/dpf-model';
import {
  DoctorContext,
  Outcome,
  findingAmong,
  found,
  ok,
  warning,
} from './DoctorCheck';

const [CONTROL_PLANE] = CONTROL_PLANE_NODE_LABELS;

/** Whether new control planes and keepalived find a node, with the tolerations that they would get. */
function checkTaints(nodes: readonly KubeNode[], world: World): Outcome[] {
  const kept = keptOffAll(nodes, [
    ...CONTROL_PLANE_TOLERATIONS,
    ...(world.controlPlaneSettings.tolerations ?? []),
  ]);
  return kept
    ? [
        warning(
          `No control-plane node takes a new control plane: ${describeKeptOff(
            kept,
            'it',
          )}.`,
          remedyForTaint(kept, true, 'which counts for new control planes.'),
        ),
      ]
    : [];
}

/** Checks for nodes that can hold a VIP. If nodes may not be read, the check of rights reports that. */
export function checkNodes({
  connection,
  world,
  roles,
}: DoctorContext): Outcome[] {
  const nodes = world.nodes();
  if (!nodes) {
    return [];
  }
  const controlPlaneNodes = nodes.filter(isControlPlaneNode);
  const { length: number } = controlPlaneNodes;
  const withVip = connection
    .clusters()
    .filter(
      ({ metadata, spec }) =>
        spec.type === 'kamaji' &&
        spec.clusterEndpoint?.keepalived &&
        !metadata.deletionTimestamp,
    );
  const selectors = withVip.map(cluster => {
    const none = findingAmong(['NoMatchingNodes'], cluster, world);
    return none
      ? found(none, `${keyOf(cluster)}: ${none.sentence}`)
      : ok(`${keyOf(cluster)}: nodes match its node selector`);
  });
  return [
    number
      ? ok(`${number} of ${nodes.length} nodes are control-plane nodes`)
      : warning(
          `None of ${nodes.length} nodes has the label ${CONTROL_PLANE}: control planes and keepalived run only there.`,
          `Run: \`kubectl label node NAME ${CONTROL_PLANE}=\`.`,
        ),
    // Which tolerations DPF's own manager gives is not known.
    ...(roles.some(({ role }) => role === 'kamaji')
      ? checkTaints(controlPlaneNodes, world)
      : []),
    ...selectors,
  ];
}
