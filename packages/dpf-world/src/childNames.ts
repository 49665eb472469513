import { hash } from 'node:crypto';
import { DpuCluster, MANAGED_BY } from '@dpf-portal/dpf-model';

const CLUSTER_LABEL = 'dpu.nvidia.com/cluster';

/** Selects the children that were made here. */
export const OURS_SELECTOR = `${MANAGED_BY.label}=${MANAGED_BY.value}`;

/**
 * Digest of what was wanted when a child was last written.
 *
 * @public
 */
export const WANTED_HASH_ANNOTATION = 'dpf-portal.io/wanted-hash';

/**
 * On the pod template: rolls the pods when their configuration changes.
 *
 * @public
 */
export const CONFIG_CHECKSUM_ANNOTATION = 'dpf-portal.io/config-checksum';

/**
 * The SHA-256 digest of a text, in hexadecimal.
 *
 * @public
 */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * A label value holds at most 63 characters; a longer one is replaced by a digest.
 *
 * @public
 */
export function labelValue(text: string): string {
  return text.length <= 63 ? text : sha256(text).slice(0, 40);
}

/**
 * The labels of every child.
 *
 * @public
 */
export function childLabels(cluster: DpuCluster): Record<string, string> {
  const { namespace = '', name } = cluster.metadata;
  return {
    [MANAGED_BY.label]: MANAGED_BY.value,
    [CLUSTER_LABEL]: labelValue(`${namespace}-${name}`),
    'dpu.nvidia.com/cluster-namespace': labelValue(namespace),
  };
}

/**
 * The labels of a control plane. As on the vendor's, the label of the cluster has its name without the namespace: other
 * controllers of DPF look a control plane up by it.
 *
 * @public
 */
export function controlPlaneLabels(
  cluster: DpuCluster,
): Record<string, string> {
  const { name } = cluster.metadata;
  return {
    ...childLabels(cluster),
    [CLUSTER_LABEL]: labelValue(name),
    'tenant.clastix.io': labelValue(controlPlaneName(name)),
  };
}

/**
 * The Service and the label by which the metrics of a control plane are found.
 *
 * @public
 */
export function metricsName(cluster: string): string {
  return `${controlPlaneName(cluster)}-metrics`;
}

/**
 * Service and TenantControlPlane carry the cluster's own name, as the vendor's do.
 *
 * @public
 */
export function controlPlaneName(cluster: string): string {
  return cluster;
}

/**
 * Kamaji's name of the Secret with the admin kubeconfig.
 *
 * @public
 */
export function adminKubeconfigName(cluster: string): string {
  return `${cluster}-admin-kubeconfig`;
}
