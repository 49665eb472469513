import { analyseKubeconfig } from './analyseKubeconfig';
import { KubeconfigRules, SafeKubeconfig } from './KubeconfigInspection';
import { UnsafeKubeconfigError } from './UnsafeKubeconfigError';

/**
 * Reads the parts of a kubeconfig that are used, and nothing else of it.
 *
 * @throws UnsafeKubeconfigError when it breaks any rule of {@link inspectKubeconfig}.
 * @public
 */
export function parseSafeKubeconfig(
  text: string,
  rules: KubeconfigRules = {},
): SafeKubeconfig {
  const { inspection, safe } = analyseKubeconfig(text, rules);
  if (!safe) {
    throw new UnsafeKubeconfigError(inspection.problems);
  }
  return safe;
}
