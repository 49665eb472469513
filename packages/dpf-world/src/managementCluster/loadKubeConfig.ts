import { KubeConfig } from '@kubernetes/client-node';

/** Reads the operator's own kubeconfig file; unlike a tenant's it is trusted. @public */
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

/** The service account of the pod this process runs in; its token is read anew from its file as it is rotated. @public */
export function loadKubeConfigOfPod(): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  return kubeConfig;
}
