import { isKamaji } from './clusterState';
import { Finding } from './Finding';
import {
  clusterKeyOf,
  departureOf,
  heldBy,
  isLeftBehind,
  nameOfRunning,
  releaseOf,
} from './leftBehind';
import { isOfDpf } from './ownership';
import { readVendorKeepalived } from './readVendorKeepalived';
import { RunningEndpoint } from './RunningEndpoint';
import { World } from './World';

/** The parts of World that tell what was left behind on a management cluster. @public */
export type ManagementClusterWorld = Pick<
  World,
  'now' | 'clusterByUid' | 'clustersNamed' | 'runningEndpoints'
>;

/** A site may run control planes of Kamaji that have nothing to do with DPF, or that something else owns. */
function isMadeForDpf({ kind, object }: RunningEndpoint): boolean {
  const { ownerReferences = [] } = object.metadata;
  return (
    ownerReferences.every(owner => owner.kind === 'DPUCluster') &&
    (isOfDpf(object) ||
      (kind === 'DaemonSet' && readVendorKeepalived(object) !== undefined))
  );
}

function found(running: RunningEndpoint, world: ManagementClusterWorld) {
  const { kind, object, vip } = running;
  const { namespace, name } = object.metadata;
  const { state, finalizers, since, who } = departureOf(object, world);
  const key = clusterKeyOf(running);
  const what = nameOfRunning(running);
  const finding: Finding = {
    code: 'ControlPlaneLeftBehind',
    severity: state === 'leaving' ? 'info' : 'warning',
    blocking: false,
    sentence: `${what} of a retired DPU cluster is still being deleted${
      vip ? ` and keeps VIP ${vip}` : ''
    }${finalizers.length ? `; ${heldBy(finalizers)}` : ''}.`,
    remedy: 'Wait until it is deleted.',
    who,
    ...(since ? { since } : {}),
    evidence: {
      child: `${kind}/${namespace}/${name}`,
      cluster: key,
      ...(vip ? { vip } : {}),
      ...(finalizers.length ? { finalizers: [...finalizers] } : {}),
    },
  };
  switch (state) {
    case 'held':
      return {
        ...finding,
        remedy: releaseOf(
          kind,
          object,
          kind === 'TenantControlPlane' ? object.spec?.dataStore : undefined,
        ),
      };
    case 'stays':
      return {
        ...finding,
        sentence: `${what} runs${
          vip ? ` with VIP ${vip}` : ''
        } and belongs to no DPUCluster. It has no owner, so nothing deletes it.`,
        remedy: `If it is needed, create DPUCluster ${key}${
          vip ? ` with VIP ${vip}` : ''
        } again. Otherwise run: \`kubectl -n ${namespace} delete ${kind.toLowerCase()} ${name}\`.`,
      };
    default:
      return finding;
  }
}

/**
 * What was left of clusters that no longer exist: control planes that a finalizer or a data store holds, and control
 * planes and keepalived that lost their owner. One finding for each cluster.
 *
 * @public
 */
export function controlPlanesLeftBehind(
  world: ManagementClusterWorld,
): Finding[] {
  const left = new Map<string, RunningEndpoint>();
  for (const running of world.runningEndpoints()) {
    const key = clusterKeyOf(running);
    const [namespace, name] = key.split('/');
    // A kamaji cluster of that name reports an object without an owner on its own page.
    const isReported =
      departureOf(running.object, world).state === 'stays' &&
      world.clustersNamed(namespace, name).some(isKamaji);
    const isCovered = left.has(key) && running.kind !== 'TenantControlPlane';
    if (
      !isReported &&
      !isCovered &&
      isMadeForDpf(running) &&
      isLeftBehind(running, world)
    ) {
      left.set(key, running);
    }
  }
  return [...left.values()].map(running => found(running, world));
}
