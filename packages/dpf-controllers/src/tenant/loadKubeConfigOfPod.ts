import { KubeConfig } from '@kubernetes/client-node';

/** The service account of the pod this process runs in; its token is read anew from its file as it is rotated. @public */
export function loadKubeConfigOfPod(): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  return kubeConfig;
}
