import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import { InputError } from '@backstage/errors';

/** How a management cluster's API server is reached and with whose credentials. */
export type ConnectionConfig =
  | {
      kind: 'kubernetesPluginRef';
      ref: string;
      serviceAccountToken?: string;
      tokenFile?: string;
    }
  | { kind: 'kubeconfigFile'; file: string }
  | { kind: 'inCluster' }
  | {
      kind: 'connection';
      server: string;
      caData?: string;
      caFile?: string;
      serviceAccountToken?: string;
      tokenFile?: string;
    };

/** The controllers' identity where it is not the portal's. */
export type ControllersIdentityConfig =
  | { kind: 'kubeconfigFile'; file: string }
  | { kind: 'tokenFile'; tokenFile: string };

/** What reads and requests may see of the settings. */
export type SettingsWithoutCredentials = Omit<
  ManagementClusterSettings,
  'kubeConfig' | 'controllersKubeConfig'
>;

/** One entry of `dpf.managementClusters`, validated. It says where the credentials are and does not contain them. */
export interface ConfigEntry extends SettingsWithoutCredentials {
  /** Where it stands in the configuration; for error messages. */
  path: string;
  /** Where a role has the mode `enabled` of earlier releases, which is read as `auto`. */
  rolesEnabledOfBefore: string[];
  connection: ConnectionConfig;
  controllers?: ControllersIdentityConfig;
}

/** `dpf` in app-config, checked. */
export interface DpfConfig {
  /** What is configured works, but is to be changed; one sentence each. */
  warnings: string[];
  managementClusters: ConfigEntry[];
  /** Guests may sign in though a management cluster is not on this machine. */
  allowGuestsOnRemoteClusters: boolean;
  /** `GET …/admin-kubeconfig` answers. */
  adminKubeconfigDownload: boolean;
  /** `catalog.providers.dpf.entityNamespace`. */
  entityNamespace?: string;
}

/** An error that names the exact place in the configuration and what would be right. */
export function configProblem(path: string, problem: string): InputError {
  return new InputError(`Invalid configuration at ${path}: ${problem}`);
}
