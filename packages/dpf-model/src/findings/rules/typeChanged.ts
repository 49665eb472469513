import { DpuCluster } from '../../cluster/DpuCluster';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import { patchCluster, quoted } from '../phrases';
import { KubeconfigSecretState, World } from '../World';

/** The type of a kamaji cluster was changed, so no controller manages its control plane. */
function fromKamaji(cluster: DpuCluster, world: World): Finding | undefined {
  if (!ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  return {
    code: 'TypeChanged',
    severity: 'error',
    blocking: true,
    sentence: `spec.type was changed from kamaji to ${quoted(
      cluster.spec.type,
    )}. Its control plane is no longer managed.`,
    remedy: `Change spec.type back to kamaji: ${patchCluster(
      cluster,
      { spec: { type: 'kamaji' } },
      world,
    )}. Or create a new cluster.`,
    who: 'owner',
    evidence: { type: cluster.spec.type },
  };
}

/**
 * The type of a registered (static) cluster was changed to kamaji. Its kubeconfig stays, so the control plane that DPF's own
 * manager creates is not used.
 */
function toKamaji(
  cluster: DpuCluster,
  world: World,
  secret: KubeconfigSecretState | undefined,
): Finding | undefined {
  const { kubeconfig, type } = cluster.spec;
  if (
    !kubeconfig ||
    // The Secret of a cluster with a control plane of its own may have lost its owner.
    ownControlPlaneOf(cluster, world) ||
    secret?.name !== kubeconfig ||
    secret.madeByKamaji !== false
  ) {
    return undefined;
  }
  return {
    code: 'TypeChanged',
    severity: 'error',
    blocking: true,
    sentence: `spec.type is kamaji, but Secret ${kubeconfig} belongs to a cluster registered as static.`,
    remedy: `Change spec.type back to static: ${patchCluster(
      cluster,
      { spec: { type: 'static' } },
      world,
    )}. Or create a new cluster.`,
    who: 'owner',
    evidence: { type, kubeconfig },
  };
}

/**
 * The type differs from the one with which the cluster was created. `secret` is the state of its kubeconfig.
 *
 * @public
 */
export function typeChanged(
  cluster: DpuCluster,
  world: World,
  secret = world.kubeconfigSecret(cluster),
): Finding | undefined {
  return isKamaji(cluster)
    ? toKamaji(cluster, world, secret)
    : fromKamaji(cluster, world);
}
