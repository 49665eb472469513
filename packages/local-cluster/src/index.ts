/**
 * A real Kubernetes control plane as local processes, for development and tests.
 *
 * ```ts
 * const cluster = LocalCluster.create({ stateDir });
 * await cluster.start();
 * const kubeConfig = cluster.kubeConfig;
 * await cluster.stop();
 * ```
 *
 * @packageDocumentation
 */

export { BinaryResolver } from './binaries';
export { type Binaries, type BinaryName } from './binaries';
export { LocalCluster } from './cluster/LocalCluster';
export { type LocalClusterOptions } from './cluster/LocalClusterOptions';
export {
  DEFINITION_SHAPES,
  NEWEST_SHAPE,
  definitionFolder,
} from './cluster/definitionShapes';
export { type DefinitionShape } from './cluster/definitionShapes';
export { type ClusterUser } from './controlPlane/issueKubeconfig';
export { DpuJoiner } from './dpu/DpuJoiner';
export { type DpuClusterRef } from './dpu/findDpuCluster';
export { type TenantControlPlane } from './kamaji/TenantControlPlane';
export { FAULT_ANNOTATIONS } from './kubelet/annotations';
export { LightTenant } from './light/LightTenant';
export { type LightTenantOptions } from './light/LightTenant';
export { CertificateAuthority } from './pki/CertificateAuthority';
export { renderKubeconfig } from './pki/renderKubeconfig';
export { findFreePort } from './process/findFreePort';
export { ConnectProxy } from './proxy/ConnectProxy';
export { STATIC_CLUSTER } from './staticCluster/StaticCluster';
