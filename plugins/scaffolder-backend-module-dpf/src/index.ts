/**
 * Scaffolder actions for DPU clusters: `dpf:dpu-cluster:create`, `wait`, `update`, `retire`, `manifest`,
 * `credentials` and `dpu-manifest`, and `dpf:kubeconfig:check`. They use the REST API of the dpf back end, which may run in another process. Add this module
 * beside the scaffolder: `backend.add(import('@dpf-portal/backstage-plugin-scaffolder-backend-module-dpf'))`.
 *
 * @packageDocumentation
 */

export { scaffolderModuleDpf as default } from './module';
export { createCheckKubeconfigAction } from './actions/checkKubeconfig';
export { createDpuClusterAction } from './actions/createDpuCluster';
export { createDpuClusterCredentialsAction } from './actions/dpuClusterCredentials';
export { createDpuClusterManifestAction } from './actions/dpuClusterManifest';
export { createDpuManifestAction } from './actions/dpuManifest';
export { createRetireDpuClusterAction } from './actions/retireDpuCluster';
export { createUpdateDpuClusterAction } from './actions/updateDpuCluster';
export { createWaitForDpuClusterAction } from './actions/waitForDpuCluster';
export { type DpfActionOptions } from './backend/DpfActionOptions';
export { type Timing } from './backend/DpfActionOptions';
