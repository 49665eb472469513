import { groupOf, managerFinalizer } from '../../cluster/DpuCluster';
import { actorOf, lookAtLog } from '../actors';
import {
  ageOf,
  controlPlaneOf,
  isKamaji,
  isStarting,
  keyOf,
  ownControlPlaneOf,
} from '../clusterState';
import { FindingRule } from '../Finding';
import { SHOW_DATA_STORES, SHOW_KAMAJI } from '../phrases';
import { isPausedForKamaji } from '../kamajiPause';

/** Longer than any manager takes to create a control plane, and Kamaji to process it. */
const PATIENCE_MS = 30_000;

/**
 * No control plane is created, and nothing is known to prevent it: DPF's own manager records no reason. A guess, so it is
 * only made where no other finding explains it.
 */
export const controlPlaneRefused: FindingRule = (cluster, world) => {
  const isTaken = cluster.metadata.finalizers?.includes(
    managerFinalizer(groupOf(cluster)),
  );
  if (
    !isKamaji(cluster) ||
    !isStarting(cluster) ||
    // Before its phase is Creating, managers create nothing for a cluster.
    cluster.status?.phase !== 'Creating' ||
    !isTaken ||
    !world.capabilities.kamaji ||
    !world.wasListed('tenantControlPlanes', cluster) ||
    controlPlaneOf(cluster, world) ||
    ageOf(cluster, world) < PATIENCE_MS
  ) {
    return undefined;
  }
  return {
    code: 'ControlPlaneRefused',
    severity: 'error',
    blocking: true,
    sentence: `There is no TenantControlPlane yet. ${actorOf(
      'kamaji',
      world,
    )} probably fails to create it; its log shows the error.`,
    remedy: `${lookAtLog('kamaji', world)} Look for ${keyOf(
      cluster,
    )} in it, and check that Kamaji runs, which answers its webhook: ${SHOW_KAMAJI}.`,
    who: 'platform',
    since: cluster.metadata.creationTimestamp,
  };
};

/** Kamaji does not process a control plane that was created. */
export const kamajiIdle: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (
    !isKamaji(cluster) ||
    !isStarting(cluster) ||
    !world.capabilities.kamaji ||
    !controlPlane ||
    controlPlane.status ||
    isPausedForKamaji(controlPlane) ||
    ageOf(controlPlane, world) < PATIENCE_MS
  ) {
    return undefined;
  }
  return {
    code: 'KamajiAway',
    severity: 'error',
    blocking: false,
    sentence: `Kamaji has not processed TenantControlPlane ${keyOf(cluster)}.`,
    remedy: `Check that Kamaji runs: ${SHOW_KAMAJI}. Check its data stores, because while one is down, all others wait: ${SHOW_DATA_STORES}.`,
    who: 'platform',
    since: controlPlane.metadata.creationTimestamp,
  };
};
