import {
  ControlPlaneSettings,
  ControllerRole,
  DpfNetwork,
  DpfPolicy,
  RoleMode,
  UserAccess,
} from '@dpf-portal/dpf-model';
import { TenantAccess } from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * The settings of one management cluster, known before it is contacted.
 *
 * @public
 */
export interface ManagementClusterSettings {
  /** `[a-z0-9-]{1,30}`; part of references and entity names, so it never changes. */
  name: string;
  title?: string;
  /** An existing catalog entity that stands for it. */
  entityRef?: string;
  /** The portal's identity. */
  kubeConfig: KubeConfig;
  /** The controllers' identity. Without it the portal's is used, and a finding says so. */
  controllersKubeConfig?: KubeConfig;
  /** Namespaces that are watched; all when left out. */
  namespaces?: string[];
  roles: Record<ControllerRole, RoleMode>;
  leaderElectionNamespace?: string;
  /** It starts together with the portal, so it is shown as starting until its first answer. */
  startsWithPortal?: boolean;
  /** How the kamaji role makes control planes. */
  controlPlanes?: ControlPlaneSettings;
  /** The key of the label that identifies a cluster; `dpf-portal.io/cluster` when left out. */
  clusterLabel?: string;
  tenantAccess: TenantAccess;
  /** How users reach its DPU clusters. Default: `dpf.kubeconfigs.userAccess`. */
  userAccess?: UserAccess;
  networks: DpfNetwork[];
  policy: DpfPolicy;
  /** The namespace in which kubeconfig uploads are stored. Without it nothing can be uploaded. */
  uploadsNamespace?: string;
}

/**
 * Finds management clusters in other places than `dpf.managementClusters`.
 *
 * @public
 */
export interface ManagementClusterLocator {
  /**
   * Called once at start. The plugin does not wait for it; a failure is logged and does not affect other management
   * clusters.
   */
  getManagementClusters(): Promise<ManagementClusterSettings[]>;
}
