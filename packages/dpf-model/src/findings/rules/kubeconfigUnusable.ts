import { DpuCluster } from '../../cluster/DpuCluster';
import { isKamaji, isStarting } from '../clusterState';
import { findingOf } from '../recordedProblems';
import { KubeconfigSecretState, World } from '../World';
import { FindingRule } from '../Finding';

/**
 * Why a cluster's kubeconfig cannot be used, `secret` being the Secret that `spec.kubeconfig` names; one sentence. A Secret
 * that may not be read cannot be used either.
 *
 * @public
 */
export function kubeconfigProblem(
  { spec }: DpuCluster,
  secret: KubeconfigSecretState | undefined,
): string | undefined {
  if (!spec.kubeconfig) {
    return spec.type === 'static'
      ? 'spec.kubeconfig names no Secret, so the API server cannot be reached.'
      : undefined;
  }
  return secret && secret.state !== 'usable'
    ? secret.problem ?? `The Secret ${secret.name} cannot be used.`
    : undefined;
}

function problemSeen(cluster: DpuCluster, world: World): string | undefined {
  const secret = world.kubeconfigSecret(cluster);
  // That the portal may not read a Secret says nothing of the kubeconfig.
  const known = secret?.state === 'unknown' ? undefined : secret;
  const problem = kubeconfigProblem(cluster, known);
  const { health, reason, message } = world.observation(cluster) ?? {};
  return health === 'unhealthy' && reason === 'KubeconfigUnusable'
    ? problem ?? message ?? 'The kubeconfig cannot be used.'
    : problem;
}

/** The Secret with the admin kubeconfig does not exist or cannot be used. */
export const kubeconfigUnusable: FindingRule = (cluster, world) => {
  const { kubeconfig, type } = cluster.spec;
  // Kamaji writes its Secret several times while the control plane starts.
  const isExpected = isKamaji(cluster) && isStarting(cluster);
  if (isExpected || (!kubeconfig && type !== 'static')) {
    return undefined;
  }
  const problem = problemSeen(cluster, world);
  return problem === undefined
    ? undefined
    : {
        ...findingOf('KubeconfigUnusable', problem, cluster, world),
        ...(kubeconfig ? { evidence: { secret: kubeconfig } } : {}),
      };
};
