import { analyseKubeconfig } from './analyseKubeconfig';
import { KubeconfigInspection, KubeconfigRules } from './KubeconfigInspection';

/**
 * Says everything that keeps a kubeconfig from being used here. The text is taken for hostile: it is bounded in size
 * and depth, and no answer quotes it. Runs in browsers too; it does not prove that the certificates fit each other.
 *
 * @public
 */
export function inspectKubeconfig(
  text: string,
  rules: KubeconfigRules = {},
): KubeconfigInspection {
  return analyseKubeconfig(text, rules).inspection;
}
