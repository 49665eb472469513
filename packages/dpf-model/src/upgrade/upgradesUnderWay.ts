import type { Condition } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { isBeingUpgraded } from './versions';

/** The time that a control plane may take to be upgraded and to answer again. @public */
export const UPGRADE_PATIENCE_MS = 15 * 60_000;

/**
 * A cluster whose control plane is being upgraded, or has not been available since an upgrade.
 *
 * @public
 */
export interface UpgradeUnderWay {
  cluster: DpuCluster;
  /** RFC 3339; absent where nothing dates the upgrade yet. */
  since?: string;
  /** It did not become Ready again in time. */
  stalled: boolean;
}

/**
 * When a version was requested that no condition of its own dates: the API has `spec.version`, or nobody has written
 * `Upgraded` yet. `Created` reports the upgrade then; its time is used only where the server recorded none.
 */
function requestedAt(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
): string | undefined {
  const created = conditionOf(cluster, 'Created');
  return (
    controlPlane.versionRequestedAt ??
    (created?.reason === 'Upgrading' ? created.lastTransitionTime : undefined)
  );
}

function conditionOf(cluster: DpuCluster, type: string): Condition | undefined {
  return cluster.status?.conditions?.find(c => c.type === type);
}

/**
 * When an upgraded cluster became unavailable. A failure long after the upgrade has another cause; a failure within the
 * time for an upgrade is attributed to it.
 */
function awaySince(
  cluster: DpuCluster,
  upgraded: Condition,
): string | undefined {
  const ready = conditionOf(cluster, 'Ready');
  if (cluster.status?.phase !== 'NotReady' || ready?.status !== 'False') {
    return undefined;
  }
  const [failedAt, upgradedAt] = [ready, upgraded].map(c =>
    Date.parse(c.lastTransitionTime),
  );
  if (!(failedAt <= upgradedAt + UPGRADE_PATIENCE_MS)) {
    return undefined;
  }
  return failedAt < upgradedAt
    ? ready.lastTransitionTime
    : upgraded.lastTransitionTime;
}

/**
 * The running upgrade of a cluster, derived from its live objects alone, so that a controller that has just started
 * knows it too. `now` is wall milliseconds.
 *
 * @public
 */
export function upgradeUnderWay(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane | undefined,
  now: number,
): UpgradeUnderWay | undefined {
  if (!controlPlane || cluster.metadata.deletionTimestamp) {
    return undefined;
  }
  const upgraded = conditionOf(cluster, 'Upgraded');
  const isUpgraded = upgraded?.status === 'True';
  const running = isBeingUpgraded(controlPlane);
  // An administrator who keeps a cluster at Failed has given up on it, so it blocks no other upgrade.
  const isHeld = cluster.status?.phase === 'Failed';
  let since: string | undefined;
  if (upgraded && !isUpgraded) {
    since = upgraded.lastTransitionTime;
  } else if (running) {
    since = requestedAt(cluster, controlPlane);
  } else if (upgraded) {
    since = awaySince(cluster, upgraded);
  }
  if (!running && (since === undefined || isHeld)) {
    return undefined;
  }
  const age = since === undefined ? 0 : now - Date.parse(since);
  return {
    cluster,
    ...(since === undefined ? {} : { since }),
    stalled: !isHeld && age > UPGRADE_PATIENCE_MS,
  };
}
