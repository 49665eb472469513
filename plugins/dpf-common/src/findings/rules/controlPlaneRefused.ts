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
import { duration } from '../phrases';
import { World } from '../World';
import { FindingRule } from './FindingRule';

/** Longer than any manager takes to ask for a control plane, and Kamaji to begin with it. */
const PATIENCE_MS = 30_000;
const SAID = [
  'ControlPlaneRefused',
  'KamajiAway',
  'QuotaExceeded',
  'NodePortsExhausted',
];

/** What the manager itself says, where it says anything: DPF's own does not. */
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
      : `${actorOf('kamaji', world)} has had it for ${duration(
          age,
        )} and no control plane is there: Kamaji, or the API server, refuses it.`,
    remedy: away
      ? 'Check that Kamaji and its webhook run.'
      : whatToDo(cluster, said),
    who: 'platform',
    since: said?.lastTransitionTime ?? cluster.metadata.creationTimestamp,
  };
}

/** No control plane comes to be, or Kamaji does not begin with the one that was asked for. */
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
    sentence: `Kamaji has not begun with the control plane in ${duration(
      waited,
    )}.`,
    remedy:
      'Check that Kamaji runs, and its data stores: while one is down, all others wait.',
    who: 'platform',
    since: controlPlane.metadata.creationTimestamp,
  };
};
