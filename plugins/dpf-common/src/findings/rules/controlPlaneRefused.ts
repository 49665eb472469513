import { DpuCluster, groupOf, managerFinalizer } from '../../cluster';
import { Condition } from '../../kubernetes';
import { actorOf } from '../actors';
import {
  ageOf,
  controlPlaneOf,
  isKamaji,
  isStarting,
  keyOf,
} from '../clusterState';
import { Finding } from '../Finding';
import { World } from '../World';
import { FindingRule } from './FindingRule';

/** Longer than any manager takes to create a control plane, and Kamaji to process it. */
const PATIENCE_MS = 30_000;
const SAID = [
  'ControlPlaneRefused',
  'KamajiAway',
  'QuotaExceeded',
  'NodePortsExhausted',
];

/** The manager's own condition; DPF's manager writes none. */
function saidBy(cluster: DpuCluster): Condition | undefined {
  return cluster.status?.conditions?.find(
    ({ type, reason }) => type === 'Created' && SAID.includes(reason),
  );
}

function whatToDo(cluster: DpuCluster, said: Condition | undefined): string {
  return said && /version greater than the supported/.test(said.message)
    ? 'Upgrade Kamaji, or choose a version that it supports: in spec.version where the API has it, else by the setting kubernetesVersion.'
    : `Look at the log of the kamaji cluster manager for ${keyOf(
        cluster,
      )}, and check that Kamaji's webhook answers.`;
}

function refused(cluster: DpuCluster, world: World): Finding | undefined {
  const taken = cluster.metadata.finalizers?.includes(
    managerFinalizer(groupOf(cluster)),
  );
  const said = saidBy(cluster);
  const age = ageOf(cluster, world);
  if (!said && (!taken || age < PATIENCE_MS)) {
    return undefined;
  }
  const away = said?.reason === 'KamajiAway';
  return {
    code: away ? 'KamajiAway' : 'ControlPlaneRefused',
    severity: 'error',
    blocking: !away,
    sentence: said
      ? said.message
      : `There is no TenantControlPlane yet. ${actorOf(
          'kamaji',
          world,
        )} probably fails to create it; its log shows the error.`,
    remedy: away
      ? 'Check that Kamaji and its webhook run.'
      : whatToDo(cluster, said),
    who: 'platform',
    since: said?.lastTransitionTime ?? cluster.metadata.creationTimestamp,
  };
}

/** No control plane is created, or Kamaji does not process it. */
export const controlPlaneRefused: FindingRule = (cluster, world) => {
  if (
    !isKamaji(cluster) ||
    !isStarting(cluster) ||
    !world.capabilities.kamaji
  ) {
    return undefined;
  }
  const controlPlane = controlPlaneOf(cluster, world);
  if (!controlPlane) {
    return refused(cluster, world);
  }
  const waited = ageOf(controlPlane, world);
  if (controlPlane.status || waited < PATIENCE_MS) {
    return undefined;
  }
  return {
    code: 'KamajiAway',
    severity: 'error',
    blocking: false,
    sentence: `Kamaji has not processed TenantControlPlane ${keyOf(cluster)}.`,
    remedy:
      'Check that Kamaji runs, and its data stores: while one is down, all others wait.',
    who: 'platform',
    since: controlPlane.metadata.creationTimestamp,
  };
};
