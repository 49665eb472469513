import { matchesNode } from './matchesNode';
import { DaemonSet, DaemonSetStatus, KubeNode } from './workloads';

/** The status of a DaemonSet whose pods run at once on every node they may, or on none when their creation fails. */
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
