import {
  ageOf,
  ownControlPlaneOf,
  isKamaji,
  isStarting,
} from '../clusterState';
import { lookAtLog } from '../actors';
import { describePods, duration } from '../phrases';
import { FindingRule } from '../Finding';

/** From here on the start takes too long. */
const DEADLINE_MS = 5 * 60_000;
const DEADLINE_FACTOR = 5;

/** The control plane is starting; after the deadline this takes too long. */
export const waitingForControlPlane: FindingRule = (cluster, world) => {
  if (!isStarting(cluster)) {
    return undefined;
  }
  const age = ageOf(cluster, world);
  const usualMs = isKamaji(cluster) ? world.usualTimeToReadyMs : undefined;
  const usual = usualMs
    ? `; usually ready after ${duration(usualMs)} here`
    : '';
  const late = age > Math.max(DEADLINE_MS, DEADLINE_FACTOR * (usualMs ?? 0));
  let what = 'The first check of the API server is running';
  let look = lookAtLog('provisioning', world);
  if (isKamaji(cluster)) {
    const controlPlane = ownControlPlaneOf(cluster, world);
    const { namespace, name } = cluster.metadata;
    const serverUp =
      controlPlane?.status?.kubernetesResources?.version?.status === 'Ready';
    if (serverUp) {
      what = 'The API server runs; its address is being checked';
    } else if (controlPlane) {
      what = 'Kamaji is starting the API server';
      look = `Look at Kamaji's log and at the pods of Deployment ${namespace}/${name}: ${describePods(
        cluster,
      )}.`;
    } else if (world.wasListed('tenantControlPlanes', cluster)) {
      what = 'The control plane will be created next';
    } else {
      what = 'The cluster is being created';
    }
  }
  return {
    code: 'WaitingForControlPlane',
    severity: late ? 'warning' : 'info',
    blocking: false,
    sentence: `${what}${usual}.`,
    remedy: late ? `This takes too long. ${look}` : 'Wait.',
    who: late ? 'platform' : 'nobody',
    since: cluster.metadata.creationTimestamp,
  };
};
