import type { KubeObject, OwnerReference } from '@dpf-portal/kube-controller';
import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import { TenantControlPlane } from '../../cluster/kubernetesObjects';
import {
  controlPlaneOf,
  isKamaji,
  isStarting,
  ownControlPlaneOf,
} from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { departureOf, heldBy, releaseOf } from '../leftBehind';
import {
  OwnershipWorld,
  isMarkedControlPlane,
  keepalivedName,
  ownershipOf,
  owns,
} from '../ownership';
import { editCluster, kubectlObject, patchCluster, quoted } from '../phrases';
import { World } from '../World';

const CODE = 'ChildNameTaken';
const LEAVING = 'is still being deleted';

function ownedBy([owner]: readonly OwnerReference[]): string {
  if (!owner) {
    return 'exists and has no owner';
  }
  const { apiVersion, kind, name } = owner;
  return kind === 'DPUCluster'
    ? `belongs to DPUCluster ${name} of ${groupOf({ apiVersion })}`
    : `exists and is owned by ${kind} ${name}`;
}

function beingDeleted(
  cluster: DpuCluster,
  world: Pick<World, 'now'>,
  kind: string,
  child: KubeObject,
): Finding {
  const { namespace, name } = child.metadata;
  const what = `${kind} ${name}`;
  const { state, finalizers, since, who } = departureOf(child, world);
  const held = state === 'held' ? `; ${heldBy(finalizers)}` : '';
  const claims =
    cluster.status?.phase === 'Ready'
      ? ' This cluster is not Ready, although its phase says so.'
      : '';
  return {
    code: CODE,
    severity: 'warning',
    blocking: false,
    sentence: owns(cluster, child)
      ? `${what} is being deleted${held}. It is created again after that.`
      : `${what} of an earlier cluster with this name ${LEAVING}${held}.`,
    remedy: `${
      state === 'held'
        ? releaseOf(kind, child, dataStoreOf(child))
        : 'Wait until it is deleted.'
    }${claims}`,
    who,
    since,
    evidence: {
      child: `${kind}/${name}`,
      waitsFor: `${kind}/${namespace}/${name}`,
      ...(finalizers.length ? { finalizers: [...finalizers] } : {}),
    },
  };
}

function dataStoreOf({ spec }: TenantControlPlane): string | undefined {
  return spec?.dataStore;
}

function takenBySomebody(
  cluster: DpuCluster,
  sentence: string,
  taken?: { kind: string; name: string },
): Finding {
  const look =
    taken &&
    ` To see what has the name, run: ${kubectlObject('describe', taken.kind, {
      namespace: cluster.metadata.namespace,
      name: taken.name,
    })}.`;
  return {
    code: CODE,
    severity: 'error',
    blocking: isStarting(cluster),
    sentence,
    remedy: `Create this cluster with another name.${look ?? ''}`,
    who: 'owner',
    ...(taken && { evidence: { child: `${taken.kind}/${taken.name}` } }),
  };
}

/** The control plane was made for a cluster of this name, has no owner, and serves at another address. */
function ofAnotherAddress(
  cluster: DpuCluster,
  kind: string,
  { metadata, spec }: TenantControlPlane,
): Finding | undefined {
  const { name, namespace, ownerReferences } = metadata;
  const address = spec?.networkProfile?.address;
  const vip = cluster.spec.clusterEndpoint?.keepalived?.vip;
  if (
    kind !== 'TenantControlPlane' ||
    ownerReferences?.length ||
    !address ||
    !isMarkedControlPlane(cluster, { metadata })
  ) {
    return undefined;
  }
  const back = vip
    ? `run: ${patchCluster(cluster, {
        spec: { clusterEndpoint: { keepalived: { vip: address } } },
      })}`
    : `set spec.clusterEndpoint.keepalived of the DPUCluster as it was, with VIP ${address}: ${editCluster(
        cluster,
      )}`;
  return {
    code: CODE,
    severity: 'error',
    blocking: isStarting(cluster),
    sentence: `${kind} ${name} has no owner and was made for a cluster of this name at ${address}, but this cluster has ${
      vip ? `VIP ${quoted(vip)}` : 'no VIP'
    }.`,
    remedy: `If it is this cluster's, ${back}. If nobody needs it, run: \`kubectl -n ${namespace} delete tenantcontrolplane ${name}\`.`,
    who: 'platform',
    evidence: { child: `${kind}/${name}`, address },
  };
}

/**
 * Why the cluster cannot use the object that has the name of one of its children; `undefined` where it is its own, or
 * has no owner and is plainly its own.
 *
 * @public
 */
export function nameTakenBy(
  cluster: DpuCluster,
  world: OwnershipWorld & Pick<World, 'now'>,
  kind: string,
  child: KubeObject,
): Finding | undefined {
  switch (ownershipOf(cluster, world, kind, child)) {
    case 'own':
    case 'orphan':
      return undefined;
    case 'leaving':
      return beingDeleted(cluster, world, kind, child);
    default: {
      const { name, ownerReferences = [] } = child.metadata;
      const live = ownerReferences.filter(
        ({ kind: owner, uid }) =>
          owner !== 'DPUCluster' || world.clusterByUid(uid),
      );
      return (
        ofAnotherAddress(cluster, kind, child) ??
        takenBySomebody(
          cluster,
          `${kind} ${name} ${ownedBy(live)}. This cluster needs that name.`,
          { kind, name },
        )
      );
    }
  }
}

/** Objects without this project's labels are not watched; the reconciler saw one when it was to create its own. */
function seenByReconciler(cluster: DpuCluster): Finding | undefined {
  const seen = cluster.status?.conditions?.find(
    ({ status, reason }) => status === 'False' && reason === CODE,
  );
  if (!seen) {
    return undefined;
  }
  const taken = takenBySomebody(cluster, seen.message);
  return {
    ...taken,
    // An object that is on its way out makes way for the cluster.
    ...(seen.message.includes(LEAVING)
      ? {
          severity: 'warning' as const,
          blocking: false,
          remedy: 'Wait until it is deleted.',
          who: 'nobody' as const,
        }
      : {}),
    since: seen.lastTransitionTime,
  };
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
    ['TenantControlPlane', controlPlaneOf(cluster, world)],
    ['Service', service],
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
