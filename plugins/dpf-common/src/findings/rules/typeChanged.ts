import { DpuCluster } from '../../cluster';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { Finding } from '../Finding';
import { quoted } from '../phrases';
import { World } from '../World';
import { FindingRule } from './FindingRule';

/** A kamaji cluster was given another type: what was made for it is looked after by nobody. */
function fromKamaji(cluster: DpuCluster, world: World): Finding | undefined {
  if (!ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  return {
    code: 'TypeChanged',
    severity: 'error',
    blocking: true,
    sentence: `The type was changed to ${quoted(
      cluster.spec.type,
    )}, but the cluster was made as kamaji; nobody looks after what was made for it.`,
    remedy: 'Change it back to kamaji, or make a new cluster.',
    who: 'owner',
    evidence: { type: cluster.spec.type },
  };
}

/**
 * A cluster that was brought along was given the type kamaji. Its kubeconfig stays, whatever is made for it now: DPF's own
 * manager makes a control plane that nobody uses.
 */
function toKamaji(cluster: DpuCluster, world: World): Finding | undefined {
  const { kubeconfig, type } = cluster.spec;
  const secret = world.kubeconfigSecret(cluster);
  if (
    !kubeconfig ||
    secret?.name !== kubeconfig ||
    secret.madeByKamaji !== false
  ) {
    return undefined;
  }
  return {
    code: 'TypeChanged',
    severity: 'error',
    blocking: true,
    sentence: `The type is kamaji, but Kamaji did not make its kubeconfig ${kubeconfig}: that leads to a cluster that was brought along as static.`,
    remedy: 'Change it back to static, or make a new cluster.',
    who: 'owner',
    evidence: { type, kubeconfig },
  };
}

/** The type is not the one by which the cluster was made. */
export const typeChanged: FindingRule = (cluster, world) =>
  isKamaji(cluster) ? toKamaji(cluster, world) : fromKamaji(cluster, world);
