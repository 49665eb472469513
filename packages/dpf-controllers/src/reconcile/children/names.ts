/** Service and TenantControlPlane carry the cluster's own name, as the vendor's do. */
export function controlPlaneName(cluster: string): string {
  return cluster;
}

/** ConfigMap and DaemonSet. */
export function keepalivedName(cluster: string): string {
  return `${cluster}-keepalived`;
}

/** Kamaji's name of the Secret with the admin kubeconfig. */
export function adminKubeconfigName(cluster: string): string {
  return `${cluster}-admin-kubeconfig`;
}
