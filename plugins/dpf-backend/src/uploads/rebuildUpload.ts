import {
  UnsafeKubeconfigError,
  kubeconfigTextOf,
  renderKubeconfig,
} from '@dpf-portal/dpf-model';
import { judgeKubeconfig } from '@dpf-portal/dpf-world';
import { uploadProblem } from './uploadErrors';

/**
 * A stored upload, in base64, in the form for the Secret of its cluster. It is rebuilt again, because an earlier
 * release may have stored the text unchanged, and other programs may find fields in it that the portal does not see.
 *
 * @throws RequestProblemError when it breaks a rule that came after the upload.
 */
export function rebuildUpload(
  data: string,
  options: { clusterName: string; now: number },
): string {
  const { clusterName, now } = options;
  try {
    const { safe, inspection } = judgeKubeconfig(kubeconfigTextOf(data), {
      now,
    });
    if (!safe) {
      throw new UnsafeKubeconfigError(inspection.problems);
    }
    const text = renderKubeconfig(safe, { clusterName });
    return Buffer.from(text).toString('base64');
  } catch (error) {
    if (error instanceof UnsafeKubeconfigError) {
      throw uploadProblem(
        `${error.message} Upload a kubeconfig without this problem.`,
      );
    }
    throw error;
  }
}
