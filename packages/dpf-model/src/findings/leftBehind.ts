import type { KubeObject, OwnerReference } from '@dpf-portal/kube-controller';
import { DpuCluster } from '../cluster/DpuCluster';
import { Claim } from './claims';
import { keyOf, millisecondsSince } from './clusterState';
import { FindingWho } from './Finding';
import {
  clusterOfKeepalived,
  isOrphanedControlPlane,
  isOrphanedKeepalived,
  owns,
} from './ownership';
import { someOf } from './phrases';
import { RunningEndpoint } from './RunningEndpoint';
import { World } from './World';

/** The parts of World that tell what runs without a cluster. @public */
export type LeftBehindWorld = Pick<
  World,
  | 'now'
  | 'clusterByUid'
  | 'clustersNamed'
  | 'runningWithVip'
  | 'runningWithRouterId'
>;

/** How long finalizers may hold a deletion before somebody has to look. */
const PATIENCE_MS = 60_000;

/** The name of the cluster that it was made for, as `namespace/name`. */
export function clusterKeyOf({ kind, object }: RunningEndpoint): string {
  const { namespace, name } = object.metadata;
  const cluster = kind === 'DaemonSet' ? clusterOfKeepalived(name) : name;
  return `${namespace}/${cluster ?? name}`;
}

/** Names it with its kind: `TenantControlPlane team-a/blue`. */
export function nameOfRunning({ kind, object }: RunningEndpoint): string {
  const { namespace, name } = object.metadata;
  return `${kind} ${namespace}/${name}`;
}

function isOf(cluster: DpuCluster, running: RunningEndpoint): boolean {
  return (
    owns(cluster, running.object) ||
    (running.kind === 'DaemonSet'
      ? isOrphanedKeepalived(cluster, running.object)
      : isOrphanedControlPlane(cluster, running.object))
  );
}

/** Whether a control plane or keepalived belongs to no cluster that exists. */
export function isLeftBehind(
  running: RunningEndpoint,
  world: Pick<LeftBehindWorld, 'clusterByUid' | 'clustersNamed'>,
): boolean {
  const { ownerReferences = [] } = running.object.metadata;
  if (ownerReferences.some(({ uid }) => world.clusterByUid(uid))) {
    return false;
  }
  const [namespace, name] = clusterKeyOf(running).split('/');
  return !world
    .clustersNamed(namespace, name)
    .some(cluster => isOf(cluster, running));
}

/**
 * What has the value of a claim and belongs to no cluster. What has the name of this cluster's own children is left out:
 * `childNameTaken` reports it.
 */
export function leftBehindWith(
  claim: Claim,
  cluster: DpuCluster,
  world: LeftBehindWorld,
): RunningEndpoint | undefined {
  const all =
    claim.kind === 'vip'
      ? world.runningWithVip(claim.vip)
      : world
          .runningWithRouterId(claim.virtualRouterID)
          .filter(
            ({ interface: nic }) =>
              nic === undefined ||
              claim.interface === undefined ||
              nic === claim.interface,
          );
  return all.find(
    running =>
      !owns(cluster, running.object) &&
      clusterKeyOf(running) !== keyOf(cluster) &&
      isLeftBehind(running, world),
  );
}

/** What is known of the end of something that was left behind. */
export interface Departure {
  /** `stays`: it has no owner, or one that is no DPUCluster, so the garbage collector does not delete it. */
  state: 'leaving' | 'held' | 'stays';
  /** What holds its deletion. */
  finalizers: readonly string[];
  /** Since when it is being deleted, RFC 3339. */
  since?: string;
  who: FindingWho;
}

/** Whether the garbage collector deletes something left behind: it has owners, and they were DPUClusters. */
function isAbandoned(owners: readonly OwnerReference[]): boolean {
  return owners.length > 0 && owners.every(({ kind }) => kind === 'DPUCluster');
}

/** Whether an object is on its way out, and what holds it. */
export function departureOf(
  { metadata }: KubeObject,
  world: Pick<World, 'now'>,
): Departure {
  const { deletionTimestamp, ownerReferences = [], finalizers = [] } = metadata;
  if (!deletionTimestamp) {
    return isAbandoned(ownerReferences)
      ? { state: 'leaving', finalizers: [], who: 'nobody' }
      : { state: 'stays', finalizers: [], who: 'platform' };
  }
  const isHeld =
    finalizers.length > 0 &&
    millisecondsSince(deletionTimestamp, world) > PATIENCE_MS;
  return {
    state: isHeld ? 'held' : 'leaving',
    finalizers,
    since: deletionTimestamp,
    who: isHeld ? 'platform' : 'nobody',
  };
}

/** `finalizer f holds it`, `finalizers f, g hold it`; empty where there is none. */
export function heldBy(finalizers: readonly string[]): string {
  switch (finalizers.length) {
    case 0:
      return '';
    case 1:
      return `finalizer ${finalizers[0]} holds it`;
    default:
      return `finalizers ${someOf(finalizers)} hold it`;
  }
}

const KAMAJI_FINALIZER = /^finalizer\.kamaji\.clastix\.io/;

/** What to do about a deletion that its finalizers hold. */
export function releaseOf(
  kind: string,
  { metadata: { namespace, name, finalizers = [] } }: KubeObject,
  dataStore = 'default',
): string {
  const look = `\`kubectl -n ${namespace} get ${kind.toLowerCase()} ${name} -o yaml\``;
  return finalizers.some(finalizer => KAMAJI_FINALIZER.test(finalizer))
    ? `Check that Kamaji runs and that DataStore ${dataStore} answers: Kamaji removes its finalizer only after it has removed the contents there. See: ${look}.`
    : `Find the controller that sets the finalizer, and see its log. See: ${look}.`;
}
