import {
  DpuCluster,
  groupOf,
  internalFinalizer,
  managerFinalizer,
} from '../../cluster/DpuCluster';
import { ControllerRole } from '../../managementCluster/roles';
import { tooNewDpfFor } from '../../managementCluster/dpfSupport';
import { actorOf, lookAtLog } from '../actors';
import { ageOf, isPaused, isStarting, keyOf, runnerOf } from '../clusterState';
import { RESTART_PROVISIONING } from '../phrases';
import { Finding, FindingRule } from '../Finding';
import { World } from '../World';

/** A controller starts on a new cluster within a second, or within a few while hundreds are created. */
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
 * The controllers started on the cluster and its phase stays Pending, so its status cannot be written. Until it can, the
 * reason is only in an Event.
 */
function statusNotWritten(cluster: DpuCluster, world: World): Finding {
  const { namespace, name, creationTimestamp } = cluster.metadata;
  return {
    code: 'ControllerStalled',
    severity: 'error',
    blocking: false,
    sentence: `${actorOf(
      'provisioning',
      world,
    )} has started on this cluster and cannot write its status. Nothing is created for it until then.`,
    remedy: `Read its Events, which name a webhook that rejects the status: \`kubectl -n ${namespace} events --for dpucluster/${name}\`. If there is none, the log says why. ${lookAtLog(
      'provisioning',
      world,
    )}`,
    who: 'platform',
    since: creationTimestamp,
    evidence: { role: 'provisioning' },
  };
}

/**
 * A controller does not start on a new cluster. DPF's provisioning controller has no time-out: one API server that accepts
 * connections and never answers blocks all clusters.
 */
export const controllerStalled: FindingRule = (cluster, world) => {
  const role = idleRole(cluster);
  const waited = ageOf(cluster, world);
  if (
    !isStarting(cluster) ||
    isPaused(cluster, world) ||
    waited < PATIENCE_MS
  ) {
    return undefined;
  }
  if (!role) {
    const { phase = 'Pending' } = cluster.status ?? {};
    return phase === 'Pending' &&
      runnerOf('provisioning', world) === 'portal' &&
      tooNewDpfFor(cluster, world.operatorConfig()) === undefined
      ? statusNotWritten(cluster, world)
      : undefined;
  }
  const runBy = runnerOf(role, world);
  // Beside a DPF that is too new the portal starts no cluster on purpose; `dpfTooNew` reports that.
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
    ? ` Probably ${keyOf(
        culprit,
      )} blocks it: its API server accepts connections but never answers.`
    : '';
  return {
    code: 'ControllerStalled',
    severity: culprit ? 'error' : 'warning',
    blocking: culprit !== undefined,
    sentence: `${actorOf(
      role,
      world,
    )} has not started on this cluster.${because}`,
    remedy: culprit
      ? `Fix or unregister ${keyOf(culprit)}, then run: ${RESTART_PROVISIONING}`
      : `Check that the controller runs. ${lookAtLog(role, world)}`,
    who: 'platform',
    since: cluster.metadata.creationTimestamp,
    evidence: { role, ...(culprit ? { waitsFor: keyOf(culprit) } : {}) },
  };
};
