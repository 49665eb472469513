import { matchesNode } from './matchesNode';
import { DaemonSet, DaemonSetStatus, KubeNode } from './workloads';

/** Computes the status of a DaemonSet: ready on every eligible node, or on none if pod creation fails. */
export function daemonSetStatus(
  daemonSet: DaemonSet,
  nodes: readonly KubeNode[],
  failed: boolean,
): Required<DaemonSetStatus> {
  const pod = daemonSet.spec.template.spec;
  const desired = nodes.filter(node => matchesNode(pod, node)).length;
  const running = failed ? 0 : desired;
  return {
    observedGeneration: daemonSet.metadata.generation ?? 0,
    desiredNumberScheduled: desired,
    currentNumberScheduled: running,
    updatedNumberScheduled: running,
    numberReady: running,
    numberAvailable: running,
    numberMisscheduled: 0,
  };
}
