export * from './KubeconfigInspection';
export * from './UnsafeKubeconfigError';
export * from './analyseKubeconfig';
export * from './inspectKubeconfig';
export * from './kubeconfigTextOf';
export * from './parseSafeKubeconfig';
export * from './readClusterInfo';
export { MAX_KUBECONFIG_BYTES } from './readDocument';
export * from './renderKubeconfig';
