import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  UPGRADE_PATIENCE_MS,
  groupOf,
} from '@dpf-portal/dpf-model';
import { LastTransition } from './PhaseTransitions';

/** What is known of an upgrade of DPF itself on the management cluster of a transition. */
export interface DpfUpgradeThen {
  /** DPF is changing its components now. */
  runs: boolean;
  /** An upgrade was under way at the last transition. */
  ranAtLast: boolean;
}

const NO_UPGRADE: DpfUpgradeThen = { runs: false, ranAtLast: false };

/** The control plane is upgraded, as its manager reports. */
function isOfControlPlane({ status }: DpuCluster, last: LastTransition) {
  const upgraded = status?.conditions?.find(({ type }) => type === 'Upgraded');
  if (status?.phase === 'NotReady') {
    return upgraded?.status === 'False';
  }
  return (
    upgraded?.status === 'True' &&
    upgraded.lastTransitionTime >= last.at.replace(/\.\d+Z$/, 'Z')
  );
}

/**
 * Whether a new phase is only part of an upgrade and not worth a notification: the cluster is NotReady while its control
 * plane or DPF itself is upgraded, and Ready again in time. A cluster that stays NotReady is announced later.
 */
export function isOfUpgrade(
  cluster: DpuCluster,
  transition: { at: string; last: LastTransition },
  dpf = NO_UPGRADE,
): boolean {
  const { at, last } = transition;
  const phase = cluster.status?.phase;
  const dependsOnDpf = groupOf(cluster) === DPU_CLUSTER_GROUPS.released;
  if (phase === 'NotReady') {
    return isOfControlPlane(cluster, last) || (dependsOnDpf && dpf.runs);
  }
  const tookMs = Date.parse(at) - Date.parse(last.at);
  return (
    phase === 'Ready' &&
    last.to === 'NotReady' &&
    !last.announced &&
    tookMs <= UPGRADE_PATIENCE_MS &&
    (isOfControlPlane(cluster, last) || (dependsOnDpf && dpf.ranAtLast))
  );
}
