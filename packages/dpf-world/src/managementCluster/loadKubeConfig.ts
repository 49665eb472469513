import { KubeConfig } from '@kubernetes/client-node';

/** Reads the operator's own kubeconfig file. It is trusted, unlike the kubeconfig of a tenant. @public */
export function loadKubeConfigFromFile(
  path: string,
  options: { context?: string } = {},
): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(path);
  if (options.context) {
    kubeConfig.setCurrentContext(options.context);
  }
  if (!kubeConfig.getCurrentCluster()) {
    throw new Error(`${path} names no cluster for its current context`);
  }
  return kubeConfig;
}

/** Uses the service account of this process's pod. Its token is read again from its file when it is rotated. @public */
export function loadKubeConfigOfPod(): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  return kubeConfig;
}
