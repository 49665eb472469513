import {
  UnsafeKubeconfigError,
  kubeconfigTextOf,
  renderKubeconfig,
} from '@dpf-portal/dpf-model';
import { judgeKubeconfig } from '@dpf-portal/dpf-world';
import { uploadProblem } from './uploadErrors';

/**
 * A kubeconfig as the portal stores it, in base64: written anew from what was understood of the text. The text itself is
 * never stored, as other programs may find fields in it that the portal does not see.
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
 * A stored upload, in base64, as it goes into the Secret of its cluster. Rebuilt again, because an earlier release may have
 * stored it as it came.
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
