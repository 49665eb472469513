import type { KubeObject } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import { isKamaji, ownControlPlaneOf, ownKeepalivedOf } from './clusterState';
import { departureOf } from './leftBehind';
import { RunningEndpoint } from './RunningEndpoint';
import { World } from './World';

/** More are only counted. */
const MOST_OBJECTS = 50;

/** An object of a cluster that is being retired. @public */
export interface RemainingObject {
  kind: string;
  namespace?: string;
  name: string;
  /** `deleting`: its deletion has begun; `waiting`: it is deleted after the others. */
  state: 'deleting' | 'waiting';
  /** What its deletion waits for. */
  finalizers?: string[];
}

/** What is left of a cluster that is being retired, or was. @public */
export interface Remains {
  deleting: RemainingObject[];
  /** How many more there are than `deleting` names. */
  more: number;
  /** What is not deleted, in sentences. */
  stays: string[];
}

function remaining(kind: string, { metadata }: KubeObject): RemainingObject {
  const { namespace, name, deletionTimestamp, finalizers = [] } = metadata;
  return {
    kind,
    namespace,
    name,
    state: deletionTimestamp ? 'deleting' : 'waiting',
    ...(finalizers.length && { finalizers: finalizers.slice(0, MOST_OBJECTS) }),
  };
}

function bounded(all: RemainingObject[], stays: string[] = []): Remains {
  return {
    deleting: all.slice(0, MOST_OBJECTS),
    more: Math.max(0, all.length - MOST_OBJECTS),
    stays,
  };
}

type Child = readonly [kind: string, object: KubeObject];

function childrenOf(cluster: DpuCluster, world: World): Child[] {
  const children: Array<[string, KubeObject | undefined]> = [
    ['TenantControlPlane', ownControlPlaneOf(cluster, world)],
    ['DaemonSet', ownKeepalivedOf(cluster, world)],
  ];
  return children.flatMap(([kind, object]) =>
    object ? [[kind, object] as const] : [],
  );
}

function isKept([, object]: Child, world: World): boolean {
  return departureOf(object, world).state === 'stays';
}

function staysOf(cluster: DpuCluster, world: World): string[] {
  const kept = childrenOf(cluster, world)
    .filter(child => isKept(child, world))
    .map(
      ([kind, { metadata }]) =>
        `${kind} ${metadata.namespace}/${metadata.name} has no owner, so it is not deleted with the cluster.`,
    );
  if (isKamaji(cluster)) {
    return kept;
  }
  const server = world.observation(cluster)?.server;
  const secret = world.kubeconfigSecret(cluster);
  return [
    ...kept,
    `The API server${
      server ? ` ${server}` : ''
    } and everything in it keep running; only its registration is removed.`,
    ...(secret && secret.state !== 'missing' && secret.unowned
      ? [
          `Secret ${secret.name} has no owner, so it is not deleted with the cluster.`,
        ]
      : []),
  ];
}

/** What is still being deleted of a cluster whose deletion was requested, in the order in which it goes, and what stays. @public */
export function whatRemains(cluster: DpuCluster, world: World): Remains {
  return bounded(
    [
      ...(world.dpusOf(cluster) ?? []).map(dpu => remaining('DPU', dpu)),
      remaining('DPUCluster', cluster),
      ...childrenOf(cluster, world)
        .filter(child => !isKept(child, world))
        .map(([kind, object]) => remaining(kind, object)),
    ],
    staysOf(cluster, world),
  );
}

/** What still runs of a cluster that is no longer there, by its uid. @public */
export function whatRemainsOfGone(
  uid: string,
  running: readonly RunningEndpoint[],
): Remains {
  return bounded(
    running
      .filter(({ object }) =>
        object.metadata.ownerReferences?.some(owner => owner.uid === uid),
      )
      .map(({ kind, object }) => remaining(kind, object)),
  );
}
