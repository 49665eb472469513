import { DpuCluster } from '../cluster/DpuCluster';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { isPausedForKamaji } from '../findings/kamajiPause';
import {
  compareVersions,
  controlPlaneVersions,
  isBeingUpgraded,
  parseVersion,
} from './versions';
import { UpgradeUnderWay } from './upgradesUnderWay';

/** The number of control planes of a management cluster that are upgraded at once. @public */
export const UPGRADES_AT_ONCE = 2;

/**
 * The next step to a version: the version itself within the same or the next minor version, else the first release of
 * the next minor version. `undefined` if there is nothing to upgrade: never down, never to another major version.
 *
 * @public
 */
export function nextVersion(
  installed: string,
  target: string,
): string | undefined {
  const [from, to] = [parseVersion(installed), parseVersion(target)];
  const ahead = compareVersions(target, installed) ?? 0;
  if (!from || !to || ahead <= 0 || from[0] !== to[0]) {
    return undefined;
  }
  return to[1] - from[1] > 1 ? `v${from[0]}.${from[1] + 1}.0` : target;
}

/**
 * The decision about a running control plane that is behind the version of the setting.
 *
 * @public
 */
export type RaiseDecision =
  /** It is not behind, or it is being upgraded already. */
  | { action: 'none' }
  | { action: 'start'; from: string; to: string }
  /**
   * `because`: the cluster itself is not Ready, Kamaji is paused for it, all slots are taken, or another cluster has not
   * become Ready again.
   */
  | {
      action: 'wait';
      from: string;
      to: string;
      because: 'NotReady' | 'Paused' | 'Slots' | 'Stalled';
    };

/**
 * Decides whether a running control plane is upgraded now. Pure: the running upgrades come from live objects and from
 * the starts that this process has just made.
 *
 * @public
 */
export function decideRaise(input: {
  cluster: DpuCluster;
  controlPlane: TenantControlPlane | undefined;
  /** The version that the setting names. */
  target: string;
  /** The running upgrades of the management cluster. Called only when this cluster is behind. */
  underWay: () => readonly UpgradeUnderWay[];
  /** The uids of clusters whose upgrade this process is starting right now. */
  starting: ReadonlySet<string>;
}): RaiseDecision {
  const { cluster, controlPlane, target, starting } = input;
  const { installed } = controlPlaneVersions(controlPlane);
  const to = installed && nextVersion(installed, target);
  if (!installed || !to || isBeingUpgraded(controlPlane)) {
    return { action: 'none' };
  }
  const wait = (
    because: Extract<RaiseDecision, { action: 'wait' }>['because'],
  ) => ({ action: 'wait', from: installed, to, because } as const);
  // It would take a slot and end in time for nobody.
  if (isPausedForKamaji(controlPlane)) {
    return wait('Paused');
  }
  const uid = cluster.metadata.uid ?? '';
  const underWay = input.underWay();
  if (underWay.some(upgrade => upgrade.stalled)) {
    return wait('Stalled');
  }
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  const isBack = !underWay.some(u => u.cluster.metadata.uid === uid);
  if (cluster.status?.phase !== 'Ready' || status !== 'Ready' || !isBack) {
    return wait('NotReady');
  }
  const busy = new Set([
    ...underWay.map(upgrade => upgrade.cluster.metadata.uid ?? ''),
    ...starting,
  ]);
  return busy.size >= UPGRADES_AT_ONCE
    ? wait('Slots')
    : { action: 'start', from: installed, to };
}
