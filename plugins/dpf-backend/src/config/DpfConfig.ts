import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import { InputError } from '@backstage/errors';
import { CredentialRole, PortalPages, UserAccess } from '@dpf-portal/dpf-model';

/** How the API server of a management cluster is reached, and with which credentials. */
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
  /** Its path in the configuration, for error messages. */
  path: string;
  /** The paths of roles with the mode `enabled` of earlier releases, which is read as `auto`. */
  rolesEnabledOfBefore: string[];
  connection: ConnectionConfig;
  controllers?: ControllersIdentityConfig;
}

/** `dpf.kubeconfigs.kubernetesPlugin`, validated and enabled. */
export interface KubernetesPluginConfig {
  /** The servers of registered clusters that the plugin may connect to: networks, addresses and domains. */
  registeredServers: string[];
}

/** `dpf.kubeconfigs`, validated. */
export interface KubeconfigsConfig {
  /** The roles of credentials that are offered, weakest first; none by default. */
  roles: CredentialRole[];
  maxMinutes: number;
  /** How users reach DPU clusters, where a management cluster says nothing else. */
  userAccess: UserAccess;
  /** Absent: no cluster is offered to Backstage's Kubernetes plugin. */
  kubernetesPlugin?: KubernetesPluginConfig;
}

/** `dpf.platform`, validated. */
export interface PlatformConfig {
  /** For how long the checks of a management cluster's setup are answered from the last run. */
  checksKeptMs: number;
  /** The address of the runbook, to which the code of a finding is added as the anchor. */
  runbookUrl?: string;
}

/** The validated `dpf` section of app-config. */
export interface DpfConfig {
  /** Warnings about settings that work and should be changed; one sentence each. */
  warnings: string[];
  managementClusters: ConfigEntry[];
  /** Guests may sign in although a management cluster is not on this machine. */
  allowGuestsOnRemoteClusters: boolean;
  /** Entity ref of the group that runs the platform: `dpf.platformOwner`, else `catalog.providers.dpf.defaultOwner`. */
  platformOwner?: string;
  /** `dpf.pages` and `app.baseUrl`. */
  pages: PortalPages;
  kubeconfigs: KubeconfigsConfig;
  /** `dpf.gitops.reservation`: how long an endpoint is reserved for a manifest that nobody has applied yet. */
  manifestReservationMs: number;
  /** `dpf.actions.write`: actions that write are offered in the actions registry. */
  writingActions: boolean;
  /** For how many days the database keeps what has ended: history, and entries of the ledger of credentials. */
  retentionDays: number;
  platform: PlatformConfig;
  /** `catalog.providers.dpf.entityNamespace`. */
  entityNamespace?: string;
}

/** An error with the exact path in the configuration and the valid values. */
export function configProblem(path: string, problem: string): InputError {
  return new InputError(`Invalid configuration at ${path}: ${problem}`);
}
