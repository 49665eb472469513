import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import { TenantControlPlane } from '../cluster/kubernetesObjects';
import {
  isDeleting,
  isKamaji,
  isPaused,
  keyOf,
  ownControlPlaneOf,
} from '../findings/clusterState';
import { isNamedControlPlane } from '../findings/ownership';
import { World } from '../findings/World';
import { MissingParts, missingParts } from './controlPlaneParts';

/** On a control plane: when it was last restored, RFC 3339. @public */
export const RESTORED_AT_ANNOTATION = 'dpf-portal.io/restored-at';

/** Kamaji has begun to replace the pods by then, and its status says so. */
const BEGUN_AFTER_MS = 30_000;
/** A control plane that is not Ready so long after has another reason for it. */
const OVER_AFTER_MS = 60 * 60_000;

const NONE: MissingParts = { parts: [], restarts: false };

/**
 * What the cluster's own control plane lacks of what new ones get. Nothing where the fields of Kamaji are not known.
 *
 * @public
 */
export function missingPartsOf(
  cluster: DpuCluster,
  world: World,
): MissingParts {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { kamajiFields: fields } = world.capabilities;
  if (
    !isKamaji(cluster) ||
    !fields ||
    !controlPlane ||
    controlPlane.metadata.deletionTimestamp
  ) {
    return NONE;
  }
  const { parts, restarts } = missingParts(controlPlane, {
    fields,
    version: controlPlane.spec?.kubernetes?.version,
  });
  return {
    parts: isNamedControlPlane(cluster, controlPlane)
      ? parts
      : [...parts, 'the label and the Service for metrics'],
    restarts,
  };
}

function isUnderWay({ metadata, status }: TenantControlPlane, now: number) {
  const at = Date.parse(metadata.annotations?.[RESTORED_AT_ANNOTATION] ?? '');
  const age = now - at;
  return (
    age < BEGUN_AFTER_MS ||
    (age < OVER_AFTER_MS &&
      status?.kubernetesResources?.version?.status !== 'Ready')
  );
}

function requestOf({ metadata }: DpuCluster): string | undefined {
  return metadata.annotations?.[DPF_ANNOTATIONS.restoreRequested];
}

/** Orders the requests that wait, the earliest first. */
function orderOf(cluster: DpuCluster): string {
  return `${requestOf(cluster)} ${cluster.metadata.uid}`;
}

function waitsForRestart(cluster: DpuCluster, world: World): boolean {
  return (
    requestOf(cluster) !== undefined &&
    !isDeleting(cluster) &&
    !isPaused(cluster, world) &&
    missingPartsOf(cluster, world).restarts
  );
}

/**
 * The other cluster whose control plane is restarted, or will be before this one's, because it is restored. Control planes
 * are restarted one at a time.
 *
 * @public
 */
export function restoredBefore(
  cluster: DpuCluster,
  world: World,
): DpuCluster | undefined {
  const isRequested = requestOf(cluster) !== undefined;
  return world.clusters().find(other => {
    if (other.metadata.uid === cluster.metadata.uid || !isKamaji(other)) {
      return false;
    }
    const controlPlane = ownControlPlaneOf(other, world);
    return (
      controlPlane &&
      (isUnderWay(controlPlane, world.now) ||
        (waitsForRestart(other, world) &&
          (!isRequested || orderOf(other) < orderOf(cluster))))
    );
  });
}

/**
 * Why the control plane cannot be restored now; `undefined` where it can. Only a restore that restarts the control plane
 * waits for others.
 *
 * @public
 */
export function restoreConflict(
  cluster: DpuCluster,
  world: World,
): string | undefined {
  const other = missingPartsOf(cluster, world).restarts
    ? restoredBefore(cluster, world)
    : undefined;
  return other
    ? `The control plane of ${keyOf(
        other,
      )} is being restored, and they are restarted one at a time. Restore this one when ${keyOf(
        other,
      )} is Ready again.`
    : undefined;
}
