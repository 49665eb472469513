import { DpuCluster } from '../cluster';
import { ControllerRole, ControllerRoleStatus } from '../managementCluster';
import { DaemonSet, TenantControlPlane, World } from './World';

/** `namespace/name`. */
export function keyOf(cluster: DpuCluster): string {
  return `${cluster.metadata.namespace}/${cluster.metadata.name}`;
}

export function isDeleting(cluster: DpuCluster): boolean {
  return Boolean(cluster.metadata.deletionTimestamp);
}

/** It has never been Ready, as far as the object tells. */
export function isStarting(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase;
  return phase === undefined || phase === 'Pending' || phase === 'Creating';
}

export function isKamaji(cluster: DpuCluster): boolean {
  return cluster.spec.type === 'kamaji';
}

/** Milliseconds since it was created; 0 where that is unknown. */
export function ageOf(cluster: DpuCluster, world: World): number {
  const created = Date.parse(cluster.metadata.creationTimestamp ?? '');
  return Number.isNaN(created) ? 0 : Math.max(0, world.now - created);
}

/** Who runs a role; `unknown` where nothing is said about it. */
export function runnerOf(
  role: ControllerRole,
  world: World,
): ControllerRoleStatus['runBy'] {
  return world.roles.find(r => r.role === role)?.runBy ?? 'unknown';
}

export function controlPlaneOf(
  cluster: DpuCluster,
  world: World,
): TenantControlPlane | undefined {
  return world.tenantControlPlane(
    cluster.metadata.namespace ?? '',
    cluster.metadata.name,
  );
}

/** Ours is what carries an owner reference with our uid. */
function owns(
  cluster: DpuCluster,
  child: TenantControlPlane | DaemonSet | undefined,
): boolean {
  return Boolean(
    child?.metadata.ownerReferences?.some(
      owner => owner.uid === cluster.metadata.uid,
    ),
  );
}

function isIncumbent(cluster: DpuCluster, world: World): boolean {
  const { namespace = '', name } = cluster.metadata;
  return (
    owns(cluster, controlPlaneOf(cluster, world)) ||
    owns(cluster, world.daemonSet(namespace, `${name}-keepalived`))
  );
}

function rank(cluster: DpuCluster, world: World): string[] {
  const { creationTimestamp = '', uid = '' } = cluster.metadata;
  return [isIncumbent(cluster, world) ? '0' : '1', creationTimestamp, uid];
}

function goesFirst(a: DpuCluster, b: DpuCluster, world: World): boolean {
  const [left, right] = [rank(a, world), rank(b, world)];
  const i = left.findIndex((part, at) => part !== right[at]);
  return i >= 0 && left[i] < right[i];
}

/**
 * The cluster that has the better claim to an address or router id than this one: who uses it already, else who was
 * created first, else the lower uid.
 */
export function betterClaim(
  cluster: DpuCluster,
  claimants: readonly DpuCluster[],
  world: World,
): DpuCluster | undefined {
  return claimants
    .filter(other => other.metadata.uid !== cluster.metadata.uid)
    .find(other => goesFirst(other, cluster, world));
}
