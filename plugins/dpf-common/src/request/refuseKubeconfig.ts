import { DpuClusterRequest } from './DpuClusterRequest';
import { FieldProblems } from './FieldProblems';

/** For every type whose manager makes the kubeconfig. */
export function refuseKubeconfig(
  request: DpuClusterRequest,
  problems: FieldProblems,
): void {
  for (const field of ['kubeconfigUpload', 'kubeconfigSecret'] as const) {
    if (request[field] !== undefined) {
      problems.add(field, 'Only a static cluster takes a kubeconfig.');
    }
  }
}
