import { keyOf } from '@dpf-portal/dpf-model';
import {
  DoctorContext,
  Outcome,
  findingAmong,
  found,
  ok,
  warning,
} from './DoctorCheck';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** Checks for nodes that can hold a VIP. If nodes may not be read, the check of rights reports that. */
export function checkNodes({ connection, world }: DoctorContext): Outcome[] {
  const nodes = world.nodes();
  if (!nodes) {
    return [];
  }
  const number = nodes.filter(
    ({ metadata }) => metadata.labels?.[CONTROL_PLANE] !== undefined,
  ).length;
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
          `kubectl label node NAME ${CONTROL_PLANE}=`,
        ),
    ...selectors,
  ];
}
