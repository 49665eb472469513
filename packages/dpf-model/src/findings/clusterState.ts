import type { KubeObject } from '@dpf-portal/kube-controller';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  ControllerRole,
  ControllerRoleStatus,
} from '../managementCluster/roles';
import { readPause } from '../request/fields/pausedUntil';
import { DaemonSet, TenantControlPlane } from '../cluster/kubernetesObjects';
import {
  isOrphanedControlPlane,
  isOrphanedKeepalived,
  keepalivedName,
  owns,
} from './ownership';
import { World } from './World';

/** Names a cluster as `namespace/name`. @public */
export function keyOf(cluster: DpuCluster): string {
  return `${cluster.metadata.namespace}/${cluster.metadata.name}`;
}

export function isDeleting(cluster: DpuCluster): boolean {
  return Boolean(cluster.metadata.deletionTimestamp);
}

/** Whether it has never been Ready, according to its status. */
export function isStarting(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase;
  return phase === undefined || phase === 'Pending' || phase === 'Creating';
}

/** The end of the requested pause, RFC 3339; `undefined` when it has passed or is ignored. */
export function pauseOf(cluster: DpuCluster, world: World): string | undefined {
  const until = cluster.metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil];
  return readPause(until, world.now).state === 'inForce' ? until : undefined;
}

/** Whether a user has paused it. */
export function isPaused(cluster: DpuCluster, world: World): boolean {
  return pauseOf(cluster, world) !== undefined;
}

export function isKamaji(cluster: DpuCluster): boolean {
  return cluster.spec.type === 'kamaji';
}

/** Milliseconds since a time, RFC 3339; 0 where that is unknown. */
export function millisecondsSince(
  time: string | undefined,
  world: Pick<World, 'now'>,
): number {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? 0 : Math.max(0, world.now - at);
}

/** Milliseconds since its creation; 0 where that is unknown. */
export function ageOf(object: KubeObject, world: World): number {
  return millisecondsSince(object.metadata.creationTimestamp, world);
}

/** Who runs a role; `unknown` if there is no status of it. */
export function runnerOf(
  role: ControllerRole,
  world: Pick<World, 'roles'>,
): ControllerRoleStatus['runBy'] {
  return world.roles.find(r => r.role === role)?.runBy ?? 'unknown';
}

export function controlPlaneOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): TenantControlPlane | undefined {
  return world.tenantControlPlane(
    cluster.metadata.namespace ?? '',
    cluster.metadata.name,
  );
}

/**
 * The cluster's own control plane: the cluster owns it, or it has no owner and is plainly the cluster's. An earlier or
 * another cluster may have left one of the same name there.
 *
 * @public
 */
export function ownControlPlaneOf(
  cluster: DpuCluster,
  world: Pick<World, 'tenantControlPlane'>,
): TenantControlPlane | undefined {
  const controlPlane = controlPlaneOf(cluster, world);
  return controlPlane && isControlPlaneOf(cluster, controlPlane)
    ? controlPlane
    : undefined;
}

/**
 * Whether the control plane of the cluster's name is its own.
 *
 * @public
 */
export function isControlPlaneOf(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
): boolean {
  return (
    owns(cluster, controlPlane) || isOrphanedControlPlane(cluster, controlPlane)
  );
}

/**
 * keepalived's DaemonSet, if it is the cluster's own.
 *
 * @public
 */
export function ownKeepalivedOf(
  cluster: DpuCluster,
  world: Pick<World, 'daemonSet'>,
): DaemonSet | undefined {
  const { namespace = '', name } = cluster.metadata;
  const daemonSet = world.daemonSet(namespace, keepalivedName(name));
  return daemonSet &&
    (owns(cluster, daemonSet) || isOrphanedKeepalived(cluster, daemonSet))
    ? daemonSet
    : undefined;
}
