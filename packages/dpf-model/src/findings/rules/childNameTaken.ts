import type { KubeObject, OwnerReference } from '@dpf-portal/kube-controller';
import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import {
  controlPlaneOf,
  isKamaji,
  isStarting,
  keepalivedName,
  ownControlPlaneOf,
  owns,
} from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { World } from '../World';

const CODE = 'ChildNameTaken';

function ownedBy([owner]: readonly OwnerReference[]): string {
  return owner
    ? `exists and is owned by ${owner.kind} ${owner.name}`
    : 'exists and has no owner';
}

function beingDeleted(
  cluster: DpuCluster,
  what: string,
  child: KubeObject,
): Finding {
  const isOwn = owns(cluster, child);
  const claims =
    cluster.status?.phase === 'Ready'
      ? ' This cluster is not Ready, although its phase says so.'
      : '';
  return {
    code: CODE,
    severity: 'warning',
    blocking: false,
    sentence: isOwn
      ? `${what} is being deleted. It is created again after that.`
      : `${what} of an earlier cluster with this name is still being deleted.`,
    remedy: `Wait until it is deleted.${claims}`,
    who: 'nobody',
    since: child.metadata.deletionTimestamp,
    evidence: { child: what.replace(' ', '/') },
  };
}

function takenBySomebody(
  cluster: DpuCluster,
  sentence: string,
  evidence?: Finding['evidence'],
): Finding {
  return {
    code: CODE,
    severity: 'error',
    blocking: isStarting(cluster),
    sentence,
    remedy: 'Create this cluster with another name.',
    who: 'owner',
    evidence,
  };
}

/**
 * Why the cluster cannot use the object that has the name of one of its children; `undefined` where it is its own.
 *
 * @public
 */
export function nameTakenBy(
  cluster: DpuCluster,
  world: World,
  kind: string,
  child: KubeObject,
): Finding | undefined {
  const { name, deletionTimestamp, ownerReferences = [] } = child.metadata;
  const what = `${kind} ${name}`;
  const owner = ownerReferences.find(o => o.kind === 'DPUCluster');
  if (owns(cluster, child) && !deletionTimestamp) {
    return undefined;
  }
  if (deletionTimestamp || (owner && !world.clusterByUid(owner.uid))) {
    return beingDeleted(cluster, what, child);
  }
  const ownership = owner
    ? `belongs to DPUCluster ${owner.name} of ${groupOf(owner)}`
    : ownedBy(ownerReferences);
  return takenBySomebody(
    cluster,
    `${what} ${ownership}. This cluster needs that name.`,
    { child: `${kind}/${name}` },
  );
}

/** Objects without this project's labels are not watched; the reconciler saw one when it was to create its own. */
function seenByReconciler(cluster: DpuCluster): Finding | undefined {
  const seen = cluster.status?.conditions?.find(
    ({ status, reason }) => status === 'False' && reason === CODE,
  );
  return (
    seen && {
      ...takenBySomebody(cluster, seen.message),
      since: seen.lastTransitionTime,
    }
  );
}

/** An object with the name that the cluster needs belongs to another owner. */
export const childNameTaken: FindingRule = (cluster, world) => {
  if (!isKamaji(cluster)) {
    return undefined;
  }
  const { namespace = '', name } = cluster.metadata;
  const keepalived = keepalivedName(cluster.metadata.name);
  // Kamaji takes the Service over once it has the control plane.
  const service = ownControlPlaneOf(cluster, world)
    ? undefined
    : world.service(namespace, name);
  const children: Array<[string, KubeObject | undefined]> = [
    ['Service', service],
    ['TenantControlPlane', controlPlaneOf(cluster, world)],
    ['ConfigMap', world.configMap(namespace, keepalived)],
    ['DaemonSet', world.daemonSet(namespace, keepalived)],
  ];
  for (const [kind, child] of children) {
    const taken = child && nameTakenBy(cluster, world, kind, child);
    if (taken) {
      return taken;
    }
  }
  return seenByReconciler(cluster);
};
