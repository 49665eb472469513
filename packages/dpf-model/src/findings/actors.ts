import { DPF_ANNOTATIONS } from '../annotations';
import { dayAndTime } from '../text/dayAndTime';
import { DpuCluster } from '../cluster/DpuCluster';
import { ControllerRole } from '../managementCluster/roles';
import { isPaused, isStarting, pauseOf, runnerOf } from './clusterState';
import { FindingWho } from './Finding';
import { kubectlArgs } from './phrases';
import { World } from './World';

const VENDOR_NAMES: Record<ControllerRole, string> = {
  kamaji: 'kamaji cluster manager',
  static: 'static cluster manager',
  provisioning: 'provisioning controller',
};

/** Who runs a role, as the subject of a sentence. */
export function actorOf(role: ControllerRole, world: World): string {
  switch (runnerOf(role, world)) {
    case 'vendor':
      return `DPF's ${VENDOR_NAMES[role]}`;
    case 'portal':
      return 'This portal';
    default:
      return `The controller of the ${role} role`;
  }
}

/** The remedy that makes the role's controller reconcile the cluster again. */
export function nudge(
  role: ControllerRole,
  cluster: DpuCluster,
  world: World,
): string {
  const pausedUntil = pauseOf(cluster, world);
  if (runnerOf(role, world) === 'portal') {
    return pausedUntil
      ? `This portal recreates it when the pause ends (${dayAndTime(
          pausedUntil,
        )}). To end it now, run: \`kubectl ${kubectlArgs(
          cluster,
          world,
          'annotate',
        )} ${DPF_ANNOTATIONS.pausedUntil}-\`.`
      : 'Wait: this portal recreates it.';
  }
  return `DPF recreates it only when the DPUCluster changes. Run: \`kubectl ${kubectlArgs(
    cluster,
    world,
    'annotate',
  )} touched="$(date)" --overwrite\`.`;
}

/** Who acts where this portal's controllers would repair it: nobody, unless the cluster's owner has paused them. */
export function whoRepairs(
  role: ControllerRole,
  cluster: DpuCluster,
  world: World,
): FindingWho {
  if (runnerOf(role, world) !== 'portal') {
    return 'platform';
  }
  return isPaused(cluster, world) ? 'owner' : 'nobody';
}

const VENDOR_DEPLOYMENTS: Record<ControllerRole, string> = {
  kamaji: 'kamaji-cm-controller-manager',
  static: 'static-cm-controller-manager',
  provisioning: 'dpf-provisioning-controller-manager',
};

/** How to read the log of a role's controller. */
export function lookAtLog(role: ControllerRole, world: World): string {
  return runnerOf(role, world) === 'portal'
    ? 'Look at the log of the portal, or where dpf-controllers runs: `kubectl -n dpf-operator-system logs deployment/dpf-controllers`.'
    : `Look at its log: \`kubectl -n dpf-operator-system logs deployment/${VENDOR_DEPLOYMENTS[role]}\`.`;
}

/** The consequence for a cluster that nobody manages. */
export function withoutManager(cluster: DpuCluster): string {
  return isStarting(cluster)
    ? 'The cluster does not start.'
    : 'The cluster keeps running; changes and deletion are not processed.';
}
