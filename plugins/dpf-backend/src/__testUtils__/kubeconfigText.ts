import { parseSafeKubeconfig, renderKubeconfig } from '@dpf-portal/dpf-model';
import { KEY_DATA, kubeconfigObject } from '@dpf-portal/test-support';

/** What must never be seen again: the key as it is in the kubeconfig. */
export { KEY_DATA };

/** An admin kubeconfig that keeps every rule. */
export function kubeconfigText(options: { server?: string } = {}): string {
  const { server = 'https://10.20.0.10:6443' } = options;
  return JSON.stringify(kubeconfigObject({ cluster: { server } }));
}

/** What the portal stores of it for a cluster, in base64. */
export function storedKubeconfig(
  clusterName: string,
  options: { server?: string } = {},
): string {
  const safe = parseSafeKubeconfig(kubeconfigText(options));
  return Buffer.from(renderKubeconfig(safe, { clusterName })).toString(
    'base64',
  );
}
