import { DpuCluster } from '../../cluster';
import { isKamaji, isStarting } from '../clusterState';
import { Finding } from '../Finding';
import { FindingRule } from './FindingRule';

function finding(cluster: DpuCluster, sentence: string): Finding {
  const kamaji = isKamaji(cluster);
  return {
    code: 'KubeconfigUnusable',
    severity: 'error',
    blocking: !kamaji && isStarting(cluster),
    sentence,
    remedy: kamaji
      ? 'Restore the Secret: Kamaji writes it anew when it is deleted.'
      : 'Replace the kubeconfig.',
    who: kamaji ? 'platform' : 'owner',
    evidence: cluster.spec.kubeconfig
      ? { secret: cluster.spec.kubeconfig }
      : undefined,
  };
}

/** The Secret with the admin kubeconfig is absent or of no use. */
export const kubeconfigUnusable: FindingRule = (cluster, world) => {
  const kamaji = isKamaji(cluster);
  if (!cluster.spec.kubeconfig) {
    return cluster.spec.type === 'static'
      ? finding(cluster, 'No kubeconfig was given, so nothing can be reached.')
      : undefined;
  }
  // Kamaji's own Secret comes and goes while the control plane starts.
  if (kamaji && isStarting(cluster)) {
    return undefined;
  }
  const secret = world.kubeconfigSecret(cluster);
  if (secret?.state === 'missing') {
    return finding(cluster, `The Secret ${secret.name} does not exist.`);
  }
  if (secret?.state === 'unusable') {
    return finding(
      cluster,
      secret.problem ?? `The Secret ${secret.name} cannot be used.`,
    );
  }
  const observation = world.observation(cluster);
  if (
    observation?.health === 'unhealthy' &&
    observation.reason === 'KubeconfigUnusable'
  ) {
    return finding(
      cluster,
      observation.message ?? 'The kubeconfig cannot be used.',
    );
  }
  return undefined;
};
