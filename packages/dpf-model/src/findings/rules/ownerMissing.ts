import type { KubeObject, OwnerReference } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../../cluster/DpuCluster';
import {
  controlPlaneOf,
  isKamaji,
  ownControlPlaneOf,
  runnerOf,
} from '../clusterState';
import { FindingRule } from '../Finding';
import { keepalivedName, ownershipOf } from '../ownership';
import { readVendorKeepalived } from '../readVendorKeepalived';
import { World } from '../World';

/**
 * The reference that makes the garbage collector delete a child together with its cluster. It is not a controller
 * reference: on the Service, a foreign controller reference blocks Kamaji for ever.
 *
 * @public
 */
export function ownerReferenceTo(cluster: DpuCluster): OwnerReference {
  return {
    apiVersion: cluster.apiVersion ?? '',
    kind: cluster.kind ?? 'DPUCluster',
    name: cluster.metadata.name,
    uid: cluster.metadata.uid ?? '',
  };
}

/** DPF's own manager puts no label on the ConfigMap of keepalived, so only its name is known here. */
function isVendorConfigMap(cluster: DpuCluster, world: World): boolean {
  const { namespace = '', name } = cluster.metadata;
  const keepalived = keepalivedName(name);
  const daemonSet = world.daemonSet(namespace, keepalived);
  return (
    daemonSet !== undefined &&
    readVendorKeepalived(daemonSet) !== undefined &&
    world.childExists('ConfigMap', namespace, keepalived) === true
  );
}

/** The children without an owner that are plainly the cluster's, as `kind/name`. */
function orphansOf(cluster: DpuCluster, world: World): string[] {
  const { namespace = '', name } = cluster.metadata;
  const keepalived = keepalivedName(name);
  const children: Array<[string, KubeObject | undefined]> = [
    ['TenantControlPlane', controlPlaneOf(cluster, world)],
    // Kamaji becomes the owner of the Service once it has the control plane.
    [
      'Service',
      ownControlPlaneOf(cluster, world)
        ? undefined
        : world.service(namespace, name),
    ],
    ['ConfigMap', world.configMap(namespace, keepalived)],
    ['DaemonSet', world.daemonSet(namespace, keepalived)],
  ];
  const orphans = children.flatMap(([kind, child]) =>
    child && ownershipOf(cluster, world, kind, child) === 'orphan'
      ? [`${kind}/${child.metadata.name}`]
      : [],
  );
  return orphans.includes(`DaemonSet/${keepalived}`) &&
    !orphans.includes(`ConfigMap/${keepalived}`) &&
    isVendorConfigMap(cluster, world)
    ? [...orphans, `ConfigMap/${keepalived}`]
    : orphans;
}

/** `a`, `a and b`, `a, b and c`. */
function listOf(names: readonly string[]): string {
  const rest = names.slice(0, -1).join(', ');
  const last = names.at(-1) ?? '';
  return rest ? `${rest} and ${last}` : last;
}

/**
 * Children of the cluster were restored from a backup, or stayed when the cluster was deleted and created again, and
 * have no owner. This portal adopts them where it runs the kamaji role; another controller finds them by name only.
 */
export const ownerMissing: FindingRule = (cluster, world) => {
  if (!isKamaji(cluster) || runnerOf('kamaji', world) === 'portal') {
    return undefined;
  }
  const orphans = orphansOf(cluster, world);
  if (!orphans.length) {
    return undefined;
  }
  const { namespace, uid = '' } = cluster.metadata;
  const names = listOf(orphans.map(child => child.replace('/', ' ')));
  const isOne = orphans.length === 1;
  const patch = JSON.stringify({
    metadata: { ownerReferences: [ownerReferenceTo(cluster)] },
  });
  return {
    code: 'OwnerMissing',
    severity: 'warning',
    blocking: false,
    sentence: `${names} ${
      isOne ? 'has no owner. It belongs' : 'have no owner. They belong'
    } to this cluster by label and VIP, but Kubernetes does not delete ${
      isOne ? 'it' : 'them'
    } with the cluster.`,
    remedy: `Set the owner. Run: \`kubectl -n ${namespace} patch ${orphans
      .map(child => child.toLowerCase())
      .join(' ')} --type=merge -p '${patch}'\`.`,
    who: 'platform',
    evidence: { children: orphans, uid },
  };
};
