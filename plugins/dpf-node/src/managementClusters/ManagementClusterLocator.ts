import {
  ControlPlaneSettings,
  ControllerRole,
  DpfNetwork,
  DpfPolicy,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { TenantAccess } from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * Everything the plugin knows about one management cluster before it has spoken to it.
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
  /** It starts together with the portal: until its first answer it is shown as starting. */
  startsWithPortal?: boolean;
  /** How the kamaji role makes control planes. */
  controlPlanes?: ControlPlaneSettings;
  tenantAccess: TenantAccess;
  networks: DpfNetwork[];
  policy: DpfPolicy;
  /** Where kubeconfig uploads wait for their request. Without it nothing can be uploaded. */
  uploadsNamespace?: string;
}

/**
 * Finds management clusters elsewhere than in `dpf.managementClusters`.
 *
 * @public
 */
export interface ManagementClusterLocator {
  /** Asked once at start, without holding up the plugin; a failure is logged and the rest goes on. */
  getManagementClusters(): Promise<ManagementClusterSettings[]>;
}
