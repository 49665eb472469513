import { hash } from 'node:crypto';
import { DpuCluster, MANAGED_BY } from '@dpf-portal/dpf-model';

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
    'dpu.nvidia.com/cluster': labelValue(`${namespace}-${name}`),
    'dpu.nvidia.com/cluster-namespace': labelValue(namespace),
  };
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
