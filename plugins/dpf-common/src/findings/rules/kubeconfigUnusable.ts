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
      ? 'Delete the Secret; Kamaji recreates it.'
      : 'Replace the kubeconfig.',
    who: kamaji ? 'platform' : 'owner',
    evidence: cluster.spec.kubeconfig
      ? { secret: cluster.spec.kubeconfig }
      : undefined,
  };
}

/** The Secret with the admin kubeconfig does not exist or cannot be used. */
export const kubeconfigUnusable: FindingRule = (cluster, world) => {
  const kamaji = isKamaji(cluster);
  if (!cluster.spec.kubeconfig) {
    return cluster.spec.type === 'static'
      ? finding(
          cluster,
          'spec.kubeconfig names no Secret, so the API server cannot be reached.',
        )
      : undefined;
  }
  // Kamaji writes its Secret several times while the control plane starts.
  if (kamaji && isStarting(cluster)) {
    return undefined;
  }
  const secret = world.kubeconfigSecret(cluster);
  if (secret?.state === 'missing') {
    return finding(cluster, `Secret ${secret.name} does not exist.`);
  }
  if (secret?.state === 'unusable') {
    return finding(
      cluster,
      secret.problem ?? `Secret ${secret.name} cannot be used.`,
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
