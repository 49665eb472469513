import {
  UnsafeKubeconfigError,
  kubeconfigTextOf,
  renderKubeconfig,
} from '@dpf-portal/dpf-model';
import { judgeKubeconfig } from '@dpf-portal/dpf-world';
import { uploadProblem } from './uploadErrors';

/**
 * The stored form of a kubeconfig, in base64: written again from the understood parts. The text itself is never stored,
 * because other programs may find fields in it that the portal does not see.
 *
 * @throws UnsafeKubeconfigError when it breaks a safety rule.
 */
export function rebuildKubeconfig(
  text: string,
  options: { clusterName: string; now: number },
): string {
  const { clusterName, now } = options;
  const { safe, inspection } = judgeKubeconfig(text, { now });
  if (!safe) {
    throw new UnsafeKubeconfigError(inspection.problems);
  }
  return Buffer.from(renderKubeconfig(safe, { clusterName })).toString(
    'base64',
  );
}

/**
 * A stored upload, in base64, in the form for the Secret of its cluster. It is rebuilt again, because an earlier
 * release may have stored the text unchanged.
 *
 * @throws RequestProblemError when it breaks a rule that came after the upload.
 */
export function rebuildUpload(
  data: string,
  options: { clusterName: string; now: number },
): string {
  try {
    return rebuildKubeconfig(kubeconfigTextOf(data), options);
  } catch (error) {
    if (error instanceof UnsafeKubeconfigError) {
      throw uploadProblem(
        `${error.message} Upload a kubeconfig without this problem.`,
      );
    }
    throw error;
  }
}
