import { Credentials } from '../pki';

/** Which cluster a DPU joins: a TenantControlPlane of the management cluster, or the ready-made static one. */
export type DpuClusterRef = 'static' | { namespace: string; name: string };

/** What it takes to let a DPU join a cluster. */
export interface DpuTarget {
  /** Of the cluster's administrator. */
  kubeconfig: string;
  /** Signs for the cluster; a light tenant has none. */
  authority?: Credentials;
}
