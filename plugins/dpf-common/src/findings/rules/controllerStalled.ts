import {
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '../../cluster';
import { ControllerRole, tooNewDpfFor } from '../../managementCluster';
import { actorOf } from '../actors';
import { ageOf, isPaused, isStarting, keyOf, runnerOf } from '../clusterState';
import { duration } from '../phrases';
import { FindingRule } from './FindingRule';

/** A controller takes a new cluster in within a second, or a few of them while hundreds come at once. */
const PATIENCE_MS = 15_000;

/** The role whose controller should have put its finalizer on the cluster by now. */
function idleRole(cluster: DpuCluster): ControllerRole | undefined {
  const { type } = cluster.spec;
  const group = groupOf(cluster);
  const finalizers = cluster.metadata.finalizers ?? [];
  if (!finalizers.includes(internalFinalizer(group))) {
    return 'provisioning';
  }
  const managed = type === 'kamaji' || type === 'static';
  return managed && !finalizers.includes(managerFinalizer(group))
    ? type
    : undefined;
}

/**
 * A controller that is there does nothing about a new cluster. DPF's provisioning controller waits for ever for a tenant
 * that accepts connections and never answers, and all other clusters with it.
 */
export const controllerStalled: FindingRule = (cluster, world) => {
  const role = idleRole(cluster);
  const waited = ageOf(cluster, world);
  if (
    !role ||
    !isStarting(cluster) ||
    isPaused(cluster, world) ||
    waited < PATIENCE_MS
  ) {
    return undefined;
  }
  const runBy = runnerOf(role, world);
  // Beside a DPF that is too new the portal takes no cluster in on purpose; `dpfTooNew` says so.
  const isOnPurpose =
    runBy === 'portal' &&
    tooNewDpfFor(cluster, world.operatorConfig()) !== undefined;
  if (runBy === 'nobody' || isOnPurpose) {
    return undefined;
  }
  const culprit =
    role === 'provisioning' && runBy === 'vendor'
      ? world.hangingClusters()[0]
      : undefined;
  const because = culprit
    ? `: it may wait for ever for ${keyOf(
        culprit,
      )}, which accepts connections and never answers`
    : '';
  return {
    code: 'ControllerStalled',
    severity: culprit ? 'error' : 'warning',
    blocking: culprit !== undefined,
    sentence: `${actorOf(role, world)} has not taken it in after ${duration(
      waited,
    )}${because}.`,
    remedy: culprit
      ? `Mend or remove ${keyOf(culprit)}, then restart the controller.`
      : 'Check that the controller runs, and look at its log.',
    who: 'platform',
    since: cluster.metadata.creationTimestamp,
    evidence: { role, ...(culprit ? { waitsFor: keyOf(culprit) } : {}) },
  };
};
