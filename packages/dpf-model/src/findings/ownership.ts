import type { KubeObject, OwnerReference } from '@dpf-portal/kube-controller';
import { canonicalAddress } from '../request/fields/vip';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  DaemonSet,
  Service,
  TenantControlPlane,
} from '../cluster/kubernetesObjects';
import { readVendorKeepalived } from './readVendorKeepalived';
import { World } from './World';

/**
 * Whose an object is that has the name of one of a cluster's children:
 *
 * - `own`: the cluster owns it.
 * - `orphan`: it has no owner and is plainly the cluster's: a backup was restored, or the cluster was deleted with
 *   `--cascade=orphan` and created again.
 * - `leaving`: it is being deleted, or every owner of it is gone, so that the garbage collector deletes it. Adding an
 *   owner to it would race with the garbage collector.
 * - `foreign`: it belongs to somebody else, or to nobody that can be told.
 *
 * @public
 */
export type Ownership = 'own' | 'orphan' | 'leaving' | 'foreign';

/** The parts of World that tell whose an object is. @public */
export type OwnershipWorld = Pick<
  World,
  'clusterByUid' | 'tenantControlPlane' | 'daemonSet'
>;

/** The name of a cluster's keepalived DaemonSet and ConfigMap. @public */
export function keepalivedName(cluster: string): string {
  return `${cluster}-keepalived`;
}

/** The cluster that a keepalived object is named after; `undefined` for another name. @public */
export function clusterOfKeepalived(name: string): string | undefined {
  const suffix = keepalivedName('');
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
}

/** Whether the child has an owner reference with the cluster's uid. */
export function owns(
  cluster: DpuCluster,
  child: KubeObject | undefined,
): boolean {
  return Boolean(
    child?.metadata.ownerReferences?.some(
      owner => owner.uid === cluster.metadata.uid,
    ),
  );
}

/** On control planes that DPF or this portal made, and on all children that this portal made. */
const CLUSTER_LABEL = 'dpu.nvidia.com/cluster';
const MANAGER_LABEL = 'app.kubernetes.io/managed-by';
const LONGEST_LABEL = 63;
/** Replaces a label value that would be too long. */
const DIGEST = /^[0-9a-f]{40}$/;

/** Whether it has the label that this portal puts on everything that it makes. */
export function isLabelled({ metadata }: KubeObject): boolean {
  return metadata.labels?.[MANAGER_LABEL] === 'dpf-portal';
}

/** Whether the label names this cluster, as this portal writes it. */
function isMarkedHere(
  { metadata: { namespace = '', name } }: DpuCluster,
  { metadata: { labels = {} } }: KubeObject,
): boolean {
  const own = `${namespace}-${name}`;
  const value = labels[CLUSTER_LABEL] ?? '';
  return (
    isLabelled({ metadata: { name, labels } }) &&
    (own.length > LONGEST_LABEL ? DIGEST.test(value) : value === own)
  );
}

/** Whether a control plane has the label of this cluster, as this portal or DPF's own manager writes it. */
export function isMarkedControlPlane(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
): boolean {
  return (
    isMarkedHere(cluster, controlPlane) ||
    isNamedControlPlane(cluster, controlPlane)
  );
}

/** Whether a control plane has the label with the cluster's name, as DPF's own manager and this release write it. */
export function isNamedControlPlane(
  { metadata: { name } }: DpuCluster,
  { metadata: { labels } }: TenantControlPlane,
): boolean {
  return labels?.[CLUSTER_LABEL] === name;
}

/**
 * Whether this portal made the control plane in the form of DPF's own manager, or brought it into that form.
 *
 * @public
 */
export function isMadeLikeDpfs(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
): boolean {
  return isLabelled(controlPlane) && isNamedControlPlane(cluster, controlPlane);
}

/** Whether DPF or this portal made the control plane, for whichever cluster. */
export function isOfDpf({ metadata }: KubeObject): boolean {
  return (
    metadata.labels?.[CLUSTER_LABEL] !== undefined ||
    (metadata.ownerReferences ?? []).some(({ kind }) => kind === 'DPUCluster')
  );
}

function hasVipOf(cluster: DpuCluster, address: string | undefined): boolean {
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  const wanted = vip && canonicalAddress(vip);
  return Boolean(wanted && address && canonicalAddress(address) === wanted);
}

function isMarkedKeepalived(
  cluster: DpuCluster,
  daemonSet: DaemonSet,
): boolean {
  return (
    isMarkedHere(cluster, daemonSet) ||
    hasVipOf(cluster, readVendorKeepalived(daemonSet)?.vip)
  );
}

/** It reserves a port for a control plane of that name, and Kamaji takes it over. DPF's own manager sets no owner on it. */
function isMarkedService(
  { metadata: { name } }: DpuCluster,
  { spec }: Service,
): boolean {
  return (
    spec?.type === 'NodePort' &&
    spec.selector?.['kamaji.clastix.io/name'] === name &&
    (spec.ports ?? []).some(({ nodePort }) => nodePort !== undefined)
  );
}

/** DPF's own manager puts no label on the ConfigMap of keepalived, but its DaemonSet mounts it. */
function isMountedConfigMap(
  cluster: DpuCluster,
  world: OwnershipWorld,
  { metadata: { namespace = '', name } }: KubeObject,
): boolean {
  const daemonSet = world.daemonSet(namespace, name);
  const { volumes = [] } = daemonSet?.spec?.template?.spec ?? {};
  return (
    daemonSet !== undefined &&
    readVendorKeepalived(daemonSet) !== undefined &&
    ['own', 'orphan'].includes(
      ownershipOf(cluster, world, 'DaemonSet', daemonSet),
    ) &&
    volumes.some(({ configMap }) => configMap?.name === name)
  );
}

/** Whether an object without an owner is plainly the cluster's: by its labels, by the cluster's VIP, or by what it serves. */
function isPlainlyOf(
  cluster: DpuCluster,
  world: OwnershipWorld,
  kind: string,
  child: KubeObject,
): boolean {
  if (cluster.spec.type !== 'kamaji') {
    return false;
  }
  switch (kind) {
    case 'TenantControlPlane':
      return isOrphanedControlPlane(cluster, child);
    case 'DaemonSet':
      return isMarkedKeepalived(cluster, child);
    case 'ConfigMap':
      return (
        isMarkedHere(cluster, child) ||
        isMountedConfigMap(cluster, world, child)
      );
    case 'Service':
      return isMarkedService(cluster, child);
    default:
      return false;
  }
}

function isOwnerless({ metadata }: KubeObject): boolean {
  return !metadata.deletionTimestamp && !metadata.ownerReferences?.length;
}

/** Whether a control plane of the cluster's name has no owner and is plainly the cluster's. */
export function isOrphanedControlPlane(
  cluster: DpuCluster,
  controlPlane: TenantControlPlane,
): boolean {
  return (
    cluster.spec.type === 'kamaji' &&
    isOwnerless(controlPlane) &&
    isMarkedControlPlane(cluster, controlPlane) &&
    hasVipOf(cluster, controlPlane.spec?.networkProfile?.address)
  );
}

/** Whether a DaemonSet of the cluster's keepalived has no owner and is plainly the cluster's. */
export function isOrphanedKeepalived(
  cluster: DpuCluster,
  daemonSet: DaemonSet,
): boolean {
  return (
    cluster.spec.type === 'kamaji' &&
    isOwnerless(daemonSet) &&
    isMarkedKeepalived(cluster, daemonSet)
  );
}

/** Whether an owner is the cluster, or belongs to it; whether it is on its way out; or neither. */
function stateOf(
  cluster: DpuCluster,
  world: OwnershipWorld,
  { kind, name, uid }: OwnerReference,
): 'own' | 'leaving' | 'foreign' {
  if (kind === 'DPUCluster') {
    return world.clusterByUid(uid) ? 'foreign' : 'leaving';
  }
  if (kind !== 'TenantControlPlane') {
    return 'foreign';
  }
  const { namespace = '' } = cluster.metadata;
  const controlPlane = world.tenantControlPlane(namespace, name);
  if (!controlPlane || controlPlane.metadata.uid !== uid) {
    return 'leaving';
  }
  const ownership = ownershipOf(cluster, world, kind, controlPlane);
  return ownership === 'orphan' ? 'own' : ownership;
}

/**
 * Whose the object is that has the name of one of the cluster's children.
 *
 * @public
 */
export function ownershipOf(
  cluster: DpuCluster,
  world: OwnershipWorld,
  kind: string,
  child: KubeObject,
): Ownership {
  const { deletionTimestamp, ownerReferences = [] } = child.metadata;
  if (deletionTimestamp) {
    return 'leaving';
  }
  if (owns(cluster, child)) {
    return 'own';
  }
  if (!ownerReferences.length) {
    return isPlainlyOf(cluster, world, kind, child) ? 'orphan' : 'foreign';
  }
  const states = ownerReferences.map(owner => stateOf(cluster, world, owner));
  return (
    (['foreign', 'own'] as const).find(state => states.includes(state)) ??
    'leaving'
  );
}
