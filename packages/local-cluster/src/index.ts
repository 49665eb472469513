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
export * from './cluster';
export { BinaryResolver } from './binaries';
export type { Binaries, BinaryName } from './binaries';
export type { DpuClusterRef, DpuJoiner } from './dpu';
export type { ClusterUser } from './controlPlane';
export type { TenantControlPlane } from './kamaji';
export { FAULT_ANNOTATIONS } from './kubelet';
export { LightTenant, type LightTenantOptions } from './light';
export { CertificateAuthority, renderKubeconfig } from './pki';
export { findFreePort } from './process';
export { ConnectProxy } from './proxy';
export { STATIC_CLUSTER } from './staticCluster';
