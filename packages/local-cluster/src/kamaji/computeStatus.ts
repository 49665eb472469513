import { Deployment } from '../kubelet/workloads';
import { KubernetesStatus, TenantControlPlane } from './TenantControlPlane';

/**
 * Computes the status word of a TenantControlPlane like Kamaji: only the Deployment counts, and with one of three
 * replicas down it is `Unknown`.
 */
export function computeStatus(
  tenant: TenantControlPlane,
  deployment: Deployment,
): KubernetesStatus {
  const wanted = deployment.spec.replicas ?? 1;
  const { status = {}, metadata } = deployment;
  const ready = status.readyReplicas ?? 0;
  const installed = tenant.status?.kubernetesResources?.version?.version;
  if (wanted === 0) {
    return 'Sleeping';
  }
  if (ready === 0) {
    return 'NotReady';
  }
  const settled =
    status.observedGeneration === metadata.generation &&
    ready === wanted &&
    status.updatedReplicas === wanted &&
    (status.replicas ?? 0) === wanted;
  if (settled) {
    return 'Ready';
  }
  if (installed && installed !== tenant.spec.kubernetes.version) {
    return 'Upgrading';
  }
  return 'Unknown';
}
